"""New-Object, and the commands of type data: Update-TypeData, Get-TypeData, Remove-TypeData."""

from __future__ import annotations

from typing import Any

from psbridge.engine import invoke
from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, ValidateRange, ValidateSet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.types import TypeNames
from psbridge.engine.types.written import type_from_text
from psbridge.modules.utility.editions import refuse
from psbridge.modules.utility.membermaking import UPDATING, make_member
from psbridge.modules.utility.typedataviews import TypeDataView
from psbridge.objects import NetDictionary, NetError, NetException, NetType, PSObject, members_of, unwrap
from psbridge.objects.access import find_member
from psbridge.objects.convert import to_text
from psbridge.objects.membertypes import PSMemberTypes
from psbridge.objects.typetable import active as active_table

_A = "System.Management.Automation."
_INVALID = "System.InvalidOperationException"
_UPDATED = ("NoteProperty", "AliasProperty", "ScriptProperty", "CodeProperty", "ScriptMethod", "CodeMethod")
_DYNAMIC = ("DynamicTypeSet",)
_FILLED, _GIVEN = (NotNullOrEmpty(),), (NotNull(),)


@cmdlet("New-Object", default_set="Net", output=())
class NewObject(Cmdlet):
    """Creates an instance of a .NET type."""

    type_name = parameter("TypeName", "string", sets=(In("Net", mandatory=True, position=0),))
    com_object = parameter("ComObject", "string", sets=(In("Com", mandatory=True, position=0),))
    argument_list = parameter("ArgumentList", "object[]", sets=(In("Net", position=1),), aliases=("Args",))
    strict = parameter("Strict", "switch", sets=(In("Com"),))
    property = parameter("Property", "System.Collections.IDictionary")

    def process(self) -> None:
        if self.is_bound("ComObject") and not self.runspace.is_windows:
            refuse(self, "ComObject")
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
        return found

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
        text = f"A constructor was not found. Cannot find an appropriate constructor for type {self.type_name}."
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


@cmdlet("Get-TypeData", output=("System.Management.Automation.PSObject",))
class GetTypeData(Cmdlet):
    """Gets the extended type data of the current session."""

    type_name = parameter("TypeName", "string[]", position=0, pipeline=True, wildcard=True, validate=(NotNullOrEmpty(),))

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


def _to_type_name(value: Any, ctx: Any) -> Any:
    """The full name of the type that an argument means; a name that is none stays."""
    bare = unwrap(value)
    if isinstance(bare, TypeDataView):
        return bare.data.type_name
    net = bare if isinstance(bare, NetType) else type_from_text(bare) if isinstance(bare, str) else None
    return value if net is None else net.full_name


@cmdlet("Update-TypeData", default_set="FileSet", should_process=True, impact="Medium", output=())
class UpdateTypeData(Cmdlet):
    """Updates the extended type data in the session."""

    member_type = parameter("MemberType", _A + "PSMemberTypes", sets=_DYNAMIC, validate=(NotNullOrEmpty(), ValidateSet(*_UPDATED)))
    member_name = parameter("MemberName", "string", sets=_DYNAMIC, validate=_FILLED)
    value = parameter("Value", "object", sets=_DYNAMIC)
    second_value = parameter("SecondValue", "object", sets=_DYNAMIC, validate=_GIVEN)
    type_converter = parameter("TypeConverter", "type", sets=_DYNAMIC, validate=_GIVEN)
    type_adapter = parameter("TypeAdapter", "type", sets=_DYNAMIC, validate=_GIVEN)
    serialization_method = parameter("SerializationMethod", "string", sets=_DYNAMIC, validate=_FILLED)
    target_type = parameter("TargetTypeForDeserialization", "type", sets=_DYNAMIC, validate=_GIVEN)
    serialization_depth = parameter("SerializationDepth", "int", sets=_DYNAMIC, validate=(NotNull(), ValidateRange(0, 2147483647)))
    default_display_property = parameter("DefaultDisplayProperty", "string", sets=_DYNAMIC, validate=_FILLED)
    inherit = parameter("InheritPropertySerializationSet", "bool", sets=_DYNAMIC, validate=_GIVEN)
    string_source = parameter("StringSerializationSource", "string", sets=_DYNAMIC, validate=_FILLED)
    display_set = parameter("DefaultDisplayPropertySet", "string[]", sets=_DYNAMIC, validate=_FILLED)
    key_set = parameter("DefaultKeyPropertySet", "string[]", sets=_DYNAMIC, validate=_FILLED)
    serialization_set = parameter("PropertySerializationSet", "string[]", sets=_DYNAMIC, validate=_FILLED)
    type_name = parameter(
        "TypeName",
        "string",
        sets=(In("DynamicTypeSet", mandatory=True, pipeline=True),),
        validate=(NotNullOrEmpty(),),
        transform=(_to_type_name,),
    )
    force = parameter("Force", "switch", sets=("DynamicTypeSet", "TypeDataSet"))
    type_data = parameter(
        "TypeData",
        "System.Management.Automation.Runspaces.TypeData[]",
        sets=(In("TypeDataSet", mandatory=True, position=0, pipeline=True, by_property=True),),
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
                self._add(view)
        else:
            self._files()

    def _add(self, view: TypeDataView) -> None:
        added = view.as_data()
        settings = [name for name in _SETTINGS.values() if getattr(added, name) is not None]
        if not added.members and not settings:
            text = f'No member is specified for the update on type "{added.type_name}".'
            self.write_error(self.error(_INVALID, text, "TypeDataEmpty", "InvalidOperation"))
            return
        if not self.should_process(f"Type to update: {added.type_name}", "Update TypeData"):
            return
        target = active_table().data(added.type_name)
        target.add(*added.members.values())
        for name in settings:
            setattr(target, name, getattr(added, name))

    def _dynamic(self) -> None:
        name = self.type_name.strip()
        if not name:
            text = "The target type name should not be null, empty, or contain only white spaces."
            self.fail(self.error(_INVALID, text, "TargetTypeNameEmpty", "InvalidOperation", self.type_name))
        member = self._member()
        settings = {key: self.bound[key.lower()] for key in _SETTINGS if self.is_bound(key)}
        if member is None and not settings:
            text = f'No member is specified for the update on type "{name}".'
            self.write_error(self.error(_INVALID, text, "TypeDataEmpty", "InvalidOperation"))
            return
        if member is not None and not self.force and any(member.name.lower() in entry.members for entry in active_table().entries(name)):
            text = f'Error in TypeData "{name}": The member {member.name} is already present.'
            self.write_error(self.error(_A + "RuntimeException", text, "TypesDynamicUpdateException", "InvalidOperation"))
            return
        if not self.should_process(f"Type to update: {name}", "Update TypeData"):
            return
        target = active_table().data(name)
        if member is not None:
            target.add(member)
        for key, value in settings.items():
            setattr(target, _SETTINGS[key], tuple(value) if isinstance(value, list) else value)

    def _member(self) -> Any:
        if self.member_type is None:
            if self.member_name is not None or self.is_bound("Value") or self.second_value is not None:
                text = "The MemberName, Value, and SecondValue parameters cannot be specified without the MemberType parameter."
                self.fail(self.error(_INVALID, text, "MemberTypeIsMissing", "InvalidOperation"))
            return None
        kind = PSMemberTypes(self.member_type).label
        if not self.member_name:
            text = f'The MemberName parameter is required for the type "{kind}". Please specify the MemberName parameter.'
            self.fail(self.error(_INVALID, text, "MemberNameShouldBeSpecified", "InvalidOperation"))
        return make_member(self, kind, self.member_name, UPDATING)

    def _files(self) -> None:
        from psbridge.modules.utility.datafiles import meant
        from psbridge.modules.utility.typefiles import load_types

        before = meant(self, self.prepend_path, "TypesPrependPathException")
        for full in (*before, *meant(self, self.append_path, "TypesAppendPathException")):
            if self.should_process(f"FileName: {full}", "Update TypeData"):
                load_types(self, full)


@cmdlet("Remove-TypeData", default_set="RemoveTypeDataSet", should_process=True, impact="Medium", output=())
class RemoveTypeData(Cmdlet):
    """Deletes extended types from the current session."""

    type_name = parameter(
        "TypeName",
        "string",
        sets=(In("RemoveTypeSet", mandatory=True, position=0, pipeline=True, by_property=True),),
        validate=_FILLED,
        transform=(_to_type_name,),
    )
    path = parameter("Path", "string[]", sets=(In("RemoveFileSet", mandatory=True),), validate=_FILLED)
    type_data = parameter(
        "TypeData",
        "System.Management.Automation.Runspaces.TypeData",
        sets=(In("RemoveTypeDataSet", mandatory=True, pipeline=True),),
    )

    def process(self) -> None:
        if self.set_name == "RemoveFileSet":
            self._files()
            return
        name = self.type_data.data.type_name if self.set_name == "RemoveTypeDataSet" else self.type_name
        if not self.should_process(f"Name of the type that will be removed: {name}", "Remove TypeData"):
            return
        if not active_table().remove(name):
            text = f'Error in TypeData "{name}": The type "{name}" was not found.'
            self.write_error(
                self.error("System.Management.Automation.RuntimeException", text, "TypesDynamicRemoveException", "InvalidOperation")
            )

    def _files(self) -> None:
        from psbridge.modules.utility.datafiles import meant
        from psbridge.modules.utility.typefiles import forget_types

        for full in meant(self, self.path, "TypePathException"):
            if self.should_process(f"FileName: {full}", "Remove type file") and not forget_types(self, full):
                text = f"The file {full} is not imported into the current session."
                kind = "System.Management.Automation.PSInvalidOperationException"
                self.write_error(self.error(kind, text, "TypeFileNotExistsInCurrentSession", "InvalidOperation"))
