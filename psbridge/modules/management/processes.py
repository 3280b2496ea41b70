"""Get-, Stop-, Wait-, Start-Process."""

from __future__ import annotations

import contextlib
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.native import runtime_split
from psbridge.machine import files_of
from psbridge.machine.processes import Launch
from psbridge.machine.processinfo import Process, process_table
from psbridge.objects import unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAILURE = "Microsoft.PowerShell.Commands.ProcessCommandException"
_PROCESS = "System.Diagnostics.Process"
_INVALID = "InvalidOperationException"
_SAME = 'This command cannot be run because "{}" and "{}" are same. Give different inputs and Run your command again.'
_NOT_VALID = (
    'This command cannot be run because either the parameter "{}" has a value that is not valid or cannot be used with this command. Give '
    "a valid input and Run your command again."
)


class _Processes(Cmdlet):
    """Finding processes by name, id or as objects."""

    @property
    def table(self) -> Any:
        return process_table(self.machine)

    def by_name(self, names: list[str] | None) -> Iterator[Process]:
        everything = self.table.all()
        for name in names or ("*",):
            matches = compile_wildcard(name)
            found = [one for one in everything if matches(one.name)]
            if not found and not has_wildcards(name):
                text = f'Cannot find a process with the name "{name}". Verify the process name and call the cmdlet again.'
                self.write_error(self.error(_FAILURE, text, "NoProcessFoundForGivenName", "ObjectNotFound", name))
            yield from (Process(one, self.table) for one in found)

    def by_id(self, numbers: list[int]) -> Iterator[Process]:
        for number in numbers:
            found = self.table.find(number)
            if found is None:
                text = f"Cannot find a process with the process identifier {number}."
                self.write_error(self.error(_FAILURE, text, "NoProcessFoundForGivenId", "ObjectNotFound", number))
            else:
                yield Process(found, self.table)

    def chosen(self) -> Iterator[Process]:
        if getattr(self, "input_object", None) is not None:
            items = self.input_object if isinstance(self.input_object, list) else [self.input_object]  # type: ignore[attr-defined]
            yield from (unwrap(item) for item in items)
        elif getattr(self, "id", None) is not None:
            yield from self.by_id(self.id)  # type: ignore[attr-defined]
        else:
            yield from self.by_name(self.name)  # type: ignore[attr-defined]


@cmdlet("Get-Process", default_set="Name", aliases=("gps", "ps"), output=(_PROCESS,))
class GetProcess(_Processes):
    """Gets the processes that are running on the computer."""

    name = parameter(
        "Name",
        "string[]",
        sets=(In("Name", position=0, by_property=True), In("NameWithUserName", position=0, by_property=True)),
        aliases=("ProcessName",),
        validate=(NotNullOrEmpty(),),
    )
    id = parameter(
        "Id",
        "int[]",
        sets=(In("Id", mandatory=True, by_property=True), In("IdWithUserName", mandatory=True, by_property=True)),
        aliases=("PID",),
    )
    input_object = parameter(
        "InputObject",
        f"{_PROCESS}[]",
        sets=(In("InputObject", mandatory=True, pipeline=True), In("InputObjectWithUserName", mandatory=True, pipeline=True)),
    )
    include_user_name = parameter(
        "IncludeUserName",
        "switch",
        sets=(In("NameWithUserName", mandatory=True), In("IdWithUserName", mandatory=True), In("InputObjectWithUserName", mandatory=True)),
    )
    module = parameter("Module", "switch", sets=("Name", "Id", "InputObject"))
    file_version_info = parameter("FileVersionInfo", "switch", sets=("Name", "Id", "InputObject"), aliases=("FV", "FVI"))

    def process(self) -> None:
        found = list(self.chosen())
        for one in sorted(found, key=lambda p: (p.process_name.lower(), p.id)):
            if self.module:
                for module in one.modules:
                    self.write(module.version_info if self.file_version_info else module)
                continue
            if self.file_version_info:
                if one.main_module is not None:
                    self.write(one.main_module.version_info)
                continue
            if self.include_user_name:
                one.set("UserName", one.facts.user)
                one.own_type_names.insert(0, f"{_PROCESS}#IncludeUserName")
            self.write(one)


@cmdlet("Stop-Process", default_set="Id", aliases=("spps", "kill"), should_process=True, output=(_PROCESS,))
class StopProcess(_Processes):
    """Stops one or more running processes."""

    name = parameter("Name", "string[]", sets=(In("Name", mandatory=True, by_property=True),), aliases=("ProcessName",))
    id = parameter("Id", "int[]", sets=(In("Id", mandatory=True, position=0, by_property=True),))
    input_object = parameter("InputObject", f"{_PROCESS}[]", sets=(In("InputObject", mandatory=True, position=0, pipeline=True),))
    pass_thru = parameter("PassThru", "switch")
    force = parameter("Force", "switch")

    def process(self) -> None:
        for one in list(self.chosen()):
            if self.should_process(f"{one.process_name} ({one.id})", "Stop-Process"):
                self._stop(one)

    def _stop(self, one: Process) -> None:
        if one.facts.critical:
            text = f'Cannot stop process "{one.process_name} ({one.id})" because of the following error: Access is denied.'
            self.write_error(self.error(_FAILURE, text, "CouldNotStopProcess", "CloseError", one))
            return
        try:
            one.kill()
        except OSError as problem:
            text = f'Cannot stop process "{one.process_name} ({one.id})" because of the following error: {problem.strerror}'
            self.write_error(self.error(_FAILURE, text, "CouldNotStopProcess", "CloseError", one))
            return
        if self.pass_thru:
            self.write(one)


@cmdlet("Wait-Process", default_set="Name")
class WaitProcess(_Processes):
    """Waits for the processes to be stopped before accepting more input."""

    name = parameter("Name", "string[]", sets=(In("Name", mandatory=True, position=0, by_property=True),), aliases=("ProcessName",))
    id = parameter("Id", "int[]", sets=(In("Id", mandatory=True, by_property=True),), aliases=("PID", "ProcessId"))
    input_object = parameter("InputObject", f"{_PROCESS}[]", sets=(In("InputObject", mandatory=True, pipeline=True),))
    timeout = parameter("Timeout", "int", position=1, aliases=("TimeoutSec",), validate=(ValidateRange(0, 32767),))

    def begin(self) -> None:
        self._all: list[Process] = []

    def process(self) -> None:
        self._all += list(self.chosen())

    def end(self) -> None:
        limit = time.monotonic() + self.timeout if self.is_bound("Timeout") else None
        for one in self._all:
            while not one.has_exited and not self.stopping.cancelled:
                if limit is not None and time.monotonic() >= limit:
                    text = f'This command stopped because process "{one.process_name} ({one.id})" is not stopped in the specified timeout.'
                    self.write_error(self.error("System.TimeoutException", text, "ProcessNotTerminated", "CloseError", one))
                    break
                self.stopping.wait(0.05)


@cmdlet("Start-Process", default_set="Default", aliases=("saps", "start"), should_process=True, output=(_PROCESS,))
class StartProcess(_Processes):
    """Starts one or more processes on the local computer."""

    file_path = parameter("FilePath", "string", position=0, mandatory=True, aliases=("PSPath", "Path"), validate=(NotNullOrEmpty(),))
    argument_list = parameter("ArgumentList", "string[]", position=1, aliases=("Args",), allow_null=True, allow_empty=True)
    credential = parameter("Credential", "pscredential", sets=("Default",), aliases=("RunAs",))
    working_directory = parameter("WorkingDirectory", "string", validate=(NotNullOrEmpty(),))
    load_user_profile = parameter("LoadUserProfile", "switch", sets=("Default",), aliases=("Lup",))
    no_new_window = parameter("NoNewWindow", "switch", sets=("Default",), aliases=("nnw",))
    pass_thru = parameter("PassThru", "switch")
    standard_error = parameter("RedirectStandardError", "string", sets=("Default",), aliases=("RSE",), validate=(NotNullOrEmpty(),))
    standard_input = parameter("RedirectStandardInput", "string", sets=("Default",), aliases=("RSI",), validate=(NotNullOrEmpty(),))
    standard_output = parameter("RedirectStandardOutput", "string", sets=("Default",), aliases=("RSO",), validate=(NotNullOrEmpty(),))
    verb = parameter("Verb", "string", sets=("UseShellExecute",), validate=(NotNullOrEmpty(),))
    window_style = parameter("WindowStyle", "string", validate=(NotNullOrEmpty(),))
    wait = parameter("Wait", "switch")
    use_new_environment = parameter("UseNewEnvironment", "switch", sets=("Default",))

    def process(self) -> None:
        if not self._is_possible() or not self.should_process(self.file_path, "Start-Process"):
            return
        if self.machine is not None:
            self._emulate()
        else:
            self._start()

    def _is_possible(self) -> bool:
        """Whether the parameters go together and what they name is there; else that is told."""
        if not self.runspace.is_windows:
            self._refuse_windows_only()
        elif self.no_new_window and self.window_style is not None:
            return self._stop(_INVALID, 'Parameters "-NoNewWindow" and "-WindowStyle" cannot be specified at the same time.')
        if self.working_directory and not self._leads_to(self.working_directory, folder=True):
            return self._stop("DirectoryNotFoundException", _NOT_VALID.format("WorkingDirectory"))
        source, output, errors = self.standard_input, self.standard_output, self.standard_error
        if source and not self._leads_to(source, folder=False):
            return self._stop("FileNotFoundException", _NOT_VALID.format(f"RedirectStandardInput '{source}'"))
        pairs = (
            ("RedirectStandardInput", source, "RedirectStandardOutput", output),
            ("RedirectStandardOutput", output, "RedirectStandardError", errors),
        )
        for name, path, other_name, other in pairs:
            if path and other and self._full(path).lower() == self._full(other).lower():
                return self._stop(_INVALID, _SAME.format(name, other_name))
        return True

    def _refuse_windows_only(self) -> None:
        name = "-Verb" if self.verb is not None else "-WindowStyle" if self.window_style is not None else None
        if name is not None:
            text = f"The parameter '{name}' is not supported for the cmdlet 'Start-Process' on this edition of PowerShell."
            self.fail(self.error("System.NotSupportedException", text, "NotSupportedException", "NotImplemented"))

    def _full(self, path: str) -> str:
        return str(self.paths.unresolved(path).path)

    def _leads_to(self, path: str, *, folder: bool) -> bool:
        known = files_of(self.machine).stat(self._full(path))
        return known is not None and known.is_dir is folder

    def _stop(self, kind: str, text: str) -> bool:
        """An error that has the name of its exception for an id."""
        full = f"System.{kind}" if kind == _INVALID else f"System.IO.{kind}"
        self.write_error(self.error(full, text, kind, "InvalidOperation"))
        return False

    def _emulate(self) -> None:
        """On an emulated machine a process is an entry of its table; and runs when its host knows the program."""
        program = f'"{self.file_path}"' if " " in self.file_path else self.file_path
        files = [self.paths.unresolved(path).path if path else "" for path in (self.standard_output, self.standard_error)]
        place = self.paths.unresolved(self.working_directory).path if self.working_directory else self.runspace.drives.file_location()
        environment = dict(self.machine.environment if self.use_new_environment else self.runspace.environment)
        line = " ".join([program, *(to_text(argument) for argument in self.argument_list or ())])
        made, runs = self.machine.start(Launch(line, environment.get("USERNAME", ""), place, environment, *files))
        if self.wait and runs:
            while not made.has_exited and not self.stopping.wait(0.02):
                pass
        elif self.wait:
            self.machine.processes.stop(made, 0)
        if self.pass_thru:
            self.write(Process(made, self.machine.processes))

    def _start(self) -> None:
        words = runtime_split(" ".join(to_text(argument) for argument in self.argument_list or ()))
        with contextlib.ExitStack() as files:
            streams = {
                "stdin": self._stream(files, self.standard_input, "rb"),
                "stdout": self._stream(files, self.standard_output, "wb"),
                "stderr": self._stream(files, self.standard_error, "wb"),
            }
            place = self.paths.unresolved(self.working_directory).path if self.working_directory else self.runspace.drives.file_location()
            try:
                environment = {} if self.use_new_environment else dict(self.runspace.environment)
                child = subprocess.Popen([self._program(), *words], cwd=place, env=environment, **streams)
            except OSError as problem:
                text = f"This command cannot be run due to the error: {problem.strerror or problem}."
                self.fail(self.error("System.InvalidOperationException", text, "InvalidOperationException", "InvalidOperation"))
        if self.wait:
            while child.poll() is None and not self.stopping.wait(0.02):
                pass
        if self.pass_thru:
            self.write(_Child(child, self.table).view)

    def _program(self) -> str:
        if "/" in self.file_path:
            return str(self.paths.unresolved(self.file_path).path)
        found: str = self.file_path
        return found

    def _stream(self, files: contextlib.ExitStack, path: str | None, mode: str) -> Any:
        if not path:
            return None if mode != "rb" else subprocess.DEVNULL
        return files.enter_context(open(self.paths.unresolved(path).path, mode))  # noqa: PTH123  the path is the provider's text


class _Child:
    """A process that we started: its exit code is known when it has ended."""

    def __init__(self, child: subprocess.Popen[bytes], table: Any) -> None:
        from psbridge.machine.processes import MachineProcess

        self.child, self.table = child, table
        facts = table.find(child.pid) or MachineProcess(child.pid, Path(str(child.args[0])).name)  # type: ignore[index]
        self.view = Process(facts, self)

    def find(self, number: int) -> Any:
        code = self.child.poll()
        if code is None:
            return self.table.find(number)
        self.view.facts.has_exited, self.view.facts.exit_code = True, code
        return None

    def modules(self, facts: Any) -> Any:
        return self.table.modules(facts)

    def thread_facts(self, facts: Any) -> Any:
        return self.table.thread_facts(facts)

    def stop(self, facts: Any, exit_code: int = -1) -> None:
        self.child.kill()
