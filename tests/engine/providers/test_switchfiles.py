"""The file of a `switch -File`: psbridge.engine.providers.switchfiles."""

from __future__ import annotations

import pytest


@pytest.fixture
def folder(tmp_path):
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"{name}\nlast\n")
    return tmp_path


def test_lines(ps, folder):
    assert ps(f"switch -File '{folder}/one.txt' {{ 'last' {{ 'L' }} default {{ $_ }} }}") == ["one.txt", "L"]
    assert ps(f"switch -File '{folder}/o*.txt' {{ default {{ $_ }} }}") == ["one.txt", "last"]


@pytest.mark.parametrize(
    ("path", "error_id", "part"),
    [
        ("{}/*.txt", "AmbiguousPath", "more than one file"),
        ("{}/x*.txt", "FileNotFound", "No files matching"),
        ("{}", "FileReadError", "The file could not be read: Access to the path"),
        ("env:PATH", "FileOpenError", "(Microsoft.PowerShell.Core\\Environment)"),
        ("", "InvalidFilenameOption", "is not valid"),
        ("{}/none.txt", "PathNotFound", "does not exist"),
    ],
)
def test_not_one_file(ps, folder, path, error_id, part):
    told = ps(f"try {{ switch -File '{path.format(folder)}' {{ default {{ $_ }} }} }} catch {{ $_.FullyQualifiedErrorId; \"$_\" }}")
    assert told[0] == error_id
    assert part in told[1]
