"""ZIP archives on any file system: what is in one, and writing one anew.

Decides how an entry is packed and dated, and that an archive is written whole, from entries that were there and entries to come: nobody
sees half of one under its own name.
"""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from psbridge.machine.files import Files

CHUNK = 1 << 16
EARLIEST, LATEST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)
# how much is squeezed out: method and zlib's number
LEVELS: dict[str, tuple[int, int | None]] = {
    "Optimal": (zipfile.ZIP_DEFLATED, 6),
    "Fastest": (zipfile.ZIP_DEFLATED, 1),
    "NoCompression": (zipfile.ZIP_STORED, None),
}
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error, NotImplementedError, UnicodeDecodeError)


def moment(ticks: int) -> datetime:
    """Ticks of a clock as Python's time."""
    return datetime(1, 1, 1) + timedelta(microseconds=ticks // 10)


@dataclass(slots=True, eq=False)
class Entry:
    """A thing in an archive.  ``open`` gives what is in it; ``found``: where it stands in the archive that was read, ``origin``: the
    path that it came from."""

    name: str
    written: datetime
    open: Callable[[], BinaryIO]
    level: str = "Optimal"
    size: int = 0
    found: zipfile.ZipInfo | None = None
    attributes: int = 0
    origin: str = ""

    def header(self) -> zipfile.ZipInfo:
        """How it is told in the archive; times that it cannot tell become the earliest that it can."""
        when = min(max(self.written, EARLIEST), LATEST)
        made = zipfile.ZipInfo(self.name, when.timetuple()[:6])
        made.compress_type, made._compresslevel = LEVELS[self.level]  # type: ignore[attr-defined]
        if self.found is not None and self.found.compress_type == zipfile.ZIP_STORED:
            made.compress_type = zipfile.ZIP_STORED
        made.file_size, made.create_system = self.size, 0
        return made


@dataclass(slots=True)
class Archive:
    """The entries of an archive, those that were read and those that were added."""

    source: zipfile.ZipFile | None = None
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def read(cls, file: BinaryIO) -> Archive:
        """What a file holds; one of BROKEN when it is no archive."""
        try:
            source = zipfile.ZipFile(file)
        except ValueError as problem:  # offsets that lie outside of the file
            raise zipfile.BadZipFile(str(problem)) from problem
        return cls(source, [_entry(source, info) for info in source.infolist()])

    def close(self) -> None:
        if self.source is not None:
            self.source.close()

    def save(
        self,
        target: BinaryIO,
        added: Callable[[Entry], None] = lambda entry: None,
        failed: Callable[[Entry, OSError], None] | None = None,
        step: Callable[[], None] = lambda: None,
    ) -> int:
        """Write them; gives the number of new ones.

        `failed` hears of what cannot be opened, which is passed over; `step` is called between pieces and may end it by raising.
        """
        count = 0
        with zipfile.ZipFile(target, "w") as made:
            for entry in self.entries:
                try:
                    content = entry.open()
                except OSError as problem:
                    if failed is None or entry.found is not None:
                        raise
                    failed(entry, problem)
                    continue
                with content:
                    _pack(made, entry, content, step)
                if entry.found is None:
                    count += 1
                    added(entry)
        return count


def _entry(source: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    def content() -> BinaryIO:
        return source.open(info)  # type: ignore[return-value]

    try:
        written = datetime(*info.date_time)
    except ValueError:
        written = EARLIEST
    return Entry(info.filename, written, content, size=info.file_size, found=info, attributes=info.external_attr)


def _pack(made: zipfile.ZipFile, entry: Entry, content: BinaryIO, step: Callable[[], None]) -> None:
    header = entry.header()
    made.NameToInfo.pop(header.filename, None)  # two of one name are allowed
    with made.open(header, "w") as packed:
        while data := content.read(CHUNK):
            step()
            packed.write(data)
    header.external_attr = entry.attributes


def replace(files: Files, path: str, write: Callable[[BinaryIO], int]) -> int:
    """Have a file written beside `path` and put into its place when it is whole; nothing stays of one that fails or counts nothing."""
    beside = _free_name(files, path)
    count = 0
    try:
        with files.open(beside, "w") as file:
            count = write(file)
        if count:
            if files.stat(path) is not None:
                files.remove_file(path)
            files.rename(beside, path)
    finally:
        if files.stat(beside) is not None:
            files.remove_file(beside)
    return count


def _free_name(files: Files, path: str) -> str:
    for number in range(10_000):
        beside = f"{path}.{number}.part"
        if files.stat(beside) is None:
            return beside
    raise FileExistsError(errno.EEXIST, "File exists", path)
