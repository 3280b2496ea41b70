"""Typed and attributed variables: `[int] $x = 1`, `[ValidateRange(1, 5)] $x`.

Decides how the constraints on the left of an assignment become a guarded Variable; which attributes exist is engine.functionshape's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.unit import Unit, expression, type_of_name
from psbridge.engine.compiler.variables import Assign, key_of, scope_of
from psbridge.engine.plan import AttributePlan, Closure, ParameterPlan
from psbridge.engine.scopes import CONSTANT, READ_ONLY, UNSET, Variable, VariableProtected
from psbridge.engine.typedvariables import check_value, to_type, validating
from psbridge.language.ast import (
    AttributeAst,
    AttributeBaseAst,
    AttributedExpressionAst,
    ExpressionAst,
    TypeConstraintAst,
    VariableExpressionAst,
)
from psbridge.objects import AutomationNull, NetType, find_type
from psbridge.objects.convert import convert, dotnet_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context

OBJECT = find_type("System.Object")


def attribute_plan(unit: Unit, ast: AttributeAst) -> AttributePlan:
    """An attribute with its arguments compiled."""
    return AttributePlan(
        ast.type_name.full_name,
        tuple(expression(unit, argument) for argument in ast.positional_arguments),
        tuple((argument.argument_name, expression(unit, argument.argument)) for argument in ast.named_arguments),
        ast,
    )


def split_attributes(unit: Unit, attributes: tuple[AttributeBaseAst, ...]) -> tuple[tuple[AttributePlan, ...], TypeConstraintAst | None]:
    """The attributes and the (innermost) type among what stands before a variable."""
    plans = tuple(attribute_plan(unit, one) for one in attributes if isinstance(one, AttributeAst))
    types = [one for one in attributes if isinstance(one, TypeConstraintAst)]
    return plans, types[0] if types else None


def constrained(ast: ExpressionAst) -> tuple[list[AttributeBaseAst], ExpressionAst]:
    """What stands before a target, outermost first, and the target itself."""
    found: list[AttributeBaseAst] = []
    while isinstance(ast, AttributedExpressionAst):
        found.append(ast.attribute)
        ast = ast.child
    return found, ast


def assign_constrained(unit: Unit, attributes: list[AttributeBaseAst], target: ExpressionAst, plain: Assign) -> Assign:
    """`[type] [attribute] $x = value`: the variable keeps the constraints."""
    plans = tuple(attribute_plan(unit, one) for one in attributes if isinstance(one, AttributeAst))
    types = [type_of_name(unit, one.type_name) for one in attributes if isinstance(one, TypeConstraintAst)]
    if not isinstance(target, VariableExpressionAst) or target.variable_path.drive_name is not None:
        return _convert_first(types, plain)
    path = target.variable_path
    key, name, scope = key_of(path), path.unqualified, path.scope

    def run(ctx: Context, value: Any) -> None:
        nets = [net_of(ctx) for net_of in types]
        home = scope_of(ctx, scope) if scope in ("global", "script") else ctx.scope
        old = home.variables.get(key, UNSET)
        if old is UNSET:
            old = home.all_scope(key)
        if old.__class__ is Variable and old.options & (READ_ONLY | CONSTANT):
            raise VariableProtected(old.name)
        variable = _guarded(ctx, name, value, nets, plans)
        if old.__class__ is Variable:
            variable.options, variable.description = old.options, old.description
        home.put(variable)

    return run


def _convert_first(types: list[Closure], plain: Assign) -> Assign:
    def run(ctx: Context, value: Any) -> None:
        for net_of in reversed(types):
            value = convert(None if value is AutomationNull else value, net_of(ctx))
        plain(ctx, value)

    return run


def _guarded(ctx: Context, name: str, value: Any, nets: list[NetType], plans: tuple[AttributePlan, ...]) -> Variable:
    """A Variable whose transforms do what types and attributes say, with its first value through them."""
    transforms: list[Callable[[Any, Any], Any]] = [to_type(net) for net in reversed(nets)]
    for transform in transforms:
        value = transform(ctx, value)
    validators: list[Any] = []
    if plans:
        parameter = parameter_of(ctx, name, plans)
        validators = list(parameter.validators)
        for change in parameter.transforms:
            value = change(value, ctx)
        text = "The attribute cannot be added because variable {} with value {} would no longer be valid."
        check_value(ctx, validators, value, lambda: text.format(name, dotnet_text(value)))
        transforms += [_transforming(parameter), validating(name, validators)]
    made = Variable(name, value, type=nets[-1] if nets else None, transforms=tuple(transforms))
    made.attributes = tuple(validators)
    return made


def parameter_of(ctx: Any, name: str, plans: tuple[AttributePlan, ...]) -> Any:
    """The attributes of a variable or property, read as those of a parameter."""
    from psbridge.engine.functionshape import _parameter

    return _parameter(ParameterPlan(name, None, plans, None, None), ctx)  # type: ignore[arg-type]


def _transforming(parameter: Any) -> Callable[[Any, Any], Any]:
    def transform(ctx: Any, value: Any) -> Any:
        for change in parameter.transforms:
            value = change(value, ctx)
        return value

    return transform
