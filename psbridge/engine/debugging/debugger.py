"""The debugger of a session: which statement, command or variable stops it, and what happens then.

Decides by its breakpoints, by how it is stepping, and by the trace level of Set-PSDebug.  Who talks to somebody at a stop is handed in
(``handler``); without one the script goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from psbridge.engine.context import DISCARD, Context
from psbridge.engine.debugging.arming import ARMING, FRONT, KEY, speaks_of_debugging
from psbridge.engine.debugging.breakpoints import Breakpoint, CommandBreakpoint, LineBreakpoint, VariableBreakpoint
from psbridge.engine.debugging.tracing import Tracer
from psbridge.engine.errors import UNCATCHABLE, LoopControl, PipelineStopped
from psbridge.objects import GenericList, NetObject, define
from psbridge.objects.nettypes import SMA

INTO, OVER, OUT, GO_ON, QUIT, DETACH = "StepInto", "StepOver", "StepOut", "Continue", "Stop", "Detach"
_A = "System.Management.Automation."


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a script has stopped: the frame, the place, and the breakpoints that were hit."""

    is_remote: ClassVar[bool] = False
    debugger: Debugger
    ctx: Context
    extent: Any
    hits: tuple[Breakpoint, ...]


Handler = Callable[[Any], str]  # takes a Stop, or what stands for one of another process


class PSDebugContext(NetObject):
    """$PSDebugContext, while a script has stopped."""

    __slots__ = ("hits", "invocation")
    net_type = define(_A + "PSDebugContext", assembly=SMA)
    PROPERTIES = {"Breakpoints": "breakpoints", "InvocationInfo": "invocation"}

    def __init__(self, hits: tuple[Breakpoint, ...], invocation: Any) -> None:
        super().__init__()
        self.hits, self.invocation = hits, invocation

    @property
    def breakpoints(self) -> GenericList:
        return GenericList(Breakpoint.net_type, list(self.hits))


class Debugger(NetObject):
    """One for each session that has one."""

    __slots__ = ("_armed", "_depth", "_mode", "breakpoints", "busy", "front", "handler", "last", "runspace", "tracer")
    net_type = define(_A + "ScriptDebugger", define(_A + "Debugger", assembly=SMA), assembly=SMA)
    PROPERTIES = {"InBreakpoint": "busy", "IsActive": "is_active", "InstanceId": "instance_id"}

    def __init__(self, runspace: Any) -> None:
        super().__init__()
        self.runspace = runspace
        self.breakpoints: dict[int, Breakpoint] = {}
        self.last = 0
        self.front = runspace.extras.get(FRONT)
        self.handler: Handler | None = self.front() if self.front is not None else None
        self.tracer = Tracer(runspace)
        self.busy = False
        self._mode, self._depth, self._armed = "", 0, False

    @property
    def instance_id(self) -> Any:
        return self.runspace.instance_id

    @property
    def is_active(self) -> bool:
        return self._armed

    @property
    def is_stepping(self) -> bool:
        return bool(self._mode)

    # -- what there is to look for

    def add(self, one: Breakpoint) -> None:
        self.breakpoints[one.number] = one
        self.changed()
        self._tell(one, "Set")

    def drop(self, one: Breakpoint) -> None:
        known = self.breakpoints.pop(one.number, None) is not None
        self.changed()
        if known:
            self._tell(one, "Removed")

    def enable(self, one: Breakpoint, wanted: bool) -> None:
        """Have a breakpoint count, or not."""
        one.enabled = wanted
        self._tell(one, "Enabled" if wanted else "Disabled")

    def _tell(self, one: Breakpoint, change: str) -> None:
        """Whoever sits elsewhere hears of it."""
        told = getattr(self.front, "updated", None)
        if told is not None:
            told(one, change)

    def next_number(self) -> int:
        self.last += 1
        return self.last

    def break_next(self) -> None:
        """Stop at the next statement."""
        self._mode = INTO
        self.changed()

    def wait(self) -> None:
        """Stop at the next statement if anybody can be asked; who can be, wants to be from now on."""
        if self.handler is None:
            return
        enable = getattr(self.front, "enable", None)
        if enable is not None:
            enable()
        self.break_next()

    def changed(self) -> None:
        """Something was set or taken away."""
        wanted = bool(self.breakpoints or self._mode or self.tracer.is_on)
        if wanted and not self._armed:
            self._armed = True
            ARMING.arm()
        elif self._armed and not wanted:
            self._armed = False
            ARMING.disarm()

    # -- the hooks

    def at_statement(self, ctx: Context, extent: Any) -> None:
        """A statement is about to run."""
        if self.busy or not self._armed:
            return
        if self.tracer.is_on:
            self.tracer.statement(extent)
        found = [one for one in self.breakpoints.values() if one.enabled and isinstance(one, LineBreakpoint) and one.stops_at(extent)]
        hits = self._triggered(ctx, found)
        if hits or self._steps(ctx):
            self.stop(ctx, extent, hits)

    def at_command(self, ctx: Context, info: Any, extent: Any) -> None:
        """A command is about to be called."""
        if self.busy or not self._armed:
            return
        found = [
            one
            for one in self.breakpoints.values()
            if one.enabled and isinstance(one, CommandBreakpoint) and one.stops_at(info, extent.file)
        ]
        hits = self._triggered(ctx, found)
        if hits:
            self.stop(ctx, extent, hits)

    def has_commands(self) -> bool:
        return not self.busy and any(one.KIND == CommandBreakpoint.KIND for one in self.breakpoints.values())

    def at_variable(self, ctx: Context, name: str, access: int, extent: Any) -> None:
        """A variable is about to be read or written."""
        if self.busy or not self._armed:
            return
        found = [
            one
            for one in self.breakpoints.values()
            if one.enabled and isinstance(one, VariableBreakpoint) and one.stops_at(name, access, extent.file)
        ]
        hits = self._triggered(ctx, found)
        if hits:
            self.stop(ctx, extent, hits)

    def _steps(self, ctx: Context) -> bool:
        if self._mode == INTO:
            return True
        return bool(self._mode) and ctx.depth <= self._depth

    def _triggered(self, ctx: Context, found: list[Any]) -> tuple[Breakpoint, ...]:
        """Count the hits and run the actions; those that ask for a stop remain."""
        return tuple(one for one in found if self._trigger(ctx, one))

    def _trigger(self, ctx: Context, one: Breakpoint) -> bool:
        """Whether a breakpoint stops the script: it has no action, or its action says `break`."""
        one.hits += 1
        if one.action is None:
            return True
        self.busy = True
        success = ctx.execution.success
        try:
            one.action.run(ctx, DISCARD, dollar_under=one)
        except LoopControl as control:
            return control.code == 1
        except UNCATCHABLE:
            raise
        except Exception:  # noqa: BLE001 - what goes wrong in an action is nobody's affair, as in PowerShell
            return False
        finally:
            self.busy = False
            ctx.execution.success = success
        return False

    # -- stopping

    def stop(self, ctx: Context, extent: Any, hits: tuple[Breakpoint, ...]) -> None:
        """Let somebody look around, and go on as they say."""
        self._mode = ""
        if self.handler is None:
            self.changed()
            return
        from psbridge.engine.invocations import invocation_of

        old_level = ctx.get_variable("NestedPromptLevel", 0)
        ctx.position = extent
        ctx.vars["psdebugcontext"] = PSDebugContext(hits, invocation_of(None, ctx.name, extent, ctx.caller or ctx))
        ctx.execution.global_scope.variables["nestedpromptlevel"] = 1
        self.busy = True
        try:
            action = self.handler(Stop(self, ctx, extent, hits))
        finally:
            self.busy = False
            ctx.vars.pop("psdebugcontext", None)
            ctx.execution.global_scope.variables["nestedpromptlevel"] = old_level
        self._go_on(ctx, action)

    def _go_on(self, ctx: Context, action: str) -> None:
        if action == QUIT:
            self.changed()
            raise PipelineStopped
        if action in (INTO, OVER, OUT):
            self._mode, self._depth = action, ctx.depth - (action == OUT)
        else:
            self._mode = ""  # nobody is to be told of the next statement, whoever asked for it meanwhile
        if action == DETACH:
            self.breakpoints.clear()
        self.changed()

    def close(self) -> None:
        """The session is over: there is nothing to look for any more."""
        self.breakpoints.clear()
        self.tracer.level, self.tracer.steps, self._mode = 0, False, ""
        self.changed()

    def ended(self) -> None:
        """The command line that was stepped through is over."""
        if self._mode:
            self._mode = ""
            self.changed()


def front_of(runspace: Any) -> Any:
    """What makes handlers in a session where somebody can be asked now, else None."""
    found = runspace.extras.get(FRONT)
    return found if getattr(found, "is_ready", True) else None


def is_debugged(runspace: Any, text: str) -> bool:
    """Whether somebody may want to debug a script that runs elsewhere: somebody sits here, or the script speaks of breakpoints."""
    return front_of(runspace) is not None or speaks_of_debugging(text)


def debugger_of(runspace: Any) -> Debugger:
    """The debugger of a session, made when it is first asked for."""
    found = runspace.extras.get(KEY)
    if found is None:
        found = runspace.extras[KEY] = Debugger(runspace)
    return found  # type: ignore[no-any-return]
