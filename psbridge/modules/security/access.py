"""Get-Acl and Set-Acl: owner, group and access rules of files of a Windows machine.

A machine that keeps no descriptors gives every file what a fresh installation gives it; what Set-Acl sets is kept with the session.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.machine import files_of
from psbridge.objects import NetObject, define, define_enum, unwrap

_S = "System.Security.AccessControl."
FileSystemRights: Any = define_enum(
    _S + "FileSystemRights",
    "ListDirectory=1 ReadData=1 WriteData=2 CreateFiles=2 CreateDirectories=4 AppendData=4 ReadExtendedAttributes=8 "
    "WriteExtendedAttributes=16 ExecuteFile=32 Traverse=32 DeleteSubdirectoriesAndFiles=64 ReadAttributes=128 WriteAttributes=256 "
    "Write=278 "
    "Delete=65536 ReadPermissions=131072 Read=131209 ReadAndExecute=131241 Modify=197055 ChangePermissions=262144 TakeOwnership=524288 "
    "Synchronize=1048576 FullControl=2032127",
    flags=True,
)
AccessControlType: Any = define_enum(_S + "AccessControlType", "Allow Deny")
_STORE = "psbridge.acl"
_DEFAULT = (
    ("BUILTIN\\Administrators", 2032127),
    ("NT AUTHORITY\\SYSTEM", 2032127),
    ("BUILTIN\\Users", 1179817),
)


class FileSystemAccessRule(NetObject):
    """Who may do what."""

    __slots__ = ("identity", "inherited", "kind", "rights")
    net_type = define(_S + "FileSystemAccessRule")
    PROPERTIES = {
        "FileSystemRights": "rights",
        "AccessControlType": "kind",
        "IdentityReference": "identity",
        "IsInherited": "inherited",
    }

    def __init__(self, identity: str, rights: int, kind: int = 0, inherited: bool = False) -> None:
        super().__init__()
        self.identity, self.rights, self.kind = identity, FileSystemRights(rights), AccessControlType(kind)
        self.inherited = inherited

    def __str__(self) -> str:
        return f"{self.identity} {self.kind.label}  {self.rights.label}"


class FileSecurity(NetObject):
    """The access control of a file."""

    __slots__ = ("group", "owner", "place", "rules")
    net_type = define(_S + "FileSecurity")
    PROPERTIES = {"Path": "place", "Owner": "owner", "Group": "group", "Access": "rules", "AccessToString": "access_text"}
    METHODS = {
        "AddAccessRule": "add_rule",
        "SetAccessRule": "set_rule",
        "RemoveAccessRule": "remove_rule",
        "SetOwner": "set_owner",
    }

    def __init__(self, place: str, owner: str, group: str, rules: list[Any]) -> None:
        super().__init__()
        self.place, self.owner, self.group, self.rules = place, owner, group, rules

    @property
    def access_text(self) -> str:
        return "\n".join(map(str, self.rules))

    def add_rule(self, rule: FileSystemAccessRule) -> None:
        self.rules.append(rule)

    def set_rule(self, rule: FileSystemAccessRule) -> None:
        self.rules = [one for one in self.rules if one.identity.lower() != rule.identity.lower()] + [rule]

    def remove_rule(self, rule: FileSystemAccessRule) -> bool:
        before = len(self.rules)
        self.rules = [
            one for one in self.rules if (one.identity, int(one.rights), int(one.kind)) != (rule.identity, int(rule.rights), int(rule.kind))
        ]
        return len(self.rules) != before

    def set_owner(self, owner: Any) -> None:
        self.owner = str(owner)


def _descriptor(cmd: Cmdlet, full: str) -> FileSecurity:
    kept: dict[str, FileSecurity] = cmd.runspace.extras.setdefault(_STORE, {})
    found = kept.get(full.lower())
    if found is not None:
        return FileSecurity(found.place, found.owner, found.group, list(found.rules))
    stat = files_of(cmd.machine).stat(full)
    owner = (stat.owner if stat is not None else "") or "BUILTIN\\Administrators"
    group = (stat.group if stat is not None else "") or owner
    rules = [FileSystemAccessRule(name, rights, inherited=True) for name, rights in _DEFAULT]
    return FileSecurity(f"Microsoft.PowerShell.Core\\FileSystem::{full}", owner, group, rules)


@cmdlet("Get-Acl", default_set="ByPath", output=(_S + "FileSecurity",))
class GetAcl(Cmdlet):
    """Gets the security descriptor of a file."""

    path = parameter("Path", "string[]", sets=(In("ByPath", position=0, pipeline=True, by_property=True),), default=(".",))
    literal_path = parameter("LiteralPath", "string[]", sets=(In("ByLiteralPath", by_property=True),), aliases=("PSPath",))
    input_object = parameter("InputObject", "psobject", sets=(In("ByInputObject", mandatory=True),))
    audit = parameter("Audit", "switch")

    def process(self) -> None:
        if self.set_name == "ByInputObject":
            name = getattr(unwrap(self.input_object), "full_name", None)
            if name is None:
                text = "The command failed because GetSecurityDescriptor is no method of the input object."
                kind = "System.Management.Automation.MethodInvocationException"
                self.write_error(self.error(kind, text, "GetAcl_OperationNotSupported", "NotImplemented", self.input_object))
                return
            self.write(_descriptor(self, name))
            return
        literal = self.set_name == "ByLiteralPath"
        for path in (self.literal_path if literal else self.path) or ():
            for found in self.paths.each([path], literal, self.write_error):
                self.write(_descriptor(self, found.path))


@cmdlet("Set-Acl", default_set="ByPath", should_process=True)
class SetAcl(Cmdlet):
    """Changes the security descriptor of a file."""

    path = parameter("Path", "string[]", sets=(In("ByPath", mandatory=True, position=0, pipeline=True, by_property=True),))
    literal_path = parameter("LiteralPath", "string[]", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath",))
    acl = parameter("AclObject", "object", position=1, mandatory=True, by_property=True)
    pass_thru = parameter("Passthru", "switch")

    def process(self) -> None:
        if not isinstance(self.acl, FileSecurity):
            text = "The AclObject parameter must be a security descriptor."
            self.fail(self.error("System.ArgumentException", text, "SetAcl_AclObject", "InvalidArgument", self.acl))
        literal = self.set_name == "ByLiteralPath"
        for found in self.paths.each(list(self.literal_path if literal else self.path), literal, self.write_error):
            if self.should_process(found.path, "Set-Acl"):
                place = f"Microsoft.PowerShell.Core\\FileSystem::{found.path}"
                kept = FileSecurity(place, self.acl.owner, self.acl.group, list(self.acl.rules))
                self.runspace.extras.setdefault(_STORE, {})[found.path.lower()] = kept
                if self.pass_thru:
                    self.write(self.acl)
