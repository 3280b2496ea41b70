"""Sessions over WinRS: a small server of ours in front of a console on the host, which speaks PSRP to the client in this process.

Decides what a console can do of a session: scripts with plain arguments and `$using:` values, which give text, error records and an exit
code.  Objects, input, prompts and disconnection it cannot do; what asks for them is refused.
"""

from __future__ import annotations

import base64
import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from psbridge.errors import ConnectionFailed, DeadlineExceeded, InvalidTransition, LocalProtocolError, PsBridgeError, TransportError
from psbridge.objects import ErrorRecord, InformationalRecord, NetException, unwrap
from psbridge.psrp import ClientPool, Pipeline, ServerPool, events
from psbridge.transports.carrier import Capabilities, Receiver
from psbridge.transports.memory import MemoryTransport
from psbridge.transports.winrs import Console, ConsoleCommand, ConsoleResult
from psbridge.transports.wsmanlink import Target

_A = "System.Management.Automation."
_RECORDS = {"warning": "warning", "verbose": "verbose", "debug": "debug"}


class WinrsTransport(MemoryTransport):
    """Joined to a `ConsolePool`."""

    name = "winrs"
    capabilities = Capabilities(disconnect=False, interactive=False)

    def __init__(self, target: Target) -> None:
        self._console = Console(target)
        super().__init__(lambda flush: ConsolePool(self._console, flush))

    def open(self, pool: ClientPool, receiver: Receiver) -> None:
        self._console.open()
        super().open(pool, receiver)

    def kill(self) -> None:
        super().kill()
        self._console.close()


class ConsolePool:
    """The served side: pipelines run as commands of the console."""

    def __init__(self, console: Console, flush: Callable[[], None]) -> None:
        self.console, self.flush = console, flush
        self.pool = ServerPool(tolerant=True)
        self._running: dict[UUID, ConsoleCommand] = {}
        self._stopping: set[UUID] = set()
        self._lock = threading.Lock()

    # -- Served

    def receive(self, data: bytes | memoryview, pid: UUID | None = None) -> None:
        for event in self.pool.receive(data, pid):
            if isinstance(event, events.OpenRequested):
                self.pool.opened({})
            elif isinstance(event, events.PipelineRequested):
                threading.Thread(target=self._run, args=(event.pid, event.pipeline), name="winrs command", daemon=True).start()
            elif isinstance(event, events.MetadataRequested):
                self.pool.pipelines[event.pid].fail(_refusal("A console describes no commands; use the WSMan transport."))
        self.flush()

    def stop(self, pid: UUID, done: Callable[[], None] | None = None) -> None:
        with self._lock:
            self._stopping.add(pid)
            command = self._running.get(pid)
        if command is not None:
            self._quietly(command.stop)
        if done is not None:
            done()

    def close_pipeline(self, pid: UUID, done: Callable[[], None] | None = None) -> None:
        if pid in self.pool.pipelines and not self.pool.pipelines[pid].is_finished:
            self.stop(pid)
        self.pool.remove(pid)
        if done is not None:
            done()

    def close(self, done: Callable[[], None] | None = None) -> None:
        self._quietly(self.console.close)
        try:
            self.pool.closing()
            self.pool.closed()
        except InvalidTransition:
            pass  # it was never open
        if done is not None:
            done()

    def abandon(self) -> None:
        """The client is gone; its transport ends the console."""

    def disconnect(self) -> None:
        raise LocalProtocolError("A console cannot be left", hint="Use the WSMan transport.")

    reconnect = disconnect

    @staticmethod
    def _quietly(act: Callable[[], object]) -> None:
        with contextlib.suppress(PsBridgeError):  # it cannot be reached, or is gone: what waits there hears of it by itself
            act()

    # -- pipelines

    def _run(self, pid: UUID, pipeline: Pipeline) -> None:
        pipe = self.pool.pipelines[pid]
        try:
            result = self._command(pid, script_of(pipeline)).wait(_Lines(pipe.output, self.flush))
        except PsBridgeError as error:
            self._end(pid, error)
        except Exception as error:  # noqa: BLE001 - on this thread nobody else would hear of it, and the caller would wait for ever
            self._end(pid, TransportError(f"{type(error).__name__}: {error}", where="WinRS"))
        else:
            self._told(pipe, result)
            self._end(pid, None, result.exit_code)
        self.flush()

    def _command(self, pid: UUID, script: str) -> ConsoleCommand:
        started = self.console.start(script)
        with self._lock:
            self._running[pid] = started
            stopped = pid in self._stopping
        if stopped:
            started.stop()
        return started

    def _told(self, pipe: Any, result: ConsoleResult) -> None:
        for message in result.errors:
            pipe.error(ErrorRecord(NetException(_A + "RemoteException", message), "NativeCommandError", 0, None))
        for stream, messages in result.records.items():
            for message in messages:
                if stream.lower() in _RECORDS:
                    getattr(pipe, _RECORDS[stream.lower()])(InformationalRecord(message))

    def _end(self, pid: UUID, error: PsBridgeError | None, code: int = 0) -> None:
        pipe = self.pool.pipelines.get(pid)
        with self._lock:
            self._running.pop(pid, None)
            stopped = pid in self._stopping
            self._stopping.discard(pid)
        if pipe is None or pipe.is_finished:
            return
        if stopped:
            pipe.stopping()
            pipe.stopped(
                ErrorRecord(NetException(_A + "PipelineStoppedException", "The pipeline has been stopped."), "PipelineStopped", 14, None)
            )
        elif error is not None:
            lost = isinstance(error, ConnectionFailed | DeadlineExceeded)
            kind = "Remoting.PSRemotingTransportException" if lost else "RemoteException"
            pipe.fail(ErrorRecord(NetException(_A + kind, str(error)), "WinRSCommandFailed", 0, None))
        elif code:
            text = f"The console ended with exit code {code}."
            pipe.fail(ErrorRecord(NetException(_A + "NativeCommandExitException", text), "ProgramExitedWithNonZeroCode", 0, code))
        else:
            pipe.complete()


class _Lines:
    """Text in pieces becomes lines; a flush for each piece."""

    def __init__(self, write: Callable[[str], object], flush: Callable[[], object]) -> None:
        self._write, self._flush, self._rest = write, flush, ""

    def __call__(self, piece: str) -> None:
        *lines, self._rest = (self._rest + piece).split("\n")
        for line in lines:
            self._write(line.removesuffix("\r"))
        if lines:
            self._flush()


def script_of(pipeline: Pipeline) -> str:
    """The text that a console runs for a pipeline; refuses what it cannot do."""
    if len(pipeline.commands) != 1 or not pipeline.commands[0].is_script:
        raise LocalProtocolError("A console runs scripts, not commands with parameters", hint="Write it as a script.")
    if not pipeline.no_input:
        raise LocalProtocolError("A console takes no input objects", hint="Give arguments, or use the WSMan transport.")
    (command,) = pipeline.commands
    head, text, arguments = "", command.text, []
    for name, value in command.parameters:
        if name == "--%":
            head, text = _with_using(text, value)
        elif name:
            arguments.append(f"-{name}:{literal(value)}" if value is not None else f"-{name}")
        else:
            arguments.append(literal(value))
    return f"{head}& {{ {text}\n}} {' '.join(arguments)}".rstrip() if arguments else f"{head}{text}"


def _with_using(text: str, values: Any) -> tuple[str, str]:
    """Variables for the values, and the text with them in the place of its `$using:` expressions."""
    head = ""
    for number, (key, value) in enumerate(unwrap(values).pairs()):
        written = base64.b64decode(str(key)).decode("utf-16-le")
        name = f"__psbridge_using_{number}"
        head += f"${name} = {literal(value)}\n"
        text = re.sub(re.escape(written) + (r"\b" if written[-1].isalnum() else ""), f"${{{name}}}", text, flags=re.IGNORECASE)
    return head, text


def literal(value: Any) -> str:
    """A plain value as PowerShell writes it."""
    found = unwrap(value)
    if found is None:
        return "$null"
    if isinstance(found, bool):
        return "$true" if found else "$false"
    if isinstance(found, int | float):
        return f"({found})"
    if isinstance(found, str):
        quoted = re.sub(r"(['\u2018\u2019\u201a\u201b])", r"\1\1", found)
        return f"'{quoted}'"
    items = list(_items(found))
    return f"@({', '.join(map(literal, items))})"


def _items(found: Any) -> Iterator[Any]:
    if not isinstance(found, list | tuple):
        raise LocalProtocolError(
            f"A console takes texts, numbers and lists of them, not a value of type {type(found).__name__}", hint="Use the WSMan transport."
        )
    yield from found


def _refusal(text: str) -> ErrorRecord:
    return ErrorRecord(NetException(_A + "PSNotSupportedException", text), "NotSupported", 0, None)


__all__ = ["ConsolePool", "WinrsTransport", "literal", "script_of"]
