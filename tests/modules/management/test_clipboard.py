"""Get-Clipboard and Set-Clipboard: with xclip where it is, among themselves elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from psbridge.modules.management import clipboard

_XCLIP = """#!/bin/sh
[ -e {there}/broken ] && exit 1
case "$*" in
  "-selection clipboard -in") cat > {there}/held ;;
  "-selection clipboard -out") cat {there}/held ;;
  *) exit 2 ;;
esac
"""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "_HERE", clipboard.Clipboard(True))


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No program is found."""
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


@pytest.fixture
def xclip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that keeps the clipboard in a file."""
    there = tmp_path / "tools"
    there.mkdir()
    (there / "held").write_text("before\nthat")
    (there / "xclip").write_text(_XCLIP.format(there=there))
    (there / "xclip").chmod(0o755)
    (there / "cat").symlink_to(shutil.which("cat") or "/bin/cat")
    monkeypatch.setenv("PATH", str(there))
    return there


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Set-Clipboard abc; Get-Clipboard", ["abc"]),
        ("'a', 'b' | scb; gcb; gcb -Raw", ["a", "b", "a\nb"]),
        ("Set-Clipboard a; Set-Clipboard b, $null -Append; Get-Clipboard", ["a", "b", ""]),
        ("Set-Clipboard a; Set-Clipboard $null; Set-Clipboard ''; Get-Clipboard", ["a"]),
        ("@(Get-Clipboard).Count; (Get-Clipboard).Length", ["1", "0"]),
        ("Set-Clipboard a -WhatIf; (Get-Clipboard).Length", ["0"]),
    ],
)
def test_without_a_program_the_commands_keep_it(session: Any, nowhere: None, script: str, expected: list[str]) -> None:
    assert session.lines(script) == expected


def test_adding_nothing_fails_as_there(session: Any, nowhere: None) -> None:
    assert session.fails("Set-Clipboard $null -Append") == ["System.ArgumentOutOfRangeException"]


def test_a_program_has_it(session: Any, xclip: Path) -> None:
    assert session.lines("Get-Clipboard; Get-Clipboard -Raw; 'x', 'ü' | Set-Clipboard -Append; Get-Clipboard") == [
        "before", "that", "before\nthat", "before", "that", "x", "ü",
    ]  # fmt: skip
    assert (xclip / "held").read_text() == "before\nthat\nx\nü"


def test_a_program_that_fails_is_not_asked_again(session: Any, xclip: Path) -> None:
    (xclip / "broken").touch()
    assert session.lines("Set-Clipboard mine; Get-Clipboard") == ["mine"]
    (xclip / "broken").unlink()
    assert session.lines("Get-Clipboard") == ["mine"]
    assert (xclip / "held").read_text() == "before\nthat"


def test_an_emulated_machine_has_one_of_its_own(windows: Any, xclip: Path) -> None:
    assert [
        str(one) for one in windows.run("(Get-Clipboard).Length; 'a', 'b' | Set-Clipboard; Get-Clipboard; (Get-Clipboard -Raw).Length")
    ] == ["0", "a", "b", "4"]
    assert (xclip / "held").read_text() == "before\nthat"
