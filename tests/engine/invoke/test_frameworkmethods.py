"""Methods that only Windows PowerShell may call."""

from __future__ import annotations

import pytest

from psbridge.engine.invoke.frameworkmethods import framework_method
from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import find_type

_RULE = "[Security.AccessControl.FileSystemAccessRule]::new('Guest', 'Modify', 'Allow')"


@pytest.fixture(scope="module")
def machine():
    made = Machine.windows("WEB01")
    made.files.make_directory("C:\\data")
    made.files.open("C:\\data\\a.txt", "w").close()
    return made


def _session(machine, version):
    return Runspace(machine, None, default_modules(), "windows", "en-US", version, machine.environment)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$i = Get-Item C:\\data; $i.GetAccessControl().GetType().Name; $i.GetAccessControl('Owner').Sddl",
            ["DirectorySecurity", "O:BAD:"],
        ),
        (
            f"$a = $i.GetAccessControl('Access'); $a.AddAccessRule({_RULE}); $i.SetAccessControl($a); (Get-Acl C:\\data).Access[0].IdentityReference",
            ["WEB01\\Guest"],
        ),
        ("[IO.File]::GetAccessControl('C:\\data\\a.txt').GetType().Name", ["FileSecurity"]),
        (
            (
                f"Set-Location C:\\data; $f = [IO.FileInfo]'C:\\data\\a.txt'; $a = $f.GetAccessControl(); $a.SetAccessRule({_RULE}); "
                "[IO.File]::SetAccessControl('C:\\data\\a.txt', $a); $f.GetAccessControl().Sddl -eq $a.Sddl"
            ),
            ["True"],
        ),
        (
            "[IO.Directory]::SetAccessControl('C:\\data', $i.GetAccessControl()); [IO.Directory]::GetAccessControl('C:\\data', 'Owner').Owner",
            ["BUILTIN\\Administrators"],
        ),
    ],
)
def test_windows_powershell_has_them(machine, script, expected):
    with _session(machine, "5.1.20348.2849") as session:
        session.invoke("$i = Get-Item C:\\data")
        assert [to_text(item) for item in session.invoke(script)] == expected


@pytest.mark.parametrize("script", ["(Get-Item C:\\data).GetAccessControl()", "[IO.File]::GetAccessControl('C:\\data\\a.txt')"])
def test_powershell_does_not(machine, script):
    with _session(machine, "7.0.13") as session:
        found = session.invoke(f"try {{ {script} }} catch {{ $_.FullyQualifiedErrorId, $_.Exception.GetType().Name }}")
        assert [to_text(item) for item in found] == ["MethodNotFound", "RuntimeException"]
        extended = session.invoke("[IO.FileSystemAclExtensions]::GetAccessControl((Get-Item C:\\data), 'Owner').Owner")
        assert extended == ["BUILTIN\\Administrators"]


def test_they_are_of_few_types():
    assert framework_method(find_type("System.IO.FileInfo"), "getaccesscontrol", False) is not None
    assert framework_method(find_type("System.IO.FileInfo"), "getaccesscontrol", True) is None
    assert framework_method(find_type("System.IO.File"), "setaccesscontrol", True) is not None
    assert framework_method(find_type("System.String"), "getaccesscontrol", False) is None
