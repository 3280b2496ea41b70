import pytest

BLOCK = "(ScriptBlockExpression (ScriptBlock (NamedBlock End True [(Pipeline [(CommandExpression 1)])])))"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a.b.c", "(MemberExpression (MemberExpression $a b) c)"),
        ("$a.\n  b", "(MemberExpression $a b)"),
        ("$a.'b c'", "(MemberExpression $a 'b c')"),
        ("$a.$b", "(MemberExpression $a $b)"),
        ("$a.($b)", "(MemberExpression $a (ParenExpression (Pipeline [(CommandExpression $b)])))"),
        ("$a.b()", "(InvokeMemberExpression $a b)"),
        ("$a.b(1, 2)", "(InvokeMemberExpression $a b [1 2])"),
        (
            "$a.b{1}",
            "(InvokeMemberExpression $a b [" + BLOCK + "])",
        ),
        ("[int]::MaxValue", "(MemberExpression (TypeExpression <int>) MaxValue True)"),
        ("[int]::Parse('1')", "(InvokeMemberExpression (TypeExpression <int>) Parse True ['1'])"),
        ("$a[0]", "(IndexExpression $a 0)"),
        ("$a[0, 1][-1]", "(IndexExpression (IndexExpression $a (ArrayLiteral [0 1])) -1)"),
        ("${a}?.b", "(MemberExpression $a b True)"),
        ("${a}?[0]", "(IndexExpression $a 0 True)"),
        ("$a?.b", "(MemberExpression $a? b)"),
        ("$a.b[int]('x')", "(InvokeMemberExpression $a b ['x'] [<int>])"),
        ("$a.b[0]", "(IndexExpression (MemberExpression $a b) 0)"),
        ("$a<# c #>.b", "(MemberExpression $a b)"),
        ("'x'.Length", "(MemberExpression 'x' Length)"),
    ],
)
def test_member(shape, text, expected):
    assert shape(text) == expected


def test_a_gap_ends_the_operand(shape):
    assert shape("echo $a .b") == "(Command [echo $a .b])"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a.", ["MissingPropertyName"]),
        ("$a[", ["MissingArrayIndexExpression"]),
        ("$a[0", ["MissingEndSquareBracket"]),
        ("$a.b(", ["MissingEndParenthesisInMethodCall"]),
        ("$a.b(1,)", ["MissingExpressionAfterToken"]),
    ],
)
def test_errors(errors, text, expected):
    assert errors(text) == expected


def test_null_conditional_members_came_with_7_1(errors):
    assert errors("${a}?.Length", version=(7, 0)) == ["ExpectedValueExpression", "UnexpectedToken"]
