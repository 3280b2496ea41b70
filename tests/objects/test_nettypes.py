"""The registry of types: names, ancestors, arrays, generics, foreign classes; the tables that fill it."""

from __future__ import annotations

import decimal
import uuid

import pytest

from psbridge.objects import (
    BigInteger,
    Byte,
    Char,
    Int64,
    IntPtr,
    NetException,
    Single,
    define,
    find_type,
    lookup_type,
    type_of,
)
from psbridge.objects import builtin_types as _builtin_types
from psbridge.objects import typedata as _typedata
from psbridge.objects.nettypes import ACCELERATORS, all_types, represent

INT = find_type("System.Int32")


def test_tables_are_loaded():
    assert _builtin_types.__doc__
    assert _typedata.__doc__
    assert len(all_types()) > 200


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "System.Boolean"),
        (1, "System.Int32"),
        (1.5, "System.Double"),
        ("x", "System.String"),
        (decimal.Decimal(1), "System.Decimal"),
        (uuid.UUID(int=0), "System.Guid"),
        (Char("x"), "System.Char"),
        (Byte(1), "System.Byte"),
        (Int64(1), "System.Int64"),
        (IntPtr(1), "System.IntPtr"),
        (Single(1), "System.Single"),
        (BigInteger(1), "System.Numerics.BigInteger"),
        (INT, "System.RuntimeType"),
        (NetException("System.FormatException"), "System.FormatException"),
    ],
)
def test_types_of_values(value, name):
    assert type_of(value).full_name == name


@pytest.mark.parametrize(
    ("name", "full"),
    [("int", "System.Int32"), ("INT", "System.Int32"), ("system.int32", "System.Int32"), ("Int32", "System.Int32"),
     ("hashtable", "System.Collections.Hashtable"),
     ("Version", "System.Version"), ("pscustomobject", "System.Management.Automation.PSObject")],
)  # fmt: skip
def test_look_up(name, full):
    found = lookup_type(name)
    assert found is not None
    assert found.full_name == full


def test_what_is_not_there():
    assert lookup_type("No.Such") is None
    with pytest.raises(KeyError):
        find_type("No.Such")


def test_names():
    assert (INT.name, INT.namespace) == ("Int32", "System")
    pairs = find_type("System.Collections.Generic.Dictionary`2").close(INT, INT)
    assert (pairs.name, pairs.namespace) == ("Dictionary`2", "System.Collections.Generic")
    assert define("Alone").namespace is None
    assert repr(INT) == "[System.Int32]"


def test_ancestors():
    assert find_type("System.ArgumentNullException").type_names == (
        "System.ArgumentNullException",
        "System.ArgumentException",
        "System.SystemException",
        "System.Exception",
        "System.Object",
    )
    assert INT.is_subtype_of(find_type("System.ValueType"))
    assert INT.is_subtype_of(find_type("System.IComparable"))
    assert find_type("System.Collections.Hashtable").is_subtype_of(find_type("System.Collections.IEnumerable"))
    assert not INT.is_subtype_of(find_type("System.String"))


def test_arrays_and_generics_are_single():
    assert INT.array() is INT.array()
    assert INT.array().full_name == "System.Int32[]"
    assert INT.array(3).full_name == "System.Int32[,,]"
    assert INT.array().element is INT
    assert INT.array().is_subtype_of(find_type("System.Array"))
    closed = find_type("System.Collections.Generic.List`1").close(INT)
    assert closed is find_type("System.Collections.Generic.List`1").close(INT)
    assert closed.full_name == f"System.Collections.Generic.List`1[[System.Int32, {INT.assembly}]]"


def test_defining_twice_fills_in():
    first = define("Tests.NetTypes.Twice")
    assert define("tests.nettypes.TWICE", python=list, accelerators=["twicetest"]) is first
    assert first.python is list
    assert ACCELERATORS.pop("twicetest") is first


def test_foreign_classes():
    class Foreign:
        pass

    class Known:
        pass

    class Below(Known):
        pass

    assert type_of(Foreign()).full_name.startswith("Python.")
    assert type_of(Foreign()) is type_of(Foreign())
    represent(Known, INT)
    assert type_of(Below()) is INT
