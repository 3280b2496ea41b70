"""Looking up members of any value through all its layers.

Decides the order: members of the instance, then the type table's, then what the type itself (or an adapter, as for XML) declares.  Knows no
language rules: member enumeration, dictionary keys and strict mode are the engine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from psbridge.objects import typetable
from psbridge.objects.adapted import Method, Property, members_of
from psbridge.objects.attached import members_beside
from psbridge.objects.exceptions import NetError
from psbridge.objects.members import AliasProperty, PSMemberInfo
from psbridge.objects.nettypes import type_of
from psbridge.objects.psobject import ADAPTED, NOTE, SPECIAL, PSObject, read_with, type_names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Member = PSMemberInfo | Property | Method
_MISSING: Any = object()


class Adapter(Protocol):
    """Members that depend on the value, not on its type alone (XML nodes, COM-like objects)."""

    def find(self, value: Any, name: str) -> Property | Method | None: ...

    def properties(self, value: Any) -> list[Property]: ...


_ADAPTERS: dict[type, Adapter] = {}


def register_adapter(python: type, adapter: Adapter) -> None:
    """Have values of a Python class show the properties that `adapter` finds, before those of their type."""
    _ADAPTERS[python] = adapter
    _by_class.clear()


_by_class: dict[type, Adapter | None] = {}
_CLASSES = 4096


def adapter_of(value: Any) -> Adapter | None:
    kind = value.__class__
    try:
        return _by_class[kind]
    except KeyError:
        if len(_by_class) >= _CLASSES:  # scripts may define classes without end
            _by_class.clear()
        found = _by_class[kind] = next((adapter for python, adapter in _ADAPTERS.items() if issubclass(kind, python)), None)
        return found


class PropertyView:
    """A property of one value: name, kind (as MemberType shows it), and access."""

    __slots__ = ("_member", "_owner", "_slot", "name")

    def __init__(self, owner: Any, name: str, member: Any, slot: int = -1) -> None:
        """`slot` >= 0: a stored note or adapted value of the PSObject `owner`."""
        self._owner, self.name, self._member, self._slot = owner, name, member, slot

    @property
    def kind(self) -> str:
        if self._slot >= 0:
            return "Property" if self._owner.shape.kinds[self._slot] == ADAPTED else "NoteProperty"
        return "Property" if isinstance(self._member, Property) else str(self._member.KIND)

    @property
    def member(self) -> Any:
        """The descriptor (Property or PSMemberInfo), None for a stored note."""
        return self._member

    @property
    def hidden(self) -> bool:
        return bool(getattr(self._member, "hidden", False))

    @property
    def settable(self) -> bool:
        if self._slot >= 0:
            return True
        return self._member.set is not None if isinstance(self._member, Property) else bool(self._member.settable)

    @property
    def type_name(self) -> str:
        """The declared type where there is one, else that of the value."""
        declared = getattr(self._member, "type_name", None)
        if declared:
            return str(declared)
        value = None if self._slot < 0 else self.get()
        return "System.Object" if value is None else str(type_names_of(value)[0])

    def get(self) -> Any:
        """The value; what a getter raises comes up as it is."""
        if self._slot >= 0:
            return self._owner.values[self._slot]
        member = self._member
        return member.get(_base(self._owner)) if isinstance(member, Property) else member.get_value(self._owner)

    def set(self, value: Any) -> None:
        set_property(self._owner, self.name, value)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"


def _base(value: Any) -> Any:
    """What adapted members work on: the value inside a PSObject, or the value."""
    while isinstance(value, PSObject) and value.base is not None:
        value = value.base
    return value


def find_member(value: Any, name: str) -> Member | None:
    """The member of that name (a stored note comes as its PropertyView-less NoteProperty), case apart; None when there is none."""
    key = name.lower()
    if isinstance(value, PSObject):
        slot = value.shape.index.get(key)
        if slot is not None:
            stored = value.values[slot]
            return stored if value.shape.kinds[slot] == SPECIAL else StoredNote(value, value.shape.names[slot], slot)
        if value.base.__class__ is PSObject:  # an object in an object, as items of WSMan: come from Windows
            return find_member(value.base, name)
    else:
        beside = members_beside(value)
        if beside is not None and key in beside.shape.index:
            return find_member(beside, name)
    found = typetable.active().members(type_names_of(value)).get(key)
    return found if found is not None else find_adapted(_base(value), key)


def find_adapted(base: Any, key: str) -> Property | Method | None:
    """What the type of an unwrapped value, or its adapter, declares under a lower-case name."""
    adapter = adapter_of(base)
    if adapter is not None:
        dynamic = adapter.find(base, key)
        if dynamic is not None:
            return dynamic
    declared = members_of(type_of(base))
    return declared.properties.get(key) or declared.methods.get(key)


class StoredNote(PSMemberInfo):
    """A note (or deserialised property) of a PSObject as a member of its own: reading and writing go to the object."""

    __slots__ = ("owner", "slot")
    MEMBER_TYPE, KIND, is_property, settable = 8, "NoteProperty", True, True

    def __init__(self, owner: PSObject, name: str, slot: int) -> None:
        super().__init__(name)
        self.owner, self.slot = owner, slot

    def get_value(self, instance: Any) -> Any:
        return self.owner.values[self.slot]

    def set_value(self, instance: Any, value: Any) -> None:
        self.owner.values[self.slot] = value


def get_property(value: Any, name: str, default: Any = None) -> Any:
    """The value of a property, `default` when there is no such property."""
    key = name.lower()
    if isinstance(value, PSObject):
        slot = value.shape.index.get(key)
        if slot is not None:
            stored = value.values[slot]
            if value.shape.kinds[slot] != SPECIAL:
                return stored
            return stored.get_value(value) if stored.is_property else default
        if value.base.__class__ is PSObject:
            return get_property(value.base, name, default)
    else:
        beside = members_beside(value)
        if beside is not None and key in beside.shape.index:
            return get_property(beside, name, default)
    member = typetable.active().members(type_names_of(value)).get(key)
    if member is not None:
        return member.get_value(value) if member.is_property else default
    base = _base(value)
    adapted = find_adapted(base, key)
    return adapted.get(base) if isinstance(adapted, Property) else default


read_with(get_property)


def set_property(value: Any, name: str, new: Any) -> None:
    """Set an existing property; NetError (SetValueException) when there is none or it cannot be set."""
    member = find_member(value, name)
    if isinstance(member, Property) and member.set is not None:
        member.set(_base(value), new)
    elif isinstance(member, PSMemberInfo) and member.is_property and member.settable:
        member.set_value(value, new)
    elif member is None or isinstance(member, Method) or not getattr(member, "is_property", True):
        text = f"The property '{name}' cannot be found on this object. Verify that the property exists and can be set."
        raise NetError.of("System.Management.Automation.SetValueException", text, error_id="PropertyNotFound")
    else:
        text = f"'{name}' is a ReadOnly property."
        raise NetError.of("System.Management.Automation.SetValueException", text, error_id="PropertyAssignmentException")


def has_property(value: Any, name: str) -> bool:
    return get_property(value, name, _MISSING) is not _MISSING


def properties_of(value: Any) -> list[PropertyView]:
    """All properties: the instance's, then the type table's, then the type's; each name once (its first layer counts)."""
    return list(iter_properties(value))


def is_plain_bag(value: Any) -> bool:
    """Whether a value is a property bag whose note properties, as they stand, are all the properties that it has."""
    if value.__class__ is not PSObject or value.base is not None or not value.shape.notes:
        return False
    added = typetable.active().members(value.type_names)
    return not added or not any(member.is_property for member in added.values())


def iter_properties(value: Any) -> Iterator[PropertyView]:
    seen: set[str] = set()
    yield from _instance_properties(value, seen)
    for key, member in typetable.active().members(type_names_of(value)).items():
        if member.is_property and key not in seen:
            seen.add(key)
            yield PropertyView(value, member.name, member)
    for declared in adapted_properties(_base(value)):
        key = declared.name.lower()
        if key not in seen:
            seen.add(key)
            yield PropertyView(value, declared.name, declared)


def _instance_properties(value: Any, seen: set[str]) -> Iterator[PropertyView]:
    """Instance members; extended ones before those that came as adapted ones from a deserialiser."""
    if not isinstance(value, PSObject):
        beside = members_beside(value)
        if beside is None:
            return
        value = beside
    shape = value.shape
    for wanted in ((NOTE, SPECIAL), (ADAPTED,)):
        for slot, kind in enumerate(shape.kinds):
            stored = value.values[slot] if kind == SPECIAL else None
            if kind in wanted and (stored is None or stored.is_property):
                seen.add(shape.names[slot].lower())
                yield PropertyView(value, shape.names[slot], stored, -1 if kind == SPECIAL else slot)
    if value.base.__class__ is PSObject:
        for view in list(_instance_properties(value.base, set())):
            if view.name.lower() not in seen:
                seen.add(view.name.lower())
                yield view


def adapted_properties(base: Any) -> list[Property]:
    """The properties that the type of an unwrapped value, or its adapter, declares."""
    adapter = adapter_of(base)
    dynamic = adapter.properties(base) if adapter is not None else []
    if getattr(adapter, "exclusive", False):  # as for XML nodes: what the type has is there, but not shown
        return dynamic
    net = type_of(base)
    hidden = getattr(net.tag, "hidden", ())  # of a script class: there, but not shown
    declared = members_of(net).properties
    return [*dynamic, *(one for key, one in declared.items() if key not in hidden)] if hidden else [*dynamic, *declared.values()]


def members_list(value: Any) -> list[Member | PropertyView]:
    """Properties (as views), then every other member: the instance's, the type table's, the type's methods."""
    result: list[Member | PropertyView] = list(iter_properties(value))
    seen = {getattr(m, "name", "").lower() for m in result}
    layers: list[Any] = []
    if isinstance(value, PSObject):
        layers += [v for v, k in zip(value.values, value.shape.kinds, strict=True) if k == SPECIAL]
    layers += typetable.active().members(type_names_of(value)).values()
    net = type_of(_base(value))
    hidden = getattr(net.tag, "hidden", ())
    layers += [one for key, one in members_of(net).methods.items() if key not in hidden]
    for member in layers:
        if member.name.lower() not in seen:
            seen.add(member.name.lower())
            result.append(member)
    return result


AliasProperty.resolve = staticmethod(get_property)
AliasProperty.assign = staticmethod(set_property)
