"""Parameters as variables of a function: values put into the new scope, typed ones guarded, unbound ones with their defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from psbridge.engine.parameters import OBJECT, Parameter
from psbridge.engine.preferences import CONTINUE, SILENT, preference_number
from psbridge.engine.scopes import Variable
from psbridge.engine.typedvariables import validating
from psbridge.objects.containers import GenericDictionary, GenericList
from psbridge.objects.convert import convert, to_text, truth
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import unwrap
from psbridge.objects.records import ActionPreference

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.functionshape import FunctionShape

STRING = find_type("System.String")
BOUND = define(
    "System.Management.Automation.PSBoundParametersDictionary",
    find_type("System.Collections.Generic.Dictionary`2").close(STRING, OBJECT),
    assembly=SMA,
)


def _switch(value: Any) -> Any:
    return ActionPreference(CONTINUE if truth(value) else SILENT)


def _action(value: Any) -> Any:
    return ActionPreference(preference_number(value))


# common parameter -> variable of the function that it sets
PREFERENCES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "verbose": ("VerbosePreference", _switch),
    "debug": ("DebugPreference", _switch),
    "erroraction": ("ErrorActionPreference", _action),
    "warningaction": ("WarningPreference", _action),
    "informationaction": ("InformationPreference", _action),
    "whatif": ("WhatIfPreference", truth),
    "confirm": ("ConfirmPreference", lambda value: "Low" if truth(value) else "None"),
}


def place_parameters(shape: FunctionShape, ctx: Context, values: dict[str, Any], only: bool = False) -> None:
    """Put values into the variables of the frame; without `only`, the unbound parameters too."""
    vars_ = ctx.vars
    for i, key in enumerate(shape.keys):
        typed = shape.typed[i]
        if key in values:
            value = values[key]
        elif only:
            continue
        else:
            default = shape.defaults[i][2]
            value = shape.statics[i] if default is None else _default(shape.defaults[i][1], default, ctx)
        vars_[key] = value if typed is None else guarded(typed, value)
        if key != shape.spelled[i]:
            ctx.scope.spell(key, shape.spelled[i])


def _default(one: Parameter, default: Any, ctx: Context) -> Any:
    from psbridge.engine.binder.coerce import prepare_default

    call = ctx.called
    return prepare_default(one, default(ctx), call.blame, 2 if call.shape.advanced else 1)


def guarded(one: Parameter, value: Any) -> Variable:
    """The variable of a typed parameter: later assignments are converted and validated as well."""
    made = Variable(one.name, value, type=one.net)
    made.transforms = _transforms(one)
    return made


def _transforms(one: Parameter) -> tuple[Callable[[Any, Any], Any], ...]:
    found: list[Callable[[Any, Any], Any]] = []
    if one.net is not OBJECT:
        net = one.net
        found.append(lambda ctx, value: convert(value, net))
    if one.validators:
        found.append(validating(one.name, one.validators))
    return tuple(found)


class BoundParameters(GenericDictionary):
    """$PSBoundParameters.  ``positionally``: the names of those that were given by their place."""

    __slots__ = ("positionally",)

    def __init__(self, binder: Any) -> None:
        super().__init__(STRING, OBJECT, ignore_case=True)
        self.net_type = BOUND
        for name, value in binder.bound_parameters():
            self[name] = value
        self.positionally = GenericList(STRING, [one.name for one, arg, _ in binder.steps if arg.name is None])


def planned_dictionary(pairs: Iterable[tuple[str, Any]]) -> GenericDictionary:
    """$PSBoundParameters of a call that no binder bound."""
    made = GenericDictionary(STRING, OBJECT, ignore_case=True)
    made.net_type = BOUND
    for name, value in pairs:
        made[name] = value
    return made


def bound_dictionary(binder: Any) -> BoundParameters:
    """$PSBoundParameters of a call."""
    return BoundParameters(binder)


# -- dynamicparam


def dynamic_parameters(element: Any, binder: Any) -> list[Parameter] | None:
    """Run the dynamicparam block and read the RuntimeDefinedParameterDictionary that it gives."""
    from psbridge.engine.context import Collector
    from psbridge.engine.errors import ScriptError
    from psbridge.engine.runtimedefined import parameters_from

    ctx, sink = element.ctx, Collector()
    ctx.vars["psboundparameters"] = bound_dictionary(binder)
    place_parameters(element.shape, ctx, binder.values)
    try:
        element.body.dynamic(ctx, sink)
    except (NetError, ScriptError) as error:
        raise _no_parameters(binder, error.record.exception if isinstance(error, ScriptError) else error.exception) from error
    if len(sink.items) > 1:
        text = (
            f'Object "{to_text(sink.items)}" is the wrong type to return from the dynamicparam block. The dynamicparam block must return '
            "either $null, or an object with type [System.Management.Automation.RuntimeDefinedParameterDictionary]."
        )
        raise _no_parameters(binder, NetException("System.Management.Automation.PSInvalidOperationException", text))
    found = parameters_from(sink.items[0]) if sink.items else None
    if found:
        element.given = unwrap(sink.items[0])
    return found


def _no_parameters(binder: Any, inner: NetException) -> Any:
    problem = binder.blame.failure("GetDynamicParametersException", inner.message, inner=inner)
    problem.record.exception.extra["ParameterName"] = None
    return problem
