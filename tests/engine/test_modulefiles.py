"""Where modules lie."""

from __future__ import annotations

import pytest

from psbridge.engine.modulefiles import ModuleFiles, is_path
from psbridge.modules.shell import Runspace

MANIFEST = "@{ ModuleVersion = '1.0' }"
FILES = {
    "mods/Foo/1.1/Foo.psd1": "@{ ModuleVersion = '1.1' }",
    "mods/Foo/2.0/Foo.psd1": "@{ ModuleVersion = '2.0'; CompatiblePSEditions = 'Core' }",
    "mods/Bar/Bar.psd1": "@{ ModuleVersion = '1.0'; FunctionsToExport = 'Get-Bar'; AliasesToExport = 'bb'; RootModule = 'Bar.psm1' }",
    "mods/Bar/Bar.psm1": "function Get-Bar { 'bar' }; function Hidden { }",
    "mods/Bar/Deep/Deep.psm1": "",
    "mods/SHOUT/SHOUT.psm1": "function Get-Shout { 'loud' }",
    "own/parts/x.psm1": "function Get-X { 'x' }",
    "own/parts/first.ps1": "$global:first = 1",
    "own/own.psd1": "@{ ModuleVersion = '1.0'; RootModule = 'parts\\x.psm1'; ScriptsToProcess = 'parts\\first.ps1' }",
    "ring/ring.psd1": "@{ ModuleVersion = '1.0'; RootModule = 'ring'; NestedModules = @('ring') }",
    "ring/ring.psm1": "function Get-Ring { 'ring' }",
    "deep.psm1": "Import-Module $PSScriptRoot/deep.psm1 -Force",
    "need/need.psd1": "@{ ModuleVersion = '1.0'; RequiredModules = '..\\own' }",
    "need/new.psd1": "@{ ModuleVersion = '1.0'; RequiredModules = @{ ModuleName = 'Foo'; ModuleVersion = '3.0' } }",
}


@pytest.fixture
def shell(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with Runspace(directory=str(tmp_path), environment={"PSModulePath": str(tmp_path / "mods")}) as runspace:
        yield runspace


@pytest.mark.parametrize(("name", "path"), [("Foo", False), ("./Foo", True), (".\\Foo", True), ("a.psm1", True), ("sub\\m", True), ("A.B", False)])
def test_is_path(name, path):
    assert is_path(name) is path


def test_places(shell, tmp_path):
    finder = ModuleFiles(shell)
    assert finder.place(".\\own\\own.psd1") == f"{tmp_path}/own/own.psd1"
    assert finder.place("parts\\x.psm1", f"{tmp_path}/own/") == f"{tmp_path}/own/parts/x.psm1"
    assert list(finder.named("foo")) == [f"{tmp_path}/mods/Foo/{version}/Foo.psd1" for version in ("2.0", "1.1")]
    assert finder.on_path(f"{tmp_path}/mods/Foo/x.psd1")
    assert not finder.on_path(f"{tmp_path}/modsX/x.psd1")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Import-Module .\\own\\own.psd1; Get-X; $first", ["x", 1]),
        ("Import-Module shout; Get-Shout; (Get-Module Shout).Name", ["loud", "SHOUT"]),
        ("$m = Import-Module ./ring -PassThru; $m.NestedModules[0] -eq $m; Get-Ring", [True, "ring"]),
        ("$m = Import-Module ./need -PassThru; $m.RequiredModules[0].Name; Get-X", ["own", "x"]),
        ("(Get-Module -ListAvailable).Name -join ','", ["Bar,Foo,Foo,SHOUT"]),
        ("((Get-Module -ListAvailable -All).Name | Sort-Object) -join ','", ["Bar,Bar,Deep,Foo,Foo,SHOUT"]),
        ("(Get-Module -ListAvailable -PSEdition Core).Version.ToString()", ["2.0"]),
        ("$b = Get-Module Bar -ListAvailable; $b.ExportedFunctions.Keys; $b.ExportedAliases.Keys; $b.ModuleType.ToString()", ["Get-Bar", "bb", "Script"]),
        ("@(Get-Module -ListAvailable ./mods/Foo).Count; (Get-Module -ListAvailable './mods/F*')[0].Name", [2, "Foo"]),
        ("(Get-Module -ListAvailable -FullyQualifiedName @{ ModuleName = '.\\mods\\Foo'; RequiredVersion = '1.1' }).Version.ToString()", ["1.1"]),
        ("$i = Get-Module Bar -ListAvailable; Import-Module -ModuleInfo $i; Get-Bar", ["bar"]),
        ("Import-Module ./need; Remove-Module own -Force; @(Get-Module own).Count", [0]),
    ],
)
def test_modules(shell, script, expected):
    assert shell.invoke(script) == expected


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Import-Module ./need/new.psd1", "Modules_InvalidManifest"),
        ("Import-Module ./deep.psm1", "Modules_ModuleTooDeeplyNested"),
        ("Import-Module Foo -MinimumVersion 3.0 -MaximumVersion 2.0", "ArgumentOutOfRange"),
        ("Get-Module ./own", "ModuleDiscoveryForLoadedModulesWorksOnlyForUnQualifiedNames"),
        ("Get-Module -ListAvailable ./nowhere", "Modules_ModuleNotFoundForGetModule"),
        ("Get-Module -Name a -FullyQualifiedName b", "NameAndFullyQualifiedNameCannotBeSpecifiedTogether"),
        ("Import-Module ./need; Remove-Module own", "Modules_ModuleIsRequired"),
        ("(Import-Module Bar -PassThru).AccessMode = 'ReadOnly'; Remove-Module Bar", "Modules_ModuleIsReadOnly"),
    ],
)
def test_refused(shell, script, error_id):
    caught = f"$ErrorActionPreference = 'Stop'; try {{ {script} }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}"
    assert shell.invoke(caught) == [error_id]
