"""What both commands of archives share."""

from __future__ import annotations

from typing import Any

import pytest

from psbridge.modules.archive.command import ArchiveCommand


@pytest.mark.parametrize(("path", "name"), [("/t/a.zip", "a"), ("/t/a.b.zip", "a.b"), ("/t.d/a", "a"), ("/t/.zip", "")])
def test_the_name_without_its_ending(path: str, name: str, session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ArchiveCommand()
    command.ctx = session.runspace.context()
    assert command.base_name(path) == name


@pytest.mark.parametrize(
    "script", ["Compress-Archive f z.zip -Verbose 4>&1", "Compress-Archive f z.zip; Expand-Archive z.zip o -Verbose 4>&1"]
)
def test_what_begins_is_said(script: str, session: Any) -> None:
    words = {True: "Preparing to expand...", False: "Preparing to compress..."}
    assert words["Expand" in script] in session.lines(f"Set-Content f 1; {script}")
    assert session.streams.progress_records[0].percent_complete == 1
