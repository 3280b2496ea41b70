"""Primitive values, text escapes, times, live objects and bags."""

from __future__ import annotations

import dataclasses
import datetime as dt
import xml.etree.ElementTree as ET
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge import clixml
from psbridge.clixml import rehydration
from psbridge.clixml.collections import ReferenceHashtable
from psbridge.clixml.escapes import escape, escape_name, unescape
from psbridge.clixml.layout import container
from psbridge.clixml.levels import INDENTED
from psbridge.clixml.live import face_of, specific_properties
from psbridge.clixml.primitives import format_double, format_single
from psbridge.clixml.reader import Reader
from psbridge.clixml.times import format_datetime, format_timespan, parse_datetime, parse_timespan
from psbridge.clixml.writer import Writer
from psbridge.engine.members.universal import get_type
from psbridge.engine.operators.comparison import is_instance
from psbridge.errors import ClixmlError, ConversionError
from psbridge.objects import (
    BigInteger,
    Byte,
    Char,
    ConsoleColor,
    DateTime,
    ErrorRecord,
    Hashtable,
    Int64,
    NetException,
    NetObject,
    NoteProperty,
    PSCredential,
    PSObject,
    Queue,
    ScriptBlock,
    SecureString,
    SemanticVersion,
    Single,
    Stack,
    SwitchParameter,
    TimeSpan,
    TypedArray,
    define,
    find_type,
    typetable,
    unwrap,
)
from psbridge.objects.culture import CultureInfo
from psbridge.objects.members import CodeProperty, MemberSet
from psbridge.objects.psobject import wrap


def round_trip(value, depth=1):
    return clixml.read_element(clixml.write_element(value, depth))


@given(st.text(st.characters(codec=None, exclude_characters="\ufffe\uffff")))
def test_text_round_trips(text):
    written = clixml.write_text(text)
    assert clixml.read_element(written) == text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert unescape(escape(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) is not None


def test_escapes():
    assert escape("a<b>&_x0041_\n\U0001f600\x85") == "a&lt;b&gt;&amp;_x005F_x0041__x000A__xD83D__xDE00__x0085_"
    assert unescape("_x000a__X000A__xZZZZ__x0001F600_") == "\n\n_xZZZZ_\U0001f600"
    assert escape_name('a"b') == "a&quot;b"
    with pytest.raises(ClixmlError, match="FFFE"):
        escape("\ufffe")


@given(st.integers(-(2**31), 2**31 - 1) | st.booleans() | st.none() | st.floats(allow_nan=False) | st.uuids() | st.binary())
def test_primitives_round_trip(value):
    back = round_trip(value)
    assert back == value
    assert type(back) is type(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
def test_decimals_round_trip(value):
    assert round_trip(value) == value


@pytest.mark.parametrize("value", [Int64(2**40), Byte(200), Single(1.1), Char("x"), Char("\ud83d"), UUID(int=5), Decimal("1.50")])
def test_widths_round_trip(value):
    back = round_trip(value)
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e15, "1000000000000000"), (1e16, "10000000000000000"), (1e20, "1E+20"), (1e-5, "1E-05"), (0.0001, "0.0001"), (-0.0, "-0"),
     (5e-324, "5E-324"),
     (1.7976931348623157e308, "1.7976931348623157E+308"), (123456.789, "123456.789"), (float("inf"), "INF"), (float("-inf"), "-INF")],
)  # fmt: skip
def test_doubles_as_net_writes_them(value, text):
    assert format_double(value) == text


@given(st.floats(width=32, allow_nan=False))
def test_singles_round_trip(value):
    assert float(format_single(Single(value)).replace("INF", "inf")) == pytest.approx(value, rel=1e-6) or value == 0


@given(st.integers(0, 3_155_378_975_999_999_999), st.sampled_from([0, 1]))
def test_moments_round_trip(ticks, kind):
    value = DateTime(ticks, kind)
    back = parse_datetime(format_datetime(value))
    assert (back.ticks, back.kind) == (ticks, kind)


@given(st.integers(-(2**63), 2**63 - 1))
def test_spans_round_trip(ticks):
    assert parse_timespan(format_timespan(TimeSpan(ticks))).ticks == ticks


@pytest.mark.parametrize("text", ["P", "PT", "P1", "1D", "", "P99999999999D"])
def test_bad_spans(text):
    with pytest.raises(ValueError):
        parse_timespan(text)


def test_collections_keep_their_kind():
    back = round_trip([Stack([1, 2]), Queue([3, 4]), TypedArray(find_type("System.Byte"), [1, 2]), (5,)])
    stack, queue, data, items = back.base
    assert stack.base == Stack([1, 2])
    assert list(queue.base) == [3, 4]
    assert data == b"\1\2"
    assert items.base == [5]
    assert back.type_names[0] == "Deserialized.System.Object[]"


def test_type_names_survive_a_pipeline_but_not_a_call():
    back = round_trip([1])
    assert "Deserialized.System.Object[]" in clixml.write_text(back)
    assert "System.Collections.ArrayList" in clixml.dumps(back)
    assert "Deserialized.System.Object[]" in clixml.dumps(back, unwrapped=False)


def test_references_and_cycles():
    bag = PSObject()
    bag.set("me", bag)
    bag.set("items", [bag, bag])
    back = round_trip(bag)
    assert back.get("me") is back
    assert all(item is back for item in back.get("items").base)


def test_python_values_are_converted():
    @dataclasses.dataclass
    class Row:
        name: str
        when: dt.datetime

    back = round_trip(Row("n", dt.datetime(2020, 1, 2)))
    assert back.get("when") == DateTime.of(2020, 1, 2)
    assert unwrap(round_trip({"a": {1}}))["a"].base == [1]
    with pytest.raises(ConversionError):
        clixml.dumps(1j)


class Disk(NetObject):
    """A live object of the tests."""

    __slots__ = ("inner", "name")
    net_type = define("Test.Clixml.Disk")
    PROPERTIES = {"Name": "name", "Inner": "inner", "Broken": "broken"}

    def __init__(self, name: str, inner: object = None) -> None:
        super().__init__()
        self.name, self.inner = name, inner

    @property
    def broken(self) -> None:
        raise RuntimeError("no")

    def __str__(self) -> str:
        return f"disk {self.name}"


def test_live_objects_show_their_properties():
    disk = Disk("c", Disk("d", ConsoleColor(12)))
    disk.set("Note", 1)
    back = round_trip(disk)
    assert back.type_names[0] == "Deserialized.Test.Clixml.Disk"
    assert back.text == "disk c"
    assert list(back.items()) == [("Name", "c"), ("Inner", "disk d"), ("Note", 1)]
    assert round_trip(disk, 2).get("Inner").get("Inner") == "Red"
    assert round_trip(disk, 3).get("Inner").get("Inner").text == "Red"


def test_type_table_settings(monkeypatch):
    table = typetable.TypeTable(typetable.BUILTIN)
    before = typetable.activate(table)
    try:
        entry = table.data("Test.Clixml.Disk")
        entry.add(CodeProperty("Twice", lambda disk: disk.name * 2))
        assert round_trip(Disk("c")).get("Twice") == "cc"
        entry.serialization_depth = 2
        assert round_trip(Disk("c", Disk("d"))).get("Inner").get("Name") == "d"
        entry.serialization_method, entry.property_serialization_set = "SpecificProperties", ("Name",)
        assert specific_properties(Disk("c"), ["Test.Clixml.Disk"]) == {"name"}
        assert list(round_trip(Disk("c")).shape.names) == ["Name"]
        entry.serialization_method = "String"
        assert round_trip(Disk("c")) == "disk c"
        entry.string_serialization_source = "Name"
        table._changed()
        assert round_trip(Disk("c")) == "c"
        custom = PSObject.of(A=1)
        table.data("System.Management.Automation.PSCustomObject").add(CodeProperty("More", lambda bag: bag.get("A") + 1))
        assert list(round_trip(custom).items()) == [("A", 1), ("More", 2)]
    finally:
        typetable.activate(before)


def test_cultures_are_written_by_seven_properties():
    names = [piece.partition('"')[0] for piece in clixml.dumps(CultureInfo("de-DE")).split(' N="')[1:]]
    assert names == [
        "LCID", "Name", "DisplayName", "IetfLanguageTag", "TwoLetterISOLanguageName", "ThreeLetterISOLanguageName",
        "ThreeLetterWindowsLanguageName",
    ]  # fmt: skip


def test_computed_members():
    bag = PSObject.of(A=1)
    bag.add_member(CodeProperty("Bad", lambda bag: 1 / 0))
    bag.add_member(MemberSet("Extra", {"x": NoteProperty("x", 5), "deep": MemberSet("deep", {"y": NoteProperty("y", 6)})}))
    back = round_trip(bag)
    assert back.shape.names == ("A", "Extra")
    extra = back.values[1]
    assert extra.members["x"].value == 5
    assert extra.members["deep"].members["y"].value == 6
    empty = PSObject()
    empty.add_member(CodeProperty("Bad", lambda bag: 1 / 0))
    assert round_trip(empty).shape.names == ()


def test_value_types_without_loaded_members():
    assert round_trip(SwitchParameter(True)) == SwitchParameter(True)
    assert round_trip(SemanticVersion(7, 1, 2, "rc.1")).get("PreReleaseLabel") == "rc.1"
    assert round_trip(BigInteger(8)).get("IsPowerOfTwo") is True
    back = round_trip(PSCredential("u", SecureString("p")))
    assert (back.user_name, back.reveal()) == ("u", "p")
    script = ScriptBlock("1 + 1")
    assert round_trip(script) == "1 + 1"
    script.set("n", 1)
    assert round_trip(script).get("n") == 1


def test_enums_and_wrapped_values():
    back = round_trip(ConsoleColor(12))
    assert (back.base, back.text) == (12, "Red")
    assert back.type_names[:2] == ("Deserialized.System.ConsoleColor", "Deserialized.System.Enum")
    noted = PSObject(ConsoleColor(9))
    noted.set("n", 1)
    assert round_trip(noted).get("n") == 1
    assert clixml.write_text(PSObject(5)) == "<I32>5</I32>"
    wrapped = PSObject("s")
    wrapped.set("n", "v")
    assert clixml.write_text(wrapped) == '<Obj RefId="0"><S>s</S><MS><S N="n">v</S></MS></Obj>'
    assert clixml.dumps(wrapped).count("<Obj ") == 0


def test_equal_keys_are_kept():
    back = clixml.loads(
        '<Obj><DCT><En><S N="Key">k</S><I32 N="Value">1</I32></En><En><S N="Key">k</S><I32 N="Value">2</I32></En></DCT></Obj>'
    )[0].base
    assert isinstance(back, ReferenceHashtable)
    assert [value for _, value in back.pairs()] == [1, 2]
    other = clixml.loads(
        '<Obj><DCT><En><S N="Key">k</S><I32 N="Value">1</I32></En><En><S N="Key">K</S><I32 N="Value">2</I32></En></DCT></Obj>'
    )[0].base
    assert other["K"] == 2
    assert other["k"] == 1


def test_rehydrated_addresses():
    back = clixml.loads('<Obj><TN RefId="0"><T>System.Net.IPAddress</T></TN><ToString>fe80::1%3</ToString></Obj>')[0]
    assert back.type_names[0] == "System.Net.IPAddress"
    assert back.get("ScopeId") == 3
    assert back.get("IsIPv6LinkLocal") is True
    assert clixml.loads('<Obj><TN RefId="0"><T>System.Net.IPAddress</T></TN><ToString>x</ToString></Obj>')[0].text == "x"


def test_what_is_live_again_counts_as_its_type():
    back = clixml.loads('<Obj><TN RefId="0"><T>System.Net.IPAddress</T></TN><ToString>10.0.0.1</ToString></Obj>')[0]
    assert rehydration.live_type(back) is find_type("System.Net.IPAddress")
    assert get_type(back) is find_type("System.Net.IPAddress")
    assert is_instance(back, find_type("System.Net.IPAddress"))
    assert rehydration.live_type(PSObject.of(a=1)) is None
    assert not is_instance(PSObject.of(a=1), find_type("System.Net.IPAddress"))


class NamedStack(list):
    net_type = define("System.Collections.Generic.Stack`1").close(find_type("System.Int32"))


class NamedKeys(list):
    net_type = define("Test.Keys", interfaces=["System.Collections.ICollection"])


def test_what_python_keeps_in_a_list_is_not_always_one():
    assert "<STK><I32>2</I32><I32>1</I32></STK>" in clixml.write_text(NamedStack([1, 2]))
    assert "<IE><S>a</S></IE>" in clixml.write_text(NamedKeys(["a"]))


def test_exceptions_show_nets_properties_in_nets_order():
    face = face_of(NetException("System.InvalidOperationException", "outer", NetException("System.Exception", "inner")))
    names = ["TargetSite", "StackTrace", "Message", "Data", "InnerException", "HelpLink", "Source", "HResult"]
    assert [name for name, _ in face.adapted] == names
    assert (
        face.text == "System.InvalidOperationException: outer\n ---> System.Exception: inner\n   --- End of inner exception stack trace ---"
    )
    record = ErrorRecord(NetException("System.Management.Automation.RuntimeException", "boom"), "Id", 14, Hashtable())
    record.exception.error_record = record
    assert [name for name, _ in face_of(record.exception).adapted][:2] == ["ErrorRecord", "WasThrownFromThrowStatement"]
    assert '<S N="ErrorRecord">boom</S>' in clixml.write_text(record)
    argument = face_of(NetException("System.ArgumentException", "m", ParamName="p"))
    assert [name for name, _ in argument.adapted][:2] == ["Message", "ParamName"]


def test_layout_tables():
    class OwnList(list):
        pass

    assert container(OwnList) == ("LST", None, None)
    assert container(list) == ("LST", None, ("System.Object[]", "System.Array", "System.Object"))
    assert container(int) is None


def test_shapes_are_shared_and_writers_start_afresh():
    reader = Reader()
    first, second = (reader.read(ET.fromstring('<Obj><MS><I32 N="a">1</I32><S N="B">x</S></MS></Obj>')) for _ in range(2))
    assert first.shape is second.shape
    writer = Writer(INDENTED)
    writer.write(first, level=1)
    assert writer.text.count("\n    ") > 3


def test_rehydration_knows_live_types():
    assert "Deserialized.System.Management.Automation.PSCredential" in rehydration.TYPES


def test_an_object_inside_an_object_keeps_the_members_of_both():
    outer = PSObject(PSObject.of(a=1), ["My.Type", "System.Object"])
    outer.set("b", 2)
    text = clixml.dumps(outer)
    assert text.count("<Obj ") == 2
    [back] = clixml.loads(text)
    assert back.get("b") == 2
    assert back.base.get("a") == 1
    assert back.type_names[0] == "Deserialized.My.Type"


def test_a_value_in_two_wrappers_is_written():
    outer = PSObject(PSObject(5))
    outer.set("q", 1)
    [back] = clixml.loads(clixml.dumps(outer))
    assert (unwrap(back), back.get("q")) == (5, 1)


def test_a_wrapped_secret_stays_a_secret():
    bare = clixml.write_element(SecureString("abc"), 1)
    assert bare.startswith(b"<SS>")
    assert clixml.write_element(wrap(SecureString("abc")), 1) == bare
