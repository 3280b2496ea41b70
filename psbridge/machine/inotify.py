"""Changes of files of this computer, as Linux's inotify tells them.

Decides how the two halves of a move become one change, how directories that come and go are followed, and what is told of files that were
put into a new directory before it could be watched: each of them once.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psbridge.machine.filechanges import (
    ATTRIBUTES,
    CHANGED,
    CREATED,
    CREATION_TIME,
    DELETED,
    DIRECTORY_NAME,
    FILE_NAME,
    LAST_ACCESS,
    LAST_WRITE,
    RENAMED,
    SECURITY,
    SIZE,
    Change,
    Order,
    Overflow,
)

_ACCESS, _MODIFY, _ATTRIB, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x1, 0x2, 0x4, 0x40, 0x80, 0x100, 0x200
_OVERFLOW, _IGNORED = 0x4000, 0x8000
_ONLY_DIRECTORIES, _DONT_FOLLOW, _EXCLUDE_UNLINKED, _IS_DIRECTORY = 0x1000000, 0x2000000, 0x4000000, 0x40000000
_HEAD = struct.Struct("iIII")
_GRACE = 100  # milliseconds until a move whose second half does not come has left the tree
_MOST = 65536
# what of a file an event says has changed: one event stands for all of them
_ASPECTS = {
    _ACCESS: LAST_ACCESS,
    _MODIFY: LAST_ACCESS | LAST_WRITE | SECURITY | SIZE,
    _ATTRIB: ATTRIBUTES | CREATION_TIME | LAST_ACCESS | LAST_WRITE | SECURITY | SIZE,
}
_INSTANCES = (
    "The configured user limit ({}) on the number of inotify instances has been reached, or the operating system failed to allocate a "
    "required resource."
)
_WATCHES = "The configured user limit ({}) on the number of inotify watches has been reached."


def mask_of(filters: int) -> int:
    """The events that filters (NotifyFilters) ask for."""
    found = _CREATE | _DELETE | _ONLY_DIRECTORIES | _EXCLUDE_UNLINKED
    for event, aspects in _ASPECTS.items():
        if filters & aspects:
            found |= event
    return found | _MOVED_FROM | _MOVED_TO if filters & (FILE_NAME | DIRECTORY_NAME) else found


def _limit(name: str) -> str:
    try:
        return Path(f"/proc/sys/fs/inotify/{name}").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"


@dataclass(slots=True, eq=False)
class _Directory:
    """A directory that is watched; ``told``: names in it that were told although their event may still come."""

    number: int
    name: str = ""
    parent: _Directory | None = None
    children: dict[str, _Directory] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def path(self, name: str = "") -> str:
        """A name in it, counted from the root of the watch."""
        parts, here = [name] if name else [], self
        while here.parent is not None:
            parts.append(here.name)
            here = here.parent
        return "/".join(reversed(parts))


@dataclass(frozen=True, slots=True)
class _Move:
    """The first half of a move."""

    cookie: int
    directory: _Directory
    name: str
    is_dir: bool


class InotifyWatch:
    """A watch of a directory; on when it is made."""

    def __init__(self, order: Order) -> None:
        self._c: Any = ctypes.CDLL(None, use_errno=True)
        self.order = order
        self._mask = mask_of(order.filters)
        self._fd: int = self._c.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            number = ctypes.get_errno()
            text = _INSTANCES.format(_limit("max_user_instances")) if number == errno.EMFILE else os.strerror(number)
            raise OSError(number, text, order.path)
        try:
            self._wake, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            os.close(self._fd)
            raise
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._directories: dict[int, _Directory] = {}
        self._moved: _Move | None = None
        self._troubles: list[OSError] = []
        self._enter(None, "", tell=False)
        self.thread = threading.Thread(target=self._run, name=f"watch {order.path}", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Nothing more is told; the thread closes what is open."""
        with self._lock:  # the thread closes the pipe under it
            if not self._stopped.is_set():
                self._stopped.set()
                os.write(self._waker, b"x")

    def _run(self) -> None:
        poller = select.poll()
        poller.register(self._fd, select.POLLIN)
        poller.register(self._wake, select.POLLIN)
        try:
            while not self._stopped.is_set():
                self._report()
                if not poller.poll(_GRACE if self._moved else None):
                    self._settle()
                    continue
                for event in self._read():
                    if self._stopped.is_set():
                        break
                    self._handle(*event)
        finally:
            with self._lock:
                self._stopped.set()
                for number in (self._fd, self._wake, self._waker):
                    os.close(number)

    def _report(self) -> None:
        """Trouble with directories is told on this thread only."""
        while self._troubles:
            self.order.failed(self._troubles.pop(0))

    def _read(self) -> Iterator[tuple[int, int, int, str]]:
        try:
            data = os.read(self._fd, _MOST)
        except BlockingIOError:
            return
        at = 0
        while at < len(data):
            number, mask, cookie, length = _HEAD.unpack_from(data, at)
            at += _HEAD.size + length
            yield number, mask, cookie, os.fsdecode(data[at - length : at].rstrip(b"\0"))

    # -- events

    def _handle(self, number: int, mask: int, cookie: int, name: str) -> None:
        move = self._moved
        if move is not None and not (mask & _MOVED_TO and cookie == move.cookie):
            self._settle()
        if mask & _OVERFLOW:
            self._troubles.append(Overflow(errno.EOVERFLOW, "Too many changes at once", self.order.path))
            self._enter(None, "", tell=False)  # directories that nobody told of
            return
        directory = self._directories.get(number)
        if directory is None:
            return
        if mask & _IGNORED:
            self._forget(directory)
        elif name:  # without one it is about the directory itself, which the one above tells of
            is_dir = bool(mask & _IS_DIRECTORY)
            for event, act in self._ACTS.items():
                if mask & event:
                    act(self, directory, name, is_dir, cookie)
            for event, aspects in _ASPECTS.items():
                if mask & event:
                    self._tell(Change(CHANGED, directory.path(name), is_dir, aspects=aspects))

    def _tell(self, change: Change) -> None:
        if not self._stopped.is_set() and self.order.wants(change):
            self.order.changed(change)

    def _came(self, directory: _Directory, name: str, is_dir: bool, cookie: int) -> None:
        if name in directory.told:
            directory.told.discard(name)
            return
        self._tell(Change(CREATED, directory.path(name), is_dir))
        if is_dir and self.order.deep:
            self._enter(directory, name, tell=True)

    def _went(self, directory: _Directory, name: str, is_dir: bool, cookie: int) -> None:
        directory.told.discard(name)
        self._tell(Change(DELETED, directory.path(name), is_dir))

    def _leaving(self, directory: _Directory, name: str, is_dir: bool, cookie: int) -> None:
        directory.told.discard(name)
        self._moved = _Move(cookie, directory, name, is_dir)

    def _arrived(self, directory: _Directory, name: str, is_dir: bool, cookie: int) -> None:
        move, self._moved = self._moved, None
        if move is None:
            self._came(directory, name, is_dir, cookie)
            return
        old = move.directory.path(move.name)
        moved = move.directory.children.pop(move.name, None)
        if moved is not None:
            self._link(moved, name, directory)
        self._tell(Change(RENAMED, directory.path(name), is_dir, old))

    def _settle(self) -> None:
        """The second half of a move did not come: it left the tree."""
        move, self._moved = self._moved, None
        if move is None:
            return
        self._tell(Change(DELETED, move.directory.path(move.name), move.is_dir))
        gone = move.directory.children.get(move.name)
        if gone is not None:
            self._drop(gone)

    _ACTS = {_CREATE: _came, _DELETE: _went, _MOVED_FROM: _leaving, _MOVED_TO: _arrived}

    # -- directories

    def _enter(self, parent: _Directory | None, name: str, *, tell: bool) -> None:
        """Watch a directory, and those in it; `tell` of what is there already."""
        below = "" if parent is None else parent.path(name)
        path = str(Path(self.order.path) / below)
        number = self._c.inotify_add_watch(self._fd, os.fsencode(path), self._mask | (0 if parent is None else _DONT_FOLLOW))
        if number < 0:
            self._trouble(ctypes.get_errno(), path, parent is not None)
            return
        here = self._directories.get(number)
        if here is None:
            here = self._directories[number] = _Directory(number)
        self._link(here, name, parent)
        if self.order.deep:
            self._look(here, path, tell)

    @staticmethod
    def _link(here: _Directory, name: str, parent: _Directory | None) -> None:
        """Where a directory is now."""
        if parent is None:
            return
        above = here.parent
        if above is not None and above.children.get(here.name) is here:
            del above.children[here.name]
        here.name, here.parent = name, parent
        parent.children[name] = here

    def _look(self, here: _Directory, path: str, tell: bool) -> None:
        try:
            with os.scandir(path) as entries:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            return  # gone again, which its own event tells
        for name, is_dir in found:
            if tell and name not in here.told:
                here.told.add(name)
                self._tell(Change(CREATED, here.path(name), is_dir))
            if is_dir:
                self._enter(here, name, tell=tell)

    def _trouble(self, number: int, path: str, inner: bool) -> None:
        if inner and number in (errno.ENOENT, errno.ENOTDIR):
            return  # gone before it could be watched
        text = _WATCHES.format(_limit("max_user_watches")) if number == errno.ENOSPC else os.strerror(number)
        self._troubles.append(OSError(number, text, path))

    def _forget(self, directory: _Directory) -> None:
        self._directories.pop(directory.number, None)
        above = directory.parent
        if above is not None and above.children.get(directory.name) is directory:
            del above.children[directory.name]

    def _drop(self, directory: _Directory) -> None:
        """Watch a directory no more, nor those in it."""
        for child in list(directory.children.values()):
            self._drop(child)
        self._forget(directory)
        self._c.inotify_rm_watch(self._fd, directory.number)
