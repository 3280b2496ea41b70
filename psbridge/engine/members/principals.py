"""System.Security.Principal: who runs this, and the accounts and SIDs of the machine.

Decides where names come from: the accounts of the emulated machine, and the SIDs that every Windows has.  Without such a machine Windows'
identities are not supported, as .NET says on other systems.
"""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.members.arguments import bad_argument
from psbridge.engine.members.table import WithContext, fill
from psbridge.objects.containers import GenericList
from psbridge.objects.enums import PSEnum, define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, define
from psbridge.objects.psobject import NetObject, unwrap

_P = "System.Security.Principal."
_SID = re.compile(r"S-1-\d+(-\d+)+$", re.IGNORECASE)
_REFERENCE = define(_P + "IdentityReference")
WindowsBuiltInRole: Any = define_enum(
    _P + "WindowsBuiltInRole",
    "Administrator=544 User=545 Guest=546 PowerUser=547 AccountOperator=548 SystemOperator=549 PrintOperator=550 BackupOperator=551 "
    "Replicator=552",
)
_TOKENS = define_enum(_P + "TokenImpersonationLevel", "None Anonymous Identification Impersonation Delegation")
WELL_KNOWN = {
    "S-1-1-0": "Everyone",
    "S-1-3-0": "CREATOR OWNER",
    "S-1-3-1": "CREATOR GROUP",
    "S-1-3-4": "OWNER RIGHTS",
    "S-1-5-2": "NT AUTHORITY\\NETWORK",
    "S-1-5-4": "NT AUTHORITY\\INTERACTIVE",
    "S-1-5-7": "NT AUTHORITY\\ANONYMOUS LOGON",
    "S-1-5-11": "NT AUTHORITY\\Authenticated Users",
    "S-1-5-12": "NT AUTHORITY\\RESTRICTED",
    "S-1-5-15": "NT AUTHORITY\\This Organization",
    "S-1-5-18": "NT AUTHORITY\\SYSTEM",
    "S-1-5-19": "NT AUTHORITY\\LOCAL SERVICE",
    "S-1-5-20": "NT AUTHORITY\\NETWORK SERVICE",
    "S-1-5-113": "NT AUTHORITY\\Local account",
    "S-1-5-114": "NT AUTHORITY\\Local account and member of Administrators group",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464": "NT SERVICE\\TrustedInstaller",
    "S-1-15-2-1": "APPLICATION PACKAGE AUTHORITY\\ALL APPLICATION PACKAGES",
    "S-1-15-2-2": "APPLICATION PACKAGE AUTHORITY\\ALL RESTRICTED APPLICATION PACKAGES",
    "S-1-16-8192": "Mandatory Label\\Medium Mandatory Level",
    "S-1-16-12288": "Mandatory Label\\High Mandatory Level",
}
_NO_GROUP = 513  # the primary group of accounts that belong to none
_OF_EVERYBODY = ("S-1-1-0", "S-1-5-2", "S-1-5-11", "S-1-5-15", "S-1-5-113")


def accounts_of(ctx: Any) -> Any:
    """The accounts of the machine that a script runs on."""
    machine = ctx.runspace.machine
    if machine is None or not ctx.runspace.is_windows:
        raise NetError.of("System.PlatformNotSupportedException", "Windows Principal functionality is not supported on this platform.")
    return machine.accounts


class Sid(NetObject):
    """SecurityIdentifier."""

    __slots__ = ("value",)
    net_type = define(_P + "SecurityIdentifier", _REFERENCE)
    PROPERTIES = {"Value": "value", "AccountDomainSid": "domain", "BinaryLength": "length"}

    def __init__(self, text: str) -> None:
        super().__init__()
        if not _SID.match(text):
            raise bad_argument("Value was invalid.", "sddlForm")
        self.value = text.upper()

    @property
    def domain(self) -> Sid | None:
        """The SID of the machine or domain that an account belongs to."""
        parts = self.value.split("-")
        return Sid("-".join(parts[:7])) if parts[:4] == ["S", "1", "5", "21"] and len(parts) >= 7 else None

    @property
    def length(self) -> int:
        return 8 + 4 * (self.value.count("-") - 2)

    def __str__(self) -> str:
        return self.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sid) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)


class Account(NetObject):
    """NTAccount."""

    __slots__ = ("value",)
    net_type = define(_P + "NTAccount", _REFERENCE)
    PROPERTIES = {"Value": "value"}

    def __init__(self, domain: str, name: str | None = None) -> None:
        super().__init__()
        self.value = domain if name is None else f"{domain}\\{name}"

    def __str__(self) -> str:
        return self.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Account) and other.value.lower() == self.value.lower()

    def __hash__(self) -> int:
        return hash(self.value.lower())


def sid_of(accounts: Any, name: str) -> str | None:
    """The SID of an account, by its name with or without the computer in front."""
    wanted = name.lower()
    for sid, known in WELL_KNOWN.items():
        if wanted in (known.lower(), known.rpartition("\\")[2].lower()):
            return sid
    if wanted in ("none", f"{accounts.computer.lower()}\\none"):
        return f"{accounts.machine_sid}-{_NO_GROUP}"
    bare = wanted.rpartition("\\")[2]
    for one in (*accounts.users(), *accounts.groups()):
        if one.name.lower() == bare:
            return str(one.sid)
    return None


def name_of(accounts: Any, sid: str) -> str | None:
    """The full name of a SID's account."""
    if sid in WELL_KNOWN:
        return WELL_KNOWN[sid]
    if sid == f"{accounts.machine_sid}-{_NO_GROUP}":
        return f"{accounts.computer.upper()}\\None"
    for one in (*accounts.users(), *accounts.groups()):
        if one.sid == sid:
            return f"{'BUILTIN' if sid.startswith('S-1-5-32-') else accounts.computer.upper()}\\{one.name}"
    return None


def _translate(ctx: Any, reference: Any, target: Any) -> Any:
    accounts, net = accounts_of(ctx), unwrap(target)
    if not isinstance(net, NetType) or net not in (Sid.net_type, Account.net_type):
        raise bad_argument("The targetType parameter must be of IdentityReference type.", "targetType")
    if reference.net_type is net:
        return reference
    find = sid_of if isinstance(reference, Account) else name_of
    found = find(accounts, reference.value)
    if found is None:
        text = "Some or all identity references could not be translated."
        raise NetError.of(_P + "IdentityNotMappedException", text)
    return Sid(found) if net is Sid.net_type else Account(found)


_TRANSLATION = f"{_P}IdentityReference Translate(type targetType)"
fill(Sid.net_type, f"new(string sddlForm)\n{_TRANSLATION}", {"new": Sid, "Translate": WithContext(_translate)})
fill(
    Account.net_type,
    f"new(string name)\nnew(string domainName, string accountName)\n{_TRANSLATION}",
    {"new": Account, "Translate": WithContext(_translate)},
)


class Identity(NetObject):
    """WindowsIdentity: a user who is logged on."""

    __slots__ = ("accounts", "kind", "user")
    net_type = define(_P + "WindowsIdentity", define("System.Security.Claims.ClaimsIdentity"))

    def __init__(self, accounts: Any, user: str, kind: str = "NTLM") -> None:
        super().__init__()
        self.accounts, self.user, self.kind = accounts, user, kind

    @property
    def sid(self) -> Sid:
        return Sid(sid_of(self.accounts, self.user) or "S-1-5-18")

    @property
    def name(self) -> str:
        return name_of(self.accounts, self.sid.value) or self.user

    @property
    def groups(self) -> list[Sid]:
        own = [Sid(group.sid) for group in self.accounts.groups_of(self.user)]
        elevated = self.accounts.is_administrator(self.user)
        return [*own, *map(Sid, _OF_EVERYBODY), *([Sid("S-1-5-114"), Sid("S-1-16-12288")] if elevated else [Sid("S-1-16-8192")])]


def current(ctx: Any, *given: Any) -> Identity:
    """Who runs the session."""
    return Identity(accounts_of(ctx), ctx.runspace.environment.get("USERNAME", "SYSTEM"))


fill(
    Identity.net_type,
    f"""
    string AuthenticationType {{get;}}
    string Name {{get;}}
    {_P}SecurityIdentifier User {{get;}}
    {_P}SecurityIdentifier Owner {{get;}}
    System.Object Groups {{get;}}
    bool IsAuthenticated {{get;}}
    bool IsAnonymous {{get;}}
    bool IsGuest {{get;}}
    bool IsSystem {{get;}}
    {_P}TokenImpersonationLevel ImpersonationLevel {{get;}}
    void Dispose()
    static {_P}WindowsIdentity GetCurrent()
    static {_P}WindowsIdentity GetCurrent(bool ifImpersonating)
    """,
    {
        "AuthenticationType": "kind",
        "Name": "name",
        "User": "sid",
        "Owner": "sid",
        "Groups": lambda i: GenericList(_REFERENCE, i.groups, "System.Collections.ObjectModel.Collection`1"),
        "IsAuthenticated": lambda i: True,
        "IsAnonymous": lambda i: False,
        "IsGuest": lambda i: any(one.value == "S-1-5-32-546" for one in i.groups),
        "IsSystem": lambda i: i.sid.value == "S-1-5-18",
        "ImpersonationLevel": lambda i: _TOKENS(0),
        "Dispose": lambda i: None,
        "::GetCurrent": WithContext(current),
    },
)


class Principal(NetObject):
    """WindowsPrincipal: an identity and the roles that it is in."""

    __slots__ = ("identity",)
    net_type = define(_P + "WindowsPrincipal", define("System.Security.Claims.ClaimsPrincipal"))
    PROPERTIES = {"Identity": "identity"}

    def __init__(self, identity: Any) -> None:
        super().__init__()
        self.identity = unwrap(identity)

    def is_in(self, role: Any) -> bool:
        """`role`: a group's name, its SID, or the number of a built-in one."""
        bare = unwrap(role)
        accounts = self.identity.accounts
        if isinstance(bare, Sid):
            wanted: str | None = bare.value
        elif isinstance(bare, int | PSEnum):
            wanted = f"S-1-5-32-{int(bare)}"
        else:
            wanted = sid_of(accounts, str(bare))
        return any(one.value == wanted for one in (self.identity.sid, *self.identity.groups))


fill(
    Principal.net_type,
    f"""
    new({_P}WindowsIdentity ntIdentity)
    bool IsInRole({_P}WindowsBuiltInRole role)
    bool IsInRole({_P}SecurityIdentifier sid)
    bool IsInRole(int rid)
    bool IsInRole(string role)
    """,
    {"new": Principal, "IsInRole": Principal.is_in},
)
