"""Mandatory parameters that nobody gave, asked for at the console."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from psbridge.cli import asking, run
from psbridge.engine.host import FieldDescription

SCRIPT = """param(
    [Parameter(Mandatory)][string]$Name, [Parameter(Mandatory, HelpMessage = 'how often')][int]$Count,
    [Parameter(Mandatory)][securestring]$Secret, [Parameter(Mandatory)][string[]]$Tags)
"$Name $Count $($Secret.Length) $($Tags -join '+')"
exit 7
"""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    (tmp_path / "p.ps1").write_text(SCRIPT)

    def ask(typed: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = run.main([str(tmp_path / "p.ps1")])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ask


def test_a_script_asks_for_what_it_needs(asked: Any) -> None:
    code, out, err = asked("bob\nmany\n!?\n3\nhush!\na\nb\n\n")
    assert (code, err) == (7, "")
    assert "bob 3 5 a+b" in out
    assert 'Count: many\nCannot recognize "many" as a System.Int32 due to a format error.\nCount: !?\nhow often\nCount: 3\n' in out
    assert "Tags[0]: a\nTags[1]: b\nTags[2]: \n" in out
    assert "hush" not in out


def test_the_input_ends_too_early(asked: Any) -> None:
    code, out, err = asked("bob\n3\n")
    assert code == 1
    assert out.endswith("Secret: \n")
    assert "missing mandatory parameters" in err


class _UI:
    """Somebody who types."""

    def __init__(self, *typed: str) -> None:
        self.answers, self.shown = list(typed), ""

    def write(self, text: str) -> None:
        self.shown += text

    def write_line(self, text: str) -> None:
        self.shown += text + "\n"

    def typed(self) -> str | None:
        return self.answers.pop(0) if self.answers else None


def test_types_that_nobody_knows_take_any_text() -> None:
    assert asking.ask_fields(_UI("x"), [FieldDescription("A", "Acme.Unheard")]) == {"A": "x"}
    assert asking.ask_fields(_UI(), [FieldDescription("A", "Acme.Unheard")]) is None
    assert asking.ask_fields(_UI("1", "x", "2", ""), [FieldDescription("A", "System.Int32[]")]) == {"A": ["1", "2"]}
