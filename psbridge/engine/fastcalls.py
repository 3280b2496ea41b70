"""The short way for calls of functions and script blocks whose arguments are plain: bound by a plan made once, run without a pipeline.

`try_call` decides whether a call may go this way.  What it leaves to engine.pipeline: redirections, dot-sourcing, named
parameter sets,
common parameters, mandatory parameters that are missing, names that match nothing - everything in which a binder has something to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.binder.coerce import STRING, prepare, prepare_default
from psbridge.engine.binder.failures import Blame
from psbridge.engine.commandruntime import CommandRuntime, note_silent
from psbridge.engine.commands import AliasInfo, FunctionInfo
from psbridge.engine.context import MAX_DEPTH, Context
from psbridge.engine.defaultvalues import table_of
from psbridge.engine.errors import UNCATCHABLE, script_error
from psbridge.engine.functionparameters import guarded
from psbridge.engine.functions import SHORT_WAYS, leave
from psbridge.engine.functionshape import FunctionShape, shape_of
from psbridge.engine.inputs import InputList
from psbridge.engine.parameters import ALL_SETS, SWITCH, Parameter
from psbridge.engine.plan import Argument, CommandPlan, Named, Place, Splat
from psbridge.engine.scopes import Scope
from psbridge.language.kinds import TokenKind
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull, SwitchParameter
from psbridge.objects.scriptblock import ScriptBlock

if TYPE_CHECKING:
    from psbridge.engine.plan import PipelinePlan
    from psbridge.engine.splatplans import SplatPlans

_INT = find_type("System.Int32")
_BOOLEAN = find_type("System.Boolean")
_QUICK: dict[Any, type] = {_INT: int, STRING: str, _BOOLEAN: bool, find_type("System.Double"): float}
_RUNS = (TokenKind.Unknown, TokenKind.Ampersand)


class CallPlan:
    """How the arguments of one call land in the parameters of one function.

    ``slots``: (index of the parameter, closure of its value or None for a bare switch); ``rest``: closures for $args; ``missing``:
    indexes of parameters that get their default.
    """

    __slots__ = ("missing", "rest", "shape", "slots")

    def __init__(self, shape: FunctionShape, slots: list[tuple[int, Any]], rest: list[Any]) -> None:
        self.shape, self.slots, self.rest = shape, slots, rest
        taken = {index for index, _ in slots}
        self.missing = [i for i in range(len(shape.keys)) if i not in taken]

    def holding(self, values: list[Any]) -> CallPlan:
        """The same with values in the places that splatted ones have."""
        made: CallPlan = CallPlan.__new__(CallPlan)
        made.shape, made.missing = self.shape, self.missing
        made.slots = [(i, _held(values[one.index]) if one.__class__ is Place else one) for i, one in self.slots]
        made.rest = [_held(values[one.index]) if one.__class__ is Place else one for one in self.rest] if self.rest else self.rest
        return made


def _held(value: Any) -> Any:
    return lambda ctx: value


def is_plain(plan: PipelinePlan) -> bool:
    """Whether a pipeline is one command whose arguments can be planned."""
    if plan.background or len(plan.elements) != 1:
        return False
    one = plan.elements[0]
    if one.__class__ is not CommandPlan or one.redirections or one.operator not in _RUNS:
        return False
    return all(_plannable(element) for element in one.elements) and sum(element.__class__ is Splat for element in one.elements) <= 1


def _plannable(element: Any) -> bool:
    if element.__class__ is Argument:
        return not (element.bare and element.ast.extent.text in ("--", "--%"))
    return element.__class__ is Splat or (element.__class__ is Named and element.ast.extent.text != "--")


def plain_shape(shape: FunctionShape) -> bool:
    """Whether a function needs nothing but its parameters."""
    body = shape.body
    if shape.makes_steppable or shape.reads_invocation or shape.reads_bound or shape.meta.set_names or shape.obsolete:
        return False
    if body.dynamic is not None or body.clean is not None:
        return False
    if shape.advanced and "pscmdlet" in body.text.lower():
        return False
    return not any(use.remaining or use.name != ALL_SETS for one in shape.params for use in one.uses)


def plan_call(shape: FunctionShape, elements: tuple[Any, ...]) -> CallPlan | None:
    """Bind names and positions; None when that takes the whole binder."""
    slots: list[tuple[int, Any]] = []
    free: list[Any] = []
    taken: set[int] = set()
    queue = list(elements)
    while queue:
        element = queue.pop(0)
        if element.__class__ is Argument:
            free.append(element.value)
            continue
        index = _parameter_named(shape, element.name)
        if index is None or index in taken:
            return None
        value = element.value
        if value is None and shape.params[index].net is not SWITCH:
            if not queue or queue[0].__class__ is not Argument:
                return None
            value = queue.pop(0).value
        slots.append((index, value))
        taken.add(index)
    return _positional(shape, slots, free, taken)


def _positional(shape: FunctionShape, slots: list[tuple[int, Any]], free: list[Any], taken: set[int]) -> CallPlan | None:
    places = sorted((one.uses[0].position, i) for i, one in enumerate(shape.params) if one.uses[0].position is not None and i not in taken)
    if free and len({position for position, _ in places}) < len(places):
        return None
    for _, index in places:
        if not free:
            break
        slots.append((index, free.pop(0)))
        taken.add(index)
    if free and shape.advanced:
        return None
    if any(one.is_mandatory and i not in taken for i, one in enumerate(shape.params)):
        return None
    return CallPlan(shape, slots, free)


def _parameter_named(shape: FunctionShape, name: str) -> int | None:
    """The parameter of that name; a prefix that a common parameter shares is left to the binder."""
    key = name.lower()
    found = shape.meta.names.get(key)
    if found is None:
        hits = {id(one): one for text, one in shape.meta.names.items() if text.startswith(key)}
        if len(hits) != 1:
            return None
        found = next(iter(hits.values()))
    return next((i for i, one in enumerate(shape.params) if one is found), None)


# -- calling


def try_call(ctx: Context, plan: PipelinePlan, out: Any) -> bool:
    """Run a plain call; False when it is none, and nothing has happened yet."""
    command: Any = plan.elements[0]
    name = command.name
    info: Any = None
    if name is not None:
        key = name.lower()
        scope = ctx.scope
        info = scope.find_alias(key)
        if info is None:
            info = scope.find_function(key)
        elif info.__class__ is AliasInfo:
            info = scope.find_function(info.target.lower()) if scope.find_alias(info.target.lower()) is None else None
        if info is None or not isinstance(info, FunctionInfo):
            return False
        block, name = info.block, info.name
    else:
        block = unwrap(command.target(ctx)) if _is_variable(command) else None
        if not isinstance(block, ScriptBlock):
            return False
        name = "<ScriptBlock>"
    body = block.body
    shape = body.cache if body.cache.__class__ is FunctionShape else shape_of(body, block.home or ctx)
    call = command.cache
    if call is None or call.shape is not shape:
        call = command.cache = _planned(shape, command.elements)
        if call is None:
            return False
    if call.__class__ is not CallPlan:
        call = call.plan(ctx, command.elements, lambda elements: plan_call(shape, elements))
        if call is None:
            return False
    if shape.advanced and table_of(ctx) is not None:
        return False
    _call(ctx, block, call, name, info, command.extent, out)
    return True


def _planned(shape: FunctionShape, elements: tuple[Any, ...]) -> CallPlan | SplatPlans | None:
    if not plain_shape(shape):
        return None
    splats = [one for one in elements if one.__class__ is Splat]
    if len(splats) != 1:
        return plan_call(shape, elements)
    from psbridge.engine.splatplans import SplatPlans

    return SplatPlans(shape, splats[0])


def _is_variable(command: Any) -> bool:
    """`& $block`: reading the target twice does no harm."""
    return getattr(command.target, "local", None) is not None


def run_positional(block: Any, ctx: Context, out: Any, args: tuple[Any, ...]) -> bool:
    """Run a block that code calls with values for its parameters; False when its binder has something to decide."""
    body = block.body
    shape = shape_of(body, block.home or ctx)
    count = len(args)
    if count not in shape.calls:
        elements: Any = tuple(Argument(Place(i), None) for i in range(count))  # type: ignore[arg-type]
        shape.calls[count] = plan_call(shape, elements) if plain_shape(shape) and not shape.advanced else None
    template = shape.calls[count]
    if template is None:
        return False
    inner = _entered(ctx, block, template.holding(args), "<ScriptBlock>", None, None)
    if shape.reads_input:
        inner.vars["input"] = InputList([])
    _bodies(inner, body, out)
    return True


SHORT_WAYS.append(run_positional)


def _call(ctx: Context, block: Any, call: CallPlan, name: str, info: Any, extent: Any, out: Any) -> None:
    inner = _entered(ctx, block, call, name, info, extent)
    try:
        _run(ctx, inner, call.shape, out)
    except UNCATCHABLE:
        raise
    except Exception as error:
        if not call.shape.advanced:
            raise
        failure = CommandRuntime(ctx, info, name, name, extent).adopt(script_error(error, inner))
        if failure is error:
            raise
        raise failure from error


def _entered(ctx: Context, block: Any, call: CallPlan, name: str, info: Any, extent: Any) -> Context:
    """The frame of the call, its variables set."""
    if ctx.depth >= MAX_DEPTH:
        raise RecursionError
    state = block.session_state
    if state is None or state is ctx.session_state:
        state, parent = ctx.session_state, ctx.scope
    else:
        parent = ctx.scope_in(state)
    scope = Scope(parent)
    inner = Context(
        ctx.runspace, state, scope, ctx.streams, ctx.stop, caller=ctx, invocation=ctx.invocation, command=ctx.command, name=name
    )
    inner.this = ctx.this
    inner.body, inner.called = call.shape.body, call
    _fill(ctx, inner, scope, call, name, info, extent)
    return inner


def _fill(ctx: Context, inner: Context, scope: Scope, call: CallPlan, name: str, info: Any, extent: Any) -> None:
    """Arguments into variables; defaults see the arguments."""
    shape, variables = call.shape, scope.variables
    manner = 2 if shape.advanced else 1
    rest = [closure(ctx) for closure in call.rest]
    for index, closure in call.slots:
        value = SwitchParameter(True) if closure is None else closure(ctx)
        if value is AutomationNull:
            value = None
        typed = shape.typed[index]
        if typed is not None or shape.params[index].is_mandatory:
            value = _typed(ctx, inner, shape.params[index], value, manner, name, info, extent, typed)
        variables[shape.keys[index]] = value
    if manner == 1:
        variables["args"] = rest
    for index in call.missing:
        typed, default = shape.typed[index], shape.defaults[index][2]
        value = shape.statics[index] if default is None else default(inner)
        if typed is not None:
            if default is not None:
                value = prepare_default(typed, value, Blame(name, name, extent, ctx, info), manner)
            value = guarded(typed, value)
        variables[shape.keys[index]] = value
    if shape.has_spelling:
        for key, spelled in zip(shape.keys, shape.spelled, strict=True):
            if key != spelled:
                scope.spell(key, spelled)


def _typed(ctx: Context, inner: Context, one: Parameter, value: Any, manner: int, name: str, info: Any, extent: Any, typed: Any) -> Any:
    """A value of a typed parameter: converted and validated unless it is of that very type already."""
    quick = _QUICK.get(one.net)
    if quick is None or value.__class__ is not quick or one.validators or one.transforms or one.is_mandatory:

        def evaluate(block: Any, item: Any, collect: bool = False) -> Any:
            return block.invoke(inner, dollar_under=item) if collect else block.invoke_value(inner, dollar_under=item)

        value = prepare(one, value, Blame(name, name, extent, ctx, info), script=manner, evaluate=evaluate)
    return value if typed is None else guarded(typed, value)


def _run(ctx: Context, inner: Context, shape: FunctionShape, out: Any) -> None:
    runspace, body = ctx.runspace, shape.body
    if shape.reads_input:
        inner.vars["input"] = InputList([])
    failed = True
    runspace.pipelines += 1
    outer, runspace.running = runspace.running, ctx
    try:
        _bodies(inner, body, out)
        failed = False
    except UNCATCHABLE:
        failed = False
        raise
    finally:
        runspace.pipelines -= 1
        runspace.running = outer
        ctx.execution.success = not failed
        if failed and runspace.pipelines == 1:
            note_silent(ctx.streams)


def _bodies(inner: Context, body: Any, out: Any) -> None:
    if body.begin is not None:
        leave(body.begin(inner, out), inner)
    if body.process is not None:
        inner.vars["_"] = None
        leave(body.process(inner, out), inner)
    if body.end is not None:
        code = body.end(inner, out)
        if code:
            leave(code, inner)
