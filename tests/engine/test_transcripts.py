"""Transcripts by themselves: what is copied, where the header comes from, who is told."""

from __future__ import annotations

import io

from psbridge.engine.context import Collector
from psbridge.engine.transcripts import OutputCopy, Transcript, header, note, running, transcripts_of
from psbridge.modules.shell import Runspace


class Files:
    """One file in memory."""

    def __init__(self):
        self.data = b""

    def open(self, path, mode):
        stream = io.BytesIO()
        stream.close = lambda: setattr(self, "data", self.data + stream.getvalue())
        return stream


def test_what_is_copied():
    files = Files()
    with Runspace() as runspace:
        assert running(runspace) is None
        found = transcripts_of(runspace)
        found.start(Transcript(files, "t", True), True)
        found.text("\x1b[31mred\x1b[0m\n")
        note(runspace, "noted")
        found.command("PS>", "Get-It")
        copy = OutputCopy(sink := Collector(), runspace.context(), found)
        copy.write("text")
        copy.end()
        assert running(runspace) is found
    text = files.data.decode()
    assert sink.items == ["text"]
    assert "red\nnoted\n" in text
    assert "Command start time: " in text
    assert "PS>Get-It\ntext\n" in text
    assert text.endswith("*" * 22 + "\n")
    assert "PowerShell transcript end" in text


def test_headers():
    with Runspace() as runspace:
        assert len(header(runspace, True)) == 4
        lines = header(runspace, False)
        assert "PSVersion: 7.0.13" in lines
        assert any(line.startswith("Process ID: ") for line in lines)
