"""The PSBridge module uses only what Windows PowerShell 5.1 (.NET Framework 4.7.2) and PowerShell 7.0 (.NET Core 3.1) both have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from psbridge.language.ast import FunctionDefinitionAst
from psbridge.modules.shell import Runspace
from tests.psrules import RULES, Script, commands, findings, members_of, table

ROOT = Path(__file__).resolve().parent.parent
MODULE = ROOT / "ps_modules" / "PSBridge"
FILES = sorted([*MODULE.rglob("*.ps1"), *MODULE.rglob("*.psm1")])


def own_functions() -> dict[str, frozenset[str]]:
    """The functions of the module and of its tests, with their parameters."""
    found = {}
    for path in FILES:
        for function in Script(path.read_text(encoding="utf-8")).of(FunctionDefinitionAst):
            block = function.body.param_block
            names = {one.name.variable_path.user_path.lower() for one in (block.parameters if block is not None else ())}
            asks = {"whatif", "confirm"} if "SupportsShouldProcess" in function.extent.text else set()
            found[function.name.lower()] = frozenset(names | asks)
    return found


OWN = own_functions()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_editions_have_what_a_script_uses(path):
    script = Script(path.read_text(encoding="utf-8"), OWN, module=path.parent.name != "tests")
    assert findings(script) == []


# -- the rules can fail

BROKEN = {
    "[System.IO.Path]::GetRelativePath('a', 'b')": "only in core",
    "[System.IO.Path]::Nothing('a')": "is not in the table",
    "[System.IO.File]::Open('a')": "no method with 1 arguments",
    "[System.Nothing]::x": "type: [system.nothing] is not in the table",
    "$p.Kill($true)": ".Kill is only in core",
    "$s.Contains('a', 'b')": ".Contains is only in core",
    "$s.Replace('a', 'b', 'c', 'd')": ".Replace is only in core",
    "$s.NoSuchThing()": ".NoSuchThing is not in the table",
    "New-Object System.Net.Http.HttpClient": "type: System.Net.Http.HttpClient",
    "New-Object System.InvalidOperationException 1, 2, 3": "has none with 3 arguments",
    "Get-Content -LiteralPath x -AsByteStream": "-AsByteStream is only in core",
    "Get-Process -ComputerName x": "-ComputerName is only in desktop",
    "Get-ChildItem -LiteralPath x -Recur": "no parameter -Recur",
    "Test-Json x": "command: Test-Json is not in the table",
    "$given = @{ FilePath = 'x'; Environment = 1 }; Start-Process @given": "no parameter Environment",
    "Get-ChildItem -Path $x": "takes brackets for a pattern",
    "$x | Export-Clixml -LiteralPath y": "depth: Export-Clixml",
    "Invoke-Expression $x": "refused: Invoke-Expression",
    "Set-Content -LiteralPath x -Value 1 -Encoding utf8": "encoding: Set-Content",
    "if ($IsWindows) { 1 }": "variable: $IsWindows is only in core",
    "$input = 1": "variable: $input is set by PowerShell",
    "foreach ($args in 1, 2) { 1 }": "variable: $args",
    "if ($x -eq $null) { 1 }": "null: $null stands on the right",
    "$OutputEncoding = New-Object System.Collections.ArrayList": "takes no result of a command",
    "$global:x = 1": "global: $global:x",
    "function Stop-It { [CmdletBinding(SupportsShouldProcess)] param() Remove-Item -LiteralPath x }": "confirm: Stop-It asks again for Remove-Item",
    "function Get-It { & $program 2>&1 }": "program: standard error",
    "function Deploy-It { 1 }": "verb: Deploy-It",
    "function Frob-It { 1 }": "verb: Frob-It",
    "[ArgumentCompletions('a')] $x = 1": "attribute [ArgumentCompletions]",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_script_that_breaks_a_rule_is_found(text):
    assert [one for one in findings(Script(text)) if BROKEN[text] in one]


def test_every_rule_is_broken_by_one_of_them():
    idle = [rule.__name__ for rule in RULES if not any(list(rule(Script(text))) for text in BROKEN)]
    assert idle == []


@pytest.mark.parametrize(
    "text",
    [
        "[math]::Max(1, 2); $s.Trim(); $s.Substring(1, 2).Length; $null -eq $x",
        "New-Object System.Collections.ArrayList; New-Object byte[] 5",
        "function Stop-It { [CmdletBinding(SupportsShouldProcess)] param() $ConfirmPreference = 'None'; Remove-Item -LiteralPath x }",
        "function Get-It { $ErrorActionPreference = 'Continue'; & $program 2>&1 }",
        "$OutputEncoding = [System.Text.Encoding]::ASCII",
    ],
)
def test_what_both_have_is_not_found(text):
    assert findings(Script(text)) == []


# -- the tables are true


def test_the_commands_of_the_table_have_these_parameters_here():
    """The engine declares the parameters of 7.0; the lists of the two editions must be among its own."""
    missing = []
    with Runspace() as runspace:
        for name, row in commands().items():
            if row.get("windows"):
                continue
            text = f"(Get-Command {name}).Parameters.Keys -join ' '"
            have = str(runspace.invoke(text)[0]).lower().split()
            missing += [f"{name} -{one}" for one in row["both"].lower().split() if one not in have]
    assert sorted(missing) == sorted(NOT_HERE)


# what the reference pages name and the engine has not: each is Windows', or of a provider
NOT_HERE = [f"{name} -stream" for name in ("get-content", "remove-item", "set-content")]


def test_documented_parameters_of_job_commands_agree():
    documented = json.loads((ROOT / "conformance" / "commands.json").read_text(encoding="utf-8"))
    for name in ("Get-Job", "Receive-Job", "Remove-Job", "Start-Job", "Stop-Job", "Wait-Job", "ForEach-Object"):
        row = commands()[name.lower()]
        listed = set(row["both"].split()) | set(row.get("core", "").split())
        assert listed <= set(documented[name]) | {"ArgumentList", "MemberName", "Command"}, name


@pytest.mark.parametrize("kind", [name for name in table("dotnet")["types"] if any(key.startswith("::") for key in members_of(name))])
def test_static_members_of_the_table_exist_here(kind):
    """As far as both editions have them: the engine has the members of .NET Core 3.1."""
    names = [name[2:] for name, given in members_of(kind).items() if name.startswith("::") and any(not one.only for one in given)]
    with Runspace() as runspace:
        found = {str(one).lower() for one in runspace.invoke(f"[{kind}] | Get-Member -Static | ForEach-Object Name")}
    assert sorted(set(names) - found) == []
