"""Security descriptors as objects."""

from __future__ import annotations

import pytest

from psbridge.engine.members import accesscontrol
from psbridge.machine.acl import Ace, Descriptor
from psbridge.objects.convert import to_text

_S = "Security.AccessControl."
_NEW = (
    f"$d = [{_S}DirectorySecurity]::new(); function rule($who, $what, $in = 'None', $how = 'Allow') {{ "
    f"[{_S}FileSystemAccessRule]::new($who, $what, $in, 'None', $how) }}; "
)
_FAILS = "try {{ {} }} catch {{ $_.Exception.InnerException.GetType().Name; $_.Exception.InnerException.Message }}"
_NT, _SID = "[Security.Principal.NTAccount]", "[Security.Principal.SecurityIdentifier]"
CASES = [
    (f"$f = [{_S}FileSecurity]::new(); $f.Sddl, $f.Owner, @($f.Access).Count, $f.AccessToString", ["D:", "", "0", ""]),
    (
        f"([{_S}RegistrySecurity]).BaseType.Name, ([{_S}DirectorySecurity]).BaseType.Name, ([{_S}FileSystemSecurity]).BaseType.BaseType.BaseType.Name",
        ["NativeObjectSecurity", "FileSystemSecurity", "ObjectSecurity"],
    ),
    (
        _NEW
        + "$d.AddAccessRule((rule users Read)); $d.AddAccessRule((rule users Write)); $d.AddAccessRule((rule guests Modify none Deny)); "
        "$d.AccessToString",
        ["BUILTIN\\Guests Deny  Modify\nBUILTIN\\Users Allow  Write, Read, Synchronize"],
    ),
    (
        _NEW + "$d.AddAccessRule((rule users Read)); $d.AddAccessRule((rule users Read 'ContainerInherit,ObjectInherit')); $d.Sddl; "
        "$d.SetAccessRule((rule users Modify)); $d.Sddl; $d.ResetAccessRule((rule users Write none Deny)); $d.Sddl",
        ["D:(A;OICI;FR;;;BU)", "D:(A;;0x1301bf;;;BU)", "D:(D;;DCLCRPCR;;;BU)"],
    ),
    (
        _NEW
        + "$d.AddAccessRule((rule users Modify)); $d.RemoveAccessRule((rule users Write)); $d.Sddl; $d.RemoveAccessRule((rule users Modify)); "
        "$d.Sddl; $d.AddAccessRule((rule users Modify)); $d.RemoveAccessRule((rule users Modify)); $d.Sddl",
        ["True", "D:(A;;0x1300a9;;;BU)", "True", "D:(A;;0x100000;;;BU)", "True", "D:"],
    ),
    (
        _NEW + "$d.AddAccessRule((rule users Modify)); $d.AddAccessRule((rule users Read 'ContainerInherit' Deny)); "
        "$d.RemoveAccessRuleSpecific((rule users Read)); $d.Sddl; $d.RemoveAccessRuleAll((rule users Read)); $d.Sddl; "
        f"$d.PurgeAccessRules({_NT}'users'); $d.Sddl",
        ["D:(D;CI;CCSWLORC;;;BU)(A;;0x1301bf;;;BU)", "D:(D;CI;CCSWLORC;;;BU)", "D:"],
    ),
    (
        _NEW + f"$d.SetOwner({_NT}'Administrators'); $d.SetGroup({_SID}'S-1-5-18'); $d.Owner, $d.Group; $d.GetOwner({_SID}).Value; "
        f"$d.GetGroup({_NT}).Value; $d.GetSecurityDescriptorSddlForm('Owner, Group')",
        ["BUILTIN\\Administrators", "NT AUTHORITY\\SYSTEM", "S-1-5-32-544", "NT AUTHORITY\\SYSTEM", "O:BAG:SY"],
    ),
    (_NEW + f"$d.SetOwner({_SID}'S-1-5-21-7-7-7-1000'); $d.Owner", ["O:S-1-5-21-7-7-7-1000"]),
    (
        (
            f"$d = [{_S}DirectorySecurity]::new('C:\\Users', 'Access'); $d.AreAccessRulesProtected, $d.Owner; $d.SetAccessRuleProtection($false, $true); "
            "$d.AreAccessRulesProtected; $d.AreAccessRulesCanonical; $d.AccessRightType.Name, $d.AccessRuleType.Name, $d.AuditRuleType.Name"
        ),
        ["True", "", "False", "True", "FileSystemRights", "FileSystemAccessRule", "FileSystemAuditRule"],
    ),
    (
        (
            f"$d = [{_S}DirectorySecurity]::new('C:\\Windows\\System32\\drivers', 'All'); $n = @($d.Access).Count; "
            f"@($d.GetAccessRules($true, $false, {_NT})).Count, ($d.GetAccessRules($false, $true, {_SID}).Count -eq $n); "
            "$d.SetAccessRuleProtection($true, $true); @($d.Access).Count -eq $n; $d.SetAccessRuleProtection($true, $false); @($d.Access).Count"
        ),
        ["0", "True", "True", "0"],
    ),
    (
        (
            f"$d = [{_S}FileSecurity]::new(); $d.SetSecurityDescriptorSddlForm('O:BAD:P(A;OICI;FR;;;WD)'); $d.Sddl; "
            "$d.SetSecurityDescriptorSddlForm('O:SYD:(A;;FA;;;WD)', 'Owner'); $d.Sddl"
        ),
        ["O:BAD:P(A;;FR;;;WD)", "O:SYD:P(A;;FR;;;WD)"],
    ),
    (
        (
            f"$d = [{_S}RegistrySecurity]::new(); $m = $false; $d.ModifyAccessRule('Add', [{_S}RegistryAccessRule]::new('users', 'ReadKey', 'Allow'), "
            "[ref]$m); $m; $d.AccessToString; $d.Sddl"
        ),
        ["True", "True", "BUILTIN\\Users Allow  ReadKey", "D:(A;;KR;;;BU)"],
    ),
    (
        (
            f"$r = [{_S}DirectorySecurity]::new().AccessRuleFactory({_NT}'u', 268435456, $true, 'ObjectInherit', 'InheritOnly', 'Deny'); "
            "$r.FileSystemRights, $r.IsInherited, $r.PropagationFlags"
        ),
        ["268435456", "True", "InheritOnly"],
    ),
    (
        _NEW + _FAILS.format("$d.AddAccessRule((rule nobody Read))"),
        ["IdentityNotMappedException", "Some or all identity references could not be translated."],
    ),
    (
        _NEW + _FAILS.format(f"[{_S}FileSecurity]::new().SetAccessRule((rule users Read ObjectInherit))"),
        ["ArgumentException", "No flags can be set. (Parameter 'inheritanceFlags')"],
    ),
    (
        _NEW + _FAILS.format("$d.SetSecurityDescriptorSddlForm('nonsense')"),
        ["ArgumentException", "The SDDL form of a security descriptor object is invalid. (Parameter 'sddlForm')"],
    ),
    (
        _FAILS.format(f"[{_S}FileSecurity]::new('C:\\nothing', 'All')"),
        ["FileNotFoundException", "Could not find file 'C:\\nothing'."],
    ),
    (
        (
            "$k = Get-Item HKLM:\\Software; $s = $k.GetAccessControl('Access'); $s.Owner; $s.PurgeAccessRules([Security.Principal.SecurityIdentifier]'S-1-5-32-545'); "
            "$k.SetAccessControl($s); (Get-Acl HKLM:\\Software).Sddl; $k.GetAccessControl().Owner"
        ),
        ["", "O:BAG:SYD:PAI(A;CIIO;KA;;;CO)(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;AC)", "BUILTIN\\Administrators"],
    ),
    (
        (
            f"$d = [{_S}DirectorySecurity]::new(); $d.SetSecurityDescriptorSddlForm('O:BAD:P(A;CI;FR;;;WD)'); $b = $d.GetSecurityDescriptorBinaryForm(); "
            f"$b.GetType().Name, $b.Count; $e = [{_S}RegistrySecurity]::new(); $e.SetSecurityDescriptorBinaryForm($b); $e.Sddl; "
            "$d.SetOwner([Security.Principal.NTAccount]'SYSTEM'); $e.SetSecurityDescriptorBinaryForm($d.GetSecurityDescriptorBinaryForm(), 'Owner'); $e.Owner"
        ),
        ["Byte[]", "64", "O:BAD:P(A;CI;FR;;;WD)", "NT AUTHORITY\\SYSTEM"],
    ),
    (
        _NEW + _FAILS.format("$d.SetSecurityDescriptorBinaryForm([byte[]](1, 2))"),
        ["ArgumentException", "The binary form of an ACE object is invalid. (Parameter 'binaryForm')"],
    ),
    (
        _NEW + _FAILS.format("$d.SetSecurityDescriptorSddlForm('O:BA', 'None')"),
        ["ArgumentException", "Must set at least one flag. (Parameter 'includeSections')"],
    ),
    (
        _NEW + f"$d.SetOwner({_NT}'users'); " + _FAILS.format("$d.GetOwner([string])"),
        ["ArgumentException", "The targetType parameter must be of IdentityReference type. (Parameter 'targetType')"],
    ),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(windows, script, expected):
    assert ["" if item is None else to_text(item) for item in windows.invoke(script)] == expected


def test_lists_out_of_order_take_no_changes():
    told = Descriptor(aces=(Ace(True, "S-1-1-0", 1), Ace(False, "S-1-1-0", 1)))
    found = accesscontrol.DirectorySecurity(told)
    assert found.found.aces == told.aces
    rule = accesscontrol.FileSystemAccessRule(accesscontrol.Sid("S-1-1-0"), Ace(True, "", 1))
    with pytest.raises(accesscontrol.NetError, match="canonical form"):
        found.add(rule)
