"""What a live .NET object shows to the serialiser: type names, text, properties, and what the type table says about all that.

Decides which properties count as adapted and extended, what a type table's serialisation settings change, and the special faces of
exceptions, error records and a few value types.  The writer lays it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from psbridge.clixml import records
from psbridge.objects import access, typetable
from psbridge.objects.containers import DictionaryEntry, Hashtable
from psbridge.objects.credentials import PSCredential
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetException
from psbridge.objects.members import MemberSet
from psbridge.objects.nettypes import _BY_CLASS
from psbridge.objects.numbers import BigInteger, IntPtr
from psbridge.objects.psobject import NetObject, PSObject, type_names_of, unwrap
from psbridge.objects.records import ErrorRecord, InformationalRecord
from psbridge.objects.scalars import DateTimeOffset, SemanticVersion, SwitchParameter

Members = list[tuple[str, Any]]


class Face:
    """What of one object is written; members are worked out when they are asked for."""

    __slots__ = ("_layers", "_value", "as_string", "depth", "text", "type_names")

    def __init__(self, value: Any) -> None:
        self._value = value
        self.type_names = type_names_of(value)
        table = typetable.active()
        method = table.setting(self.type_names, "serialization_method")
        self.as_string = method == "String"
        self.depth: int = table.setting(self.type_names, "serialization_depth") or _DEPTHS.get(unwrap(value).__class__, 0)
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
        return list(base) if isinstance(base, NetObject) and hasattr(base, "__iter__") else None

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
    return [], records.error_members(record)


def _informational(record: InformationalRecord) -> tuple[Members, Members]:
    return [], records.informational_members(record)


_LAST = ("TargetSite", "StackTrace", "Message", "Data", "InnerException", "HelpLink", "Source", "HResult")


def _exception(error: NetException) -> tuple[Members, Members]:
    """What the type adds to Exception first, then Exception's own, in .NET's order."""
    declared = access.adapted_properties(error)
    adapted: Members = []
    for entry in declared:
        if entry.name not in _LAST:
            _read(adapted, entry.name, partial(entry.get, error))
    seen = {name for name, _ in adapted}
    adapted += [(name, value) for name, value in error.extra.items() if name not in seen and name[:1].isupper() and name not in _LAST]
    if error.is_a("System.Management.Automation.RuntimeException"):
        defaults = {"ErrorRecord": error.error_record, "WasThrownFromThrowStatement": bool(error.extra.get("thrown"))}
        adapted += [(name, value) for name, value in defaults.items() if all(name != other for other, _ in adapted)]
    data = PSObject(error.data if error.data is not None else Hashtable())
    data.custom_type_names = ("System.Collections.ListDictionaryInternal", "System.Object")
    values = (error.target_site, error.stack_trace, error.message, data, error.inner, error.help_link, error.source, error.hresult)
    own = list(zip(_LAST, values, strict=True))
    if error.kind.full_name == "System.Exception":
        own.insert(0, own.pop(2))
    _, extended = _properties_from_table(error)
    return adapted + own, extended


def _properties_from_table(value: Any) -> tuple[Members, Members]:
    extended: Members = []
    for member in typetable.active().members(tuple(type_names_of(value))).values():
        if member.is_property:
            _read(extended, member.name, partial(member.get_value, value))
    return [], extended


_SPECIAL: dict[type, Callable[[Any], tuple[Members, Members]]] = {
    PSEnum: _enum,
    ErrorRecord: _error,
    InformationalRecord: _informational,
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
