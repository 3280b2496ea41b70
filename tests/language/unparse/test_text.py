from decimal import Decimal

import pytest

from psbridge.language.ast import StringConstantType as S
from psbridge.language.unparse import text
from psbridge.objects.numbers import BigInteger, Byte, Int64, UInt32


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, "5"),
        (-5, "-5"),
        (1.5, "1.5"),
        (1e100, "1e+100"),
        (Int64(5), "5l"),
        (Int64(1 << 40), str(1 << 40)),
        (UInt32(5), "5u"),
        (Byte(5), "5uy"),
        (BigInteger(5), "5n"),
        (Decimal("1.50"), "1.50d"),
        (True, "$true"),
        (float("inf"), "1e999"),
    ],
)
def test_number(value, expected):
    assert text.number(value) == expected


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("it's", S.SingleQuoted, "'it''s'"),
        ('a"b$c`', S.DoubleQuoted, '"a""b`$c``"'),
        ("a b", S.BareWord, "a` b"),
        ("#a", S.BareWord, "`#a"),
        ("a\nb", S.BareWord, "a`nb"),
        ("a'b", S.SingleQuotedHereString, "@'\na'b\n'@"),
        ('"@', S.DoubleQuotedHereString, '@"\n`"@\n"@'),
    ],
)
def test_string(value, kind, expected):
    assert text.string_constant(value, kind) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a", "$a"), ("env:PATH", "$env:PATH"), ("a b", "${a b}"), ("a}b", "${a`}b}"), ("?", "$?"), ("a-b", "${a-b}")],
)
def test_variable(name, expected):
    assert text.variable(name) == expected
    assert text.variable("a", splatted=True) == "@a"
    assert text.variable("a", braces=True) == "${a}"


def test_members_of_numbers():
    assert text.member_number(1024) == "0x400"
    assert text.is_identifier("a1")
    assert not text.is_identifier("1a")
