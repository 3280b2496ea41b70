"""Compress-Archive: what goes in under which name, what is refused, what stays when it fails."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from psbridge.engine.errors import PipelineStopped
from psbridge.modules.archive import compressing


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, content in (("d/a.txt", "one"), ("d/e/b.txt", "two"), ("d/.hid", "h"), ("c.txt", "three"), ("x[1].txt", "four")):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (tmp_path / "d/g").mkdir()
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("Compress-Archive d z", ["d/g/", "d/a.txt", "d/e/b.txt"]),
        ("Compress-Archive -Path d/* -DestinationPath z.zip", ["e/b.txt", "a.txt"]),
        ("Compress-Archive c.txt, d z.zip", ["d/g/", "d/a.txt", "d/e/b.txt", "c.txt"]),
        ("Compress-Archive -LiteralPath 'x[1].txt' z.zip", ["x[1].txt"]),
        ("'c.txt', 'd/a.txt' | Compress-Archive -DestinationPath z.zip", ["c.txt", "a.txt"]),
        ("Get-Item c.txt | Compress-Archive -DestinationPath z.zip", ["c.txt"]),
        ("Compress-Archive c.txt z.zip; Compress-Archive d/a.txt z.zip -Force", ["a.txt"]),
        ("Compress-Archive c.txt, d/a.txt z.zip; Set-Content c.txt new; Compress-Archive c.txt z.zip -Update", ["a.txt", "c.txt"]),
        ("Compress-Archive c.txt z.zip -Update", ["c.txt"]),
    ],
)
def test_what_goes_in(script: str, names: list[str], session: Any, tree: Path) -> None:
    assert session.lines(script) == []
    with zipfile.ZipFile(tree / "z.zip") as made:
        assert made.namelist() == names
        assert made.testzip() is None
    assert not list(tree.glob("*.part"))


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Compress-Archive nope z.zip", "ArchiveCmdletPathNotFound,Compress-Archive"),
        ("Compress-Archive c.txt nowhere/z.zip", "ArchiveCmdletPathNotFound,Compress-Archive"),
        ("Compress-Archive c.txt /", "InvalidArchiveFilePath,Compress-Archive"),
        ("Compress-Archive c.txt, C.TXT z.zip", "DuplicatePathFound,Compress-Archive"),
        ("Compress-Archive Env:PATH z.zip", "PathNotFound,Compress-Archive"),
        ("Set-Content z.zip 1; Compress-Archive c.txt z.zip", "ArchiveFileExists,Compress-Archive"),
        (
            "Set-Content z.zip 1; (Get-Item z.zip).IsReadOnly = $true; Compress-Archive c.txt z.zip -Update",
            "ArchiveFileIsReadOnly,Compress-Archive",
        ),
        ("Compress-Archive c.txt z.zip -CompressionLevel Best", "ParameterArgumentValidationError,Compress-Archive"),
        ("Compress-Archive c.txt z.zip -Update -Force", "AmbiguousParameterSet,Compress-Archive"),
    ],
)
def test_refusals(script: str, error: str, session: Any, tree: Path) -> None:
    assert session.run(script) == []
    assert session.errors == [error]


def test_a_file_that_cannot_be_read_is_passed_over(session: Any, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = session.runspace.paths(session.runspace.context()).unresolved("c.txt").provider.files
    opened = type(files).open

    def refuse(own: Any, path: str, mode: str) -> Any:
        if path.endswith("c.txt"):
            raise PermissionError(13, "Permission denied", path)
        return opened(own, path, mode)

    monkeypatch.setattr(type(files), "open", refuse)
    session.run("Compress-Archive c.txt, d/a.txt z.zip")
    assert session.errors == ["CompressArchiveUnauthorizedAccessError,ZipArchiveHelper"]
    assert zipfile.ZipFile(tree / "z.zip").namelist() == ["a.txt"]


def test_an_empty_folder_makes_no_archive(session: Any, tree: Path) -> None:
    assert session.lines("Compress-Archive empty z.zip; Test-Path z.zip") == ["False"]


def test_what_if_writes_nothing_and_tells_the_paths(session: Any, tree: Path) -> None:
    assert session.lines("Compress-Archive c.txt z.zip -WhatIf; Test-Path z.zip") == ["False"]
    assert not any(record.activity == "Compress-Archive" for record in session.streams.progress_records)


def test_progress_ends_and_the_archive_is_given(session: Any, tree: Path) -> None:
    assert session.lines("(Compress-Archive c.txt, d/a.txt z -PassThru).Name") == ["z.zip"]
    assert [(one.percent_complete, int(one.record_type)) for one in session.streams.progress_records] == [
        (1, 0),
        (50, 0),
        (100, 0),
        (-1, 1),
    ]


def test_a_time_before_1980_is_warned_of(session: Any, tree: Path) -> None:
    os.utime(tree / "c.txt", (1000, 1000))
    assert session.lines(
        'Compress-Archive c.txt z.zip 3>$null; [IO.Compression.ZipFile]::OpenRead("$pwd/z.zip").Entries[0].LastWriteTime.Year'
    ) == ["1980"]
    session.run("Compress-Archive c.txt y.zip")
    assert [("earlier than 1980" in one.message) for one in session.streams.warnings] == [True]


def test_a_stop_leaves_no_half_archive(session: Any, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def stop(self: Any, text: str) -> None:
        told.append(text)
        if text.startswith("Adding"):
            raise PipelineStopped

    monkeypatch.setattr(compressing.CompressArchive, "write_verbose", stop)
    with pytest.raises(PipelineStopped):
        session.run("Compress-Archive d z.zip")
    assert told
    assert sorted(path.name for path in tree.iterdir()) == ["c.txt", "d", "empty", "x[1].txt"]


def test_a_machine_has_its_own_files(ask: Any) -> None:
    script = (
        "$null = mkdir C:\\t\\d\\e; 'one' > C:\\t\\d\\a.txt; 'two' > C:\\t\\d\\e\\b.txt; Compress-Archive C:\\t\\d C:\\t\\x; "
        "[IO.Compression.ZipFile]::OpenRead('C:\\t\\x.zip').Entries.FullName; (Get-ChildItem C:\\t).Name"
    )
    assert [str(one) for one in ask(script)] == ["d/a.txt", "d/e/b.txt", "d", "x.zip"]
