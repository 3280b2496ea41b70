"""Numbers to text: standard letters, custom patterns, every width."""

from __future__ import annotations

import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import BigInteger, Byte, Int16, Int64, NetError, Single, UInt64
from psbridge.objects.culture import EN_US, INVARIANT, culture_of
from psbridge.objects.formats.custom_numeric import sections
from psbridge.objects.formats.digits import Digits, of, of_decimal, of_float, of_integer, shortest
from psbridge.objects.formats.numeric import double_text, format_number, group

D = decimal.Decimal
US, DE, FR, JA = EN_US.number, culture_of("de-DE").number, culture_of("fr-FR").number, culture_of("ja-JP").number


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (1234567.891, "N2", "1,234,567.89"),
        (1234567, "N0", "1,234,567"),
        (1234.5, "N", "1,234.500"),
        (-1234.5, "N1", "-1,234.5"),
        (42, "D5", "00042"),
        (-42, "D5", "-00042"),
        (255, "X4", "00FF"),
        (255, "x", "ff"),
        (-1, "X", "FFFFFFFF"),
        (Int16(-1), "X", "FFFF"),
        (Int64(-1), "X", "F" * 16),
        (Byte(255), "X", "FF"),
        (UInt64(2**64 - 1), "X", "F" * 16),
        (BigInteger(255), "X", "0FF"),
        (BigInteger(-1), "X", "F"),
        (0.5, "P0", "50%"),
        (0.256, "P1", "25.6%"),
        (0.256, "P", "25.600%"),
        (12345.678, "E2", "1.23E+004"),
        (12345, "e2", "1.23e+004"),
        (0, "E", "0.000000E+000"),
        (3.14159, "F2", "3.14"),
        (2.25, "F1", "2.2"),
        (-0.001, "F2", "-0.00"),
        (1e21, "F0", "1000000000000000000000"),
        (1.5, "C", "$1.50"),
        (-1.5, "C", "-$1.50"),
        (5, "C0", "$5"),
        (D("1.25"), "F1", "1.3"),
        (D("1.10"), "", "1.10"),
        (D("1.10"), "G", "1.10"),
        (D("1.10"), "G2", "1.1"),
        (D("-79228162514264337593543950335"), "", "-79228162514264337593543950335"),
        (D("0.1234567890123456789012345678"), "", "0.1234567890123456789012345678"),
        (D("79228162514264337593543950335"), "N0", "79,228,162,514,264,337,593,543,950,335"),
        (12345678, "G3", "1.23E+07"),
        (1e15, "", "1E+15"),
        (1e-5, "", "1E-05"),
        (0.1 + 0.2, "", "0.30000000000000004"),
        (0.1 + 0.2, "G15", "0.3"),
        (0.1 + 0.2, "R", "0.30000000000000004"),
        (9007199254740992.0, "", "9007199254740992"),
        (1.5, "g3", "1.5"),
        (Single(0.1), "", "0.1"),
        (Single(16777216), "", "16777216"),
        (float("inf"), "N2", "∞"),
        (float("-inf"), "", "-∞"),
        (float("nan"), "", "NaN"),
        (BigInteger(10**30), "N0", "1" + ",000" * 10),
    ],
    ids=str,
)
def test_standard(value, spec, text):
    assert format_number(value, spec, US) == text


@pytest.mark.parametrize(("value", "spec"), [(1.5, "D"), (1.5, "X"), (D(1), "R"), (5, "R"), (5, "Q"), (5, "Z2")])
def test_letters_that_do_not_fit(value, spec):
    with pytest.raises(NetError, match="Format specifier was invalid"):
        format_number(value, spec, US)


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (7.25, "000.0", "007.3"),
        (0.333, "0%", "33%"),
        (0.0125, "0.0‰", "12.5‰"),
        (1234567, "#,#", "1,234,567"),
        (1234567, "#,##0,", "1,235"),
        (1234567, "0,,", "1"),
        (0, "#;-#;zero", "zero"),
        (-0.001, "0.0;minus 0.0;none", "none"),
        (-5, "0;", "-5"),
        (0, "#", ""),
        (0.5, "#.##", ".5"),
        (-0.5, "0.0", "-0.5"),
        (12, "00000", "00012"),
        (0.00012, "0.00E+00", "1.20E-04"),
        (123456, "0.###E0", "1.235E5"),
        (123456, "00.0e-0", "12.3e4"),
        (1234.5678, "'x'0.0\\#\" q\"", "x1234.6# q"),
        (5, "E", "5.000000E+000"),
        (5, "(0)", "(5)"),
        (1e15, "0", "1000000000000000"),
        (D("1.005"), "0.00", "1.01"),
        (123456789, "(###) ###-####", "(12) 345-6789"),
        (1234567890, "###-###-####", "123-456-7890"),
        (5, "0.##", "5"),
        (1234, "0,0", "1,234"),
        (12, "0,000", "0,012"),
        (5, "%", "%"),
        (5, "'open", "open"),
    ],
)
def test_custom(value, pattern, text):
    assert format_number(value, pattern, US) == text


def test_cultures():
    assert format_number(1234.5, "N1", DE) == "1.234,5"
    assert format_number(1234.5, "C", DE) == "1.234,50 €"
    assert format_number(-1234.5, "C", DE) == "-1.234,50 €"
    assert format_number(0.25, "P0", DE) == "25 %"
    assert format_number(1234.5, "N1", FR) == "1\u202f234,5"
    assert format_number(1234.5, "C", JA) == "￥1,234"
    assert format_number(-1.5, "C", INVARIANT.number) == "(¤1.50)"
    assert format_number(0.5, "P0", INVARIANT.number) == "50 %"
    assert format_number(float("inf"), "", INVARIANT.number) == "Infinity"


def test_rounding_of_digits():
    number = of_decimal(D("9.996"))
    number.round(3)
    assert (number.text, number.scale) == ("1", 2)
    nothing = Digits("4", -2, True)
    nothing.round(0)
    assert (nothing.text, nothing.negative) == ("", False)
    assert of_integer(-1200) == Digits("12", 4, True)
    assert of_float(0.00012, ".3e").text == "12"
    assert of(D("1.50")).text == "15"
    assert not of(0)


def test_sections_respect_quotes():
    assert sections("0';'0;\\;0;x") == ["0';'0", "\\;0", "x"]


def test_groups():
    assert group("1234567", ",", (3,)) == "1,234,567"
    assert group("1234567", ",", (3, 2)) == "12,34,567"
    assert group("1234567", ",", (3, 0)) == "1234,567"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_shortest_reads_back(value):
    assert float(format_number(value, "", INVARIANT.number)) == value


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_single_reads_back(value):
    assert Single(float(format_number(Single(value), "", INVARIANT.number))) == Single(value)
    assert Single(float(shortest(Single(value)))) == Single(value)


@given(st.floats(-1e300, 1e300))
def test_fifteen_digits_are_nearest(value):
    assert float(double_text(value)) == pytest.approx(value, rel=1e-14, abs=5e-324)


@given(st.decimals(-(10**12), 10**12, places=4))
def test_decimals_keep_their_value(value):
    assert D(format_number(value, "", INVARIANT.number)) == value
    assert D(format_number(value, "0.0000", INVARIANT.number)) == value
