"""Texts of values: the language's and .NET's."""

from __future__ import annotations

import decimal
import uuid

import pytest

from psbridge.objects import (
    BigInteger,
    Byte,
    Char,
    CodeMethod,
    CodeProperty,
    DateTime,
    DictionaryEntry,
    GenericList,
    Hashtable,
    NetException,
    NetObject,
    PSObject,
    ScriptBlock,
    SecureString,
    SemanticVersion,
    Single,
    Stack,
    SwitchParameter,
    TimeSpan,
    TypedArray,
    Uri,
    Version,
    XmlText,
    define,
    find_type,
)
from psbridge.objects.convert import dotnet_text, join_text, register_text, set_separator_source, to_text, type_display_name, type_text
from psbridge.objects.convert.typenames import accelerator_of
from psbridge.objects.culture import EN_US, INVARIANT, culture_of
from psbridge.objects.typetable import active

INT, STRING = find_type("System.Int32"), find_type("System.String")
LIST = find_type("System.Collections.Generic.List`1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (5, "5"),
        (-5, "-5"),
        (True, "True"),
        (Byte(3), "3"),
        (BigInteger(10**30), "1" + "0" * 30),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333333"),
        (2.0, "2"),
        (-0.0, "-0"),
        (1e15, "1E+15"),
        (1e14, "100000000000000"),
        (9.2233720368547758e18, "9.22337203685478E+18"),
        (2**0.5, "1.4142135623731"),
        (1e-5, "1E-05"),
        (0.0001, "0.0001"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (Single(0.1), "0.1"),
        (Single(16777216), "1.677722E+07"),
        (decimal.Decimal("1.10"), "1.10"),
        (Char("x"), "x"),
        (DateTime.of(2020, 1, 2, 3, 4, 5), "01/02/2020 03:04:05"),
        (TimeSpan.of(hours=1), "01:00:00"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Version(1, 2), "1.2"),
        (SemanticVersion(1, 2, 3, "rc"), "1.2.3-rc"),
        (Uri("http://x"), "http://x"),
        (SwitchParameter(True), "True"),
        (SecureString("secret"), "System.Security.SecureString"),
        (XmlText("<r/>"), "#document"),
        (ScriptBlock(" 1 "), " 1 "),
        (INT, "int"),
        (STRING.array(), "string[]"),
        (LIST.close(INT), "System.Collections.Generic.List[int]"),
        ([], ""),
        ([1, None, [2, 3], True], "1  System.Object[] True"),
        ([TypedArray(INT, [1])], "System.Int32[]"),
        (GenericList(INT, [1, 2]), "1 2"),
        (Stack([1, 2]), "2 1"),
        (b"\x01\xff", "1 255"),
        ({"a": 1}, "System.Collections.Hashtable"),
        (Hashtable(), "System.Collections.Hashtable"),
        (DictionaryEntry("a", 1), "System.Collections.DictionaryEntry"),
        (PSObject(), ""),
        (PSObject.of(a=1, b=[1, 2], c=None, d="x"), "@{a=1; b=System.Object[]; c=; d=x}"),
        (PSObject.of(n=PSObject.of(m=1)), "@{n=}"),
        (PSObject([1, 2]), "1 2"),
        (PSObject(1.5), "1.5"),
    ],
    ids=repr,
)
def test_language_text(value, text):
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, 2], "System.Object[]"),
        (TypedArray(INT, []), "System.Int32[]"),
        (GenericList(INT), "System.Collections.Generic.List`1[System.Int32]"),
        (1 / 3, "0.3333333333333333"),
        (123456789012345680.0, "1.2345678901234568E+17"),
        (float("inf"), "∞"),
        (INT, "System.Int32"),
        (DateTime.of(2020, 1, 2), "1/2/2020 12:00:00 AM"),
        (PSObject.of(a=1), "@{a=1}"),
        (None, ""),
        (XmlText("<r/>"), "System.Xml.XmlDocument"),
    ],
    ids=repr,
)
def test_dotnet_text(value, text):
    assert dotnet_text(value, EN_US) == text


def test_separator():
    assert to_text([1, 2], separator=", ") == "1, 2"
    assert join_text(iter("ab"), separator="") == "ab"
    before = set_separator_source(lambda: "|")
    try:
        assert to_text([1, 2]) == "1|2"
    finally:
        set_separator_source(before)


def test_culture():
    assert to_text(1.5, culture_of("de-DE")) == "1,5"
    assert to_text(float("inf"), EN_US) == "∞"
    assert to_text(float("inf"), INVARIANT) == "Infinity"


def test_own_to_string_method():
    made = PSObject.of(a=1)
    made.add_member(CodeMethod("ToString", lambda instance: f"own {instance.get('a')}"))
    assert to_text(made) == "own 1"
    assert to_text([made, made]) == "own 1 own 1"


def test_to_string_of_the_type_table():
    active().data("Tests.Text.Named").members["tostring"] = CodeMethod("ToString", lambda instance: "from the table")
    try:
        assert to_text(PSObject(None, ["Tests.Text.Named"])) == "from the table"
    finally:
        active().remove("Tests.Text.Named")


def test_deserialised_text():
    made = PSObject.of(a=1)
    made.text = "as it was"
    assert to_text(made) == "as it was"


def test_computed_properties_of_bags():
    made = PSObject.of(a=1)
    made.add_member(CodeProperty("b", lambda instance: 2))
    made.add_member(CodeProperty("c", lambda instance: 1 / 0))
    made.add_member(CodeMethod("m", lambda instance: 0))
    assert to_text(made) == "@{a=1; b=2; c=}"


def test_net_objects():
    class Plain(NetObject):
        __slots__ = ()
        net_type = define("Tests.Text.Plain")

    class Told(NetObject):
        __slots__ = ()
        net_type = define("Tests.Text.Told")

        def __str__(self) -> str:
            return "told"

    assert to_text(Plain()) == "Tests.Text.Plain"
    assert to_text(Told()) == "told"
    register_text(Plain, lambda value, culture: "registered")
    assert to_text(Plain()) == "registered"


def test_exceptions():
    inner = NetException("System.FormatException", "in")
    assert to_text(NetException("System.ArgumentException", "out", inner)) == (
        "System.ArgumentException: out\n ---> System.FormatException: in\n   --- End of inner exception stack trace ---"
    )


def test_type_names():
    nested = find_type("System.Collections.Generic.Dictionary`2").close(STRING, LIST.close(INT))
    assert type_text(nested) == "System.Collections.Generic.Dictionary`2[System.String,System.Collections.Generic.List`1[System.Int32]]"
    assert type_display_name(nested) == "System.Collections.Generic.Dictionary[string,System.Collections.Generic.List[int]]"
    assert type_display_name(INT.array(2)) == "int[,]"
    assert accelerator_of(INT) == "int"
    assert accelerator_of(find_type("System.Collections.ArrayList")) is None
