"""Test-ModuleManifest: what a manifest is told of."""

from __future__ import annotations

import pytest

MISSING = [
    ("-RequiredAssemblies no.dll", "Modules_InvalidRequiredAssembliesInModuleManifest"),
    ("-NestedModules no.psm1", "Modules_InvalidNestedModuleinModuleManifest"),
    ("-RequiredModules no", "Modules_InvalidRequiredModulesinModuleManifest"),
    ("-FileList no.txt", "Modules_InvalidFilePathinModuleManifest"),
    ("-ModuleList no", "Modules_InvalidModuleListinModuleManifest"),
    ("-RootModule no.psm1", "Modules_InvalidRootModuleInModuleManifest"),
    ("-CompatiblePSEditions Core", "Modules_InvalidPowerShellVersionInModuleManifest"),
]
UNREADABLE = [
    ("-TypesToProcess no.ps1xml", "Modules_InvalidManifest"),
    ("-ScriptsToProcess no.ps1", "Modules_InvalidManifest"),
    ("-RootModule x.psd1", "Modules_InvalidManifest"),
    ("-RootModule x.xaml", "Modules_WorkflowModuleNotSupported"),
    ("-RootModule empty.cdxml", "System.Xml.XmlException"),
]


def made(arguments: str) -> str:
    return f"$null = New-Item m -ItemType Directory; '' > m/empty.cdxml; New-ModuleManifest m/x.psd1 {arguments}; (Test-ModuleManifest m/x.psd1).Name"


@pytest.mark.parametrize(("arguments", "error_id"), MISSING)
def test_what_is_not_there_is_told_and_the_module_described(session, arguments, error_id):
    assert session.run(made(arguments)) == ["x"]
    assert session.errors == [f"{error_id},Microsoft.PowerShell.Commands.TestModuleManifestCommand"]


@pytest.mark.parametrize(("arguments", "error_id"), UNREADABLE)
def test_a_manifest_that_cannot_be_processed_describes_nothing(session, arguments, error_id):
    assert session.run(made(arguments)) == [None]
    assert session.errors == [f"{error_id},Microsoft.PowerShell.Commands.TestModuleManifestCommand"]


def test_either_slash_and_names_without_ending(session):
    session.lines("$null = New-Item m/a, m/b -ItemType Directory; '' > m/a/b.psm1; '' > m/b/a.psm1; '' > m/bar.psm1; $null = 1")
    files = "'a\\b.psm1', 'b/a.psm1'"
    script = f"New-ModuleManifest m/x.psd1 -RootModule bar -NestedModules {files} -FileList {files}; $m = Test-ModuleManifest m/x.psd1; "
    assert session.lines(script + "$m.RootModule; $m.NestedModules.Name") == ["bar", "b", "a"]


def test_the_folder_of_a_version_holds_that_version(session):
    script = (
        "$null = New-Item m/1.0 -ItemType Directory; New-ModuleManifest m/1.0/m.psd1 -ModuleVersion {0}; Test-ModuleManifest m/1.0/m.psd1"
    )
    assert session.fails(script.format("2.0")) == ["Modules_InvalidModuleManifestVersion"]
    session.run("New-ModuleManifest m/1.0/m.psd1 -ModuleVersion 1.0; Test-ModuleManifest m/1.0/m.psd1 -Verbose")
    assert [record.message for record in session.streams.verbose_records] == [
        "Version specified in ModuleVersion key is equal to version folder name."
    ]


def test_variables_of_the_session(session):
    table = '@{ ModuleVersion = "1.0"; PrivateData = @{ E = "$PSEdition"; L = "$IsLinux"; R = "$PSScriptRoot" } }'
    script = f"Set-Content x.psd1 '{table}'; $d = (Test-ModuleManifest x.psd1).PrivateData; $d.E; $d.L; $d.R -eq $PWD.Path"
    assert session.lines(script) == ["Core", "True", "True"]


@pytest.mark.parametrize(("path", "error_id"), [("no.psd1", "Modules_ModuleNotFound"), ("a.txt", "Modules_InvalidModuleManifestPath")])
def test_paths_that_are_no_manifest(session, path, error_id):
    assert session.fails(f"'' > a.txt; Test-ModuleManifest {path}") == [error_id]
