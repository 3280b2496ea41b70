import pytest

from psbridge.language import parse
from psbridge.language.constants import NotConstant, constant_value, is_attribute_argument


def expression(text):
    return parse(text).ast.end_block.statements[0].get_pure_expression()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("'a'", "a"),
        ("$true", True),
        ("$null", None),
        ("1, 'b'", [1, "b"]),
        ("@(1, 2)", [1, 2]),
        ("@(1)", [1]),
        ("(5)", 5),
        ("@{ a = 1; b = @{ c = 'd' } }", {"a": 1, "b": {"c": "d"}}),
    ],
)
def test_value(text, value):
    assert constant_value(expression(text)) == value


@pytest.mark.parametrize("text", ["$x", '"a $x"', "1 + 1", "(a)", "@(1; foo)"])
def test_not_constant(text):
    with pytest.raises(NotConstant):
        constant_value(expression(text))


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("1", True),
        ("{ $x }", True),
        ("[int]", True),
        ("[int]::MaxValue", True),
        ("-1", True),
        ("1 + 2", True),
        ("@('a')", True),
        ("$x", False),
        ("(foo)", False),
        ("[int]::Parse('1')", False),
        ("$true ? 1 : 2", True),
        ('"a $x"', False),
    ],
)
def test_attribute_arguments(text, allowed):
    assert is_attribute_argument(expression(text)) is allowed
