"""$Host.UI.RawUI where nobody sits at a screen."""

from __future__ import annotations

import pytest

from psbridge.engine import rawui, screenparts
from psbridge.modules import shell


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$r.ForegroundColor = 'green'; $r.ForegroundColor.ToString(); $r.BackgroundColor = 4; \"$($r.BackgroundColor)\"", ["Green", "DarkRed"]),
        ("$r.BufferSize = New-Object Management.Automation.Host.Size 500, 25; $r.BufferSize.Width; $r.WindowSize.Width", [500, 120]),
        ("$r.CursorPosition = [Management.Automation.Host.Coordinates]::new(3, 4); \"$($r.CursorPosition)\"; $r.KeyAvailable", ["3,4", False]),
        ("$r.WindowTitle = 'busy'; $r.WindowTitle; $r.FlushInputBuffer()", ["busy"]),
        ("$r.LengthInBufferCells('ab漢'); $r.LengthInBufferCells('abc', 1)", [4, 2]),
        ("$r.GetType().Name; ($r | Get-Member -MemberType Method).Name -contains 'ReadKey'", ["InternalHostRawUserInterface", True]),
        ("[Management.Automation.Host.ReadKeyOptions] 'NoEcho, IncludeKeyDown' -as [int]", [6]),
    ],
)
def test_window(script, expected):
    assert shell.run(f"$r = $Host.UI.RawUI; {script}") == expected


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("ReadKey('NoEcho, IncludeKeyDown')", "HostFunctionNotImplemented"),
        ("ReadKey('NoEcho')", "ArgumentException"),
        ("GetBufferContents([Management.Automation.Host.Rectangle]::new(0, 0, 1, 1))", "NotImplementedException"),
    ],
)
def test_refused(script, error_id):
    assert shell.run(f"try {{ $Host.UI.RawUI.{script} }} catch {{ $_.FullyQualifiedErrorId }}") == [error_id]


def test_what_is_set_is_told():
    class Listening(rawui.RawUI):
        def changed(self, name: str) -> None:
            heard.append(name)

    heard: list[str] = []
    raw = Listening(80, 25)
    raw.title, raw.cursor = "x", screenparts.Coordinates(1, 2)
    raw.set_contents(screenparts.Rectangle(-1, -1, -1, -1), None)
    assert heard == ["title", "cursor", "contents"]
