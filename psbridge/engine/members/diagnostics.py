"""System.Diagnostics.Process: the process of the session, other ones, and programs that a script starts by itself.

Decides that on an emulated machine all of them are the machine's: a program with redirected streams runs inside (`extras["start_program"]`),
one without is an entry of the process table.  Its streams are whole when they are read first: input that is redirected is taken until then.
"""

from __future__ import annotations

import os
from typing import Any

from psbridge.engine.members.arguments import bad_argument, index_range, invalid_operation
from psbridge.engine.members.files import place
from psbridge.engine.members.processevents import (
    begin_reading,
    cancel_reading,
    close,
    dispose,
    is_raising,
    raise_events,
    tell_all,
    watch_exit,
)
from psbridge.engine.members.streams import TextReader, TextWriter
from psbridge.engine.members.table import WithContext, fill
from psbridge.machine.fileversions import FileVersionInfo
from psbridge.machine.processes import Launch, MachineProcess
from psbridge.machine.processinfo import Process, process_table
from psbridge.machine.processparts import COLLECTIONS
from psbridge.objects.containers import GenericDictionary, TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject, unwrap

_P = "System.Diagnostics.Process"
_NO_OUTPUT = "StandardOut has not been redirected or the process hasn't started yet."
_STRING = find_type("System.String")


class StartInfo(NetObject):
    """ProcessStartInfo."""

    __slots__ = (
        "arguments",
        "directory",
        "encoding",
        "errors",
        "given",
        "input",
        "no_window",
        "output",
        "program",
        "shell",
        "style",
        "variables",
    )
    net_type = define("System.Diagnostics.ProcessStartInfo")
    PROPERTIES = {
        "FileName": "program",
        "Arguments": "arguments",
        "WorkingDirectory": "directory",
        "UseShellExecute": "shell",
        "CreateNoWindow": "no_window",
        "WindowStyle": "style",
        "RedirectStandardInput": "input",
        "RedirectStandardOutput": "output",
        "RedirectStandardError": "errors",
        "StandardOutputEncoding": "encoding",
        "StandardErrorEncoding": "encoding",
        "EnvironmentVariables": "variables",
        "Environment": "variables",
    }

    def __init__(self, ctx: Any, program: str = "", arguments: str = "") -> None:
        super().__init__()
        self.program, self.arguments, self.directory = program, arguments, ""
        self.shell = self.no_window = self.input = self.output = self.errors = False
        self.style = self.encoding = None
        variables = dict(ctx.runspace.environment)
        self.variables = GenericDictionary(_STRING, _STRING, variables, ignore_case=ctx.runspace.is_windows)

    def line(self) -> str:
        head = f'"{self.program}"' if " " in self.program and not self.program.startswith('"') else self.program
        return f"{head} {self.arguments}".rstrip()


fill(
    StartInfo.net_type,
    "new()\nnew(string fileName)\nnew(string fileName, string arguments)",
    {"new": WithContext(StartInfo)},
)


class Started(Process):
    """A process that a script makes and starts."""

    __slots__ = ("ctx", "done", "entry_input", "info", "runs")
    net_type = Process.net_type

    def __init__(self, ctx: Any, info: StartInfo | None = None) -> None:
        super().__init__(MachineProcess(0, ""), process_table(ctx.runspace.machine))
        self.ctx, self.info, self.entry_input = ctx, info or StartInfo(ctx), TextWriter()
        self.done: Any = None
        self.runs = False

    def start(self) -> bool:
        begun = self._start()
        watch_exit(self)
        return begun

    def _start(self) -> bool:
        machine, info = self.ctx.runspace.machine, self.info
        if not info.program:
            raise invalid_operation("Cannot start process because a file name has not been provided.")
        if machine is None:
            text = "Programs of this computer are run by their name, or with Start-Process."
            raise NetError.of("System.PlatformNotSupportedException", text)
        if info.output or info.errors or info.input:
            if info.shell:
                raise invalid_operation(
                    "The Process object must have the UseShellExecute property set to false in order to redirect IO streams."
                )
            self.facts = machine.processes.start(info.program.rpartition("\\")[2].removesuffix(".exe"), path=info.program)
            self.runs = True
            if not info.input:
                self.finish()
            return True
        variables = {str(name): str(value) for name, value in info.variables.items()}
        place = info.directory or self.ctx.runspace.drives.file_location()
        self.facts, _ = machine.start(Launch(info.line(), variables.get("USERNAME", ""), place, variables))
        return True

    def finish(self) -> Any:
        """Run to the end with the input that there is; what came out of it."""
        if self.done is None:
            run = self.ctx.runspace.extras.get("start_program")
            variables = {str(name): str(value) for name, value in self.info.variables.items()}
            given = str(self.entry_input.sink).encode()
            self.done = run(self.ctx, self.info.program, self.info.line(), self.info.directory, variables, given) if run else None
            self.ctx.runspace.context()  # this thread works for our session again: the program may have been one of its own
            code = self.done.code if self.done is not None else 2
            self.table.stop(self.facts, code - (1 << 32) if code & 0x80000000 else code)
            if self.done is None:
                text = f"An error occurred trying to start process '{self.info.program}'. The system cannot find the file specified."
                raise NetError.of("System.ComponentModel.Win32Exception", text, NativeErrorCode=2)
            tell_all(self)
        return self.done

    def wait_for_exit(self, milliseconds: int = -1) -> bool:
        if self.runs:
            self.finish()
            return True
        return super().wait_for_exit(milliseconds)


_READ = {"output": "output", "errors": "error"}


def _reader(stream: str, wanted: str) -> Any:
    def read(process: Any) -> TextReader:
        if not isinstance(process, Started) or not getattr(process.info, wanted):
            raise invalid_operation(f"{stream} has not been redirected.")
        if f"{_READ[wanted]}_data_received" in process.told:
            raise invalid_operation("Cannot mix synchronous and asynchronous operation on process stream.")
        done = process.finish()
        data: bytes = done.output if wanted == "output" else done.errors
        return TextReader(data.decode("utf-8", "replace"))

    return read


def _writer(process: Any) -> TextWriter:
    if not isinstance(process, Started) or not process.info.input:
        raise invalid_operation("StandardIn has not been redirected.")
    return process.entry_input


def current(ctx: Any) -> Process:
    """The process of the session."""
    number = ctx.runspace.extras.get("process_id") or os.getpid()
    found = process_table(ctx.runspace.machine).find(number)
    return Process(found or MachineProcess(number, "powershell"), process_table(ctx.runspace.machine))


def _by_id(ctx: Any, number: int) -> Process:
    found = process_table(ctx.runspace.machine).find(number)
    if found is None:
        raise bad_argument(f"Process with an Id of {number} is not running.")
    return Process(found, process_table(ctx.runspace.machine))


def _all(ctx: Any, name: str | None = None) -> TypedArray:
    table = process_table(ctx.runspace.machine)
    found = [one for one in table.all() if name is None or one.name.lower() == name.lower()]
    return TypedArray(Process.net_type, [Process(one, table) for one in found])


def _start(ctx: Any, first: Any, arguments: str = "") -> Started:
    bare = unwrap(first)
    made = Started(ctx, bare if isinstance(bare, StartInfo) else StartInfo(ctx, str(bare), arguments))
    made.start()
    return made


fill(
    Process.net_type,
    f"""
    new()
    System.Diagnostics.ProcessStartInfo StartInfo {{get;set;}}
    System.IO.TextReader StandardOutput {{get;}}
    System.IO.TextReader StandardError {{get;}}
    System.IO.TextWriter StandardInput {{get;}}
    bool EnableRaisingEvents {{get;set;}}
    void BeginErrorReadLine()
    void BeginOutputReadLine()
    void CancelErrorRead()
    void CancelOutputRead()
    bool CloseMainWindow()
    bool Start()
    void Kill()
    void Kill(bool entireProcessTree)
    void Refresh()
    void Close()
    void Dispose()
    void WaitForExit()
    bool WaitForExit(int milliseconds)
    static {_P} Start(System.Diagnostics.ProcessStartInfo startInfo)
    static {_P} Start(string fileName)
    static {_P} Start(string fileName, string arguments)
    static {_P} GetCurrentProcess()
    static {_P} GetProcessById(int processId)
    static {_P}[] GetProcesses()
    static {_P}[] GetProcessesByName(string processName)
    """,
    {
        "new": WithContext(Started),
        "StartInfo": lambda process: getattr(process, "info", None),
        "StartInfo=": lambda process, info: setattr(process, "info", unwrap(info)),
        "StandardOutput": _reader("StandardOut", "output"),
        "StandardError": _reader("StandardError", "errors"),
        "StandardInput": _writer,
        "EnableRaisingEvents": is_raising,
        "EnableRaisingEvents=": raise_events,
        "BeginErrorReadLine": begin_reading("StandardError has not been redirected.", "errors", "error_data_received"),
        "BeginOutputReadLine": begin_reading(_NO_OUTPUT, "output", "output_data_received"),
        "CancelErrorRead": cancel_reading("error_data_received"),
        "CancelOutputRead": cancel_reading("output_data_received"),
        "Start": lambda process: process.start(),
        "CloseMainWindow": lambda process: False,
        "Kill": lambda process, whole=False: process.kill(whole),
        "Refresh": lambda process: process.refresh(),
        "Close": close,
        "Dispose": dispose,
        "WaitForExit": lambda process, *limit: process.wait_for_exit(*limit),
        "::Start": WithContext(_start),
        "::GetCurrentProcess": WithContext(current),
        "::GetProcessById": WithContext(_by_id),
        "::GetProcesses": WithContext(_all),
        "::GetProcessesByName": WithContext(_all),
    },
)


def _version_info(ctx: Any, name: str) -> FileVersionInfo:
    files, full = place(ctx, name)
    if files.stat(full) is None:
        raise NetError.of("System.IO.FileNotFoundException", full)
    return FileVersionInfo(full)


fill(
    FileVersionInfo.net_type,
    "static System.Diagnostics.FileVersionInfo GetVersionInfo(string fileName)",
    {"::GetVersionInfo": WithContext(_version_info)},
)


def _item(parts: list[Any], index: int) -> Any:
    if 0 <= index < len(parts):
        return parts[index]
    raise index_range()


for _element, _collection in COLLECTIONS.items():
    fill(
        _collection,
        f"""
        {_element.net_type.full_name} Item(int index) {{get;}}
        int Count {{get;}}
        bool Contains({_element.net_type.full_name} item)
        int IndexOf({_element.net_type.full_name} item)
        """,
        {
            "Item": _item,
            "Count": len,
            "Contains": lambda parts, part: any(one is unwrap(part) for one in parts),
            "IndexOf": lambda parts, part: next((at for at, one in enumerate(parts) if one is unwrap(part)), -1),
        },
    )
