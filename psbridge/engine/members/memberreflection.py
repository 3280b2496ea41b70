"""Members of types as objects (MethodInfo, PropertyInfo, ConstructorInfo), parameters and assemblies.

Decides which declared members stand for which objects, and how these are called.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.invoke import calls
from psbridge.engine.invoke.plans import plan_of
from psbridge.engine.invoke.signatures import Parameter, Signature, parse
from psbridge.engine.members.assemblytypes import exported_types, types_of
from psbridge.engine.members.bindingflags import ABSTRACT, DECLARED_ONLY, NON_PUBLIC, PROTECTED, bits_of, listed, name_of, not_callable
from psbridge.engine.members.eventinfo import get_events
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.members.universal import OBJECT_METHODS
from psbridge.engine.types.written import type_from_text
from psbridge.objects import convert as conversion
from psbridge.objects.adapted import Method, Property, members_of, own_members
from psbridge.objects.containers import TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import CORE, NetType, define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import Version

TYPE = find_type("System.Type")
OBJECT = find_type("System.Object")
_R = "System.Reflection."

# -- members of a type as objects

register_types(
    f"""
    {_R}MethodBase | {_R}MemberInfo
    {_R}MethodInfo | {_R}MethodBase
    {_R}ConstructorInfo | {_R}MethodBase
    {_R}PropertyInfo | {_R}MemberInfo
    {_R}FieldInfo | {_R}MemberInfo
    {_R}ParameterInfo
    {_R}Assembly
    {_R}AssemblyName
    """
)
for _name, _base in (("RuntimeMethodInfo", "MethodInfo"), ("RuntimeConstructorInfo", "ConstructorInfo"), ("RuntimePropertyInfo", "PropertyInfo"),
                     ("RuntimeParameterInfo", "ParameterInfo"), ("RtFieldInfo", "FieldInfo"), ("RuntimeAssembly", "Assembly")):  # fmt: skip
    define(_R + _name, _R + _base)


class ParameterInfo(NetObject):
    __slots__ = ("parameter", "position")
    net_type = find_type(_R + "RuntimeParameterInfo")
    PROPERTIES = {"Name": "name", "ParameterType": "kind", "Position": "position", "IsOptional": "optional", "IsOut": "by_ref"}

    def __init__(self, parameter: Parameter, position: int) -> None:
        super().__init__()
        self.parameter, self.position = parameter, position

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def kind(self) -> NetType:
        return self.parameter.net or OBJECT

    @property
    def optional(self) -> bool:
        return self.parameter.optional

    @property
    def by_ref(self) -> bool:
        return self.parameter.by_ref

    def __str__(self) -> str:
        return f"{conversion.type_text(self.kind)} {self.name}"


_SHORT = frozenset(
    ("Void", "Boolean", "Byte", "SByte", "Char", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double")
)


def _short(net: NetType) -> str:
    """A type in the text of a member: primitive types without their namespace."""
    text = conversion.type_text(net)
    name = text.removeprefix("System.")
    return name if name in _SHORT else text


class MethodInfo(NetObject):
    """One overload of a method."""

    __slots__ = ("method", "owner", "signature", "static")
    net_type = find_type(_R + "RuntimeMethodInfo")
    PROPERTIES = {
        "Name": "name",
        "DeclaringType": "declaring",
        "ReflectedType": "owner",
        "MemberType": "member_type",
        "ReturnType": "returns",
        "IsStatic": "static",
        "IsPublic": "public",
        "IsPrivate": "private",
        "IsVirtual": "private",
        "IsAbstract": "abstract",
        "IsConstructor": "private",
        "IsGenericMethod": "private",
        "IsSpecialName": "private",
        "IsFamily": "is_family",
        "IsFamilyOrAssembly": "private",
        "IsAssembly": "private",
    }
    private = is_family = False

    def __init__(self, owner: NetType, method: Method, signature: Signature, static: bool) -> None:
        super().__init__()
        self.owner, self.method, self.signature, self.static = owner, method, signature, static

    @property
    def name(self) -> str:
        return self.method.name

    @property
    def public(self) -> bool:
        return not self.is_family

    @property
    def declaring(self) -> NetType:
        """The type that has the method in its own table; that of objects has those of all."""
        key, here = self.name.lower(), self.owner
        while key not in (own := own_members(here)).methods and key not in own.static_methods and key != ".ctor":
            if here.base is None:
                return OBJECT if key in OBJECT_METHODS else self.owner
            here = here.base
        return here

    @property
    def abstract(self) -> bool:
        where = self.declaring
        return where.kind == "interface" or self.name in ABSTRACT.get(where.full_name, ())

    @property
    def member_type(self) -> Any:
        return find_type(_R + "MemberTypes").python(8)  # type: ignore[misc]

    @property
    def returns(self) -> NetType:
        return self.signature.returns

    def parameters(self) -> TypedArray:
        return TypedArray(find_type(_R + "ParameterInfo"), [ParameterInfo(p, i) for i, p in enumerate(self.signature.parameters)])

    def invoke(self, ctx: Any, instance: Any, args: Any) -> Any:
        plan = plan_of(self.method, self.owner, static=self.static)
        return plan.invoke(ctx, self.owner if self.static else unwrap(instance), list(args or ()))

    def __str__(self) -> str:
        shown = ", ".join(_short(p.net or OBJECT) for p in self.signature.parameters)
        return f"{_short(self.signature.returns)} {self.name}({shown})"


class ConstructorInfo(MethodInfo):
    __slots__ = ()
    net_type = find_type(_R + "RuntimeConstructorInfo")
    PROPERTIES = {"Name": "name", "IsConstructor": "public", "MemberType": "member_type"}

    @property
    def name(self) -> str:
        return ".ctor"

    @property
    def member_type(self) -> Any:
        return find_type(_R + "MemberTypes").python(1)  # type: ignore[misc]

    def construct(self, ctx: Any, args: Any) -> Any:
        return calls.construct(ctx, self.owner, list(args or ()))

    def __str__(self) -> str:
        shown = ", ".join(conversion.type_text(p.net or OBJECT) for p in self.signature.parameters)
        return f"Void .ctor({shown})"


class PropertyInfo(NetObject):
    __slots__ = ("declared", "owner", "static")
    net_type = find_type(_R + "RuntimePropertyInfo")
    PROPERTIES = {
        "Name": "name",
        "PropertyType": "kind",
        "DeclaringType": "owner",
        "ReflectedType": "owner",
        "MemberType": "member_type",
        "CanRead": "readable",
        "CanWrite": "writable",
    }
    readable = True

    def __init__(self, owner: NetType, declared: Property, static: bool) -> None:
        super().__init__()
        self.owner, self.declared, self.static = owner, declared, static

    @property
    def name(self) -> str:
        return self.declared.name

    @property
    def kind(self) -> NetType:
        return type_from_text(self.declared.type_name) or OBJECT

    @property
    def member_type(self) -> Any:
        return find_type(_R + "MemberTypes").python(16)  # type: ignore[misc]

    @property
    def writable(self) -> bool:
        return self.declared.set is not None

    def get_value(self, ctx: Any, instance: Any, index: Any = None) -> Any:
        from psbridge.engine.invoke.reading import get_member, get_static

        return get_static(ctx, self.owner, self.name) if instance is None else get_member(ctx, instance, self.name)

    def set_value(self, ctx: Any, instance: Any, value: Any, index: Any = None) -> None:
        from psbridge.engine.invoke.writing import set_member, set_static

        if instance is None:
            set_static(ctx, self.owner, self.name, value)
        else:
            set_member(ctx, instance, self.name, value)

    def __str__(self) -> str:
        return f"{conversion.type_text(self.kind)} {self.name}"


HIDDEN_STATICS = "hidden_statics"
"""Where a session keeps the fields of types that only reflection reaches: by type and attribute."""


def _statics(ctx: Any) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = ctx.runspace.extras.setdefault(HIDDEN_STATICS, {})
    return found


class HiddenMember(NetObject):
    """A member that is not public: what a class lists as ``HIDDEN``, name by attribute.  Only reflection reaches it."""

    __slots__ = ("attribute", "name", "owner")
    net_type = find_type(_R + "RuntimePropertyInfo")
    PROPERTIES = {"Name": "name", "DeclaringType": "owner", "ReflectedType": "owner"}

    def __init__(self, owner: NetType, name: str, attribute: str) -> None:
        super().__init__()
        self.owner, self.name, self.attribute = owner, name, attribute

    def get_value(self, ctx: Any, instance: Any, index: Any = None) -> Any:
        return _statics(ctx).get((self.owner.full_name, self.attribute)) if instance is None else getattr(unwrap(instance), self.attribute)

    def set_value(self, ctx: Any, instance: Any, value: Any, index: Any = None) -> None:
        if instance is None:
            _statics(ctx)[self.owner.full_name, self.attribute] = unwrap(value)
        else:
            setattr(unwrap(instance), self.attribute, unwrap(value))


class HiddenField(HiddenMember):
    __slots__ = ()
    net_type = find_type(_R + "RtFieldInfo")


def _hidden(kind: type[HiddenMember], net: NetType, name: str, flags: tuple[Any, ...]) -> HiddenMember | None:
    asked = any(int(unwrap(flag)) & NON_PUBLIC for flag in flags)
    attribute = members_of(net).hidden.get(name) if asked else None
    return kind(net, name, attribute) if attribute else None


def methods(net: NetType, *flags: Any) -> list[MethodInfo]:
    table = members_of(net)
    made: list[MethodInfo] = []
    for static, group in ((False, {**OBJECT_METHODS, **table.methods}), (True, table.static_methods)):
        for method in group.values():
            plan = plan_of(method, net, static=static)
            made += [MethodInfo(net, method, s, static) for s in plan.signatures or (Signature((), OBJECT, method.name),)]
    return made


class FamilyInfo(MethodInfo):
    """What only derived classes may call, as declared."""

    __slots__ = ()
    is_family = True


def _family(net: NetType) -> list[MethodInfo]:
    return [FamilyInfo(net, Method(name_of(line), not_callable), parse(line), False) for line in PROTECTED.get(net.full_name, ())]


def get_methods(net: NetType, *flags: Any) -> TypedArray:
    every = [*_open(net), *(one for one in _family(net) if one.name != ".ctor")]
    return TypedArray(find_type(_R + "MethodInfo"), listed(every, bits_of(flags)))


def _open(net: NetType) -> list[MethodInfo]:
    """Methods without those that are told as what derived classes may call."""
    told = {name_of(line).lower() for line in PROTECTED.get(net.full_name, ())}
    return [one for one in methods(net) if one.name.lower() not in told or not getattr(one.method, "hidden", False)]


def get_method(net: NetType, name: str, *rest: Any) -> Any:
    """The method of that exact name; with types, the overload that takes them."""
    found = [m for m in methods(net) if m.name == name]
    wanted = next((list(r) for r in rest if isinstance(r, list | tuple)), None)
    if wanted is not None:
        return next((m for m in found if [p.net for p in m.signature.parameters] == wanted), None)
    if len(found) > 1:
        raise NetError.of("System.Reflection.AmbiguousMatchException", "Ambiguous match found.")
    return found[0] if found else None


def get_properties(net: NetType, *flags: Any) -> TypedArray:
    table = members_of(net)
    made = [PropertyInfo(net, p, False) for p in table.properties.values()] + [
        PropertyInfo(net, p, True) for p in table.static_properties.values()
    ]
    return TypedArray(find_type(_R + "PropertyInfo"), listed(made, bits_of(flags)))


def get_property(net: NetType, name: str, *flags: Any) -> Any:
    return next((p for p in get_properties(net) if p.name == name), None) or _hidden(HiddenMember, net, name, flags)


def get_constructors(net: NetType, *flags: Any) -> TypedArray:
    found = members_of(net).constructor
    made = []
    if found is not None:
        signatures = plan_of(found, net).signatures or (Signature((), OBJECT, "new()"),)
        made = [ConstructorInfo(net, found, s, False) for s in signatures]
    return TypedArray(find_type(_R + "ConstructorInfo"), made)


def get_constructor(net: NetType, kinds: Any) -> Any:
    return next((c for c in get_constructors(net) if [p.net for p in c.signature.parameters] == list(kinds)), None)


def get_members(net: NetType, *flags: Any) -> TypedArray:
    """Methods, constructors, properties and events; DeclaredOnly leaves out what is inherited or implements an interface explicitly."""
    bits = bits_of(flags)
    every: list[Any] = [*_open(net), *get_constructors(net), *get_properties(net), *get_events(net)]
    if bits & DECLARED_ONLY:
        own = own_members(net)
        names = {*own.methods, *own.static_methods, *own.properties, *own.static_properties, ".ctor", *own.events}
        every = [one for one in every if one.name.lower() in names and not _is_explicit(one)]
    return TypedArray(find_type(_R + "MemberInfo"), listed([*every, *_family(net)], bits))


def _is_explicit(member: Any) -> bool:
    """Whether it is an overload such as `void IDisposable.Dispose()`."""
    signature = getattr(member, "signature", None)
    return signature is not None and "." in signature.text.partition("(")[0].rpartition(" ")[2]


def get_member(net: NetType, name: str, *flags: Any) -> TypedArray:
    return TypedArray(find_type(_R + "MemberInfo"), [m for m in get_members(net) if m.name == name])


def get_fields(net: NetType, *flags: Any) -> list[Any]:
    return []


def get_field(net: NetType, name: str, *flags: Any) -> Any:
    return _hidden(HiddenField, net, name, flags)


# -- assemblies


def get_type(name: str, throw: bool = False, ignore_case: bool = False) -> Any:
    """[type]::GetType: full names only, null when there is none."""
    found = type_from_text(name)
    if found is None and throw:
        raise NetError.of("System.TypeLoadException", f"Could not load type '{name}' from assembly '{CORE}'.")
    return found


class Assembly(NetObject):
    """An assembly by its full name; `psbridge` stands for all of them."""

    __slots__ = ("full_name",)
    net_type = find_type(_R + "RuntimeAssembly")
    PROPERTIES = {"FullName": "full_name", "Location": "location", "IsDynamic": "dynamic", "GlobalAssemblyCache": "dynamic",
                  "ImageRuntimeVersion": "runtime", "CodeBase": "location"}  # fmt: skip
    dynamic, location, runtime = False, "", "v4.0.30319"

    def __init__(self, full_name: str) -> None:
        super().__init__()
        self.full_name = full_name

    def __str__(self) -> str:
        return self.full_name


class AssemblyName(NetObject):
    __slots__ = ("full_name",)
    net_type = find_type(_R + "AssemblyName")
    PROPERTIES = {"FullName": "full_name", "Name": "name", "Version": "version"}

    def __init__(self, full_name: str) -> None:
        super().__init__()
        self.full_name = full_name

    @property
    def name(self) -> str:
        return self.full_name.partition(",")[0]

    @property
    def version(self) -> Version:
        return Version.parse(self.full_name.partition("Version=")[2].partition(",")[0] or "0.0")

    def __str__(self) -> str:
        return self.full_name


def load_assembly(name: str) -> Assembly:
    """Loading does nothing: what there is of .NET is there; unknown assemblies are not found."""
    known = {"System.Management.Automation", "System.Web", "System.Net.Http", "System.Xml", "System.Core", "System", "mscorlib"}
    if name.partition(",")[0] not in known and not name.startswith(("System.", "Microsoft.")):
        text = f"Could not load file or assembly '{name}, Culture=neutral, PublicKeyToken=null'. The system cannot find the file specified."
        raise NetError.of("System.IO.FileNotFoundException", text)
    return Assembly(f"{name}, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a" if "," not in name else name)


fill(
    _R + "Assembly",
    f"""
    {_R}AssemblyName GetName()
    type[] GetTypes()
    type[] GetExportedTypes()
    type GetType(string name)
    static {_R}Assembly Load(string assemblyString)
    static {_R}Assembly LoadWithPartialName(string partialName)
    static {_R}Assembly LoadFrom(string assemblyFile)
    static {_R}Assembly LoadFile(string path)
    static {_R}Assembly GetAssembly(type type)
    static {_R}Assembly GetExecutingAssembly()
    static {_R}Assembly GetEntryAssembly()
    """,
    {
        "GetName": lambda assembly: AssemblyName(assembly.full_name),
        "GetTypes": lambda assembly: types_of(assembly.full_name),
        "GetExportedTypes": lambda assembly: exported_types(assembly.full_name),
        "GetType": lambda assembly, name: get_type(name),
        "::Load": load_assembly,
        "::LoadWithPartialName": lambda name: Assembly(name),
        "::LoadFrom": load_assembly,
        "::LoadFile": load_assembly,
        "::GetAssembly": lambda net: Assembly(net.assembly),
        "::GetExecutingAssembly": lambda: Assembly(CORE),
        "::GetEntryAssembly": lambda: Assembly(CORE),
    },
)
fill(
    _R + "MethodBase",
    f"{_R}ParameterInfo[] GetParameters()\nSystem.Object Invoke(System.Object obj, System.Object[] parameters)\nstring ToString()",
    {"GetParameters": MethodInfo.parameters, "Invoke": WithContext(lambda ctx, info, obj, args: info.invoke(ctx, obj, args)),
     "ToString": str},
)  # fmt: skip
fill(
    _R + "ConstructorInfo",
    "System.Object Invoke(System.Object[] parameters)",
    {"Invoke": WithContext(lambda ctx, info, args: info.construct(ctx, args))},
)
fill(
    _R + "PropertyInfo",
    """
    System.Object GetValue(System.Object obj)
    System.Object GetValue(System.Object obj, System.Object[] index)
    void SetValue(System.Object obj, System.Object value)
    void SetValue(System.Object obj, System.Object value, System.Object[] index)
    string ToString()
    """,
    {
        "GetValue": WithContext(lambda ctx, info, *args: info.get_value(ctx, *args)),
        "SetValue": WithContext(lambda ctx, info, *args: info.set_value(ctx, *args)),
        "ToString": str,
    },
)
fill(
    _R + "FieldInfo",
    "System.Object GetValue(System.Object obj)\nvoid SetValue(System.Object obj, System.Object value)",
    {
        "GetValue": WithContext(lambda ctx, info, obj: info.get_value(ctx, obj)),
        "SetValue": WithContext(lambda ctx, info, obj, value: info.set_value(ctx, obj, value)),
    },
)
