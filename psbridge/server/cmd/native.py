"""Programs in PowerShell sessions of an emulated machine: found among its own, run as console processes in memory.

A runspace gets both classes handed in (`equip`); without them an emulated session has no programs at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psbridge.engine.commands import ApplicationInfo, CommandInfo
from psbridge.engine.errors import PipelineStopped
from psbridge.engine.native import NativeElement
from psbridge.engine.programs import Programs
from psbridge.engine.runspace import Runspace
from psbridge.server.cmd.interpreter import Exit, run_line
from psbridge.server.cmd.process import Console, Process, StdIn, Stopped
from psbridge.server.cmd.syntax import argv_of
from psbridge.server.cmd.tables import PROGRAMS, SYSTEM, find_program
from psbridge.server.poolhostprofile import Profile

_POWERSHELL = f"{SYSTEM}\\WindowsPowerShell\\v1.0"


class MachinePrograms(Programs):
    """Finds the programs of the machine."""

    def find(self, ctx: Any, name: str) -> CommandInfo | None:
        plain = name.replace("/", "\\")
        base = plain.rpartition("\\")[2].lower().removesuffix(".exe").removesuffix(".com")
        known = base in PROGRAMS and ("\\" not in plain or plain.lower().startswith("c:\\windows\\"))
        if known:
            return self._program(base)
        if plain.lower().endswith((".bat", ".cmd")):
            full = str(self.runspace.full_path(name))
            found = self.runspace.drives.files.files.stat(full)
            return ApplicationInfo(full.rpartition("\\")[2], full) if found is not None and not found.is_dir else None
        return super().find(ctx, name)

    def _own(self, name: str) -> CommandInfo | None:
        return self._program("powershell")

    @staticmethod
    def _program(base: str) -> ApplicationInfo:
        return ApplicationInfo(f"{base}.exe", f"{_POWERSHELL if base == 'powershell' else SYSTEM}\\{base}.exe")

    def matching(self, ctx: Any, test: Callable[[str], bool], kinds: int) -> Iterator[CommandInfo]:
        for base in sorted(PROGRAMS):
            if test(f"{base}.exe") and kinds & ApplicationInfo.TYPE:
                yield self._program(base)


class MachineProgram(NativeElement):
    """A program in a pipeline; input is collected first, output comes in lines."""

    __slots__ = ("pending", "given", "formatter")

    def begin(self) -> None:
        self.begun = True
        self.given: list[str] = []
        self.pending = b""
        self.formatter: Any = None
        self.write = self.process

    def process(self, value: Any) -> None:
        if isinstance(value, str) and self.formatter is None:
            self.given.append(value)
            return
        if self.formatter is None:
            from psbridge.engine.rendering import text_formatter

            self.formatter = text_formatter(self.caller, self.given.append)
        self.formatter.write(value)

    def end(self) -> None:
        if not self.begun:
            self.begin()
        if self.formatter is not None:
            self.formatter.end()
        try:
            self.code = self._run()
        except Stopped as error:
            raise PipelineStopped from error
        if self.pending:
            self.out.write(self._text(self.pending))
        for line in self.errors:
            self._report(line)
        scope = self.caller.execution.global_scope
        scope.variables["lastexitcode"] = self.code
        scope.spell("lastexitcode", "LASTEXITCODE")

    def _run(self) -> int:
        runspace = self.caller.runspace
        make: Callable[[], Profile] = runspace.extras["program_profile"]
        console = Console(runspace.machine, runspace.environment.get("USERNAME", ""), self.caller.stop, make, 65001)
        given = "".join(f"{line}\r\n" for line in self.given).encode()
        errors: list[bytes] = []
        copy = type(runspace.environment)(dict(runspace.environment))
        process = Process(console, copy, runspace.drives.file_location(), StdIn(self.caller.stop, given), self._take, errors.append)
        rest = "".join(f" {_quoted(word)}" for word in self.args)
        program = find_program(process, self.info.path)
        try:
            code = program(process, rest) if program is not None else run_line(process, f'"{self.info.path}"{rest}')
        except Exit as request:
            code = request.code
        self.errors = b"".join(errors).decode("utf-8", "replace").splitlines()
        return code - (1 << 32) if code & 0x80000000 else code

    def _take(self, data: bytes) -> None:
        """Output, line by line as it comes."""
        lines = (self.pending + data).split(b"\n")
        self.pending = lines.pop()
        for line in lines:
            self.out.write(self._text(line))

    @staticmethod
    def _text(line: bytes) -> str:
        return line.decode("utf-8", "replace").removesuffix("\r")

    def finish(self) -> None:
        """Nothing is left behind."""


def _quoted(word: str) -> str:
    """An argument as PowerShell puts it on a command line."""
    return f'"{word}"' if word == "" or (any(char.isspace() for char in word) and not word.startswith('"')) else word


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program left behind."""

    output: bytes
    errors: bytes
    code: int


def run_captured(
    ctx: Any, application: str, line: str, directory: str, environment: Mapping[str, str] | None, given: bytes
) -> Finished | None:
    """Run a command line as CreateProcess does, no shell in between; None when there is no such program."""
    runspace = ctx.runspace
    make: Callable[[], Profile] = runspace.extras["program_profile"]
    console = Console(runspace.machine, runspace.environment.get("USERNAME", ""), ctx.stop, make, 65001)
    variables = type(runspace.environment)(dict(runspace.environment if environment is None else environment))
    output, errors = bytearray(), bytearray()
    where = directory or runspace.drives.file_location()
    process = Process(console, variables, where, StdIn(ctx.stop, given), output.extend, errors.extend)
    first = argv_of(line)[:1]
    head = line.lstrip()
    rest = head[head.find('"', 1) + 1 :] if head.startswith('"') else head[len(head.split(maxsplit=1)[0]) :] if first else ""
    path = application or (first[0] if first else "")
    program = find_program(process, path)
    batch = path if path.lower().endswith((".bat", ".cmd")) and process.files.stat(process.path(path)) is not None else ""
    if program is None and not batch:
        return None
    try:
        code = program(process, rest) if program is not None else run_line(process, f'"{batch}"{rest}')
    except Exit as request:
        code = request.code
    except Stopped as error:
        raise PipelineStopped from error
    return Finished(bytes(output), bytes(errors), code & 0xFFFFFFFF)


def equip_programs(runspace: Runspace, profile: Callable[[], Profile]) -> None:
    """Give a session the programs of its machine."""
    runspace.extras["start_program"] = run_captured
    runspace.extras["programs"] = MachinePrograms
    runspace.extras["native_element"] = MachineProgram
    runspace.extras["program_profile"] = profile


__all__ = ["Finished", "MachineProgram", "MachinePrograms", "equip_programs", "run_captured"]
