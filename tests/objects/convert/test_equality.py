"""-eq and order: the recorded comparisons, and laws."""

from __future__ import annotations

import decimal
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import (
    BigInteger,
    Byte,
    Char,
    DateTime,
    Int64,
    NetError,
    NetObject,
    PSObject,
    ScriptBlock,
    SemanticVersion,
    Single,
    UInt64,
    Uri,
    Version,
    define,
    define_enum,
    find_type,
)
from psbridge.objects.convert import compare, equals
from psbridge.objects.convert.collation import collation_key, compare_text, equal_text
from psbridge.objects.convert.equality import compare_semantic

Color = define_enum("Tests.Equality.Color", "Red Green", register=False)
D = decimal.Decimal


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (1, 1, True),
        (1, 1.0, True),
        (1, "1", True),
        (1, "0x1", True),
        (10, "10.0", True),
        (1024, "1kb", True),
        (1234, "1,234", True),
        (0, "", True),
        (1, "abc", False),
        (1, True, True),
        (True, "x", True),
        (True, 5, True),
        (False, None, False),
        (Int64(5), Byte(5), True),
        (UInt64(5), 5, True),
        (5, BigInteger(5), True),
        (BigInteger(5), 5, True),
        (0.1, D("0.1"), True),
        (D("0.1"), 0.1, True),
        (D("1.0"), 1, True),
        (Single(0.1), 0.1, False),
        (float("nan"), float("nan"), False),
        (float("nan"), "NaN", False),
        ("A", "a", True),
        ("1", 1, True),
        ("", None, False),
        (None, None, True),
        (None, "", False),
        (None, 0, False),
        (None, False, False),
        (0, None, False),
        (Char("a"), "A", True),
        (Char("a"), "ab", False),
        (Char("a"), 97, True),
        ("a", Char("A"), True),
        (Color(0), "red", True),
        (Color(0), 0, True),
        (Color(0), 9, False),
        ("Red", Color(0), True),
        (DateTime.of(2020, 1, 2), "2020-01-02", True),
        (DateTime.of(2020, 1, 2), "x", False),
        (Version(1, 2), "1.2", True),
        (Version(1, 2), SemanticVersion(1, 2), False),
        (find_type("System.Int32"), find_type("System.Int32"), True),
        (find_type("System.Int32"), "System.Int32", False),
        (Uri("http://x"), "http://x", True),
        ([1], [1], False),
        (PSObject(5), 5, True),
        (5, PSObject("5"), True),
        (PSObject.of(a=1), PSObject.of(a=1), False),
        (bytearray(b"a"), bytearray(b"a"), False),
    ],
    ids=repr,
)
def test_equals(a, b, expected):
    assert equals(a, b) is expected


def test_the_same_object_is_equal():
    for value in ([1], PSObject.of(a=1), b"a", ScriptBlock("x"), {}):
        assert equals(value, value)


@pytest.mark.parametrize(("a", "b"), [("A", "a"), (Char("a"), "A"), (Char("A"), Char("a"))])
def test_case(a, b):
    assert equals(a, b)
    assert not equals(a, b, ignore_case=False)


@pytest.mark.parametrize(
    ("a", "b", "sign"),
    [
        (1, 2, -1),
        (10, "9", 1),
        ("10", "9", -1),
        (1.5, 2, -1),
        (D("1.5"), 1.4, 1),
        (2, D(2), 0),
        (D(10), 1e30, -1),
        ("apple", "Banana", -1),
        ("a", "A", 0),
        (None, None, 0),
        (None, 1, -1),
        (None, 0, -1),
        (None, -1, 1),
        (None, "a", -1),
        (1, None, 1),
        (-1, None, -1),
        ("", None, 1),
        (DateTime.of(2020, 1, 2), "2020-01-01", 1),
        (Version(1, 2), Version(1, 2, 0), -1),
        (Color(1), "red", 1),
        (True, False, 1),
        (Char("b"), "a", 1),
        (float("nan"), 1.0, -1),
        (SemanticVersion(1, 2, 3, "beta"), SemanticVersion(1, 2, 3), -1),
    ],
    ids=repr,
)
def test_compare(a, b, sign):
    found = compare(a, b)
    assert (found > 0) - (found < 0) == sign


@pytest.mark.parametrize(
    ("a", "b", "error_id", "category", "message"),
    [
        (
            1,
            "abc",
            "ComparisonFailure",
            "InvalidOperation",
            (
                'Could not compare "1" to "abc". Error: "Cannot convert value "abc" to type "System.Int32". Error: "Input string was not '
                'in a correct format.""'
            ),
        ),
        (
            PSObject.of(a=1),
            PSObject.of(a=2),
            "PSObjectCompareTo",
            "NotSpecified",
            (
                'Cannot compare "@{a=1}" to "@{a=2}" because the objects are not the same type or the object "@{a=1}" does not '
                'implement "IComparable".'
            ),
        ),
        (ScriptBlock("x"), ScriptBlock("y"), "NotIcomparable", "InvalidOperation", 'Cannot compare "x" because it is not IComparable.'),
    ],
)
def test_what_cannot_be_ordered(a, b, error_id, category, message):
    with pytest.raises(NetError) as caught:
        compare(a, b)
    assert caught.value.exception.message == message
    assert caught.value.exception.extra == {"error_id": error_id, "category": category}


def test_objects_with_an_order_of_their_own():
    class Ranked(NetObject):
        __slots__ = ("rank",)
        net_type = define("Tests.Equality.Ranked")

        def __init__(self, rank: int) -> None:
            super().__init__()
            self.rank = rank

        def compare_to(self, other: Ranked) -> int:
            return self.rank - other.rank

    assert compare(Ranked(1), Ranked(3)) == -2


def test_text_order_of_the_culture():
    """Punctuation, digits, letters; small before capital; accents behind the plain letter."""
    words = ["b", "A", "a", "_x", "-y", "1", "É", "e", "Z", "e1", " q", "éa", "ab", "ÿ"]
    assert sorted(words, key=lambda word: collation_key(word, False)) == [
        " q", "_x", "-y", "1", "a", "A", "ab", "b", "e", "É", "e1", "éa", "ÿ", "Z",
    ]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), [("a\u0301", "á"), ("straße", "strasse"), ("a\0b", "ab"), ("É", "é")])
def test_equal_to_a_culture(a, b):
    assert equal_text(a, b)
    assert compare_text(a, b) == 0


def test_case_and_accents_differ():
    assert compare_text("a", "A", ignore_case=False) == -1
    assert not equal_text("e", "é")
    assert equal_text("ÀB", "àb")
    assert not equal_text("ÀB", "àb", ignore_case=False)


def test_semantic_precedence():
    order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1"]
    versions = []
    for text in order:
        numbers, _, label = text.partition("-")
        versions.append(SemanticVersion(*map(int, numbers.split(".")), label or None))
    for left, right in itertools.pairwise(versions):
        assert compare_semantic(left, right) < 0 < compare_semantic(right, left)


_numbers = st.one_of(
    st.integers(-(2**31), 2**31 - 1), st.floats(-1e6, 1e6), st.decimals(-1000, 1000, places=2), st.integers(0, 255).map(Byte)
)


@given(_numbers, _numbers)
def test_numbers_are_antisymmetric(a, b):
    assert compare(a, b) == -compare(b, a)
    assert equals(a, b) is (compare(a, b) == 0)


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_text_order_is_an_order(a, b, c):
    assert compare_text(a, b) == -compare_text(b, a)
    assert equal_text(a, b) is (compare_text(a, b) == 0)
    if compare_text(a, b) <= 0 and compare_text(b, c) <= 0:
        assert compare_text(a, c) <= 0
