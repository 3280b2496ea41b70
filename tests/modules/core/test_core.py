"""The commands of Microsoft.PowerShell.Core."""

from __future__ import annotations

import pytest

from psbridge.modules import core, defaults, shell
from psbridge.modules.core import (
    commands,
    comparison,
    each,
    eachmember,
    filtering,
    helpobjects,
    history,
    manifests,
    output,
    session,
)
from psbridge.modules.core import help as help_commands
from psbridge.modules.core import modules as module_commands

CASES = [
    ("1..3 | ForEach-Object { 'b' } { $_ } { 'e' }", ["b", 1, 2, 3, "e"]),
    ("'ab', 'c' | ForEach-Object Length", [2, 1]),
    ("'ab' | ForEach-Object Substring 1", ["b"]),
    ("'ab' | % ToUpper", ["AB"]),
    ("1..4 | Where-Object { $_ -gt 2 }", [3, 4]),
    ("'abc', 'xyz' | Where-Object Length -eq 3 | Where-Object { $_ -like 'a*' }", ["abc"]),
    ("[pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 0 } | ? a | % a", [1]),
    ("[pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 0 } | ? -Not a | % a", [0]),
    ("1..3 | Out-Null; 4", [4]),
    ("1, 2 | ForEach-Object { process { $_ } }; try { 1 | ForEach-Object { begin { 1 } process { 2 } } } catch { \"$_\".Length }", [1, 2, 158]),
    ("1, 2 | ForEach-Object { Write-Error e } 2>$null; $r = 1, 2 | ForEach-Object { Write-Error e; Write-Warning w } *>&1; $r.Count", [4]),
    ("1, 2 | ForEach-Object { Write-Error e } -ErrorVariable ev 2>$null; $ev.Count", [2]),
    ("1 | Where-Object { Write-Error e; $true } -ErrorVariable ev 2>$null; $ev.Count", [1, 0]),
    ("Invoke-Command { Write-Warning w } -WarningVariable wv 3>&1 | Out-Null; $wv.Count", [1]),
    ("Invoke-Expression 'Write-Error x' -ErrorVariable ev 2>$null; $ev.Count", [1]),
    ('1, 2 | ForEach-Object { "$input" }; 1, 2 | Where-Object { $input[0] -eq 2 }', ["1", "2", 2]),
    ("Invoke-Command { param($a) $a; $b = 1 } -ArgumentList 3; $null -eq $b", [3, True]),
    ("Invoke-Command { $b = 1 } -NoNewScope; $b", [1]),
    (
        (
            "function f { <#\n.SYNOPSIS\nDoes it.\n.PARAMETER A\nThe a.\n#> param($A) }; (Get-Help f).Synopsis; "
            "(Get-Help f -Parameter A).description[0].Text"
        ),
        ["Does it.", "The a."],
    ),
    ("(Get-Command Where-Object).ModuleName", ["Microsoft.PowerShell.Core"]),
    ("@(Get-Command no-such-thing*).Count", [0]),
    ("Set-StrictMode -Version 2; try { $nope } catch { 'strict' }", ["strict"]),
    ("Set-StrictMode -Off; $null -eq $nope", [True]),
    ("@(Get-History).Count; Add-History ([pscustomobject]@{ CommandLine = 'x' }); (Get-History).CommandLine", [0, "x"]),
    ('$m = New-Module { }; $m.Name -eq "__DynamicModule_$($m.Path)"; (New-Module -Name q { }).Path.Length; $m.ModuleBase', [True, 36, ""]),
    (
        "(Get-Command -ParameterType ([securestring]) -Module Microsoft.PowerShell.Security).Name -contains 'ConvertFrom-SecureString'",
        [True],
    ),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_core(script, expected):
    assert shell.run(script) == expected


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("1 | Where-Object Length 5", "OperatorNotSpecified,Microsoft.PowerShell.Commands.WhereObjectCommand"),
        ("[pscustomobject]@{ aa = 1; ab = 2 } | % a*", "AmbiguousPropertyOrMethodName,Microsoft.PowerShell.Commands.ForEachObjectCommand"),
        (
            "Export-ModuleMember x",
            "Modules_CanOnlyExecuteExportModuleMemberInsideAModule,Microsoft.PowerShell.Commands.ExportModuleMemberCommand",
        ),
        ("Remove-Module nosuch", "Modules_NoModulesRemoved,Microsoft.PowerShell.Commands.RemoveModuleCommand"),
        ("Clear-History -Id 99", "GetHistoryNoHistoryForId,Microsoft.PowerShell.Commands.ClearHistoryCommand"),
        ("Get-Help nosuch-thing", "HelpNotFound,Microsoft.PowerShell.Commands.GetHelpCommand"),
    ],
)
def test_refusals(script, error_id):
    with shell.Runspace() as runspace:
        from psbridge.engine.streamsets import StreamList

        streams = StreamList()
        runspace.invoke(script, streams=streams)
    assert [record.fully_qualified_error_id for record in streams.errors] == [error_id]


def test_manifest_round_trip(tmp_path):
    path = tmp_path / "x.psd1"
    script = f"New-ModuleManifest '{path}' -Author me -FunctionsToExport A, B; (Test-ModuleManifest '{path}').Version.ToString()"
    assert shell.run(script) == ["0.0.1"]


def test_every_declared_command_is_there():
    """Each name in COMMANDS leads to a class that says the same name."""
    for module in defaults.default_modules():
        for name, place in module.commands().items():
            from psbridge.engine.commands import CmdletInfo

            assert CmdletInfo(name, place).cls.DECLARATION.name.lower() == name.lower()


def test_the_parts_are_where_the_table_says():
    places = {place.partition(":")[0].partition(".")[0] for place in core.COMMANDS.values()}
    parts = (commands, each, filtering, help_commands, history, manifests, module_commands, output, session)
    assert {part.__name__.rpartition(".")[2] for part in parts} <= places
    assert comparison.comparison.__doc__
    assert eachmember.apply_member.__doc__
    assert helpobjects.text_items(None) == []
