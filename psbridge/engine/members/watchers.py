"""System.IO.FileSystemWatcher: raises events for what becomes of the files of a directory, real or emulated.

Decides which changes a watcher tells (its filters), and that it watches only while it raises events or somebody waits: Dispose, or the end
of the session, gives back what it holds.
"""

from __future__ import annotations

import os
import re
import threading
from typing import Any, ClassVar, Protocol

from psbridge.engine.encodings import is_desktop
from psbridge.engine.errors import PipelineStopped
from psbridge.engine.members import paths
from psbridge.engine.members.arguments import bad_argument, needed, out_of_range
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.table import WithContext, fill
from psbridge.machine import Files, files_of
from psbridge.machine.filechanges import CHANGED, CREATED, DELETED, RENAMED, Change, Gone, Order, Overflow, Watch
from psbridge.objects.containers import GenericList
from psbridge.objects.eventsource import EventSource
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject

_ASSEMBLY = "System.IO.FileSystem.Watcher"
_I = "System.IO."
_DEFAULT = 1 | 2 | 16  # FileName, DirectoryName, LastWrite
_ALL = 383
_EVERYTHING = ("", "*.*")
_SMALLEST = 4096


class FileSystemEventArgs(NetObject):
    """What became of a file."""

    __slots__ = ("full_path", "kind", "name")
    net_type = define(_I + "FileSystemEventArgs", "System.EventArgs", assembly=_ASSEMBLY)

    def __init__(self, kind: Any, directory: str, name: str, separator: str) -> None:
        super().__init__()
        self.kind, self.name = enum_type(_I + "WatcherChangeTypes")(int(kind)), name
        self.full_path = _joined(directory, name, separator)


class RenamedEventArgs(FileSystemEventArgs):
    """What a file is called now, and was before."""

    __slots__ = ("old_full_path", "old_name")
    net_type = define(_I + "RenamedEventArgs", _I + "FileSystemEventArgs", assembly=_ASSEMBLY)

    def __init__(self, kind: Any, directory: str, name: str, old: str, separator: str) -> None:
        super().__init__(kind, directory, name, separator)
        self.old_name, self.old_full_path = old, _joined(directory, old, separator)


class ErrorEventArgs(NetObject):
    """What went wrong."""

    __slots__ = ("exception",)
    net_type = define(_I + "ErrorEventArgs", "System.EventArgs", assembly=_ASSEMBLY)

    def __init__(self, exception: NetException) -> None:
        super().__init__()
        self.exception = exception


class WaitForChangedResult(NetObject):
    """What WaitForChanged saw."""

    __slots__ = ("kind", "name", "old_name", "timed_out")
    net_type = define(_I + "WaitForChangedResult", "System.ValueType", kind="struct", assembly=_ASSEMBLY)

    def __init__(self, change: Change | None = None) -> None:
        super().__init__()
        self.kind: Any = enum_type(_I + "WatcherChangeTypes")(0 if change is None else change.kind)
        self.name = None if change is None else change.name
        self.old_name = change.old or None if change is not None else None
        self.timed_out = change is None


def _joined(directory: str, name: str, separator: str) -> str:
    return directory + name if directory.endswith(separator) else f"{directory}{separator}{name}"


class Watcher(Protocol):
    """What a session lets go when it ends."""

    def dispose(self) -> None: ...


class Watchers:
    """What watches for a session; it is let go when that is closed."""

    __slots__ = ("_closed", "_lock", "on")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self.on: dict[int, Watcher] = {}

    def add(self, watcher: Watcher) -> bool:
        with self._lock:
            if not self._closed:
                self.on[id(watcher)] = watcher
            return not self._closed

    def remove(self, watcher: Watcher) -> None:
        with self._lock:
            self.on.pop(id(watcher), None)

    def close(self) -> None:
        with self._lock:
            self._closed, found = True, list(self.on.values())
        for one in found:
            one.dispose()


def watchers_of(runspace: Any) -> Watchers:
    found: Watchers = runspace.extras.setdefault("watchers", Watchers())
    return found


class _Wait:
    """Somebody who waits for one change."""

    __slots__ = ("kinds", "seen")

    def __init__(self, kinds: int) -> None:
        self.kinds = kinds
        self.seen: Change | None = None


class FileSystemWatcher(NetObject):
    """Watches a directory of the machine that its session is of."""

    __slots__ = (
        "_ctx",
        "_lock",
        "_told",
        "_waits",
        "_watch",
        "buffer_size",
        "changed",
        "created",
        "deep",
        "deleted",
        "directory",
        "disposed",
        "error",
        "filters",
        "gone",
        "notify",
        "renamed",
    )
    net_type = define(_I + "FileSystemWatcher", "System.ComponentModel.Component", assembly=_ASSEMBLY)
    EVENTS: ClassVar[dict[str, str]] = {name: name.lower() for name in ("Changed", "Created", "Deleted", "Disposed", "Error", "Renamed")}
    EVENT_TYPES: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("Changed", "Created", "Deleted"), _I + "FileSystemEventArgs"),
        "Renamed": _I + "RenamedEventArgs",
        "Error": _I + "ErrorEventArgs",
    }

    def __init__(self, ctx: Any, path: Any = "", pattern: Any = None) -> None:
        super().__init__()
        self._ctx = ctx
        self._lock, self._told = threading.RLock(), threading.Condition()
        self._waits: tuple[_Wait, ...] = ()
        self._watch: Watch | None = None
        self.gone, self.deep, self.notify, self.buffer_size = False, False, _DEFAULT, 2 * _SMALLEST
        self.changed, self.created, self.deleted = EventSource("Changed"), EventSource("Created"), EventSource("Deleted")
        self.renamed, self.error, self.disposed = EventSource("Renamed"), EventSource("Error"), EventSource("Disposed")
        self.filters = GenericList(find_type("System.String"), [], "System.Collections.ObjectModel.Collection`1")
        self.directory = ""
        if path != "":
            self.directory = self._checked(path)
        if pattern is not None:
            self.pattern = pattern

    # -- what is watched

    @property
    def files(self) -> Files:
        return files_of(self._ctx.runspace.machine)

    def _checked(self, path: Any) -> str:
        text = str(needed(path, "path"))
        if not text:
            raise bad_argument(f"The directory name {text} is invalid.", "Path")
        found = self.files.stat(paths.full_path(self._ctx, text))
        if found is None or not found.is_dir:
            if is_desktop(self._ctx.runspace):
                raise bad_argument(f"The directory name {text} is invalid.")
            raise bad_argument(f"The directory name '{text}' does not exist.", "Path")
        return text

    def move_to(self, path: Any) -> None:
        """Path = ..."""
        given = "" if path is None else path
        if given != self.directory:
            self.directory = self._checked(given)
            self._again()

    @property
    def pattern(self) -> str:
        every = "*.*" if is_desktop(self._ctx.runspace) else "*"
        first = next(iter(self.filters), "")
        return every if first in _EVERYTHING else first

    @pattern.setter
    def pattern(self, value: Any) -> None:
        self.filters[:] = ["" if value is None else str(value)]

    def set_notify(self, value: Any) -> None:
        number = int(value)
        if number & ~_ALL:
            raise bad_argument(f"The value of argument 'value' ({number}) is invalid for Enum type 'NotifyFilters'.")
        if number != self.notify:
            self.notify = number
            self._again()

    def set_deep(self, value: bool) -> None:
        if value != self.deep:
            self.deep = value
            self._again()

    def set_buffer(self, value: int) -> None:
        self.buffer_size = max(value, _SMALLEST)

    # -- on and off

    @property
    def enabled(self) -> bool:
        return self._watch is not None

    def enable(self, on: bool) -> None:
        with self._lock:
            if on and self.gone:
                raise _disposed()
            if on and self._watch is None:
                self._start()
            elif not on:
                self._stop()

    def _start(self) -> None:
        full = paths.full_path(self._ctx, self.directory) if self.directory else ""
        found = self.files.stat(full) if full else None
        if found is None or not found.is_dir:
            text = f"Error reading the {self.directory} directory."
            raise NetError.of(_I + "FileNotFoundException", text, FileName=self.directory)
        if not watchers_of(self._ctx.runspace).add(self):
            raise _disposed()  # the session is closed
        try:
            self._watch = self.files.watch(Order(full, self.deep, self.notify, self._hear, self._fail))
        except OSError as problem:
            watchers_of(self._ctx.runspace).remove(self)
            raise NetError(_exception(problem, full)) from None

    def _stop(self) -> None:
        watch, self._watch = self._watch, None
        watchers_of(self._ctx.runspace).remove(self)
        if watch is not None:
            watch.stop()

    def _again(self) -> None:
        """Watch under the new conditions, if at all."""
        with self._lock:
            if self._watch is not None:
                self._stop()
                self._start()

    def dispose(self) -> None:
        with self._lock:
            was, self.gone = self.gone, True
            self._stop()
        if not was:
            self.disposed.fire(self, None)

    # -- what is told

    def _fits(self, name: str) -> bool:
        patterns = [one for one in self.filters if one not in _EVERYTHING]
        if len(patterns) < len(self.filters) or not patterns:
            return True
        last = name.rpartition(self.files.separator)[2]
        flags = re.DOTALL | (re.IGNORECASE if self.files.ignore_case else 0)
        return any(re.fullmatch(_expression(one), last, flags) for one in patterns)

    def _hear(self, change: Change) -> None:
        """On the thread of the watch."""
        if self._watch is None or not (self._fits(change.name) or (change.old and self._fits(change.old))):
            return
        with self._told:
            for wait in self._waits:
                if wait.seen is None and wait.kinds & change.kind:
                    wait.seen = change
            self._told.notify_all()
        separator = self.files.separator
        if change.kind == RENAMED:
            self.renamed.fire(self, RenamedEventArgs(change.kind, self.directory, change.name, change.old, separator))
            return
        event = {CREATED: self.created, DELETED: self.deleted, CHANGED: self.changed}[change.kind]
        event.fire(self, FileSystemEventArgs(change.kind, self.directory, change.name, separator))

    def _fail(self, problem: OSError) -> None:
        if self._watch is None:
            return
        if isinstance(problem, Gone):
            self.enable(False)
        self.error.fire(self, ErrorEventArgs(_exception(problem, self.directory)))

    def wait(self, ctx: Any, kinds: Any, milliseconds: Any = -1) -> WaitForChangedResult:
        """The next change of these kinds; the events are raised as well."""
        limit = int(milliseconds)
        if limit < -1:
            raise out_of_range("timeout")
        wait, was = _Wait(int(kinds)), self.enabled
        unhook = ctx.stop.on_cancel(self._wake)
        with self._told:
            self._waits = (*self._waits, wait)
        try:
            self.enable(True)
            with self._told:
                self._told.wait_for(lambda: wait.seen is not None or ctx.stop.cancelled, None if limit < 0 else limit / 1000)
        finally:
            unhook()
            with self._told:
                self._waits = tuple(one for one in self._waits if one is not wait)
            if not was:
                self.enable(False)
        if ctx.stop.cancelled:
            raise PipelineStopped
        return WaitForChangedResult(wait.seen)

    def _wake(self) -> None:
        with self._told:
            self._told.notify_all()


def _expression(pattern: str) -> str:
    """A pattern of file names: `*`, `?`, and what a backslash takes away their meaning."""
    found, parts = iter(pattern), []
    for char in found:
        if char == "\\":
            parts.append(re.escape(next(found, char)))
        else:
            parts.append({"*": ".*", "?": "."}.get(char) or re.escape(char))
    return "".join(parts)


def _disposed() -> NetError:
    return NetError.of("System.ObjectDisposedException", "Cannot access a disposed object.\nObject name: 'FileSystemWatcher'.")


def _exception(problem: OSError, directory: str) -> NetException:
    if isinstance(problem, Overflow):
        return NetException(_I + "InternalBufferOverflowException", f"Too many changes at once in directory:{directory}.")
    if isinstance(problem, Gone):
        return NetException("System.ComponentModel.Win32Exception", "Access is denied", NativeErrorCode=5)
    if isinstance(problem, PermissionError):
        return NetException("System.UnauthorizedAccessException", f"Access to the path '{problem.filename}' is denied.")
    if isinstance(problem, FileNotFoundError):
        return NetException(_I + "FileNotFoundException", f"Could not find file '{problem.filename}'.", FileName=problem.filename)
    return NetException(_I + "IOException", problem.strerror or os.strerror(problem.errno or 5))


def _separator(ctx: Any) -> str:
    return files_of(ctx.runspace.machine).separator


_KIND = _I + "WatcherChangeTypes"
fill(
    FileSystemEventArgs.net_type,
    f"new({_KIND} changeType, string directory, string name)\n{_KIND} ChangeType {{get;}}\nstring FullPath {{get;}}\nstring Name {{get;}}",
    {
        "new": WithContext(lambda ctx, kind, folder, name: FileSystemEventArgs(kind, folder, name, _separator(ctx))),
        "ChangeType": "kind",
        "FullPath": "full_path",
        "Name": "name",
    },
)
fill(
    RenamedEventArgs.net_type,
    f"new({_KIND} changeType, string directory, string name, string oldName)\nstring OldFullPath {{get;}}\nstring OldName {{get;}}",
    {
        "new": WithContext(lambda ctx, kind, folder, name, old: RenamedEventArgs(kind, folder, name, old, _separator(ctx))),
        "OldFullPath": "old_full_path",
        "OldName": "old_name",
    },
)
fill(
    ErrorEventArgs.net_type,
    "new(System.Exception exception)\nSystem.Exception GetException()",
    {"new": ErrorEventArgs, "GetException": lambda told: told.exception},
)
fill(
    WaitForChangedResult.net_type,
    f"new()\n{_KIND} ChangeType {{get;set;}}\nstring Name {{get;set;}}\nstring OldName {{get;set;}}\nbool TimedOut {{get;set;}}",
    {"new": WaitForChangedResult, "ChangeType": "kind", "Name": "name", "OldName": "old_name", "TimedOut": "timed_out"},
)
fill(
    FileSystemWatcher.net_type,
    f"""
    new()
    new(string path)
    new(string path, string filter)
    string Path {{get;set;}}
    string Filter {{get;set;}}
    System.Collections.ObjectModel.Collection[string] Filters {{get;}}
    bool IncludeSubdirectories {{get;set;}}
    int InternalBufferSize {{get;set;}}
    System.IO.NotifyFilters NotifyFilter {{get;set;}}
    bool EnableRaisingEvents {{get;set;}}
    void BeginInit()
    void EndInit()
    void Dispose()
    System.IO.WaitForChangedResult WaitForChanged({_KIND} changeType)
    System.IO.WaitForChangedResult WaitForChanged({_KIND} changeType, int timeout)
    """,
    {
        "new": WithContext(FileSystemWatcher),
        "Path": "directory",
        "Path=": FileSystemWatcher.move_to,
        "Filter": "pattern",
        "Filters": "filters",
        "IncludeSubdirectories": "deep",
        "IncludeSubdirectories=": FileSystemWatcher.set_deep,
        "InternalBufferSize": "buffer_size",
        "InternalBufferSize=": FileSystemWatcher.set_buffer,
        "NotifyFilter": lambda watcher: enum_type(_I + "NotifyFilters")(watcher.notify),
        "NotifyFilter=": FileSystemWatcher.set_notify,
        "EnableRaisingEvents": "enabled",
        "EnableRaisingEvents=": FileSystemWatcher.enable,
        "BeginInit": lambda watcher: None,
        "EndInit": lambda watcher: None,
        "Dispose": FileSystemWatcher.dispose,
        "WaitForChanged": WithContext(lambda ctx, watcher, *given: watcher.wait(ctx, *given)),
    },
)
