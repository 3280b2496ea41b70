import pytest

from psbridge.language import parse
from psbridge.language.tokens import tokens_of


def kinds(text):
    return [token.kind for token in parse(text).tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + $x # c", ["Number", "Plus", "Variable", "Comment", "EndOfInput"]),
        ("Get-Foo -Name:x a | b", ["Generic", "Parameter", "Identifier", "Identifier", "Pipe", "Identifier", "EndOfInput"]),
        (
            "if ($a -eq 1) { 'x' }",
            ["If", "LParen", "Variable", "Ieq", "Number", "RParen", "LCurly", "StringLiteral", "RCurly", "EndOfInput"],
        ),
        ("@{ a = 1 }\n", ["AtCurly", "Identifier", "Equals", "Number", "RCurly", "NewLine", "EndOfInput"]),
        (
            "[int]::Max[0]",
            ["LBracket", "Identifier", "RBracket", "ColonColon", "Identifier", "LBracket", "Number", "RBracket", "EndOfInput"],
        ),
        ("function f($a) { }", ["Function", "Identifier", "LParen", "Variable", "RParen", "LCurly", "RCurly", "EndOfInput"]),
        ("a 2>&1 > b @c", ["Identifier", "Redirection", "Redirection", "Identifier", "SplattedVariable", "EndOfInput"]),
        ('"a $b"', ["StringExpandable", "EndOfInput"]),
        ("$i++; -not $a", ["Variable", "PlusPlus", "Semi", "Not", "Variable", "EndOfInput"]),
        ("", ["EndOfInput"]),
    ],
)
def test_kinds(text, expected):
    assert kinds(text) == expected


def test_tokens_cover_everything_but_blanks():
    text = 'param([int]$a = 3) # c\nforeach ($x in 1..$a) { foo -Bar "$x" `\n | ? { $_ -ne 2 } }'
    tree = parse(text).ast
    assert "".join(token.text for token in tokens_of(tree)) == text.replace(" ", "").replace("#c", "# c")
