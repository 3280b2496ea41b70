"""The debugger of a served pool: its client elsewhere is told of stops, and works in the stopped frame with nested pipelines.

Decides what the virtual commands of PowerShell's clients do (`__Set-PSDebugMode` and its siblings: they run at once, whatever the runspace
does), when a script stops for a client (one that wants to hear of scripts elsewhere, or a script that waits for a debugger), and that a
stopped script goes on with `__Set-PSDebuggerAction` only.  A pool has one when it is of a single runspace and its client knows debuggers.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from psbridge.engine.debugging.arming import FRONT, KEY
from psbridge.engine.debugging.breakpoints import Breakpoint
from psbridge.engine.debugging.debugger import GO_ON, QUIT, Debugger, Stop, debugger_of
from psbridge.engine.runspace import Runspace
from psbridge.objects import NetException, PSObject
from psbridge.objects.psobject import unwrap
from psbridge.psrp.commands import Command

_A = "System.Management.Automation."
_REMOTE, _SCRIPTS = 4, 6  # DebugModes
_IGNORE = 1  # UnhandledBreakpointProcessingMode
_BREAKS = "Set-PSBreakpoint"


class ServerDebugger:
    """``mode`` and ``unhandled`` are what the client set.  What makes handlers for the sessions of the pool is the debugger itself."""

    is_lenient = True  # clients set the mode in case somebody debugs: code must be ready, and may be fast until somebody does

    def __init__(self, owner: Any, runspace: Runspace) -> None:
        self.owner, self.runspace = owner, runspace
        self.mode = self.unhandled = 1
        self._changed = threading.Condition()
        self._stop: Stop | None = None
        self._action: str | None = None
        self._queue: deque[Any] = deque()
        runspace.extras[FRONT] = self

    # -- the front of the runspace

    @property
    def is_ready(self) -> bool:
        """Whether the client is told of stops."""
        return bool(self.mode & _REMOTE)

    def __call__(self, name: str = "") -> Callable[[Stop], str]:
        return self.stopped

    def enable(self) -> None:
        """A script waits for a debugger."""
        self.mode = _SCRIPTS

    def updated(self, one: Breakpoint, change: str) -> None:
        """The client hears of breakpoints."""
        from psbridge.engine.debugging.wire import UPDATED_EVENT, BreakpointUpdatedEventArgs, BreakpointUpdateType

        count = len(debugger_of(self.runspace).breakpoints)
        self._tell(UPDATED_EVENT, BreakpointUpdatedEventArgs(one, BreakpointUpdateType.parse(change), count))

    def _tell(self, name: str, arguments: Any) -> None:
        manager = self.runspace.events
        if not manager.matching(name):
            manager.subscribe(None, None, name, support=True, forward=True)
        manager.generate(name, None, [arguments])

    # -- a stop (on the thread of the pipeline that has stopped)

    @property
    def in_breakpoint(self) -> bool:
        return self._stop is not None

    def facts(self) -> dict[str, Any]:
        """What the application's private data says of it."""
        found = self.runspace.extras.get(KEY)
        return {
            "DebugMode": self.mode,
            "DebugStop": self.in_breakpoint,
            "DebugBreakpointCount": len(found.breakpoints) if isinstance(found, Debugger) else 0,
            "BreakAll": isinstance(found, Debugger) and found.is_stepping,
            "UnhandledBreakpointMode": self.unhandled,
        }

    def stopped(self, stop: Stop) -> str:
        """Tell the client, and do what it wants until it lets the script go on."""
        if not self.is_ready or self._is_restricted(stop):
            return GO_ON
        from psbridge.engine.debugging.wire import STOP_EVENT

        with self._changed:
            self._stop, self._action = stop, None
        unhook = stop.ctx.stop.on_cancel(self._wake)
        try:
            self._tell(STOP_EVENT, self._arguments(stop))
            return self._attend(stop)
        finally:
            unhook()
            with self._changed:
                self._stop = None
                left, self._queue = self._queue, deque()
            for run in left:
                self.owner.resume(run)

    def _is_restricted(self, stop: Stop) -> bool:
        """Clients of a restricted endpoint that may not set breakpoints do not debug either."""
        restriction = self.runspace.extras.get("restriction")
        return restriction is not None and not restriction.allows(_BREAKS)

    @staticmethod
    def _arguments(stop: Stop) -> Any:
        from psbridge.engine.debugging.wire import DebuggerStopEventArgs
        from psbridge.engine.invocations import invocation_of

        return DebuggerStopEventArgs(invocation_of(None, stop.ctx.name, stop.extent, stop.ctx.caller or stop.ctx), stop.hits)

    def _attend(self, stop: Stop) -> str:
        from psbridge.engine.debugging.prompt import Reader

        reader = Reader(stop.extent)
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or self._action is not None or stop.ctx.stop.cancelled)
                if stop.ctx.stop.cancelled:
                    return QUIT
                if self._action is not None:
                    return self._action
                run = self._queue.popleft()
            _work(run, self.runspace, stop, reader)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def nested(self, run: Any) -> bool:
        """Take a nested pipeline for the stopped frame; False when no script has stopped."""
        with self._changed:
            if self._stop is None:
                return False
            self._queue.append(run)
            self._changed.notify_all()
            return True

    def resume(self, action: str) -> None:
        """The stopped script goes on."""
        with self._changed:
            if self._stop is None:
                raise _Refused("InvalidOperationException", "Cannot set the debugger action because the debugger is not stopped.")
            self._action = action
            self._changed.notify_all()

    def ended(self) -> None:
        """A pipeline is over, and with it the stepping through it."""
        found = self.runspace.extras.get(KEY)
        if isinstance(found, Debugger):
            found.ended()

    def close(self) -> None:
        """Nobody is there any more who could debug."""
        self.mode = 0
        found = self.runspace.extras.get(KEY)
        if isinstance(found, Debugger):
            found.close()

    # -- virtual commands

    def answer(self, command: Command) -> list[Any]:
        """What a virtual command gives."""
        try:
            return VIRTUAL[command.text.lower()](self, command)
        except _Refused as refused:
            return [NetException(_A + f"PS{refused.kind}", refused.text)]

    def _set_mode(self, command: Command) -> list[Any]:
        self.mode = _number(command, "Mode")
        if self.is_ready:
            debugger_of(self.runspace)  # from now on code is compiled for it
        return []

    def _set_unhandled(self, command: Command) -> list[Any]:
        self.unhandled = _number(command, "UnhandledBreakpointMode")
        if self.unhandled == _IGNORE and self.in_breakpoint:
            self.resume(GO_ON)
        return []

    def _set_step(self, command: Command) -> list[Any]:
        wanted = bool(unwrap(_value(command, "Enabled")))
        self.mode = _SCRIPTS
        if wanted:
            debugger_of(self.runspace).break_next()
        else:
            self.ended()
        return []

    def _set_action(self, command: Command) -> list[Any]:
        from psbridge.engine.debugging.wire import action_of

        if self._is_active():
            action = action_of(_value(command, "ResumeAction"))
            if not action:
                raise _Refused("ArgumentException", "ResumeAction")
            self.resume(action)
        return []

    def _get_stop(self, command: Command) -> list[Any]:
        stop = self._stop
        return [None if stop is None else self._arguments(stop)] if self._is_active() else []

    def _is_active(self) -> bool:
        found = self.runspace.extras.get(KEY)
        return self.in_breakpoint or (isinstance(found, Debugger) and found.is_active)

    def _get_breakpoints(self, command: Command) -> list[Any]:
        known = debugger_of(self.runspace).breakpoints
        number = _argument(command, "Id")
        return [known.get(int(unwrap(number)))] if number is not None else sorted(known.values(), key=lambda one: one.number)

    def _set_breakpoints(self, command: Command) -> list[Any]:
        from psbridge.engine.debugging.wire import breakpoint_of

        one, several = _argument(command, "Breakpoint"), _argument(command, "BreakpointList")
        if one is None and several is None:
            raise _Refused("ArgumentException", "Either the Breakpoint or the BreakpointList parameter must be specified.")
        found = [breakpoint_of(value) for value in (unwrap(several) if several is not None else [one])]
        if None in found:
            raise _Refused("ArgumentException", "The breakpoint list contains an object that is not a breakpoint.")
        debugger = debugger_of(self.runspace)
        for made in found:
            assert made is not None
            made.number = made.number or debugger.next_number()
            debugger.last = max(debugger.last, made.number)
            made.action = None if made.action is None else self.runspace.script_block(str(made.action))
            debugger.add(made)
        return found

    def _remove_breakpoint(self, command: Command) -> list[Any]:
        one = self._by_number(command)
        if one is not None:
            debugger_of(self.runspace).drop(one)
        return [one is not None]

    def _enable_breakpoint(self, command: Command) -> list[Any]:
        return self._switch(command, True)

    def _disable_breakpoint(self, command: Command) -> list[Any]:
        return self._switch(command, False)

    def _switch(self, command: Command, wanted: bool) -> list[Any]:
        one = self._by_number(command)
        if one is None:
            return []
        debugger_of(self.runspace).enable(one, wanted)
        return [one]

    def _by_number(self, command: Command) -> Breakpoint | None:
        return debugger_of(self.runspace).breakpoints.get(int(unwrap(_value(command, "Id"))))


class _Refused(Exception):
    """A virtual command that cannot be done: its exception becomes output, as PowerShell's servers answer."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind, self.text = kind, text


def _argument(command: Command, name: str) -> Any:
    return next((value for key, value in command.parameters if key is not None and key.strip("-:").lower() == name.lower()), None)


def _value(command: Command, name: str) -> Any:
    found = _argument(command, name)
    if found is None:
        raise _Refused("ArgumentException", name)
    return found


def _number(command: Command, name: str) -> int:
    found = unwrap(_value(command, name))
    bare = found.base if isinstance(found, PSObject) else found
    if not isinstance(bare, int) or isinstance(bare, bool):
        raise _Refused("ArgumentException", name)
    return int(bare)


def takes(debugger: ServerDebugger | None, run: Any) -> bool:
    """Whether a pipeline is a virtual command: it has run then.  Without a debugger there is nothing to do, and nothing to complain of."""
    commands = run.description.commands
    if not commands or commands[0].is_script or commands[0].text.lower() not in VIRTUAL:
        return False
    for value in [] if debugger is None else debugger.answer(commands[0]):
        run.pipe.output(value)
    run.finish(run.pipe.complete)
    return True


def _work(run: Any, runspace: Runspace, stop: Stop, reader: Any) -> None:
    """Carry out a nested pipeline: what the debugger itself understands it answers, the rest runs in the stopped frame."""
    from psbridge.engine.callstack import frames_of
    from psbridge.engine.debugging.wire import ACTIONS, DebuggerCommand

    commands = run.description.commands
    answer = reader.read(commands[0].text.strip()) if commands else None
    if answer is not None and answer.is_own:
        for line in answer.lines:
            run.pipe.output(line)
        run.pipe.output(DebuggerCommand(answer.text, ACTIONS.get(answer.action), answer.repeats))
        run.finish(run.pipe.complete)
        return
    if answer is None or answer.text == commands[0].text.strip():
        run.execute(runspace, stop.ctx)
        return
    for value in (DebuggerCommand(answer.text), *frames_of(stop.ctx)):  # the frames of the script that has stopped, and not ours
        run.pipe.output(value)
    run.finish(run.pipe.complete)


VIRTUAL: dict[str, Callable[[ServerDebugger, Command], list[Any]]] = {
    name.lower(): act
    for name, act in {
        "__Set-PSDebugMode": ServerDebugger._set_mode,
        "__Set-PSUnhandledBreakpointMode": ServerDebugger._set_unhandled,
        "__Set-PSDebuggerStepMode": ServerDebugger._set_step,
        "__Set-PSDebuggerAction": ServerDebugger._set_action,
        "__Get-PSDebuggerStopArgs": ServerDebugger._get_stop,
        "__Get-PSBreakpoint": ServerDebugger._get_breakpoints,
        "__Set-PSBreakpoint": ServerDebugger._set_breakpoints,
        "__Remove-PSBreakpoint": ServerDebugger._remove_breakpoint,
        "__Enable-PSBreakpoint": ServerDebugger._enable_breakpoint,
        "__Disable-PSBreakpoint": ServerDebugger._disable_breakpoint,
    }.items()
}
