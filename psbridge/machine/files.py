"""File systems: the protocol that commands and .NET types use, and the real one.

Decides what an operation on a file is; errors come as Python's OSError with the right errno, whoever calls turns them into PowerShell's.
Paths are absolute and in the machine's own form (`/a/b`, `C:\\a\\b`).
"""

from __future__ import annotations

import os
import posixpath
import shutil
import stat as stat_bits
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psbridge.machine.filechanges import Order, Watch

TICKS_AT_1970 = 621_355_968_000_000_000


@dataclass(frozen=True, slots=True)
class Stat:
    """What is known of a file: times as UTC ticks of 100 ns, ``attributes`` as FileAttributes."""

    is_dir: bool
    size: int
    created: int
    accessed: int
    written: int
    attributes: int
    link: str | None = None  # target, when it is a symbolic link
    mode: int = 0
    owner: str = ""
    group: str = ""
    names: int = 1  # hard links, as Unix counts them


READ_ONLY, HIDDEN, SYSTEM, DIRECTORY, ARCHIVE, NORMAL, REPARSE = 1, 2, 4, 16, 32, 128, 1024


class Files(Protocol):
    """A file system."""

    separator: str
    ignore_case: bool

    def stat(self, path: str) -> Stat | None: ...
    def list(self, path: str) -> list[str]: ...
    def open(self, path: str, mode: str) -> BinaryIO: ...
    def make_directory(self, path: str) -> None: ...
    def remove_file(self, path: str) -> None: ...
    def remove_directory(self, path: str) -> None: ...
    def rename(self, source: str, target: str) -> None: ...
    def copy_file(self, source: str, target: str) -> None: ...
    def link(self, path: str, target: str, kind: str) -> None: ...
    def set_times(self, path: str, *, created: int | None = None, accessed: int | None = None, written: int | None = None) -> None: ...
    def set_attributes(self, path: str, attributes: int) -> None: ...
    def roots(self) -> Iterator[tuple[str, str]]: ...
    def usage(self, root: str) -> tuple[int, int]: ...
    def normalize(self, path: str) -> str: ...
    def spelled(self, path: str) -> str: ...
    def identity(self, path: str) -> object: ...
    def watch(self, order: Order) -> Watch: ...


class LocalFiles:
    """The file system of this computer."""

    separator = "/"
    ignore_case = False

    def stat(self, path: str) -> Stat | None:
        """None when there is nothing; a dangling link is there."""
        try:
            own = os.lstat(path)
        except (OSError, ValueError):
            return None
        link = os.readlink(path) if stat_bits.S_ISLNK(own.st_mode) else None
        seen = own
        if link is not None:
            try:
                seen = os.stat(path)
            except OSError:
                seen = own
        is_dir = stat_bits.S_ISDIR(seen.st_mode)
        attributes = _attributes(path, seen.st_mode, is_dir, link is not None)
        born, read, written = (_ticks(ns) for ns in (min(seen.st_mtime_ns, seen.st_ctime_ns), seen.st_atime_ns, seen.st_mtime_ns))
        return Stat(is_dir, 0 if is_dir else seen.st_size, born, read, written, attributes, link, own.st_mode, names=own.st_nlink)

    def list(self, path: str) -> list[str]:
        return os.listdir(path)

    def open(self, path: str, mode: str) -> BinaryIO:
        return open(path, mode + "b")  # type: ignore[return-value]

    def make_directory(self, path: str) -> None:
        os.mkdir(path)

    def remove_file(self, path: str) -> None:
        os.unlink(path)

    def remove_directory(self, path: str) -> None:
        os.rmdir(path)

    def rename(self, source: str, target: str) -> None:
        shutil.move(source, target)

    def copy_file(self, source: str, target: str) -> None:
        shutil.copyfile(source, target)
        shutil.copystat(source, target)

    def link(self, path: str, target: str, kind: str) -> None:
        if kind == "hardlink":
            os.link(target, path)
        else:
            os.symlink(target, path)

    def set_times(self, path: str, *, created: int | None = None, accessed: int | None = None, written: int | None = None) -> None:
        """The creation time is kept nowhere on Unix: setting it sets the time of writing, as .NET does."""
        now = os.stat(path)
        new = written if written is not None else created
        a_ns = now.st_atime_ns if accessed is None else (accessed - TICKS_AT_1970) * 100
        m_ns = now.st_mtime_ns if new is None else (new - TICKS_AT_1970) * 100
        os.utime(path, ns=(a_ns, m_ns))

    def set_attributes(self, path: str, attributes: int) -> None:
        mode = os.stat(path).st_mode
        write = stat_bits.S_IWUSR | stat_bits.S_IWGRP | stat_bits.S_IWOTH
        os.chmod(path, mode & ~write if attributes & READ_ONLY else mode | stat_bits.S_IWUSR)

    def roots(self) -> Iterator[tuple[str, str]]:
        yield "/", "/"

    def usage(self, root: str) -> tuple[int, int]:
        """Used and free bytes."""
        usage = shutil.disk_usage(root)
        return usage.used, usage.free

    def normalize(self, path: str) -> str:
        """`.` and `..` resolved by text; the root stays the root."""
        return posixpath.normpath(path).replace("//", "/") if path else path

    def spelled(self, path: str) -> str:
        return path

    def identity(self, path: str) -> object:
        """The same for all paths to one file or directory; None when nothing is there."""
        try:
            found = os.stat(path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def watch(self, order: Order) -> Watch:
        from psbridge.machine.inotify import InotifyWatch

        return InotifyWatch(order)


def _ticks(nanoseconds: int) -> int:
    return nanoseconds // 100 + TICKS_AT_1970


def _attributes(path: str, mode: int, is_dir: bool, is_link: bool) -> int:
    found = DIRECTORY if is_dir else 0
    if is_link:
        found |= REPARSE
    if not mode & stat_bits.S_IWUSR:
        found |= READ_ONLY
    if Path(path).name.startswith(".") and Path(path).name not in (".", ".."):
        found |= HIDDEN
    return found or NORMAL


LOCAL = LocalFiles()
