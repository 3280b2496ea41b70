"""Lists on standard output: tables for people, columns for pipes."""

from __future__ import annotations

import io
import re
import sys

from psbridge.cli.tables import show_table

HEADS = ("Id", "Name", "State")
ROWS = [("1", "Job1", "Completed"), ("12", "a long name", "Failed")]


def test_a_pipe_gets_aligned_columns_that_are_not_cut(capsys):
    show_table(HEADS, [*ROWS, ("3", "x" * 300, "Running")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Id", "Name", "State"]
    assert lines[1].index("Completed") == lines[2].index("Failed") == lines[3].index("Running")
    assert "x" * 300 in lines[3]


def test_tabs_are_for_cut(capsys):
    show_table(HEADS, ROWS, tabs=True)
    assert capsys.readouterr().out == "1\tJob1\tCompleted\n12\ta long name\tFailed\n"


def test_json_keeps_the_values(capsys):
    show_table(HEADS, [(1, "Jöb", True), (2, "b", None)], tabs=True, as_json=True)
    assert capsys.readouterr().out == '{"Id": 1, "Name": "Jöb", "State": true}\n{"Id": 2, "Name": "b", "State": null}\n'


class _Screen(io.StringIO):
    def isatty(self):
        return True


def _screen(monkeypatch):
    """A narrow terminal for what is printed from now on."""
    monkeypatch.setattr(sys, "stdout", _Screen())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return sys.stdout


def test_a_screen_gets_colours_by_state_within_its_width(monkeypatch):
    screen = _screen(monkeypatch)
    show_table(HEADS, [("1", "Job1", "Completed"), ("2", "Job2", "Failed"), ("3", "y" * 90, "Running")])
    shown = screen.getvalue()
    assert re.search(r"\x1b\[32mCompleted", shown)
    assert re.search(r"\x1b\[31mFailed", shown)
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in shown.splitlines()) <= 40


def test_no_color_is_respected(monkeypatch):
    screen = _screen(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    show_table(HEADS, ROWS)
    shown = screen.getvalue()
    assert "Completed" in shown
    assert "\x1b[3" not in shown
