"""#requires lines at work: psbridge.engine.requirements."""

from __future__ import annotations

import pytest

from psbridge.modules.shell import Runspace


@pytest.mark.parametrize(
    ("line", "error_id", "part"),
    [
        ("#Requires -Version 99", "ScriptRequiresUnmatchedPSVersion", "for PowerShell 99.0. The version of PowerShell"),
        ("#Requires -Modules NoSuchModule", "ScriptRequiresMissingModules", "are missing: NoSuchModule."),
        ("#Requires -Modules None1, None2", "ScriptRequiresMissingModules", "are missing: None1."),
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


@pytest.mark.parametrize(
    ("limits", "runs"),
    [
        ("ModuleVersion = '1.0'", True),
        ("RequiredVersion = '1.2'", True),
        ("ModuleVersion = '1.0'; GUID = '9b945229-65fd-4629-ae99-88e2618377ff'", True),
        ("ModuleVersion = '2.0'", False),
        ("ModuleVersion = '1.0'; MaximumVersion = '1.1'", False),
        ("ModuleVersion = '1.0'; GUID = '00000000-0000-0000-0000-000000000001'", False),
    ],
)
@pytest.mark.parametrize("loaded", [False, True])
def test_the_module_must_be_of_a_version(tmp_path, limits, runs, loaded):
    (tmp_path / "mods/R").mkdir(parents=True)
    (tmp_path / "mods/R/R.psd1").write_text("@{ ModuleVersion = '1.2'; GUID = '9b945229-65fd-4629-ae99-88e2618377ff' }")
    (tmp_path / "s.ps1").write_text(f"#Requires -Modules @{{ ModuleName = 'R'; {limits} }}\n'ran'\n")
    with Runspace(directory=str(tmp_path), environment={"PSModulePath": str(tmp_path / "mods")}) as runspace:
        before = "Import-Module R; " if loaded else ""
        found = runspace.invoke(f"{before}try {{ ./s.ps1 }} catch {{ $_.FullyQualifiedErrorId }}")
    assert found == (["ran"] if runs else ["ScriptRequiresMissingModules"])
