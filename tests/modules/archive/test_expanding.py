"""Expand-Archive: where things go, what is there already, what would leave the folder."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from psbridge.engine.errors import PipelineStopped
from psbridge.modules.archive import expanding


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "a.b.zip", "w") as made:
        made.writestr(zipfile.ZipInfo("d/a.txt", (2001, 2, 3, 4, 5, 6)), "one")
        made.writestr("d/e/b.txt", "two")
        made.writestr("g/", "")
    return tmp_path


def _below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


WHOLE = ["d", "d/a.txt", "d/e", "d/e/b.txt", "g"]


@pytest.mark.parametrize(
    ("script", "folder"),
    [
        ("Expand-Archive a.b.zip", "a.b"),
        ("Expand-Archive a.b.zip o/p", "o/p"),
        ("Expand-Archive *.zip -DestinationPath o", "o"),
        ("Get-Item a.b.zip | Expand-Archive -DestinationPath o", "o"),
        ("'a.b.zip' | Expand-Archive -DestinationPath o", "o"),
        ("Expand-Archive -LiteralPath a.b.zip -DestinationPath o", "o"),
        ("Expand-Archive a.b.zip o; Set-Content o/d/a.txt x; Expand-Archive a.b.zip o -Force", "o"),
    ],
)
def test_where_it_goes(script: str, folder: str, session: Any, archive: Path) -> None:
    assert session.lines(script) == []
    assert _below(archive / folder) == WHOLE
    assert (archive / folder / "d/a.txt").read_text() == "one"
    assert session.lines(f"'{{0:s}}' -f (Get-Item {folder}/d/a.txt).LastWriteTime") == ["2001-02-03T04:05:06"]


def test_what_is_there_is_an_error_and_the_rest_goes_on(session: Any, archive: Path) -> None:
    session.run("$null = New-Item -Type Directory o/d; Set-Content o/d/a.txt mine; Expand-Archive a.b.zip o")
    assert session.errors == ["ExpandArchiveFileExists,ExpandArchiveHelper"]
    record = session.streams.errors[0]
    assert (record.category_info.activity, str(record.category_info.category.label)) == ("Write-Error", "InvalidOperation")
    assert (archive / "o/d/a.txt").read_text() == "mine\n"
    assert _below(archive / "o") == WHOLE


@pytest.mark.parametrize("name", ["../evil.txt", "d/../../evil.txt", "../o2/evil.txt"])
def test_what_would_leave_the_folder_is_passed_over(name: str, session: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as made:
        made.writestr(name, "bad")
        made.writestr("good.txt", "good")
    session.run("Expand-Archive e.zip o")
    assert session.errors == ["Microsoft.PowerShell.Commands.WriteErrorException,ExpandArchiveHelper"]
    assert [record.exception.message for record in session.streams.errors] == [f"Can not process invalid archive entry '{name}'."]
    assert _below(tmp_path) == ["e.zip", "o", "o/good.txt"]


def test_an_absolute_name_stays_inside(session: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as made:
        made.writestr("/abs.txt", "in")
    assert session.lines("Expand-Archive e.zip o") == []
    assert _below(tmp_path / "o") == ["abs.txt"]


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Expand-Archive none.zip", "ArchiveCmdletPathNotFound,Expand-Archive"),
        ("Expand-Archive *.none", "PathNotFound,Expand-Archive"),
        ("$null = New-Item -Type Directory f; Expand-Archive f", "PathNotFound,Expand-Archive"),
        ("Copy-Item a.b.zip b.zip; Expand-Archive *.zip", "InvalidArchiveFilePath,Expand-Archive"),
        ("$null = New-Item -Type Directory p1, p2; Expand-Archive a.b.zip p*", "InvalidDestinationPath,Expand-Archive"),
        ("Expand-Archive a.b.zip Env:", "InvalidDirectoryPath,Expand-Archive"),
        ("Expand-Archive ''", "ParameterArgumentValidationError,Expand-Archive"),
    ],
)
def test_refusals(script: str, error: str, session: Any, archive: Path) -> None:
    assert session.run(script) == []
    assert session.errors == [error]


def test_no_archive_ends_the_script(session: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_text("abc")
    assert session.run("Expand-Archive bad.zip o; 'not reached'") == []
    assert [record.exception.message for record in session.streams.errors] == [
        f"File '{tmp_path}/bad.zip' does not appear to be a valid zip archive."
    ]


def test_what_was_made_is_given(session: Any, archive: Path) -> None:
    assert session.lines("(Expand-Archive a.b.zip o -PassThru).Name") == ["d", "a.txt", "e", "b.txt", "g"]
    assert [one.percent_complete for one in session.streams.progress_records] == [1, 33, 67, 100, -1]


def test_what_if_takes_nothing_out(session: Any, archive: Path) -> None:
    assert session.lines("Expand-Archive a.b.zip -WhatIf") == []
    assert _below(archive) == ["a.b.zip"]


def test_a_stop_leaves_nothing(session: Any, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def stop(self: Any, text: str) -> None:
        told.append(text)
        if "b.txt" in text:
            raise PipelineStopped

    monkeypatch.setattr(expanding.ExpandArchive, "write_verbose", stop)
    with pytest.raises(PipelineStopped):
        session.run("Expand-Archive a.b.zip o")
    assert told
    assert _below(archive) == ["a.b.zip", "o"]


def test_the_commands_are_functions_of_their_module(session: Any) -> None:
    shown = '(Get-Command *-Archive -Module Microsoft.PowerShell.Archive) | ForEach-Object { "$($_.CommandType) $($_.Name) $($_.Version)" }'
    assert session.lines(shown) == ["Function Compress-Archive 1.2.5", "Function Expand-Archive 1.2.5"]
    assert session.lines(
        "$m = Import-Module Microsoft.PowerShell.Archive -PassThru; $m.ExportedFunctions.Keys; $m.ExportedCmdlets.Count"
    ) == [
        *("Compress-Archive", "Expand-Archive"),
        "0",
    ]
    assert session.lines("(Get-Command Expand-Archive).ScriptBlock.GetType().Name") == ["ScriptBlock"]


def test_the_script_block_runs_the_command(session: Any, archive: Path) -> None:
    assert session.lines("& (Get-Command Expand-Archive).ScriptBlock -Path a.b.zip -DestinationPath o") == []
    assert _below(archive / "o") == WHOLE
