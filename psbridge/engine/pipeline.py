"""Running pipelines: commands found, linked, begun, fed, ended.

Elements are linked so that each one's `out` is the next one; an object is pushed by `out.write(value)` through all of them at once.
An element
begins when its turn comes or when the first object reaches it.  `StopUpstream` from an element ends everything before it early; the
element and those behind it end as usual.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from psbridge.engine.binder.arguments import Arg, evaluate
from psbridge.engine.builtinfunctions import BuiltinFunctionInfo
from psbridge.engine.commandruntime import note_silent
from psbridge.engine.commands import (
    AliasInfo,
    ApplicationInfo,
    CmdletInfo,
    CommandInfo,
    ExternalScriptInfo,
    FunctionInfo,
    ScriptInfo,
)
from psbridge.engine.elements import CmdletElement, wrap_output
from psbridge.engine.errors import UNCATCHABLE, DownstreamFailed, ScriptError, StopUpstream, error_record, locate, runtime_error
from psbridge.engine.fastcalls import is_plain, try_call
from psbridge.engine.functions import FunctionElement
from psbridge.engine.invocations import number
from psbridge.engine.plan import CommandPlan, ExpressionPlan, PipelinePlan
from psbridge.engine.scopes import UNSET
from psbridge.engine.scriptelements import ScriptElement
from psbridge.engine.sinks import Unheard
from psbridge.language.kinds import TokenKind
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap
from psbridge.objects.records import InvocationInfo
from psbridge.objects.scriptblock import ScriptBlock
from psbridge.objects.typetable import activate

if TYPE_CHECKING:
    from psbridge.engine.context import Context

DOT = TokenKind.Dot


def run_pipeline(ctx: Context, plan: PipelinePlan, out: Any) -> None:
    """Run a pipeline with its output to `out`; sets $?."""
    if ctx.runspace.pending is not None:
        ctx.runspace.pending.run_actions(ctx)
    plain = plan.cache
    if plain is None:
        plain = plan.cache = is_plain(plan)
    if plain and try_call(ctx, plan, out):
        return
    if plan.background:
        ctx.runspace.start_background(ctx, plan, out)
        return
    parts = plan.elements
    if parts[0].__class__ is ExpressionPlan:
        source: ExpressionPlan | None = parts[0]
        plans: Any = parts[1:]
    else:
        source, plans = None, parts
    if not plans:
        assert source is not None
        _expression_only(ctx, source, out)
        return
    elements = [make_element(ctx, one) for one in plans]
    _run(ctx, elements, plans, out, None if source is None else _feeder(ctx, source))


def run_elements(ctx: Context, elements: list[Any], out: Any, feed: Any = None, plans: Any = None) -> None:
    """Run elements that were made by somebody else (the PowerShell API); `plans`: what says where their streams go (or None for each)."""
    activate(ctx.runspace.types)
    _run(ctx, elements, plans or (None,) * len(elements), out, feed)


def give_input(first: Any, source: Iterable[Any]) -> None:
    """Input from outside for the first element: a script that reads $input takes it from its source, others get each object."""
    take = getattr(first, "take", None)
    if take is None or not take(source):
        for value in source:
            first.write(value)


def _feeder(ctx: Context, source: ExpressionPlan) -> Any:
    """What writes the value of the first expression to an element."""
    if not source.redirections:
        return lambda first: source.code(ctx, first)
    from psbridge.engine.redirection import redirect

    def feed(first: Any) -> None:
        opened = redirect(ctx, source.redirections, first, ctx.streams)
        try:
            _with_streams(ctx, opened.streams, lambda: source.code(ctx, opened.out))
        finally:
            opened.close()

    return feed


def _with_streams(ctx: Context, streams: Any, call: Any) -> None:
    old, ctx.streams = ctx.streams, streams
    try:
        call()
    finally:
        ctx.streams = old


def _expression_only(ctx: Context, source: ExpressionPlan, out: Any) -> None:
    _feeder(ctx, source)(out)
    ctx.execution.success = True


def _run(ctx: Context, elements: list[Any], plans: Any, out: Any, feed: Any) -> None:
    execution, runspace = ctx.execution, ctx.runspace
    opened: list[Any] = []
    failed = True
    runspace.pipelines += 1
    outer, runspace.running = runspace.running, ctx
    try:
        _link(ctx, elements, plans, out, feed is not None, opened)
        try:
            _flow(elements, feed)
        except DownstreamFailed as failure:
            raise own_failure(elements, failure) from None
        failed = any(element.failed for element in elements)
    except UNCATCHABLE:
        failed = False
        raise
    except (ScriptError, NetError):
        note_silent(ctx.streams)  # a command that fails makes HadErrors true, even if a script catches the error
        raise
    finally:
        for element in elements:
            element.finish()
        for sink in opened:
            sink.close()
        runspace.pipelines -= 1
        runspace.running = outer
        execution.success = not failed
        if failed and runspace.pipelines == 1:
            note_silent(ctx.streams)


def _flow(elements: list[Any], feed: Any) -> None:
    at = 0
    try:
        for element in elements:
            if not element.begun:
                element.begin()
        for element in elements:
            element.settle()
        if feed is not None:
            feed(elements[0])
    except StopUpstream as stop:
        at = _stopped(elements, stop)
    _end(elements, at)


def own_failure(elements: list[Any], failure: DownstreamFailed) -> Exception:
    """What leaves a pipeline whose element failed; the failure of one around it goes on to that."""
    return failure.error if any(element is failure.element for element in elements) else failure


def _link(ctx: Context, elements: list[Any], plans: Any, out: Any, fed: bool, opened: list[Any]) -> None:
    """Prepare the elements in order, each with the next one as its output."""
    last = len(elements) - 1
    for i, element in enumerate(elements):
        target = elements[i + 1] if i < last else out
        streams = ctx.streams if i == last or not hasattr(ctx.streams, "collect") else Unheard(ctx.streams)
        plan = plans[i]
        if plan is not None and plan.redirections:
            from psbridge.engine.redirection import redirect

            sinks = redirect(ctx, plan.redirections, target, streams)
            opened.append(sinks)
            target, streams = sinks.out, sinks.streams
        element.prepare(target, streams, fed or i > 0)
        if last:
            element.follows = i > 0
            number(element, i + 1, last + 1)


def _stopped(elements: list[Any], stop: StopUpstream) -> int:
    """The element from which on all end; raises again when the stop is meant for a pipeline around this one."""
    for i, element in enumerate(elements):
        if element.is_target(stop.target):
            return i
    raise stop


def _end(elements: list[Any], at: int) -> None:
    i = at
    while i < len(elements):
        try:
            for j in range(i, len(elements)):
                i = j
                elements[j].end()
            return
        except StopUpstream as stop:
            found = _stopped(elements, stop)
            i = found + 1 if found <= i else found


# -- making elements


def make_element(ctx: Context, plan: CommandPlan) -> Any:
    """Find the command of a plan and evaluate its arguments."""
    dot = plan.operator is DOT
    if plan.name is not None:
        info = ctx.runspace.discovery.resolve(ctx, plan.name, plan.extent)
        if plan.elements and info.__class__ is ApplicationInfo:
            return native_element(ctx, info, plan)
        return element_for(ctx, info, plan.name, evaluate(plan.elements, ctx), plan.extent, dot)
    target = unwrap(plan.target(ctx))
    return _from_value(ctx, target, plan, dot)


def _from_value(ctx: Context, target: Any, plan: CommandPlan, dot: bool) -> Any:
    """`& $x`: a script block, a command, a module with a command behind it, or a name."""
    if isinstance(target, ScriptBlock):
        return block_element(ctx, target, evaluate(plan.elements, ctx), plan.extent, dot)
    if isinstance(target, CommandInfo):
        if isinstance(target, ApplicationInfo):
            return native_element(ctx, target, plan)
        return element_for(ctx, target, target.name, evaluate(plan.elements, ctx), plan.extent, dot)
    if hasattr(target, "session_state") and hasattr(target, "exported_commands"):
        return _in_module(ctx, target, plan, dot)
    if target is None or to_text(target) == "":
        raise runtime_error(
            "The expression after '" + ("." if dot else "&") + "' in a pipeline element produced an object that was not valid. "
            "It must result in a command name, a script block, or a CommandInfo object.",
            "BadExpression",
            "InvalidOperation",
        )
    name = to_text(target)
    info = ctx.runspace.discovery.resolve(ctx, name, plan.extent, literal=True)
    if isinstance(info, ApplicationInfo):
        return native_element(ctx, info, plan)
    return element_for(ctx, info, name, evaluate(plan.elements, ctx), plan.extent, dot)


def _in_module(ctx: Context, module: Any, plan: CommandPlan, dot: bool) -> Any:
    """`& $module { ... }`: the first argument is what runs, in the module's session state."""
    args = evaluate(plan.elements, ctx)
    inner = ctx.child(module.session_state.scope, session_state=module.session_state)
    what = unwrap(args[0].value) if args else None
    if isinstance(what, ScriptBlock):
        return block_element(inner, what.bound_to(module.session_state), args[1:], plan.extent, dot)  # type: ignore[attr-defined]
    info = what if isinstance(what, CommandInfo) else ctx.runspace.discovery.resolve(inner, to_text(what), plan.extent)
    return element_for(inner, info, to_text(what), args[1:], plan.extent, dot)


def block_element(ctx: Context, block: Any, args: list[Arg], extent: Any, dot: bool) -> FunctionElement:
    return FunctionElement(ScriptInfo("", block), block, "<ScriptBlock>", args, ctx, extent, dot=dot)


def element_for(ctx: Context, info: Any, name: str, args: list[Arg], extent: Any, dot: bool = False) -> Any:
    """The element of a command that was found; `name` is what it was called."""
    kind = info.__class__
    if kind is AliasInfo:
        info = resolve_alias(ctx, info, extent)
        kind = info.__class__
    if any(arg.name == "?" for arg in args) and kind is not ApplicationInfo:
        return _help_element(ctx, info, extent)
    if kind is CmdletInfo or kind is BuiltinFunctionInfo:
        return CmdletElement(info, name, args, ctx, extent)
    if isinstance(info, FunctionInfo):
        made = FunctionElement(info, info.block, info.name, args, ctx, extent, dot=dot)
        made.called = name
        return made
    if kind is ScriptInfo:
        return block_element(ctx, info.block, args, extent, dot)
    if kind is ExternalScriptInfo:
        if info.block.body.ast.script_requirements is not None:
            from psbridge.engine.requirements import demand

            demand(ctx, info.name, info.block.body.ast.script_requirements)
        element = ScriptElement(info, info.block, info.name, args, ctx, extent, dot=dot, script=not dot)
        element.called = name
        return element
    return _native_kind(ctx)(info, [native_word(arg) for arg in args], ctx, extent)


def _help_element(ctx: Context, info: CommandInfo, extent: Any) -> Any:
    """`command -?`: its help in the place of the command."""
    told = ctx.runspace.discovery.resolve(ctx, "Get-Help", extent)
    return element_for(ctx, told, told.name, [Arg("Name", getattr(info, "path", None) or info.name)], extent)


def native_word(arg: Arg) -> Any:
    """An argument of a program that came without a plan."""
    if arg.name is None:
        return arg.value
    return arg.text or (f"-{arg.name}" if arg.value is UNSET else f"-{arg.name}:{to_text(arg.value)}")


def native_element(ctx: Context, info: Any, plan: CommandPlan) -> Any:
    from psbridge.engine.native import native_arguments

    return _native_kind(ctx)(info, native_arguments(ctx, plan.elements), ctx, plan.extent)


def _native_kind(ctx: Context) -> Any:
    """How programs run in this session: as processes, or as an emulated machine runs them."""
    handed_in = ctx.runspace.extras.get("native_element")
    if handed_in is not None:
        return handed_in
    from psbridge.engine.native import NativeElement

    return NativeElement


def resolve_alias(ctx: Context, alias: AliasInfo, extent: Any) -> Any:
    """What an alias stands for; an alias of nothing is an error that names the target."""
    info: Any = alias
    seen: set[str] = set()
    while isinstance(info, AliasInfo):
        key = info.target.lower()
        if key in seen:
            raise not_found(ctx, info.target, extent)
        seen.add(key)
        info = ctx.runspace.discovery.resolve(ctx, info.target, extent)
    return info


def not_found(ctx: Context, name: str, extent: Any) -> ScriptError:
    """The error for a name that is no command."""
    module, bar, rest = name.partition("\\")
    missing = bar and rest and module and ":" not in module and not module.endswith(".") and ctx.runspace.modules.find(module) is None
    record = error_record(
        "CommandNotFoundException",
        f"The module '{module}' could not be loaded. For more information, run 'Import-Module {module}'."
        if missing
        else f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program."
        f"{' ' if str(ctx.runspace.version).startswith('5.') else chr(10)}"
        "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.",
        "CouldNotAutoLoadModule" if missing else "CommandNotFoundException",
        "ObjectNotFound",
        name,
    )
    record.exception.extra["CommandName"] = name
    record.invocation_info = InvocationInfo(None, name)
    return ScriptError(locate(record, ctx, extent))


def enumerate_into(values: Any, element: Any) -> None:
    """Write a collection's elements."""
    for value in values if isinstance(values, list) else (enumerate_value(values) or (values,)):
        element.write(value)


__all__ = ["element_for", "enumerate_into", "make_element", "not_found", "run_elements", "run_pipeline", "wrap_output"]
