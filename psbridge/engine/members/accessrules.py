"""System.Security.AccessControl: rules, which are entries of access control lists with an account's name on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members.arguments import bad_argument, needed
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.principals import Account, Sid, name_of, sid_of
from psbridge.engine.members.table import fill, wants_type
from psbridge.engine.running import running
from psbridge.machine.acl import ALL_RIGHTS, CONTAINER, INHERIT_ONLY, INHERITED, NO_PROPAGATE, OBJECT, Ace
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, define
from psbridge.objects.psobject import NetObject, unwrap

S = "System.Security.AccessControl."
P = "System.Security.Principal."
FileSystemRights: Any = enum_type(S + "FileSystemRights")
RegistryRights: Any = enum_type(S + "RegistryRights")
AccessControlType: Any = enum_type(S + "AccessControlType")
InheritanceFlags: Any = enum_type(S + "InheritanceFlags")
PropagationFlags: Any = enum_type(S + "PropagationFlags")
# flags of .NET -> flags of an entry
_INHERITANCE = {1: CONTAINER, 2: OBJECT}
_PROPAGATION = {1: NO_PROPAGATE, 2: INHERIT_ONLY}
_NOT_HERE = "Access Control List (ACL) APIs are part of resource management on Windows and are not supported on this platform."
_UNMAPPED = "Some or all identity references could not be translated."


def machine_here() -> Any:
    """The Windows machine that the running session is on; other systems have no access control lists."""
    runspace = running()
    if runspace is None or runspace.machine is None or not runspace.is_windows:
        raise NetError.of("System.PlatformNotSupportedException", _NOT_HERE)
    return runspace.machine


# -- accounts


def sid_text(reference: Any) -> str:
    """The SID behind a SecurityIdentifier or an NTAccount."""
    bare = unwrap(needed(reference, "identity"))
    if isinstance(bare, Sid):
        return bare.value
    found = sid_of(machine_here().accounts, bare.value)
    if found is None:
        raise NetError.of(P + "IdentityNotMappedException", _UNMAPPED)
    return found


def reference(sid: str, target: Any) -> Any:
    """A SID as the type that is asked for; a SID without a name stays one."""
    net = unwrap(needed(target, "targetType"))
    if net not in (Sid.net_type, Account.net_type):
        raise bad_argument("The targetType parameter must be of IdentityReference type.", "targetType")
    name = name_of(machine_here().accounts, sid) if net is Account.net_type else None
    return Sid(sid) if name is None else Account(name)


# -- rights


def _file_mask(rights: int, allow: bool) -> int:
    """Who may do something with a file may wait for it; nobody is denied that along with something else."""
    wait, whole = int(FileSystemRights.Synchronize), int(FileSystemRights.FullControl)
    if allow:
        return rights | wait
    return rights if rights in (whole, whole & ~int(FileSystemRights.DeleteSubdirectoriesAndFiles)) else rights & ~wait


def bits(given: int, table: dict[int, int]) -> int:
    """Flags of one kind as those of another."""
    return sum(there for here, there in table.items() if given & here)


class AccessRule(NetObject):
    """AccessRule and the rules of files and registry keys."""

    __slots__ = ("ace", "identity")
    net_type = define(S + "AccessRule", define(S + "AuthorizationRule"))
    mask_of: Callable[[int, bool], int] = staticmethod(lambda rights, allow: rights)  # what is asked for -> what the rule says

    def __init__(self, identity: Any, ace: Ace) -> None:
        super().__init__()
        self.identity, self.ace = identity, ace

    @property
    def kind(self) -> Any:
        return AccessControlType(0 if self.ace.allow else 1)

    @property
    def inheritance(self) -> Any:
        return InheritanceFlags(bits(self.ace.flags, {there: here for here, there in _INHERITANCE.items()}))

    @property
    def propagation(self) -> Any:
        return PropagationFlags(bits(self.ace.flags, {there: here for here, there in _PROPAGATION.items()}))

    @property
    def rights(self) -> int:
        """Rights as the signed number that .NET has."""
        return self.ace.mask - (1 << 32) if self.ace.mask >> 31 else self.ace.mask

    def __str__(self) -> str:
        return type(self).net_type.full_name


class FileSystemAccessRule(AccessRule):
    """Who may do what with files."""

    __slots__ = ()
    net_type = define(S + "FileSystemAccessRule", AccessRule.net_type)
    mask_of = staticmethod(_file_mask)


class RegistryAccessRule(AccessRule):
    """Who may do what with registry keys."""

    __slots__ = ()
    net_type = define(S + "RegistryAccessRule", AccessRule.net_type)


def made(cls: type[AccessRule], identity: Any, mask: int, inheritance: Any, propagation: Any, kind: Any, inherited: bool = False) -> Any:
    """A rule for rights as a number; its flags count where it is handed down."""
    machine_here()
    who = unwrap(needed(identity, "identity"))
    if not mask:
        raise bad_argument("Argument cannot be zero.", "accessMask")
    handed_down = bits(int(inheritance), _INHERITANCE)
    spread = bits(int(propagation), _PROPAGATION) if handed_down else 0
    flags = handed_down | spread | (INHERITED if inherited else 0)
    return cls(Account(who) if isinstance(who, str) else who, Ace(int(kind) == 0, "", mask & ALL_RIGHTS, flags))


@wants_type
def _new(net: NetType, identity: Any, rights: Any, *more: Any) -> Any:
    cls = FileSystemAccessRule if net is FileSystemAccessRule.net_type else RegistryAccessRule
    inheritance, propagation, kind = more if len(more) == 3 else (0, 0, *more)
    return made(cls, identity, cls.mask_of(int(rights), int(kind) == 0), inheritance, propagation, kind)


fill(
    AccessRule.net_type.base or AccessRule.net_type,
    f"""
    {P}IdentityReference IdentityReference {{get;}}
    bool IsInherited {{get;}}
    {S}InheritanceFlags InheritanceFlags {{get;}}
    {S}PropagationFlags PropagationFlags {{get;}}
    """,
    {
        "IdentityReference": "identity",
        "IsInherited": lambda rule: rule.ace.inherited,
        "InheritanceFlags": "inheritance",
        "PropagationFlags": "propagation",
    },
)
fill(AccessRule.net_type, f"{S}AccessControlType AccessControlType {{get;}}", {"AccessControlType": "kind"})


def _declare(cls: type[AccessRule], rights: Any, argument: str) -> None:
    """The rights under their own name, and the constructors: with a reference or a name, with flags or without."""
    word = rights.net_type.name
    inner = f"{rights.net_type.full_name} {argument}"
    flags = f"{S}InheritanceFlags inheritanceFlags, {S}PropagationFlags propagationFlags"
    whos = (P + "IdentityReference", "string")
    lines = [f"new({who} identity, {inner}, {more}{S}AccessControlType type)" for more in ("", flags + ", ") for who in whos]
    text = "\n".join((f"{rights.net_type.full_name} {word} {{get;}}", *lines))
    fill(cls.net_type, text, {word: lambda rule: rights(rule.rights), "new": _new})


_declare(FileSystemAccessRule, FileSystemRights, "fileSystemRights")
_declare(RegistryAccessRule, RegistryRights, "registryRights")


class RuleCollection(list[Any]):
    """AuthorizationRuleCollection."""

    __slots__ = ()
    net_type = define(
        S + "AuthorizationRuleCollection",
        define("System.Collections.ReadOnlyCollectionBase", interfaces=["System.Collections.ICollection"]),
    )


fill(
    RuleCollection.net_type,
    f"""
    int Count {{get;}}
    {S}AuthorizationRule Item(int index) {{get;}}
    void AddRule({S}AuthorizationRule rule)
    """,
    {"Count": len, "Item": list.__getitem__, "AddRule": list.append},
)
