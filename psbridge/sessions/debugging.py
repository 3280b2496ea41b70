"""The debugger of a runspace elsewhere, seen from its client: who deals with its stops, and how the stopped script is talked to.

Decides that a script which stops where nobody debugs goes on (a job waits instead until somebody attaches, or until it is stopped), that
what is typed runs as a nested pipeline in the stopped frame, and that the script goes on with the action that its handler gives.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.errors import InvalidTransition, PsBridgeError
from psbridge.jobs.states import JobEvent, JobState
from psbridge.objects import NetObject, define
from psbridge.objects.nettypes import SMA
from psbridge.objects.streams import OUTPUT, PROGRESS
from psbridge.psrp import Pipeline, PoolState
from psbridge.psrp.commands import Command

if TYPE_CHECKING:
    from psbridge.psrp.events import UserEvent
    from psbridge.sessions.client import ClientSession, RunningPipeline

_A = "System.Management.Automation."
_INTERNAL = "PSInternalRemoteDebugger"
_CONTINUE, _STOP, _DETACH = "Continue", "Stop", "Detach"
_PROMPT = '"PS $($executionContext.SessionState.Path.CurrentLocation)>> "'
Handler = Callable[[Any], str]


def heard(session: ClientSession, event: UserEvent) -> None:
    """An event of the other side: those of its debugger are for ours, the others for whoever asked for events."""
    if not event.source.startswith(_INTERNAL):
        if session.event_received is not None:
            session.event_received(event)
    elif event.source.endswith("StopEvent"):
        (session.debugger_stopped or _let_go)(session, event)


def _let_go(session: ClientSession, event: UserEvent) -> None:
    """Nobody debugs: the script goes on (asked for from another thread, as this one brings the answers)."""
    threading.Thread(target=_quietly, args=(lambda: resume(session, _CONTINUE),), name="debugger", daemon=True).start()


def _quietly(act: Callable[[], object]) -> None:
    with contextlib.suppress(PsBridgeError, InvalidTransition):  # the session went meanwhile, and its scripts with it
        act()


def tell(session: ClientSession, name: str, **parameters: Any) -> RunningPipeline:
    """Run a virtual command of the debugger, whatever else runs."""

    def aside(running: RunningPipeline) -> None:
        running.is_aside = True

    return session.run(Pipeline([Command(name, parameters=list(parameters.items()))], is_nested=True), prepare=aside)


def working(session: ClientSession) -> int:
    """How many pipelines the other side is busy with."""
    return sum(not running.is_aside for running in list(session.pipelines.values()))


def resume(session: ClientSession, action: str) -> None:
    from psbridge.engine.debugging.wire import ACTIONS, SET_ACTION

    tell(session, SET_ACTION, ResumeAction=ACTIONS[action])


def prepare(session: ClientSession, *, step: bool = False) -> None:
    """Say that somebody here wants to hear of stops; `step`: of the next statement."""
    from psbridge.engine.debugging.wire import SCRIPTS, SET_MODE, SET_STEP

    if step:
        tell(session, SET_STEP, Enabled=True)
    else:
        tell(session, SET_MODE, Mode=SCRIPTS)


def can_debug(session: ClientSession) -> bool:
    """Whether the other side has a debugger for its clients."""
    data = session.private_data
    return data is not None and data.get("DebugMode") is not None


class RemoteStop:
    """A script elsewhere has stopped.  `arguments` (DebuggerStopEventArgs) say where."""

    is_remote: ClassVar[bool] = True

    def __init__(self, session: ClientSession, arguments: Any) -> None:
        self.session, self.arguments = session, arguments

    @property
    def hits(self) -> list[Any]:
        return list(getattr(self.arguments, "breakpoints", ()))

    @property
    def position(self) -> str:
        """The position message of the statement that is next."""
        invocation = getattr(self.arguments, "invocation", None)
        return "" if invocation is None else str(invocation.position_message)

    def process(self, text: str, show: Callable[[list[Any]], object]) -> Any:
        """Run a line in the stopped frame, or let the debugger there understand it; what it gives is shown; the DebuggerCommand."""
        from psbridge.engine.debugging.wire import DebuggerCommand

        running = self.session.run(Pipeline.script(text, is_nested=True))
        running.wait()
        assert running.streams is not None
        found = [value for stream, value in running.streams.receive() if stream != PROGRESS]
        shown = [value for value in found if not isinstance(value, DebuggerCommand)]
        if running.reason is not None:
            shown.append(running.reason)
        if shown:
            show(shown)
        own = [value for value in found if isinstance(value, DebuggerCommand)]
        return Reply(text, own[-1] if own else None)

    def value(self, text: str) -> Any:
        """The value of an expression in the stopped frame: the first, None when there is none."""
        values: list[Any] = []
        self.process(text, values.extend)
        return values[0] if values else None

    def prompt(self) -> str:
        return str(self.value(_PROMPT) or "PS>> ")


class Reply:
    """What the debugger there made of a line."""

    __slots__ = ("action", "repeats", "text")

    def __init__(self, text: str, command: Any) -> None:
        self.text = text if command is None else command.command or text
        self.action = "" if command is None or command.resume_action is None else str(command.resume_action.label)
        self.repeats = command is not None and command.repeats


class RemotingJobDebugger(NetObject):
    """The debugger of a child job whose script runs elsewhere: hands stops to whoever is attached, and lets the job wait for somebody."""

    __slots__ = ("_attached", "_changed", "_child", "_handling", "_session", "_stop")
    net_type = define(_A + "RemotingJobDebugger", define(_A + "Debugger", assembly=SMA), assembly=SMA)
    PROPERTIES = {"InBreakpoint": "in_breakpoint", "IsActive": "in_breakpoint", "InstanceId": "instance_id"}

    def __init__(self, session: ClientSession | None, child: Any) -> None:
        super().__init__()
        self._session, self._child = session, child
        self._changed = threading.Condition()
        self._attached: Handler | None = getattr(child, "debug_handler", None)
        self._stop: RemoteStop | None = None
        self._handling = False
        if session is not None:
            session.debugger_stopped = self._stopped

    @property
    def in_breakpoint(self) -> bool:
        return self._stop is not None

    @property
    def instance_id(self) -> Any:
        return self._child.runspace_id

    # -- what Debug-Job needs

    @property
    def handler(self) -> RemotingJobDebugger:
        return self

    @property
    def can_attach(self) -> bool:
        return self._session is not None and self._session.state is PoolState.OPENED and can_debug(self._session)

    @property
    def is_attached(self) -> bool:
        return self._attached is not None

    def attach(self, handler: Handler | None) -> None:
        """From now on `handler` deals with stops; None: nobody does."""
        with self._changed:
            self._attached = handler
        notify = getattr(self._child, "notify_watchers", None)
        if notify is not None:
            notify()
        self._begin()

    def break_next(self) -> None:
        """Stop at the next statement; a script that has stopped need not be asked."""
        if self._stop is None and self._session is not None:
            prepare(self._session, step=True)

    # -- stops

    def _stopped(self, session: ClientSession, event: UserEvent) -> None:
        from psbridge.engine.debugging.wire import stop_of

        self._stands(RemoteStop(session, stop_of(event.arguments)))

    def _stands(self, stop: RemoteStop) -> None:
        with self._changed:
            self._stop = stop
        stop.session.in_breakpoint = True
        self._move(JobState.Running, JobEvent.BREAK)
        self._begin()

    def was_stopped(self) -> None:
        """The session that we take up stands in a stopped script: ask where."""
        from psbridge.engine.debugging.wire import GET_STOP

        session = self._session
        if session is None or self._stop is not None:
            return
        data = session.private_data
        if data is not None and data.get("DebugStop") is not True:
            return

        def found(running: RunningPipeline) -> None:
            assert running.streams is not None
            values = [value for value in running.streams.values(OUTPUT) if value is not None]
            if values:
                self._stands(RemoteStop(session, values[0]))

        tell(session, GET_STOP).on_end(found)

    def _begin(self) -> None:
        """Have whoever is attached deal with a stop, on a thread of its own: answers come on the session's."""
        with self._changed:
            if self._stop is None or self._attached is None or self._handling:
                return
            self._handling = True
            stop, handler = self._stop, self._attached
        threading.Thread(target=self._handle, args=(stop, handler), name="debugger", daemon=True).start()

    def _handle(self, stop: RemoteStop, handler: Handler) -> None:
        action = _DETACH
        with contextlib.suppress(PsBridgeError):  # the session is gone, or whoever was attached
            action = handler(stop)
        with self._changed:
            self._stop, self._handling = None, False
        stop.session.in_breakpoint = False
        self._move(JobState.AtBreakpoint, JobEvent.CONTINUE)
        if action == _STOP:
            self._child.stop_requested = True
        _quietly(lambda: resume(stop.session, _CONTINUE if action == _DETACH else action))
        if action == _DETACH:
            self.attach(None)

    def _move(self, before: Any, event: JobEvent) -> None:
        if self._child.state == before:
            try:
                self._child.move(event)
            except InvalidTransition:
                return  # it ended in the same moment

    def __str__(self) -> str:
        return self.net_type.full_name
