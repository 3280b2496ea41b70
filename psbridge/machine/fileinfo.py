"""FileInfo and DirectoryInfo over a file system of a machine."""

from __future__ import annotations

import ntpath
import posixpath
from operator import attrgetter
from typing import Any

from psbridge.machine.files import DIRECTORY, HIDDEN, READ_ONLY, REPARSE, SYSTEM, Files, Stat
from psbridge.objects import (
    CodeProperty,
    ComputedScriptProperty,
    DateTime,
    Int64,
    NetError,
    NetObject,
    define,
    define_enum,
    find_type,
    unwrap,
)
from psbridge.objects.adapted import Property
from psbridge.objects.nettypes import CORE
from psbridge.objects.typetable import builtin

FileAttributes: Any = define_enum(
    "System.IO.FileAttributes",
    "ReadOnly=1 Hidden=2 System=4 Directory=16 Archive=32 Device=64 Normal=128 Temporary=256 SparseFile=512 ReparsePoint=1024 "
    "Compressed=2048 Offline=4096 NotContentIndexed=8192 Encrypted=16384 IntegrityStream=32768 NoScrubData=131072",
    flags=True,
)
define("System.IO.FileSystemInfo", "System.MarshalByRefObject")


def _settable(name: str, attribute: str, type_name: str) -> Property:
    """A property that takes values of its type only."""
    return Property(name, attrgetter(attribute), lambda info, value: setattr(info, attribute, value), type_name)


_NOTHING = Stat(False, 0, 504_911_232_000_000_000, 504_911_232_000_000_000, 504_911_232_000_000_000, -1)


class FileSystemInfo(NetObject):
    """What files and directories have in common; facts are read when first asked for and again after `refresh`."""

    __slots__ = ("_stat", "files", "full_name", "original")
    net_type = find_type("System.IO.FileSystemInfo")
    PROPERTIES = {
        "FullName": "full_name",
        "Extension": "extension",
        "Name": "name",
        "Exists": "exists",
        "CreationTime": _settable("CreationTime", "creation_time", "System.DateTime"),
        "CreationTimeUtc": _settable("CreationTimeUtc", "creation_time_utc", "System.DateTime"),
        "LastAccessTime": _settable("LastAccessTime", "last_access_time", "System.DateTime"),
        "LastAccessTimeUtc": _settable("LastAccessTimeUtc", "last_access_time_utc", "System.DateTime"),
        "LastWriteTime": _settable("LastWriteTime", "last_write_time", "System.DateTime"),
        "LastWriteTimeUtc": _settable("LastWriteTimeUtc", "last_write_time_utc", "System.DateTime"),
        "Attributes": _settable("Attributes", "attributes", "System.IO.FileAttributes"),
    }
    METHODS = {"Refresh": "refresh", "Delete": "delete"}

    def __init__(self, files: Files, full_name: str, stat: Stat | None = None, original: str | None = None) -> None:
        super().__init__()
        self.files, self.full_name, self._stat = files, full_name, stat
        self.original = full_name if original is None else original

    @property
    def stat(self) -> Stat:
        if self._stat is None:
            self._stat = self.files.stat(self.full_name) or _NOTHING
        return self._stat

    def refresh(self) -> None:
        self._stat = None

    @property
    def pathlib(self) -> Any:
        """The text functions for this machine's paths."""
        return posixpath if self.files.separator == "/" else ntpath

    @property
    def name(self) -> str:
        return self.pathlib.basename(self.full_name.rstrip(self.files.separator)) or self.full_name

    @property
    def extension(self) -> str:
        dot = self.name.rfind(".")
        return self.name[dot:] if 0 <= dot < len(self.name) - 1 else ""

    @property
    def exists(self) -> bool:
        return self.stat is not _NOTHING

    @property
    def attributes(self) -> Any:
        return FileAttributes(self.stat.attributes)

    @attributes.setter
    def attributes(self, value: Any) -> None:
        self.files.set_attributes(self.full_name, int(value))
        self.refresh()

    def delete(self) -> None:
        self.files.remove_file(self.full_name)
        self.refresh()

    def __str__(self) -> str:
        return str(self.original)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.full_name}>"


def _time(field: str, utc: bool) -> property:
    def get(info: FileSystemInfo) -> DateTime:
        moment = DateTime(getattr(info.stat, field), 1)
        return moment if utc else moment.to_local()

    def put(info: FileSystemInfo, value: DateTime) -> None:
        ticks = value.ticks if utc else value.to_utc().ticks
        info.files.set_times(info.full_name, **{field: ticks})
        info.refresh()

    return property(get, put)


for _name, _field in (("creation_time", "created"), ("last_access_time", "accessed"), ("last_write_time", "written")):
    setattr(FileSystemInfo, _name, _time(_field, utc=False))
    setattr(FileSystemInfo, f"{_name}_utc", _time(_field, utc=True))


class FileInfo(FileSystemInfo):
    """A file."""

    __slots__ = ()
    net_type = define("System.IO.FileInfo", "System.IO.FileSystemInfo")
    PROPERTIES = {
        "Name": "name",
        "Length": "length",
        "DirectoryName": "directory_name",
        "Directory": "directory",
        "IsReadOnly": _settable("IsReadOnly", "is_read_only", "System.Boolean"),
        "Exists": "exists",
        "FullName": "full_name",
        "Extension": "extension",
    }
    METHODS = {"Delete": "delete"}

    @property
    def exists(self) -> bool:
        return self.stat is not _NOTHING and not self.stat.is_dir

    @property
    def length(self) -> Int64:
        if self.stat is _NOTHING:
            text = f"Could not find file '{self.full_name}'."
            raise NetError.of("System.IO.FileNotFoundException", text, FileName=self.full_name)
        return Int64(self.stat.size)

    @property
    def directory_name(self) -> str:
        return str(self.pathlib.dirname(self.full_name))

    @property
    def directory(self) -> DirectoryInfo:
        return DirectoryInfo(self.files, self.directory_name)

    @property
    def is_read_only(self) -> bool:
        return bool(self.stat.attributes & READ_ONLY)

    @is_read_only.setter
    def is_read_only(self, value: bool) -> None:
        kept = self.stat.attributes & ~READ_ONLY
        self.files.set_attributes(self.full_name, kept | (READ_ONLY if value else 0))
        self.refresh()


class DirectoryInfo(FileSystemInfo):
    """A directory."""

    __slots__ = ()
    net_type = define("System.IO.DirectoryInfo", "System.IO.FileSystemInfo")
    PROPERTIES = {
        "Parent": "parent",
        "Root": "root",
        "FullName": "full_name",
        "Extension": "extension",
        "Name": "name",
        "Exists": "exists",
    }

    @property
    def exists(self) -> bool:
        return self.stat is not _NOTHING and self.stat.is_dir

    @property
    def parent(self) -> DirectoryInfo | None:
        if self.full_name == self.root.full_name:
            return None
        above = self.pathlib.dirname(self.full_name.rstrip(self.files.separator))
        return DirectoryInfo(self.files, above)

    @property
    def root(self) -> DirectoryInfo:
        return DirectoryInfo(self.files, "/" if self.files.separator == "/" else self.full_name[:3])


def info_for(files: Files, path: str, stat: Stat | None = None) -> FileSystemInfo:
    """The object of what stands at a path."""
    known = stat or files.stat(path)
    return (DirectoryInfo if known is not None and known.is_dir else FileInfo)(files, path, known)


def _is_hard_link(info: Any) -> bool:
    stat = unwrap(info).stat
    return stat.link is None and not stat.is_dir and stat.names > 1


def mode_text(info: Any) -> str:
    """The Mode column: d or l, then a, r, h, s."""
    return _mode(info, False)


def _mode(info: Any, hard_links: bool = True) -> str:
    bits = unwrap(info).stat.attributes
    is_link = bits & REPARSE or (hard_links and _is_hard_link(info))
    first = "l" if is_link else "d" if bits & DIRECTORY else "-"
    archive = "a" if bits & 32 else "-"
    rest = "".join(mark if bits & bit else "-" for bit, mark in ((READ_ONLY, "r"), (HIDDEN, "h"), (SYSTEM, "s")))
    return f"{first}{archive}{rest}"


def _base_name(info: Any) -> str:
    bare = unwrap(info)
    return bare.name if isinstance(bare, DirectoryInfo) else bare.name[: len(bare.name) - len(bare.extension)]


def _target(info: Any) -> Any:
    return unwrap(info).stat.link


def _link_type(info: Any) -> str | None:
    if unwrap(info).stat.link is not None:
        return "SymbolicLink"
    return "HardLink" if _is_hard_link(info) else None


def _version_info(info: Any) -> Any:
    from psbridge.machine.fileversions import FileVersionInfo  # few look at it

    bare = unwrap(info)
    return FileVersionInfo(bare.full_name) if bare.exists else None


_VERSION = ComputedScriptProperty("VersionInfo", _version_info, "[System.Diagnostics.FileVersionInfo]::GetVersionInfo($this.FullName)")
_BASE_NAME_FILE = "if ($this.Extension.Length -gt 0){$this.Name.Remove($this.Name.Length - $this.Extension.Length)}else{$this.Name}"
for _type_name in ("System.IO.FileInfo", "System.IO.DirectoryInfo"):
    builtin(_type_name).add(
        CodeProperty("Mode", _mode, None, "System.String"),
        CodeProperty("ModeWithoutHardLink", mode_text, None, "System.String"),
        *([_VERSION] if _type_name.endswith("FileInfo") else []),
        ComputedScriptProperty("BaseName", _base_name, _BASE_NAME_FILE if _type_name.endswith("FileInfo") else "$this.Name"),
        CodeProperty("Target", _target, None, f"System.Collections.Generic.IEnumerable`1[[System.String, {CORE}]]"),
        CodeProperty("LinkType", _link_type, None, "System.String"),
    )

__all__ = ["DirectoryInfo", "FileAttributes", "FileInfo", "FileSystemInfo", "info_for", "mode_text"]
