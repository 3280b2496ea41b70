"""Member sets as values: those that Add-Member makes, PSStandardMembers, and the layers of an object."""

from __future__ import annotations

from typing import Any

from psbridge.objects import typetable
from psbridge.objects.access import get_property, properties_of, register_adapter
from psbridge.objects.convert import to_text
from psbridge.objects.enums import define_enum
from psbridge.objects.members import MemberSet, NoteProperty, PropertySet, PSMemberInfo
from psbridge.objects.nettypes import SMA, find_type
from psbridge.objects.psobject import NetObject, PSObject, type_names_of

SerializationMethod: Any = define_enum(
    "System.Management.Automation.SerializationMethod", "AllPublicProperties String SpecificProperties", assembly=SMA
)
_SOURCE = "StringSerializationSource"  # the name of another member, whose value it has
# settings of the type table by the names of the members that stand for them
_STANDARD = (
    ("DefaultDisplayProperty", "default_display_property"),
    ("DefaultDisplayPropertySet", "default_display_property_set"),
    ("DefaultKeyPropertySet", "default_key_property_set"),
    ("SerializationMethod", "serialization_method"),
    ("SerializationDepth", "serialization_depth"),
    ("PropertySerializationSet", "property_serialization_set"),
    ("InheritPropertySerializationSet", "inherit_property_serialization_set"),
    (_SOURCE, "string_serialization_source"),
    ("TargetTypeForDeserialization", "target_type_for_deserialization"),
)


class MemberSetFace(PSObject):
    """A member set as a value: its members are properties."""

    __slots__ = ("name",)

    def __init__(self, members: MemberSet) -> None:
        super().__init__()
        self.own_type_names[:] = ["System.Management.Automation.PSMemberSet"]
        self.name = members.name
        for one in members.members.values():
            if isinstance(one, NoteProperty):
                self.set(one.name, one.value)
            else:
                self.add_member(one)
        self.text = str(self)

    def __str__(self) -> str:
        return f"{self.name} {{{', '.join(self.shape.names)}}}"


class PartFace(NetObject):
    """$x.psbase, psadapted and psextended: the members of one layer."""

    __slots__ = ("layer", "owner")
    net_type = find_type("System.Management.Automation.PSMemberSet")

    def __init__(self, owner: Any, layer: str) -> None:
        super().__init__()
        self.owner, self.layer = owner, layer
        base = owner.base if isinstance(owner, PSObject) and owner.base is not None else owner
        for view in properties_of(owner if layer == "psextended" else base):
            own = isinstance(owner, PSObject) and view.name.lower() in owner.shape.index
            if own == (layer == "psextended") and not view.hidden:
                self.set(view.name, view.get())

    def __str__(self) -> str:
        return to_text(self.owner)


class _Bare:
    """A layer shows its members, and not that it is a member set."""

    exclusive = True

    def find(self, value: Any, name: str) -> None:
        return None

    def properties(self, value: Any) -> list[Any]:
        return []


register_adapter(PartFace, _Bare())


def standard_members(value: Any) -> MemberSet | None:
    """PSStandardMembers of a value: what the type table says of how it is shown and serialised (but for what is so anyway)."""
    found: dict[str, PSMemberInfo] = {}
    for type_name in type_names_of(value):
        for entry in typetable.active().entries(type_name):
            for name, attribute in _STANDARD:
                setting = getattr(entry, attribute)
                if setting is not None and setting is not True and name.lower() not in found:
                    found[name.lower()] = _member(name, get_property(value, setting) if name == _SOURCE else setting)
    return MemberSet("PSStandardMembers", found) if found else None


def _member(name: str, setting: Any) -> PSMemberInfo:
    if isinstance(setting, tuple):
        return PropertySet(name, setting)
    return NoteProperty(name, SerializationMethod.parse(setting) if name == "SerializationMethod" else setting)
