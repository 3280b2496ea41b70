"""ZipFile, ZipArchive and their entries of System.IO.Compression, over the file system of the session's machine.

Decides when an archive is written (when it is disposed of), what each mode allows, and that nothing is taken out beside the folder that was
asked for.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from psbridge.engine.members.arguments import bad_argument, invalid_operation, needed, not_supported
from psbridge.engine.members.compressions import CompressionStream
from psbridge.engine.members.directories import create_directory
from psbridge.engine.members.files import missing_part, open_stream, opened, place
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.streams import MemoryStream, Stream
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.machine import Files
from psbridge.machine.zipping import BROKEN, CHUNK, EARLIEST, LATEST, Archive, Entry, moment
from psbridge.objects.containers import GenericList
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import DateTime, DateTimeOffset, TimeSpan

_Z = "System.IO.Compression."
_ASSEMBLY = "System.IO.Compression, Version=4.2.2.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
MODE: Any = enum_type(_Z + "ZipArchiveMode")
_LEVEL_NAMES = ("Optimal", "Fastest", "NoCompression")
_NO_ZIP = "End of Central Directory record could not be found."
_READ, _CREATE, _UPDATE = range(3)
register_types(f"{_Z}ZipFile | System.Object\n{_Z}ZipFileExtensions | System.Object")


def broken(text: str = _NO_ZIP) -> NetError:
    return NetError.of("System.IO.InvalidDataException", text)


class ZipArchive(NetObject):
    """An archive over a stream."""

    __slots__ = ("archive", "gone", "leave_open", "mode", "stream", "views")
    net_type = define(_Z + "ZipArchive", assembly=_ASSEMBLY)

    def __init__(self, stream: Stream, mode: Any = 0, leave_open: bool = False) -> None:
        super().__init__()
        self.stream, self.mode, self.leave_open, self.gone = stream, int(mode), leave_open, False
        self.archive = Archive()
        held = b""
        if self.mode != _CREATE:
            stream.live.seek(0)
            held = stream.live.read()
        if self.mode == _READ or held:
            try:
                self.archive = Archive.read(io.BytesIO(held))
            except BROKEN:
                raise broken() from None
        self.views = [ZipArchiveEntry(self, entry) for entry in self.archive.entries]

    def alive(self) -> None:
        if self.gone:
            text = "Cannot access a disposed object.\nObject name: 'System.IO.Compression.ZipArchive'."
            raise NetError.of("System.ObjectDisposedException", text)

    @property
    def entries(self) -> GenericList:
        self.alive()
        if self.mode == _CREATE:
            raise not_supported("Cannot access entries in Create mode.")
        return GenericList(ZipArchiveEntry.net_type, self.views, "System.Collections.ObjectModel.ReadOnlyCollection`1")

    def find(self, name: Any) -> ZipArchiveEntry | None:
        needed(name, "entryName")
        found: list[ZipArchiveEntry] = [one for one in self.entries if one.entry.name == name]
        return found[0] if found else None

    def create(self, name: Any, level: Any = 0) -> ZipArchiveEntry:
        if needed(name, "entryName") == "":
            raise bad_argument("String cannot be empty.", "entryName")
        self.alive()
        if self.mode == _READ:
            raise not_supported("Cannot create entries on an archive opened in read mode.")
        entry = Entry(str(name), moment(DateTime.now().ticks), io.BytesIO, _LEVEL_NAMES[int(level)])
        made = ZipArchiveEntry(self, entry)
        self.archive.entries.append(entry)
        self.views.append(made)
        return made

    def dispose(self) -> None:
        """Write what changed."""
        if self.gone:
            return
        self.gone = True
        if self.mode != _READ:
            written = io.BytesIO()
            self.archive.save(written)
            file = self.stream.live
            if self.mode == _UPDATE:
                file.seek(0)
                file.truncate()
            file.write(written.getvalue())
            file.flush()
        self.archive.close()
        if not self.leave_open:
            self.stream.close()


class ZipArchiveEntry(NetObject):
    """A thing in an archive."""

    __slots__ = ("entry", "opened", "owner")
    net_type = define(_Z + "ZipArchiveEntry", assembly=_ASSEMBLY)

    def __init__(self, owner: ZipArchive, entry: Entry) -> None:
        super().__init__()
        self.owner, self.entry, self.opened = owner, entry, False

    @property
    def name(self) -> str:
        return self.entry.name.rpartition("/")[2]

    def fact(self, name: str) -> int:
        """A number that is known of what was read."""
        if self.opened:
            raise invalid_operation("Length properties are unavailable once an entry has been opened for writing.")
        return 0 if self.entry.found is None else int(getattr(self.entry.found, name))

    @property
    def written(self) -> DateTimeOffset:
        when = self.entry.written
        ticks = int((when - moment(0)).total_seconds()) * 10_000_000
        clock = DateTime(ticks, 2)
        return DateTimeOffset(clock, TimeSpan(ticks - clock.to_utc().ticks))

    @written.setter
    def written(self, value: DateTimeOffset) -> None:
        self._writable()
        when = moment(value.clock.ticks)
        if not EARLIEST <= when <= LATEST:
            text = "The DateTimeOffset specified cannot be converted into a Zip file timestamp."
            raise NetError.of("System.ArgumentOutOfRangeException", f"{text} (Parameter 'value')")
        self.entry.written = when

    @property
    def attributes(self) -> int:
        found = self.entry.attributes
        return found - (1 << 32) if found >= 1 << 31 else found

    @attributes.setter
    def attributes(self, value: int) -> None:
        self.entry.attributes = int(value) % (1 << 32)

    def _writable(self) -> None:
        if self.owner.mode == _READ:
            raise not_supported("Cannot modify read-only archive.")

    def delete(self) -> None:
        self.owner.alive()
        if self.owner.mode != _UPDATE:
            raise not_supported("ZipArchiveEntry.Delete can be used only when the archive is in Update mode.")
        if self.entry in self.owner.archive.entries:
            self.owner.archive.entries.remove(self.entry)
            self.owner.views.remove(self)

    def open(self) -> Stream:
        """A stream to read from or, where the mode allows it, to write to."""
        self.owner.alive()
        if self.owner.mode == _READ:
            return CompressionStream(find_type(_Z + "DeflateStream"), self.owner.stream, self._content())
        if self.owner.mode == _CREATE and self.opened:
            raise NetError.of(
                "System.IO.IOException",
                "Entries in create mode may only be written to once, and only one entry may be held open at a time.",
            )
        with self._content() as before:
            made = MemoryStream()
            made.file.write(before.read())
        made.file.seek(0)
        self.opened = True
        self.entry.open = lambda: io.BytesIO(made.content())
        return made

    def _content(self) -> Any:
        try:
            return self.entry.open()
        except BROKEN:
            raise broken("A local file header is corrupt.") from None

    def __str__(self) -> str:
        return self.entry.name


# -- taking out


def extract(files: Files, entry: Entry, path: str, overwrite: bool, step: Callable[[], None] = lambda: None) -> None:
    """Write what is in an entry to a file; nothing stays of it when that fails."""
    try:
        content = entry.open()
    except BROKEN:
        raise broken("A local file header is corrupt.") from None
    with content:
        file = opened(files, path, "w" if overwrite else "x")
        try:
            with file:
                while data := content.read(CHUNK):
                    step()
                    file.write(data)
        except BaseException as problem:
            files.remove_file(path)
            if isinstance(problem, BROKEN):
                raise broken("The archive entry was compressed using an unsupported compression method.") from None
            raise
    clock = DateTime(int((entry.written - moment(0)).total_seconds()) * 10_000_000, 2)
    files.set_times(path, written=clock.to_utc().ticks)


def extract_file(ctx: Any, source: ZipArchiveEntry, path: Any, overwrite: bool = False) -> None:
    files, full = place(ctx, path, "destinationFileName")
    needed(source, "source").owner.alive()
    extract(files, source.entry, full, overwrite)


def extract_all(ctx: Any, source: ZipArchive, folder: Any, overwrite: bool = False) -> None:
    """All entries into a folder; one that would leave it ends this."""
    files, full = place(ctx, folder, "destinationDirectoryName")
    create_directory(ctx, full)
    mark = files.separator
    below = full.rstrip(mark) + mark
    for one in source.entries:
        goal = files.normalize(below + one.entry.name.replace("/", mark))
        if not (goal.rstrip(mark) + mark).startswith(below):
            text = "Extracting Zip entry would have resulted in a file outside the specified destination directory."
            raise NetError.of("System.IO.IOException", text)
        if one.name == "":
            if one.fact("file_size"):
                raise NetError.of("System.IO.IOException", "Zip entry name ends in directory separator character but contains data.")
            create_directory(ctx, goal)
        else:
            create_directory(ctx, goal.rpartition(mark)[0] or mark)
            extract(files, one.entry, goal, overwrite)


# -- putting in


def put_file(ctx: Any, target: ZipArchive, path: Any, name: Any, level: Any = 0) -> ZipArchiveEntry:
    files, full = place(ctx, path, "sourceFileName")
    with opened(files, full, "r") as file:
        data = file.read()
    made: ZipArchiveEntry = needed(target, "destination").create(name, level)
    known = files.stat(full)
    if known is not None:
        made.entry.written = moment(DateTime(known.written, 1).to_local().ticks)
    made.entry.open = lambda: io.BytesIO(data)
    return made


def open_archive(ctx: Any, path: Any, mode: Any, encoding: Any = None) -> ZipArchive:
    """Read wants the file, Create a free name, Update takes both."""
    number = int(mode)
    stream = open_stream(ctx, path, {_READ: 3, _CREATE: 1, _UPDATE: 4}[number], 1 if number == _READ else 3)
    try:
        return ZipArchive(stream, number)
    except NetError:
        stream.close()
        raise


def create_from_directory(ctx: Any, source: Any, target: Any, level: Any = 0, with_base: bool = False, encoding: Any = None) -> None:
    files, full = place(ctx, source, "sourceDirectoryName")
    mark = files.separator
    full = full.rstrip(mark) or mark
    made = open_archive(ctx, target, _CREATE)
    try:
        known = files.stat(full)
        if known is None or not known.is_dir:
            raise missing_part(full)
        start = len(full.rpartition(mark)[0] if with_base else full.rstrip(mark)) + 1
        empty = _put_below(ctx, made, files, full, start, int(level))
        if with_base and empty:
            made.create(full[start:] + "/")
    finally:
        made.dispose()


def _put_below(ctx: Any, made: ZipArchive, files: Files, folder: str, start: int, level: int) -> bool:
    """What is in a folder; whether that is nothing."""
    mark, folders = files.separator, []
    names = files.list(folder)
    for name in names:
        path = folder.rstrip(mark) + mark + name
        if path == made.stream.path:
            continue
        known = files.stat(path)
        if known is not None and known.is_dir:
            folders.append(path)
        else:
            put_file(ctx, made, path, path[start:].replace(mark, "/"), level)
    for path in folders:
        if _put_below(ctx, made, files, path, start, level):
            made.create(path[start:].replace(mark, "/") + "/")
    return not names


def extract_archive(ctx: Any, source: Any, folder: Any, *rest: Any) -> None:
    """(archive, folder), with an encoding, whether to overwrite, or both."""
    archive = open_archive(ctx, source, _READ)
    try:
        extract_all(ctx, archive, folder, any(one is True for one in rest))
    finally:
        archive.dispose()


# -- tables

_LEVEL = f"{_Z}CompressionLevel compressionLevel"
_ENC = "System.Text.Encoding entryNameEncoding"
_FROM_TO = "string sourceDirectoryName, string destinationArchiveFileName"
_OUT = "string sourceArchiveFileName, string destinationDirectoryName"
fill(
    _Z + "ZipFile",
    f"""
    static void CreateFromDirectory({_FROM_TO})
    static void CreateFromDirectory({_FROM_TO}, {_LEVEL}, bool includeBaseDirectory)
    static void CreateFromDirectory({_FROM_TO}, {_LEVEL}, bool includeBaseDirectory, {_ENC})
    static void ExtractToDirectory({_OUT})
    static void ExtractToDirectory({_OUT}, bool overwriteFiles)
    static void ExtractToDirectory({_OUT}, {_ENC})
    static void ExtractToDirectory({_OUT}, {_ENC}, bool overwriteFiles)
    static {_Z}ZipArchive Open(string archiveFileName, {_Z}ZipArchiveMode mode)
    static {_Z}ZipArchive Open(string archiveFileName, {_Z}ZipArchiveMode mode, {_ENC})
    static {_Z}ZipArchive OpenRead(string archiveFileName)
    """,
    {
        "::CreateFromDirectory": WithContext(create_from_directory),
        "::ExtractToDirectory": WithContext(extract_archive),
        "::Open": WithContext(open_archive),
        "::OpenRead": WithContext(lambda ctx, path: open_archive(ctx, path, _READ)),
    },
)
fill(
    _Z + "ZipFileExtensions",
    f"""
    static {_Z}ZipArchiveEntry CreateEntryFromFile({_Z}ZipArchive destination, string sourceFileName, string entryName)
    static {_Z}ZipArchiveEntry CreateEntryFromFile({_Z}ZipArchive destination, string sourceFileName, string entryName, {_LEVEL})
    static void ExtractToDirectory({_Z}ZipArchive source, string destinationDirectoryName)
    static void ExtractToDirectory({_Z}ZipArchive source, string destinationDirectoryName, bool overwriteFiles)
    static void ExtractToFile({_Z}ZipArchiveEntry source, string destinationFileName)
    static void ExtractToFile({_Z}ZipArchiveEntry source, string destinationFileName, bool overwrite)
    """,
    {
        "::CreateEntryFromFile": WithContext(put_file),
        "::ExtractToDirectory": WithContext(extract_all),
        "::ExtractToFile": WithContext(extract_file),
    },
)
fill(
    ZipArchive.net_type,
    f"""
    new(System.IO.Stream stream)
    new(System.IO.Stream stream, {_Z}ZipArchiveMode mode)
    new(System.IO.Stream stream, {_Z}ZipArchiveMode mode, bool leaveOpen)
    System.Collections.ObjectModel.ReadOnlyCollection[{_Z}ZipArchiveEntry] Entries {{get;}}
    {_Z}ZipArchiveMode Mode {{get;}}
    {_Z}ZipArchiveEntry CreateEntry(string entryName)
    {_Z}ZipArchiveEntry CreateEntry(string entryName, {_LEVEL})
    {_Z}ZipArchiveEntry GetEntry(string entryName)
    void Dispose()
    """,
    {
        "new": lambda stream, mode=0, leave_open=False: ZipArchive(needed(stream, "stream"), mode, leave_open),
        "Entries": "entries",
        "Mode": lambda archive: MODE(archive.mode),
        "CreateEntry": ZipArchive.create,
        "GetEntry": ZipArchive.find,
        "Dispose": ZipArchive.dispose,
    },
)
fill(
    ZipArchiveEntry.net_type,
    f"""
    {_Z}ZipArchive Archive {{get;}}
    long CompressedLength {{get;}}
    uint Crc32 {{get;}}
    int ExternalAttributes {{get;set;}}
    string FullName {{get;}}
    datetimeoffset LastWriteTime {{get;set;}}
    long Length {{get;}}
    string Name {{get;}}
    void Delete()
    System.IO.Stream Open()
    string ToString()
    """,
    {
        "Archive": "owner",
        "CompressedLength": lambda one: one.fact("compress_size"),
        "Crc32": lambda one: one.fact("CRC"),
        "ExternalAttributes": "attributes",
        "FullName": lambda one: one.entry.name,
        "LastWriteTime": "written",
        "Length": lambda one: one.fact("file_size"),
        "Name": "name",
        "Delete": ZipArchiveEntry.delete,
        "Open": ZipArchiveEntry.open,
        "ToString": str,
    },
)
