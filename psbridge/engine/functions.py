"""Running functions, scripts and script blocks: a new scope, parameters bound, begin, process, end and clean in their turn.

`FunctionElement` is a script command as an element of a pipeline.  `call_plain` is the short way for the most frequent case: a simple
function called on its own.  `run_block` runs a script block for code (engine.scriptblock).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from psbridge.engine.binder.arguments import Arg, leftover
from psbridge.engine.binder.commandline import Binder
from psbridge.engine.binder.failures import Blame
from psbridge.engine.binder.frompipeline import InputBinder
from psbridge.engine.commandruntime import CommandRuntime
from psbridge.engine.context import BREAK, CONTINUE, EXIT, MAX_DEPTH, RETURN
from psbridge.engine.defaultvalues import default_values
from psbridge.engine.elements import wrap_output
from psbridge.engine.errors import UNCATCHABLE, ExitRequest, LoopControl, PipelineStopped, ScriptError, end_by, script_error
from psbridge.engine.functionparameters import PREFERENCES, place_parameters
from psbridge.engine.functionshape import FunctionShape, shape_of
from psbridge.engine.inputs import InputList, InputStream, restore
from psbridge.engine.preferences import COMMON_PARAMETERS
from psbridge.engine.scopes import UNSET, Scope
from psbridge.engine.scriptplaces import folder_of

if TYPE_CHECKING:
    from psbridge.engine.context import Context

__all__ = ["FunctionElement", "Scope", "leave", "run_block"]
SHORT_WAYS: list[Callable[[Any, Context, Any, tuple[Any, ...]], bool]] = []  # how engine.fastcalls runs a block with plain parameters


def leave(code: int, ctx: Context) -> None:
    """What a statement code means at the border of a function: return ends here, the others travel on."""
    if code == RETURN or code == 0:
        return
    if code == EXIT:
        raise ExitRequest(ctx.value if isinstance(ctx.value, int) else 0)
    if code in (BREAK, CONTINUE):
        raise LoopControl(code, ctx.label)


class FunctionElement:
    """A function, script file or script block in a pipeline.  ``out`` is the next element (or the pipeline's output)."""

    __slots__ = (
        "args",
        "begun",
        "binder",
        "block",
        "blame",
        "body",
        "bound_before",
        "called",
        "caller",
        "ctx",
        "dot",
        "ends_with",
        "expecting",
        "extent",
        "follows",
        "given",
        "info",
        "input_binder",
        "inputs",
        "is_script",
        "name",
        "out",
        "pipe_bound",
        "runtime",
        "shape",
        "stepped",
        "simple_key",
        "streams",
        "this",
        "under",
        "write",
    )

    def __init__(
        self, info: Any, block: Any, name: str, args: list[Arg], caller: Context, extent: Any, *, dot: bool = False, script: bool = False
    ) -> None:
        self.info, self.block, self.name, self.args, self.caller, self.extent = info, block, name, args, caller, extent
        self.body = block.body
        self.dot, self.is_script = dot, script
        self.called: str | None = None
        self.shape: FunctionShape = shape_of(self.body, block.home or caller)
        self.begun = False
        self.expecting = self.follows = self.stepped = False
        self.out: Any = None
        self.streams: Any = caller.streams
        self.runtime: CommandRuntime | None = None
        self.input_binder: InputBinder | None = None
        self.inputs: list[Any] = []
        self.under: Any = UNSET
        self.this: Any = UNSET
        self.pipe_bound: tuple[str, ...] = ()
        self.given: Any = None  # what the dynamicparam block wrote
        self.write = self.first

    # -- preparation

    def prepare(self, out: Any, streams: Any, expecting: bool) -> None:
        """Make the frame and bind the arguments."""
        self.out, self.streams, self.expecting = out, streams, expecting
        caller, block = self.caller, self.block
        if caller.depth >= MAX_DEPTH:
            raise RecursionError
        state = block.session_state or caller.session_state
        if self.dot:
            scope = caller.scope if state is caller.session_state else caller.scope_in(state)
        else:
            parent = caller.scope if state is caller.session_state else caller.scope_in(state)
            scope = Scope(parent, "script" if self.is_script else "local")
        ctx = self.ctx = caller.child(scope, session_state=state, name=self.name)
        ctx.streams = streams
        ctx.body = self.body
        if self.this is not UNSET:
            ctx.this = self.this
            ctx.vars["this"] = self.this
        self._bind(ctx)

    def _bind(self, ctx: Context) -> None:
        shape, name = self.shape, self.name
        self.blame = Blame(name, name, self.extent, self.caller, self.info)
        advanced = shape.advanced
        runtime: CommandRuntime | None = None
        if advanced:
            runtime = self.runtime = CommandRuntime(ctx, self.info, name, name, self.extent, shape.meta.impact)
            runtime.streams, runtime.expecting_input = self.streams, self.expecting
        self.binder = binder = Binder(
            shape.meta,
            self.blame,
            script=True,
            simple=not advanced,
            expecting=self.expecting,
            evaluate=self._evaluate,
        )
        if runtime is not None:  # of other functions a dynamicparam block is passed over
            defaults = default_values(self.caller, name, runtime.write_warning)
            binder.bind(self.args, self._dynamic if self.body.dynamic is not None else None, defaults)
        else:
            binder.bind(self.args)
        if self.given is not None:
            self._tell(binder.values)
        self._announce(ctx, binder)
        if self.expecting and advanced:
            self.input_binder = InputBinder(binder)
        elif self.expecting:
            self.input_binder = InputBinder(binder) if binder.meta.takes_pipeline else None

    def _announce(self, ctx: Context, binder: Binder) -> None:
        """Set the variables of the new frame."""
        shape, vars_ = self.shape, ctx.vars
        ctx.called = self
        if not shape.advanced:
            vars_["args"] = leftover(binder.args_left)
        if shape.reads_bound or shape.advanced:
            from psbridge.engine.functionparameters import bound_dictionary

            vars_["psboundparameters"] = bound_dictionary(binder)
        if shape.reads_invocation or self.is_script:
            self._invocation(ctx, binder)
        if shape.makes_steppable:
            ctx.outlet = self
        if shape.advanced:
            self._advanced(ctx, binder)
        place_parameters(shape, ctx, binder.values)
        if self.under is not UNSET:
            vars_["_"] = self.under

    def _invocation(self, ctx: Context, binder: Binder) -> None:
        from psbridge.engine.commands import ScriptInfo
        from psbridge.engine.functionparameters import bound_dictionary
        from psbridge.engine.invocations import invocation_of

        own = ScriptInfo("", self.block) if self.info is None and self.extent is None else self.info
        info = invocation_of(own, self.name, self.extent, self.caller, self.called)
        info.bound_parameters = bound_dictionary(binder)
        info.unbound_arguments = [arg.value for arg in binder.args_left]
        info.expecting_input = self.expecting
        ctx.invocation = info
        ctx.vars["myinvocation"] = info
        if self.is_script:
            ctx.vars["pscommandpath"] = self.body.file or ""
            ctx.vars["psscriptroot"] = folder_of(self.body.file)

    def _advanced(self, ctx: Context, binder: Binder) -> None:
        from psbridge.engine.pscmdlet import PSCmdletObject

        runtime = self.runtime
        assert runtime is not None
        values = binder.values
        for parameter, (variable, from_value) in PREFERENCES.items():
            if parameter in values:
                ctx.scope.set(variable, from_value(values[parameter]))
        runtime.common = {key: values[key] for key in values if key in COMMON_PARAMETERS}
        runtime.watch(self.caller)
        self.out = wrap_output(self.out, runtime.common, self.caller)
        self.streams = ctx.streams = runtime.streams
        ctx.command = runtime
        ctx.vars["pscmdlet"] = PSCmdletObject(self, runtime)

    def frame_invocation(self) -> Any:
        """$MyInvocation, made now if the function does not read it."""
        ctx = self.ctx
        if "myinvocation" not in ctx.vars:
            self._invocation(ctx, self.binder)
        return ctx.vars["myinvocation"]

    def _evaluate(self, block: Any, value: Any, collect: bool = False) -> Any:
        """Run a validation or delay-bind block with $_ set."""
        ctx = getattr(self, "ctx", None) or self.caller
        return block.invoke(ctx, dollar_under=value) if collect else block.invoke_value(ctx, dollar_under=value)

    def _dynamic(self, binder: Binder) -> Any:
        from psbridge.engine.functionparameters import dynamic_parameters

        return dynamic_parameters(self, binder)

    # -- running

    def begin(self) -> None:
        self.begun = True
        self.write = self.process if self.expecting else _refuse
        body, ctx = self.body, self.ctx
        if self.shape.obsolete is not None:
            self.shape.obsolete.warn(self, CommandRuntime)
        if self.shape.reads_input:
            ctx.vars["input"] = InputList(self.inputs)
        if body.begin is not None:
            self._run(body.begin)

    def first(self, value: Any) -> None:
        """An object came before `begin` (or from somebody who kept this method): begin now, if need be."""
        if not self.begun:
            self.begin()
        self.write(value)

    def take(self, source: Iterable[Any]) -> bool:
        """Read the input from its source while $input is read; False when each object must come by itself."""
        body = self.body
        if body.process is not None or body.begin is not None or self.input_binder is not None:
            return False
        self.ctx.vars["input"] = InputStream(source)
        return True

    def process(self, value: Any) -> None:
        """One input object."""
        body, ctx = self.body, self.ctx
        if ctx.stop.cancelled:
            raise PipelineStopped
        if self.input_binder is not None and not self._bind_input(value):
            return
        if body.process is None:
            self.inputs.append(value)
            return
        ctx.vars["_"] = value
        if self.shape.reads_input:
            ctx.vars["input"] = InputList([value])
        try:
            code = body.process(ctx, self.out)
        except UNCATCHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - the function fails, whatever the cause
            self._fail(error)
        if code:
            leave(code, ctx)

    def _bind_input(self, value: Any) -> bool:
        """Bind what the object brings; an object that does not fit is an error of its own."""
        binder, ctx = self.input_binder, self.ctx
        assert binder is not None
        simple = binder.simple
        if simple is not None and self.given is None:
            key = simple.name.lower()
            ctx.vars[key] = value
            if self.shape.reads_bound:
                self._note_bound({key: value})
            return True
        try:
            found = binder.bind(value)
        except ScriptError as error:
            if self.runtime is not None:
                self.runtime.write_error(error.record)
                return False
            raise
        if self.given is not None:
            self._tell(found)
        place_parameters(self.shape, ctx, found, only=True)
        for key in self.pipe_bound:
            if key not in found:
                self._unbind(key)
        self.pipe_bound = tuple(found)
        self._note_bound(found)
        return True

    def _tell(self, values: dict[str, Any]) -> None:
        from psbridge.engine.runtimedefined import tell_bound

        tell_bound(self.given, values)

    def _note_bound(self, found: dict[str, Any]) -> None:
        table = self.ctx.vars.get("psboundparameters")
        if table is not None:
            for key, value in found.items():
                table[self.binder.meta.names[key].name] = value

    def _unbind(self, key: str) -> None:
        """A parameter that only the previous object brought has its default again."""
        shape = self.shape
        if key in shape.keys:
            i = shape.keys.index(key)
            default = shape.defaults[i][2]
            value = shape.statics[i] if default is None else default(self.ctx)
            place_parameters(shape, self.ctx, {key: value}, only=True)

    def end(self) -> None:
        body, ctx = self.body, self.ctx
        if not self.begun:
            self.begin()
        if body.process is not None:
            if not self.expecting:
                if not self.stepped:
                    self.alone()
            elif self.shape.reads_input:
                ctx.vars["input"] = InputList([])
        if body.end is not None:
            if self.input_binder is not None and body.process is None and self.inputs and self.shape.advanced:
                ctx.vars["_"] = self.inputs[-1]
            self._run(body.end)

    def alone(self) -> None:
        """Process once, as nothing comes through the pipeline; not again when it ends."""
        self.stepped = True
        if self.body.process is not None:
            self.ctx.vars["_"] = None if self.under is UNSET else self.under
            self._run(self.body.process)

    def _run(self, code: Any) -> None:
        ctx = self.ctx
        try:
            done = code(ctx, self.out)
        except UNCATCHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - the function fails, whatever the cause
            self._fail(error)
        if done:
            leave(done, ctx)

    def _fail(self, error: Exception) -> NoReturn:
        """End with an exception of the code; a function with [CmdletBinding()] ends in its own name, as cmdlets do."""
        failure = error if self.runtime is None else self.runtime.adopt(script_error(error, self.ctx))
        end_by(failure, error, self)

    def finish(self) -> None:
        """Always, last: the clean block."""
        if self.body.clean is not None and hasattr(self, "ctx"):
            from psbridge.engine.context import DISCARD

            self.body.clean(self.ctx, DISCARD)

    def settle(self) -> None:
        """All elements have begun; compiled code reads `out.write` anew each time anyway."""

    def is_target(self, target: Any) -> bool:
        return target is self or target is self.runtime

    @property
    def failed(self) -> bool:
        return self.runtime is not None and self.runtime.failed


def _refuse(value: Any) -> None:
    """Input for a command that expects none cannot happen."""


def run_block(
    block: Any,
    ctx: Context,
    out: Any,
    args: tuple[Any, ...] = (),
    *,
    named: dict[str, Any] | None = None,
    dollar_under: Any = UNSET,
    this: Any = UNSET,
    input: Any = None,  # noqa: A002 - the name that scripts know
    new_scope: bool = True,
    variables: dict[str, Any] | None = None,
) -> None:
    """Run a script block with output to `out`; `input` is what $input enumerates."""
    body = block.body
    bare = body.end is not None and body.begin is None and body.process is None and not body.parameters
    if bare and not new_scope and not args and named is None and input is None and variables is None:
        _run_here(block, ctx, out, dollar_under, this)
        return
    if new_scope and named is None and input is None and variables is None:
        if bare and shape_of(body, block.home or ctx).light:
            _run_inside(block, ctx, out, args, dollar_under, this)
            return
        if dollar_under is UNSET and this is UNSET and SHORT_WAYS and SHORT_WAYS[0](block, ctx, out, args):
            return
    given = [Arg(None, value) for value in args] + [Arg(key, value) for key, value in (named or {}).items()]
    element = FunctionElement(None, block, "<ScriptBlock>", given, ctx, None, dot=not new_scope)
    element.under, element.this = dollar_under, this
    old = ctx.vars.get("_", UNSET) if not new_scope else UNSET
    try:
        element.prepare(out, ctx.streams, input is not None)
        if variables:
            for name, value in variables.items():
                element.ctx.scope.set(name, value)
        element.begin()
        if input is not None and not element.take(input):
            for value in input:
                element.process(value)
        element.end()
    finally:
        element.finish()
        if not new_scope and dollar_under is not UNSET:
            restore(ctx.vars, old)


def _run_here(block: Any, ctx: Context, out: Any, dollar_under: Any, this: Any) -> None:
    """The body of a block without parameters in the scope of its caller."""
    state = block.session_state
    if state is not None and state is not ctx.session_state:
        ctx = ctx.child(ctx.scope_in(state), session_state=state)
    vars_ = ctx.vars
    old = vars_.get("_", UNSET)
    old_this, traps, ctx.traps = ctx.this, ctx.traps, None
    if dollar_under is not UNSET:
        vars_["_"] = dollar_under
    if this is not UNSET:
        ctx.this = this
    try:
        code = block.body.end(ctx, out)
    finally:
        ctx.this, ctx.traps = old_this, traps
        if dollar_under is not UNSET:
            restore(vars_, old)
    if code:
        leave(code, ctx)


def _run_inside(block: Any, ctx: Context, out: Any, args: tuple[Any, ...], dollar_under: Any, this: Any) -> None:
    """The body of a block without parameters in a scope of its own."""
    if ctx.depth >= MAX_DEPTH:
        raise RecursionError
    state = block.session_state or ctx.session_state
    inner = ctx.child(Scope(ctx.scope if state is ctx.session_state else ctx.scope_in(state)), session_state=state)
    inner.body = block.body
    vars_ = inner.vars
    vars_["args"] = list(args)
    if this is not UNSET:
        inner.this = vars_["this"] = this
    if dollar_under is not UNSET:
        vars_["_"] = dollar_under
    code = block.body.end(inner, out)
    if code:
        leave(code, inner)
