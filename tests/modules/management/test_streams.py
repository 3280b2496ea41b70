"""-Stream: what volumes without further streams answer, and where the parameter does not exist."""

from __future__ import annotations

import pytest

from psbridge.modules.management import streams
from psbridge.objects.convert import to_text


@pytest.mark.parametrize(
    ("script", "expected", "errors"),
    [
        ("Get-Item f -Stream * | ForEach-Object { $_.Stream, $_.Length, $_.FileName }", [":$DATA", "4", "C:\\f"], []),
        ("Get-Item f -Stream nosuch", [], ["AlternateDataStreamNotFound"]),
        ("Get-Content f -Stream nosuch; Get-Content f -Stream ':$DATA'", ["ab"], ["GetContentReaderFileNotFoundError"]),
        ("Set-Content f x -Stream s; Add-Content f x -Stream s; Get-Content f", ["ab"], ["GetContentWriterFileNotFoundError"] * 2),
        ("Clear-Content f -Stream s; Get-Content f", ["ab"], ["ClearContentFileNotFoundError"]),
        ("Remove-Item f -Stream s; Test-Path f", ["True"], ["AlternateDataStreamNotFound"]),
        ("Get-Item env:PATH -Stream s", [], ["NamedParameterNotFound"]),
    ],
)
def test_on_windows(windows, script, expected, errors):
    assert [to_text(item) for item in windows.run("Set-Content f ab; " + script)] == expected
    assert [error.partition(",")[0] for error in windows.errors] == errors


@pytest.mark.parametrize("command", ["Get-Item f", "Remove-Item f", "Get-Content f", "Set-Content f x", "Add-Content f x", "Clear-Content f"])
def test_elsewhere_is_no_such_parameter(session, command):
    session.run(f"Set-Content f ab; {command} -Stream {streams.CONTENTS}")
    assert [error.partition(",")[0] for error in session.errors] == ["NamedParameterNotFound"]
