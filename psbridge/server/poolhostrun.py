"""One pipeline of a served pool: how a description becomes running commands, and where its records go.

Decides that a record is sent first and then shown on the client's host, how merges of commands are carried out, how input comes in while
the pipeline runs, and how it ends: Completed, Failed with the record, Stopped with PowerShell's record.
"""

from __future__ import annotations

import base64
import contextlib
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

from psbridge.clixml.records import extended_body
from psbridge.concurrency import CancelToken
from psbridge.engine.binder.arguments import Arg
from psbridge.engine.context import Context
from psbridge.engine.errors import ExitRequest, LoopControl, PipelineStopped, script_error
from psbridge.engine.functions import FunctionElement
from psbridge.engine.inputs import InputQueue
from psbridge.engine.pipeline import element_for, give_input, run_elements
from psbridge.engine.plan import MergeRedirection
from psbridge.engine.running import pipeline_here
from psbridge.engine.runspace import Runspace
from psbridge.engine.scopes import UNSET
from psbridge.errors import Cancelled, CryptoError, InvalidTransition
from psbridge.objects import ErrorRecord, NetException
from psbridge.objects.psobject import unwrap
from psbridge.objects.records import HostInformationMessage
from psbridge.objects.scalars import AutomationNull, DateTime
from psbridge.psrp import HostCall, HostResponse, Pipeline, ServerPipeline
from psbridge.psrp.commands import ERROR, OUTPUT, Command
from psbridge.server.remotehost import RemoteHost, RemoteUI

_A = "System.Management.Automation."
USING = "--%"  # the parameter under which clients send the values of $using: expressions
# RemoteStreamOptions: which records take their invocation along
_OPTION = {"error": 1, "warning": 2, "debug": 4, "verbose": 8}
_MERGES = (("merge_error", 2), ("merge_warning", 3), ("merge_verbose", 4), ("merge_debug", 5), ("merge_information", 6))


def stopped_record() -> ErrorRecord:
    """What a stopped pipeline says."""
    return ErrorRecord(NetException(_A + "PipelineStoppedException", "The pipeline has been stopped."), "PipelineStopped", 14, None)


class Calls:
    """Host calls of a pipeline (or of the pool) that wait for their answers."""

    def __init__(self, send: Callable[..., HostCall], flush: Callable[[], None], token: CancelToken) -> None:
        self._send, self._flush, self._token = send, flush, token
        self._answers: dict[int, HostResponse] = {}
        self._changed = threading.Condition()
        token.on_cancel(self._wake)

    def tell(self, method: str, *arguments: Any) -> None:
        self._send(method, *arguments)
        self._flush()

    def call(self, method: str, *arguments: Any) -> Any:
        """Wait for the client's answer; its error is raised here, and a stop ends the wait."""
        from psbridge.engine.errors import ScriptError

        made = self._send(method, *arguments)
        self._flush()
        with self._changed:
            self._changed.wait_for(lambda: made.id in self._answers or self._token.cancelled)
            answer = self._answers.pop(made.id, None)
        if answer is None:
            raise PipelineStopped
        if answer.error is not None:
            raise ScriptError(answer.error)
        return answer.result

    def answer(self, response: HostResponse) -> None:
        with self._changed:
            self._answers[response.id] = response
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class Streams:
    """The sinks of a pipeline: each record is sent, then shown on the client's host if it has one."""

    def __init__(self, run: PipelineRun, pipe: ServerPipeline, options: int) -> None:
        self._run, self._pipe, self._options = run, pipe, options
        self._flush = run.flush
        ui = run.host.ui
        self._ui: RemoteUI | None = ui if isinstance(ui, RemoteUI) else None
        if self._ui is not None:
            self._ui.records = pipe

    def write(self, value: Any) -> None:
        """One object of the output."""
        if value is AutomationNull:
            return
        try:
            self._pipe.output(value)
        except CryptoError:
            self._run.send_secret(value)
        self._flush()

    def error(self, record: Any) -> None:
        self._run.had_errors = True
        self._run.note_error(record)
        self._pipe.error(self._dressed("error", unwrap(record)))
        self._flush()

    def silent_error(self) -> None:
        self._run.had_errors = True

    def native_error(self, line: str) -> None:
        """What a program wrote to its error output."""
        exception = NetException(_A + "RemoteException", line)
        self.error(ErrorRecord(exception, "NativeCommandError", 0, line))

    def _dressed(self, kind: str, record: Any) -> Any:
        return extended_body(record) if self._options & _OPTION[kind] and record.invocation_info is not None else record

    def warning(self, record: Any) -> None:
        self._pipe.warning(self._dressed("warning", record))
        self._shown("WriteWarningLine", record.message)

    def verbose(self, record: Any) -> None:
        self._pipe.verbose(self._dressed("verbose", record))
        self._shown("WriteVerboseLine", record.message)

    def debug(self, record: Any) -> None:
        self._pipe.debug(self._dressed("debug", record))
        self._shown("WriteDebugLine", record.message)

    def progress(self, record: Any) -> None:
        self._pipe.progress(record)
        self._shown("WriteProgress", 0, record)

    def hidden_information(self, record: Any) -> None:
        self._pipe.information(record)
        self._flush()

    def information(self, record: Any) -> None:
        self._pipe.information(record)
        data = unwrap(record.message_data)
        if self._ui is not None and isinstance(data, HostInformationMessage):
            self._ui.write_colored(data.message, data.foreground_color, data.background_color, not data.no_new_line)
        else:
            self._shown("WriteLine2", str(data))

    def _shown(self, method: str, *words: Any) -> None:
        if self._ui is not None:
            self._ui.show(method, *words)
        self._flush()


class PipelineRun:
    """A pipeline on its way.  ``owner`` is the pool host: it gives the runspace and hears of the end."""

    def __init__(self, owner: Any, pipe: ServerPipeline, description: Pipeline, pid: UUID | None) -> None:
        self.owner, self.pipe, self.description, self.pid = owner, pipe, description, pid
        self.token = CancelToken()
        self.had_errors = False
        self.ended = False
        self.input = None if description.no_input else InputQueue(self.token)
        self.calls = Calls(pipe.host_call, owner.flush, self.token)
        info = description.host if not description.host.use_runspace_host else owner.pool.host
        self.host = RemoteHost(info, self.calls, owner.profile.culture)
        self.runspace: Runspace | None = None
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def flush(self) -> None:
        self.owner.flush()

    def note_error(self, record: Any) -> None:
        """The first error of an initialization script breaks the pool."""
        note = getattr(self.pipe, "note_error", None)
        if note is not None:
            note(unwrap(record))

    # -- ending

    def on_end(self, listener: Callable[[], None]) -> None:
        """Call when it is over; at once when it is."""
        with self._lock:
            if not self.ended:
                self._listeners.append(listener)
                return
        listener()

    def stop(self) -> None:
        """Ask it to end."""
        if not self.ended:
            with contextlib.suppress(InvalidTransition):  # it may just have ended
                self.pipe.stopping()
            self.token.cancel("stopped")

    def finish(self, end: Callable[[], None]) -> None:
        """Say how it ended, then tell those who wait."""
        with self._lock:
            if self.ended:
                return
            end()
            self.ended = True
            listeners, self._listeners = self._listeners, []
        self.flush()
        for listener in listeners:
            listener()

    # -- running (on its own thread)

    def execute(self, runspace: Runspace, frame: Context | None = None) -> None:
        """Run in that runspace to the end; `frame`: where a script of it has stopped."""
        self.runspace = runspace
        streams = Streams(self, self.pipe, self.description.stream_options)
        before, runspace.host = runspace.host, self.host
        self.host.runspace = runspace
        try:
            end = self._outcome(runspace, self._context(runspace, streams, frame), streams)
        finally:
            runspace.host = before
        self.owner.released(self)
        self.finish(end)

    def _context(self, runspace: Runspace, streams: Streams, frame: Context | None) -> Context:
        if frame is None:
            return runspace.context(streams, self.token)
        ctx = frame.child(frame.scope)
        ctx.streams, ctx.stop = streams, self.token
        return ctx

    def _outcome(self, runspace: Runspace, ctx: Context, streams: Streams) -> Callable[[], None]:
        pipe = self.pipe
        started = DateTime.now()
        try:
            with pipeline_here(self.token):
                self._transcribed(ctx, streams)
        except (PipelineStopped, Cancelled):
            return lambda: pipe.stopped(stopped_record())
        except ExitRequest as request:
            self.host.set_should_exit(request.code)
        except LoopControl:
            pass
        except Exception as error:  # noqa: BLE001 - whatever ended the pipeline is its reason
            failure = script_error(error, ctx)
            runspace.execution.remember(failure.record)
            return lambda: pipe.fail(failure.record)
        if self.token.cancelled:
            return lambda: pipe.stopped(stopped_record())
        if self.description.add_to_history:
            self._remember(runspace, started)
        return pipe.complete

    def _transcribed(self, ctx: Context, streams: Streams) -> None:
        """Run; what goes to the output while a transcript is being written when we begin is copied into it."""
        from psbridge.engine.transcripts import OutputCopy, running

        found = running(ctx.runspace)
        if found is None:
            self._statements(ctx, streams)
            return
        found.command("PS>", " | ".join(command.text for command in self.description.commands))
        copy = OutputCopy(streams, ctx, found)
        try:
            self._statements(ctx, copy)
        finally:
            copy.end()

    def _remember(self, runspace: Runspace, started: DateTime) -> None:
        from psbridge.modules.core.history import add_line

        text = self.description.history or " | ".join(command.text for command in self.description.commands)
        add_line(runspace, text, started, DateTime.now())

    def _statements(self, ctx: Context, out: Any) -> None:
        fed = self.input
        for commands in self.description.statements:
            elements = [self._element(ctx, command) for command in commands]
            feed = None
            if fed is not None:
                feed, fed = _feeder(fed), None
            ctx.execution.propagate = not any(command.is_script for command in commands)  # no statement of a script is there to go on with
            try:
                run_elements(ctx, elements, out, feed, _plans(commands))
            finally:
                ctx.execution.propagate = False

    def _element(self, ctx: Context, command: Command) -> Any:
        restriction = ctx.runspace.extras.get("restriction")
        if restriction is not None:
            restriction.check(ctx, command)
        args = [_argument(name, value) for name, value in command.parameters if name != USING]
        given = next((value for name, value in command.parameters if name == USING), None)
        if given is not None:
            ctx.using = _using(unwrap(given))
        if command.is_script:
            block = ctx.runspace.script_block(command.text, ctx, None, top=True)
            return FunctionElement(None, block, "<ScriptBlock>", args, ctx, None, dot=not command.use_local_scope)
        info = ctx.runspace.discovery.resolve(ctx, command.text)
        return element_for(ctx, info, command.text, args, None)

    def send_secret(self, value: Any) -> None:
        """An output that holds a secret for which there is no key yet."""
        if self.owner.obtain_key(self.token):
            self.pipe.output(value)
            return
        if self.owner.profile.secrets == "plain":
            self.pipe.output_plain(value)
            return
        text = "Object reference not set to an instance of an object."
        self.pipe.output(None)
        record = ErrorRecord(NetException("System.NullReferenceException", text), "System.NullReferenceException", 0, None)
        self.pipe.error(record)


def _argument(name: str | None, value: Any) -> Arg:
    """A parameter of a command as the binder takes it: a name without a value is a switch, `-name:` stands for name and value."""
    if name is None:
        return Arg(None, value)
    return Arg(name.lstrip("-").rstrip(":"), UNSET if value is None and not name.endswith(":") else value, None, True)


def _using(table: Any) -> dict[str, Any]:
    """Values of $using: expressions; their keys are base64 of the expressions' texts."""
    found: dict[str, Any] = {}
    for key, value in table.pairs() if hasattr(table, "pairs") else table.items():
        text = base64.b64decode(str(key)).decode("utf-16-le", "surrogatepass").lower()
        found[text.lstrip("$@{").removeprefix("using:").rstrip("}")] = value
    return found


def _feeder(source: InputQueue) -> Callable[[Any], None]:
    return lambda first: give_input(first, source)


class _Plan:
    """Where the streams of one command go, in the words of the engine's pipelines."""

    __slots__ = ("redirections",)

    def __init__(self, redirections: tuple[MergeRedirection, ...]) -> None:
        self.redirections = redirections


def _plans(commands: list[Command]) -> tuple[Any, ...]:
    """The merges of each command; MergePreviousResults speaks for the commands before it."""
    claimed = [_merged(command) for command in commands]
    for i, command in enumerate(commands):
        if command.merge_previous & ERROR:
            for before in claimed[:i]:
                before.add(2)
    return tuple(_Plan(tuple(MergeRedirection(n, 1, None) for n in sorted(streams))) if streams else None for streams in claimed)  # type: ignore[arg-type]


def _merged(command: Command) -> set[int]:
    streams = {number for name, number in _MERGES if getattr(command, name) == OUTPUT}
    if command.merge_my_result == ERROR and command.merge_to_result == OUTPUT:
        streams.add(2)
    return streams
