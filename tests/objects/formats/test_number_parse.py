"""Text to numbers: NumberStyles, cultures, widths; PowerShell's literals."""

from __future__ import annotations

import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import BigInteger, Byte, Int16, Int64, NetError, SByte, Single, UInt16, UInt32, UInt64
from psbridge.objects.culture import EN_US, INVARIANT, culture_of
from psbridge.objects.formats import number_parse as np
from psbridge.objects.formats.literal import scan_number

D = decimal.Decimal
INV, DE, US = INVARIANT.number, culture_of("de-DE").number, EN_US.number


@pytest.mark.parametrize(
    ("name", "text", "styles", "value"),
    [
        ("Int32", "42", None, 42),
        ("Int32", " -42 ", None, -42),
        ("Int32", "+7", None, 7),
        ("Int32", "1,234", np.NUMBER, 1234),
        ("Int32", "12.0", np.NUMBER, 12),
        ("Int32", "12-", np.NUMBER, -12),
        ("Int32", "(12)", np.CURRENCY, -12),
        ("Int32", "$12", np.CURRENCY, 12),
        ("Int32", "ff", np.HEX_NUMBER, 255),
        ("Int32", "FFFFFFFF", np.HEX_NUMBER, -1),
        ("Byte", "ff", np.HEX_NUMBER, Byte(255)),
        ("Int32", "1e3", np.FLOAT, 1000),
        ("Int64", "9223372036854775807", None, Int64(2**63 - 1)),
        ("UInt64", "18446744073709551615", None, UInt64(2**64 - 1)),
        ("BigInteger", "123456789012345678901234567890", None, BigInteger(123456789012345678901234567890)),
        ("BigInteger", "ff", np.HEX_NUMBER, BigInteger(-1)),
        ("Double", "1,234.5", None, 1234.5),
        ("Double", ".5", None, 0.5),
        ("Double", "5.", None, 5.0),
        ("Double", "1e400", None, float("inf")),
        ("Double", "Infinity", None, float("inf")),
        ("Single", "1.5", None, Single(1.5)),
        ("Decimal", "1.10", None, D("1.10")),
        ("Decimal", "0.12345678901234567890123456789", None, D("0.1234567890123456789012345679")),
    ],
)
def test_parses(name, text, styles, value):
    found = np.parse_as(name, text, US if styles == np.CURRENCY else INV, styles)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("Int32", "", "System.FormatException"),
        ("Int32", "1,234", "System.FormatException"),
        ("Int32", "1.5", "System.FormatException"),
        ("Int32", "0x10", "System.FormatException"),
        ("Int32", "2147483648", "System.OverflowException"),
        ("Byte", "-1", "System.OverflowException"),
        ("Double", "x", "System.FormatException"),
        ("Decimal", "1e5", "System.FormatException"),
        ("Decimal", "79228162514264337593543950336", "System.OverflowException"),
        ("BigInteger", "x", "System.FormatException"),
        ("Int32", None, "System.ArgumentNullException"),
    ],
)
def test_refuses(name, text, kind):
    with pytest.raises(NetError) as caught:
        np.parse_as(name, text, INV)
    assert caught.value.exception.is_a(kind)


def test_cultures():
    assert np.parse_as("Double", "1.234,5", DE) == 1234.5
    assert np.parse_as("Decimal", "-1,5", DE) == D("-1.5")
    assert np.parse_as("Int32", "1.234,00 €", DE, np.CURRENCY) == 1234
    with pytest.raises(NetError):
        np.parse_as("Int32", "1.5", INV, np.NUMBER)


LITERALS = [
    ("5", 5),
    (" 12 ", 12),
    ("", 0),
    ("-5", -5),
    ("+5", 5),
    ("\u20135", -5),
    ("0x1F", 31),
    ("0X10", 16),
    ("+0x1A", 26),
    ("0xFFFFFFFF", -1),
    ("0x0FFFFFFFF", Int64(0xFFFFFFFF)),
    ("0x80000000u", UInt32(0x80000000)),
    ("0b101", 5),
    ("2147483648", Int64(2147483648)),
    ("9223372036854775808", D(9223372036854775808)),
    ("1" + "0" * 32, 9.999999999999999e31),
    ("1kb", 1024),
    ("2gb", Int64(2 << 30)),
    ("0x10kb", 16384),
    ("3lkb", Int64(3072)),
    ("1.5dkb", D("1536.0")),
    ("1.5kb", 1536.0),
    ("2.5", 2.5),
    (".25", 0.25),
    ("4.", 4.0),
    ("1e3", 1000.0),
    ("1E+2", 100.0),
    ("10l", Int64(10)),
    ("10uy", Byte(10)),
    ("10y", SByte(10)),
    ("10s", Int16(10)),
    ("10us", UInt16(10)),
    ("10u", UInt32(10)),
    ("4294967296u", UInt64(4294967296)),
    ("10ul", UInt64(10)),
    ("10n", BigInteger(10)),
    ("1.10d", D("1.10")),
    ("1.5l", Int64(2)),
    ("300uy", None),
    ("-1u", None),
    ("1e400l", None),
    ("abc", None),
    (".", None),
    ("1,2", None),
    ("--5", None),
    ("1_000", None),
    ("0x", None),
    ("3kbl", None),
]


@pytest.mark.parametrize(("text", "value"), LITERALS)
def test_literals(text, value):
    found = scan_number(text)
    assert found == value
    assert type(found) is type(value)


@given(st.integers(-(2**31), 2**31 - 1))
def test_integers_read_back(number):
    assert scan_number(str(number)) == number
    assert np.parse_as("Int32", str(number), INV) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_read_back(number):
    assert np.parse_as("Double", repr(number), INV) == number


@given(st.decimals(-(10**20), 10**20, places=8))
def test_decimals_read_back(number):
    assert np.parse_as("Decimal", format(number, "f"), INV) == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_not(text):
    scan_number(text)
    for name in ("Int32", "Double", "Decimal"):
        try:
            np.parse_as(name, text, INV, np.CURRENCY)
        except NetError as error:
            assert error.exception.is_a("System.SystemException")
