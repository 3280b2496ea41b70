"""Conversions that the recorded cases of PowerShell 7.0.13 show, by hand: value, type, result or error."""

from __future__ import annotations

import decimal
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import (
    ArrayList,
    AutomationNull,
    BigInteger,
    Byte,
    CaseSensitiveHashtable,
    Char,
    DateTime,
    DateTimeOffset,
    GenericList,
    Hashtable,
    Int16,
    Int64,
    NetError,
    OrderedDictionary,
    PSObject,
    Queue,
    SByte,
    ScriptBlock,
    SemanticVersion,
    Single,
    SwitchParameter,
    TimeSpan,
    TypedArray,
    UInt16,
    UInt32,
    UInt64,
    Uri,
    Version,
    XmlText,
    define_enum,
    find_type,
    lookup_type,
)
from psbridge.objects.convert import cast_custom_object, casting, convert, error_id_of, register_converter, toscalars, try_convert
from psbridge.objects.convert.failure import is_invalid_cast
from psbridge.objects.nettypes import NetType, define

Color = define_enum("Tests.Convert.Color", "Red Green Blue", register=False)
Attributes = define_enum("Tests.Convert.Attributes", "ReadOnly=1 Hidden=2 System=4 Directory=16", flags=True, register=False)
Day = define_enum("Tests.Convert.Day", "Sunday Monday Tuesday Wednesday Thursday Friday Saturday", register=False)
Signed = define_enum("Tests.Convert.Signed", "Minus=-1 Zero=0 One=1", register=False)
_ENUMS = {"color": Color, "attributes": Attributes, "day": Day, "signed": Signed}
LIST = find_type("System.Collections.Generic.List`1")
NULLABLE = find_type("System.Nullable`1")


def net(name: str) -> NetType:
    if name.endswith("[]"):
        return net(name[:-2]).array()
    if name.startswith("list "):
        return LIST.close(net(name[5:]))
    if name.startswith("nullable "):
        return NULLABLE.close(net(name[9:]))
    if name in _ENUMS:
        return _ENUMS[name].net_type
    found = lookup_type(name)
    assert found is not None, name
    return found


RESULTS = [
    ("int", "42", 42),
    ("int", " 12 ", 12),
    ("int", "0x1F", 31),
    ("int", "2.5", 2),
    ("int", "3.5", 4),
    ("int", "1e2", 100),
    ("int", "1kb", 1024),
    ("int", "10l", 10),
    ("int", "1,234", 1234),
    ("int", "", 0),
    ("int", "#ff", 255),
    ("int", "&h10", 16),
    ("int", None, 0),
    ("int", AutomationNull, 0),
    ("int", True, 1),
    ("int", 0.5, 0),
    ("int", 1.5, 2),
    ("int", 2.5, 2),
    ("int", -1.5, -2),
    ("int", decimal.Decimal("2.5"), 2),
    ("int", Char("x"), 120),
    ("int", Color(2), 2),
    ("int", BigInteger(7), 7),
    ("int", PSObject("8"), 8),
    ("long", "2mb", Int64(2097152)),
    ("byte", "255", Byte(255)),
    ("sbyte", -128.0, SByte(-128)),
    ("uint16", 65535, UInt16(65535)),
    ("uint32", Int64(5), UInt32(5)),
    ("uint64", "18446744073709551615", UInt64(18446744073709551615)),
    ("int16", "-5", Int16(-5)),
    ("double", "1,234.5", 1234.5),
    ("double", "", 0.0),
    ("double", True, 1.0),
    ("double", Char("A"), 65.0),
    ("double", "Infinity", float("inf")),
    ("single", "1.5", Single(1.5)),
    ("decimal", "10d", decimal.Decimal(10)),
    ("decimal", "1.10", decimal.Decimal("1.1")),
    ("decimal", 0.1, decimal.Decimal("0.1")),
    ("decimal", None, decimal.Decimal(0)),
    ("bigint", "123456789012345678901234567890", BigInteger(123456789012345678901234567890)),
    ("bigint", 5.9, BigInteger(5)),
    ("char", 65, Char("A")),
    ("char", "x", Char("x")),
    ("char", None, Char("\0")),
    ("bool", "false", True),
    ("bool", "", False),
    ("bool", " ", True),
    ("bool", None, False),
    ("bool", [], False),
    ("bool", [0], False),
    ("bool", [0, 0], True),
    ("bool", {}, True),
    ("bool", Char("\0"), False),
    ("bool", PSObject(), True),
    ("bool", Color(0), False),
    ("string", None, ""),
    ("string", True, "True"),
    ("string", [1, 2, 3], "1 2 3"),
    ("string", [], ""),
    ("string", Color(0), "Red"),
    ("string", 1 / 3, "0.333333333333333"),
    ("string", DateTime.of(2021, 12, 25), "12/25/2021 00:00:00"),
    ("switch", True, SwitchParameter(True)),
    ("switch", None, SwitchParameter(False)),
    ("void", 5, AutomationNull),
    ("datetime", "2021-12-25", DateTime.of(2021, 12, 25)),
    ("datetime", "03/04/2021", DateTime.of(2021, 3, 4)),
    ("datetime", 5, DateTime(5)),
    ("timespan", "1.02:03:04", TimeSpan.of(days=1, hours=2, minutes=3, seconds=4)),
    ("timespan", Int64(5), TimeSpan(5)),
    ("System.DateTimeOffset", DateTime.of(2020, 1, 1, kind=1), DateTimeOffset(DateTime.of(2020, 1, 1), TimeSpan(0))),
    ("guid", "{00000000-0000-0000-0000-000000000001}", uuid.UUID(int=1)),
    ("guid", bytearray(15) + b"\x01", uuid.UUID(bytes_le=bytes(15) + b"\x01")),
    ("version", "1.2.3", Version(1, 2, 3)),
    ("version", 1.5, Version(1, 5)),
    ("semver", "1.2.3-beta.1+b", SemanticVersion(1, 2, 3, "beta.1", "b")),
    ("semver", 7, SemanticVersion(7)),
    ("uri", "a/b", Uri("a/b")),
    ("type", "int", find_type("System.Int32")),
    ("color", "green", Color(1)),
    ("color", "gr", Color(1)),
    ("color", "1", Color(1)),
    ("color", 2.0, Color(2)),
    ("color", Day(1), Color(1)),
    ("signed", 77, Signed(77)),
    ("attributes", ["Hidden", "ReadOnly"], Attributes(3)),
    ("attributes", ["Hidden", 1], Attributes(3)),
    ("attributes", "Hidden, System", Attributes(6)),
    ("nullable int", None, None),
    ("nullable int", "5", 5),
    ("array", None, None),
    ("scriptblock", None, None),
    ("object", None, None),
]


@pytest.mark.parametrize(("name", "value", "expected"), RESULTS, ids=str)
def test_converts(name, value, expected):
    made = convert(value, net(name))
    assert made == expected
    assert type(made) is type(expected)


TOO_LARGE = 'Error: "Value was either too large or too small for {}."'
NO_MAJOR = (
    'Cannot process argument because the value of argument "major" is not valid. Change the value of the "major" argument and run the '
    "operation again. (Parameter 'major')"
)
BAD_INPUT = 'Error: "Input string was not in a correct format."'
FAILURES = [
    ("int", "abc", "InvalidCastFromStringToInteger", f'Cannot convert value "abc" to type "System.Int32". {BAD_INPUT}'),
    ("int", "99999999999", "InvalidCastFromStringToInteger", TOO_LARGE.format("an Int32")),
    (
        "int",
        Int64(2147483648),
        "InvalidCastIConvertible",
        'Cannot convert value "2147483648" to type "System.Int32". ' + TOO_LARGE.format("an Int32"),
    ),
    ("int", 2147483648.0, "InvalidCastIConvertible", TOO_LARGE.format("an Int32")),
    ("long", 1e30, "InvalidCastIConvertible", 'Error: "Arithmetic operation resulted in an overflow."'),
    ("byte", 300, "InvalidCastIConvertible", TOO_LARGE.format("an unsigned byte")),
    ("byte", 1e10, "InvalidCastIConvertible", TOO_LARGE.format("an Int32")),
    ("int", BigInteger(1 << 40), "InvalidCastTargetInvocationExceptionop_Explicit", TOO_LARGE.format("an Int32")),
    ("int", DateTime.of(2020, 1, 1), "InvalidCastIConvertible", "Error: \"Invalid cast from 'DateTime' to 'Int32'.\""),
    ("decimal", Char("x"), "InvalidCastIConvertible", "Error: \"Invalid cast from 'Char' to 'Decimal'.\""),
    ("char", 65.5, "InvalidCastIConvertible", "Error: \"Invalid cast from 'Double' to 'Char'.\""),
    ("char", -1, "InvalidCastIConvertible", TOO_LARGE.format("a character")),
    ("char", "xyz", "InvalidCastParseTargetInvocation", 'Error: "String must be exactly one character long."'),
    ("decimal", 1e30, "InvalidCastIConvertible", 'Cannot convert value "1E+30" to type "System.Decimal". ' + TOO_LARGE.format("a Decimal")),
    ("double", "x", "InvalidCastFromStringToDoubleOrSingle", BAD_INPUT),
    ("decimal", "x", "InvalidCastFromStringToDecimal", BAD_INPUT),
    ("bigint", "x", "InvalidCastParseTargetInvocationWithFormatProvider", 'Error: "The value could not be parsed."'),
    (
        "byte[]",
        [1, 256],
        "InvalidCastIConvertible",
        'Cannot convert value "256" to type "System.Byte". ' + TOO_LARGE.format("an unsigned byte"),
    ),
    (
        "byte[]",
        "ab",
        "InvalidCastExceptionScalarToArray",
        f'Cannot convert value "ab" to type "System.Byte[]". Error: "Cannot convert value "ab" to type "System.Byte". {BAD_INPUT}"',
    ),
    (
        "byte[]",
        ArrayList(["x"]),
        "InvalidCastExceptionEnumerableToArray",
        'Cannot convert value "System.Collections.ArrayList" to type "System.Byte[]".',
    ),
    (
        "day",
        "S",
        "SubstringDisambiguationEnumParseThrewAnException",
        (
            "The identifier name S cannot be processed because it is either too similar or identical to the following enumerator "
            "names: Sunday, Saturday. Use a more specific identifier name."
        ),
    ),
    (
        "day",
        "Someday",
        "SubstringDisambiguationEnumParseThrewAnException",
        (
            'Error: "Unable to match the identifier name Someday to a valid enumerator name. Specify one of the following '
            "enumerator names and try "
            'again:\nSunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday"'
        ),
    ),
    (
        "color",
        9,
        "UndefinedIntegerToEnum",
        (
            'Cannot convert value "9" to type "Tests.Convert.Color" due to enumeration values that are not valid. Specify '
            "one of the following "
            'enumeration values and try again. The possible enumeration values are "Red,Green,Blue".'
        ),
    ),
    ("color", "9", "EnumParseUndefined", 'The possible enumeration values are "Red,Green,Blue".'),
    ("color", "99999999999", "CaseSensitiveEnumParseThrewAnException", TOO_LARGE.format("an Int32")),
    ("color", None, "nullToEnumInvalidCast", 'Cannot convert null to type "Tests.Convert.Color" due to enumeration values'),
    ("color", True, "InvalidCastIConvertible", "Invalid cast from 'System.Boolean' to 'Tests.Convert.Color'."),
    (
        "guid",
        "zz",
        "InvalidCastParseTargetInvocation",
        'Error: "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."',
    ),
    ("datetime", None, "nullToObjectInvalidCast", 'Cannot convert null to type "System.DateTime".'),
    (
        "datetime",
        "x",
        "InvalidCastParseTargetInvocationWithFormatProvider",
        "The string 'x' was not recognized as a valid DateTime. There is an unknown word starting at index '0'.",
    ),
    ("datetime", -1, "InvalidCastConstructorException", "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks."),
    ("datetime", True, "InvalidCastIConvertible", "Invalid cast from 'Boolean' to 'DateTime'."),
    ("timespan", "x", "InvalidCastParseTargetInvocationWithFormatProvider", "String 'x' was not recognized as a valid TimeSpan."),
    (
        "version",
        3,
        "InvalidCastParseTargetInvocation",
        (
            'Cannot convert value "3" to type "System.Version". Error: "Version string portion was too short or too long. (Parameter '
            "'input')\""
        ),
    ),
    ("semver", "abc", "InvalidCastParseTargetInvocation", BAD_INPUT),
    ("semver", Int64(5_000_000_000), "InvalidCastConstructorException", "Value was either too large or too small for an Int32."),
    ("semver", -5, "InvalidCastConstructorException", NO_MAJOR),
    ("type", "No.Such", "InvalidCastFromStringToType", 'Cannot convert the "No.Such" value of type "System.String" to type "System.Type".'),
    ("regex", "(", "InvalidCastFromStringToRegex", "Error: \"Invalid pattern '(' at offset 1. Not enough )'s.\""),
    ("xml", "zz", "InvalidCastToXmlDocument", 'Error: "Data at the root level is invalid. Line 1, position 1."'),
    (
        "int",
        [1, 2],
        "ConvertToFinalInvalidCastException",
        'Cannot convert the "System.Object[]" value of type "System.Object[]" to type "System.Int32".',
    ),
    (
        "scriptblock",
        "1+1",
        "ConvertToFinalInvalidCastException",
        'Cannot convert the "1+1" value of type "System.String" to type "System.Management.Automation.ScriptBlock".',
    ),
    ("securestring", "x", "ConvertToFinalInvalidCastException", 'to type "System.Security.SecureString".'),
    ("switch", 1, "ConvertToFinalInvalidCastException", 'Cannot convert the "1" value of type "System.Int32"'),
    (
        "hashtable",
        PSObject.of(a=1),
        "ConvertToFinalInvalidCastException",
        'Cannot convert the "@{a=1}" value of type "System.Management.Automation.PSCustomObject" to type "System.Collections.Hashtable".',
    ),
    (
        "list int",
        ["x"],
        "ConvertToFinalInvalidCastException",
        'Cannot convert the "System.Object[]" value of type "System.Object[]" to type "System.Collections.Generic.List`1[System.Int32]".',
    ),
    ("cultureinfo", "no such", "InvalidCastConstructorException", "no such is an invalid culture identifier."),
]


@pytest.mark.parametrize(("name", "value", "error_id", "message"), FAILURES, ids=str)
def test_refuses_in_powershells_words(name, value, error_id, message):
    with pytest.raises(NetError) as caught:
        convert(value, net(name))
    assert message in caught.value.exception.message
    assert error_id_of(caught.value) == error_id
    assert is_invalid_cast(caught.value)
    assert try_convert(value, net(name)) == (False, None)


ARRAYS = [
    ("int[]", ["1", "2.6", "0x10"], [1, 3, 16]),
    ("string[]", [1, True, None], ["1", "True", ""]),
    ("string[]", "a", ["a"]),
    ("char[]", "hey", [Char("h"), Char("e"), Char("y")]),
    ("object[]", TypedArray(find_type("System.Int32"), [1, 2]), [1, 2]),
    ("object[]", ArrayList([1]), [1]),
    ("object[]", 5, [5]),
    ("int[]", Queue(["1", 2]), [1, 2]),
    ("array", "a", ["a"]),
    ("System.Collections.ArrayList", [1, 2], [1, 2]),
    ("System.Collections.Stack", [1, 2], [1, 2]),
    ("list string", [1, 2], ["1", "2"]),
    ("list int", "4", [4]),
    ("list object", TypedArray(find_type("System.String"), ["a"]), ["a"]),
]


@pytest.mark.parametrize(("name", "value", "items"), ARRAYS, ids=str)
def test_lists(name, value, items):
    made = convert(value, net(name))
    assert list(made) == items
    assert [type(item) for item in made] == [type(item) for item in items]


def test_byte_arrays_are_bytearrays():
    assert convert([1, 2, 255], net("byte[]")) == bytearray((1, 2, 255))
    assert type(convert([1], net("byte[]"))) is bytearray


def test_typed_arrays_know_their_type():
    made = convert([1], net("string[]"))
    assert isinstance(made, TypedArray)
    assert made.net_type is net("string[]")
    made = convert([1], net("list string"))
    assert isinstance(made, GenericList)
    assert made.net_type is net("list string")


def test_surrogates_become_two_chars():
    assert [ord(c) for c in convert("\U0001f600", net("char[]"))] == [0xD83D, 0xDE00]


def test_assignable_values_stay_the_same_object():
    strings = TypedArray(find_type("System.String"), ["a"])
    assert convert(strings, net("object[]")) is strings  # arrays of reference types are covariant
    assert convert(strings, find_type("System.Collections.IEnumerable")) is strings
    wrapped = PSObject(5)
    assert convert(wrapped, net("object")) is wrapped
    assert convert(wrapped, net("psobject")) is wrapped
    table = Hashtable({"a": 1})
    assert convert(table, net("hashtable")) is table


def test_the_type_of_a_value_counts_not_its_class():
    """Two TypedArrays of different elements must not share a remembered way."""
    assert convert(TypedArray(find_type("System.Int32"), [1]), net("int[]")) == [1]
    made = convert(TypedArray(find_type("System.String"), ["1"]), net("int[]"))
    assert made == [1]
    assert type(made[0]) is int


def test_dictionaries():
    made = convert(OrderedDictionary({"a": 1}), net("hashtable"))
    assert isinstance(made, CaseSensitiveHashtable)
    assert "A" not in made


def test_custom_objects_from_dictionaries():
    made = cast_custom_object(OrderedDictionary([("z", 1), ("PSTypeName", "My.Type"), ("a", 2)]))
    assert list(made.items()) == [("z", 1), ("a", 2)]
    assert made.type_names[0] == "My.Type"
    assert cast_custom_object(5) == 5
    assert convert(Hashtable({"a": 1}), net("System.Management.Automation.PSCustomObject")).get("a") == 1


def test_documents_without_an_engine_stay_texts():
    assert toscalars._checked_xml("<r/>") == XmlText("<r/>")
    with pytest.raises(NetError, match="Root element is missing"):
        toscalars._checked_xml(" ")


def test_converters_can_be_registered():
    thing = define("Tests.Convert.Thing")

    def make(value, target, culture):
        return ScriptBlock(value) if isinstance(value, str) else casting.NO_CONVERSION

    register_converter(thing, make)
    assert convert("x", thing).source == "x"
    with pytest.raises(NetError):
        convert([5], thing)


def test_a_later_converter_replaces_remembered_ways():
    thing = define("Tests.Convert.Other")
    with pytest.raises(NetError):
        convert("x", thing)
    register_converter(thing, lambda value, target, culture: value + "!")
    assert convert("x", thing) == "x!"


@given(st.integers(-(2**31), 2**31 - 1))
def test_integers_survive_text(number):
    assert convert(convert(number, net("string")), net("int")) == number


@given(st.integers(-(2**63), 2**63 - 1))
def test_longs_survive_text_and_decimal(number):
    assert convert(convert(Int64(number), net("string")), net("long")) == number
    assert convert(convert(Int64(number), net("decimal")), net("long")) == number


@given(st.text(max_size=20))
def test_text_to_number_never_fails_otherwise(text):
    for name in ("int", "double", "decimal", "byte", "datetime", "timespan", "guid", "version", "semver", "bigint"):
        try_convert(text, net(name))
