"""The drives of an emulated computer that are no files: its registry and its WS-Management settings."""

from __future__ import annotations

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.registry import RegistryProvider
from psbridge.engine.providers.wsman import WSManProvider
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace
from psbridge.objects.convert import to_text


@pytest.fixture
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace


KEY = "$k = New-Item HKCU:\\Software\\Gate -Value first; "
REGISTRY = [
    ("cd HKLM:\\SOFTWARE; (pwd).Path; (dir).PSChildName -contains 'Microsoft'", ["HKLM:\\SOFTWARE", "True"]),
    ("(gi HKLM:\\SOFTWARE).GetType().FullName", ["Microsoft.Win32.RegistryKey"]),
    (KEY + '$k.GetValue(""); $k.SubKeyCount; $k.ValueCount; $k.PSChildName', ["first", "0", "1", "Gate"]),
    (KEY + '"$k"; $k.GetValue("none", "other")', ["HKEY_CURRENT_USER\\Software\\Gate", "other"]),
    (KEY + "Set-ItemProperty $k.PSPath N 5 -Type DWord; $k.GetValueKind('N'); $k.GetValueNames()", ["DWord", "", "N"]),
    (KEY + "Set-ItemProperty $k.PSPath M a, b -Type MultiString; (gp $k.PSPath).M", ["a", "b"]),
    (KEY + "Clear-Item $k.PSPath; (gi $k.PSPath).ValueCount", ["0"]),
    (KEY + "(New-Item HKCU:\\Software\\Gate\\A\\B -Force).Name", ["HKEY_CURRENT_USER\\Software\\Gate\\A\\B"]),
    (
        (
            KEY + "$null = New-Item HKCU:\\Software\\Gate\\A\\B -Force; Copy-Item HKCU:\\Software\\Gate HKCU:\\Software\\Two -Recurse; "
            "(dir HKCU:\\Software\\Two -Recurse).PSChildName; Rename-Item HKCU:\\Software\\Two Three; Test-Path HKCU:\\Software\\Two; "
            "Remove-Item HKCU:\\Software\\Three -Recurse; Test-Path HKCU:\\Software\\Three"
        ),
        ["A", "B", "False", "False"],
    ),
    ("Test-Path Registry::HKEY_LOCAL_MACHINE\\SOFTWARE; Test-Path HKLM:\\None", ["True", "False"]),
    ("(gp HKCU:\\Environment).TEMP; Get-ItemPropertyValue HKCU:\\Environment TEMP", ["C:\\Users\\Administrator\\AppData\\Local\\Temp"] * 2),
    ("(gi Registry::HKEY_USERS).Name; Test-Path Registry::HKU\\.DEFAULT; Test-Path Registry::HKEY_NONE", ["HKEY_USERS", "True", "False"]),
    (
        "$null = New-PSDrive HKCR Registry HKEY_CLASSES_ROOT; (gp HKCR:\\.txt).'(default)'; Test-Path HKLM:\\SOFTWARE\\Classes\\.txt",
        ["txtfile", "True"],
    ),
    (
        (
            "$null = New-Item HKCU:\\Software\\Zed; $sid = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value; "
            "Test-Path Registry::HKEY_USERS\\$sid\\Software\\Zed"
        ),
        ["True"],
    ),
]
WSMAN = [
    (
        "(dir WSMan:\\localhost\\Listener).Keys; (gi WSMan:\\localhost\\Plugin\\Microsoft.PowerShell).Keys; (gi WSMan:\\localhost\\Client).Keys.Count",
        ["Transport=HTTP", "Address=*", "Name=Microsoft.PowerShell", "0"],
    ),
    ("(dir WSMan:\\localhost).Name | select -first 2", ["MaxEnvelopeSizekb", "MaxTimeoutms"]),
    ("(gi WSMan:\\localhost\\Client\\TrustedHosts).Type; (gi WSMan:\\localhost\\Client).Type", ["System.String", "Container"]),
    ("$p = 'WSMan:\\localhost\\Shell\\MaxShellsPerUser'; Set-Item $p 5 -Force; (gi $p).Value", ["5"]),
    (
        "$s = [Management.Automation.PSSerializer]; $r = $s::Deserialize($s::Serialize((gi WSMan:\\localhost\\Client\\TrustedHosts))); $r.Name; $r.PSChildName",
        ["TrustedHosts", "TrustedHosts"],
    ),
    ("cd WSMan:\\localhost\\Client; (pwd).Path; cd ..; (pwd).Path", ["WSMan:\\localhost\\Client", "WSMan:\\localhost"]),
    ("Test-Path WSMan:\\nohost; Test-Path WSMan:\\localhost\\Service\\Auth", ["False", "True"]),
]


@pytest.mark.parametrize(("script", "expected"), REGISTRY + WSMAN)
def test_what_a_script_sees(windows, script, expected):
    assert [to_text(item) for item in windows.invoke(script)] == expected


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        (KEY + "New-Item HKCU:\\Software\\Gate -ea Stop", "System.IO.IOException"),
        ("New-Item HKCU:\\Software\\Gate\\A\\B -ea Stop", "System.ArgumentException"),
        (KEY + "Get-ItemProperty HKCU:\\Software\\Gate Nope -ea Stop", "System.Management.Automation.PSArgumentException"),
        ("Set-Item WSMan:\\localhost\\Shell\\Nope 5 -ea Stop", "WsManError"),
    ],
)
def test_what_is_refused(windows, script, error_id):
    with pytest.raises(ScriptError) as caught:
        windows.invoke(script)
    assert caught.value.record.fully_qualified_error_id.partition(",")[0] == error_id


def test_they_say_what_they_can():
    assert (RegistryProvider.NAME, WSManProvider.NAME) == ("Registry", "WSMan")
    assert RegistryProvider.CONTAINERS
    assert WSManProvider.CONTAINERS
