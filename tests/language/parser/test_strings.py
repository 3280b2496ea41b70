import pytest

from psbridge.language import ExpandableStringExpressionAst, find, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'it''s'", "'it's'"),
        ("‘a’’b’", "'a’b'"),
        ('"a`tb"', '"a\tb"'),
        ('"a""b"', '"a"b"'),
        ('"`u{1F600}"', '"\U0001f600"'),
        ('"`$x `"q`""', '"$x "q""'),
        ('"a $x b"', "\"['a ' $x ' b']"),
        ('"$x.y"', "\"[$x '.y']"),
        ('"${x}y"', "\"[$x 'y']"),
        ('"$env:A:b"', '"[$env:A:b]'),
        ('"$x::y"', "\"[$x '::y']"),
        ('"$ 5$"', '"$ 5$"'),
        ('"$(1)"', '"[(SubExpression (StatementBlock [(Pipeline [(CommandExpression 1)])]))]'),
        ('"$("a")"', '"[(SubExpression (StatementBlock [(Pipeline [(CommandExpression "a")])]))]'),
        ('"$(""a"")"', '"[(SubExpression (StatementBlock [(Pipeline [(CommandExpression "a")])]))]'),
        ('"$using:x"', '"[(UsingExpression $x)]'),
        ("@'\na'b\n'@", "@'a'b'@"),
        ("@'\n'@", "@''@"),
        ('@"\r\na $x\r\n"@', "@\"['a ' $x]"),
        ('@"\n"a" ""b""\n"@', '@""a" ""b"""@'),
    ],
)
def test_string(shape, text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a", ["TerminatorExpectedAtEndOfString"]),
        ('"a', ["TerminatorExpectedAtEndOfString"]),
        ("@'\na", ["TerminatorExpectedAtEndOfString"]),
        ("@'\na\n '@", ["WhitespaceBeforeHereStringFooter"]),
        ('"`u{zz}"', ["InvalidUnicodeEscapeSequence"]),
        ('"`u{}"', ["InvalidUnicodeEscapeSequence"]),
        ('"`u{1234567}"', ["TooManyDigitsInUnicodeEscapeSequence"]),
        ('"`u{123456x}"', ["MissingUnicodeEscapeSequenceTerminator"]),
        ('"`u{110000}"', ["InvalidUnicodeEscapeSequenceValue"]),
        ('"$x:"', ["InvalidVariableReferenceWithDrive"]),
        ('"$(1', ["IncompleteDollarSubexpressionReference", "MissingEndParenthesisInSubexpression", "TerminatorExpectedAtEndOfString"]),
    ],
)
def test_errors(errors, text, expected):
    assert sorted(errors(text)) == sorted(expected)


def test_parentheses_in_strings_are_counted_blindly(errors):
    """PowerShell looks for the end of a sub-expression by counting, whatever quotes say."""
    assert errors("\"$(')')\"") != []


def test_value_and_places_of_an_expandable_string():
    text = '"a`t$(1 + 1) ${b}"'
    node = find(parse(text).ast, ExpandableStringExpressionAst)
    assert node.value == "a\t$(1 + 1) ${b}"
    assert [part.extent.text for part in node.nested_expressions] == ["$(1 + 1)", "${b}"]


def test_escapes_of_windows_powershell():
    node = parse('"`e`u"', version=(5, 1)).ast.end_block.statements[0].get_pure_expression()
    assert node.value == "eu"
