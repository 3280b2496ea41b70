"""How well an argument fits a parameter, as PowerShell ranks conversions when it chooses an overload.

Decides a number: 0 for impossible, larger is better; the order of the kinds is PowerShell's.  Nothing is converted here.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.nettypes import NetType, find_type, lookup_type, type_of
from psbridge.objects.psobject import PSObject, unwrap

NONE, UNRELATED_ARRAYS, TO_STRING, CUSTOM, IMPLICIT, EXPLICIT, CONSTRUCTOR, PARSE, LANGUAGE = 0, 15, 31, 47, 79, 95, 111, 127, 159
NULL_TO_VALUE, NULL_TO_REF, NUMERIC_EXPLICIT, NUMERIC_STRING, NUMERIC_IMPLICIT = 175, 191, 207, 239, 255
ASSIGNABLE, STRING_TO_CHARS, IDENTITY = 271, 282, 287

_NUMBERS = ["SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal"]
WIDTH: dict[NetType, int] = {find_type("System." + name): i for i, name in enumerate(_NUMBERS)}
WIDTH[find_type("System.Numerics.BigInteger")] = 11
_IMPLICIT = {
    "SByte": "Int16 Int32 Int64 Single Double Decimal",
    "Byte": "Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double Decimal",
    "Int16": "Int32 Int64 Single Double Decimal",
    "UInt16": "Int32 UInt32 Int64 UInt64 Single Double Decimal",
    "Int32": "Int64 Single Double Decimal",
    "UInt32": "Int64 UInt64 Single Double Decimal",
    "Int64": "Single Double Decimal",
    "UInt64": "Single Double Decimal",
    "Single": "Double",
    "Char": "UInt16 Int32 UInt32 Int64 UInt64 Single Double Decimal",
}
_WIDENS = {(find_type("System." + a), find_type("System." + b)) for a, names in _IMPLICIT.items() for b in names.split()}

OBJECT, STRING, CHAR, BOOL = (find_type("System." + name) for name in ("Object", "String", "Char", "Boolean"))
CHARS, TYPE, DELEGATE = CHAR.array(), find_type("System.Type"), find_type("System.Delegate")
VALUE_TYPE, ENUM = find_type("System.ValueType"), find_type("System.Enum")
PSOBJECT, BLOCK = find_type("System.Management.Automation.PSObject"), find_type("System.Management.Automation.ScriptBlock")
SWITCH = find_type("System.Management.Automation.SwitchParameter")
_ENUMERABLE = find_type("System.Collections.IEnumerable")
_DICTIONARY = find_type("System.Collections.IDictionary")
_ITEM_INTERFACES = frozenset(
    "System.Collections.Generic." + name
    for name in ("IEnumerable`1", "ICollection`1", "IList`1", "IReadOnlyCollection`1", "IReadOnlyList`1", "ISet`1")
)
_CACHE: dict[tuple[NetType, NetType], int] = {}


def is_value_type(net: NetType) -> bool:
    return net.is_subtype_of(VALUE_TYPE)


def rank(value: Any, target: NetType) -> int:
    """How well `value` fits a parameter of type `target`."""
    base = unwrap(value) if isinstance(value, PSObject) else value
    if base is None:
        return _null_rank(target)
    source = type_of(base)
    if source is target:
        return IDENTITY
    found = _CACHE.get((source, target))
    if found is None:
        found = _CACHE[source, target] = _rank_types(source, target)
    if found is UNRELATED_ARRAYS and target.element is not None:
        return _array_rank(base, source, target.element)
    return found


def _null_rank(target: NetType) -> int:
    definition = target.generic_definition
    if target is STRING:
        return NULL_TO_VALUE  # so that IndexOf($null) means the character
    nullable = definition is not None and definition.full_name == "System.Nullable`1"
    if nullable or not is_value_type(target):
        return NULL_TO_REF
    return NULL_TO_VALUE if target in WIDTH or target in (CHAR, BOOL, SWITCH) else NONE


def _array_rank(base: Any, source: NetType, element: NetType) -> int:
    """Arrays by the worst of their items; a single value a little below."""
    if source.kind == "array" or isinstance(base, list):
        ranks = [rank(item, element) for item in base]
        return NONE if NONE in ranks else UNRELATED_ARRAYS
    single = rank(base, element)
    return max(single - 8, 1) if single else NONE


def _rank_types(source: NetType, target: NetType) -> int:
    if target is OBJECT or target is PSOBJECT or source.is_subtype_of(target) or is_items_of(source, target):
        return ASSIGNABLE
    if target.kind == "array":
        return STRING_TO_CHARS if source is STRING and target is CHARS else UNRELATED_ARRAYS
    if _nullable_of(target) is not None:
        return _rank_types(source, _nullable_of(target) or target) if source is not _nullable_of(target) else ASSIGNABLE
    if target.is_subtype_of(DELEGATE):
        if source.is_subtype_of(DELEGATE) and source.generic_definition is target.generic_definition:
            return ASSIGNABLE
        return LANGUAGE if source.is_subtype_of(BLOCK) else NONE
    if target in WIDTH:
        return _to_number(source, target)
    if target is STRING:
        return TO_STRING
    if target is BOOL:
        return LANGUAGE
    return _to_other(source, target)


def _nullable_of(target: NetType) -> NetType | None:
    definition = target.generic_definition
    return target.generic_arguments[0] if definition is not None and definition.full_name == "System.Nullable`1" else None


def is_items_of(source: NetType, target: NetType) -> bool:
    """Whether a collection type offers IEnumerable<T> (or a sibling) of the target."""
    definition = target.generic_definition
    if definition is None or definition.full_name not in _ITEM_INTERFACES:
        return False
    item = target.generic_arguments[0]
    element = source.element if source.kind == "array" else _item_type(source)
    if element is None:
        return False
    return element is item or (not is_value_type(element) and element.is_subtype_of(item))


def _item_type(source: NetType) -> NetType | None:
    here: NetType | None = source
    while here is not None:
        if here.generic_definition is not None and here.is_subtype_of(_ENUMERABLE):
            return _pair_type(here) if len(here.generic_arguments) == 2 else here.generic_arguments[0]
        here = here.base
    return CHAR if source is STRING else None


def _pair_type(net: NetType) -> NetType:
    return find_type("System.Collections.Generic.KeyValuePair`2").close(*net.generic_arguments)


def _to_number(source: NetType, target: NetType) -> int:
    if (source, target) in _WIDENS:
        return NUMERIC_IMPLICIT
    if source in WIDTH or source is CHAR:
        return NUMERIC_EXPLICIT
    if source is STRING:
        return NUMERIC_STRING
    if source is BOOL or source.is_subtype_of(ENUM):
        return LANGUAGE
    return NONE


def _to_other(source: NetType, target: NetType) -> int:
    if target is CHAR:
        return LANGUAGE if source is STRING or source in WIDTH else NONE
    if target.is_subtype_of(ENUM):
        if source is STRING or source in WIDTH or source.is_subtype_of(ENUM):
            return LANGUAGE
        return PARSE if _lists(source) else NONE
    if target is TYPE:
        return LANGUAGE if source is STRING else NONE
    if target.full_name in _LANGUAGE_TARGETS:
        return LANGUAGE
    if target.kind == "interface" or target.is_subtype_of(BLOCK):
        return NONE
    if source is STRING:
        return PARSE
    if source.full_name in _HASHES:
        return NONE if target.kind == "interface" else CUSTOM
    return CONSTRUCTOR if _constructs(source, target) else NONE


def _lists(source: NetType) -> bool:
    """Whether a type's values are several words for an enum, as in @("ContainerInherit", "ObjectInherit")."""
    return source.kind == "array" or (source.is_subtype_of(_ENUMERABLE) and not source.is_subtype_of(_DICTIONARY))


_HASHES = frozenset({"System.Collections.Hashtable", "System.Collections.Specialized.OrderedDictionary"})
_LANGUAGE_TARGETS = frozenset(
    {"System.Management.Automation.SwitchParameter", "System.Text.RegularExpressions.Regex", "System.Xml.XmlDocument"}
)
_CONSTRUCTED = {
    ("System.Int64", "System.DateTime"), ("System.Int32", "System.DateTime"), ("System.Int64", "System.TimeSpan"),
    ("System.Int32", "System.TimeSpan"), ("System.Double", "System.TimeSpan"), ("System.DateTime", "System.DateTimeOffset"),
    ("System.Int32", "System.Version"), ("System.Byte[]", "System.Guid"), ("System.Int64", "System.Net.IPAddress"),
}  # fmt: skip


def _constructs(source: NetType, target: NetType) -> bool:
    return (source.full_name, target.full_name) in _CONSTRUCTED or lookup_type(target.full_name) is None


def compare_types(a: NetType | None, b: NetType | None) -> int:
    """-1 when `a` is the more special type, 1 when `b` is, 0 when neither."""
    if a is b or a is None or b is None:
        return 0
    if a in WIDTH and b in WIDTH:
        if (a, b) in _WIDENS:
            return -1
        return 1 if (b, a) in _WIDENS else 0
    if a.is_subtype_of(b):
        return -1
    return 1 if b.is_subtype_of(a) else 0
