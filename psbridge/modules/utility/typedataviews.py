"""Type data as objects: what Get-TypeData gives and Update-TypeData -TypeData takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from psbridge.objects import AliasProperty, Hashtable, NetObject, NoteProperty, Property, PSMemberInfo, define, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.members import CodeMethod, CodeProperty, ComputedScriptProperty, MemberSet, PropertySet, ScriptMethod, ScriptProperty
from psbridge.objects.numbers import UInt32
from psbridge.objects.scriptblock import ScriptBlock
from psbridge.objects.typetable import TypeData

_R = "System.Management.Automation.Runspaces."
_BASE = define(_R + "TypeMemberData")


class _MemberData(NetObject):
    """One member of a type."""

    __slots__ = ("is_hidden", "member", "name")
    PROPERTIES: ClassVar[dict[str, str | Property]] = {"Name": "name"}

    def __init__(self, member: PSMemberInfo) -> None:
        super().__init__()
        self.name, self.member, self.is_hidden = member.name, member, False


def _data(name: str, **fields: Callable[[Any], Any]) -> type[_MemberData]:
    """The class of one kind: what its properties are of the member."""

    def read(field: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda data: field(data.member)

    shown: dict[str, Any] = {key: Property(key, read(field)) for key, field in fields.items()}
    if name.endswith(("PropertyData", "SetData")):
        shown["IsHidden"] = "is_hidden"
    return type(
        name, (_MemberData,), {"__slots__": (), "net_type": define(_R + name, _BASE.full_name), "PROPERTIES": shown | {"Name": "name"}}
    )


def _getter(member: Any) -> Any:
    return ScriptBlock(member.script) if isinstance(member, ComputedScriptProperty) else member.getter


_NOTE = _data("NotePropertyData", Value=lambda member: member.value)
_ALIAS = _data("AliasPropertyData", ReferencedMemberName=lambda member: member.referenced, MemberType=lambda member: member.conversion)
_SCRIPT = _data("ScriptPropertyData", GetScriptBlock=_getter, SetScriptBlock=lambda member: getattr(member, "setter", None))
_CODE = _data("CodePropertyData", GetCodeReference=lambda member: None, SetCodeReference=lambda member: None)
_METHOD = _data("ScriptMethodData", Script=lambda member: member.script)
_CODE_METHOD = _data("CodeMethodData", CodeReference=lambda member: None)
_MEMBERS = _data("MemberSetData", Members=lambda member: Hashtable((one.name, data_of(one)) for one in member.members.values()))
_KINDS: tuple[tuple[type, type[_MemberData]], ...] = (
    (ComputedScriptProperty, _SCRIPT),
    (NoteProperty, _NOTE),
    (AliasProperty, _ALIAS),
    (ScriptProperty, _SCRIPT),
    (CodeProperty, _CODE),
    (ScriptMethod, _METHOD),
    (CodeMethod, _CODE_METHOD),
    (MemberSet, _MEMBERS),
)


class PropertySetData(_MemberData):
    """Names of properties."""

    __slots__ = ()
    net_type = define(_R + "PropertySetData", _BASE.full_name)
    PROPERTIES: ClassVar[dict[str, str | Property]] = {
        "ReferencedProperties": Property("ReferencedProperties", lambda data: list(data.member.referenced)),
        "IsHidden": "is_hidden",
        "Name": "name",
    }


def names_data(names: Any) -> PropertySetData:
    """Names without one of their own."""
    return PropertySetData(PropertySet("", tuple(to_text(one) for one in names)))


def data_of(member: PSMemberInfo) -> Any:
    """The object that stands for a member."""
    if isinstance(member, PropertySet):
        return PropertySetData(member)
    return next(made(member) for kind, made in _KINDS if isinstance(member, kind))


class TypeDataView(NetObject):
    """All that is said of one type."""

    __slots__ = ("data", "members")
    net_type = define(_R + "TypeData")
    PROPERTIES = {
        "TypeName": "type_name",
        "Members": "members",
        "TypeConverter": "type_converter",
        "TypeAdapter": "type_adapter",
        "IsOverride": "is_override",
        "SerializationMethod": "serialization_method",
        "TargetTypeForDeserialization": "target_type",
        "SerializationDepth": "serialization_depth",
        "DefaultDisplayProperty": "default_display_property",
        "InheritPropertySerializationSet": "inherit",
        "StringSerializationSource": "string_source",
        "DefaultDisplayPropertySet": "display_set",
        "DefaultKeyPropertySet": "key_set",
        "PropertySerializationSet": "serialization_set",
    }
    is_override = False

    def __init__(self, data: TypeData) -> None:
        super().__init__()
        self.data = data
        self.members = Hashtable((member.name, data_of(member)) for member in data.members.values())

    type_name = property(lambda self: self.data.type_name)
    type_converter = property(lambda self: self.data.type_converter)
    type_adapter = property(lambda self: self.data.type_adapter)
    serialization_depth = property(lambda self: UInt32(self.data.serialization_depth or 0))
    inherit = property(lambda self: bool(self.data.inherit_property_serialization_set))

    def as_data(self) -> TypeData:
        """What Update-TypeData takes in: the members may have been changed since."""
        data = self.data
        data.members = {}
        for item in self.members.values():
            found = unwrap(item)
            if isinstance(found, _MemberData):
                data.add(found.member)
        return data


def _field(name: str) -> property:
    def put(view: TypeDataView, value: Any) -> None:
        setattr(view.data, name, value)

    return property(lambda view: getattr(view.data, name), put)


def _names(name: str) -> property:
    def get(view: TypeDataView) -> Any:
        found = getattr(view.data, name)
        return None if found is None else names_data(found)

    def put(view: TypeDataView, value: Any) -> None:
        bare = unwrap(value)
        setattr(view.data, name, getattr(bare.member, "referenced", None) if isinstance(bare, PropertySetData) else None)

    return property(get, put)


for _name, _where in (
    ("serialization_method", "serialization_method"),
    ("target_type", "target_type_for_deserialization"),
    ("default_display_property", "default_display_property"),
    ("string_source", "string_serialization_source"),
):
    setattr(TypeDataView, _name, _field(_where))
for _name, _where in (
    ("display_set", "default_display_property_set"),
    ("key_set", "default_key_property_set"),
    ("serialization_set", "property_serialization_set"),
):
    setattr(TypeDataView, _name, _names(_where))
