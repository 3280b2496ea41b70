"""Rules of access control."""

from __future__ import annotations

import pytest

from psbridge.engine.members import accessrules
from psbridge.objects.convert import to_text

_S = "Security.AccessControl."
_F = f"[{_S}FileSystemAccessRule]"
_FAILS = "try {{ {} }} catch {{ $_.Exception.InnerException.GetType().Name; $_.Exception.InnerException.Message }}"
_ALL = "$r.FileSystemRights, $r.AccessControlType, $r.IdentityReference, $r.IsInherited, $r.InheritanceFlags, $r.PropagationFlags"
CASES = [
    (
        f"$r = {_F}::new('WEB01\\user', 'Modify', 'ContainerInherit,ObjectInherit', 'None', 'Allow'); {_ALL}",
        ["Modify, Synchronize", "Allow", "WEB01\\user", "False", "ContainerInherit, ObjectInherit", "None"],
    ),
    (
        f"$r = New-Object {_S}FileSystemAccessRule ([Security.Principal.NTAccount]'u'), 'Read', 'None', 'InheritOnly', 'Deny'; {_ALL}",
        ["Read", "Deny", "u", "False", "None", "None"],
    ),
    (
        f"$r = New-Object {_S}FileSystemAccessRule('u', 'FullControl', 'Deny'); {_ALL}",
        ["FullControl", "Deny", "u", "False", "None", "None"],
    ),
    (
        f"$r = {_F}::new([Security.Principal.SecurityIdentifier]'S-1-1-0', [{_S}FileSystemRights]::Write, 'Allow'); {_ALL}",
        ["Write, Synchronize", "Allow", "S-1-1-0", "False", "None", "None"],
    ),
    (
        (
            f"$r = [{_S}RegistryAccessRule]::new('u', 'ReadKey', 'ContainerInherit', 'InheritOnly', 'Allow'); "
            "$r.RegistryRights, $r.InheritanceFlags, $r.PropagationFlags"
        ),
        ["ReadKey", "ContainerInherit", "InheritOnly"],
    ),
    (
        f"$r = {_F}::new('u', @('Read', 'Write'), @('ContainerInherit', 'ObjectInherit'), 'None', 'Allow'); $r.FileSystemRights, $r.InheritanceFlags",
        ["Write, Read, Synchronize", "ContainerInherit, ObjectInherit"],
    ),
    (f"([{_S}RegistryAccessRule]::new('u', 'FullControl', 'Deny')).GetType().BaseType.BaseType.Name", ["AuthorizationRule"]),
    (f"[int][{_S}RegistryRights]::FullControl; [{_S}RegistryRights]131078", ["983103", "WriteKey"]),
    (_FAILS.format(f"{_F}::new('u', 0, 'Deny')"), ["ArgumentException", "Argument cannot be zero. (Parameter 'accessMask')"]),
    (
        _FAILS.format(f"{_F}::new([Security.Principal.NTAccount]$null, 1, 'Allow')"),
        ["ArgumentNullException", "Value cannot be null. (Parameter 'identity')"],
    ),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(windows, script, expected):
    assert [to_text(item) for item in windows.invoke(script)] == expected


def test_other_systems_have_none(evaluate):
    script = f"{_F}::new('u', 'Modify', 'Allow')"
    assert evaluate(f"try {{ {script} }} catch {{ $_.Exception.InnerException.GetType().Name }}") == ["PlatformNotSupportedException"]


def test_flags_are_those_of_entries():
    assert [accessrules.bits(number, accessrules._INHERITANCE) for number in range(4)] == [0, 2, 1, 3]
