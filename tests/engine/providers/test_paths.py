"""Providers, drives and paths."""

from __future__ import annotations

import pytest

from psbridge.engine.members.texts import encoding
from psbridge.engine.providers import base, drives, filecontent, filesystem, paths, session
from psbridge.modules.shell import Runspace


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.log").write_text("x")
    with Runspace(directory=str(tmp_path)) as runspace:
        yield runspace


def resolver(shell) -> paths.Paths:
    return paths.Paths(shell, shell.context())


def test_relative_and_qualified(shell, tmp_path):
    here = resolver(shell)
    for text in ("a.txt", "./sub/../a.txt", str(tmp_path / "a.txt"), f"FileSystem::{tmp_path}/a.txt"):
        assert here.resolve(text)[0].path == str(tmp_path / "a.txt")


def test_wildcards(shell, tmp_path):
    here = resolver(shell)
    assert [found.path for found in here.resolve("*/*.log")] == [str(tmp_path / "sub" / "b.log")]
    assert here.resolve("*.none") == []


def test_missing_is_an_error_that_names_the_path(shell, tmp_path):
    with pytest.raises(base.ScriptError) as caught:
        resolver(shell).resolve("gone")
    assert caught.value.record.message == f"Cannot find path '{tmp_path}/gone' because it does not exist."


def test_items_say_where_they_lie(shell, tmp_path):
    here = resolver(shell)
    item = here.item(here.resolve("a.txt")[0])
    assert item.get("PSPath") == f"Microsoft.PowerShell.Core\\FileSystem::{tmp_path}/a.txt"
    assert (item.get("PSChildName"), item.get("PSIsContainer")) == ("a.txt", False)


def test_unknown_drive(shell):
    with pytest.raises(base.ScriptError) as caught:
        resolver(shell).resolve("nope:x")
    assert caught.value.record.error_id == "DriveNotFound"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$env:PSB_T = 'x'; $env:PSB_T; (Get-Item env:PSB_T).Value; Remove-Item env:PSB_T; $null -eq $env:PSB_T", ["x", "x", True]),
        ("$function:f = { 5 }; f; $variable:q = 2; $q; ${alias:zz} = 'f'; zz", [5, 2, 5]),
        ('Get-Content ./a.txt | ForEach-Object { "$_" }', ["one", "two"]),
        ("Set-Location sub; (Get-Location).Path -match 'sub$'; Test-Path b.log; Test-Path ../a.txt", [True, True, True]),
    ],
)
def test_session_drives(shell, script, expected):
    assert shell.invoke(script) == expected


def test_readers_know_encodings_and_lines(shell, tmp_path):
    files = shell.drives.files.files
    assert filecontent.FileReader(files, str(tmp_path / "a.txt")).read(0) == ["one", "two"]
    writer = filecontent.FileWriter(files, str(tmp_path / "c.txt"), encoding=encoding("Unicode"))
    writer.write(["é"])
    writer.close()
    assert (tmp_path / "c.txt").read_bytes() == b"\xff\xfe\xe9\x00\n\x00"
    assert filecontent.lines_of("a\r\nb\rc") == ["a", "b", "c"]


def test_dots_do_not_leave_a_drive(shell, tmp_path):
    files = shell.drives.files
    drive = base.Drive("z", files.info, str(tmp_path))
    assert files.normal(drive, "/../../etc") == f"{tmp_path}/etc"
    assert isinstance(files, filesystem.FileSystemProvider)


def test_stacks_have_names(shell):
    assert shell.drives.stack("a") is shell.drives.stack("A")
    assert isinstance(shell.drives, drives.Drives)
    assert session.EnvironmentProvider.NAME == "Environment"
