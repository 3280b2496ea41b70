"""Ansible.Privilege: the privileges of the token of a session.

Decides what a token has: an administrator's those that Windows gives administrators, all enabled as in a network log-on, others two.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.arguments import bad_argument
from psbridge.engine.members.table import WithContext, fill
from psbridge.modules.ansible.values import STRING
from psbridge.objects.containers import GenericDictionary
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import NetObject, unwrap

_OBJECT = find_type("System.Object")
_SPACE = "Ansible.Privilege."
_ASSEMBLY = "Ansible.Privilege, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null"
_EVERYBODY = ("SeChangeNotifyPrivilege", "SeIncreaseWorkingSetPrivilege")
_ADMINISTRATORS = (
    *("SeBackupPrivilege", "SeCreateGlobalPrivilege", "SeCreatePagefilePrivilege", "SeCreateSymbolicLinkPrivilege", "SeDebugPrivilege"),
    *("SeDelegateSessionUserImpersonatePrivilege", "SeImpersonatePrivilege", "SeIncreaseBasePriorityPrivilege"),
    *("SeIncreaseQuotaPrivilege", "SeLoadDriverPrivilege", "SeManageVolumePrivilege", "SeProfileSingleProcessPrivilege"),
    *("SeRemoteShutdownPrivilege", "SeRestorePrivilege", "SeSecurityPrivilege", "SeShutdownPrivilege", "SeSystemEnvironmentPrivilege"),
    *("SeSystemProfilePrivilege", "SeSystemtimePrivilege", "SeTakeOwnershipPrivilege", "SeTimeZonePrivilege", "SeUndockPrivilege"),
)
_OTHERS = (
    *("SeAssignPrimaryTokenPrivilege", "SeAuditPrivilege", "SeCreatePermanentPrivilege", "SeCreateTokenPrivilege", "SeTcbPrivilege"),
    *("SeEnableDelegationPrivilege", "SeLockMemoryPrivilege", "SeMachineAccountPrivilege", "SeRelabelPrivilege", "SeSyncAgentPrivilege"),
    *("SeTrustedCredManAccessPrivilege", "SeUnsolicitedInputPrivilege"),
)
NAMES = {name.lower(): name for name in (*_EVERYBODY, *_ADMINISTRATORS, *_OTHERS)}
Attributes: Any = define_enum(
    _SPACE + "PrivilegeAttributes", "Disabled EnabledByDefault=1 Enabled=2 Removed=4 UsedForAccess=2147483648", flags=True, register=False
)
_NULLABLE = find_type("System.Nullable`1").close(find_type("System.Boolean"))


class Token(NetObject):
    """The handle of the process, whose token is meant."""

    __slots__ = ()
    net_type = NetType("Microsoft.Win32.SafeHandles.SafeWaitHandle", _OBJECT)


def token(ctx: Any) -> dict[str, bool]:
    """The privileges of the process: name -> enabled."""
    state = ctx.runspace.extras["process_state"]
    if "privileges" not in state:
        machine = ctx.runspace.machine
        elevated = machine is not None and machine.accounts.is_administrator(ctx.runspace.environment.get("USERNAME", ""))
        state["privileges"] = dict.fromkeys((*_EVERYBODY, *(_ADMINISTRATORS if elevated else ())), True)
    found: dict[str, bool] = state["privileges"]
    return found


def _known(name: str) -> str:
    found = NAMES.get(name.lower())
    if found is None:
        raise bad_argument(f"A privilege with the name '{name}' does not exist")
    return found


def _info(ctx: Any, handle: Any) -> GenericDictionary:
    default = int(Attributes.parse("EnabledByDefault"))
    made = {name: Attributes(2 + default if on else 0) for name, on in token(ctx).items()}
    return GenericDictionary(STRING, Attributes.net_type, made, ignore_case=True)


def _set(ctx: Any, handle: Any, wanted: Any, strict: bool = True) -> GenericDictionary:
    """Enable (true), disable (false) or remove (null); gives what was there before."""
    owned, before = token(ctx), {}
    for key, value in unwrap(wanted).items():
        name = _known(str(key))
        on = unwrap(value)
        if name not in owned:
            if strict:
                raise bad_argument(f"The privilege '{name}' is not held by the token")
            continue
        if owned[name] != on:
            before[name] = owned[name]
        if on is None:
            del owned[name]
        else:
            owned[name] = bool(on)
    return GenericDictionary(STRING, _NULLABLE, before)


def _each(ctx: Any, handle: Any, value: Any, *names: str) -> GenericDictionary:
    return _set(ctx, handle, dict.fromkeys(names or tuple(token(ctx)), value), False)


def _remove(ctx: Any, handle: Any, name: str) -> None:
    _each(ctx, handle, None, name)


UTIL = NetType(_SPACE + "PrivilegeUtil", _OBJECT, assembly=_ASSEMBLY)
fill(
    UTIL,
    """
    static bool CheckPrivilegeName(string name)
    static System.Object DisablePrivilege(System.Object token, string privilege)
    static System.Object DisableAllPrivileges(System.Object token)
    static System.Object EnablePrivilege(System.Object token, string privilege)
    static System.Object GetAllPrivilegeInfo(System.Object token)
    static System.Object GetCurrentProcess()
    static void RemovePrivilege(System.Object token, string privilege)
    static System.Object SetTokenPrivileges(System.Object token, System.Collections.IDictionary state)
    static System.Object SetTokenPrivileges(System.Object token, System.Collections.IDictionary state, bool strict)
    """,
    {
        "::CheckPrivilegeName": lambda name: name.lower() in NAMES,
        "::DisablePrivilege": WithContext(lambda ctx, handle, name: _each(ctx, handle, False, name)),
        "::DisableAllPrivileges": WithContext(lambda ctx, handle: _each(ctx, handle, False)),
        "::EnablePrivilege": WithContext(lambda ctx, handle, name: _each(ctx, handle, True, name)),
        "::GetAllPrivilegeInfo": WithContext(_info),
        "::GetCurrentProcess": Token,
        "::RemovePrivilege": WithContext(_remove),
        "::SetTokenPrivileges": WithContext(_set),
    },
)


class Enabler(NetObject):
    """PrivilegeEnabler: privileges that are on until it is disposed of."""

    __slots__ = ("before", "ctx")
    net_type = NetType(_SPACE + "PrivilegeEnabler", _OBJECT, assembly=_ASSEMBLY)

    def __init__(self, ctx: Any, strict: bool, *names: Any) -> None:
        super().__init__()
        flat = [str(unwrap(name)) for given in names for name in (given if isinstance(given, list | tuple) else [given])]
        self.ctx, self.before = ctx, _set(ctx, None, dict.fromkeys(flat, True), strict)

    def dispose(self) -> None:
        _set(self.ctx, None, self.before, False)


fill(
    Enabler.net_type,
    "new(bool strict, Params string[] privileges)\nvoid Dispose()",
    {"new": WithContext(Enabler), "Dispose": Enabler.dispose},
)
TYPES = {net.full_name: net for net in (UTIL, Enabler.net_type, Attributes.net_type)}
