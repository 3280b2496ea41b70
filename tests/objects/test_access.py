"""Look-up of members through instance, type table, adapters and type; the member kinds; tables of declared members."""

from __future__ import annotations

import pytest

from psbridge.objects import (
    AliasProperty,
    CodeMethod,
    CodeProperty,
    ComputedScriptProperty,
    DictionaryEntry,
    ErrorRecord,
    MemberSet,
    Method,
    NetError,
    NetException,
    NoteProperty,
    Property,
    PropertySet,
    PSMemberInfo,
    PSObject,
    ScriptBlock,
    ScriptMethod,
    ScriptProperty,
    add_loader,
    declare,
    define,
    find_type,
    members_of,
    unwrap,
)
from psbridge.objects import basetypes as _basetypes
from psbridge.objects.access import (
    find_member,
    get_property,
    has_property,
    members_list,
    properties_of,
    register_adapter,
    set_property,
)
from psbridge.objects.membertypes import PSMemberTypes, PSMemberViewTypes
from psbridge.objects.psobject import ADAPTED
from psbridge.objects.typetable import BUILTIN, LISTENERS, TypeTable, activate, active


class Block(ScriptBlock):
    """A script block whose body is Python."""

    def __init__(self, body):
        super().__init__("body")
        self.set("body", body)

    def invoke_on(self, instance, *arguments):
        return self.get("body")(instance, *arguments)


@pytest.fixture
def table():
    made = TypeTable(BUILTIN)
    before = activate(made)
    yield made
    activate(before)


def test_notes():
    value = PSObject.of(A=1)
    assert get_property(value, "a") == 1
    set_property(value, "A", 2)
    assert value.get("a") == 2
    note = find_member(value, "a")
    assert note.KIND == "NoteProperty"
    assert note.get_value(value) == 2
    note.set_value(value, 3)
    assert get_property(value, "a") == 3
    assert has_property(value, "A")
    assert not has_property(value, "b")
    assert get_property(value, "b", "none") == "none"


@pytest.mark.parametrize("name", ["missing", "method"])
def test_setting_what_is_no_property(name):
    value = PSObject.of(a=1)
    value.add_member(CodeMethod("method", lambda me: 1))
    with pytest.raises(NetError, match="cannot be found on this object") as caught:
        set_property(value, name, 1)
    assert caught.value.exception.extra["error_id"] == "PropertyNotFound"
    assert get_property(value, "method") is None


def test_read_only():
    value = PSObject.of(a=1)
    value.add_member(CodeProperty("fixed", lambda me: 5))
    assert get_property(value, "fixed") == 5
    with pytest.raises(NetError, match="'fixed' is a ReadOnly property"):
        set_property(value, "fixed", 1)


def test_type_table_members(table):
    table.data("System.Int32").add(AliasProperty("Alias", "Twice"), ScriptProperty("Twice", Block(lambda me: unwrap(me) * 2)))
    assert get_property(4, "twice") == 8
    assert get_property(PSObject(4), "ALIAS") == 8
    assert "Twice" in [view.name for view in properties_of(4)]
    table.remove_member("system.int32", "twice")
    assert get_property(4, "twice") is None
    assert table.remove("System.Int32")
    assert find_member(4, "Alias") is None
    assert not table.remove("System.Int32")


def test_overlays():
    base = TypeTable()
    base.data("T").add(NoteProperty("a", 1))
    over = TypeTable(base)
    assert over.members(("T",))["a"].get_value(None) == 1
    over.data("t").add(NoteProperty("A", 2))
    assert over.members(["T"])["a"].get_value(None) == 2
    base.data("T").default_display_property = "a"
    assert over.setting(("X", "T"), "default_display_property") == "a"
    assert [entry.type_name for entry in over.entries("T")] == ["t", "T"]
    over.remove("T")
    assert over.members(("T",)) == {}
    assert over.known_types() == []
    assert [entry.type_name for entry in base.known_types()] == ["T"]


def test_listeners_hear_of_changes():
    heard = []
    LISTENERS.append(heard.append)
    try:
        made = TypeTable()
        made.data("X")
    finally:
        LISTENERS.remove(heard.append)
    assert heard == [made]


def test_active_is_of_the_thread(table):
    assert active() is table
    assert activate(None) is table
    assert active() is BUILTIN
    activate(table)


def test_declared_members():
    net = define("Tests.Access.Declared", "System.Object")
    declare(net).properties["size"] = Property("Size", lambda me: 7)
    declare(net).methods["go"] = Method("Go", lambda me: "went")
    child = define("Tests.Access.Child", net)
    declare(net).constructor = Method("new", lambda: None)
    assert members_of(child).properties["size"].name == "Size"
    assert members_of(child).constructor is None
    loaded = []
    add_loader(lambda: loaded.append(1))
    members_of(define("Tests.Access.Fresh"))
    assert loaded == [1]


def test_adapters():
    class Node:
        pass

    class Adapter:
        def find(self, value, name):
            return Property("Dyn", lambda me: "dynamic") if name == "dyn" else None

        def properties(self, value):
            return [Property("Dyn", lambda me: "dynamic")]

    register_adapter(Node, Adapter())
    assert get_property(Node(), "DYN") == "dynamic"
    assert [view.name for view in properties_of(Node())] == ["Dyn"]
    assert get_property(Node(), "other") is None


def test_order_and_kinds_of_properties():
    value = PSObject()
    value.set("Late", 1, ADAPTED)
    value.set("Note", "x")
    value.add_member(ScriptProperty("Script", Block(lambda me: [1]), Block(lambda me, new: me.set("Note", new))))
    value.add_member(PropertySet("Set", ("Note",)))
    value.add_member(ScriptMethod("Do", Block(lambda me, a: a)))
    views = properties_of(value)
    assert [(view.name, view.kind) for view in views] == [("Note", "NoteProperty"), ("Script", "ScriptProperty"), ("Late", "Property")]
    assert [view.get() for view in views] == ["x", [1], 1]
    assert [view.settable for view in views] == [True, True, True]
    assert views[0].type_name == "System.String"
    assert not views[0].hidden
    views[1].set("new")
    assert value.get("Note") == "new"
    assert [member.name for member in members_list(value)][:5] == ["Note", "Script", "Late", "Set", "Do"]


def test_member_kinds():
    assert ScriptMethod("m", Block(lambda me, *args: (me, args))).invoke(1, 2) == (1, (2,))
    assert CodeMethod("m", lambda me, a: me + a).invoke(1, 2) == 3
    note = NoteProperty("n", 1)
    note.set_value(None, 5)
    assert note.get_value(None) == 5
    assert ComputedScriptProperty("c", lambda me: 1, "1").KIND == "ScriptProperty"
    assert MemberSet("s", {}).inherit
    with pytest.raises(AttributeError, match="cannot be set"):
        PSMemberInfo("x").set_value(None, 1)
    with pytest.raises(AttributeError):
        ScriptProperty("x", Block(lambda me: 1)).set_value(None, 1)
    with pytest.raises(AttributeError):
        CodeProperty("x", lambda me: 1).set_value(None, 1)
    assert PSMemberInfo("x").get_value(None).name == "x"
    assert "NoteProperty n" in repr(note)


def test_built_in_type_data():
    assert _basetypes.__doc__
    assert find_member(DictionaryEntry("k", 1), "Name").referenced == "Key"
    record = ErrorRecord(NetException("System.Exception", "x"))
    assert get_property(record, "PSMessageDetails") is None
    assert BUILTIN.setting(("System.Net.IPAddress",), "default_display_property") == "IPAddressToString"
    assert BUILTIN.setting(("System.IO.FileInfo",), "default_display_property_set") == ("LastWriteTime", "Length", "Name")
    assert BUILTIN.setting(("System.Management.Automation.PSListModifier",), "serialization_depth") == 2


def test_member_types_are_powershells():
    assert PSMemberTypes(31).label == "Properties"
    assert PSMemberTypes.parse("ScriptMethod, CodeMethod") == 384
    assert PSMemberViewTypes(7).label == "All"


def test_object_is_the_root():
    assert members_of(find_type("System.Int32")) is members_of(find_type("System.Int32"))


def test_python_reads_properties_as_items():
    thing = PSObject.of(Name="n")
    assert thing["name"] == "n"
    with pytest.raises(KeyError, match="has no property 'x'"):
        thing["x"]
    with pytest.raises(TypeError, match="properties have names"):
        list(thing)
    assert ErrorRecord(NetException("System.Exception", "m"), "why", 0, None)["FullyQualifiedErrorId"] == "why"
