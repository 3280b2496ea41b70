"""Which attributes the declarations of a class may carry: PowerShell looks at the AttributeUsage of .NET, this table has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psbridge.language.ast import AttributeAst, AttributeBaseAst, FunctionMemberAst, PropertyMemberAst, TypeDefinitionAst

Report = Callable[..., None]

_MEMBER = "Property, Field"
_MEMBER_ATTRIBUTES = (
    "Alias",
    "AllowEmptyCollection",
    "AllowEmptyString",
    "AllowNull",
    "ArgumentCompleter",
    "ArgumentCompletions",
    "DscProperty",
    "Parameter",
    "PSDefaultValue",
    "PSTypeNameAttribute",
    "SupportsWildcards",
    "ValidateCount",
    "ValidateDrive",
    "ValidateLength",
    "ValidateNotNull",
    "ValidateNotNullOrEmpty",
    "ValidatePattern",
    "ValidateRange",
    "ValidateScript",
    "ValidateSet",
    "ValidateTrustedData",
    "ValidateUserDrive",
)
_CLASS_ATTRIBUTES = ("CmdletBinding", "DscResource", "OutputType", "System.Management.Automation.CmdletAttribute")
_OBSOLETE = "Class, Struct, Enum, Constructor, Method, Property, Field, Event, Interface, Delegate"
_NAMESPACES = ("system.management.automation.", "system.")


def _key(name: str) -> str:
    key = name.lower()
    for space in _NAMESPACES:
        key = key.removeprefix(space)
    return key.removesuffix("attribute")


# key -> the name as a message says it, where it is valid
_USAGE: dict[str, tuple[str, str]] = {
    **{_key(name): (name, _MEMBER) for name in _MEMBER_ATTRIBUTES},
    **{_key(name): (name, "Class") for name in _CLASS_ATTRIBUTES},
    "flags": ("System.FlagsAttribute", "Enum"),
    "obsolete": ("System.ObsoleteAttribute", _OBSOLETE),
    "serializable": ("System.SerializableAttribute", "Class, Struct, Enum, Delegate"),
}


def check_attributes(definition: TypeDefinitionAst, error: Report) -> None:
    """Attributes where .NET does not allow them: on the type, its properties, its methods and their parameters."""
    _check(definition.attributes, ("Enum" if definition.is_enum else "Class",), error)
    if definition.is_enum:
        return
    for member in definition.members:
        if isinstance(member, PropertyMemberAst):
            _check(member.attributes, ("Property", "Field"), error)
        elif isinstance(member, FunctionMemberAst):
            _check(member.attributes, ("Constructor" if member.is_constructor else "Method",), error)
            for parameter in member.parameters:
                _check(parameter.attributes, ("Parameter",), error)


def _check(attributes: Iterable[AttributeBaseAst], places: tuple[str, ...], error: Report) -> None:
    for attribute in attributes:
        usage = _USAGE.get(_key(attribute.type_name.full_name)) if isinstance(attribute, AttributeAst) else None
        if usage is not None and not any(place in usage[1].split(", ") for place in places):
            error(attribute.extent.start, attribute.extent.end, "AttributeNotAllowedOnDeclaration", *usage)
