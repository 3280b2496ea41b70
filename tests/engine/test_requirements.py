"""#requires lines at work: psbridge.engine.requirements."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "error_id", "part"),
    [
        ("#Requires -Version 99", "ScriptRequiresUnmatchedPSVersion", "for PowerShell 99.0. The version of PowerShell"),
        ("#Requires -Modules NoSuchModule", "ScriptRequiresMissingModules", "are missing: NoSuchModule."),
        ("#Requires -PSEdition Desktop", "ScriptRequiresUnmatchedPSEdition", "running PowerShell Core edition."),
    ],
)
def test_a_script_that_asks_for_more_does_not_run(ps, tmp_path, line, error_id, part):
    path = tmp_path / "s.ps1"
    path.write_text(f"{line}\n'ran'\n")
    ran = ps.run(f"& '{path}'")
    assert ran.output == []
    assert ran.ids == [error_id]
    assert part in ran.errors[0].exception.message
    assert ran.errors[0].exception.message.startswith("The script 's.ps1' cannot be run because ")


def test_a_script_that_has_what_it_asks_for_runs(ps, tmp_path):
    path = tmp_path / "s.ps1"
    path.write_text("#Requires -Version 5.1 -PSEdition Core\n'ran'\n")
    assert ps(f"& '{path}'") == ["ran"]
