"""Get-Acl and Set-Acl."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules
from psbridge.modules.security import access
from psbridge.objects.convert import to_text

_RULE = "[Security.AccessControl.FileSystemAccessRule]::new"
_ALL_BELOW = "'ContainerInherit,ObjectInherit', 'None', 'Allow'"
CASES = [
    (
        "$a = Get-Acl C:\\data; $a.GetType().Name, $a.PSChildName, $a.Path, $a.Owner, $a.Group; (Get-Acl C:\\data\\a.txt).GetType().Name",
        [
            "DirectorySecurity",
            "data",
            "Microsoft.PowerShell.Core\\FileSystem::C:\\data",
            "BUILTIN\\Administrators",
            "WEB01\\None",
            "FileSecurity",
        ],
    ),
    (
        (
            f"$a = Get-Acl C:\\data; $a.AddAccessRule({_RULE}('Guest', 'Modify', {_ALL_BELOW})); (Get-Acl C:\\data).Sddl -eq $a.Sddl; "
            "Set-Acl C:\\data $a; (Get-Acl C:\\data).Sddl -eq $a.Sddl; "
            "(Get-Acl C:\\data\\a.txt).Access | Where-Object IdentityReference -eq WEB01\\Guest | ForEach-Object { $_.IsInherited; $_.FileSystemRights }"
        ),
        ["False", "True", "True", "Modify, Synchronize"],
    ),
    (
        (
            "$a = Get-Acl C:\\data; $a.SetAccessRuleProtection($true, $true); $a | Set-Acl; @((Get-Acl C:\\data).Access | Where-Object IsInherited).Count; "
            "(Get-Acl C:\\data).AreAccessRulesProtected"
        ),
        ["0", "True"],
    ),
    (
        (
            f"$a = Get-Acl C:\\data; $a.SetOwner([Security.Principal.NTAccount]'Guest'); $a.SetAccessRule({_RULE}('Users', 'Read', {_ALL_BELOW})); "
            "Get-Acl C:\\data\\a.txt | ForEach-Object Owner; Set-Acl -LiteralPath C:\\data\\a.txt -AclObject $a -Passthru | ForEach-Object Owner; "
            "$f = Get-Acl C:\\data\\a.txt; $f.Owner; ($f.Access | Where-Object { -not $_.IsInherited }).InheritanceFlags"
        ),
        ["BUILTIN\\Administrators", "WEB01\\Guest", "WEB01\\Guest", "None"],
    ),
    (
        "$a = Get-Acl C:\\data; $a.SetAccessRuleProtection($true, $false); Set-Acl C:\\data $a -WhatIf; @((Get-Acl C:\\data).Access).Count -gt 0",
        ["True"],
    ),
    ("Get-Acl C:\\data\\* | ForEach-Object PSChildName; (Get-Acl C:\\data\\* -Include *.md).PSChildName", ["a.txt", "b.md", "b.md"]),
    ("Get-Item C:\\data\\a.txt | Get-Acl | ForEach-Object PSChildName; Get-Acl C:\\data | Set-Acl C:\\data\\*.txt", ["a.txt"]),
    ("(Get-Acl C:\\data -Audit).Audit.Count; $null -eq (Get-Acl C:\\data).Audit", ["0", "True"]),
    (
        (
            "$k = Get-Acl HKLM:\\Software; $k.AddAccessRule([Security.AccessControl.RegistryAccessRule]::new('Users', 'SetValue', 'Allow')); "
            "Set-Acl HKLM:\\Software $k; (Get-Acl HKLM:\\Software).Access | Where-Object IdentityReference -eq BUILTIN\\Users | ForEach-Object RegistryRights"
        ),
        ["ReadKey", "SetValue"],
    ),
    (
        (
            "$o = [pscustomobject]@{} | Add-Member GetSecurityDescriptor -MemberType ScriptMethod { Get-Acl C:\\data } -PassThru | "
            "Add-Member SetSecurityDescriptor -MemberType ScriptMethod { param($text) $script:got = $text } -PassThru; "
            "$a = Get-Acl -InputObject $o; $a.Owner; Set-Acl -InputObject $o $a; $got -eq $a.Sddl"
        ),
        ["BUILTIN\\Administrators", "True"],
    ),
]


@pytest.fixture
def windows():
    machine = Machine.windows("WEB01")
    machine.files.make_directory("C:\\data")
    for name in ("a.txt", "b.md"):
        machine.files.open(f"C:\\data\\{name}", "w").close()
    with Runspace(machine, None, default_modules(), "windows", "en-US", "5.1.20348.2849", machine.environment) as runspace:
        yield runspace


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(windows, script, expected):
    assert [to_text(item) for item in windows.invoke(script)] == expected
    assert windows.execution.errors == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Get-Acl C:\\nope", "GetAcl_PathNotFound_Exception,Microsoft.PowerShell.Commands.GetAclCommand"),
        ("Get-Acl -LiteralPath C:\\nope*", "GetAcl_PathNotFound,Microsoft.PowerShell.Commands.GetAclCommand"),
        ("Get-Acl Env:\\Path", "GetAcl_OperationNotSupported,Microsoft.PowerShell.Commands.GetAclCommand"),
        ("Get-Acl -InputObject 1", "GetAcl_OperationNotSupported,Microsoft.PowerShell.Commands.GetAclCommand"),
        (
            "Get-Acl -InputObject (1 | Add-Member GetSecurityDescriptor -MemberType ScriptMethod { 'x' } -PassThru)",
            "GetAcl_OperationNotSupported,Microsoft.PowerShell.Commands.GetAclCommand",
        ),
        ("Set-Acl -InputObject 1 (Get-Acl C:\\data)", "SetAcl_OperationNotSupported,Microsoft.PowerShell.Commands.SetAclCommand"),
        ("Get-Acl ''", "ParameterArgumentValidationError,Microsoft.PowerShell.Commands.GetAclCommand"),
        ("Set-Acl C:\\data text", "SetAcl_AclObject,Microsoft.PowerShell.Commands.SetAclCommand"),
        ("Set-Acl C:\\nope (Get-Acl C:\\data)", "PathNotFound,Microsoft.PowerShell.Commands.SetAclCommand"),
        ("Set-Acl Env:\\Path (Get-Acl C:\\data)", "SetAcl_OperationNotSupported,Microsoft.PowerShell.Commands.SetAclCommand"),
    ],
)
def test_refusals(windows, script, expected):
    windows.invoke(script)
    assert [record.fully_qualified_error_id for record in windows.execution.errors] == [expected]


def test_how_it_shows(windows):
    lines = "".join(windows.invoke("Get-Acl C:\\data | Format-List | Out-String")).splitlines()
    assert [line.partition(" ")[0] for line in lines if line[:1].strip()] == ["Path", "Owner", "Group", "Access", "Audit", "Sddl"]
    shown = "".join(windows.invoke("Get-Acl C:\\data\\a.txt | Out-String -Width 120")).split()
    assert shown[:5] == ["Directory:", "C:\\data", "Path", "Owner", "Access"]
    assert "a.txt" in shown


def test_sessions_share_what_is_set(windows):
    windows.invoke("$a = Get-Acl C:\\data; $a.SetOwner([Security.Principal.NTAccount]'Guest'); Set-Acl C:\\data $a")
    machine = windows.machine
    with Runspace(machine, None, default_modules(), "windows", "en-US", "5.1.20348.2849", machine.environment) as other:
        assert other.invoke("(Get-Acl C:\\data).Owner") == ["WEB01\\Guest"]


def test_kinds_of_items():
    assert set(access._KINDS) == {"FileSystem", "Registry"}
