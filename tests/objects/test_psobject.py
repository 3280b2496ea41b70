"""Shapes, instance members, type names, wrappers."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import (
    AliasProperty,
    CodeProperty,
    Hashtable,
    NetObject,
    Property,
    PSObject,
    Shape,
    custom_object,
    define,
    find_type,
    members_of,
    note_shape,
    type_names_of,
    type_of,
    unwrap,
    wrap,
)
from psbridge.objects.psobject import ADAPTED, EMPTY, NOTE, SPECIAL


def test_alike_objects_share_one_shape():
    first, second = PSObject.of(a=1, b=2), PSObject.of(a=3, b=4)
    assert first.shape is second.shape
    assert note_shape(("a", "b")) is first.shape
    assert EMPTY.plus("x") is EMPTY.plus("x")
    assert EMPTY.plus("x", ADAPTED) is not EMPTY.plus("x", NOTE)
    grown = PSObject()
    grown.set("a", 0)
    grown.set("b", 0)
    assert grown.shape is first.shape


def test_names_are_found_without_case_and_kept_with_it():
    value = PSObject.of(("Name", 1), other=2)
    assert value.get("NAME") == 1
    assert "oTHER" in value
    assert list(value.items()) == [("Name", 1), ("other", 2)]
    value.set("name", 5)
    assert list(value.items()) == [("Name", 5), ("other", 2)]
    assert value.get("nope", 7) == 7


def test_removing_and_copying():
    value = PSObject.of(a=1, b=2, c=3)
    copy = value.copy()
    assert value.remove("B")
    assert not value.remove("B")
    assert list(value.items()) == [("a", 1), ("c", 3)]
    assert value.shape is note_shape(("a", "c"))
    assert copy.get("b") == 2
    copy.own_type_names.insert(0, "X")
    assert copy.copy().type_names[0] == "X"
    assert value.type_names[0] == "System.Management.Automation.PSCustomObject"


def test_computed_members():
    store = {"v": 1}
    value = PSObject.of(a=1)
    value.add_member(CodeProperty("Twice", lambda me: me.get("a") * 2, lambda me, new: store.update(v=new)))
    assert value.shape.kinds == (NOTE, SPECIAL)
    assert not value.shape.plain
    assert value.get("twice") == 2
    value.set("twice", 9)
    assert store == {"v": 9}
    value.add_member(AliasProperty("Twice", "a"))
    assert value.shape.names == ("a", "Twice")
    assert value.get("Twice") == 1


def test_type_names():
    assert PSObject().type_names == ("System.Management.Automation.PSCustomObject", "System.Object")
    assert PSObject(5).type_names == ("System.Int32", "System.ValueType", "System.Object")
    assert PSObject(5, ["Mine"]).type_names == ["Mine"]
    assert type_names_of("x") == ("System.String", "System.Object")
    assert type_of(PSObject(5)) is find_type("System.Int32")
    assert type_of(PSObject()) is find_type("System.Management.Automation.PSCustomObject")
    shared = PSObject()
    shared.custom_type_names = ("A", "B")
    shared.own_type_names.append("C")
    assert shared.type_names == ["A", "B", "C"]


def test_wrapping():
    wrapped = wrap(5)
    assert wrapped.base == 5
    assert wrap(wrapped) is wrapped
    assert unwrap(PSObject(PSObject(5))) == 5
    bag = PSObject()
    assert unwrap(bag) is bag


def test_custom_objects_take_the_later_of_two_values():
    value = custom_object([("a", 1), ("B", 2), ("A", 3)])
    assert list(value.items()) == [("a", 3), ("B", 2)]


def test_from_shape_is_the_fast_way():
    shape = note_shape(("x",))
    value = PSObject.from_shape(shape, [1])
    assert (value.get("x"), value.base, value.text, value.custom_type_names) == (1, None, None, None)


def test_repr_shows_what_it_is():
    assert repr(PSObject.of(a=1)) == "<PSCustomObject a=1>"
    assert repr(PSObject()) == "<PSCustomObject>"
    assert "<PSObject 5" in repr(PSObject(5))


def test_net_objects_declare_members():
    class Thing(NetObject):
        __slots__ = ("size",)
        net_type = define("Tests.PSObject.Thing")
        PROPERTIES = {"Size": "size", "Fixed": "fixed", "Half": Property("Half", lambda me: me.size / 2)}
        METHODS = {"Grow": "grow"}

        def __init__(self, size: int) -> None:
            super().__init__()
            self.size = size

        @property
        def fixed(self) -> str:
            return "f"

        def grow(self, by: int) -> int:
            self.size += by
            return self.size

    thing, table = Thing(4), members_of(Thing.net_type)
    assert table.properties["size"].get(thing) == 4
    assert table.properties["size"].set is not None
    table.properties["size"].set(thing, 6)
    assert table.properties["half"].get(thing) == 3
    assert table.properties["fixed"].set is None
    assert table.methods["grow"].call(thing, 1) == 7
    assert thing.type_names == ("Tests.PSObject.Thing", "System.Object")
    assert repr(thing) == "<Tests.PSObject.Thing>"
    thing.set("note", 1)  # members can be added to it like to any PSObject
    assert thing.get("note") == 1


def test_net_objects_show_what_tells_them_apart():
    class Service(NetObject):
        __slots__ = ("name", "state")
        net_type = define("Tests.PSObject.Service")
        PROPERTIES = {"Name": "name", "Status": "state", "Id": Property("Id", lambda me: 1 // 0)}

    class Told(Service):
        __slots__ = ()
        net_type = define("Tests.PSObject.Told", Service.net_type)

        def __str__(self):
            return self.name

    service, told = Service(), Told()
    assert repr(service) == "<Tests.PSObject.Service>"  # a property that fails is no matter
    told.name = "a\nb"
    assert repr(told) == "<Tests.PSObject.Told 'a\\nb'>"
    told.name = "W3SVC"
    assert repr(told) == "<Tests.PSObject.Told W3SVC>"
    told.name = "Tests.PSObject.Told"
    assert repr(told) == "<Tests.PSObject.Told>"


def test_net_objects_show_their_first_telling_properties():
    class Drive(NetObject):
        __slots__ = ("name", "state")
        net_type = define("Tests.PSObject.Drive")
        PROPERTIES = {"Status": "state", "Name": "name", "Other": "name"}

    drive = Drive()
    drive.name, drive.state = "C", 4
    assert repr(drive) == "<Tests.PSObject.Drive Name='C' Status=4>"


def test_names_that_psobject_needs_are_refused():
    with pytest.raises(TypeError, match="must name"):

        class Bad(NetObject):
            __slots__ = ()
            net_type = define("Tests.PSObject.Bad")

            def items(self):
                return ()


_names = st.text("abcXYZ", min_size=1, max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["set", "remove"]), _names, st.integers())))
def test_members_behave_like_a_dictionary_without_case(steps):
    value, model = PSObject(), {}
    for action, name, number in steps:
        if action == "set":
            value.set(name, number)
            model[name.lower()] = number
        else:
            assert value.remove(name) == (model.pop(name.lower(), None) is not None)
    assert {name.lower(): v for name, v in value.items()} == model
    assert [name.lower() for name, _ in value.items()] == list(model)
    assert isinstance(value.shape, Shape)


def test_items_are_read_before_anything_else_is_loaded():
    code = "from psbridge.objects import PSObject; print(PSObject.of(('a', 1))['A'])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "1\n"


def test_entries_of_collections_that_have_members_of_their_own():
    table = PSObject(Hashtable([("Key", 1), (2, "two")]))
    table.set("Note", 5)
    assert (table["key"], table[2], table["note"]) == (1, "two", 5)
    with pytest.raises(KeyError):
        table["nothing"]
    with pytest.raises(TypeError):
        table[3]
    row = PSObject(["a", "b"])
    row.set("Note", 5)
    assert (row[0], row[-1], row["Note"]) == ("a", "b", 5)
    with pytest.raises(IndexError):
        row[2]
