"""The cell magic: results, variables both ways, errors shown, a session elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import psbridge
from psbridge.emulator.sessions import Session
from psbridge.errors import ConfigurationError
from psbridge.modules.shell import Runspace
from psbridge.ps.magic import CellFailed, run_cell
from psbridge.ps.sessions import use_runspace


@pytest.fixture(autouse=True)
def runspace() -> Iterator[Any]:
    with Runspace() as made, use_runspace(made):
        yield made


def shown(line: str, cell: str, names: dict[str, Any] | None = None) -> list[str]:
    lines: list[str] = []
    run_cell(line, cell, {} if names is None else names, lines.append)
    return "\n".join(lines).splitlines()


def test_a_cell_here() -> None:
    names: dict[str, Any] = {"values": [1, 2]}
    text = shown(
        "-i values -o doubled", "$values | % { $_ * 2 }; Write-Warning 'w'; Write-Error 'e'; Write-Host a -NoNewline; Write-Host b", names
    )
    assert text == ["2", "4", "WARNING: w", "Write-Error: e", "ab"]
    assert shown("", "$values.Count") == ["2"]
    assert names["doubled"] == [2, 4]


def test_using_reads_python_variables() -> None:
    names: dict[str, Any] = {"n": 5, "rows": [{"A": 1}, {"A": 2}]}
    assert shown("", '$using:N * 2; "<$using:n>"; $using:rows.Count; & { $using:n }', names) == ["10", "<5>", "2", "5"]
    job = "$n = 3; Start-ThreadJob { $using:n } | Receive-Job -Wait -AutoRemoveJob"
    assert shown("", job, names) == ["3"]  # where PowerShell knows $using: the variables are PowerShell's
    assert shown("", "$using:nope", names)[0].startswith("InvalidOperation: A Using variable cannot be retrieved")


def test_it_is_shown_while_it_runs() -> None:
    seen: list[str] = []
    counts: list[int] = []
    names = {"look": lambda: counts.append(len(seen))}
    run_cell("", "1; Write-Host a", names, lambda text: (seen.append(text), names["look"]()))
    assert (seen, counts) == (["1", "a"], [1, 2])


def test_an_error_that_ends_a_cell_fails_it_after_all_that_it_said() -> None:
    lines: list[str] = []
    with pytest.raises(CellFailed) as caught:
        run_cell("", "'before'; throw 'oops'", {}, lines.append)
    assert lines[0] == "before"
    assert "oops" in lines[1]
    assert caught.value._render_traceback_() == ["The cell failed: oops"]
    with pytest.raises(CellFailed, match="Missing"):
        run_cell("", "if (", {}, lines.append)
    with pytest.raises(CellFailed, match="exit 3"):
        run_cell("", "exit 3", {}, lines.append)
    assert shown("", "1; exit 0; 2") == ["1"]


@pytest.mark.parametrize(
    ("line", "told"),
    [("-i nope", "no Python variable 'nope'"), ("-s nope", "no Python variable 'nope'"), ("--nope", "Usage: %%powershell")],
)
def test_a_wrong_line(line: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        shown(line, "1")


def test_a_cell_elsewhere() -> None:
    with Session.emulated("web01") as session:
        names: dict[str, Any] = {"s": session, "x": 1, "y": 5}
        cell = "[pscustomobject]@{ A = $x; B = $using:y }; Write-Warning w; Write-Host h; Write-Error e"
        assert shown("-s s -o r -i x", cell, names) == ["", "WARNING: w", "h", "Write-Error: e", "A B", "- -", "1 5"]
        assert [(one["A"], one["B"]) for one in names["r"]] == [(1, 5)]
        with pytest.raises(CellFailed, match="gone"):
            shown("-s s", "throw 'gone'", names)


def test_it_is_an_extension(capsys: pytest.CaptureFixture[str]) -> None:
    class Shell:
        user_ns: dict[str, Any] = {}

        def register_magic_function(self, function: Any, magic_kind: str, magic_name: str) -> None:
            self.found = (magic_kind, magic_name)
            function("", "1 + 1")
            function("3 + 4")

    shell = Shell()
    psbridge.load_ipython_extension(shell)
    assert shell.found == ("line_cell", "powershell")
    assert capsys.readouterr().out == "2\n7\n"
