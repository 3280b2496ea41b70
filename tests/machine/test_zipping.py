"""ZIP archives on a file system: what entries become, and that nothing half done stays."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest

from psbridge.machine.virtualfiles import VirtualFiles
from psbridge.machine.zipping import BROKEN, Archive, Entry, replace


def _saved(*entries: Entry) -> zipfile.ZipFile:
    target = io.BytesIO()
    Archive(entries=list(entries)).save(target)
    return zipfile.ZipFile(target)


def _entry(name: str, content: bytes = b"", level: str = "Optimal", year: int = 2020) -> Entry:
    return Entry(name, datetime(year, 5, 6, 7, 8, 10), lambda: io.BytesIO(content), level, len(content))


@pytest.mark.parametrize(("level", "smaller"), [("Optimal", True), ("Fastest", True), ("NoCompression", False)])
def test_the_level_decides_how_it_is_packed(level: str, smaller: bool) -> None:
    info = _saved(_entry("a", b"x" * 5000, level)).getinfo("a")
    assert (info.compress_size < info.file_size) is smaller


def test_times_before_1980_become_the_earliest() -> None:
    made = _saved(_entry("old", year=1970), _entry("new"))
    assert [info.date_time for info in made.infolist()] == [(1980, 1, 1, 0, 0, 0), (2020, 5, 6, 7, 8, 10)]


def test_what_was_read_is_kept_with_what_is_added(recwarn: pytest.WarningsRecorder) -> None:
    first = io.BytesIO()
    Archive(entries=[_entry("ü.txt", b"1"), _entry("d/")]).save(first)
    archive = Archive.read(first)
    archive.entries += [_entry("b", b"2"), _entry("b", b"3")]
    target = io.BytesIO()
    assert archive.save(target) == 2
    made = zipfile.ZipFile(target)
    assert [(info.filename, made.read(info)) for info in made.infolist()] == [("ü.txt", b"1"), ("d/", b""), ("b", b"2"), ("b", b"3")]
    assert not recwarn.list


def test_what_cannot_be_opened_is_passed_over_and_told() -> None:
    def refuse() -> io.BytesIO:
        raise PermissionError("no")

    told: list[str] = []
    entries = [Entry("a", datetime(2020, 1, 1), refuse), _entry("b")]
    target = io.BytesIO()
    assert Archive(entries=entries).save(target, failed=lambda entry, problem: told.append(entry.name)) == 1
    assert (told, zipfile.ZipFile(target).namelist()) == (["a"], ["b"])


@pytest.mark.parametrize("data", [b"", b"abc", b"PK\x05\x06" + b"\xff" * 18])
def test_no_archive(data: bytes) -> None:
    with pytest.raises(BROKEN):
        Archive.read(io.BytesIO(data))


def test_a_failure_leaves_the_old_archive_and_nothing_else() -> None:
    files = VirtualFiles()
    with files.open("C:\\a.zip", "w") as file:
        file.write(b"old")

    def fail(file: object) -> int:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        replace(files, "C:\\a.zip", fail)
    assert replace(files, "C:\\a.zip", lambda file: 0) == 0
    assert (files.list("C:\\"), files.open("C:\\a.zip", "r").read()) == (["a.zip"], b"old")
    assert replace(files, "C:\\a.zip", lambda file: file.write(b"new")) == 3
    assert (files.list("C:\\"), files.open("C:\\a.zip", "r").read()) == (["a.zip"], b"new")
