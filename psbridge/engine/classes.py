"""Classes and enums of scripts.

Decides how a definition becomes a NetType with a Python class for its instances: fields with defaults and conversion, methods chosen by
overload, constructors that call their base, inheritance from script classes and from .NET types.  `definer` makes all types of one block.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psbridge.engine.classcontracts import asked_of
from psbridge.engine.classmembers import (
    FieldPlan,
    MethodPlan,
    constructor_of,
    declare_accessors,
    declare_fields,
    declare_methods,
    field_plan,
    method_plan,
)
from psbridge.engine.classnames import check_names
from psbridge.engine.compiler.unit import HOOKS, Unit, constant_of, expression, type_of_name
from psbridge.engine.instances import ScriptClass, ScriptInstance, clone_shallow, default_base_call, python_class
from psbridge.engine.parsefailures import parse_failure
from psbridge.engine.plan import Closure
from psbridge.language.ast import (
    ArrayTypeName,
    FunctionMemberAst,
    PropertyMemberAst,
    TypeConstraintAst,
    TypeDefinitionAst,
    TypeExpressionAst,
)
from psbridge.language.errors import ParseError
from psbridge.language.messages import MESSAGES
from psbridge.language.visitor import walk
from psbridge.objects import BigInteger, Method, NetError, NetType, define_enum, find_type
from psbridge.objects.adapted import declare, members_of
from psbridge.objects.convert import convert, is_number
from psbridge.objects.nettypes import represent

if TYPE_CHECKING:
    from psbridge.engine.context import Context

OBJECT = find_type("System.Object")
ASSEMBLY = "PowerShell Class Assembly, Version=1.0.0.1, Culture=neutral, PublicKeyToken=null"
Maker = Callable[["Context"], None]


def definer(unit: Unit, types: list[TypeDefinitionAst]) -> Maker:
    """What defines the types of a block: first their names, then what is in them, so that they may refer to each other."""
    enums = [_enum(unit, one) for one in _by_reference([one for one in types if one.is_enum])]
    classes = [ClassPlan(unit, one) for one in types if not one.is_enum]
    later = {one.name.lower(): index for index, one in enumerate(types) if not one.is_enum}

    def define(ctx: Context) -> None:
        check_names(ctx, unit, types)
        for make in enums:
            make(ctx)
        made = [(plan, plan.announce(ctx)) for plan in classes]
        for plan, net in made:
            plan.inherit(ctx, net, later)
        for plan, net in made:
            plan.fill(ctx, net)

    return define


# -- enums


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of an enum: what its value is written as, if it is."""

    ast: PropertyMemberAst
    value: Any

    def number(self, ctx: Context, kind: NetType, table: dict[str, int], following: int) -> int:
        """Its number: the one written, or the next one."""
        if self.value is None:
            return self._inside(self.ast.extent, kind, following)
        where = (self.ast.initial_value or self.ast).extent
        value = _earlier(ctx, self.value, table)
        try:
            return int(convert(value, kind))
        except NetError as error:
            if is_number(value):
                raise _outside(where, kind) from error
            raise _refused(where, "CannotConvertValue", _shown(kind)) from error

    def _inside(self, where: Any, kind: NetType, number: int) -> int:
        try:
            return int(convert(BigInteger(number), kind))
        except NetError as error:
            raise _outside(where, kind) from error


def _outside(where: Any, kind: NetType) -> Exception:
    return _refused(where, "EnumeratorValueOutOfBounds", _shown(kind))


def _shown(kind: NetType) -> str:
    from psbridge.engine.commandfaces import short_type

    return short_type(kind)


def _refused(where: Any, error_id: str, *words: str) -> Exception:
    """A fault of a definition that shows when its types are made: a syntax error all the same."""
    return parse_failure([ParseError(where, error_id, MESSAGES[error_id].format(*words))])


def _by_reference(enums: list[TypeDefinitionAst]) -> list[TypeDefinitionAst]:
    """Enums in an order in which each stands behind those that its values name."""
    names = {one.name.lower(): one for one in enums}
    wanted = {
        one.name.lower(): {
            node.type_name.full_name.lower()
            for member in one.members
            if isinstance(member, PropertyMemberAst) and member.initial_value is not None
            for node in walk(member.initial_value)
            if isinstance(node, TypeExpressionAst)
        }
        & (names.keys() - {one.name.lower()})
        for one in enums
    }
    ordered: list[TypeDefinitionAst] = []
    while wanted:
        ready = [name for name in wanted if not wanted[name] & wanted.keys()]
        if not ready:
            text = MESSAGES["CycleInEnumInitializers"]
            raise parse_failure([ParseError(names[name].extent, "CycleInEnumInitializers", text) for name in wanted])
        ordered.extend(names[name] for name in ready)
        for name in ready:
            del wanted[name]
    return ordered


def _enum(unit: Unit, ast: TypeDefinitionAst) -> Maker:
    members = [
        _Member(one, None if one.initial_value is None else expression(unit, one.initial_value))
        for one in ast.members
        if isinstance(one, PropertyMemberAst)
    ]
    underlying = type_of_name(unit, ast.base_types[0].type_name) if ast.base_types else None
    flags = any(one.type_name.name.lower().removeprefix("system.").removesuffix("attribute") == "flags" for one in ast.attributes)

    def make(ctx: Context) -> None:
        kind = underlying(ctx) if underlying is not None else find_type("System.Int32")
        table: dict[str, int] = {}
        following = 0
        for member in members:
            number = member.number(ctx, kind, table, following)
            table[member.ast.name] = number
            following = (number * 2 or 1) if flags else number + 1
        made = define_enum(ast.name, table, flags=flags, underlying=kind.python or int, assembly=ASSEMBLY, register=False)
        ctx.scope.add_type(ast.name, made.net_type)

    return make


def _earlier(ctx: Context, value_of: Any, table: dict[str, int]) -> Any:
    """The value of a member; it may name one that came before."""
    fixed = constant_of(value_of)
    value = fixed[0] if fixed is not None else value_of(ctx)
    if isinstance(value, str):
        for name, number in table.items():
            if name.lower() == value.lower():
                return number
    return value


# -- classes


class ClassPlan:
    """A class definition, compiled."""

    def __init__(self, unit: Unit, ast: TypeDefinitionAst) -> None:
        self.ast = ast
        self.bases = [type_of_name(unit, one.type_name) for one in ast.base_types]
        inner = unit.for_class()
        self.fields: list[FieldPlan] = [field_plan(unit, one) for one in ast.members if isinstance(one, PropertyMemberAst)]
        functions = [one for one in ast.members if isinstance(one, FunctionMemberAst)]
        self.methods: list[MethodPlan] = [method_plan(inner, one) for one in functions if not one.is_constructor]
        self.constructors: list[MethodPlan] = [method_plan(inner, one) for one in functions if one.is_constructor]

    def announce(self, ctx: Context) -> NetType:
        """The type by its name."""
        net = NetType(self.ast.name, OBJECT, assembly=ASSEMBLY)
        ctx.scope.add_type(self.ast.name, net)
        return net

    def inherit(self, ctx: Context, net: NetType, places: dict[str, int]) -> None:
        """Its base class and interfaces; `places`: where the classes that are defined together stand."""
        interfaces = []
        for index, (base, type_of) in enumerate(zip(self.ast.base_types, self.bases, strict=True)):
            own = places.get(base.type_name.full_name.lower(), -1)
            if own >= places[self.ast.name.lower()]:
                raise _refused(base.extent, "TypeNotFound", base.type_name.full_name)
            found = self._parent(ctx, base, type_of)
            if found.kind == "interface":
                interfaces.append(found)
            elif index > 0:
                raise _refused(base.extent, "InterfaceNameExpected", found.name)
            else:
                net.base = found
                net._chain = None
        net.interfaces = tuple(interfaces)

    def _parent(self, ctx: Context, base: TypeConstraintAst, type_of: Closure) -> NetType:
        """The type that stands as a base; not every type can."""
        if isinstance(base.type_name, ArrayTypeName):
            raise _refused(base.extent, "SubtypeArray", base.type_name.full_name)
        found: NetType = type_of(ctx)
        if found.kind in ("struct", "enum"):
            raise _refused(base.extent, "SealedBaseClass", found.name)
        if "`" in found.name and not found.generic_arguments:
            raise _refused(base.extent, "SubtypeUnclosedGeneric", found.name)
        return found

    def fill(self, ctx: Context, net: NetType) -> None:
        """Members and the Python class."""
        parent = net.base.tag if net.base is not None and isinstance(net.base.tag, ScriptClass) else None
        home = ctx.child()
        home.streams = ctx.streams
        made = ScriptClass(net, parent, ctx.session_state, home)
        net.tag = made
        table = declare(net)
        declare_fields(ctx, made, table, self.fields)
        declare_methods(ctx, made, table, self.methods)
        declare_accessors(made, table)
        table.methods.setdefault("memberwiseclone", Method("MemberwiseClone", clone_shallow, ("System.Object MemberwiseClone()",)))
        made.hidden.add("memberwiseclone")  # protected in .NET
        table.constructor = constructor_of(ctx, made, self.constructors)
        self._check_contracts(net)
        made.python = net.python = python_class(made)
        represent(made.python, net)

    def _check_contracts(self, net: NetType) -> None:
        """Refuse a class that does not have the methods that its interfaces ask for."""
        table = members_of(net)
        for name in asked_of(net):
            if name.lower() not in table.methods and name.lower().removeprefix("get_") not in table.properties:
                text = f"Method '{name}' in type '{net.name}' from assembly '{ASSEMBLY}' does not have an implementation."
                raise _refused(self.ast.extent, "TypeCreationError", net.name, text)


def call_base_constructor(ctx: Context, args: list[Any]) -> None:
    """`: base(arguments)`."""
    owner: ScriptClass = ctx.vars["\0class"]
    instance: ScriptInstance = ctx.this
    parent = owner.parent
    if parent is None:
        default_base_call(ctx, owner, instance, args)
        return
    parent.construct_into(ctx, instance, args)


HOOKS.definer = definer
