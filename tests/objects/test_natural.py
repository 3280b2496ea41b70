"""Python's values and PowerShell's, both ways."""

from __future__ import annotations

import datetime as dt
import enum
import pickle
from collections import OrderedDict, deque, namedtuple
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.errors import ConversionError
from psbridge.language import parse
from psbridge.language.kinds import TokenKind
from psbridge.objects import (
    ArrayList,
    AutomationNull,
    BigInteger,
    Byte,
    CaseSensitiveHashtable,
    Char,
    DateTime,
    DateTimeOffset,
    Hashtable,
    Int64,
    PSObject,
    Single,
    Stack,
    SwitchParameter,
    TimeSpan,
    UInt64,
    Version,
)
from psbridge.objects.natural import Bag, PreciseDateTime, RemoteEnum, from_python, integer, into, live_value, to_python

GUID = UUID("00112233-4455-6677-8899-aabbccddeeff")
Point = namedtuple("Point", "x y")


class Colour(enum.Enum):
    RED = 12


@dataclass
class Disk:
    name: str
    size: int = 0


@dataclass
class Machine:
    name: str
    disks: list[Disk] = field(default_factory=list)
    colour: Colour | None = None
    is_up: bool = False


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "a", Decimal("1.50"), GUID, b"ab", Version(1, 2)])
def test_what_is_the_same_both_ways(value):
    assert to_python(value) is value
    assert from_python(value) == value


@pytest.mark.parametrize("value", [Int64(5), Byte(7), Single(1.1), Char("x"), BigInteger(10**40)])
def test_widths_survive(value):
    assert type(to_python(value)) is type(value)
    assert type(from_python(to_python(value))) is type(value)
    assert type(to_python(value, plain=True)) in (int, float, str)
    assert to_python(value, plain=True) == value


@pytest.mark.parametrize(
    ("number", "kind"),
    [(1, int), (-(2**31), int), (2**31, Int64), (-(2**63), Int64), (2**63, UInt64), (2**64, BigInteger), (-(2**63) - 1, BigInteger)],
)
def test_integers_take_the_narrowest_type(number, kind):
    assert type(integer(number)) is kind
    assert type(from_python(number)) is kind


def test_moments():
    assert to_python(DateTime.of(2020, 1, 2, 3)) == dt.datetime(2020, 1, 2, 3)
    assert to_python(DateTime.of(2020, 1, 2, kind=1)) == dt.datetime(2020, 1, 2, tzinfo=dt.UTC)
    precise = to_python(DateTime.of(2020, 1, 2, ticks=1234567))
    assert isinstance(precise, PreciseDateTime)
    assert precise.microsecond == 123456
    assert from_python(precise) == DateTime.of(2020, 1, 2, ticks=1234567)
    assert pickle.loads(pickle.dumps(precise)).moment == precise.moment
    assert type(to_python(DateTime.of(2020, 1, 2, ticks=1234567), plain=True)) is dt.datetime
    offset = DateTimeOffset(DateTime.of(2020, 1, 2, 3), TimeSpan.of(hours=2))
    assert to_python(offset).utcoffset() == dt.timedelta(hours=2)
    assert from_python(to_python(offset)) == offset
    assert from_python(dt.date(2020, 1, 2)) == DateTime.of(2020, 1, 2)
    assert from_python(dt.time(1, 2, 3, 4)) == TimeSpan((3723 * 1_000_000 + 4) * 10)


def test_spans():
    assert to_python(TimeSpan.of(hours=1)) == dt.timedelta(hours=1)
    odd = to_python(TimeSpan(12345671))
    assert odd == dt.timedelta(microseconds=1234567)
    assert from_python(odd) == TimeSpan(12345671)
    assert pickle.loads(pickle.dumps(odd)).span == TimeSpan(12345671)


def test_collections():
    stack = Stack([1, 2, 3])
    assert to_python(stack) == [3, 2, 1]
    assert to_python(ArrayList([1, ArrayList([Int64(2)])])) == [1, [2]]
    assert to_python(bytearray(b"x")) == b"x"
    assert to_python(Hashtable({"a": ArrayList([1]), 5: None})) == {"a": [1], 5: None}
    assert from_python((1, {2})) == [1, [2]]
    assert from_python(deque([1])) == [1]
    assert from_python(range(3)) == [0, 1, 2]
    assert from_python(x for x in "ab") == ["a", "b"]
    made = from_python(OrderedDict(b=1, a=[2**40]))
    assert type(made) is Hashtable
    assert list(made) == ["b", "a"]
    assert type(made["A"][0]) is Int64
    assert type(from_python({"a": 1, "A": 2})) is CaseSensitiveHashtable
    assert to_python(Hashtable([([1, 2], "x")])) == {(1, 2): "x"}


def test_cycles_stay_cycles():
    items = ArrayList()
    items.append(items)
    made = to_python(items)
    assert made[0] is made
    table: dict = {}
    table["self"] = table
    made = from_python(table)
    assert made["self"] is made
    bag = PSObject()
    bag.set("me", bag)
    made = to_python(bag)
    assert made["me"] is made
    assert from_python(made).get("me") is not None


def test_bags_come_back_whole():
    bag = PSObject()
    bag.set("Name", "n", 1)
    bag.set("Note", DateTime.of(2020, 1, 1))
    bag.custom_type_names = ("Deserialized.X", "Deserialized.System.Object")
    bag.text = "shown"
    made = to_python(bag)
    assert made == {"Name": "n", "Note": dt.datetime(2020, 1, 1)}
    assert isinstance(made, Bag)
    assert str(made) == "shown"
    back = from_python(made)
    assert (back.shape.names, back.shape.kinds) == (bag.shape.names, bag.shape.kinds)
    assert tuple(back.type_names) == bag.type_names
    assert back.text == "shown"
    assert type(to_python(bag, plain=True)) is dict


def test_wrapped_values():
    wrapped = PSObject(5)
    assert to_python(wrapped) == 5
    wrapped.set("PSComputerName", "web01")
    assert to_python(wrapped) is wrapped
    assert to_python(wrapped, plain=True) == 5
    number = PSObject(5)
    number.text, number.custom_type_names = "Friday", ("Deserialized.System.DayOfWeek", "Deserialized.System.Enum")
    made = to_python(number)
    assert (made, str(made)) == (5, "Friday")
    assert isinstance(pickle.loads(pickle.dumps(made)), RemoteEnum)
    assert from_python(made).text == "Friday"


def test_other_classes():
    assert to_python(AutomationNull) is None
    assert to_python(SwitchParameter(True)) is True
    assert from_python(Path("a/b")) == "a/b"
    assert from_python(Colour.RED) == 12
    point = from_python(Point(1, 2))
    assert (point.get("x"), point.get("y")) == (1, 2)
    machine = from_python(Machine("m", [Disk("c", 2**40)]))
    assert machine.get("disks")[0].get("size") == 2**40
    with pytest.raises(ConversionError, match="complex"):
        from_python(1j)


def test_into_dataclasses():
    bag = PSObject.of(Name="m", Disks=ArrayList([PSObject.of(Name="c", Size=Int64(5))]), Colour="red", IsUp=True)
    assert into(bag, Machine) == Machine("m", [Disk("c", 5)], Colour.RED, True)
    assert into({"NAME": "x"}, Disk) == Disk("x")
    with pytest.raises(ConversionError, match="name"):
        into({}, Disk)
    with pytest.raises(ConversionError, match="no member"):
        into({"name": "x", "colour": "blue"}, Machine)
    with pytest.raises(ConversionError):
        into(5, Disk)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.datetimes() | st.timedeltas(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_round_trip(value):
    assert to_python(from_python(value)) == value


class Unknown:
    """PowerShell has nothing like it."""


def test_live_values_are_converted_as_far_as_there_is_a_counterpart():
    thing = Unknown()
    assert live_value(thing) is thing
    made = live_value([thing, dt.timedelta(seconds=1), {"a": thing}])
    assert made[0] is thing
    assert made[1] == TimeSpan.of(seconds=1)
    assert made[2]["A"] is thing
    with pytest.raises(ConversionError):
        from_python([thing])


def test_live_lists_of_which_nothing_changes_stay_themselves():
    plain, mixed = [1, "a", None, 2.5], [1, dt.date(2020, 1, 1)]
    assert live_value(plain) is plain
    assert live_value([plain])[0] is plain
    assert live_value(mixed) is not mixed
    turning = [1, 2**40]
    assert [type(one).__name__ for one in live_value(turning)] == ["int", "Int64"]
    loop: list = []
    loop.append(loop)
    made = live_value(loop)
    assert made[0] is made


def test_live_values_of_the_engine_stay_themselves_whatever_they_are_in_python():
    kind = TokenKind.Plus
    tree = parse("1 + 1").ast
    keys = Hashtable()
    assert (live_value(kind), live_value(tree), live_value(keys)) == (kind, tree, keys)
    assert live_value(tree) is tree
    bag = to_python(PSObject.of(("a", 1)))
    assert live_value(bag)["a"] == 1
    assert isinstance(live_value(bag), PSObject)
