"""Members of script classes: compiled plans of fields and methods, and their place in the tables of engine.invoke.

Decides how a method runs (a scope of its own below its module, $this, typed parameters, only `return` gives a value) and how a field is
converted and validated when it is set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from psbridge.engine.classcontracts import asked_of
from psbridge.engine.compiler.constraints import attribute_plan, parameter_of
from psbridge.engine.compiler.unit import Unit, expression, type_of_name
from psbridge.engine.context import DISCARD, RETURN
from psbridge.engine.errors import LoopControl, ScriptError
from psbridge.engine.failures import calling
from psbridge.engine.instances import ScriptClass, call_home, default_base_call, method_frame
from psbridge.engine.invoke.plans import plan_of
from psbridge.engine.invoke.signatures import Parameter, Signature
from psbridge.engine.members.table import ContextMethod, ContextProperty
from psbridge.engine.plan import AttributePlan, Closure, Code
from psbridge.engine.scopes import Variable
from psbridge.engine.typedvariables import to_type
from psbridge.language.ast import (
    BaseCtorInvokeMemberExpressionAst,
    CommandExpressionAst,
    FunctionMemberAst,
    PipelineAst,
    PropertyMemberAst,
    ScriptBlockAst,
    TypeConstraintAst,
    VariableExpressionAst,
)
from psbridge.objects import AutomationNull, Method, NetError, NetType, Property, SwitchParameter, TypeMembers, find_type
from psbridge.objects.adapted import members_of
from psbridge.objects.convert import convert

if TYPE_CHECKING:
    from psbridge.engine.context import Context

OBJECT, VOID = find_type("System.Object"), find_type("System.Void")


@dataclass(frozen=True, slots=True)
class ScriptedMethod(ContextMethod):
    """A method of a script class: its overloads are known as types, its failures come up as they are."""

    signatures: tuple[Signature, ...] = ()
    scripted: tuple[Signature, ...] = ()  # those that a script wrote
    wrapped: bool = False


@dataclass(slots=True)
class FieldPlan:
    """A property of a class."""

    name: str
    type: Closure | None
    type_text: str
    default: Closure | None
    attributes: tuple[AttributePlan, ...]
    static: bool
    hidden: bool


@dataclass(slots=True)
class MethodPlan:
    """A method or constructor."""

    name: str
    parameters: tuple[tuple[str, Closure | None, str], ...]
    returns: Closure | None
    code: Code
    static: bool
    hidden: bool
    calls_base: bool
    return_text: str = "void"


def field_plan(unit: Unit, ast: PropertyMemberAst) -> FieldPlan:
    kind = ast.property_type
    return FieldPlan(
        ast.name,
        None if kind is None else type_of_name(unit, kind.type_name),
        "System.Object" if kind is None else kind.type_name.full_name,
        None if ast.initial_value is None else expression(unit, ast.initial_value),
        tuple(attribute_plan(unit, one) for one in ast.attributes),
        ast.is_static,
        ast.is_hidden,
    )


def method_plan(unit: Unit, ast: FunctionMemberAst) -> MethodPlan:
    parameters = []
    for one in ast.parameters:
        assert isinstance(one.name, VariableExpressionAst)
        types = [a for a in one.attributes if isinstance(a, TypeConstraintAst)]
        kind = type_of_name(unit, types[0].type_name) if types else None
        parameters.append((one.name.variable_path.unqualified, kind, types[0].type_name.full_name if types else "Object"))
    return MethodPlan(
        ast.name,
        tuple(parameters),
        None if ast.return_type is None else type_of_name(unit, ast.return_type.type_name),
        _lazy(unit, ast.body),
        ast.is_static,
        ast.is_hidden,
        _calls_base(ast.body),
        "void"
        if ast.return_type is None and not ast.is_constructor
        else "System.Object"
        if ast.return_type is None
        else ast.return_type.type_name.full_name,
    )


def _calls_base(body: ScriptBlockAst) -> bool:
    if body.end_block is None or not body.end_block.statements:
        return False
    first = body.end_block.statements[0]
    if isinstance(first, PipelineAst):
        return isinstance(first.get_pure_expression(), BaseCtorInvokeMemberExpressionAst)
    return isinstance(first, CommandExpressionAst) and isinstance(first.expression, BaseCtorInvokeMemberExpressionAst)


def _lazy(unit: Unit, body: ScriptBlockAst) -> Code:
    """The statements of a method, compiled at the first call."""
    kept: list[Code] = []

    def run(ctx: Context, out: Any) -> int:
        if not kept:
            from psbridge.engine.compiler.scripts import inline_block

            kept.append(inline_block(unit, body))
        return kept[0](ctx, out)

    return run


# -- fields


def declare_fields(ctx: Context, owner: ScriptClass, table: TypeMembers, plans: list[FieldPlan]) -> None:
    for plan in plans:
        net = plan.type(ctx) if plan.type is not None else OBJECT
        key = plan.name.lower()
        if plan.hidden:
            owner.hidden.add(key)
        check = _checker(ctx, plan, net)
        if plan.static:
            _static_field(owner, table, plan, key, net, check)
        else:
            table.properties[key] = Property(plan.name, _getter(key), _setter(key, check), net.full_name)
            owner.blank[key] = empty_value(net)
            if plan.default is not None:
                owner.fields.append((key, _default(plan, net)))


def _getter(key: str) -> Callable[[Any], Any]:
    return lambda instance: instance.fields[key]


def _setter(key: str, check: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    def put(instance: Any, value: Any) -> None:
        instance.fields[key] = check(value)

    return put


def _checker(ctx: Context, plan: FieldPlan, net: NetType) -> Callable[[Any], Any]:
    """Transformation, conversion and validation of a new value."""
    if not plan.attributes:
        return lambda value: value if net is OBJECT else convert(value, net)
    parameter = parameter_of(ctx, plan.name, plan.attributes)

    def check(value: Any) -> Any:
        try:
            for change in reversed(parameter.transforms):  # the one next to the name begins
                value = change(value, ctx)
        except ScriptError as error:
            raise NetError(error.record.exception) from error
        made = value if net is OBJECT else convert(value, net)
        _validate(ctx, parameter.validators, made)
        return made

    return check


def _validate(ctx: Any, validators: Any, value: Any) -> None:
    from psbridge.engine.validation import ValidationFailed

    for validator in validators:
        try:
            validator.check(value, lambda block, item: block.invoke_value(ctx, dollar_under=item))
        except ValidationFailed as refused:
            raise NetError.of("System.Management.Automation.ValidationMetadataException", refused.what) from refused


def _default(plan: FieldPlan, net: NetType) -> Callable[[Context], Any]:
    default = plan.default
    if default is None:
        empty = empty_value(net)
        return lambda ctx: empty

    def make(ctx: Context) -> Any:
        value = default(ctx)
        value = None if value is AutomationNull else value
        return value if net is OBJECT else convert(value, net)

    return make


def empty_value(net: NetType) -> Any:
    """default(T)."""
    if net.full_name == "System.Management.Automation.SwitchParameter":
        return SwitchParameter(False)
    if net.kind == "enum" and net.python is not None:
        return net.python(0)
    if net.kind != "struct" or net.python is None:
        return None
    if net.full_name == "System.Char":
        return net.python("\0")
    if net.full_name == "System.Guid":
        return net.python(int=0)
    try:
        return net.python()
    except TypeError:
        return net.python(0)


def _static_field(owner: ScriptClass, table: TypeMembers, plan: FieldPlan, key: str, net: NetType, check: Callable[[Any], Any]) -> None:
    statics = owner.statics
    statics[key] = empty_value(net)
    default = _default(plan, net)

    def initialise(ctx: Context) -> None:
        statics[key] = default(ctx)

    def get(ctx: Context, target: Any) -> Any:
        owner.ready(ctx)
        return statics[key]

    def put(ctx: Context, target: Any, value: Any) -> None:
        owner.ready(ctx)
        statics[key] = check(value)

    table.static_properties[key] = ContextProperty(plan.name, get, put, net.full_name)  # type: ignore[arg-type]
    if plan.default is not None:
        owner.static_inits.append(initialise)


# -- methods


def declare_methods(ctx: Context, owner: ScriptClass, table: TypeMembers, plans: list[MethodPlan]) -> None:
    for static in (False, True):
        target = table.static_methods if static else table.methods
        groups: dict[str, list[MethodPlan]] = {}
        for plan in plans:
            if plan.static is static:
                groups.setdefault(plan.name.lower(), []).append(plan)
        for key, group in groups.items():
            if group[0].hidden:
                owner.hidden.add(key)
            own = tuple(_signature(ctx, owner, plan) for plan in group)
            inherited, scripted = _inherited(owner, key, static, own)
            signatures = own + inherited
            texts = tuple(one.text for one in signatures)
            target[key] = ScriptedMethod(group[0].name, signatures[0].call or _never, texts, signatures, own + scripted)


def _inherited(
    owner: ScriptClass, key: str, static: bool, own: tuple[Signature, ...]
) -> tuple[tuple[Signature, ...], tuple[Signature, ...]]:
    """Overloads of the base class that are not overridden, and those that a script wrote."""
    base = owner.net.base or OBJECT
    table = members_of(base)
    found: Any = (table.static_methods if static else table.methods).get(key)
    taken = {tuple(p.net for p in one.parameters) for one in own}
    theirs = getattr(found, "signatures", ()) or (() if found is None else _of_net(base, found))
    left = tuple(one for one in theirs if tuple(p.net for p in one.parameters) not in taken)
    return left, getattr(found, "scripted", ())


def declare_accessors(owner: ScriptClass, table: TypeMembers) -> None:
    """get_X methods are what a property X of an interface or of the base class reads."""
    inherited = members_of(owner.net.base or OBJECT).properties
    asked = {name.lower(): name[4:] for name in asked_of(owner.net)}
    for key, method in list(table.methods.items()):
        if not key.startswith("get_") or not isinstance(method, ScriptedMethod) or key[4:] in table.properties:
            continue
        found = inherited.get(key[4:])
        shown = asked.get(key) if found is None else found.name
        if shown is not None:
            kind = found.type_name if found is not None else "System.Object"
            table.properties[key[4:]] = Property(shown, _reader(method.name), None, kind)


def _reader(name: str) -> Callable[[Any], Any]:
    return lambda instance: call_home(instance, name, [])


def _of_net(base: NetType, method: Method) -> tuple[Signature, ...]:
    """The overloads of a .NET method, each with its own call."""
    plan = plan_of(method, base)

    def call(ctx: Context | None, instance: Any, *args: Any) -> Any:
        return plan.call(ctx, instance, *args) if plan.wants_context else plan.call(instance, *args)

    return tuple(replace(one, call=one.call or call) for one in plan.signatures)


def _never(*args: Any) -> Any:
    raise AssertionError("every overload of a script method has its own call")


def _signature(ctx: Context, owner: ScriptClass, plan: MethodPlan) -> Signature:
    nets = [kind(ctx) if kind is not None else OBJECT for _, kind, _ in plan.parameters]
    returns = plan.returns(ctx) if plan.returns is not None else VOID
    parameters = tuple(Parameter(name, net) for (name, _, _), net in zip(plan.parameters, nets, strict=True))
    shown = ", ".join(f"{_word(net)} {p.name}" for p, net in zip(parameters, nets, strict=True))
    text = f"{'static ' if plan.static else ''}{_word(returns)} {plan.name}({shown})"
    return Signature(parameters, returns, text, _caller(owner, plan, nets, returns))


_WORDS = {
    "System.Int32": "int", "System.String": "string", "System.Object": "System.Object", "System.Void": "void", "System.Boolean": "bool",
    "System.Double": "double", "System.Int64": "long", "System.Char": "char", "System.Byte": "byte",
}  # fmt: skip


def _word(net: NetType) -> str:
    return _WORDS.get(net.full_name, net.full_name)


def _caller(owner: ScriptClass, plan: MethodPlan, nets: list[NetType], returns: NetType) -> Callable[..., Any]:
    places = _places([name for name, _, _ in plan.parameters], nets)

    def call_instance(ctx: Context | None, instance: Any, *args: Any) -> Any:
        return finish(_run(ctx or owner.home, owner, plan, places, args, instance))

    def call_static(ctx: Context | None, *args: Any) -> Any:
        try:
            owner.ready(ctx or owner.home)
        except NetError as error:
            raise calling(plan.name, len(args), error) from error
        return finish(_run(ctx or owner.home, owner, plan, places, args, None))

    def finish(value: Any) -> Any:
        if returns is VOID:
            return AutomationNull
        value = None if value is AutomationNull else value
        return value if returns is OBJECT else convert(value, returns)

    return call_static if plan.static else call_instance


Places = list[tuple[str, str, NetType, tuple[Any, ...]]]


def _places(names: list[str], nets: list[NetType]) -> Places:
    """Where arguments go: key, name, type and what converts to it."""
    return [(name.lower(), name, net, (to_type(net),)) for name, net in zip(names, nets, strict=True)]


def _run(ctx: Context, owner: ScriptClass, plan: MethodPlan, places: Places, args: tuple[Any, ...], this: Any) -> Any:
    """One call: a frame below the module that the class belongs to."""
    inner = method_frame(ctx, owner, plan.name, this)
    vars_ = inner.vars
    for (key, name, net, transforms), value in zip(places, args, strict=True):
        vars_[key] = value if net is OBJECT else Variable(name, value, type=net, transforms=transforms)
    execution = ctx.execution
    propagate, execution.propagate = execution.propagate, True  # an error ends the method
    try:
        code = plan.code(inner, DISCARD)
    finally:
        execution.propagate = propagate
    if code in (1, 2):
        raise LoopControl(code, inner.label)
    return inner.value if code == RETURN else None


# -- constructors


def constructor_of(ctx: Context, owner: ScriptClass, plans: list[MethodPlan]) -> Any:
    """The table entry of the constructors; sets what `base(...)` of a derived class calls."""
    instance_plans = [plan for plan in plans if not plan.static]
    for plan in plans:
        if plan.static:
            owner.static_inits.append(lambda inner, plan=plan: _run(inner, owner, plan, [], (), None))  # type: ignore[misc]
    signatures = tuple(_constructor_signature(ctx, owner, plan) for plan in instance_plans) or _implicit(owner)
    into = ScriptedMethod("new", _never, (), signatures)
    owner.constructors = plan_of(into, owner.net, shown="new")
    outside = tuple(Signature(one.parameters, OBJECT, one.text, _allocating(owner, one.call)) for one in signatures)
    return ScriptedMethod("new", _never, tuple(one.text.partition(" ")[2] for one in outside), outside)


def _allocating(owner: ScriptClass, call: Any) -> Callable[..., Any]:
    def construct(given: Context | None, *args: Any) -> Any:
        ctx = given or owner.home  # conversions have no context
        try:
            owner.ready(ctx)
        except NetError as error:
            raise calling(".ctor", len(args), error) from error
        instance = owner.allocate()
        owner.initialise_all(ctx, instance)
        call(ctx, instance, *args)
        return instance

    return construct


def _constructor_signature(ctx: Context, owner: ScriptClass, plan: MethodPlan) -> Signature:
    nets = [kind(ctx) if kind is not None else OBJECT for _, kind, _ in plan.parameters]
    names = [name for name, _, _ in plan.parameters]
    parameters = tuple(Parameter(name, net) for name, net in zip(names, nets, strict=True))
    shown = ", ".join(f"{_word(net)} {name}" for name, net in zip(names, nets, strict=True))
    places = _places(names, nets)

    def call(inner: Context, instance: Any, *args: Any) -> None:
        if not plan.calls_base:
            _implicit_base(inner, owner, instance)
        _run(inner, owner, plan, places, args, instance)

    return Signature(parameters, OBJECT, f"{owner.net.name} new({shown})", call)


def _implicit_base(ctx: Context, owner: ScriptClass, instance: Any) -> None:
    if owner.parent is not None:
        owner.parent.construct_into(ctx, instance, [])
    else:
        default_base_call(ctx, owner, instance, [])


def _implicit(owner: ScriptClass) -> tuple[Signature, ...]:
    """The constructor of a class that has none."""

    def call(ctx: Context, instance: Any) -> None:
        _implicit_base(ctx, owner, instance)

    return (Signature((), OBJECT, f"{owner.net.name} new()", call),)
