"""Members that a type has through an interface only (IConvertible.ToInt32 ...), as Get-Member shows them.

Decides which methods of interfaces of System and of its collections stand beside a type's own; they are written behind the overloads of the
same name.
"""

from __future__ import annotations

from psbridge.objects import NetType, find_type
from psbridge.objects.convert import type_display_name

Row = tuple[str, int, str]
_METHOD = 64
_PROVIDER = "System.IFormatProvider provider"
_CONVERTIBLE, _COMPARABLE, _FORMATTABLE = (find_type(f"System.{name}") for name in ("IConvertible", "IComparable", "IFormattable"))
_TARGETS = {
    "Boolean": "bool",
    "Byte": "byte",
    "Char": "char",
    "DateTime": "datetime",
    "Decimal": "decimal",
    "Double": "double",
    "Int16": "short",
    "Int32": "int",
    "Int64": "long",
    "SByte": "sbyte",
    "Single": "float",
    "UInt16": "ushort",
    "UInt32": "uint",
    "UInt64": "ulong",
}


_I = "System.Collections."
_SERIALIZED = "GetObjectData(System.Runtime.Serialization.SerializationInfo info, System.Runtime.Serialization.StreamingContext context)"
_FACES: dict[str, tuple[str, ...]] = {  # what each interface asks for
    "IOrderedDictionary": (
        f"{_I}IDictionaryEnumerator GetEnumerator()",
        "void Insert(int index, System.Object key, System.Object value)",
        "void RemoveAt(int index)",
    ),
    "IDictionary": (
        "void Add(System.Object key, System.Object value)",
        "void Clear()",
        "bool Contains(System.Object key)",
        f"{_I}IDictionaryEnumerator GetEnumerator()",
        "void Remove(System.Object key)",
    ),
    "IList": (
        "int Add(System.Object value)",
        "void Clear()",
        "bool Contains(System.Object value)",
        "int IndexOf(System.Object value)",
        "void Insert(int index, System.Object value)",
        "void Remove(System.Object value)",
        "void RemoveAt(int index)",
    ),
    "ICollection": ("void CopyTo(array array, int index)",),
    "IEnumerable": (f"{_I}IEnumerator GetEnumerator()",),
    "ISerializable": (f"void {_SERIALIZED}",),
    "IDeserializationCallback": ("void OnDeserialization(System.Object sender)",),
    "ICloneable": ("System.Object Clone()",),
}
_COLLECTIONS: dict[str, tuple[str, ...]] = {  # the interfaces of a type, in .NET's order
    f"{_I}Hashtable": ("IDictionary", "ICollection", "IEnumerable", "ISerializable", "IDeserializationCallback", "ICloneable"),
    f"{_I}Specialized.OrderedDictionary": (
        "IOrderedDictionary", "IDictionary", "ICollection", "IEnumerable", "ISerializable", "IDeserializationCallback",
    ),
    f"{_I}ArrayList": ("IList", "ICollection", "IEnumerable", "ICloneable"),
}  # fmt: skip
_OWN: dict[str, tuple[str, ...]] = {  # public members that nobody calls from a script
    f"{_I}Hashtable": (f"void {_SERIALIZED}", "void OnDeserialization(System.Object sender)"),
    f"{_I}Specialized.OrderedDictionary": (f"void {_SERIALIZED}",),
}


def _name(definition: str) -> str:
    return definition.partition("(")[0].rpartition(" ")[2]


def _of_collections(net: NetType) -> list[tuple[str, str]]:
    found = [(_name(line), line) for line in _OWN.get(net.full_name, ())]
    for face in _COLLECTIONS.get(net.full_name, ()):
        for line in _FACES[face]:
            name = _name(line)
            found.append((name, line.replace(f" {name}(", f" {face}.{name}(", 1)))
    return found


def explicit_members(net: NetType) -> list[tuple[str, str]]:
    """Name and definition of the interface members of a type."""
    found = _of_collections(net)
    if net.is_subtype_of(_COMPARABLE):
        found.append(("CompareTo", "int IComparable.CompareTo(System.Object obj)"))
        if net.kind != "enum":
            short = type_display_name(net)
            found.append(("CompareTo", f"int IComparable[{short}].CompareTo({short} other)"))
            found.append(("Equals", f"bool IEquatable[{short}].Equals({short} other)"))
    if net.is_subtype_of(_FORMATTABLE):
        found.append(("ToString", "string IFormattable.ToString(string format, System.IFormatProvider formatProvider)"))
    if net.is_subtype_of(_CONVERTIBLE):
        found.append(("GetTypeCode", "System.TypeCode IConvertible.GetTypeCode()"))
        found += [(f"To{name}", f"{short} IConvertible.To{name}({_PROVIDER})") for name, short in _TARGETS.items()]
        found.append(("ToString", f"string IConvertible.ToString({_PROVIDER})"))
        found.append(("ToType", f"System.Object IConvertible.ToType(type conversionType, {_PROVIDER})"))
    return found


def with_explicit(net: NetType, rows: list[Row]) -> list[Row]:
    """The members of a value with those that its interfaces add."""
    extra = explicit_members(net)
    if not extra:
        return rows
    table: dict[str, Row] = {row[0].lower() + str(row[1]): row for row in rows}
    for name, definition in extra:
        key = f"{name.lower()}{_METHOD}"
        old = table.get(key)
        table[key] = (name, _METHOD, definition if old is None else f"{old[2]}, {definition}")
    return list(table.values())
