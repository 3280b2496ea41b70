"""What a live .NET object shows to the serialiser: type names, text, properties, and what the type table says about all that.

Decides which properties count as adapted and extended, what a type table's serialisation settings change, and the special faces of
exceptions, error records and a few value types.  The writer lays it out.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from psbridge.clixml import invocations, records
from psbridge.errors import ClixmlError
from psbridge.objects import access, typetable
from psbridge.objects.containers import DictionaryEntry, Hashtable
from psbridge.objects.credentials import PSCredential
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetException
from psbridge.objects.members import MemberSet
from psbridge.objects.nettypes import _BY_CLASS, NetType, find_type, type_of
from psbridge.objects.numbers import BigInteger, IntPtr
from psbridge.objects.psobject import NetObject, PSObject, type_names_of, unwrap
from psbridge.objects.records import ErrorRecord, InformationalRecord, InformationRecord, InvocationInfo
from psbridge.objects.scalars import DateTimeOffset, SemanticVersion, SwitchParameter

Members = list[tuple[str, Any]]
_ENUMERABLE, _ENUMERATOR = find_type("System.Collections.IEnumerable"), find_type("System.Collections.IEnumerator")


class Face:
    """What of one object is written; members are worked out when they are asked for."""

    __slots__ = ("_layers", "_value", "as_string", "depth", "text", "type_names")

    def __init__(self, value: Any) -> None:
        self._value = value
        self.type_names = type_names_of(value)
        table = typetable.active()
        method = table.setting(self.type_names, "serialization_method")
        self.as_string = method == "String"
        base = unwrap(value)
        own = 1 if isinstance(base, NetException) else _DEPTHS.get(base.__class__, 0)
        self.depth: int = table.setting(self.type_names, "serialization_depth") or own
        source = table.setting(self.type_names, "string_serialization_source") if self.as_string else None
        self.text = _text(access.get_property(value, source)) if source else text_of(value)
        self._layers: tuple[Members, Members] | None = None

    @property
    def number(self) -> Any:
        base = unwrap(self._value)
        return base.UNDERLYING(int(base)) if isinstance(base, PSEnum) else None

    @property
    def items(self) -> Iterable[Any] | None:
        """Elements of an object that can be enumerated (IE)."""
        base = unwrap(self._value)
        net = type_of(base)
        if not net.is_subtype_of(_ENUMERABLE) or net.is_subtype_of(_ENUMERATOR) or isinstance(base, str):
            return None
        return list(base) if hasattr(base, "__iter__") else enumerated(base)

    @property
    def adapted(self) -> Members:
        return self._split()[0]

    @property
    def extended(self) -> Members:
        return self._split()[1]

    def _split(self) -> tuple[Members, Members]:
        if self._layers is None:
            base = unwrap(self._value)
            special = next((_SPECIAL[c] for c in base.__class__.__mro__ if c in _SPECIAL), None)
            own = _instance_members(self._value)
            if special is not None:
                adapted, extended = special(base)
                self._layers = adapted, [*own, *extended]
            else:
                adapted, extended = _properties(self._value, self.type_names)
                if not adapted and base.__class__ in _PLAIN:
                    adapted = _PLAIN[base.__class__](base)
                self._layers = adapted, extended
        return self._layers


def sequence_of(base: Any) -> tuple[str, list[Any]] | None:
    """Tag and elements of a generic stack or queue."""
    definition = getattr(type_of(base), "generic_definition", None)
    tag = None if definition is None else _SEQUENCES.get(definition.full_name)
    if tag is None:
        return None
    items = list(base)
    return tag, items[::-1] if tag == "STK" else items


_SEQUENCES = {"System.Collections.Generic.Stack`1": "STK", "System.Collections.Generic.Queue`1": "QUE"}


def enumerated(base: Any) -> Iterable[Any] | None:
    """The elements of a value that only the language knows how to enumerate."""
    from psbridge.objects.convert import enumerate_value  # late: live objects only

    found = enumerate_value(base)
    return None if found is None else list(found)


def face_of(value: Any) -> Face:
    return Face(value)


def is_known(kind: type) -> bool:
    """Whether values of a class are .NET values (and not Python's own)."""
    return kind in _BY_CLASS or hasattr(kind, "net_type")


def _text(value: Any) -> str | None:
    from psbridge.objects.convert import to_text  # late: live objects only

    return None if value is None else to_text(value)


def text_of(value: Any) -> str | None:
    """ToString of an object, None when it fails."""
    fixed = getattr(value, "text", None) if isinstance(value, PSObject) else None
    if fixed is not None:
        return str(fixed)
    base = unwrap(value)
    try:
        if isinstance(base, NetException):
            return records.exception_text(base)
        if isinstance(base, ErrorRecord | InformationalRecord | PSEnum | IntPtr | BigInteger):
            return str(base)
        if isinstance(base, SwitchParameter):
            return "True" if base.present else "False"
        if isinstance(base, NetType):
            return base.full_name
        if isinstance(base, NetObject) and type(base).__str__ is object.__str__:
            return base.net_type.full_name
        return _text(value)
    except Exception:  # noqa: BLE001 - ToString may fail in any way; PowerShell writes no text then
        return None


def _instance_members(value: Any) -> Members:
    """Notes and member sets of the object itself."""
    result: Members = []
    if isinstance(value, PSObject):
        for name, stored in value.items():
            if isinstance(stored, MemberSet) or not hasattr(stored, "KIND"):
                result.append((name, stored))
            elif stored.is_property:
                _read(result, name, partial(stored.get_value, value))
    return result


def _read(result: Members, name: str, get: Callable[[], Any]) -> None:
    """Add a property unless its getter fails."""
    try:
        result.append((name, get()))
    except Exception:  # noqa: BLE001 - a getter may fail in any way; PowerShell leaves such a property out
        return


def _properties(value: Any, type_names: Iterable[str]) -> tuple[Members, Members]:
    """Adapted and extended properties, all of them or those that the type table names."""
    adapted: Members = []
    extended: Members = []
    wanted = specific_properties(value, type_names)
    for view in access.properties_of(value):
        if wanted is None or view.name.lower() in wanted:
            _read(adapted if view.kind == "Property" else extended, view.name, view.get)
    if isinstance(value, PSObject):
        extended += [(name, stored) for name, stored in value.items() if isinstance(stored, MemberSet)]
    return adapted, extended


def specific_properties(value: Any, type_names: Iterable[str]) -> set[str] | None:
    """Lower-case names of the only properties to write (SerializationMethod SpecificProperties); None: all."""
    table = typetable.active()
    if table.setting(type_names, "serialization_method") != "SpecificProperties":
        return None
    names: set[str] = set()
    for type_name in type_names:
        entries = list(table.entries(type_name))
        for entry in entries:
            names.update(name.lower() for name in entry.property_serialization_set or ())
        if any(entry.inherit_property_serialization_set is False for entry in entries):
            break
    return names or None


# -- faces that no table of members gives


def _enum(value: Any) -> tuple[Members, Members]:
    return [], []


def _error(record: ErrorRecord) -> tuple[Members, Members]:
    members = records.error_members(record)
    extra = [pair for pair in _from_table(record) if all(pair[0] != name for name, _ in members)]
    if all(name != "PSMessageDetails" for name, _ in extra):
        extra.append(("PSMessageDetails", None))
    return [], members + extra


def _informational(record: InformationalRecord) -> tuple[Members, Members]:
    return [], records.informational_members(record)


def _information(record: InformationRecord) -> tuple[Members, Members]:
    return records.information_members(record), _from_table(record)


def _invocation(invocation: InvocationInfo) -> tuple[Members, Members]:
    return invocations.adapted_members(invocation), _from_table(invocation)


# types that define Message anew, so that it stands among what they add
_OWN_MESSAGE = (
    "System.ArgumentException", "System.IO.FileNotFoundException", "System.TypeLoadException", "System.MissingMemberException",
    "System.ObjectDisposedException", "System.AggregateException", "System.Management.Automation.ParseException",
)  # fmt: skip
_RUNTIME = ("ErrorRecord", "WasThrownFromThrowStatement")
_LAST = ("TargetSite", "StackTrace", "Message", "Data", "InnerException", "HelpLink", "Source", "HResult")


def _exception(error: NetException) -> tuple[Members, Members]:
    """What the type adds to Exception first, then Exception's own, in .NET's order."""
    declared = access.adapted_properties(error)
    adapted: Members = []
    is_runtime = error.is_a("System.Management.Automation.RuntimeException")
    if is_runtime:
        adapted.append(("ErrorRecord", copy.copy(error.error_record)))  # .NET makes a new one, so it is never a reference
    for entry in declared:
        if entry.name not in _LAST and entry.name not in _RUNTIME:
            _read(adapted, entry.name, partial(entry.get, error))
    seen = {name for name, _ in adapted}
    adapted += [(name, value) for name, value in error.extra.items() if name not in seen and name[:1].isupper() and name not in _LAST]
    if is_runtime:
        adapted.append(("WasThrownFromThrowStatement", bool(error.extra.get("thrown", error.extra.get(_RUNTIME[1])))))
    adapted = [pair for i, pair in enumerate(adapted) if pair[0] not in [name for name, _ in adapted[i + 1 :]]]
    data = PSObject(error.data if error.data is not None else Hashtable())
    data.custom_type_names = ("System.Collections.ListDictionaryInternal", "System.Object")
    values = (error.target_site, error.stack_trace, error.message, data, error.inner, error.help_link, error.source, error.hresult)
    own = list(zip(_LAST, values, strict=True))
    if error.kind.full_name == "System.Exception" or any(error.is_a(name) for name in _OWN_MESSAGE):
        adapted.insert(0, own.pop(2))
    return adapted + own, _from_table(error)


def _from_table(value: Any) -> Members:
    """The properties that the type table adds."""
    extended: Members = []
    for member in typetable.active().members(tuple(type_names_of(value))).values():
        if member.is_property:
            _read(extended, member.name, partial(member.get_value, value))
    return extended


_SPECIAL: dict[type, Callable[[Any], tuple[Members, Members]]] = {
    PSEnum: _enum,
    ErrorRecord: _error,
    InformationalRecord: _informational,
    InformationRecord: _information,
    InvocationInfo: _invocation,
    NetException: _exception,
}


# value types that are sent before anybody loaded the tables of .NET members
_PLAIN: dict[type, Callable[[Any], Members]] = {
    SwitchParameter: lambda value: [("IsPresent", value.present)],
    DictionaryEntry: lambda value: [("Key", value.key), ("Value", value.value)],
    DateTimeOffset: lambda value: [("DateTime", value.clock), ("Offset", value.offset)],
    SemanticVersion: lambda value: [
        ("Major", value.major),
        ("Minor", value.minor),
        ("Patch", value.patch),
        ("PreReleaseLabel", value.pre_release),
        ("BuildLabel", value.build),
    ],
    BigInteger: lambda value: [
        ("IsPowerOfTwo", value > 0 and value & (value - 1) == 0),
        ("IsZero", value == 0),
        ("IsOne", value == 1),
        ("IsEven", value % 2 == 0),
        ("Sign", (value > 0) - (value < 0)),
    ],
}
_DEPTHS: dict[type, int] = {PSCredential: 1, SwitchParameter: 1}

__all__ = ["Face", "face_of", "is_known", "specific_properties", "text_of"]


def counterpart(value: Any) -> Any:
    """What PowerShell has for a Python value that is none of its own."""
    from psbridge.objects.natural import from_python  # late: only those who send Python's own values pay

    made = from_python(value)
    if made.__class__ is value.__class__:
        raise ClixmlError(f"A {type(value).__name__} has no counterpart in CLIXML", hint="Convert it first.")
    return made
