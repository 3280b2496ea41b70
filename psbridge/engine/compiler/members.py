"""Members, indexes, calls and conversions.

Decides the fast paths (notes of objects, keys of dictionaries, items of arrays); everything else is engine.invoke's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine import invoke
from psbridge.engine.compiler import literals
from psbridge.engine.compiler.literals import to_custom_object
from psbridge.engine.compiler.unit import Unit, constant_of, early_type, expression, expression_of, type_of_name
from psbridge.engine.errors import runtime_error
from psbridge.engine.plan import Closure
from psbridge.language.ast import (
    ArrayLiteralAst,
    AttributedExpressionAst,
    BaseCtorInvokeMemberExpressionAst,
    ConvertExpressionAst,
    HashtableAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    ParenExpressionAst,
    PipelineAst,
    StringConstantExpressionAst,
    TypeExpressionAst,
    VariableExpressionAst,
)
from psbridge.objects import (
    AutomationNull,
    Hashtable,
    NetDictionary,
    NetType,
    PSObject,
    ScriptBlock,
    find_type,
    lookup_type,
    type_of,
    unwrap,
)
from psbridge.objects.convert import convert, dotnet_text, to_text
from psbridge.objects.psobject import SPECIAL

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_OBJECT = find_type("System.Object")
_OF_OBJECT = {"tostring": 0, "equals": 1}  # with so many arguments


def member_name(unit: Unit, ast: MemberExpressionAst) -> tuple[str | None, Closure]:
    """The name of a member when it is constant, and a closure for it."""
    value = expression(unit, ast.member)
    if isinstance(ast.member, StringConstantExpressionAst):
        return ast.member.value, value
    return None, value


def named(value: Any) -> str:
    """A computed member name."""
    return value if value.__class__ is str else to_text(unwrap(value))


# -- properties


@expression_of(MemberExpressionAst)
def member(unit: Unit, ast: MemberExpressionAst) -> Closure:
    name, name_of = member_name(unit, ast)
    if ast.static:
        return _static_member(static_target(unit, ast), name, name_of)
    target = expression(unit, ast.expression)
    found = _computed_member(target, name_of) if name is None else _fixed_member(target, name)
    return _unless_null(target, found, ast.null_conditional)


def _fixed_member(target: Closure, name: str) -> Closure:
    key = name.lower()
    get_member = invoke.get_member
    special = SPECIAL

    def run(ctx: Context) -> Any:
        value = target(ctx)
        kind = value.__class__
        if kind is PSObject:
            slot = value.shape.index.get(key)
            if slot is not None and value.shape.kinds[slot] != special:
                return value.values[slot]
        elif kind is Hashtable:
            pair = value._items.get(key)
            if pair is not None:
                return pair[1]
        return get_member(ctx, value, name)

    return run


def _computed_member(target: Closure, name_of: Closure) -> Closure:
    def run(ctx: Context) -> Any:
        value = target(ctx)
        name = name_of(ctx)
        if name.__class__ is not str:
            base = unwrap(value)
            if isinstance(base, NetDictionary) and name in base:
                return base[name]
        return invoke.get_member(ctx, value, named(name))

    return run


def _unless_null(target: Closure, found: Closure, conditional: bool) -> Closure:
    """`?.`: nothing is looked up in null.  The target is evaluated once more only when it is a variable's value, which costs nothing."""
    if not conditional:
        return found

    def run(ctx: Context) -> Any:
        value = target(ctx)
        return None if value is None or value is AutomationNull else found(ctx)

    return run


def static_target(unit: Unit, ast: MemberExpressionAst) -> Closure:
    """What stands before `::` as a NetType."""
    if isinstance(ast.expression, TypeExpressionAst):
        return type_of_name(unit, ast.expression.type_name)
    value_of = expression(unit, ast.expression)

    def run(ctx: Context) -> Any:
        value = unwrap(value_of(ctx))
        if isinstance(value, NetType):
            return value
        if isinstance(value, str):
            return convert(value, find_type("System.Type"))
        if value is None:
            raise runtime_error("You cannot call a method on a null-valued expression.", "InvokeMethodOnNull")
        from psbridge.objects import type_of

        return type_of(value)

    return run


def _static_member(target: Closure, name: str | None, name_of: Closure) -> Closure:
    if name is not None:
        return lambda ctx: invoke.get_static(ctx, target(ctx), name)
    return lambda ctx: invoke.get_static(ctx, target(ctx), named(name_of(ctx)))


# -- calls


@expression_of(InvokeMemberExpressionAst)
def call(unit: Unit, ast: InvokeMemberExpressionAst) -> Closure:
    name, name_of = member_name(unit, ast)
    arguments = argument_list(unit, ast)
    generic = tuple(type_of_name(unit, t) for t in ast.generic_type_arguments)
    extent = ast.extent
    if ast.static:
        return _static_call(static_target(unit, ast), name, name_of, arguments, generic, extent)
    if name is not None and not generic and not ast.null_conditional and isinstance(ast.expression, ParenExpressionAst):
        special = base_call(unit, ast.expression, name, arguments)
        if special is not None:
            return special
    target = expression(unit, ast.expression)
    if name is None:
        return _computed_call(target, name_of, arguments, extent)
    return _fixed_call(target, name, arguments, generic, extent, ast.null_conditional)


def base_call(unit: Unit, ast: ParenExpressionAst, name: str, arguments: Any) -> Closure | None:
    """`([Base] $value).Method()`: the method of the base, not the one that overrides it; None when the type is no base of classes."""
    inner = ast.pipeline.get_pure_expression() if isinstance(ast.pipeline, PipelineAst) else None
    if not isinstance(inner, ConvertExpressionAst) or isinstance(inner.child, HashtableAst):
        return None  # what a literal makes is of no derived class, and [ordered] is no type
    early = early_type(unit, inner.type.type_name)
    if early is _OBJECT and name.lower() in _OF_OBJECT:
        return _object_call(expression(unit, inner.child), name, arguments)
    if not unit.in_class and (early is not None or lookup_type(inner.type.type_name.full_name) is not None):
        return None
    net_of, value_of, key = type_of_name(unit, inner.type.type_name), expression(unit, inner.child), name.lower()

    def run(ctx: Context) -> Any:
        net, value = net_of(ctx), value_of(ctx)
        if isinstance(getattr(value, "fields", None), dict) and value.net_type is not net and value.net_type.is_subtype_of(net):
            from psbridge.engine.invoke.plans import plan_of
            from psbridge.objects.adapted import members_of

            method = members_of(net).methods.get(key)
            if method is not None:
                return plan_of(method, net).invoke(ctx, value, arguments(ctx))
            if key == "tostring":
                return str(value.net_type.full_name)
        return invoke.invoke_method(ctx, cast(ctx, value, net), name, arguments(ctx))

    return run


def _object_call(value_of: Closure, name: str, arguments: Any) -> Closure:
    """`([object] $value).ToString()` and `.Equals(other)`: those of System.Object itself, name and identity."""
    key = name.lower()

    def run(ctx: Context) -> Any:
        value, args = value_of(ctx), arguments(ctx)
        bare = unwrap(value)
        if bare is None or bare is AutomationNull or bare.__class__ is PSObject or len(args) != _OF_OBJECT[key]:
            return invoke.invoke_method(ctx, value, name, args)
        net = type_of(bare)
        return bare is unwrap(args[0]) and net.kind == "class" if args else str(dotnet_text(net))

    return run


def argument_list(unit: Unit, ast: InvokeMemberExpressionAst) -> Callable[[Context], list[Any]]:
    parts = [_argument(unit, a) for a in ast.arguments]
    if not parts:
        return lambda ctx: []
    if len(parts) == 1:
        only = parts[0]
        return lambda ctx: [only(ctx)]

    def run(ctx: Context) -> list[Any]:
        return [part(ctx) for part in parts]

    return run


def _argument(unit: Unit, ast: Any) -> Closure:
    value_of = expression(unit, ast)
    if constant_of(value_of) is not None:
        return value_of

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        return None if value is AutomationNull else value

    return run


def _fixed_call(target: Closure, name: str, arguments: Any, generic: tuple[Closure, ...], extent: Any, conditional: bool) -> Closure:
    invoke_method, quick_of = invoke.invoke_method, invoke.QUICK.get
    if not conditional and not generic:

        def plain(ctx: Context) -> Any:
            value = target(ctx)
            args = arguments(ctx)
            ctx.position = extent
            quick = quick_of(value.__class__)
            if quick is not None:
                known = quick.get(name)
                if known is not None:
                    return known.invoke(ctx, value, args)
            return invoke_method(ctx, value, name, args)

        return plain

    def run(ctx: Context) -> Any:
        value = target(ctx)
        if conditional and (value is None or value is AutomationNull):
            return None
        args = arguments(ctx)
        ctx.position = extent
        if generic:
            return invoke_method(ctx, value, name, args, tuple(t(ctx) for t in generic))
        return invoke_method(ctx, value, name, args)

    return run


def _computed_call(target: Closure, name_of: Closure, arguments: Any, extent: Any) -> Closure:
    def run(ctx: Context) -> Any:
        value = target(ctx)
        name = unwrap(name_of(ctx))
        args = arguments(ctx)
        ctx.position = extent
        if isinstance(name, ScriptBlock):
            return name.invoke_value(ctx, *args, this=value)  # type: ignore[attr-defined]
        return invoke.invoke_method(ctx, value, named(name), args)

    return run


def _static_call(target: Closure, name: str | None, name_of: Closure, arguments: Any, generic: tuple[Closure, ...], extent: Any) -> Closure:
    def run(ctx: Context) -> Any:
        net = target(ctx)
        word = name if name is not None else named(name_of(ctx))
        args = arguments(ctx)
        ctx.position = extent
        if generic:
            return invoke.invoke_static(ctx, net, word, args, tuple(t(ctx) for t in generic))
        return invoke.invoke_static(ctx, net, word, args)

    return run


@expression_of(BaseCtorInvokeMemberExpressionAst)
def base_constructor(unit: Unit, ast: BaseCtorInvokeMemberExpressionAst) -> Closure:
    from psbridge.engine.classes import call_base_constructor

    arguments = argument_list(unit, ast)

    def run(ctx: Context) -> Any:
        call_base_constructor(ctx, arguments(ctx))
        return AutomationNull

    return run


# -- indexes


@expression_of(IndexExpressionAst)
def index(unit: Unit, ast: IndexExpressionAst) -> Closure:
    target, position = expression(unit, ast.target), expression(unit, ast.index)
    conditional = ast.null_conditional
    many = isinstance(ast.index, ArrayLiteralAst)
    get_index = invoke.get_index

    def run(ctx: Context) -> Any:
        value = target(ctx)
        if conditional and (value is None or value is AutomationNull):
            return None
        at = position(ctx)
        if value.__class__ is list and at.__class__ is int and not many:
            size = len(value)
            if -size <= at < size:
                return value[at]
        elif value.__class__ is Hashtable and at.__class__ is str:
            pair = value._items.get(at.lower())
            return None if pair is None else pair[1]
        return get_index(ctx, value, at)

    return run


# -- conversions and attributes


@expression_of(ConvertExpressionAst)
def conversion(unit: Unit, ast: ConvertExpressionAst) -> Closure:
    written = ast.type.type_name.full_name.lower()
    child = ast.child
    if written == "ordered" and isinstance(child, HashtableAst):
        return literals.ordered(unit, child)
    if written in ("pscustomobject", "system.management.automation.pscustomobject") and isinstance(child, HashtableAst):
        return literals.custom_object(unit, child)
    if written in ("pscustomobject", "system.management.automation.pscustomobject"):
        return _bag_of(expression(unit, child))
    if written in ("ref", "system.management.automation.psreference"):
        return _reference(unit, child)
    value_of = expression(unit, child)
    net = early_type(unit, ast.type.type_name)
    if net is not None and net.full_name == "System.Void":
        return lambda ctx: (value_of(ctx), AutomationNull)[1]
    if net is not None and net.full_name == "System.Management.Automation.PSObject":
        return lambda ctx: _wrapped(value_of(ctx))
    if net is not None:
        return _convert_to(net, value_of)
    net_of = type_of_name(unit, ast.type.type_name)
    return lambda ctx: cast(ctx, value_of(ctx), net_of(ctx))


def _bag_of(value_of: Closure) -> Closure:
    """`[pscustomobject] $x`: a dictionary becomes an object, anything else is wrapped."""

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        base = unwrap(value)
        return to_custom_object(base) if isinstance(base, NetDictionary | dict) else _wrapped(value)

    return run


def _wrapped(value: Any) -> Any:
    """`[psobject] $x`: the value in a PSObject, which nothing but -is tells from the value."""
    if value is None or value is AutomationNull or isinstance(value, PSObject):
        return None if value is AutomationNull else value
    return PSObject(value)


def cast(ctx: Context, value: Any, net: NetType) -> Any:
    """`[type] value`."""
    return convert(None if value is AutomationNull else value, net)


def _convert_to_text(net: NetType, value_of: Closure) -> Closure:
    """`[string] value`: lists are joined with the $OFS that counts here."""
    from psbridge.engine.compiler.literals import expanded

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        if value.__class__ is str:
            return value
        if isinstance(unwrap(value), list | tuple):
            return expanded(ctx, value)
        return convert(None if value is AutomationNull else value, net)

    return run


def _convert_to(net: NetType, value_of: Closure) -> Closure:
    if net.full_name == "System.String":
        return _convert_to_text(net, value_of)
    python = net.python if net.full_name in ("System.Int32", "System.Boolean", "System.Double") else None

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        if value.__class__ is python:
            return value
        return convert(None if value is AutomationNull else value, net)

    return run


def _reference(unit: Unit, child: Any) -> Closure:
    """`[ref] $x`: a box that reads and writes the variable; of any other value a box of its own."""
    from psbridge.engine.compiler.variables import CONSTANTS, find_variable, key_of
    from psbridge.engine.reference import PSReference
    from psbridge.engine.references import VariableReference

    if isinstance(child, VariableExpressionAst) and key_of(child.variable_path) not in CONSTANTS:
        path = child.variable_path
        return lambda ctx: VariableReference(ctx, find_variable(ctx, path))
    value_of = expression(unit, child)
    return lambda ctx: PSReference(value_of(ctx))


@expression_of(AttributedExpressionAst)
def attributed(unit: Unit, ast: AttributedExpressionAst) -> Closure:
    """An attribute means something on the left of an assignment only."""
    return expression(unit, ast.child)
