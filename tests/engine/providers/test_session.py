"""Environment, variables, functions and aliases as items: what they take, and what they refuse."""

from __future__ import annotations

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.providers import session
from psbridge.modules.shell import Runspace
from psbridge.objects.convert import to_text

NOT_VALID = 'Cannot process argument because the value of argument "value" is not valid. Change the value of the "value" argument and run '
NULL = 'Cannot process argument because the value of argument "value" is null. Change the value of argument "value" to a non-null value.'
SEEK = "Cannot call method. The content Seek method is not supported by this provider."
CLEAR = "Cannot perform the ClearContent operation. The ClearContent operation is not supported by this provider."


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$null = New-Item variable:v -Value 3; $v; Set-Item variable:v 4; $v; Copy-Item variable:v variable:w; $w", ["3", "4", "4"]),
        ("Set-Content variable:v 1, 2; $v.Count; 5, 6 | Set-Content variable:v; $v", ["2", "6"]),
        ("$v = 1, 2; Get-Content variable:v; $v = $null; Get-Content variable:v", ["1", "2"]),
        ("Set-Alias za Get-Date; Clear-Item alias:za; Test-Path alias:za", ["False"]),
        ("function f { 1 }; Rename-Item function:f g; g; Clear-Item function:g; Test-Path function:g", ["1", "False"]),
        (
            "$null = New-Item alias:za -Value Get-Date; (Get-Alias za).Definition; (Copy-Item alias:za alias:zb -PassThru).Name",
            ["Get-Date", "zb"],
        ),
        ("$v = 1; (Rename-Item variable:v V -PassThru -Force).Name; (Copy-Item variable:v variable: -PassThru).Name", ["v", "v"]),
        ("Set-Item function:f { 1 } -Options ReadOnly; Set-Item function:f -Options ReadOnly, AllScope -Force; (gi function:f).Options; f", ["ReadOnly, AllScope", "1"]),
        ("New-Item alias:za -Value Get-Date -Options ReadOnly | % Options; Set-Item alias:za -Options None -Force; (gal za).Options", ["ReadOnly", "None"]),
        ("Set-Item function:f { 1 }; Set-Item function:f; Test-Path function:f; Set-Item function:f { 1 } -Options ReadOnly; Remove-Item function:f -Force; Test-Path function:f", ["False", "False"]),
        ("Set-Content function:f '\"hi\"'; f; Set-Item alias:gc Get-Item -Force; (Get-Alias gc).Definition", ["hi", "Get-Item"]),
    ],
)  # fmt: skip
def test_results(script, expected):
    with Runspace() as runspace:
        assert [to_text(one) for one in runspace.invoke(script)] == expected


@pytest.mark.parametrize(
    ("script", "error_id", "message"),
    [
        ("New-Item variable:v", "NewItemValueNotSpecified,Microsoft.PowerShell.Commands.NewItemCommand", NULL),
        (
            "$v = 1; New-Item variable:v -Value 2",
            "Argument,Microsoft.PowerShell.Commands.NewItemCommand",
            "The item at path 'v' already exists.",
        ),
        (
            "$v = $w = 1; Rename-Item variable:v w",
            "Argument,Microsoft.PowerShell.Commands.RenameItemCommand",
            "The item at path 'w' already exists.",
        ),
        ("New-Item function:f -Value 5", "Argument,Microsoft.PowerShell.Commands.NewItemCommand", NOT_VALID + "the operation again."),
        ("New-Item alias:za -Value 5", "Argument,Microsoft.PowerShell.Commands.NewItemCommand", NOT_VALID + "the operation again."),
        ("Add-Content variable:v 1", "NotSupported,Microsoft.PowerShell.Commands.AddContentCommand", SEEK),
        ("$v = 1; Clear-Content variable:v", "NotSupported,Microsoft.PowerShell.Commands.ClearContentCommand", CLEAR),
        (
            "Set-Item alias:gc Get-Item",
            "AliasNotWritable,Microsoft.PowerShell.Commands.SetItemCommand",
            "Alias is not writeable because alias gc is read-only or constant and cannot be written to.",
        ),
        (
            "Remove-Item alias:gc",
            "AliasNotRemovable,Microsoft.PowerShell.Commands.RemoveItemCommand",
            "Alias was not removed because alias gc is constant or read-only.",
        ),
        (
            "Move-Item variable:home variable:x",
            "NotSupported,Microsoft.PowerShell.Commands.MoveItemCommand",
            "The NavigationCmdletProvider methods are not supported by this provider.",
        ),
    ],
)
def test_errors(script, error_id, message):
    assert session.SessionProvider.CAPABILITIES == 16
    with Runspace() as runspace, pytest.raises(ScriptError) as caught:
        runspace.invoke(f"$ErrorActionPreference = 'Stop'; {script}")
    assert (caught.value.record.fully_qualified_error_id, caught.value.record.message) == (error_id, message)


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Set-Item function:f { 1 } -Options ReadOnly; Set-Item function:f { 2 }", "FunctionNotWritable"),
        ("Set-Item function:f { 1 } -Options Constant; Remove-Item function:f -Force", "FunctionNotRemovable"),
        ("Set-Item alias:za Get-Date -Options Constant; Set-Item alias:za -Options None -Force", "AliasNotWritable"),
        ("Set-Item env:za x -Options None", "NamedParameterNotFound"),
        ("Get-Content function:prompt -Tail 1", "TailNotSupported"),
        ("Get-ChildItem env: -Filter P*", "NotSupported"),
        ("Get-Item alias:g* -Filter gc*", "NotSupported"),
        ("Get-Content function:p* -Filter prompt", "NotSupported"),
    ],
)
def test_options_protect(script, error_id):
    with Runspace() as runspace:
        try:
            runspace.invoke(script)
            found = runspace.execution.errors[0].fully_qualified_error_id
        except ScriptError as problem:
            found = problem.record.fully_qualified_error_id
    assert found.partition(",")[0] == error_id
