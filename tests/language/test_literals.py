from decimal import Decimal

import pytest

from psbridge.language import ConstantExpressionAst, find, parse
from psbridge.language.lexis import number
from psbridge.language.literals import NotANumber, number_value
from psbridge.objects.numbers import BigInteger, Byte, Int16, Int64, SByte, UInt16, UInt32, UInt64


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("0", int, 0),
        ("2147483647", int, 2147483647),
        ("2147483648", Int64, 2147483648),
        ("9223372036854775808", Decimal, Decimal(9223372036854775808)),
        ("79228162514264337593543950336", float, 79228162514264337593543950336.0),
        ("1l", Int64, 1),
        ("1u", UInt32, 1),
        ("4294967296u", UInt64, 4294967296),
        ("1ul", UInt64, 1),
        ("1y", SByte, 1),
        ("1uy", Byte, 1),
        ("1s", Int16, 1),
        ("1us", UInt16, 1),
        ("1n", BigInteger, 1),
        ("1d", Decimal, Decimal(1)),
        ("1.50d", Decimal, Decimal("1.50")),
        ("1.5", float, 1.5),
        (".5", float, 0.5),
        ("1.", float, 1.0),
        ("1e3", float, 1000.0),
        ("1E-3", float, 0.001),
        ("1e–3", float, 0.001),
        ("1.5l", Int64, 2),
        ("1kb", int, 1024),
        ("1.5kb", float, 1536.0),
        ("1mb", int, 1 << 20),
        ("4gb", Int64, 4 << 30),
        ("1tb", Int64, 1 << 40),
        ("1PB", Int64, 1 << 50),
        ("1lkb", Int64, 1024),
        ("0xFF", int, 255),
        ("0x7FFFFFFF", int, 2147483647),
        ("0xFFFFFFFF", int, -1),
        ("0xFFFFFFFFu", UInt32, 4294967295),
        ("0x1FFFFFFFF", Int64, 0x1FFFFFFFF),
        ("0xFFFFFFFFFFFFFFFF", Int64, -1),
        ("0xFFFFFFFFFFFFFFFFu", UInt64, 0xFFFFFFFFFFFFFFFF),
        ("0x1d", int, 29),
        ("0x80y", SByte, -128),
        ("0x10kb", int, 16384),
        ("0b101", int, 5),
        ("0b11111111", int, -1),
        ("0b011111111", int, 255),
    ],
)
def test_value(text, kind, value):
    found = find(parse("$x = " + text).ast, ConstantExpressionAst).value
    assert type(found) is kind
    assert found == value


def test_signs():
    assert find(parse("-2147483648").ast, ConstantExpressionAst).value == -2147483648
    assert type(find(parse("-2147483648").ast, ConstantExpressionAst).value) is int
    assert find(parse("+5").ast, ConstantExpressionAst).value == 5
    assert str(find(parse("-0.0").ast, ConstantExpressionAst).value) == "-0.0"


@pytest.mark.parametrize("text", ["256uy", "128y", "0x1FFFFFFFFFFFFFFFF", "1e400l", "79228162514264337593543950336d"])
def test_out_of_range(text):
    m = number(text + "\0", 0)
    with pytest.raises(NotANumber):
        number_value(m)


@pytest.mark.parametrize("text", ["7z", "1kbx", "1ll", "1e", "0b", "1_000"])
def test_words_that_begin_with_digits_are_commands(shape, text):
    assert shape(text) == f"(Command [{text}])"
