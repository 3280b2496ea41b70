"""Identities of a Windows machine, and its network."""

from __future__ import annotations

import pytest

from psbridge.engine.members import directoryservices, interfacecards, principals
from psbridge.objects.convert import to_text

_P = "System.Security.Principal."
CASES = [
    (
        f"$i = [{_P}WindowsIdentity]::GetCurrent(); $i.Name; $i.User.Value -like 'S-1-5-21-*-500'; $i.IsSystem",
        ["WEB01\\Administrator", "True", "False"],
    ),
    (f"([{_P}WindowsPrincipal][{_P}WindowsIdentity]::GetCurrent()).IsInRole([{_P}WindowsBuiltInRole]::Administrator)", ["True"]),
    (f"(New-Object {_P}WindowsPrincipal ([{_P}WindowsIdentity]::GetCurrent())).IsInRole('Backup Operators')", ["False"]),
    (f"[{_P}SecurityIdentifier]::new('S-1-5-32-544').Translate([{_P}NTAccount]).Value", ["BUILTIN\\Administrators"]),
    (f"[{_P}NTAccount]::new('nt authority\\system').Translate([{_P}SecurityIdentifier]).Value", ["S-1-5-18"]),
    (f"try {{ [{_P}SecurityIdentifier]::new('nonsense') }} catch {{ $_.Exception.InnerException.GetType().Name }}", ["ArgumentException"]),
    (
        f"try {{ [{_P}NTAccount]::new('nobody').Translate([{_P}SecurityIdentifier]) }} catch {{ $_.Exception.InnerException.GetType().Name }}",
        ["IdentityNotMappedException"],
    ),
    (f"[{_P}WindowsIdentity]::GetCurrent().User.AccountDomainSid.Value.Split('-').Count", ["7"]),
    (
        "$n = [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces(); $n.Count; $n[0].GetIPProperties().UnicastAddresses[0].Address",
        ["2", "10.0.0.15"],
    ),
    (
        "$n[0].NetworkInterfaceType; $n[0].GetPhysicalAddress().ToString(); $n[1].NetworkInterfaceType",
        ["Ethernet", "00155D00010A", "Loopback"],
    ),
    ("[Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().HostName", ["WEB01"]),
]


_D = "System.DirectoryServices.AccountManagement"
CASES += [
    (
        (
            f"$c = New-Object {_D}.PrincipalContext ([{_D}.ContextType]::Machine); $g = New-Object {_D}.GroupPrincipal $c, 'BUILTIN\\Administrators';"
            f"$f = (New-Object {_D}.PrincipalSearcher $g).FindOne(); $f.Name; $f.Members | ForEach-Object {{ $_.Sid.Value -like '*-500' }}"
        ),
        ["Administrators", "True"],
    ),
    (
        f"[{_D}.UserPrincipal]::FindByIdentity($c, 'administrator').Enabled; $null -eq [{_D}.UserPrincipal]::FindByIdentity($c, 'x')",
        ["True", "True"],
    ),
    (
        f"try {{ [{_D}.PrincipalContext]::new('Domain') }} catch {{ $_.Exception.InnerException.GetType().Name }}",
        ["PrincipalServerDownException"],
    ),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(windows, script, expected):
    assert [to_text(item) for item in windows.invoke(script)] == expected


@pytest.mark.parametrize(
    "script", [f"[{_P}WindowsIdentity]::GetCurrent()", "[Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces()"]
)
def test_other_systems_have_none(evaluate, script):
    assert evaluate(f"try {{ {script} }} catch {{ $_.Exception.InnerException.GetType().Name }}") == ["PlatformNotSupportedException"]


def test_windows_powershell_does_not_know_the_variables_of_the_other(windows):
    assert windows.invoke("$null -eq (Get-Variable IsWindows, IsCoreCLR -ErrorAction Ignore); $PSEdition") == [True, "Desktop"]


def test_well_known_names_are_unambiguous():
    assert len(set(principals.WELL_KNOWN.values())) == len(principals.WELL_KNOWN)
    assert directoryservices.ContextType.parse("Machine") == 0
    assert interfacecards.Kind.parse("Ethernet") == 6
