"""System.Type as scripts use it: names, kinds, ancestors, and reduced reflection of members.

Decides what a NetType says of itself.  MethodInfo, PropertyInfo and ConstructorInfo name what the tables declare and can call it.
"""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.engine.invoke import calls
from psbridge.engine.invoke.ranks import VALUE_TYPE, is_items_of
from psbridge.engine.members.assemblytypes import is_public
from psbridge.engine.members.eventinfo import get_event, get_events
from psbridge.engine.members.memberreflection import (
    Assembly,
    get_constructor,
    get_constructors,
    get_field,
    get_fields,
    get_member,
    get_members,
    get_method,
    get_methods,
    get_properties,
    get_property,
    get_type,
)
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.types.names import not_found
from psbridge.engine.types.written import type_from_text
from psbridge.objects import convert as conversion
from psbridge.objects.enums import PSEnum
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.psobject import unwrap

TYPE = find_type("System.Type")
OBJECT = find_type("System.Object")
_ABSTRACT = frozenset(
    [
        "System.Array",
        "System.Enum",
        "System.ValueType",
        "System.Type",
        "System.IO.Stream",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.IO.FileSystemInfo",
        "System.Delegate",
        "System.MulticastDelegate",
        "System.Xml.XmlNode",
        "System.Text.Encoding",
        "System.StringComparer",
        "System.Management.Automation.Job",
        "System.Management.Automation.Job2",
        "System.Management.Automation.JobSourceAdapter",
        "System.Management.Automation.CommandInfo",
        "System.Management.Automation.Breakpoint",
        "System.Management.Automation.PSMemberInfo",
        "System.Management.Automation.PSPropertyInfo",
        "System.Management.Automation.PSMethodInfo",
        "System.Management.Automation.Runspaces.Runspace",
        "System.Management.Automation.Host.PSHost",
        "System.Management.Automation.PSCmdlet",
        "System.Management.Automation.Cmdlet",
    ]
)
_PRIMITIVES = frozenset(
    ["Boolean", "Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "IntPtr", "UIntPtr", "Char", "Double", "Single"]
)
_SEALED = frozenset(f"System.{n}" for n in ("String", "RuntimeType", "Uri", "Version"))
_R = "System.Reflection."
# -- facts of a type


def is_value_type(net: NetType) -> bool:
    return net.is_subtype_of(VALUE_TYPE) and net is not VALUE_TYPE and net.full_name != "System.Enum"


def is_generic_definition(net: NetType) -> bool:
    return net.generic_definition is None and "`" in net.name


def interfaces(net: NetType) -> list[NetType]:
    """All interfaces of a type and its ancestors, each once."""
    found: list[NetType] = []
    here: NetType | None = net
    while here is not None:
        for one in here.interfaces:
            for each in (one, *interfaces(one)):
                if each not in found:
                    found.append(each)
        here = here.base
    return found


def is_assignable_from(net: NetType, other: Any) -> bool:
    if other is None:
        return False
    return net is OBJECT or other.is_subtype_of(net) or is_items_of(other, net)


def make_generic(net: NetType, *arguments: Any) -> NetType:
    given = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], list) else arguments
    return net.close(*given)


def enum_names(net: NetType) -> Any:
    from psbridge.engine.members.enumerations import get_names

    return get_names(net)


def type_code(net: NetType) -> Any:
    codes = find_type("System.TypeCode").python
    assert codes is not None
    assert issubclass(codes, PSEnum)
    source = type_of(net.python.UNDERLYING(0)) if net.python is not None and issubclass(net.python, PSEnum) else net
    return codes(codes.MEMBERS.get(source.name, 1) if source.namespace == "System" else 1)


def create_instance(ctx: Any, net: Any, *args: Any) -> Any:
    """[Activator]::CreateInstance."""
    wanted = net if isinstance(net, NetType) else type_from_text(net)
    if wanted is None:
        raise not_found(str(net))
    given = args[0] if len(args) == 1 and isinstance(args[0], list) else list(args)
    return calls.construct(ctx, wanted, list(given))


register_types("System.Activator")
fill(
    "System.Activator",
    "static System.Object CreateInstance(type type)\nstatic System.Object CreateInstance(type type, Params System.Object[] args)",
    {"::CreateInstance": WithContext(create_instance)},
)
_FLAGS = "System.Reflection.BindingFlags bindingAttr"
fill(
    "System.Type",
    f"""
    {_R}Assembly Assembly {{get;}}
    string AssemblyQualifiedName {{get;}}
    System.Reflection.TypeAttributes Attributes {{get;}}
    type BaseType {{get;}}
    bool ContainsGenericParameters {{get;}}
    type DeclaringType {{get;}}
    string FullName {{get;}}
    type[] GenericTypeArguments {{get;}}
    guid GUID {{get;}}
    bool HasElementType {{get;}}
    bool IsAbstract {{get;}}
    bool IsArray {{get;}}
    bool IsByRef {{get;}}
    bool IsClass {{get;}}
    bool IsCOMObject {{get;}}
    bool IsConstructedGenericType {{get;}}
    bool IsEnum {{get;}}
    bool IsGenericParameter {{get;}}
    bool IsGenericType {{get;}}
    bool IsGenericTypeDefinition {{get;}}
    bool IsInterface {{get;}}
    bool IsNested {{get;}}
    bool IsNotPublic {{get;}}
    bool IsPointer {{get;}}
    bool IsPrimitive {{get;}}
    bool IsPublic {{get;}}
    bool IsSealed {{get;}}
    bool IsSerializable {{get;}}
    bool IsValueType {{get;}}
    bool IsVisible {{get;}}
    System.Reflection.MemberTypes MemberType {{get;}}
    string Module {{get;}}
    string Name {{get;}}
    string Namespace {{get;}}
    type ReflectedType {{get;}}
    type UnderlyingSystemType {{get;}}
    bool Equals(System.Object o)
    bool Equals(type o)
    int GetArrayRank()
    {_R}ConstructorInfo GetConstructor(type[] types)
    {_R}ConstructorInfo[] GetConstructors()
    {_R}ConstructorInfo[] GetConstructors({_FLAGS})
    System.Object[] GetCustomAttributes(bool inherit)
    System.Object[] GetCustomAttributes(type attributeType, bool inherit)
    type GetElementType()
    string[] GetEnumNames()
    type GetEnumUnderlyingType()
    array GetEnumValues()
    {_R}EventInfo GetEvent(string name)
    {_R}EventInfo GetEvent(string name, {_FLAGS})
    {_R}EventInfo[] GetEvents()
    {_R}EventInfo[] GetEvents({_FLAGS})
    {_R}FieldInfo GetField(string name)
    {_R}FieldInfo GetField(string name, {_FLAGS})
    {_R}FieldInfo[] GetFields()
    {_R}FieldInfo[] GetFields({_FLAGS})
    type[] GetGenericArguments()
    type GetGenericTypeDefinition()
    type GetInterface(string name)
    type[] GetInterfaces()
    {_R}MemberInfo[] GetMember(string name)
    {_R}MemberInfo[] GetMember(string name, {_FLAGS})
    {_R}MemberInfo[] GetMembers()
    {_R}MemberInfo[] GetMembers({_FLAGS})
    {_R}MethodInfo GetMethod(string name)
    {_R}MethodInfo GetMethod(string name, type[] types)
    {_R}MethodInfo GetMethod(string name, {_FLAGS})
    {_R}MethodInfo[] GetMethods()
    {_R}MethodInfo[] GetMethods({_FLAGS})
    {_R}PropertyInfo[] GetProperties()
    {_R}PropertyInfo[] GetProperties({_FLAGS})
    {_R}PropertyInfo GetProperty(string name)
    {_R}PropertyInfo GetProperty(string name, {_FLAGS})
    bool IsAssignableFrom(type c)
    bool IsEnumDefined(System.Object value)
    bool IsInstanceOfType(System.Object o)
    bool IsSubclassOf(type c)
    type MakeArrayType()
    type MakeArrayType(int rank)
    type MakeGenericType(Params type[] typeArguments)
    string ToString()
    static type GetType(string typeName)
    static type GetType(string typeName, bool throwOnError)
    static type GetType(string typeName, bool throwOnError, bool ignoreCase)
    static System.TypeCode GetTypeCode(type type)
    static type[] EmptyTypes {{get;}}
    static char Delimiter {{get;}}
    """,
    {
        "Assembly": lambda t: Assembly(t.assembly),
        "AssemblyQualifiedName": lambda t: f"{t.full_name}, {t.assembly}",
        "Attributes": lambda t: None,
        "BaseType": lambda t: t.base,
        "ContainsGenericParameters": is_generic_definition,
        "DeclaringType": lambda t: type_from_text(t.full_name.rpartition("+")[0]) if "+" in t.full_name.partition("[")[0] else None,
        "FullName": lambda t: t.full_name,
        "GenericTypeArguments": lambda t: list(t.generic_arguments),
        "GUID": lambda t: uuid.uuid5(uuid.NAMESPACE_OID, t.full_name),
        "HasElementType": lambda t: t.element is not None,
        "IsAbstract": lambda t: t.kind == "interface" or t.full_name in _ABSTRACT,
        "IsArray": lambda t: t.kind == "array",
        "IsByRef": lambda t: False,
        "IsClass": lambda t: t.kind != "interface" and not is_value_type(t),
        "IsCOMObject": lambda t: False,
        "IsConstructedGenericType": lambda t: bool(t.generic_arguments),
        "IsEnum": lambda t: t.kind == "enum",
        "IsGenericParameter": lambda t: False,
        "IsGenericType": lambda t: bool(t.generic_arguments) or is_generic_definition(t),
        "IsGenericTypeDefinition": is_generic_definition,
        "IsInterface": lambda t: t.kind == "interface",
        "IsNested": lambda t: "+" in t.full_name.partition("[")[0],
        "IsNotPublic": lambda t: not is_public(t),
        "IsPointer": lambda t: False,
        "IsPrimitive": lambda t: t.namespace == "System" and t.name in _PRIMITIVES,
        "IsPublic": is_public,
        "IsSealed": lambda t: is_value_type(t) or t.kind == "array" or t.full_name in _SEALED,
        "IsSerializable": lambda t: t.kind == "enum" or t.tag is None,
        "IsValueType": is_value_type,
        "IsVisible": is_public,
        "MemberType": lambda t: find_type(_R + "MemberTypes").python(128 if "+" in t.full_name else 32),  # type: ignore[misc]
        "Module": lambda t: t.assembly.partition(",")[0] + ".dll",
        "Name": lambda t: t.name,
        "Namespace": lambda t: t.namespace,
        "ReflectedType": lambda t: None,
        "UnderlyingSystemType": lambda t: t,
        "Equals": lambda a, b: a is unwrap(b),
        "GetArrayRank": lambda t: t.rank,
        "GetConstructor": get_constructor,
        "GetConstructors": get_constructors,
        "GetCustomAttributes": lambda t, *rest: [],
        "GetElementType": lambda t: t.element,
        "GetEnumNames": enum_names,
        "GetEnumUnderlyingType": lambda t: type_of(t.python.UNDERLYING(0)),
        "GetEnumValues": lambda t: calls.invoke_static(None, find_type("System.Enum"), "GetValues", [t]),
        "GetEvent": get_event,
        "GetEvents": get_events,
        "GetField": get_field,
        "GetFields": get_fields,
        "GetGenericArguments": lambda t: list(t.generic_arguments),
        "GetGenericTypeDefinition": lambda t: t.generic_definition or t,
        "GetInterface": lambda t, name: next((i for i in interfaces(t) if name.lower() in (i.name.lower(), i.full_name.lower())), None),
        "GetInterfaces": interfaces,
        "GetMember": get_member,
        "GetMembers": get_members,
        "GetMethod": get_method,
        "GetMethods": get_methods,
        "GetProperties": get_properties,
        "GetProperty": get_property,
        "IsAssignableFrom": is_assignable_from,
        "IsEnumDefined": lambda t, value: calls.invoke_static(None, find_type("System.Enum"), "IsDefined", [t, value]),
        "IsInstanceOfType": lambda t, value: value is not None and is_assignable_from(t, type_of(unwrap(value))),
        "IsSubclassOf": lambda t, other: t is not other and other.kind != "interface" and t.is_subtype_of(other),
        "MakeArrayType": lambda t, rank=1: t.array(rank),
        "MakeGenericType": make_generic,
        "ToString": lambda t: conversion.type_text(t),
        "::GetType": get_type,
        "::GetTypeCode": type_code,
        "::EmptyTypes": lambda net: [],
        "::Delimiter": ".",
    },
)
