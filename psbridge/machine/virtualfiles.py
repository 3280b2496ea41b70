"""A Windows file system in memory: drives, names without case, attributes.

Nothing of the real file system can be reached through it.
"""

from __future__ import annotations

import errno
import io
import time
from typing import TYPE_CHECKING, BinaryIO

from psbridge.machine.filechanges import (
    ATTRIBUTES,
    CHANGED,
    CREATED,
    CREATION_TIME,
    DELETED,
    LAST_ACCESS,
    LAST_WRITE,
    RENAMED,
    SIZE,
    Announcer,
)
from psbridge.machine.files import ARCHIVE, DIRECTORY, READ_ONLY, REPARSE, TICKS_AT_1970, Stat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psbridge.machine.filechanges import Order, Watch


def _now() -> int:
    return time.time_ns() // 100 + TICKS_AT_1970


class Node:
    """A file (``children`` None) or a directory."""

    __slots__ = ("accessed", "attributes", "children", "created", "data", "link", "name", "written")

    def __init__(self, name: str, is_dir: bool) -> None:
        self.name = name
        self.data = b""
        self.children: dict[str, Node] | None = {} if is_dir else None
        self.attributes = DIRECTORY if is_dir else ARCHIVE
        self.created = self.accessed = self.written = _now()
        self.link: str | None = None


class _Writer(io.BytesIO):
    """An open file; its bytes are in place at every flush."""

    def __init__(self, node: Node, data: bytes, at_end: bool, room: Callable[[int], None], told: Callable[[], None], fresh: bool) -> None:
        super().__init__(data)
        self._node, self._room, self._told = node, room, told
        self._changed = fresh  # what stood in the file is gone, whatever is written now
        if at_end:
            self.seek(0, io.SEEK_END)

    def flush(self) -> None:
        if not self.closed:
            data, old = self.getvalue(), self._node.data
            self._room(len(data) - len(old))
            self._node.data = data
            self._node.written = _now()
            if self._changed or data != old:
                self._changed = False
                self._told()

    def close(self) -> None:
        self.flush()
        super().close()


def _beside(drive: str, above: list[str], target: str) -> str:
    """Where a link leads that stands in a directory: a relative target counts from there."""
    if ":" in target:
        return target
    found = [] if target.startswith("\\") else list(above)
    for part in target.replace("/", "\\").split("\\"):
        if part == "..":
            found = found[:-1]
        elif part not in ("", "."):
            found.append(part)
    return "\\".join([drive, *found])


class VirtualFiles:
    """Drives by letter; ``capacity`` bytes altogether."""

    separator = "\\"
    ignore_case = True

    def __init__(self, drives: tuple[str, ...] = ("C",), capacity: int = 1 << 30) -> None:
        self._drives = {letter.lower(): Node(f"{letter}:\\", True) for letter in drives}
        self.capacity = capacity
        self._used = 0
        self._announcer = Announcer(self.separator)

    # -- nodes

    def _parts(self, path: str) -> tuple[str, list[str]]:
        drive, _, rest = path.partition(":")
        return drive.lower(), [part for part in rest.replace("/", "\\").split("\\") if part]

    def _find(self, path: str, hops: int = 0) -> Node | None:
        drive, parts = self._parts(path)
        node = self._drives.get(drive)
        for i, part in enumerate(parts):
            if node is None or node.children is None:
                return None
            node = node.children.get(part.lower())
            if node is not None and node.link is not None and hops < 40:
                node = self._find(_beside(f"{drive}:", parts[:i], node.link), hops + 1)
        return node

    def _need(self, path: str) -> Node:
        node = self._find(path)
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        return node

    def _parent(self, path: str) -> tuple[dict[str, Node], str]:
        """The directory that holds an entry, as its table, and the entry's name."""
        drive, parts = self._parts(path)
        if not parts:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        parent = self._find(f"{drive}:\\" + "\\".join(parts[:-1]))
        if parent is None or parent.children is None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        return parent.children, parts[-1]

    def _room(self, more: int) -> None:
        if self._used + more > self.capacity:
            raise OSError(errno.ENOSPC, "There is not enough space on the disk")
        self._used += more

    # -- changes

    def watch(self, order: Order) -> Watch:
        return self._announcer.watch(order)

    def _tell(self, kind: int, path: str, node: Node, old: str = "", aspects: int = 0) -> None:
        """An operation on a file was done."""
        if self._announcer.watches:
            above, _, last = self.normalize(path).rpartition("\\")
            name = node.name if node.name.lower() == last.lower() else last  # which a further name of a file is not
            whole = self.spelled(above).rstrip("\\")
            self._announcer.tell(kind, f"{whole}\\{name}", node.children is not None, old=old and self.normalize(old), aspects=aspects)

    # -- Files

    def stat(self, path: str) -> Stat | None:
        try:
            table, name = self._parent(path)
            own = table.get(name.lower())
        except OSError:
            own = None
        node = self._find(path)
        if node is None and (own is None or own.link is None):
            return None
        link = own.link if own is not None else None
        seen = node or own
        assert seen is not None
        is_dir = seen.children is not None
        attributes = seen.attributes | (REPARSE if link else 0)
        return Stat(is_dir, len(seen.data), seen.created, seen.accessed, seen.written, attributes, link, 0, "BUILTIN\\Administrators")

    def list(self, path: str) -> list[str]:
        node = self._need(path)
        if node.children is None:
            raise NotADirectoryError(errno.ENOTDIR, "Not a directory", path)
        return sorted((child.name for child in node.children.values()), key=str.lower)

    def open(self, path: str, mode: str) -> BinaryIO:
        node = self._find(path)
        if node is not None and node.children is not None:
            raise PermissionError(errno.EACCES, f"Access to the path '{path}' is denied.", path)
        if mode == "r":
            return io.BytesIO(self._need(path).data)
        if node is None:
            node = self._create(path, is_dir=False)
        elif mode == "x":
            raise FileExistsError(errno.EEXIST, "File exists", path)
        elif node.attributes & READ_ONLY:
            raise PermissionError(errno.EACCES, f"Access to the path '{path}' is denied.", path)
        kept = b"" if mode[0] in "wx" else node.data
        opened = node

        def told() -> None:
            self._tell(CHANGED, path, opened, aspects=LAST_WRITE | SIZE)

        return _Writer(node, kept, mode[0] == "a", self._room, told, bool(node.data and not kept))

    def _create(self, path: str, is_dir: bool) -> Node:
        table, name = self._parent(path)
        if name.lower() in table:
            raise FileExistsError(errno.EEXIST, "File exists", path)
        made = table[name.lower()] = Node(name, is_dir)
        self._tell(CREATED, path, made)
        return made

    def make_directory(self, path: str) -> None:
        self._create(path, is_dir=True)

    def remove_file(self, path: str) -> None:
        table, name = self._parent(path)
        node = table.get(name.lower())
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        if node.attributes & READ_ONLY:
            raise PermissionError(errno.EACCES, f"Access to the path '{path}' is denied.", path)
        self._used -= len(node.data)
        del table[name.lower()]
        self._tell(DELETED, path, node)

    def remove_directory(self, path: str) -> None:
        node = self._need(path)
        if node.children:
            raise OSError(errno.ENOTEMPTY, "Directory not empty", path)
        table, name = self._parent(path)
        del table[name.lower()]
        self._tell(DELETED, path, node)

    def rename(self, source: str, target: str) -> None:
        old_table, old_name = self._parent(source)
        node = old_table.get(old_name.lower())
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", source)
        new_table, new_name = self._parent(target)
        if new_table.get(new_name.lower(), node) is not node:
            raise FileExistsError(errno.EEXIST, "File exists", target)
        before = self.spelled(source)
        del old_table[old_name.lower()]
        node.name = new_name
        new_table[new_name.lower()] = node
        if old_table is new_table:
            self._tell(RENAMED, target, node, before)
        else:  # Windows tells a move between directories so
            self._tell(DELETED, before, node)
            self._tell(CREATED, target, node)

    def copy_file(self, source: str, target: str) -> None:
        node = self._need(source)
        with self.open(target, "w") as out:
            out.write(node.data)
        made = self._need(target)
        made.written, made.attributes = node.written, node.attributes
        self._tell(CHANGED, target, made, aspects=LAST_WRITE | ATTRIBUTES)

    def link(self, path: str, target: str, kind: str) -> None:
        if kind == "hardlink":
            node = self._need(target)
            table, name = self._parent(path)
            table[name.lower()] = node
            self._tell(CREATED, path, node)
            return
        self._create(path, is_dir=kind == "junction").link = target

    def identity(self, path: str) -> object:
        """The same for all paths to one file or directory; None when nothing is there."""
        return self._find(path)

    def hard_links(self, path: str) -> tuple[str, ...]:
        """All names of a file."""
        wanted = self._need(path)
        found: set[str] = set()
        waiting = [(f"{letter.upper()}:", root) for letter, root in self._drives.items()]
        while waiting:
            where, node = waiting.pop()
            for name, child in (node.children or {}).items():
                full = f"{where}\\{child.name if child is not wanted else self._name_in(node, name)}"
                if child is wanted:
                    found.add(full)
                if child.children is not None and child.link is None:
                    waiting.append((full, child))
        return tuple(sorted(found, key=str.lower))

    def is_junction(self, path: str) -> bool:
        """Whether an entry is a junction: a directory that stands for another one."""
        table, name = self._parent(path)
        own = table.get(name.lower())
        return own is not None and own.link is not None and own.children is not None

    @staticmethod
    def _name_in(directory: Node, key: str) -> str:
        """How an entry is spelled; a further name of a file is known in lower case only."""
        child = (directory.children or {})[key]
        return child.name if child.name.lower() == key else key

    def set_times(self, path: str, *, created: int | None = None, accessed: int | None = None, written: int | None = None) -> None:
        node = self._need(path)
        node.created = node.created if created is None else created
        node.accessed = node.accessed if accessed is None else accessed
        node.written = node.written if written is None else written
        given = ((created, CREATION_TIME), (accessed, LAST_ACCESS), (written, LAST_WRITE))
        self._tell(CHANGED, path, node, aspects=sum(aspect for value, aspect in given if value is not None))

    def set_attributes(self, path: str, attributes: int) -> None:
        node = self._need(path)
        node.attributes = (attributes & ~DIRECTORY) | (DIRECTORY if node.children is not None else 0)
        self._tell(CHANGED, path, node, aspects=ATTRIBUTES)

    def roots(self) -> Iterator[tuple[str, str]]:
        for letter, node in self._drives.items():
            yield letter.upper(), node.name

    def usage(self, root: str) -> tuple[int, int]:
        return self._used, self.capacity - self._used

    def normalize(self, path: str) -> str:
        drive, parts = self._parts(path)
        kept: list[str] = []
        for part in parts:
            if part == "..":
                kept = kept[:-1]
            elif part != ".":
                kept.append(part)
        return f"{drive.upper()}:\\" + "\\".join(kept)

    def spelled(self, path: str) -> str:
        """The path with every part written as it is stored."""
        drive, parts = self._parts(path)
        node, words = self._drives.get(drive), []
        for part in parts:
            node = node.children.get(part.lower()) if node is not None and node.children is not None else None
            words.append(part if node is None else node.name)
        return f"{drive.upper()}:\\" + "\\".join(words)
