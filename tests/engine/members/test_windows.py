"""What .NET types say on an emulated Windows machine: nothing of the computer that runs the test."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.objects.convert import to_text


@pytest.fixture(scope="module")
def windows():
    machine = Machine()
    with Runspace(machine, profile="windows", environment=machine.environment) as runspace:
        yield lambda script: ["null" if item is None else to_text(item) for item in runspace.invoke(script)]


CASES = [
    ("[Environment]::MachineName; [Net.Dns]::GetHostName()", ["WIN-PSBRIDGE", "WIN-PSBRIDGE"]),
    ("[Environment]::OSVersion.Platform; [Environment]::OSVersion.Version.Major", ["Win32NT", "10"]),
    ("[Environment]::NewLine.Length", ["2"]),
    ("$PROFILE -like '*\\Documents\\PowerShell\\Microsoft.PowerShell_profile.ps1'", ["True"]),
    ("[IO.Path]::DirectorySeparatorChar; [IO.Path]::PathSeparator; [IO.Path]::GetFileName('C:\\a\\b.txt')", ["\\", ";", "b.txt"]),
    (
        "[IO.Path]::Combine('C:\\a', 'b'); [IO.Path]::GetPathRoot('C:\\a\\b'); [IO.Path]::GetDirectoryName('C:\\a')",
        ["C:\\a\\b", "C:\\", "C:\\"],
    ),
    ("[IO.File]::Exists('/etc/passwd'); [IO.Directory]::Exists('/proc')", ["False", "False"]),
    ("try { [IO.File]::ReadAllText('/etc/passwd') } catch { 'no' }", ["no"]),
    ("[IO.File]::WriteAllText('C:\\t.txt', 'x'); [IO.File]::ReadAllText('c:\\T.TXT')", ["x"]),
    ("[Environment]::GetEnvironmentVariable('HOME')", ["null"]),
    ("[Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([Runtime.InteropServices.OSPlatform]::Windows)", ["True"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(windows, script, expected):
    assert windows(script) == expected
