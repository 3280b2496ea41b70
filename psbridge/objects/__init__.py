"""The PowerShell object model: values of .NET in Python, PSObject and its members, records of the streams.

How a .NET value stands in Python:

| .NET | Python | |
|---|---|---|
| null | None | `AutomationNull`: a command wrote nothing |
| Boolean, String | bool, str | |
| Char | Char (a str) | |
| Int32, Double, Decimal | int, float, Decimal (exactly these classes) | |
| other widths | Byte, SByte, Int16, UInt16, UInt32, Int64, UInt64, BigInteger, Single | subclasses of int and float |
| Guid | uuid.UUID | |
| DateTime, DateTimeOffset, TimeSpan, Version, SemanticVersion, Uri | the classes of `scalars` | |
| object[] | list | other arrays: TypedArray, MultiArray; byte[]: bytes or bytearray |
| ArrayList, List`1, Stack, Queue | classes of `containers` | |
| Hashtable, OrderedDictionary, Dictionary`2 | classes of `containers` | a plain dict counts as Hashtable |
| enums | subclasses of PSEnum (an int) | |
| PSCustomObject | PSObject with base None | |
| any value with members added to it | PSObject with the value as base | |
| other reference types | subclasses of NetObject | |
"""

from __future__ import annotations

from psbridge.objects import access, basetypes, builtin_types  # noqa: F401 - types, and who reads members
from psbridge.objects.adapted import Method, Property, TypeMembers, add_loader, declare, members_of
from psbridge.objects.containers import (
    ArrayList,
    CaseSensitiveHashtable,
    DictionaryEntry,
    GenericDictionary,
    GenericList,
    Hashtable,
    MultiArray,
    NetDictionary,
    OrderedDictionary,
    PSPrimitiveDictionary,
    Queue,
    Stack,
    TypedArray,
)
from psbridge.objects.credentials import PSCredential
from psbridge.objects.enums import PSEnum, define_enum, enum_class
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.members import (
    AliasProperty,
    CodeMethod,
    CodeProperty,
    ComputedScriptProperty,
    MemberSet,
    NoteProperty,
    PropertySet,
    PSMemberInfo,
    ScriptMethod,
    ScriptProperty,
)
from psbridge.objects.nettypes import NetType, define, find_type, lookup_type, type_of
from psbridge.objects.numbers import (
    INT32_MAX,
    INT32_MIN,
    BigInteger,
    Byte,
    Char,
    Int16,
    Int64,
    IntPtr,
    SByte,
    Single,
    SizedInt,
    UInt16,
    UInt32,
    UInt64,
)
from psbridge.objects.psobject import NetObject, PSObject, Shape, custom_object, note_shape, type_names_of, unwrap, wrap
from psbridge.objects.records import (
    ActionPreference,
    ConsoleColor,
    DebugRecord,
    ErrorCategory,
    ErrorCategoryInfo,
    ErrorDetails,
    ErrorRecord,
    HostInformationMessage,
    InformationalRecord,
    InformationRecord,
    InvocationInfo,
    ProgressRecord,
    ProgressRecordType,
    VerboseRecord,
    WarningRecord,
)
from psbridge.objects.scalars import (
    AutomationNull,
    DateTime,
    DateTimeOffset,
    SecureString,
    SemanticVersion,
    SwitchParameter,
    TimeSpan,
    Uri,
    Version,
    XmlText,
)
from psbridge.objects.scriptblock import ScriptBlock

__all__ = [
    "ActionPreference",
    "AliasProperty",
    "ArrayList",
    "AutomationNull",
    "BigInteger",
    "Byte",
    "CaseSensitiveHashtable",
    "Char",
    "CodeMethod",
    "CodeProperty",
    "ComputedScriptProperty",
    "ConsoleColor",
    "DateTime",
    "DateTimeOffset",
    "DebugRecord",
    "DictionaryEntry",
    "ErrorCategory",
    "ErrorCategoryInfo",
    "ErrorDetails",
    "ErrorRecord",
    "GenericDictionary",
    "GenericList",
    "Hashtable",
    "HostInformationMessage",
    "INT32_MAX",
    "INT32_MIN",
    "InformationRecord",
    "InformationalRecord",
    "Int16",
    "Int64",
    "IntPtr",
    "InvocationInfo",
    "MemberSet",
    "Method",
    "MultiArray",
    "NetDictionary",
    "NetError",
    "NetException",
    "NetObject",
    "NetType",
    "NoteProperty",
    "OrderedDictionary",
    "PSCredential",
    "PSEnum",
    "PSMemberInfo",
    "PSObject",
    "PSPrimitiveDictionary",
    "ProgressRecord",
    "ProgressRecordType",
    "Property",
    "PropertySet",
    "Queue",
    "SByte",
    "ScriptBlock",
    "ScriptMethod",
    "ScriptProperty",
    "SecureString",
    "SemanticVersion",
    "Shape",
    "Single",
    "SizedInt",
    "Stack",
    "SwitchParameter",
    "TimeSpan",
    "TypeMembers",
    "TypedArray",
    "UInt16",
    "UInt32",
    "UInt64",
    "Uri",
    "VerboseRecord",
    "Version",
    "WarningRecord",
    "XmlText",
    "add_loader",
    "custom_object",
    "declare",
    "define",
    "define_enum",
    "enum_class",
    "find_type",
    "lookup_type",
    "members_of",
    "note_shape",
    "type_names_of",
    "type_of",
    "unwrap",
    "wrap",
]
