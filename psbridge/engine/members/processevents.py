"""Events of processes: that one has ended, and the lines of one whose streams are read as they come.

Decides that a process is looked at every 50 ms while it raises events, on a thread that ends with it, with Dispose and with the session.
"""

from __future__ import annotations

import threading
from typing import Any

from psbridge.engine.members.arguments import invalid_operation
from psbridge.engine.members.watchers import watchers_of
from psbridge.engine.running import running
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject

_LOOK = 0.05


class PlainEventArgs(NetObject):
    """System.EventArgs: nothing more is told."""

    __slots__ = ()
    net_type = find_type("System.EventArgs")


class DataReceivedEventArgs(NetObject):
    """A line of a stream; null behind the last one."""

    __slots__ = ("data",)
    net_type = define("System.Diagnostics.DataReceivedEventArgs", "System.EventArgs", assembly="System.Diagnostics.Process")
    PROPERTIES = {"Data": "data"}

    def __init__(self, data: str | None) -> None:
        super().__init__()
        self.data = data


class ExitWatch:
    """Waits for the end of one process."""

    __slots__ = ("_left", "process", "runspace", "thread")

    def __init__(self, process: Any, runspace: Any) -> None:
        self.process, self.runspace = process, runspace
        self._left = threading.Event()
        self.thread = threading.Thread(target=self._run, name=f"exit of {process.id}", daemon=True)

    def start(self) -> None:
        if watchers_of(self.runspace).add(self):
            self.thread.start()

    def dispose(self) -> None:
        self._left.set()

    def _run(self) -> None:
        try:
            while not self.process.has_exited:
                if self._left.wait(_LOOK):
                    return
            if not self._left.is_set():
                self.process.exited.fire(self.process, PlainEventArgs())
        finally:
            watchers_of(self.runspace).remove(self)


def is_raising(process: Any) -> bool:
    return "watch" in process.told


def raise_events(process: Any, on: bool) -> None:
    """EnableRaisingEvents = ...; a process that is not started yet is watched from its start on."""
    if on and "watch" not in process.told:
        process.told["watch"] = None
        watch_exit(process)
    elif not on:
        watch = process.told.pop("watch", None)
        if watch is not None:
            watch.dispose()


def watch_exit(process: Any) -> None:
    """Watch a process that runs, if its end is to be told."""
    if process.id and "watch" in process.told and process.told["watch"] is None:
        watch = process.told["watch"] = ExitWatch(process, running())
        watch.start()


def close(process: Any) -> None:
    raise_events(process, False)
    process.close()


def dispose(process: Any) -> None:
    close(process)
    if process.told.setdefault("disposed", True) is True:
        process.told["disposed"] = False
        process.disposed.fire(process, PlainEventArgs())


def begin_reading(refusal: str, wanted: str, event: str) -> Any:
    """BeginOutputReadLine and BeginErrorReadLine: what is there now is told now, what comes later at the end of the process."""

    def begin(process: Any) -> None:
        info = getattr(process, "info", None)
        if process.told.get(event):
            raise invalid_operation("An async read operation has already been started on the stream.")
        if info is None or not getattr(info, wanted) or not process.id:
            raise invalid_operation(refusal)
        process.told[event] = wanted
        if process.done is not None:
            tell_lines(process, event)

    return begin


def cancel_reading(event: str) -> Any:
    """CancelOutputRead and CancelErrorRead."""

    def cancel(process: Any) -> None:
        if process.told.pop(event, None) is None:
            raise invalid_operation("No async read operation is in progress on the stream.")

    return cancel


def tell_lines(process: Any, event: str) -> None:
    """The lines of one stream of a process that has ended."""
    data: bytes = getattr(process.done, process.told[event])
    source = getattr(process, event)
    for line in data.decode("utf-8", "replace").splitlines():
        if event not in process.told:
            return  # cancelled by who was told
        source.fire(process, DataReceivedEventArgs(line))
    source.fire(process, DataReceivedEventArgs(None))


def tell_all(process: Any) -> None:
    """A process has ended whose lines somebody waits for."""
    for event in ("output_data_received", "error_data_received"):
        if event in process.told:
            tell_lines(process, event)
