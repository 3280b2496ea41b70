"""A transcript in a remote session holds what the commands that begin while it is written give."""

from __future__ import annotations

import re

import psbridge as psb


def test_output_of_later_commands_is_copied():
    command = "Write-Warning careful; 'out'; [pscustomobject]@{ Name = 'x' }"
    with psb.Session.emulated("web01") as session:
        session.invoke(r"Start-Transcript C:\t.txt | Out-Null; 'not yet formatted'")
        session.invoke(command)
        session.invoke("Stop-Transcript")
        text = session.invoke(r"[IO.File]::ReadAllText('C:\t.txt')").output[0]
    lines = [line.rstrip() for line in re.split(r"\r\n", text)]
    at = lines.index(f"PS>{command}")
    assert lines[at + 1 : at + 7] == ["WARNING: careful", "out", "", "Name", "----", "x"]
    assert "not yet formatted" not in text
    assert "Host Application: C:\\Windows\\system32\\wsmprovhost.exe -Embedding" in lines
