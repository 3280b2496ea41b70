"""The shell of WinRS: console commands over the streams stdin, stdout and stderr.

Each command runs on a thread of its own over the emulated machine; decides how its output becomes Stream elements, what signals do, and
which exit code a command has that was ended.
"""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from psbridge.concurrency import CancelToken
from psbridge.engine.threads.blockrun import start_thread
from psbridge.machine.computer import Machine
from psbridge.server.cmd.interpreter import run_interpreter
from psbridge.server.cmd.process import CODE_PAGES, Console, Process, StdIn, Stopped
from psbridge.server.cmd.tables import find_program
from psbridge.server.poolhostprofile import Profile
from psbridge.server.shells import Output, Shell
from psbridge.wsman import CommandState, FaultKind, StreamData, fault
from psbridge.wsman import Signal as SignalCode
from psbridge.wsman.faults import PROVIDER_CMD
from psbridge.wsman.requests import Command, Signal

_STOPPED = 0xC000013A  # STATUS_CONTROL_C_EXIT
_TERMINATED = 1
_CHUNK = 32768
_ENDING = 5.0
_SIGNALS = {SignalCode.CTRL_C: _STOPPED, SignalCode.CTRL_BREAK: _STOPPED, SignalCode.TERMINATE: _TERMINATED}


class CmdCommand:
    """A command and what it has written."""

    def __init__(self, line: str, token: CancelToken, wake: Callable[[], None], room: int) -> None:
        self.line, self.token, self.wake, self.room = line, token, wake, room
        self.stdin = StdIn(token)
        self.code: int | None = None
        self.stop_code = _STOPPED
        self.told = False  # whether the client knows that it has ended
        self._chunks: deque[tuple[str, bytes]] = deque()
        self._size = 0
        self._changed = threading.Condition()
        self.over = threading.Event()
        token.on_cancel(lambda *_: self._notify())

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def put(self, stream: str, data: bytes) -> None:
        """Output of the command's thread; it waits while its client does not take any."""
        if not data:
            return
        with self._changed:
            self._changed.wait_for(lambda: self._size < self.room or self.token.cancelled)
            for i in range(0, len(data), _CHUNK):
                self._chunks.append((stream, data[i : i + _CHUNK]))
            self._size += len(data)
        self.wake()

    def take(self, room: int, names: tuple[str, ...], command_id: str) -> list[StreamData]:
        found: list[StreamData] = []
        with self._changed:
            while self._chunks and (room > 0 or not found):
                stream, data = self._chunks[0]
                if found and len(data) > room:
                    break
                self._chunks.popleft()
                self._size -= len(data)
                room -= len(data) + 150
                if stream in names:
                    found.append(StreamData(stream, data, command_id))
            self._changed.notify_all()
        return found

    @property
    def has_output(self) -> bool:
        return bool(self._chunks)

    def finish(self, code: int) -> None:
        self.code = code & 0xFFFFFFFF
        self.over.set()
        self.wake()


class CmdShell(Shell):
    """A WinRS shell."""

    def __init__(
        self, *facts: Any, machine: Machine, environment: Any, options: Mapping[str, str], buffered: int, profile: Callable[[], Profile]
    ) -> None:
        super().__init__(*facts)
        create = facts[2]
        self.machine, self.environment, self._profile, self._buffered = machine, environment, profile, buffered
        for name, value in create.environment.items():
            self.environment[name] = value
        self.code_page = int(options["WINRS_CODEPAGE"]) if options.get("WINRS_CODEPAGE", "").isdigit() else 437
        self.name = ""  # clients give one, Windows does not tell it
        self._given_directory = create.working_directory
        self.directory = create.working_directory or self.environment.get("USERPROFILE", "C:\\")
        self._commands: dict[str, CmdCommand] = {}

    def particulars(self) -> Mapping[str, Any]:
        return {"working_directory": self._given_directory}

    async def start(self) -> None:
        found = self.machine.files.stat(self.machine.files.normalize(self.directory)) if self.directory[1:2] == ":" else None
        if found is None or not found.is_dir:
            raise fault(FaultKind.FILE_NOT_FOUND, provider=PROVIDER_CMD)
        if self.code_page not in CODE_PAGES:
            raise fault(FaultKind.INVALID_PARAMETER, provider=PROVIDER_CMD)

    # -- commands

    async def command(self, command: Command, options: Mapping[str, str]) -> str:
        command_id = (command.command_id or str(uuid.uuid4())).upper()
        if command_id in self._commands:
            raise fault(FaultKind.COMMAND_ID_CONFLICT)
        skip = options.get("WINRS_SKIP_CMD_SHELL", "").lower() in {"true", "1"}
        line = " ".join((command.command_line, *command.arguments))
        made = CmdCommand(line, CancelToken(), self.bell.ring, self._buffered)
        process = self._process(made)
        if skip and ("\\" not in command.command_line or find_program(process, command.command_line) is None):
            raise fault(FaultKind.FILE_NOT_FOUND, provider=PROVIDER_CMD)
        self._commands[command_id] = made
        if options.get("WINRS_CONSOLEMODE_STDIN", "").lower() in {"false", "0"}:
            pass  # standard input is a pipe here in both modes
        start_thread(lambda: self._run(made, process), f"command {command_id}")
        return command_id

    def _process(self, command: CmdCommand) -> Process:
        console = Console(self.machine, self.caller.user.name, command.token, self._profile, self.code_page)
        environment = type(self.environment)(dict(self.environment))
        stdout = lambda data: command.put("stdout", data)  # noqa: E731 - bound to this command
        stderr = lambda data: command.put("stderr", data)  # noqa: E731 - as above
        return Process(console, environment, self.machine.files.normalize(self.directory), command.stdin, stdout, stderr)

    @staticmethod
    def _run(command: CmdCommand, process: Process) -> None:
        code = command.stop_code
        try:
            code = run_interpreter(process, command.line)
        except Stopped:
            code = command.stop_code
        except Exception as error:  # noqa: BLE001 - a defect of a command is its failure, not the host's
            command.put("stderr", f"{type(error).__name__}: {error}\r\n".encode())
            code = 1
        command.finish(code)

    def _find(self, command_id: str) -> CmdCommand:
        found = self._commands.get(command_id.upper())
        if found is None:
            raise self.no_command()
        return found

    async def send(self, streams: tuple[StreamData, ...]) -> None:
        for stream in streams:
            if stream.name != "stdin" or not stream.command_id:
                raise fault(FaultKind.INVALID_PARAMETER, provider=PROVIDER_CMD)
            self._find(stream.command_id).stdin.put(stream.data, bool(stream.end))

    def collect(self, command_id: str, room: int, names: tuple[str, ...]) -> Output | None:
        if not command_id:
            raise fault(FaultKind.INVALID_PARAMETER, provider=PROVIDER_CMD)
        command = self._find(command_id)
        ended = command.code
        streams = command.take(room, names, command_id)
        if ended is None or command.has_output:
            return Output(tuple(streams), CommandState.RUNNING) if streams else None
        streams += [StreamData(name, b"", command_id, True) for name in names]
        command.told = True
        return Output(tuple(streams), CommandState.DONE, ended)

    async def signal(self, signal: Signal) -> None:
        code = next((code for kind, code in _SIGNALS.items() if kind.lower() == signal.code.lower()), None)
        if code is None:
            raise fault(FaultKind.INVALID_PARAMETER, provider=PROVIDER_CMD)
        command = self._find(signal.command_id)
        command.stop_code = code
        command.token.cancel("signal")
        if command.told or signal.code.lower() == SignalCode.TERMINATE.lower():
            self._commands.pop(signal.command_id.upper(), None)
        self.bell.ring()

    async def close(self) -> None:
        self.bell.fail(FaultKind.OPERATION_ABORTED)
        commands, self._commands = list(self._commands.values()), {}
        for command in commands:
            command.token.cancel("the shell is closed")
        if commands:
            wait = [asyncio.to_thread(command.over.wait, _ENDING) for command in commands if command.code is None]
            await asyncio.gather(*wait)

    def commands(self) -> list[tuple[str, str, bool]]:
        return [(key, command.line, command.code is None) for key, command in self._commands.items()]

    def running(self) -> int:
        return sum(command.code is None for command in self._commands.values())
