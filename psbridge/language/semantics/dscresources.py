"""What a class with [DscResource()] must have: Get, Set and Test, a constructor without parameters, a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from psbridge.language.ast import ArrayTypeName, AttributeAst, FunctionMemberAst, MemberAst, PropertyMemberAst, TypeDefinitionAst, TypeName

Report = Callable[..., None]

_SPACE = "system.management.automation."
_BOOLEAN, _VOID = frozenset({"bool", "boolean", "system.boolean"}), frozenset({"void", "system.void"})
_WHOLE = ("byte", "sbyte", "int16", "uint16", "int32", "uint32", "int64", "uint64")
_KEYS = frozenset(
    ("string", "short", "ushort", "int", "uint", "long", "ulong", "system.string", *_WHOLE, *(f"system.{name}" for name in _WHOLE))
)


def check_resource(definition: TypeDefinitionAst, types: dict[str, TypeDefinitionAst], error: Report) -> None:
    """Report what the class lacks; members may come from its base classes."""
    attribute = next((one for one in definition.attributes if _is(one, "dscresource")), None)
    if attribute is None:
        return
    members = list(_members(definition, types))
    methods = [one for one in members if isinstance(one, FunctionMemberAst) and not one.parameters]
    missing = []
    if not any(one.name.lower() == "set" and _returns(one, _VOID) for one in methods):
        missing.append("DscResourceMissingSetMethod")
    if not _check_get(definition, methods, error):
        missing.append("DscResourceMissingGetMethod")
    if not any(one.name.lower() == "test" and one.return_type is not None and _returns(one, _BOOLEAN) for one in methods):
        missing.append("DscResourceMissingTestMethod")
    constructors = [one for one in definition.members if isinstance(one, FunctionMemberAst) and one.is_constructor and not one.is_static]
    if constructors and all(one.parameters for one in constructors):
        missing.append("DscResourceMissingDefaultConstructor")
    if not any(_check_key(one, types, error) for one in members if isinstance(one, PropertyMemberAst)):
        missing.append("DscResourceMissingKeyProperty")
    for error_id in missing:
        error(attribute.extent.start, attribute.extent.end, error_id, definition.name)


def _is(attribute: AttributeAst, name: str) -> bool:
    return attribute.type_name.full_name.lower().removeprefix(_SPACE).removesuffix("attribute") == name


def _members(definition: TypeDefinitionAst, types: dict[str, TypeDefinitionAst]) -> Iterator[MemberAst]:
    """The members of a class, then those of the classes of the script that it derives from."""
    seen: set[str] = set()
    current: TypeDefinitionAst | None = definition
    while current is not None and current.name.lower() not in seen:
        seen.add(current.name.lower())
        yield from current.members
        base = current.base_types[0].type_name.full_name.lower() if current.base_types else ""
        current = types.get(base)


def _returns(method: FunctionMemberAst, names: frozenset[str]) -> bool:
    return method.return_type is None or method.return_type.type_name.full_name.lower() in names


def _check_get(definition: TypeDefinitionAst, methods: list[FunctionMemberAst], error: Report) -> bool:
    """Whether there is a Get; one that does not give the class itself is reported where it stands."""
    found = next((one for one in methods if one.name.lower() == "get"), None)
    if found is None:
        return False
    given = found.return_type.type_name if found.return_type is not None else None
    given = given.element_type if isinstance(given, ArrayTypeName) else given
    owner = definition.name.lower()
    is_own = any(found is one for one in definition.members)  # that of a base class gives the base class
    if not isinstance(given, TypeName) or (is_own and given.full_name.lower() != owner):
        error(found.extent.start, found.extent.end, "DscResourceInvalidGetMethod", definition.name)
    return True


def _check_key(member: PropertyMemberAst, types: dict[str, TypeDefinitionAst], error: Report) -> bool:
    """Whether a property is a key; keys are texts, whole numbers and enums."""
    named = [
        one.argument_name.lower()
        for attribute in member.attributes
        if _is(attribute, "dscproperty")
        for one in attribute.named_arguments
        if one.expression_omitted or one.argument.extent.text.lower() not in ("$false", "0", "$null")
    ]
    if "key" not in named:
        return False
    kind = member.property_type.type_name.full_name.lower() if member.property_type is not None else ""
    own = types.get(kind)
    if kind not in _KEYS and (not own.is_enum if own is not None else _is_no_enum(kind)):
        error(member.extent.start, member.extent.end, "DscResourceInvalidKeyProperty")
    return True


def _is_no_enum(name: str) -> bool:
    """Whether a type is known not to be an enum; of a type that is not known here the session knows more."""
    from psbridge.objects import lookup_type

    found = lookup_type(name) if name else None
    return not name or (found is not None and found.kind != "enum")
