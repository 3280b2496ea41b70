"""The cell magic: results, variables both ways, errors shown, a session elsewhere."""

from __future__ import annotations

import psbridge
from psbridge.modules.shell import Runspace
from psbridge.ps.magic import run_cell
from psbridge.ps.sessions import use_runspace


def test_a_cell_here():
    names = {"values": [1, 2]}
    with Runspace() as runspace, use_runspace(runspace):
        text = run_cell(
            "-i values -o doubled", "$values | ForEach-Object { $_ * 2 }; Write-Warning 'w'; Write-Error 'e' -ErrorId Mine", names
        )
        assert run_cell("", "$values.Count", names) == "2"
    assert names["doubled"] == [2, 4]
    assert text.splitlines() == ["2", "4", "WARNING: w", "Mine: e"]


def test_a_cell_elsewhere():
    class Result:
        output, warnings, errors = (5,), ("w",), ()

    class Session:
        def invoke(self, script, given):
            assert "Get-Thing" in script
            assert given == {"x": 1}
            return Result()

    names = {"s": Session(), "x": 1}
    assert run_cell("-s s -o r -i x", "Get-Thing", names) == "5\nWARNING: w"
    assert names["r"] == [5]


def test_it_is_an_extension(capsys):
    class Shell:
        user_ns = {}

        def register_magic_function(self, function, magic_kind, magic_name):
            self.found = (magic_kind, magic_name)
            with Runspace() as runspace, use_runspace(runspace):
                function("", "1 + 1")

    shell = Shell()
    psbridge.load_ipython_extension(shell)
    assert shell.found == ("cell", "powershell")
    assert capsys.readouterr().out == "2\n"
