"""Lines that several threads print."""

from __future__ import annotations

import io
import sys

import pytest

from psbridge.cli.printing import print_line


class Pieces(io.StringIO):
    """Remembers what was written at once: between two pieces another thread may write."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        self.pieces.append(text)
        return super().write(text)


def test_a_line_is_written_with_its_end_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Pieces(), Pieces()
    monkeypatch.setattr(sys, "stdout", out)
    print_line("one")
    print_line("two", err)
    assert (out.pieces, err.pieces) == (["one\n"], ["two\n"])
