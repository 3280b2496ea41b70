"""Enumerations."""

from __future__ import annotations

import copy
import pickle

import pytest

from psbridge.objects import Byte, PSEnum, define_enum, enum_class, find_type, lookup_type, type_of

Access = define_enum("Tests.Enums.Access", "None=0 Read=1 Write=2 ReadWrite=3 Delete=4", flags=True)
Color = define_enum("Tests.Enums.Color", "Red Green=5 Blue", underlying=Byte)


def test_numbering():
    assert Color.MEMBERS == {"Red": 0, "Green": 5, "Blue": 6}
    assert Color.Blue == 6
    assert isinstance(Color.Blue, Color)
    assert isinstance(Color.Blue, PSEnum)


@pytest.mark.parametrize(
    ("value", "label"),
    [(Access(3), "ReadWrite"), (Access(5), "Read, Delete"), (Access(7), "ReadWrite, Delete"), (Access(0), "None"), (Access(9), "9"),
     (Color(5), "Green"), (Color(1), "1"), (Access(-1), "-1")],
)  # fmt: skip
def test_labels(value, label):
    assert value.label == label
    assert str(value) == label


@pytest.mark.parametrize(("text", "value"), [("read", 1), ("Read, DELETE", 5), ("6", 6), (" write ", 2)])
def test_parse(text, value):
    assert Access.parse(text) == value


def test_parse_refuses():
    with pytest.raises(ValueError, match="nope"):
        Access.parse("nope")


def test_writing():
    assert f"{Color(5)} {Color(5):03d}" == "Green 005"
    assert repr(Color(5)) == "Color.Green"
    assert repr(Color(9)) == "Color(9)"


def test_pickling():
    for again in (pickle.loads(pickle.dumps(Color(5))), copy.deepcopy(Color(5))):
        assert again == 5
        assert type(again) is Color


def test_types():
    assert type_of(Color(0)) is find_type("Tests.Enums.Color")
    assert type_of(Color(0)).type_names == ("Tests.Enums.Color", "System.Enum", "System.ValueType", "System.Object")
    assert enum_class("tests.enums.color") is Color
    local = define_enum("Tests.Enums.Hidden", "A", register=False)
    assert lookup_type("Tests.Enums.Hidden") is None
    assert type_of(local(0)).full_name == "Tests.Enums.Hidden"


def test_members_do_not_hide_what_int_has():
    odd = define_enum("Tests.Enums.Odd", "real imag Other", register=False)
    assert odd(2).real == 2
    assert odd.Other == 2


def test_equal_to_its_name_and_its_number():
    state = define_enum("Test.Equality", "Open Closed")
    assert state.Open == "open" != "Closed"
    assert "Open" == state.Open != state.Closed
    assert state.Closed == 1 != "1"
    assert state.Closed in ("Closed", "Broken")
    assert {state.Open: "x"}[0] == "x"
    assert state.__doc__ == "Test.Equality: Open, Closed."
