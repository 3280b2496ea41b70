"""$x.psobject and the members it hands out: PSMemberInfo objects, their collections, and the constructors of new ones.

Decides how a member looks as a value (PSNoteProperty, PSProperty, PSScriptMethod ...) and what adding and removing them does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine import failures
from psbridge.engine.invoke.doors import doors
from psbridge.engine.members.arguments import null_argument
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.objectmethod import PSMethod
from psbridge.objects import convert as conversion
from psbridge.objects.access import PropertyView, members_list, properties_of
from psbridge.objects.adapted import Method
from psbridge.objects.containers import GenericList, TypedArray
from psbridge.objects.convert import register_enumerable
from psbridge.objects.members import (
    AliasProperty,
    MemberSet,
    NoteProperty,
    PropertySet,
    PSMemberInfo,
    ScriptMethod,
    ScriptProperty,
)
from psbridge.objects.membertypes import PSMemberTypes
from psbridge.objects.nettypes import SMA, NetType, find_type, type_of
from psbridge.objects.psobject import NetObject, PSObject, type_names_of
from psbridge.objects.wildcard import like

_A = "System.Management.Automation."
STRING = find_type("System.String")
_TYPES = {
    "NoteProperty": "PSNoteProperty",
    "Property": "PSProperty",
    "AliasProperty": "PSAliasProperty",
    "ScriptProperty": "PSScriptProperty",
    "CodeProperty": "PSCodeProperty",
    "Method": "PSMethod",
    "ScriptMethod": "PSScriptMethod",
    "CodeMethod": "PSCodeMethod",
    "PropertySet": "PSPropertySet",
    "MemberSet": "PSMemberSet",
    "ParameterizedProperty": "PSParameterizedProperty",
}
register_types(
    f"""
    {_A}PSMemberInfoCollection`1 | System.Object | generic | System.Collections.IEnumerable
    {_A}PSMemberInfoIntegratingCollection`1 | {_A}PSMemberInfoCollection`1 | generic | System.Collections.IEnumerable
    {_A}ReadOnlyPSMemberInfoCollection`1 | System.Object | generic | System.Collections.IEnumerable
    """,
    SMA,
)


class MemberValue(NetObject):
    """One member of one object (owner None: not attached to any yet)."""

    __slots__ = ("descriptor", "kind", "name", "owner")
    net_type = find_type(_A + "PSMemberInfo")

    def __init__(self, owner: Any, name: str, kind: str, descriptor: Any) -> None:
        """`descriptor`: a PropertyView, a PSMemberInfo, or a Method."""
        super().__init__()
        self.owner, self.name, self.kind, self.descriptor = owner, name, kind, descriptor

    @property
    def member_type(self) -> Any:
        return PSMemberTypes(PSMemberTypes.MEMBERS[self.kind])

    @property
    def is_property(self) -> bool:
        return self.kind.endswith("Property")

    def read(self, ctx: Any) -> Any:
        """The value; what a getter raises is a GetValueInvocationException here."""
        described = self.descriptor
        if isinstance(described, NoteProperty) and self.owner is None:
            return described.value
        if not self.is_property:
            return self
        if isinstance(described, PropertyView):
            return described.get() if described._slot >= 0 else doors.get_member(ctx, self.owner, self.name)
        return described.get_value(self.owner)

    def write(self, ctx: Any, value: Any) -> None:
        if self.owner is None:
            self.descriptor.set_value(None, value)
        elif not self.is_settable:
            raise failures.read_only(self.name)
        else:
            doors.set_member(ctx, self.owner, self.name, value)

    @property
    def type_of_value(self) -> str:
        described = self.descriptor
        if isinstance(described, NoteProperty):
            return "System.Object" if described.value is None else str(type_names_of(described.value)[0])
        if not self.is_property:
            return type_of(self).full_name
        from psbridge.engine.types.written import declared_type

        return declared_type(described)

    @property
    def type_name_of_value(self) -> str:
        """What a method, which tells the same as a value of its own, calls it."""
        return self.type_of_value

    @property
    def itself(self) -> MemberValue:
        return self

    @property
    def is_settable(self) -> bool:
        inner = self.inner
        if isinstance(inner, AliasProperty) and self.owner is not None:  # as what it stands for
            key = inner.referenced.lower()
            return any(of_view(self.owner, view).is_settable for view in properties_of(self.owner) if view.name.lower() == key)
        return bool(getattr(self.descriptor, "settable", False))

    @property
    def is_instance(self) -> bool:
        described = self.descriptor
        return self.owner is None or (isinstance(self.owner, PSObject) and self.name.lower() in self.owner.shape.index) or described is None

    @property
    def inner(self) -> Any:
        """The descriptor that computes, where there is one."""
        return self.descriptor.member if isinstance(self.descriptor, PropertyView) else self.descriptor

    @property
    def definitions(self) -> TypedArray:
        found = getattr(self.descriptor, "definitions", ()) or (f"System.Object {self.name}();",)
        return TypedArray(STRING, found)

    def describe(self) -> str:
        """ToString as Get-Member writes definitions."""
        if self.kind == "NoteProperty":
            value = self.descriptor.value if isinstance(self.descriptor, NoteProperty) else self.descriptor.get()
            shown = "object" if value is None else conversion.type_display_name(type_of(value))
            return f"{shown} {self.name}={conversion.to_text(value) if value is not None else 'null'}"
        if self.kind == "Property":
            return f"{self.descriptor.type_name} {self.name} {{{'get;set;' if self.is_settable else 'get;'}}}"
        if self.kind == "AliasProperty":
            return f"{self.name} = {self.inner.referenced}"
        if self.kind == "ScriptProperty":
            return f"System.Object {self.name} {{get={getattr(self.inner, 'script', None) or getattr(self.inner, 'getter', '')};}}"
        if self.kind == "PropertySet":
            return f"{self.name} {{{', '.join(self.inner.referenced)}}}"
        return ", ".join(self.definitions)

    __str__ = describe


def _kind_type(value: MemberValue) -> NetType:
    return find_type(_A + _TYPES[value.kind])


MemberValue.net_type = property(_kind_type)  # type: ignore[assignment]


def of_view(owner: Any, view: PropertyView) -> MemberValue:
    return MemberValue(owner, view.name, view.kind, view)


def of_member(owner: Any, member: Any) -> MemberValue:
    if isinstance(member, PropertyView):
        return of_view(owner, member)
    if isinstance(member, Method):
        return MemberValue(owner, member.name, "Method", member)
    return MemberValue(owner, member.name, member.KIND, member)


class MemberList(NetObject):
    """psobject.Properties, Methods or Members: looked up anew each time."""

    __slots__ = ("closed", "element", "owner", "which")
    net_type = find_type(_A + "PSMemberInfoIntegratingCollection`1")

    def __init__(self, owner: Any, which: str) -> None:
        super().__init__()
        self.owner, self.which = owner, which
        element = {"properties": "PSPropertyInfo", "methods": "PSMethodInfo"}.get(which, "PSMemberInfo")
        self.closed = find_type(_A + "PSMemberInfoIntegratingCollection`1").close(find_type(_A + element))

    def __iter__(self) -> Iterator[MemberValue]:
        return iter(self.all())

    def all(self) -> list[MemberValue]:
        if self.which == "properties":
            return [of_view(self.owner, view) for view in properties_of(self.owner) if not view.hidden]
        made = [of_member(self.owner, member) for member in members_list(self.owner)]
        if self.which == "methods":
            made = [m for m in made if m.kind.endswith("Method")]
        from psbridge.engine.members.universal import OBJECT_METHODS

        names = {m.name.lower() for m in made}
        return made + [of_member(self.owner, m) for key, m in OBJECT_METHODS.items() if key not in names and m.definitions]

    def item(self, name: str) -> MemberValue | None:
        key = str(name).lower()
        if key == "psstandardmembers":
            return self._standard()
        return next((m for m in self.all() if m.name.lower() == key), None)

    def _standard(self) -> MemberValue | None:
        from psbridge.engine.members.setvalues import standard_members

        found = standard_members(self.owner)
        return None if found is None else MemberValue(self.owner, found.name, found.KIND, found)

    def match(self, pattern: str, kinds: Any = None) -> Any:
        wanted = None if kinds is None else int(kinds)
        found = [m for m in self.all() if like(m.name, pattern) and (wanted is None or int(m.member_type) & wanted)]
        closed = find_type(_A + "ReadOnlyPSMemberInfoCollection`1").close(self.closed.generic_arguments[0])
        made = GenericList(self.closed.generic_arguments[0], found)
        made.net_type = closed
        return made

    def add(self, member: Any, pre_validated: bool = False) -> None:
        if not isinstance(member, MemberValue):
            raise null_argument("member")
        if self.item(member.name) is not None and isinstance(self.owner, PSObject) and member.name.lower() in self.owner.shape.index:
            text = f'The member "{member.name}" is already present.'
            error_id = "AlreadyPresentPSMemberInfoInternalCollectionAdd"
            raise failures.failure(text, error_id, failures.NOT_SPECIFIED, _A + "ExtendedTypeSystemException")
        owner = self.owner
        if not isinstance(owner, PSObject):
            raise failures.failure("Members can only be added to an object.", "CannotAddMember")
        described = member.descriptor
        if isinstance(described, PropertyView) and described.member is None:
            owner.set(member.name, described.get())
        elif isinstance(described, NoteProperty):
            owner.set(member.name, described.value)
        else:
            owner.add_member(member.inner)

    def drop(self, name: str) -> None:
        if isinstance(self.owner, PSObject):
            self.owner.remove(name)


MemberList.net_type = property(lambda self: self.closed)  # type: ignore[assignment]
register_enumerable(MemberList, iter)


class TypeNameList(list[Any]):
    """psobject.TypeNames: changes go to the object."""

    __slots__ = ("net_type",)

    def __init__(self, items: Any) -> None:
        super().__init__(items)
        self.net_type = find_type("System.Collections.ObjectModel.Collection`1").close(STRING)

    element = STRING


def type_names_collection(obj: Any) -> Any:
    if not isinstance(obj, PSObject):
        return TypeNameList(type_names_of(obj))
    if not isinstance(obj.custom_type_names, TypeNameList):
        obj.custom_type_names = TypeNameList(obj.type_names)
    return obj.custom_type_names


def base_of(owner: Any) -> Any:
    """What a PSObject wraps; an object without a wrapper is its own."""
    return owner.base if isinstance(owner, PSObject) and owner.base is not None else owner


# -- tables

_PROPERTY = f"""
{_A}PSMemberTypes MemberType {{get;}}
System.Object Value {{get;set;}}
string TypeNameOfValue {{get;}}
string Name {{get;}}
bool IsInstance {{get;}}
string ToString()
{_A}PSMemberInfo Copy()
"""
_FUNCTIONS: dict[str, Any] = {
    "MemberType": "member_type",
    "Value": WithContext(lambda ctx, m: m.read(ctx)),
    "Value=": WithContext(lambda ctx, m, value: m.write(ctx, value)),
    "TypeNameOfValue": "type_of_value",
    "IsSettable": "is_settable",
    "IsGettable": lambda m: True,
}
fill(
    _A + "PSMemberInfo",
    _PROPERTY,
    {
        **_FUNCTIONS,
        "Name": "name",
        "IsInstance": "is_instance",
        "ToString": str,
        "Copy": lambda m: MemberValue(m.owner, m.name, m.kind, m.descriptor),
    },
)
fill(_A + "PSPropertyInfo", "bool IsSettable {get;}\nbool IsGettable {get;}", _FUNCTIONS)
_WORDS = {
    "MemberType": f"{_A}PSMemberTypes MemberType {{get;}}",
    "Value": "System.Object Value {get;set;}",
    "TypeNameOfValue": "string TypeNameOfValue {get;}",
    "IsSettable": "bool IsSettable {get;}",
    "IsGettable": "bool IsGettable {get;}",
}


def _again(names: str) -> str:
    """Lines of what a class declares anew, in its order."""
    return "\n" + "\n".join(_WORDS[name] for name in names.split())


def _invoke(ctx: Any, member: Any, args: Any) -> Any:
    if isinstance(member, PSMethod):
        return member.invoke(ctx, list(args or ()))
    return doors.invoke_method(ctx, member.owner, member.name, list(args or ()))


fill(
    _A + "PSMethodInfo",
    "string[] OverloadDefinitions {get;}\nSystem.Object Invoke(Params System.Object[] arguments)",
    {"OverloadDefinitions": "definitions", "Invoke": WithContext(_invoke)},
)
fill(
    _A + "PSAliasProperty",
    "new(string name, string referencedMemberName)\nnew(string name, string referencedMemberName, type conversionType)\n"
    "string ReferencedMemberName {get;}\ntype ConversionType {get;}" + _again("MemberType TypeNameOfValue IsSettable IsGettable Value"),
    {
        **_FUNCTIONS,
        "new": lambda name, other, kind=None: MemberValue(None, name, "AliasProperty", AliasProperty(name, other, kind)),
        "ReferencedMemberName": lambda m: m.inner.referenced,
        "ConversionType": lambda m: m.inner.conversion,
    },
)
fill(
    _A + "PSScriptProperty",
    "new(string name, scriptblock getterScript)\nnew(string name, scriptblock getterScript, scriptblock setterScript)\n"
    "scriptblock SetterScript {get;}\nscriptblock GetterScript {get;}" + _again("MemberType IsSettable IsGettable Value TypeNameOfValue"),
    {
        **_FUNCTIONS,
        "new": lambda name, getter, setter=None: MemberValue(None, name, "ScriptProperty", ScriptProperty(name, getter, setter)),
        "GetterScript": lambda m: getattr(m.inner, "script", None) or m.inner.getter,
        "SetterScript": lambda m: getattr(m.inner, "setter", None),
    },
)
fill(
    _A + "PSNoteProperty",
    "new(string name, System.Object value)" + _again("MemberType IsSettable IsGettable Value TypeNameOfValue"),
    {**_FUNCTIONS, "new": lambda name, value: MemberValue(None, name, "NoteProperty", NoteProperty(name, value))},
)
fill(_A + "PSCodeProperty", _again("MemberType IsSettable IsGettable Value TypeNameOfValue"), _FUNCTIONS)
fill(_A + "PSProperty", _again("MemberType Value IsSettable IsGettable TypeNameOfValue"), _FUNCTIONS)
fill(
    _A + "PSVariableProperty",
    "new(System.Object variable)" + _again("MemberType IsSettable IsGettable Value TypeNameOfValue"),
    {**_FUNCTIONS, "new": lambda variable: MemberValue(None, variable.name, "NoteProperty", NoteProperty(variable.name, variable.value))},
)
fill(
    _A + "PSScriptMethod",
    "new(string name, scriptblock script)\nscriptblock Script {get;}\nstring[] OverloadDefinitions {get;}\n"
    f"{_A}PSMemberTypes MemberType {{get;}}\nstring TypeNameOfValue {{get;}}",
    {
        "new": lambda name, script: MemberValue(None, name, "ScriptMethod", ScriptMethod(name, script)),
        "Script": lambda m: m.inner.script,
        "OverloadDefinitions": "definitions",
        "MemberType": "member_type",
        "TypeNameOfValue": lambda m: "System.Object",
    },
)
fill(_A + "PSCodeMethod", "string CodeReference {get;}", {"CodeReference": lambda m: m.name})
fill(
    _A + "PSPropertySet",
    "new(string name, string[] referencedPropertyNames)\nstring[] ReferencedPropertyNames {get;}",
    {
        "new": lambda name, names: MemberValue(None, name, "PropertySet", PropertySet(name, tuple(names))),
        "ReferencedPropertyNames": lambda m: TypedArray(STRING, m.inner.referenced),
    },
)


def _new_set(name: str, members: Any = ()) -> MemberValue:
    table: dict[str, PSMemberInfo] = {m.name.lower(): m.inner for m in members}
    return MemberValue(None, name, "MemberSet", MemberSet(name, table))


fill(
    _A + "PSMemberSet",
    f"new(string name)\nnew(string name, {_A}PSMemberInfo[] members)",
    {"new": _new_set},
)
_COLLECTION = f"""
{_A}PSMemberInfo Item(string name) {{get;}}
void Add({_A}PSMemberInfo member)
void Add({_A}PSMemberInfo member, bool preValidated)
void Remove(string name)
System.Object Match(string name)
System.Object Match(string name, {_A}PSMemberTypes memberTypes)
System.Collections.IEnumerator GetEnumerator()
"""


def _enumerator(members: MemberList) -> Any:
    from psbridge.engine.members.enumerators import enumerator_of

    return enumerator_of(members.all())


for _name in ("PSMemberInfoCollection`1", "PSMemberInfoIntegratingCollection`1"):
    fill(
        _A + _name,
        _COLLECTION,
        {
            "Item": MemberList.item,
            "Add": MemberList.add,
            "Remove": MemberList.drop,
            "Match": MemberList.match,
            "GetEnumerator": _enumerator,
        },
    )


def _found(members: list[Any], which: int | str) -> Any:
    """A member by its place or its name."""
    if isinstance(which, int):
        return members[which]
    return next((one for one in members if one.name.lower() == which.lower()), None)


fill(
    _A + "ReadOnlyPSMemberInfoCollection`1",
    "int Count {get;}\nSystem.Object Item(int index) {get;}\nSystem.Object Item(string name) {get;}",
    {"Count": len, "Item": _found},
)


# -- PSObject itself


def _wrap(value: Any = None) -> PSObject:
    if value is None:
        return PSObject()
    return value if isinstance(value, PSObject) else PSObject(value)


fill(
    _A + "PSObject",
    """
    new()
    new(System.Object obj)
    System.Object BaseObject {get;}
    System.Object ImmediateBaseObject {get;}
    System.Object Members {get;}
    System.Object Methods {get;}
    System.Object Properties {get;}
    System.Collections.ObjectModel.Collection[string] TypeNames {get;}
    psobject Copy()
    int CompareTo(System.Object obj)
    static psobject AsPSObject(System.Object obj)
    """,
    {
        "new": _wrap,
        "BaseObject": base_of,
        "ImmediateBaseObject": base_of,
        "Members": lambda o: MemberList(o, "members"),
        "Methods": lambda o: MemberList(o, "methods"),
        "Properties": lambda o: MemberList(o, "properties"),
        "TypeNames": type_names_collection,
        "Copy": lambda o: o.copy(),
        "CompareTo": lambda a, b: conversion.compare(a, b),
        "::AsPSObject": _wrap,
    },
)
