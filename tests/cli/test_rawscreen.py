"""The terminal as $Host.UI.RawUI."""

from __future__ import annotations

import io
import os
import pty
import sys

import pytest

from psbridge.cli import rawscreen
from psbridge.engine.screenparts import Coordinates
from psbridge.errors import Cancelled
from psbridge.objects import NetError
from psbridge.objects.records import ConsoleColor

DOWN, QUIETLY = 4, 6


@pytest.mark.parametrize(
    ("typed", "code", "character", "control"),
    [("a", 65, "a", 0), ("A", 65, "A", 16), ("7", 55, "7", 0), ("\r", 13, "\r", 0), ("\n", 13, "\r", 0), ("\x1b", 27, "\x1b", 0), ("\x1b[A", 38, "\0", 0),
     ("\x03", 67, "\x03", 8), ("é", 0, "é", 0)],
)  # fmt: skip
def test_keys(typed, code, character, control):
    key = rawscreen.key_of(typed)
    assert (key.code, str(key.character), int(key.control), key.down) == (code, character, control, True)


@pytest.fixture
def terminal(monkeypatch):
    """The other end of a terminal that is our standard input."""
    ours, theirs = pty.openpty()
    with open(theirs, encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield ours
    os.close(ours)


@pytest.mark.parametrize(("options", "shown"), [(DOWN, "q"), (QUIETLY, "")])
def test_a_key_is_read_without_enter(monkeypatch, terminal, options, shown):
    monkeypatch.setattr("sys.stdout", io.StringIO())
    raw = rawscreen.ScreenRawUI(80, 25)
    raw.cancelled = lambda: os.write(terminal, b"q") < 0  # the key is pressed when it is waited for: the terminal is silent by then
    assert raw.read_key(options).code == 81
    assert sys.stdout.getvalue() == shown


@pytest.mark.parametrize(("sent", "codes"), [(b"ab", [65, 66]), ("é1".encode(), [0, 49])])
def test_what_is_typed_ahead_stays(sent, codes):
    read, write = os.pipe()
    os.write(write, sent)
    assert [rawscreen.key_of(rawscreen._one_key(read)).code for _ in codes] == codes
    os.close(read)
    os.close(write)


def test_a_sequence_is_one_key():
    read, write = os.pipe()
    os.write(write, b"\x1b[A")
    assert rawscreen.key_of(rawscreen._one_key(read)).code == 38
    os.close(read)
    os.close(write)


def test_waiting_can_be_left(terminal):
    raw = rawscreen.ScreenRawUI(80, 25)
    raw.cancelled = lambda: True
    with pytest.raises(Cancelled):
        raw.read_key(QUIETLY)


def test_no_keys_from_a_file(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("q"))
    with pytest.raises(NetError, match="Cannot read keys"):
        rawscreen.ScreenRawUI(80, 25).read_key(QUIETLY)


def test_changes_are_shown_on_a_terminal(monkeypatch):
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    raw = rawscreen.ScreenRawUI(80, 25)
    raw.title = "busy"
    raw.cursor = Coordinates(3, 4)
    raw.foreground = ConsoleColor(10)
    assert screen.getvalue() == "\x1b]0;busy\x07\x1b[5;4H\x1b[92;40m"
    monkeypatch.setenv("TERM", "dumb")
    raw.title = "idle"
    assert "idle" not in screen.getvalue()
