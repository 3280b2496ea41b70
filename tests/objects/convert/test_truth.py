"""What is true, and what is taken apart."""

from __future__ import annotations

import decimal

import pytest

from psbridge.objects import (
    ArrayList,
    AutomationNull,
    BigInteger,
    Byte,
    Char,
    DateTime,
    Hashtable,
    MultiArray,
    NetObject,
    OrderedDictionary,
    PSObject,
    Queue,
    Single,
    Stack,
    SwitchParameter,
    TypedArray,
    Version,
    define,
    find_type,
)
from psbridge.objects.convert import dictionary_entries, enumerate_value, register_enumerable, truth

INT = find_type("System.Int32")


@pytest.mark.parametrize(
    "value",
    [None, AutomationNull, False, 0, 0.0, "", decimal.Decimal(0), Byte(0), Single(0), Char("\0"), [], [0], [None], [[]],
     SwitchParameter(False), PSObject(0), PSObject([]), TypedArray(INT), ArrayList([""]), b"", (0,)],
    ids=repr,
)  # fmt: skip
def test_false(value):
    assert truth(value) is False


@pytest.mark.parametrize(
    "value",
    [True, 1, -1, 0.5, "0", "false", " ", [1], [0, 0], [[], 1], [[0]], {}, Hashtable(), PSObject(), Char("0"), DateTime(0),
     SwitchParameter(), float("nan"), BigInteger(0), Version(0, 0), PSObject([0, 0])],
    ids=repr,
)  # fmt: skip
def test_true(value):
    assert truth(value) is True


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ([1, 2], [1, 2]),
        ((1, 2), [1, 2]),
        (TypedArray(INT, [1]), [1]),
        (ArrayList([1]), [1]),
        (Stack([1, 2]), [2, 1]),
        (Queue([1, 2]), [1, 2]),
        (b"\x01", [Byte(1)]),
        (MultiArray(INT, (1, 2), [1, 2]), [1, 2]),
        (PSObject([1]), [1]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_collections_are_taken_apart(value, items):
    found = enumerate_value(value)
    assert found is not None
    assert list(found) == items


@pytest.mark.parametrize(
    "value", [None, 1, "text", {}, Hashtable({"a": 1}), PSObject(), PSObject("x"), Version(1, 2), DateTime(0), 1.5], ids=repr
)
def test_scalars_stay_whole(value):
    assert enumerate_value(value) is None


def test_bytes_give_bytes():
    assert [type(item) for item in enumerate_value(b"a") or ()] == [Byte]


def test_registered_classes():
    class Bag(NetObject):
        __slots__ = ()
        net_type = define("Tests.Truth.Bag")

    class SmallBag(Bag):
        __slots__ = ()

    register_enumerable(Bag, lambda bag: iter("xy"))
    assert list(enumerate_value(Bag()) or ()) == ["x", "y"]
    assert list(enumerate_value(SmallBag()) or ()) == ["x", "y"]


def test_entries_of_dictionaries():
    assert [(e.key, e.value) for e in dictionary_entries(OrderedDictionary({"b": 1, "a": 2}))] == [("b", 1), ("a", 2)]
    assert [(e.key, e.value) for e in dictionary_entries({"x": 1})] == [("x", 1)]
