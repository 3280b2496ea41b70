import pytest

from psbridge.language import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$env:PATH", "$env:PATH"),
        ("${a b}", "$a b"),
        ("${a`}b}", "$a}b"),
        ("$using:x.y[0]", "(UsingExpression (IndexExpression (MemberExpression $x y) 0))"),
        ("$_", "$_"),
        ("$?", "$?"),
        ("$$", "$$"),
        ("$^", "$^"),
        ("$a::b", "(MemberExpression $a b True)"),
        ("(1)", "(ParenExpression (Pipeline [(CommandExpression 1)]))"),
        ("$(1; 2)", "(SubExpression (StatementBlock [(Pipeline [(CommandExpression 1)]) (Pipeline [(CommandExpression 2)])]))"),
        ("@()", "(ArrayExpression (StatementBlock))"),
        ("@{}", "(Hashtable)"),
        (
            "@{ a = 1\n3 = 4 }",
            "(Hashtable [[a (Pipeline [(CommandExpression 1)])] [3 (Pipeline [(CommandExpression 4)])]])",
        ),
        (
            "@{ if = if (1) { 2 } }",
            "(Hashtable [[if (IfStatement [[(Pipeline [(CommandExpression 1)]) (StatementBlock [(Pipeline [(CommandExpression 2)])])]])]])",
        ),
        ("5kb", "5120"),
    ],
)
def test_value(shape, text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(", ["ExpectedExpression", "MissingEndParenthesisInExpression"]),
        ("(1", ["MissingEndParenthesisInExpression"]),
        ("$(1", ["MissingEndParenthesisInSubexpression"]),
        ("@{ a = 1", ["MissingEndCurlyBrace"]),
        ("@{ a 1 }", ["MissingEqualsInHashLiteral"]),
        ("@{ a = }", ["MissingStatementInHashLiteral"]),
        ("$x:", ["InvalidVariableReferenceWithDrive"]),
        ("${}", ["EmptyVariableReference"]),
        ("${a", ["IncompleteDollarVariableReference"]),
        ("@a", ["SplattingNotPermitted"]),
        ("$x = 999999999999999999999l", ["BadNumericConstant"]),
    ],
)
def test_errors(errors, text, expected):
    assert errors(text) == expected


def test_unclosed_input_is_incomplete():
    for text in ("(", "(1", "@{ a = 1", "$(1", "{", "'abc", '"abc', "@'\nabc", "1 +", "1 |", "if (1) {", "<# c", "f (1,"):
        assert parse(text).incomplete_input, text
    for text in (")", "1 2", "@{ a 1 }", "}"):
        assert not parse(text).incomplete_input, text
