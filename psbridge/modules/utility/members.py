"""Get-Member and Add-Member."""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.members.enumerations import enum_names
from psbridge.engine.members.table import IndexedProperty
from psbridge.engine.types import type_from_text
from psbridge.engine.validation import ValidationFailed, Validator
from psbridge.modules.utility.accessors import accessors
from psbridge.modules.utility.declaredtypes import declared_property
from psbridge.modules.utility.explicitmembers import with_explicit
from psbridge.modules.utility.membermaking import ADDING, make_member
from psbridge.objects import (
    Method,
    NetDictionary,
    NetObject,
    NetType,
    NoteProperty,
    Property,
    PSMemberInfo,
    PSObject,
    define,
    members_of,
    type_names_of,
    type_of,
    unwrap,
    wrap,
)
from psbridge.objects.access import PropertyView, adapter_of, find_member, members_list
from psbridge.objects.attached import attach
from psbridge.objects.convert import convert, dotnet_text, to_text, type_display_name
from psbridge.objects.convert.tonumbers import is_number
from psbridge.objects.exceptions import NetError
from psbridge.objects.membertypes import PSMemberTypes
from psbridge.objects.nettypes import lookup_type
from psbridge.objects.psobject import ADAPTED
from psbridge.objects.wildcard import compile_wildcard

_PARAMETER = re.compile(r"\bT(?:Key|Value)?\b")


class MemberDefinition(NetObject):
    """A member as Get-Member shows it."""

    __slots__ = ("definition", "member_type", "name", "type_name")
    net_type = define("Microsoft.PowerShell.Commands.MemberDefinition")
    PROPERTIES = {"TypeName": "type_name", "Name": "name", "MemberType": "member_type", "Definition": "definition"}

    def __init__(self, type_name: str, name: str, member_type: Any, definition: str) -> None:
        super().__init__()
        self.type_name, self.name, self.member_type, self.definition = type_name, name, member_type, definition

    def __str__(self) -> str:
        return self.definition


@cmdlet("Get-Member", aliases=("gm",), output=(MemberDefinition.net_type.full_name,))
class GetMember(Cmdlet):
    """Gets the properties and methods of objects."""

    input_object = parameter("InputObject", "psobject", pipeline=True)
    name = parameter("Name", "string[]", position=0, validate=(NotNullOrEmpty(),))
    member_type = parameter("MemberType", "System.Management.Automation.PSMemberTypes", aliases=("Type",))
    view = parameter("View", "System.Management.Automation.PSMemberViewTypes")
    static = parameter("Static", "switch")
    force = parameter("Force", "switch")

    def begin(self) -> None:
        self._shown: set[str] = set()
        self._patterns = [compile_wildcard(name) for name in self.name or ("*",)]
        self._any = False

    def process(self) -> None:
        value = self.input_object
        if value is None:
            return
        self._any = True
        bare = unwrap(value)
        type_name = bare.full_name if self.static and isinstance(bare, NetType) else self._title(value)
        if type_name in self._shown:
            return
        self._shown.add(type_name)
        found = _statics(bare if isinstance(bare, NetType) else type_of(bare), self.force) if self.static else self._instance(value)
        wanted = int(self.member_type) if self.member_type is not None else 16383
        for matches in self._patterns:
            lines = [
                MemberDefinition(type_name, name, PSMemberTypes(kind), definition)
                for name, kind, definition in found
                if kind & wanted and matches(name)
            ]
            for line in sorted(lines, key=lambda one: (_KIND_ORDER.get(int(one.member_type), 99), one.name.upper())):
                self.write(line)

    def end(self) -> None:
        if not self._any:
            text = "You must specify an object for the Get-Member cmdlet."
            self.write_error(self.error("System.InvalidOperationException", text, "NoObjectInGetMember", "CloseError"))

    @staticmethod
    def _described(value: Any, member: Any) -> tuple[str, int, str]:
        """A member's row; what the engine keeps without a type is shown as .NET declares it."""
        name, kind, definition = describe(member)
        net = type_of(unwrap(value))
        declared = declared_property(net, name) if kind == 4 else None
        return name, kind, declared or _closed(net, definition)

    def _title(self, value: Any) -> str:
        return str(next(iter(type_names_of(value))))

    def _instance(self, value: Any) -> list[tuple[str, int, str]]:
        view = int(self.view) if self.view is not None else 3
        found: list[tuple[str, int, str]] = []
        travelled = value.__class__ is PSObject and value.base is None and ADAPTED in value.shape.kinds
        for member in members_list(value):
            if travelled and isinstance(member, Method) and member.name not in ("GetType", "ToString"):
                continue  # what was another object before it travelled has no methods but these
            extended = isinstance(member, PSMemberInfo) or (isinstance(member, PropertyView) and not isinstance(member.member, Property))
            if getattr(member, "hidden", False) and not self.force:
                continue
            if view & (1 if extended else 6):
                found.append(self._described(value, member))
        if view & 6:
            found = with_explicit(type_of(unwrap(value)), found)
            found += _events(unwrap(value))
        if self.force:
            declared = [] if travelled or adapter_of(unwrap(value)) is not None else accessors(found)
            found += [*_hidden(type_of(unwrap(value))), *declared, *_intrinsics(value)]
        return found


def _hidden(net: NetType) -> list[tuple[str, int, str]]:
    """What a script class hides."""
    table = members_of(net)
    names = [name for name in getattr(net.tag, "hidden", ()) if name != "memberwiseclone"]  # which .NET protects
    members = [table.properties.get(name) or table.methods.get(name) for name in sorted(names)]
    return [describe(PropertyView(None, one.name, one) if isinstance(one, Property) else one) for one in members if one is not None]


def _closed(net: NetType, definition: str) -> str:
    """A definition of a generic type with the types in the place of their parameters."""
    arguments = net.generic_arguments
    if not arguments:
        return definition
    places = dict(zip(("T",) if len(arguments) == 1 else ("TKey", "TValue"), arguments, strict=False))
    return _PARAMETER.sub(lambda found: type_display_name(places[found[0]]) if found[0] in places else found[0], definition)


def _events(value: Any) -> list[tuple[str, int, str]]:
    """The events of an object that has any: name and the type of what its handlers are told."""
    types = getattr(value, "EVENT_TYPES", {})
    return [
        (name, 2048, f"System.EventHandler`1[{kind}] {name}(System.Object, {kind})")
        for name, kind in ((name, types.get(name, "System.EventArgs")) for name in getattr(value, "EVENTS", {}))
    ]


def _intrinsics(value: Any) -> list[tuple[str, int, str]]:
    sets = [(name, 1024, f"{name} {{}}") for name in ("psadapted", "psbase", "psextended", "psobject")]
    return [*sets, ("pstypenames", 2, "System.Collections.ObjectModel.Collection`1[[System.String]] pstypenames{get=PSTypeNames;}")]


_KIND_ORDER = {1: 0, 128: 1, 2: 2, 4096: 3, 2048: 4, 1024: 5, 64: 6, 8: 7, 512: 8, 4: 9, 32: 10, 256: 11, 16: 12}
_KIND_NUMBERS = {
    "AliasProperty": 1,
    "CodeProperty": 2,
    "Property": 4,
    "NoteProperty": 8,
    "ScriptProperty": 16,
    "PropertySet": 32,
    "Method": 64,
    "CodeMethod": 128,
    "ScriptMethod": 256,
    "ParameterizedProperty": 512,
    "MemberSet": 1024,
    "Event": 2048,
}


def describe(member: Any) -> tuple[str, int, str]:
    """Name, kind and definition text of any member."""
    if isinstance(member, IndexedProperty):
        return member.name, 512, ", ".join(member.definitions)
    if isinstance(member, Method):
        return member.name, 64, ", ".join(member.definitions) or f"System.Object {member.name}()"
    kind = member.kind if isinstance(member, PropertyView) else member.KIND
    inner = member.member if isinstance(member, PropertyView) else member
    writer = _DEFINITIONS.get(kind, _plain)
    return member.name, _KIND_NUMBERS[kind], writer(member, inner)


def _plain(member: Any, inner: Any) -> str:
    parameters = getattr(inner, "parameters", "")
    if inner is None:
        return f"{_short_type(member)} {member.name} {{get;set;}}"
    return f"{_declared(inner.type_name)} {member.name}{parameters} {{get;{'set;' if member.settable else ''}}}"


def _declared(type_name: str) -> str:
    net = lookup_type(type_name)
    return type_display_name(net) if net is not None else type_name


def _short_type(member: Any) -> str:
    value = member.get()
    return "object" if value is None else type_display_name(type_of(unwrap(value)))


def _note(member: Any, inner: Any) -> str:
    value = member.get()
    if value is None:
        return f"object {member.name}=null"
    wrapped = value.__class__ is PSObject
    kind = str(next(iter(type_names_of(value)))) if wrapped else type_display_name(type_of(value), namespaces=False)
    return f"{kind} {member.name}={to_text(value) if wrapped else dotnet_text(value)}"


def _script(member: Any, inner: Any) -> str:
    setter = f"set={to_text(inner.setter)};" if getattr(inner, "setter", None) is not None else ""
    getter = inner.script if hasattr(inner, "script") else to_text(inner.getter)
    return f"System.Object {member.name} {{get={getter};{setter}}}"


# methods behind code properties that have another name
_CODE_METHODS = {name: f"Get{name}" for name in ("Access", "Audit", "Group", "LinkType", "Owner", "Path", "Sddl", "Target")}
_DEFINITIONS: dict[str, Any] = {
    "NoteProperty": _note,
    "AliasProperty": lambda member, inner: f"{member.name} = {inner.referenced}",
    "ScriptProperty": _script,
    "CodeProperty": lambda member, inner: f"{inner.type_name} {member.name}{{get={_CODE_METHODS.get(member.name, member.name)};}}",
    "ScriptMethod": lambda member, inner: f"System.Object {member.name}();",
    "CodeMethod": lambda member, inner: ", ".join(inner.definitions) or f"static System.Object {member.name}(psobject instance)",
    "PropertySet": lambda member, inner: f"{member.name} {{{', '.join(inner.referenced)}}}",
    "MemberSet": lambda member, inner: f"{member.name} {{{', '.join(m.name for m in inner.members.values())}}}",
}


def _statics(net: NetType, force: bool = False) -> list[tuple[str, int, str]]:
    table = members_of(net)
    methods = [m for m in table.static_methods.values() if force or not m.name.startswith("op_")]
    found = [(m.name, 64, ", ".join(m.definitions) or f"static System.Object {m.name}()") for m in methods]
    if table.constructor is not None and "new" not in table.static_methods:
        made = _declared(net.full_name)
        found.append(("new", 64, ", ".join(f"{made} {one}" for one in table.constructor.definitions)))
    found += [
        (p.name, 4, f"static {_declared(p.type_name)} {p.name} {{get;{'set;' if p.set else ''}}}") for p in table.static_properties.values()
    ]
    found += [(name, 4, f"static {_declared(net.full_name)} {name} {{get;}}") for name in enum_names(net)]
    return found


class _NoMemberType(Validator):
    """A name that is a kind of member is not the name of a note: it was meant as -MemberType."""

    __slots__ = ()
    net_type = define("Microsoft.PowerShell.Commands.AddMemberCommand+ValidateNotePropertyNameAttribute")

    def check(self, value: Any, evaluate: Any = None) -> None:
        if isinstance(value, str) and _kind_named(value) in _ADDABLE:
            text = (
                "The parameter NotePropertyName cannot take values that could be converted to the type "
                "System.Management.Automation.PSMemberTypes. To define the name of a member with those values, use Add-Member, and "
                "specify the member type."
            )
            raise ValidationFailed(text, "InvalidValueForNotePropertyName", yields=True)


def _kind_named(text: str) -> int:
    """The kinds of member that a text, a name or a number, stands for; 0 when it stands for none."""
    try:
        return int(convert(text, PSMemberTypes.net_type))
    except NetError:
        return 0


def _number_as_text(value: Any, ctx: Any) -> Any:
    """A number is a note's name, too: `Add-Member 23 value`."""
    bare = unwrap(value)
    return to_text(bare) if is_number(bare) else value


_INVALID_OPERATION = "System.InvalidOperationException"
_ADDABLE = frozenset(
    _KIND_NUMBERS[kind]
    for kind in (
        "AliasProperty",
        "CodeMethod",
        "CodeProperty",
        "MemberSet",
        "NoteProperty",
        "PropertySet",
        "ScriptMethod",
        "ScriptProperty",
    )
)


@cmdlet("Add-Member", default_set="TypeNameSet", output=("System.Object",))
class AddMember(Cmdlet):
    """Adds custom properties and methods to an instance of an object."""

    input_object = parameter("InputObject", "psobject", mandatory=True, pipeline=True)
    member_type = parameter(
        "MemberType", "System.Management.Automation.PSMemberTypes", sets=(In("MemberSet", mandatory=True, position=0),), aliases=("Type",)
    )
    name = parameter("Name", "string", sets=(In("MemberSet", mandatory=True, position=1),))
    value = parameter("Value", "object", sets=(In("MemberSet", position=2),))
    second_value = parameter("SecondValue", "object", sets=(In("MemberSet", position=3),))
    type_name = parameter(
        "TypeName",
        "string",
        sets=(In("TypeNameSet", mandatory=True), "MemberSet", "NotePropertySingleMemberSet", "NotePropertyMultiMemberSet"),
        validate=(NotNullOrEmpty(),),
    )
    force = parameter("Force", "switch", sets=("MemberSet", "NotePropertySingleMemberSet", "NotePropertyMultiMemberSet"))
    pass_thru = parameter("PassThru", "switch")
    note_name = parameter(
        "NotePropertyName",
        "string",
        sets=(In("NotePropertySingleMemberSet", mandatory=True, position=0),),
        validate=(_NoMemberType(), NotNullOrEmpty()),
        transform=(_number_as_text,),
    )
    note_value = parameter(
        "NotePropertyValue", "object", sets=(In("NotePropertySingleMemberSet", mandatory=True, position=1),), allow_null=True
    )
    note_members = parameter(
        "NotePropertyMembers",
        "System.Collections.IDictionary",
        sets=(In("NotePropertyMultiMemberSet", mandatory=True, position=0),),
        validate=(NotNullOrEmpty(),),
    )

    def process(self) -> None:
        if self.type_name is not None and not self.type_name.strip():
            text = "The TypeName parameter should not be null, empty, or contain only white spaces."
            self.fail(self.error(_INVALID_OPERATION, text, "TypeNameShouldNotBeEmpty", "InvalidOperation", self.type_name))
        target = wrap(self.input_object)
        if not self._add(target):
            return
        if self.type_name:
            net = type_from_text(self.type_name)
            target.own_type_names.insert(0, net.full_name if net is not None else self.type_name)
        if self.pass_thru:
            self.write(target)

    def _add(self, target: PSObject) -> bool:
        if self.set_name == "NotePropertySingleMemberSet":
            return self._put(target, NoteProperty(self.note_name, self.note_value))
        if self.set_name == "NotePropertyMultiMemberSet":
            added = [self._note(target, to_text(key), item) for key, item in _pairs(self.note_members)]
            return any(added)
        if self.set_name == "TypeNameSet":
            return True
        return self._put(target, make_member(self, self._kind(), self.name, ADDING))

    def _note(self, target: PSObject, name: str, value: Any) -> bool:
        if name:
            return self._put(target, NoteProperty(name, value))
        text = "The name for a NoteProperty member should not be null or an empty string."
        self.write_error(self.error(_INVALID_OPERATION, text, "NotePropertyNameShouldNotBeNull", "InvalidOperation", name))
        return False

    def _kind(self) -> str:
        """The kind of member to add: one alone."""
        label: str = PSMemberTypes(self.member_type).label
        if int(self.member_type).bit_count() != 1:
            text = f'To add a member, only one member type can be specified. The member types specified are: "{label}"'
            self.fail(self.error(_INVALID_OPERATION, text, "WrongMemberCount", "InvalidOperation"))
        return label

    def _put(self, target: PSObject, member: PSMemberInfo) -> bool:
        """Add to the object; a dictionary keeps the member even where it is reached without the object around it."""
        beside = attach(target.base) if target.base is not None else None
        if beside is not None and not self._add_to(beside, member):
            return False
        return self._add_to(target, member) or beside is not None

    def _add_to(self, target: PSObject, member: PSMemberInfo) -> bool:
        name = member.name
        found = find_member(target, name)
        if found is not None:
            if not self.force:
                text = (
                    f'Cannot add a member with the name "{name}" because a member with that name already exists. To overwrite '
                    "the member anyway, add the Force parameter to your command."
                )
                self.write_error(self.error(_INVALID_OPERATION, text, "MemberAlreadyExists", "InvalidOperation", target))
                return False
            if not self._make_room(target, found):
                return False
        if member.__class__ is NoteProperty:
            target.set(name, member.value)
        else:
            target.add_member(member)
        return True

    def _make_room(self, target: PSObject, found: Any) -> bool:
        """Take away what has the name; what .NET declares is covered, what the type table adds to a type stays."""
        name = found.name
        if name in target:
            target.remove(name)
            return True
        if not isinstance(found, PSMemberInfo):
            return True
        kind = PSMemberTypes(describe(found)[1]).label
        text = (
            f'Cannot force the member with name "{name}" and type "{kind}" to be added. A member with that name and type already exists, '
            "and the existing member is not an instance extension."
        )
        self.write_error(self.error(_INVALID_OPERATION, text, "CannotRemoveTypeDataMember", "InvalidOperation", target))
        return False


def _pairs(table: Any) -> list[tuple[Any, Any]]:
    bare = unwrap(table)
    return bare.pairs() if isinstance(bare, NetDictionary) else list(bare.items())
