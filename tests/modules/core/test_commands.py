"""Get-Command: what it finds, and what its arguments make of it."""

from __future__ import annotations

import pytest

DYNAMIC = """function Test-D {
  [CmdletBinding()] param([Parameter(Mandatory, Position = 0)][string] $Kind, [type] $Of)
  dynamicparam {
    $table = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
    $mark = [System.Management.Automation.ParameterAttribute]::new()
    $name = if ($Kind -eq 'twice') { 'Kind' } else { 'More' }
    $type = if ($Of) { $Of } else { [int] }
    if ($Kind) { $table.Add($name, [System.Management.Automation.RuntimeDefinedParameter]::new($name, $type, $mark)) }
    $table
  }
  begin { 'ran' }
}
"""
LAST = "$p = (Get-Command {}).ParameterSets[0].Parameters | Select-Object -Last 1; \"$($p.Name) $($p.ParameterType) $($p.IsDynamic)\""


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("Test-D", "PipelineVariable string False"),
        ("Test-D one", "More int True"),
        ("Test-D -Kind one", "More int True"),
        ("-Verb Test -Noun D -Kind one", "More int True"),
        ("Test-D -ArgumentList '-Kind', 'one', '-Of:', 'System.Version'", "More version True"),
        ("Test-D -ArgumentList '-Kind', 'one', '-Of:System.Uri'", "More uri True"),
    ],
)
def test_arguments_decide_over_dynamic_parameters(session, words, last):
    assert session.lines(DYNAMIC + LAST.replace("{}", words)) == [last]


def test_dynamic_parameters_stand_in_the_syntax(session):
    assert "[-More <int>]" in session.lines(DYNAMIC + "Get-Command Test-D one -Syntax")[0]


def test_a_dynamic_parameter_under_a_name_that_is_taken(session):
    assert session.fails(DYNAMIC + "Get-Command Test-D twice") == ["GetCommandMetadataError"]
    assert session.fails(DYNAMIC + "Test-D twice") == ["ParameterNameAlreadyExistsForCommand"]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Get-Command gci -ArgumentList x", "CommandArgsOnlyForSingleCmdlet"),
        ("Get-Command -Module A -FullyQualifiedModule B", "ModuleAndFullyQualifiedModuleCannotBeSpecifiedTogether"),
        ("Get-Command Get-Date -ParameterName NoSuch, Format | Out-Null", "CommandParameterNotFound"),
    ],
)
def test_refused(session, script, error_id):
    assert session.fails(script) == [error_id]


def test_paths_with_wildcards(session, tmp_path):
    for name in ("run-a.ps1", "run[b].ps1", "[.ps1", "other.ps1"):
        (tmp_path / name).write_text("'x'")
    session.runspace.drives.go_file(str(tmp_path))
    found = session.lines("foreach ($n in './run-*', '.\\run[-]a.ps1', '.\\run[b].ps1', '.\\[.ps1') { (Get-Command $n).Name }")
    assert found == ["run-a.ps1", "run-a.ps1", "run[b].ps1", "[.ps1"]
    assert session.fails("Get-Command ./*.ps1 -ErrorAction Stop; ./*r.ps1 | Out-Null") == []
    assert session.lines(".\\run-a.ps1; ./ot*.ps1") == ["x", "x"]


def test_relative_folders_of_the_search_path(session, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder / "tools").mkdir(parents=True)
    (tmp_path / "one/tools/h.ps1").write_text("1")
    script = f"""$old = $env:PATH
try {{
    $env:PATH = "./tools:$old"
    Set-Location '{tmp_path}/one'; (Get-Command h.ps1).Path
    Set-Location '{tmp_path}/two'; $null -eq (Get-Command h.ps1 -ErrorAction Ignore)
}} finally {{ $env:PATH = $old }}"""
    assert session.lines(script) == [f"{tmp_path}/one/tools/h.ps1", "True"]


def test_get_command_by_likeness(session):
    assert session.lines("(Get-Command get-hlp -UseFuzzyMatching)[0].Name") == ["Get-Help"]
    assert session.lines("(Get-Command i-psdf -UseAbbreviationExpansion).Name") == ["Import-PowerShellDataFile"]
    assert session.run("Get-Command zzzzzzzzzzzzzzzzzzzzzz -UseFuzzyMatching") == [] == session.errors
