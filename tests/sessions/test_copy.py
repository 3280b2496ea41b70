"""Copies to and from an emulated host."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.emulator.sessions import Session
from psbridge.sessions.copy import CHUNK, PART, CopyError

DATA = bytes(range(256)) * ((2 * CHUNK) // 256) + b"tail"


@pytest.fixture
def session(words: dict[str, Any]) -> Iterator[Session]:
    with Session("server01", **words) as made:
        made.invoke("Remove-Item C:\\copies -Recurse -Force -ErrorAction Ignore; $null = New-Item -ItemType Directory C:\\copies")
        yield made


def test_there_and_back(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(DATA)
    told: list[int] = []
    done = session.copy_to(tmp_path / "a.bin", "C:\\copies", on_progress=lambda _name, count, _size: told.append(count))
    assert [(one.target, one.size, one.resumed_at) for one in done] == [("C:\\copies\\a.bin", len(DATA), 0)]
    assert told[-1] == len(DATA)
    session.copy_from("C:\\copies\\a.bin", tmp_path / "b.bin")
    assert (tmp_path / "b.bin").read_bytes() == DATA
    assert session.invoke("(Get-ChildItem C:\\copies).Name").output == ["a.bin"]


def test_an_interrupted_copy_goes_on(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(DATA)
    session.invoke(f"process {{ [IO.File]::WriteAllBytes('C:\\copies\\a.bin{PART}', $_) }}", input=[DATA[:1000]])
    assert session.copy_to(tmp_path / "a.bin", "C:\\copies\\a.bin")[0].resumed_at == 1000
    (tmp_path / f"c.bin{PART}").write_bytes(DATA[:777])
    assert session.copy_from("C:\\copies\\a.bin", tmp_path / "c.bin")[0].resumed_at == 777
    (tmp_path / f"d.bin{PART}").write_bytes(b"something else")
    assert session.copy_from("C:\\copies\\a.bin", tmp_path / "d.bin")[0].resumed_at == 0
    assert (tmp_path / "c.bin").read_bytes() == (tmp_path / "d.bin").read_bytes() == DATA


def test_directories(session: Session, tmp_path: Path) -> None:
    (tmp_path / "tree" / "inner").mkdir(parents=True)
    (tmp_path / "tree" / "x.txt").write_text("x")
    (tmp_path / "tree" / "inner" / "y.txt").write_text("")
    session.copy_to(tmp_path / "tree", "C:\\copies", recurse=True)
    assert session.invoke("Get-Content C:\\copies\\tree\\x.txt; Test-Path C:\\copies\\tree\\inner\\y.txt").output == ["x", True]
    (tmp_path / "back").mkdir()
    session.copy_from("C:\\copies\\tree", tmp_path / "back", recurse=True)
    assert (tmp_path / "back" / "tree" / "x.txt").read_text() == "x"
    assert (tmp_path / "back" / "tree" / "inner" / "y.txt").read_text() == ""


def test_refusals(session: Session, tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="There is no"):
        session.copy_to(tmp_path / "none", "C:\\")
    with pytest.raises(CopyError, match="is a directory"):
        session.copy_to(tmp_path, "C:\\")
    with pytest.raises(CopyError, match="none"):
        session.copy_from("C:\\none.txt", tmp_path / "x")


def test_a_missing_folder_is_named_with_the_way_out(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a")
    with pytest.raises(CopyError) as caught:
        session.copy_to(tmp_path / "a.bin", "C:\\copies\\none\\a.bin")
    told = str(caught.value)
    assert "There is no folder C:\\copies\\none on the host" in told
    assert "New-Item -ItemType Directory -Path 'C:\\copies\\none'" in told
    assert PART not in told
    session.invoke("$null = New-Item -ItemType Directory C:\\copies\\none")
    assert session.copy_to(tmp_path / "a.bin", "C:\\copies\\none\\a.bin")[0].size == 1


def test_a_separator_at_the_end_means_a_folder(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a")
    for end in ("\\", "/"):
        with pytest.raises(CopyError, match="There is no folder C:.copies.new"):
            session.copy_to(tmp_path / "a.bin", f"C:\\copies\\new{end}")
    assert session.invoke("Test-Path C:\\copies\\new").output == [False]
    session.invoke("$null = New-Item -ItemType Directory C:\\copies\\new")
    assert session.copy_to(tmp_path / "a.bin", "C:\\copies\\new\\")[0].target == "C:\\copies\\new\\a.bin"
    with pytest.raises(CopyError, match="There is no folder .*back"):
        session.copy_from("C:\\copies\\new\\a.bin", f"{tmp_path}/back/")
    assert not (tmp_path / "back").exists()
    (tmp_path / "back").mkdir()
    assert session.copy_from("C:\\copies\\new\\a.bin", f"{tmp_path}/back/")[0].target == str(tmp_path / "back" / "a.bin")


def test_names_that_look_like_patterns(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "täst [1]" / "a b"
    folder.mkdir(parents=True)
    for name in ("it's [x].txt", "日本.txt", "zero"):
        (folder / name).write_text(name)
    for _ in range(2):  # the second time over what is there
        session.copy_to(tmp_path / "täst [1]", "C:\\copies", recurse=True)
    session.invoke("Set-ItemProperty -LiteralPath 'C:\\copies\\täst [1]\\a b\\zero' IsReadOnly $true")
    session.copy_to(folder / "zero", "C:\\copies\\täst [1]\\a b\\zero")
    session.copy_from("C:\\copies\\täst [1]\\a b\\it's [x].txt", tmp_path / "one.txt")
    assert (tmp_path / "one.txt").read_text() == "it's [x].txt"
    (tmp_path / "back").mkdir()
    session.copy_from("C:\\copies\\täst [1]", tmp_path / "back", recurse=True)
    assert sorted(one.name for one in (tmp_path / "back" / "täst [1]" / "a b").iterdir()) == ["it's [x].txt", "zero", "日本.txt"]


def test_what_is_no_file(session: Session, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CopyError, match="pipe is no file"):
        session.copy_to(tmp_path / "pipe", "C:\\copies")
