"""The lock-down policy of the system (System.Management.Automation.Security): there is none. And the names of breakpoints, for parameters."""

from __future__ import annotations

from psbridge.engine.members.table import fill, register_types
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject

_S = "System.Management.Automation.Security."
_A = "System.Management.Automation."
register_types(f"{_S}SystemPolicy | System.Object\nSystem.Runtime.InteropServices.SafeHandle | System.Object")
register_types(
    f"""
    {_A}Breakpoint | System.Object
    {_A}LineBreakpoint | {_A}Breakpoint
    {_A}CommandBreakpoint | {_A}Breakpoint
    {_A}VariableBreakpoint | {_A}Breakpoint
    """,
    SMA,
)
SystemEnforcementMode = define_enum(_S + "SystemEnforcementMode", "None Audit Enforce", assembly=SMA)
fill(
    _S + "SystemPolicy",
    f"""
    static {_S}SystemEnforcementMode GetSystemLockdownPolicy()
    static {_S}SystemEnforcementMode GetLockdownPolicy(string path, System.Runtime.InteropServices.SafeHandle handle)
    """,
    {"::GetSystemLockdownPolicy": lambda: SystemEnforcementMode(0), "::GetLockdownPolicy": lambda path, handle: SystemEnforcementMode(0)},
)


class ClrFacade(NetObject):
    """Holds the encoding of scripts without a mark, which tools of Windows PowerShell set by reflection (`encodings.default_for` asks it)."""

    __slots__ = ()
    net_type = define(_A + "ClrFacade", assembly=SMA)
    HIDDEN = {"_defaultEncoding": "default_encoding"}
