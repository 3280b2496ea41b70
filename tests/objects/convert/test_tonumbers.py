"""Convert.ChangeType and its relatives."""

from __future__ import annotations

import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import BigInteger, Byte, Char, DateTime, Int64, IntPtr, NetError, Single, define_enum, find_type
from psbridge.objects.convert import convert, is_defined_enum, is_number, parse_enum, toscalars
from psbridge.objects.convert import toenum as _toenum
from psbridge.objects.convert.tonumbers import change_type, decimal_of, fit_integer, is_integral

Flags = define_enum("Tests.ToNumbers.Flags", "A=1 B=2", flags=True, register=False)


def net(name):
    return find_type(f"System.{name}")


@pytest.mark.parametrize(("value", "even"), [(0.5, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2), (3.5, 4)])
def test_half_goes_to_even(value, even):
    for name in ("Int32", "Int64", "SByte"):
        assert change_type(value, net(name)) == even
        assert change_type(decimal.Decimal(str(value)), net(name)) == even


def test_widths_of_results():
    assert type(change_type(5, net("Byte"))) is Byte
    assert type(change_type(Byte(5), net("Int32"))) is int
    assert type(change_type(True, net("Int64"))) is Int64
    assert type(change_type(1.5, net("Single"))) is Single
    assert type(change_type(65, net("Char"))) is Char
    assert type(change_type(Flags(3), net("Int32"))) is int


@pytest.mark.parametrize(
    ("value", "name", "message"),
    [
        (float("nan"), "Int32", "too large or too small for an Int32"),
        (float("inf"), "Int64", "Arithmetic operation resulted in an overflow"),
        (1e300, "UInt64", "Arithmetic operation resulted in an overflow"),
        (300.0, "Byte", "for an unsigned byte"),
        (-1, "UInt32", "for a UInt32"),
        (70000, "Char", "for a character"),
        (float("nan"), "Decimal", "for a Decimal"),
        (DateTime(0), "Double", "Invalid cast from 'DateTime' to 'Double'."),
        (DateTime(0), "Int32", "Invalid cast from 'DateTime' to 'Int32'."),
        (DateTime(0), "Decimal", "Invalid cast from 'DateTime' to 'Decimal'."),
    ],
)
def test_refusals(value, name, message):
    with pytest.raises(NetError, match=message):
        change_type(value, net(name))


def test_decimals_keep_fifteen_digits_of_a_double():
    assert decimal_of(0.1 + 0.2) == decimal.Decimal("0.3")
    assert decimal_of(Single(0.1)) == decimal.Decimal("0.1")
    assert decimal_of(1e20) == decimal.Decimal(10**20)
    assert decimal_of(1e-30) == 0


def test_kinds_of_numbers():
    assert [is_number(value) for value in (1, 1.5, decimal.Decimal(1), Byte(1), True, Char("1"), BigInteger(1), Flags(1), "1")] == [
        True
    ] * 4 + [False] * 5
    assert [is_integral(value) for value in (1, Byte(1), 1.5, BigInteger(1), IntPtr(1), True)] == [True, True, False, False, False, False]


def test_pointers():
    assert type(convert(5, net("IntPtr"))) is IntPtr
    assert convert(IntPtr(5), net("Int64")) == 5


def test_enums():
    assert _toenum.__doc__
    assert parse_enum("a, B", Flags) == 3
    assert parse_enum("a", Flags, ignore_case=False) is None
    assert parse_enum("", Flags) is None
    assert isinstance(parse_enum("99999999999", Flags), NetError)
    assert is_defined_enum(Flags(3))
    assert not is_defined_enum(Flags(4))
    assert not is_defined_enum(Flags(-1))


def test_makers_can_be_replaced():
    saved = toscalars._regex[0], list(toscalars._xml), list(toscalars._received), toscalars._resolver[0]
    try:
        toscalars.set_regex_maker(lambda pattern: ["regex", pattern])
        assert convert("a", find_type("System.Text.RegularExpressions.Regex")) == ["regex", "a"]
        toscalars.set_xml_maker(lambda text: ["xml", text])
        assert convert("<a/>", find_type("System.Xml.XmlDocument")) == ["xml", "<a/>"]
        toscalars.set_type_resolver(lambda name: net("Int32") if name == "whole" else None)
        assert convert("whole", net("Type")) is net("Int32")
    finally:
        toscalars._regex[0], toscalars._xml[:], toscalars._received[:], toscalars._resolver[0] = saved


@given(st.integers(-(2**70), 2**70), st.sampled_from(["SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64"]))
def test_a_number_fits_or_overflows(number, name):
    try:
        assert fit_integer(number, name) == number
    except NetError as error:
        assert error.exception.is_a("System.OverflowException")


@given(st.floats(-1e15, 1e15))
def test_rounding_is_within_half(value):
    assert abs(change_type(value, net("Int64")) - value) <= 0.5


@pytest.mark.parametrize(
    ("name", "text", "width"),
    [("Int32", "0x07FFFFFFFFFFFFFFFF", "UInt32"), ("Byte", "0x1FFFFFFFF", "UInt32"), ("Int64", "0x07FFFFFFFFFFFFFFFF", "UInt64")],
)
def test_digits_of_hex_are_read_without_sign_first(name, text, width):
    with pytest.raises(NetError, match=f"too large or too small for a {width}"):
        convert(text, net(name))
    assert convert("0xFF", net(name)) == 255
