"""Microsoft.Win32.Registry and RegistryKey, where there is a registry and where there is none."""

from __future__ import annotations

import pytest

from psbridge.engine.members import registrykeys
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace
from psbridge.objects.convert import to_text


@pytest.fixture
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace


MINE = "$k = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Software\\Mine'); "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("[Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE\\Microsoft').Name", ["HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft"]),
        ("$null -eq [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('Nope')", ["True"]),
        ("[Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', 'Registry64').Name", ["HKEY_USERS"]),
        (MINE + "$k.SetValue('n', 5); $k.SetValue('s', 'x'); $k.SetValue('l', [long]5); $k.GetValueNames() | % { $k.GetValueKind($_) }",
         ["DWord", "String", "String"]),
        (MINE + "$k.SetValue('q', 5, 'QWord'); $k.GetValue('q').GetType().Name; $k.GetValueKind('q')", ["Int64", "QWord"]),
        (MINE + "$k.SetValue('e', '%windir%\\x%none%', 'ExpandString'); $k.GetValue('e'); $k.GetValue('e', $null, 'DoNotExpandEnvironmentNames')",
         ["C:\\Windows\\x%none%", "%windir%\\x%none%"]),
        (MINE + "$k.SetValue('m', [string[]]('a', 'b')); $k.SetValue('b', [byte[]](1, 2)); $k.GetValueKind('m'); $k.GetValueKind('b')",
         ["MultiString", "Binary"]),
        (MINE + "$k.SetValue('n', 5); $k.DeleteValue('n'); $k.DeleteValue('n', $false); $k.ValueCount; Test-Path HKCU:\\Software\\Mine", ["0", "True"]),
        (MINE + "$null = $k.CreateSubKey('a\\b'); $k.GetSubKeyNames(); $k.DeleteSubKeyTree('a'); $k.DeleteSubKey('a', $false); $k.SubKeyCount", ["a", "0"]),
        (("[Microsoft.Win32.Registry]::SetValue('HKEY_CURRENT_USER\\Software\\N', 'v', 7); (gp HKCU:\\Software\\N).v; "
         "[Microsoft.Win32.Registry]::GetValue('HKEY_CURRENT_USER\\Software\\N', 'w', 'other')"), ["7", "other"]),
        ("$null -eq [Microsoft.Win32.Registry]::GetValue('HKEY_CURRENT_USER\\Nope', 'w', 'other')", ["True"]),
    ],
)  # fmt: skip
def test_keys_and_values(windows, script, expected):
    assert [to_text(item) for item in windows.invoke(script)] == expected


@pytest.mark.parametrize(
    ("script", "kind", "text"),
    [
        ("[Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE').SetValue('a', 1)", "UnauthorizedAccessException", "Cannot write"),
        (MINE + "$k.DeleteValue('none')", "ArgumentException", "No value exists with that name."),
        (MINE + "$k.DeleteSubKeyTree('none')", "ArgumentException", "the subkey does not exist."),
        (MINE + "$null = $k.CreateSubKey('a\\b'); $k.DeleteSubKey('a')", "InvalidOperationException", "Registry key has subkeys"),
        (MINE + "$k.GetValueKind('none')", "IOException", "The specified registry key does not exist."),
        (MINE + "$k.SetValue('none', $null)", "ArgumentNullException", "Value cannot be null"),
        ("[Microsoft.Win32.Registry]::GetValue('HKLM\\x', 'v', 1)", "ArgumentException", "must start with a valid base key name"),
    ],
)
def test_refusals(windows, script, kind, text):
    windows.invoke(script)
    (record,) = windows.execution.errors
    assert record.fully_qualified_error_id == kind
    assert text in str(record)


def test_there_is_no_registry_on_unix():
    with Runspace() as runspace:
        assert runspace.invoke("$null -eq [Microsoft.Win32.Registry]::LocalMachine") == [True]
        runspace.invoke("[Microsoft.Win32.Registry]::GetValue('HKEY_CURRENT_USER\\a', 'b', 1)")
        assert runspace.execution.errors[0].fully_qualified_error_id == "PlatformNotSupportedException"
    assert registrykeys.kind_of("text") == "String"
