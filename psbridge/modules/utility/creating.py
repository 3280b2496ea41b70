"""New-Object, and the commands of type data: Update-TypeData, Get-TypeData, Remove-TypeData."""

from __future__ import annotations

from typing import Any

from psbridge.engine import invoke
from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.types import TypeNames
from psbridge.engine.types.written import type_from_text
from psbridge.modules.utility.membermaking import UPDATING, make_member
from psbridge.objects import Hashtable, NetDictionary, NetError, NetException, NetObject, NetType, PSObject, define, members_of, unwrap
from psbridge.objects.access import find_member
from psbridge.objects.convert import to_text
from psbridge.objects.members import ComputedScriptProperty
from psbridge.objects.membertypes import PSMemberTypes
from psbridge.objects.numbers import UInt32
from psbridge.objects.scriptblock import ScriptBlock
from psbridge.objects.typetable import TypeData
from psbridge.objects.typetable import active as active_table

_A = "System.Management.Automation."


@cmdlet("New-Object", default_set="Net", output=())
class NewObject(Cmdlet):
    """Creates an instance of a .NET type."""

    type_name = parameter("TypeName", "string", sets=(In("Net", mandatory=True, position=0),))
    com_object = parameter("ComObject", "string", sets=(In("Com", mandatory=True, position=0),))
    argument_list = parameter("ArgumentList", "object[]", sets=(In("Net", position=1),), aliases=("Args",))
    strict = parameter("Strict", "switch", sets=(In("Com"),))
    property = parameter("Property", "System.Collections.IDictionary")

    def process(self) -> None:
        if self.com_object:
            text = "Creating instances of COM components is not supported on this platform."
            self.fail(self.error(_A + "PSNotSupportedException", text, "ComObjectNotSupported", "NotImplemented"))
        made = self._construct(self._resolve())
        if self._assign_all(made):
            self.write(made)

    def _resolve(self) -> NetType:
        text, own = self.type_name, self.ctx.scope.find_type
        found = None
        if "[" not in text and "," not in text:
            found = own(text.lower()) or type_from_text(text)
        if found is None:
            found = TypeNames(lambda name: own(name.lower())).from_text(text)
        if found is None:
            text = f"Cannot find type [{self.type_name}]: verify that the assembly containing this type is loaded."
            self.fail(self.error(_A + "PSArgumentException", text, "TypeNotFound", "InvalidType"))
        return found  # type: ignore[return-value]

    def _construct(self, net: NetType) -> Any:
        if net.full_name in (_A + "PSObject", _A + "PSCustomObject") and not self.argument_list:
            return PSObject()
        try:
            return invoke.construct(self.ctx, net, [unwrap(argument) for argument in self.argument_list or ()], net.name)
        except (NetError, ScriptError) as problem:
            self._construction_failed(net, problem)

    def _construction_failed(self, net: NetType, problem: Exception) -> None:
        record = problem.record if isinstance(problem, ScriptError) else None
        exception = problem.exception if isinstance(problem, NetError) else record.exception if record is not None else None
        if exception is not None and exception.is_a(_A + "MethodInvocationException"):
            self._constructor_failed(exception)
        if exception is not None and self.argument_list and members_of(net).constructor is not None:
            self._constructor_failed(exception)
        text = f"A constructor was not found. Cannot find an appropriate constructor for type {net.full_name}."
        self.fail(self.error(_A + "PSArgumentException", text, "CannotFindAppropriateCtor", "ObjectNotFound"))

    def _constructor_failed(self, exception: NetException) -> None:
        failure = self.error(exception.kind.full_name, exception.message, "ConstructorInvokedThrowException", "InvalidOperation")
        failure.exception = exception
        self.fail(failure)

    def _assign_all(self, made: Any) -> bool:
        """Set what -Property says; False when something could not be set (the error is written)."""
        given = unwrap(self.property)
        if given is None:
            return True
        pairs = given.pairs() if isinstance(given, NetDictionary) else list(given.items())
        return all(self._assign(made, to_text(key), value) for key, value in pairs)

    def _assign(self, made: Any, name: str, value: Any) -> bool:
        if isinstance(made, PSObject) and type(made) is PSObject and made.base is None:
            made.set(name, value)
            return True
        member = find_member(made, name)
        if member is None:
            text = f'The member "{name}" was not found for the specified .NET object.'
            self.write_error(self.error("System.InvalidOperationException", text, "InvalidOperationException", "InvalidOperation"))
            return False
        if hasattr(member, "call") or hasattr(member, "script"):
            arguments = value if isinstance(value, list) else [value]
            invoke.invoke_method(self.ctx, made, name, list(arguments))
        else:
            invoke.set_member(self.ctx, made, name, value)
        return True


class PropertySetData(NetObject):
    """Names of properties, as Get-TypeData shows them."""

    __slots__ = ("referenced_properties",)
    net_type = define("System.Management.Automation.Runspaces.PropertySetData")
    PROPERTIES = {"ReferencedProperties": "referenced_properties"}

    def __init__(self, names: Any) -> None:
        super().__init__()
        self.referenced_properties = list(names)


def _names(found: Any) -> Any:
    return PropertySetData(found) if isinstance(found, tuple | list) else found


class ScriptPropertyData(NetObject):
    """A script property of a type, as Get-TypeData shows it."""

    __slots__ = ("get_block", "name", "set_block")
    net_type = define("System.Management.Automation.Runspaces.ScriptPropertyData")
    PROPERTIES = {"Name": "name", "GetScriptBlock": "get_block", "SetScriptBlock": "set_block"}

    def __init__(self, name: str, get_block: Any) -> None:
        super().__init__()
        self.name, self.get_block, self.set_block = name, get_block, None


def _member_data(member: Any) -> Any:
    return ScriptPropertyData(member.name, ScriptBlock(member.script)) if isinstance(member, ComputedScriptProperty) else member


class TypeDataView(NetObject):
    """What Get-TypeData shows of a type."""

    __slots__ = ("data",)
    net_type = define("System.Management.Automation.Runspaces.TypeData")
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

    type_name = property(lambda self: self.data.type_name)
    members = property(lambda self: Hashtable((member.name, _member_data(member)) for member in self.data.members.values()))
    type_converter = property(lambda self: self.data.type_converter)
    type_adapter = property(lambda self: self.data.type_adapter)
    serialization_method = property(lambda self: self.data.serialization_method)
    target_type = property(lambda self: self.data.target_type_for_deserialization)
    serialization_depth = property(lambda self: UInt32(self.data.serialization_depth or 0))
    default_display_property = property(lambda self: self.data.default_display_property)
    inherit = property(lambda self: bool(self.data.inherit_property_serialization_set))
    string_source = property(lambda self: self.data.string_serialization_source)
    display_set = property(lambda self: _names(self.data.default_display_property_set))
    key_set = property(lambda self: self.data.default_key_property_set)
    serialization_set = property(lambda self: _names(self.data.property_serialization_set))


@cmdlet("Get-TypeData", output=("System.Management.Automation.PSObject",))
class GetTypeData(Cmdlet):
    """Gets the extended type data of the current session."""

    type_name = parameter("TypeName", "string[]", position=0, pipeline=True, wildcard=True)

    def process(self) -> None:
        from psbridge.engine.members.index import find
        from psbridge.objects.wildcard import compile_wildcard

        for name in self.type_name or ():
            find(name)  # whoever defines the type brings its data along
        matchers = [compile_wildcard(name) for name in self.type_name or ("*",)]
        for data in sorted(active_table().known_types(), key=lambda one: one.type_name.lower()):
            if any(matches(data.type_name) for matches in matchers):
                self.write(TypeDataView(data))


_SETTINGS = {
    "TypeConverter": "type_converter",
    "TypeAdapter": "type_adapter",
    "SerializationMethod": "serialization_method",
    "TargetTypeForDeserialization": "target_type_for_deserialization",
    "SerializationDepth": "serialization_depth",
    "DefaultDisplayProperty": "default_display_property",
    "InheritPropertySerializationSet": "inherit_property_serialization_set",
    "StringSerializationSource": "string_serialization_source",
    "DefaultDisplayPropertySet": "default_display_property_set",
    "DefaultKeyPropertySet": "default_key_property_set",
    "PropertySerializationSet": "property_serialization_set",
}


@cmdlet("Update-TypeData", default_set="FileSet", should_process=True, impact="Medium", output=())
class UpdateTypeData(Cmdlet):
    """Updates the extended type data in the session."""

    member_type = parameter("MemberType", _A + "PSMemberTypes", sets=("DynamicTypeSet",))
    member_name = parameter("MemberName", "string", sets=("DynamicTypeSet",))
    value = parameter("Value", "object", sets=("DynamicTypeSet",))
    second_value = parameter("SecondValue", "object", sets=("DynamicTypeSet",))
    type_converter = parameter("TypeConverter", "type", sets=("DynamicTypeSet",))
    type_adapter = parameter("TypeAdapter", "type", sets=("DynamicTypeSet",))
    serialization_method = parameter("SerializationMethod", "string", sets=("DynamicTypeSet",))
    target_type = parameter("TargetTypeForDeserialization", "type", sets=("DynamicTypeSet",))
    serialization_depth = parameter("SerializationDepth", "int", sets=("DynamicTypeSet",))
    default_display_property = parameter("DefaultDisplayProperty", "string", sets=("DynamicTypeSet",))
    inherit = parameter("InheritPropertySerializationSet", "bool", sets=("DynamicTypeSet",))
    string_source = parameter("StringSerializationSource", "string", sets=("DynamicTypeSet",))
    display_set = parameter("DefaultDisplayPropertySet", "string[]", sets=("DynamicTypeSet",))
    key_set = parameter("DefaultKeyPropertySet", "string[]", sets=("DynamicTypeSet",))
    serialization_set = parameter("PropertySerializationSet", "string[]", sets=("DynamicTypeSet",))
    type_name = parameter(
        "TypeName", "string", sets=(In("DynamicTypeSet", mandatory=True, by_property=True),), validate=(NotNullOrEmpty(),)
    )
    force = parameter("Force", "switch", sets=("DynamicTypeSet", "TypeDataSet"))
    type_data = parameter(
        "TypeData",
        "System.Management.Automation.Runspaces.TypeData[]",
        sets=(In("TypeDataSet", mandatory=True, position=0, pipeline=True),),
    )
    append_path = parameter(
        "AppendPath", "string[]", sets=(In("FileSet", position=0, pipeline=True, by_property=True),), aliases=("PSPath", "Path")
    )
    prepend_path = parameter("PrependPath", "string[]", sets=("FileSet",))

    def process(self) -> None:
        if self.set_name == "DynamicTypeSet":
            self._dynamic()
        elif self.set_name == "TypeDataSet":
            for view in self.type_data or ():
                target = active_table().data(view.data.type_name)
                target.add(*view.data.members.values())
        else:
            self._files()

    def _dynamic(self) -> None:
        name = self.type_name.strip()
        member = self._member()
        settings = {key: self.bound[key.lower()] for key in _SETTINGS if self.is_bound(key)}
        if member is None and not settings:
            text = "No member is specified for the type: give a MemberType, or one of the serialization or display parameters."
            self.fail(self.error("System.InvalidOperationException", text, "TypeDataEmpty", "InvalidOperation", name))
        if member is not None and not self.force and any(member.name.lower() in entry.members for entry in active_table().entries(name)):
            text = f'Error in TypeData "{name}": The member {member.name} is already present.'
            self.write_error(
                self.error("System.Management.Automation.RuntimeException", text, "DynamicUpdateException", "InvalidOperation")
            )
            return
        if not self.should_process(name, "Update TypeData"):
            return
        target = active_table().data(name)
        if member is not None:
            target.add(member)
        for key, value in settings.items():
            setattr(target, _SETTINGS[key], tuple(value) if isinstance(value, list) else value)

    def _member(self) -> Any:
        if self.member_name is None and self.member_type is None:
            return None
        if self.member_type is None or not self.member_name:
            missing = "MemberType" if self.member_type is None else "MemberName"
            text = f'The {missing} parameter is required when a member is specified for type "{self.type_name}".'
            self.fail(self.error("System.InvalidOperationException", text, f"{missing}IsMissing", "InvalidOperation", self.type_name))
        return make_member(self, PSMemberTypes(self.member_type).label, self.member_name, UPDATING)

    def _files(self) -> None:
        from psbridge.modules.utility.typefiles import load_types

        for path in (*(self.prepend_path or ()), *(self.append_path or ())):
            for resolved in self.paths.resolve(path):
                load_types(self, resolved)


@cmdlet("Remove-TypeData", default_set="RemoveTypeDataSet", should_process=True, impact="Medium", output=())
class RemoveTypeData(Cmdlet):
    """Deletes extended types from the current session."""

    type_name = parameter("TypeName", "string", sets=(In("RemoveTypeSet", mandatory=True, position=0, pipeline=True, by_property=True),))
    path = parameter("Path", "string[]", sets=(In("RemoveFileSet", mandatory=True),))
    type_data = parameter(
        "TypeData",
        "System.Management.Automation.Runspaces.TypeData",
        sets=(In("RemoveTypeDataSet", mandatory=True, position=0, pipeline=True),),
    )

    def process(self) -> None:
        if self.set_name == "RemoveFileSet":
            text = "The type files of this session are built in and cannot be removed by path: remove types by name."
            self.fail(self.error("System.InvalidOperationException", text, "TypesFileNotRemovable", "InvalidOperation", self.path))
        name = self.type_data.data.type_name if self.set_name == "RemoveTypeDataSet" else self.type_name
        if not self.should_process(name, "Remove TypeData"):
            return
        if not active_table().remove(name):
            text = f'Error in TypeData "{name}": The type "{name}" was not found.'
            self.write_error(
                self.error("System.Management.Automation.RuntimeException", text, "TypesDynamicRemoveException", "InvalidOperation")
            )
