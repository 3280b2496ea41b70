"""Programs that scripts start on an emulated machine (Start-Process, Win32_Process.Create): each runs on a thread of its own.

Decides whose environment such a process has, where its output goes, and that stopping it in the table ends it.  Programs that the console
does not know are entries of the table only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.concurrency import CancelToken
from psbridge.engine.threads.blockrun import start_thread
from psbridge.machine.computer import Machine
from psbridge.machine.processes import Launch, MachineProcess
from psbridge.machine.users import User
from psbridge.server.auth import Caller
from psbridge.server.cmd.interpreter import Exit
from psbridge.server.cmd.process import Console, Process, StdIn, Stopped
from psbridge.server.cmd.tables import Program, find_program
from psbridge.server.poolhostprofile import Profile

_STOPPED = 0xFFFFFFFF


class Launcher:
    """Runs the programs of one machine.  ``profile``: what PowerShell is made of for a caller."""

    def __init__(self, machine: Machine, profile: Callable[[Caller], Profile]) -> None:
        self.machine, self._profile = machine, profile
        self._running: dict[int, CancelToken] = {}

    def __call__(self, entry: MachineProcess, launch: Launch) -> bool:
        """Run it; False when nobody here knows the program."""
        caller = self._caller(launch.user)
        token = CancelToken()
        profile = self._profiled(caller, entry)
        console = Console(self.machine, caller.user.name, token, profile, 65001)
        outputs = _Files(self.machine.files, launch)
        environment: Any = profile().environment
        if launch.environment is not None:
            environment = type(environment)(dict(launch.environment))
        directory = launch.directory or "C:\\"
        process = Process(console, environment, directory, StdIn(token, b""), outputs.out, outputs.err)
        program = find_program(process, entry.path)
        if program is None:
            return False
        self._running[entry.id] = token
        self.machine.processes.when_stopped(entry, lambda code: token.cancel("stopped"))
        start_thread(lambda: self._run(entry, process, program, outputs, _rest(launch.command_line)), f"process {entry.id}")
        return True

    def _caller(self, name: str) -> Caller:
        accounts = self.machine.accounts
        user = accounts.find(name) or accounts.find("Administrator") or User(name or "SYSTEM")
        return Caller(user, f"{self.machine.name}\\{user.name}", "")

    def _profiled(self, caller: Caller, entry: MachineProcess) -> Callable[[], Profile]:
        def make() -> Profile:
            made = self._profile(caller)
            made.extras["process_id"] = entry.id
            return made

        return make

    def _run(self, entry: MachineProcess, process: Process, program: Program, outputs: _Files, rest: str) -> None:
        code = _STOPPED
        try:
            code = program(process, rest)
        except Exit as request:
            code = request.code
        except Stopped:
            code = _STOPPED
        except Exception as error:  # noqa: BLE001 - a defect of a program is its failure, not the host's
            outputs.err(f"{type(error).__name__}: {error}\r\n".encode())
            code = 1
        finally:
            outputs.close()
            self._running.pop(entry.id, None)
            if not entry.has_exited:
                self.machine.processes.stop(entry, code)

    def close(self) -> None:
        """End all that run."""
        for token in list(self._running.values()):
            token.cancel("the machine is shut down")


class _Files:
    """The files that the output of a process goes to; without a file it is lost."""

    def __init__(self, files: Any, launch: Launch) -> None:
        self._open = [files.open(path, "w") if path else None for path in (launch.output, launch.errors)]

    def out(self, data: bytes) -> None:
        self._write(0, data)

    def err(self, data: bytes) -> None:
        self._write(1, data)

    def _write(self, which: int, data: bytes) -> None:
        file = self._open[which]
        if file is not None:
            file.write(data)
            file.flush()

    def close(self) -> None:
        for file in self._open:
            if file is not None:
                file.close()


def _rest(line: str) -> str:
    """A command line without its program."""
    if line.startswith('"') and line.count('"') > 1:
        return line.split('"', 2)[2]
    return line[len(line.split()[0]) :]


__all__ = ["Launcher"]
