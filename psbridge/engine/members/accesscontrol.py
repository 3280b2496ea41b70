"""System.Security.AccessControl: FileSecurity, DirectorySecurity and RegistrySecurity.

Decides when a change is refused; what it makes of a list is decided by `psbridge.machine.acl`. A descriptor is a copy: nothing changes on
the machine until it is set.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import accessrules
from psbridge.engine.members.accessrules import (
    AccessControlType,
    AccessRule,
    FileSystemAccessRule,
    FileSystemRights,
    P,
    RegistryAccessRule,
    RegistryRights,
    RuleCollection,
    S,
    machine_here,
    reference,
    sid_text,
)
from psbridge.engine.members.arguments import bad_argument, invalid_operation, needed
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.paths import full_path
from psbridge.engine.members.principals import Account, Sid
from psbridge.engine.members.table import fill, register_types
from psbridge.engine.running import running
from psbridge.machine import acl, descriptors, sdbinary, sddl
from psbridge.machine.acl import Ace, Descriptor
from psbridge.objects.exceptions import NetError
from psbridge.objects.members import CodeProperty, ComputedScriptProperty
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.typetable import builtin

Sections: Any = enum_type(S + "AccessControlSections")
Modification: Any = enum_type(S + "AccessControlModification")
register_types(
    f"""
    {S}ObjectSecurity
    {S}CommonObjectSecurity | {S}ObjectSecurity
    {S}NativeObjectSecurity | {S}CommonObjectSecurity
    {S}FileSystemSecurity | {S}NativeObjectSecurity
    {S}FileSystemAuditRule
    System.IO.FileSystemAclExtensions
    {S}RegistryAuditRule
    """
)
_NO_FLAGS = "No flags can be set."
_DISORDER = (
    "This access control list is not in canonical form and therefore cannot be modified. Run icacls with the /verify option to find the "
    "problem."
)


class Security(NetObject):
    """A security descriptor. `sections`: what of it there is."""

    __slots__ = ("found",)
    net_type = find_type(S + "NativeObjectSecurity")
    CONTAINER = True
    RULE: type[AccessRule] = AccessRule
    RIGHTS: Any = FileSystemRights
    AUDIT = ""

    def __init__(self, found: Descriptor | None = None) -> None:
        super().__init__()
        self.found = Descriptor() if found is None else found
        self._take(acl.loaded(self.found.aces, self.CONTAINER))

    def _take(self, aces: acl.Acl) -> None:
        self.found = Descriptor(self.found.owner, self.found.group, aces, self.found.protected, self.found.auto)

    # -- rules

    def rules(self, explicit: bool, inherited: bool, target: Any) -> RuleCollection:
        wanted = [ace for ace in self.found.aces if (inherited if ace.inherited else explicit)]
        return RuleCollection(self.RULE(reference(ace.sid, target), ace) for ace in wanted)

    def _entry(self, rule: Any) -> Ace:
        """The entry that a rule means, with the SID of its account."""
        bare = unwrap(needed(rule, "rule"))
        if not acl.is_canonical(self.found.aces):
            raise invalid_operation(_DISORDER)
        return Ace(bare.ace.allow, sid_text(bare.identity), bare.ace.mask, bare.ace.flags & ~acl.INHERITED)

    def _new_entry(self, rule: Any) -> Ace:
        """An entry that is to be put in; a file hands nothing down."""
        made, bare = self._entry(rule), unwrap(rule)
        if not self.CONTAINER and made.flags:
            raise bad_argument(_NO_FLAGS, "inheritanceFlags" if int(bare.inheritance) else "propagationFlags")
        return made

    def add(self, rule: Any) -> None:
        self._take(acl.add(self.found.aces, self._new_entry(rule), self.CONTAINER))

    def put(self, rule: Any) -> None:
        self._take(acl.put(self.found.aces, self._new_entry(rule), self.CONTAINER))

    def reset(self, rule: Any) -> None:
        """The rule in the place of all of its account, permissions and denials."""
        wanted = self._new_entry(rule)
        self._take(acl.put(acl.purge(self.found.aces, wanted.sid), wanted, self.CONTAINER))

    def take_out(self, rule: Any) -> bool:
        left = acl.remove(self.found.aces, self._without_wait(self._entry(rule)))
        if left is not None:
            self._take(left)
        return left is not None

    def _without_wait(self, entry: Ace) -> Ace:
        """A permission that is not there as it stands leaves the right to wait for the file, which other permissions need."""
        if self.RULE is not FileSystemAccessRule:
            return entry
        if any((ace.allow, ace.sid, ace.mask) == (entry.allow, entry.sid, entry.mask) for ace in self.found.aces):
            return entry
        return Ace(entry.allow, entry.sid, FileSystemAccessRule.mask_of(entry.mask, False), entry.flags)

    def remove_all(self, rule: Any) -> None:
        wanted = self._entry(rule)
        own = (ace for ace in self.found.aces if ace.inherited or (ace.allow, ace.sid) != (wanted.allow, wanted.sid))
        self._take(tuple(own))

    def remove_same(self, rule: Any) -> None:
        self._take(acl.remove_same(self.found.aces, self._entry(rule)))

    def purge(self, identity: Any) -> None:
        self._take(acl.purge(self.found.aces, sid_text(identity)))

    def modify(self, modification: Any, rule: Any, modified: Any) -> bool:
        """ModifyAccessRule: one of the changes above, by its name."""
        bare = unwrap(needed(rule, "rule"))
        if not isinstance(bare, self.RULE):
            raise bad_argument("The access rule is not the correct type.", "rule")
        done = _CHANGES[int(modification)](self, bare)
        modified.value = done is not False
        return bool(modified.value)

    def make_rule(self, identity: Any, mask: int, inherited: bool, inheritance: Any, propagation: Any, kind: Any) -> Any:
        return accessrules.made(self.RULE, identity, mask, inheritance, propagation, kind, inherited)

    # -- the rest

    def protect(self, protected: bool, keep: bool) -> None:
        left = tuple(ace for ace in self.found.aces if keep or not protected or not ace.inherited)
        self.found = Descriptor(self.found.owner, self.found.group, left, protected, self.found.auto)

    def owner(self, target: Any) -> Any:
        return None if self.found.owner is None else reference(self.found.owner, target)

    def group(self, target: Any) -> Any:
        return None if self.found.group is None else reference(self.found.group, target)

    def set_owner(self, identity: Any) -> None:
        found = self.found
        self.found = Descriptor(sid_text(identity), found.group, found.aces, found.protected, found.auto)

    def set_group(self, identity: Any) -> None:
        found = self.found
        self.found = Descriptor(found.owner, sid_text(identity), found.aces, found.protected, found.auto)

    def sddl(self, sections: Any = 15) -> str:
        return sddl.written(self.found, int(sections), machine_here().accounts.machine_sid)

    def read(self, text: str, sections: Any = 15) -> None:
        """Take the parts that are asked for from a text."""
        try:
            told, there = sddl.read(needed(text, "sddlForm"), machine_here().accounts.machine_sid)
        except ValueError as problem:
            raise bad_argument("The SDDL form of a security descriptor object is invalid.", "sddlForm") from problem
        self._take_parts(told, there & _asked(sections))

    def packed(self) -> bytearray:
        return bytearray(sdbinary.packed(self.found))

    def unpack(self, data: Any, sections: Any = 15) -> None:
        """Take the parts that are asked for from bytes."""
        try:
            told = sdbinary.unpacked(bytes(needed(data, "binaryForm")))
        except ValueError as problem:
            raise bad_argument("The binary form of an ACE object is invalid.", "binaryForm") from problem
        self._take_parts(told, _asked(sections))

    def _take_parts(self, told: Descriptor, wanted: int) -> None:
        now = self.found
        access = told if wanted & sddl.ACCESS else now
        self.found = Descriptor(
            told.owner if wanted & sddl.OWNER else now.owner,
            told.group if wanted & sddl.GROUP else now.group,
            acl.loaded(access.aces, self.CONTAINER),
            access.protected,
            access.auto,
        )


def _asked(sections: Any) -> int:
    if not int(sections):
        raise bad_argument("Must set at least one flag.", "includeSections")
    return int(sections)


_CHANGES = (Security.add, Security.put, Security.reset, Security.take_out, Security.remove_all, Security.remove_same)


class FileSecurity(Security):
    """The access control of a file."""

    __slots__ = ()
    net_type = define(S + "FileSecurity", find_type(S + "FileSystemSecurity"))
    CONTAINER = False
    RULE = FileSystemAccessRule
    AUDIT = S + "FileSystemAuditRule"


class DirectorySecurity(Security):
    """The access control of a folder."""

    __slots__ = ()
    net_type = define(S + "DirectorySecurity", find_type(S + "FileSystemSecurity"))
    RULE = FileSystemAccessRule
    AUDIT = S + "FileSystemAuditRule"


class RegistrySecurity(Security):
    """The access control of a registry key."""

    __slots__ = ()
    net_type = define(S + "RegistrySecurity", find_type(S + "NativeObjectSecurity"))
    RULE = RegistryAccessRule
    RIGHTS = RegistryRights
    AUDIT = S + "RegistryAuditRule"


def _parts(found: Descriptor, wanted: int) -> Descriptor:
    access = (found.aces, found.protected, found.auto) if wanted & sddl.ACCESS else ()
    return Descriptor(found.owner if wanted & sddl.OWNER else None, found.group if wanted & sddl.GROUP else None, *access)


def _there(path: str) -> tuple[Any, str]:
    """The machine, and the full path of a file or folder that it has."""
    machine = machine_here()
    full = full_path(running().context(), path)
    if machine.files.stat(full) is None:
        raise NetError.of("System.IO.FileNotFoundException", f"Could not find file '{full}'.")
    return machine, full


def of_path(path: str, sections: Any = 14) -> Security:
    """The parts of a file's or folder's descriptor that are asked for."""
    machine, full = _there(path)
    kind = DirectorySecurity if descriptors.is_folder(machine, full) else FileSecurity
    return kind(_parts(descriptors.of_file(machine, full), int(sections)))


def set_path(path: str, security: Any) -> None:
    machine, full = _there(path)
    descriptors.set_file(machine, full, unwrap(needed(security, "security")).found)


def of_info(info: Any, sections: Any = 14) -> Security:
    """The descriptor of a FileInfo's file or a DirectoryInfo's folder."""
    return of_path(unwrap(needed(info, "info")).full_name, sections)


def set_info(info: Any, security: Any) -> None:
    set_path(unwrap(needed(info, "info")).full_name, security)


def of_key(path: str) -> RegistrySecurity:
    return RegistrySecurity(descriptors.of_key(machine_here(), path))


def of_view(view: Any, sections: Any = 14) -> RegistrySecurity:
    """The descriptor of an open registry key."""
    return RegistrySecurity(_parts(descriptors.of_key(machine_here(), view.path), int(sections)))


def set_view(view: Any, security: Any) -> None:
    descriptors.set_key(machine_here(), view.path, unwrap(needed(security, "registrySecurity")).found)


def _empty(cls: type[Security]) -> Any:
    def new(*given: Any) -> Security:
        machine_here()
        return of_path(*given) if given else cls()

    return new


# -- tables

_FACTORY = (
    f"{P}IdentityReference identityReference, int accessMask, bool isInherited, {S}InheritanceFlags inheritanceFlags, "
    f"{S}PropagationFlags propagationFlags, {S}AccessControlType type"
)
fill(
    S + "ObjectSecurity",
    f"""
    type AccessRightType {{get;}}
    type AccessRuleType {{get;}}
    type AuditRuleType {{get;}}
    bool AreAccessRulesProtected {{get;}}
    bool AreAuditRulesProtected {{get;}}
    bool AreAccessRulesCanonical {{get;}}
    bool AreAuditRulesCanonical {{get;}}
    {S}AccessRule AccessRuleFactory({_FACTORY})
    {P}IdentityReference GetOwner(type targetType)
    {P}IdentityReference GetGroup(type targetType)
    void SetOwner({P}IdentityReference identity)
    void SetGroup({P}IdentityReference identity)
    void PurgeAccessRules({P}IdentityReference identity)
    void SetAccessRuleProtection(bool isProtected, bool preserveInheritance)
    bool ModifyAccessRule({S}AccessControlModification modification, {S}AccessRule rule, [ref] bool modified)
    string GetSecurityDescriptorSddlForm({S}AccessControlSections includeSections)
    void SetSecurityDescriptorSddlForm(string sddlForm)
    void SetSecurityDescriptorSddlForm(string sddlForm, {S}AccessControlSections includeSections)
    byte[] GetSecurityDescriptorBinaryForm()
    void SetSecurityDescriptorBinaryForm(byte[] binaryForm)
    void SetSecurityDescriptorBinaryForm(byte[] binaryForm, {S}AccessControlSections includeSections)
    static bool IsSddlConversionSupported()
    """,
    {
        "AccessRightType": lambda one: one.RIGHTS.net_type,
        "AccessRuleType": lambda one: one.RULE.net_type,
        "AuditRuleType": lambda one: find_type(one.AUDIT),
        "AreAccessRulesProtected": lambda one: one.found.protected,
        "AreAuditRulesProtected": lambda one: False,
        "AreAccessRulesCanonical": lambda one: acl.is_canonical(one.found.aces),
        "AreAuditRulesCanonical": lambda one: True,
        "AccessRuleFactory": Security.make_rule,
        "GetOwner": Security.owner,
        "GetGroup": Security.group,
        "SetOwner": Security.set_owner,
        "SetGroup": Security.set_group,
        "PurgeAccessRules": Security.purge,
        "SetAccessRuleProtection": Security.protect,
        "ModifyAccessRule": Security.modify,
        "GetSecurityDescriptorSddlForm": Security.sddl,
        "SetSecurityDescriptorSddlForm": Security.read,
        "GetSecurityDescriptorBinaryForm": Security.packed,
        "SetSecurityDescriptorBinaryForm": Security.unpack,
        "::IsSddlConversionSupported": lambda: True,
    },
)
_LISTED = f"{S}AuthorizationRuleCollection GetAccessRules(bool includeExplicit, bool includeInherited, type targetType)"
fill(S + "CommonObjectSecurity", _LISTED, {"GetAccessRules": Security.rules})
_ACTIONS = {
    "AddAccessRule": Security.add,
    "SetAccessRule": Security.put,
    "ResetAccessRule": Security.reset,
    "RemoveAccessRule": Security.take_out,
    "RemoveAccessRuleAll": Security.remove_all,
    "RemoveAccessRuleSpecific": Security.remove_same,
}
for _type, _rule in (("FileSystemSecurity", "FileSystemAccessRule"), ("RegistrySecurity", "RegistryAccessRule")):
    _lines = (f"{'bool' if name == 'RemoveAccessRule' else 'void'} {name}({S}{_rule} rule)" for name in _ACTIONS)
    fill(S + _type, "\n".join(_lines), _ACTIONS)
for _class in (FileSecurity, DirectorySecurity):
    _word = "fileName" if _class is FileSecurity else "name"
    fill(_class.net_type, f"new()\nnew(string {_word}, {S}AccessControlSections includeSections)", {"new": _empty(_class)})
fill(RegistrySecurity.net_type, "new()", {"new": _empty(RegistrySecurity)})

_I = "System.IO."
_INFOS = (
    (_I + "FileInfo fileInfo", S + "FileSecurity fileSecurity"),
    (_I + "DirectoryInfo directoryInfo", S + "DirectorySecurity directorySecurity"),
)
_SECTIONS = f"{S}AccessControlSections includeSections"
fill(
    _I + "FileSystemAclExtensions",
    "\n".join(
        f"""
        static {security.split()[0]} GetAccessControl({info})
        static {security.split()[0]} GetAccessControl({info}, {_SECTIONS})
        static void SetAccessControl({info}, {security})
        """
        for info, security in _INFOS
    ),
    {"::GetAccessControl": of_info, "::SetAccessControl": set_info},
)

# -- what PowerShell adds


def _place(value: Any) -> Any:
    return value.get("PSPath")


def _who(value: Any, get: Any, section: int) -> str | None:
    """An owner or group by name, or as SDDL where it has none."""
    bare = unwrap(value)
    found = get(bare, Account.net_type)
    return bare.sddl(section) if isinstance(found, Sid) else None if found is None else str(found)


def _access(value: Any) -> RuleCollection:
    found: RuleCollection = unwrap(value).rules(True, True, Account.net_type)
    return found


def _access_text(value: Any) -> str:
    rights = unwrap(value).RIGHTS
    return "\n".join(f"{rule.identity} {AccessControlType(int(rule.kind)).label}  {rights(rule.rights).label}" for rule in _access(value))


_ACCESS_SCRIPT = (
    '($this.Access | ForEach-Object { "{0} {1}  {2}" -f $_.IdentityReference, $_.AccessControlType, '
    '$(if ($_ -is [Security.AccessControl.FileSystemAccessRule]) { $_.FileSystemRights } else { $_.RegistryRights }) }) -join "`n"'
)
for _member in (
    CodeProperty("Path", _place, type_name="System.String"),
    CodeProperty("Owner", lambda value: _who(value, Security.owner, sddl.OWNER), type_name="System.String"),
    CodeProperty("Group", lambda value: _who(value, Security.group, sddl.GROUP), type_name="System.String"),
    CodeProperty("Access", _access, type_name=S + "AuthorizationRuleCollection"),
    CodeProperty("Sddl", lambda value: unwrap(value).sddl(), type_name="System.String"),
    ComputedScriptProperty("AccessToString", _access_text, _ACCESS_SCRIPT),
    ComputedScriptProperty("AuditToString", lambda value: "", '""'),
):
    builtin(S + "ObjectSecurity").add(_member)
