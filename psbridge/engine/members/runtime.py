"""System.Environment and what else belongs to the process: GC, Random, Stopwatch, Console, RuntimeInformation, AppDomain."""

from __future__ import annotations

import gc
import os
import platform
import re
import sys
import time
from typing import Any

from psbridge.engine.errors import ExitRequest
from psbridge.engine.members.arguments import bad_argument, needed, out_of_range
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.types.written import type_from_text
from psbridge.objects.containers import Hashtable, TypedArray
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.pseudorandom import NetRandom
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import TimeSpan, Version

STRING = find_type("System.String")
register_types(
    """
    System.Environment
    System.GC
    System.OperatingSystem
    """
)


def machine_fact(ctx: Any, name: str, default: Any) -> Any:
    """What the machine of the runspace says, else `default`."""
    return getattr(ctx.runspace.machine, name, None) or default


def is_windows(ctx: Any) -> bool:
    return bool(getattr(ctx.runspace, "is_windows", False))


def windows_version(ctx: Any) -> str:
    """What the definition of an emulated machine says."""
    return str(getattr(getattr(ctx.runspace.machine, "definition", None), "os_version", "10.0.20348"))


def get_variable(ctx: Any, name: str, target: Any = 0) -> str | None:
    table = ctx.runspace.environment
    if is_windows(ctx):
        return next((value for key, value in table.items() if key.lower() == name.lower()), None)
    return table.get(needed(name, "variable")) if int(target) == 0 else None


def set_variable(ctx: Any, name: str, value: Any, target: Any = 0) -> None:
    if not name:
        raise bad_argument("String cannot be of zero length.", "variable")
    if value is None or value == "":
        ctx.runspace.environment.pop(name, None)
    else:
        ctx.runspace.environment[name] = value


def variables(ctx: Any, target: Any = 0) -> Hashtable:
    return Hashtable(dict(ctx.runspace.environment) if int(target) == 0 else {})


def expand(ctx: Any, text: str) -> str:
    return re.sub(r"%([^%]+)%", lambda m: found if (found := get_variable(ctx, m[1])) is not None else m[0], text)


def user_name(ctx: Any) -> str:
    return machine_fact(ctx, "user_name", None) or get_variable(ctx, "USER") or get_variable(ctx, "USERNAME") or "root"


def machine_name(ctx: Any) -> str:
    return machine_fact(ctx, "name", None) or ("WINDOWS" if is_windows(ctx) else platform.node())


def os_version(ctx: Any) -> OperatingSystem:
    if is_windows(ctx):
        return OperatingSystem(2, Version.parse(f"{windows_version(ctx)}.0"))
    numbers = [int(n) for n in re.findall(r"\d+", platform.release())[:4]]
    return OperatingSystem(4, Version(*[*numbers, 0, 0][: max(2, len(numbers))]))


class OperatingSystem(NetObject):
    """Environment.OSVersion."""

    __slots__ = ("number", "platform")
    net_type = find_type("System.OperatingSystem")

    def __init__(self, kind: int, number: Version) -> None:
        super().__init__()
        self.platform, self.number = type_from_text("System.PlatformID").python(kind), number  # type: ignore[union-attr, misc]

    def __str__(self) -> str:
        return f"{'Microsoft Windows NT' if int(self.platform) == 2 else 'Unix'} {self.number}"


def _folder(home: str, sub: str) -> str:
    return f"{home}/{sub}" if sub else home


_UNIX_FOLDERS = {0: "Desktop", 5: "Documents", 13: "Music", 14: "Videos", 16: "Desktop", 21: "Templates", 26: ".config", 28: ".local/share",
                 39: "Pictures", 40: ""}  # fmt: skip
_UNIX_FIXED = {35: "/usr/share"}
_WINDOWS_FOLDERS = {26: r"AppData\Roaming", 28: r"AppData\Local", 40: "", 5: "Documents", 0: "Desktop", 16: "Desktop"}
_WINDOWS_FIXED = {35: r"C:\ProgramData", 36: r"C:\Windows", 37: r"C:\Windows\system32", 38: r"C:\Program Files", 41: r"C:\Windows\SysWOW64",
                  42: r"C:\Program Files (x86)", 43: r"C:\Program Files\Common Files"}  # fmt: skip


def folder_path(ctx: Any, folder: Any, option: Any = None) -> str:
    number = int(folder)
    if is_windows(ctx):
        home = get_variable(ctx, "USERPROFILE") or r"C:\Users\Administrator"
        if number in _WINDOWS_FOLDERS:
            sub = _WINDOWS_FOLDERS[number]
            return rf"{home}\{sub}" if sub else home
        return _WINDOWS_FIXED.get(number, "")
    home = get_variable(ctx, "HOME") or "/"
    return _folder(home, _UNIX_FOLDERS[number]) if number in _UNIX_FOLDERS else _UNIX_FIXED.get(number, "")


def leave(ctx: Any, code: int) -> None:
    """End the process: a session that has one of its own says how, any other just ends the script."""
    end = ctx.runspace.extras.get("exit_process")
    if end is not None:
        end(code)
    raise ExitRequest(code)


def new_line(ctx: Any, net: Any) -> str:
    return "\r\n" if is_windows(ctx) else "\n"


def _static(function: Any) -> WithContext:
    """A static property that asks the runspace."""
    return WithContext(lambda ctx, net: function(ctx))


def current_directory(ctx: Any) -> str:
    return str(ctx.runspace.directory)


def set_directory(ctx: Any, net: Any, path: str) -> None:
    ctx.runspace.directory = path


fill(
    "System.Environment",
    """
    static string CommandLine {get;}
    static string CurrentDirectory {get;set;}
    static int CurrentManagedThreadId {get;}
    static int ExitCode {get;}
    static bool HasShutdownStarted {get;}
    static bool Is64BitOperatingSystem {get;}
    static bool Is64BitProcess {get;}
    static string MachineName {get;}
    static string NewLine {get;}
    static System.OperatingSystem OSVersion {get;}
    static int ProcessorCount {get;}
    static string StackTrace {get;}
    static string SystemDirectory {get;}
    static int SystemPageSize {get;}
    static int TickCount {get;}
    static long TickCount64 {get;}
    static string UserDomainName {get;}
    static bool UserInteractive {get;}
    static string UserName {get;}
    static version Version {get;}
    static long WorkingSet {get;}
    static void Exit(int exitCode)
    static string ExpandEnvironmentVariables(string name)
    static string[] GetCommandLineArgs()
    static string GetEnvironmentVariable(string variable)
    static string GetEnvironmentVariable(string variable, System.EnvironmentVariableTarget target)
    static System.Collections.IDictionary GetEnvironmentVariables()
    static System.Collections.IDictionary GetEnvironmentVariables(System.EnvironmentVariableTarget target)
    static string GetFolderPath(System.Environment+SpecialFolder folder)
    static string GetFolderPath(System.Environment+SpecialFolder folder, System.Environment+SpecialFolderOption option)
    static string[] GetLogicalDrives()
    static void SetEnvironmentVariable(string variable, string value)
    static void SetEnvironmentVariable(string variable, string value, System.EnvironmentVariableTarget target)
    """,
    {
        "::CommandLine": lambda net: "pwsh",
        "::CurrentDirectory": _static(current_directory),
        "::CurrentDirectory=": WithContext(set_directory),
        "::CurrentManagedThreadId": lambda net: 1,
        "::ExitCode": 0,
        "::HasShutdownStarted": False,
        "::Is64BitOperatingSystem": True,
        "::Is64BitProcess": True,
        "::MachineName": _static(machine_name),
        "::NewLine": WithContext(new_line),
        "::OSVersion": _static(os_version),
        "::ProcessorCount": _static(lambda ctx: 4 if is_windows(ctx) else os.cpu_count() or 1),
        "::StackTrace": lambda net: "",
        "::SystemDirectory": _static(lambda ctx: folder_path(ctx, 37)),
        "::SystemPageSize": 4096,
        "::TickCount": lambda net: int(time.monotonic() * 1000) & 0x7FFF_FFFF,
        "::TickCount64": lambda net: int(time.monotonic() * 1000),
        "::UserDomainName": _static(lambda ctx: machine_fact(ctx, "domain", None) or machine_name(ctx)),
        "::UserInteractive": True,
        "::UserName": _static(user_name),
        "::Version": Version(3, 1, 32),
        "::WorkingSet": lambda net: 100_000_000,
        "::Exit": WithContext(leave),
        "::ExpandEnvironmentVariables": WithContext(expand),
        "::GetCommandLineArgs": lambda: TypedArray(STRING, ["pwsh"]),
        "::GetEnvironmentVariable": WithContext(get_variable),
        "::GetEnvironmentVariables": WithContext(variables),
        "::GetFolderPath": WithContext(folder_path),
        "::GetLogicalDrives": WithContext(lambda ctx: TypedArray(STRING, ["C:\\" if is_windows(ctx) else "/"])),
        "::SetEnvironmentVariable": WithContext(set_variable),
    },
)
fill(
    "System.OperatingSystem",
    "System.PlatformID Platform {get;}\nstring ServicePack {get;}\nversion Version {get;}\nstring VersionString {get;}\nstring ToString()",
    {"Platform": "platform", "Version": "number", "VersionString": str, "ServicePack": lambda o: "", "ToString": str},
)
fill(
    "System.GC",
    """
    static int MaxGeneration {get;}
    static void Collect()
    static void Collect(int generation)
    static long GetTotalMemory(bool forceFullCollection)
    static void WaitForPendingFinalizers()
    static void SuppressFinalize(System.Object obj)
    static int CollectionCount(int generation)
    static int GetGeneration(System.Object obj)
    """,
    {
        "::MaxGeneration": 2,
        "::Collect": lambda generation=2: gc.collect(min(generation, 2)) and None,
        "::GetTotalMemory": lambda force: sys.getallocatedblocks() * 64,
        "::WaitForPendingFinalizers": lambda: None,
        "::SuppressFinalize": lambda value: None,
        "::CollectionCount": lambda generation: gc.get_stats()[min(generation, 2)]["collections"],
        "::GetGeneration": lambda value: 0,
    },
)


class Random(NetObject):
    """System.Random."""

    __slots__ = ("source",)
    net_type = find_type("System.Random")

    def __init__(self, seed: int | None = None) -> None:
        super().__init__()
        self.source = NetRandom(seed)

    def next(self, *bounds: int) -> int:
        if not bounds:
            return self.source.sample()
        low, high = (0, bounds[0]) if len(bounds) == 1 else bounds
        if len(bounds) == 1 and high < 0:
            raise out_of_range("maxValue", "'maxValue' must be greater than zero.")
        if low > high:
            raise out_of_range("minValue", "'minValue' cannot be greater than maxValue.")
        return self.source.between(low, high)

    def next_bytes(self, buffer: Any) -> None:
        buffer[:] = self.source.data(len(buffer))


fill(
    "System.Random",
    "new()\nnew(int Seed)\nint Next()\nint Next(int maxValue)\nint Next(int minValue, int maxValue)\nvoid NextBytes(byte[] buffer)\ndouble NextDouble()",
    {"new": Random, "Next": Random.next, "NextBytes": Random.next_bytes, "NextDouble": lambda r: r.source.fraction()},
)


class Stopwatch(NetObject):
    """System.Diagnostics.Stopwatch."""

    __slots__ = ("gone", "since")
    net_type = define("System.Diagnostics.Stopwatch")

    def __init__(self) -> None:
        super().__init__()
        self.gone, self.since = 0, 0

    @classmethod
    def started(cls) -> Stopwatch:
        made = cls()
        made.start()
        return made

    @property
    def running(self) -> bool:
        return bool(self.since)

    @property
    def nanoseconds(self) -> int:
        return self.gone + (time.perf_counter_ns() - self.since if self.since else 0)

    def start(self) -> None:
        self.since = self.since or time.perf_counter_ns()

    def stop(self) -> None:
        self.gone, self.since = self.nanoseconds, 0

    def reset(self) -> None:
        self.gone, self.since = 0, 0

    def restart(self) -> None:
        self.gone, self.since = 0, time.perf_counter_ns()


fill(
    Stopwatch.net_type,
    """
    new()
    bool IsRunning {get;}
    timespan Elapsed {get;}
    long ElapsedMilliseconds {get;}
    long ElapsedTicks {get;}
    void Start()
    void Stop()
    void Reset()
    void Restart()
    static System.Diagnostics.Stopwatch StartNew()
    static long GetTimestamp()
    static long Frequency {get;}
    static bool IsHighResolution {get;}
    """,
    {
        "new": Stopwatch,
        "Elapsed": lambda w: TimeSpan(w.nanoseconds // 100),
        "ElapsedMilliseconds": lambda w: w.nanoseconds // 1_000_000,
        "ElapsedTicks": "nanoseconds",
        "IsRunning": "running",
        "Start": Stopwatch.start,
        "Stop": Stopwatch.stop,
        "Reset": Stopwatch.reset,
        "Restart": Stopwatch.restart,
        "::StartNew": Stopwatch.started,
        "::GetTimestamp": time.perf_counter_ns,
        "::Frequency": 1_000_000_000,
        "::IsHighResolution": True,
    },
)
