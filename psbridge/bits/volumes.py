"""Where bytes lie that are not behind HTTP: the real disk, a machine's virtual one, a share.

One interface for all: look, read from an offset, write from an offset, rename over, remove.  Failures are BitsErrors.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from psbridge.bits.codes import BitsError, Context, of_os_error


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it is now; `version` changes when its content does."""

    size: int
    version: str
    is_dir: bool


class Reader(Protocol):
    def readinto(self, view: memoryview) -> int: ...
    def close(self) -> None: ...


class Writer(Protocol):
    def write(self, data: memoryview) -> None: ...
    def sync(self) -> None: ...
    def close(self) -> None: ...


class Volume(Protocol):
    """A place with files."""

    separator: str

    def look(self, path: str) -> Look | None: ...
    def reader(self, path: str, offset: int) -> Reader: ...
    def writer(self, path: str, offset: int) -> Writer: ...
    def replace(self, temporary: str, final: str) -> None: ...
    def remove(self, path: str) -> None: ...
    def sync(self, path: str) -> None: ...


@contextmanager
def mapped(context: Context = Context.LocalFile) -> Iterator[None]:
    """Turn OSError into BitsError."""
    try:
        yield
    except OSError as problem:
        raise of_os_error(problem, context=context) from problem


class _FileReader:
    """Reads with the system call, without a buffer between."""

    __slots__ = ("_fd",)

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def readinto(self, view: memoryview) -> int:
        with mapped():
            return os.readv(self._fd, [view])

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class _FileWriter:
    """Writes with the system call; `sync` may be called from another thread."""

    __slots__ = ("_fd", "_lock")

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._lock = threading.Lock()

    def write(self, data: memoryview) -> None:
        with mapped():
            written = os.write(self._fd, data)
            while written < len(data):
                written += os.write(self._fd, data[written:])

    def sync(self) -> None:
        with mapped(), self._lock:
            if self._fd >= 0:
                os.fdatasync(self._fd)

    def close(self) -> None:
        with self._lock:
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1


class Disk:
    """The real file system."""

    separator = "/"

    def look(self, path: str) -> Look | None:
        try:
            found = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as problem:
            raise of_os_error(problem) from problem
        return Look(found.st_size, f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}", (found.st_mode & 0o170000) == 0o040000)

    def reader(self, path: str, offset: int) -> Reader:
        with mapped():
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            if offset:
                os.lseek(fd, offset, os.SEEK_SET)
        return _FileReader(fd)

    def writer(self, path: str, offset: int) -> Writer:
        """From `offset` on; what is behind it goes away.  A link in the way is not followed."""
        with mapped():
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | (0 if offset else os.O_TRUNC), 0o666)
            if offset:
                os.ftruncate(fd, offset)
                os.lseek(fd, offset, os.SEEK_SET)
        return _FileWriter(fd)

    def replace(self, temporary: str, final: str) -> None:
        with mapped():
            os.replace(temporary, final)

    def remove(self, path: str) -> None:
        with mapped():
            try:
                os.unlink(path)
            except FileNotFoundError:
                return

    def secure_like(self, source: str, target: str, flags: int) -> None:
        """Owner (1), group (2) and access list (4) of another file of this disk; an audit list (8) is nothing that Unix has."""
        if flags & 8:
            raise BitsError("NOT_SUPPORTED", "Audit lists are not supported on this platform.")
        with mapped():
            there = os.stat(source)
            if flags & 3:
                os.chown(target, there.st_uid if flags & 1 else -1, there.st_gid if flags & 2 else -1)
            if flags & 4:
                os.chmod(target, there.st_mode & 0o7777)
                for name in os.listxattr(source):
                    if name == "system.posix_acl_access":
                        os.setxattr(target, name, os.getxattr(source, name))

    def sync(self, path: str) -> None:
        with mapped():
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fdatasync(fd)
            finally:
                os.close(fd)


class _Memory:
    """An open file of a virtual disk."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readinto(self, view: memoryview) -> int:
        return int(self._file.readinto(view))

    def write(self, data: memoryview) -> None:
        self._file.write(data)

    def sync(self) -> None:
        """Memory is as durable as it gets."""

    def close(self) -> None:
        with mapped():
            self._file.close()


class VirtualVolume:
    """The file system of an emulated machine (psbridge.machine.virtualfiles), asked for at every call: a machine can be reset."""

    separator = "\\"

    def __init__(self, files: Callable[[], Any]) -> None:
        self._files = files

    def look(self, path: str) -> Look | None:
        found = self._files().stat(path)
        return None if found is None else Look(found.size, f"{found.size}-{found.written}", found.is_dir)

    def reader(self, path: str, offset: int) -> Reader:
        with mapped():
            file = self._files().open(path, "r")
            file.seek(offset)
        return _Memory(file)

    def writer(self, path: str, offset: int) -> Writer:
        with mapped():
            files = self._files()
            kept = b""
            if offset:
                with files.open(path, "r") as old:
                    kept = old.read(offset)
            file = files.open(path, "w")
            file.write(kept)
        return _Memory(file)

    def replace(self, temporary: str, final: str) -> None:
        with mapped():
            files = self._files()
            there = files.stat(final)
            if there is not None and there.is_dir:
                raise PermissionError(13, "Access is denied", final)
            if there is not None:
                files.remove_file(final)
            files.rename(temporary, final)

    def remove(self, path: str) -> None:
        with mapped():
            if self._files().stat(path) is not None:
                self._files().remove_file(path)

    def secure_like(self, source: str, target: str, flags: int) -> None:
        """All files of a virtual disk have the same owner and list."""

    def sync(self, path: str) -> None:
        """Nothing to do."""
