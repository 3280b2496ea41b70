"""Script files and whole texts in a pipeline."""

from __future__ import annotations

import pytest

from psbridge.engine import scriptelements
from psbridge.modules.shell import Runspace


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("exit 3; 'no'", [3, False]),
        ("exit; 'no'", [0, True]),
        ("'yes'", ["yes", None, True]),
        ("begin { 'b' } process { exit 4 } end { 'no' }", ["b", 4, False]),
    ],
)
def test_exit_ends_the_script_file_alone(tmp_path, text, told):
    (tmp_path / "s.ps1").write_text(text)
    with Runspace(directory=str(tmp_path)) as runspace:
        assert runspace.invoke("./s.ps1; $done = $?; $LASTEXITCODE; $done") == told
    assert scriptelements.ScriptElement.process


def test_the_text_of_a_run_says_how_its_last_statement_went():
    with Runspace() as runspace:
        runspace.invoke("'fine'; Get-Item /no/such -ErrorAction SilentlyContinue")
        assert runspace.invoke("$?") == [False]
