"""Get-ExecutionPolicy and Set-ExecutionPolicy.

Decides: on Unix every scope is Unrestricted and nothing can be set; a Windows machine has five scopes, of which
the first that is defined counts.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.objects import NetError, PSObject, define_enum

_P = "Microsoft.PowerShell."
ExecutionPolicy: Any = define_enum(
    _P + "ExecutionPolicy",
    "Unrestricted=0 RemoteSigned=1 AllSigned=2 Restricted=3 Default=3 Bypass=4 Undefined=5",
    assembly="System.Management.Automation",
)
ExecutionPolicyScope: Any = define_enum(
    _P + "ExecutionPolicyScope",
    "Process CurrentUser LocalMachine UserPolicy MachinePolicy",
    assembly="System.Management.Automation",
)
# from the scope that counts most
SCOPES = ("MachinePolicy", "UserPolicy", "Process", "CurrentUser", "LocalMachine")
_STORE = "psbridge.execution_policy"
_CAPTION = "Execution Policy Change"
_QUERY = (
    "The execution policy helps protect you from scripts that you do not trust. Changing the execution policy might expose you "
    "to the security risks described in the about_Execution_Policies help topic at https://go.microsoft.com/fwlink/?LinkID=135170. "
    "Do you want to change the execution policy?"
)


def _table(runspace: Any) -> dict[str, int]:
    """Scope -> policy; what is not there is undefined.  The session has a process scope of its own, the machine keeps the others."""
    holder = runspace.machine
    kept: dict[str, int] | None = getattr(holder, "execution_policies", None)
    found: dict[str, int] = runspace.extras.setdefault(_STORE, dict(kept) if kept else {"LocalMachine": 1})
    return found


def policy_of(runspace: Any, scope: str | None = None) -> int:
    """The policy of a scope, or the one in force."""
    if not runspace.is_windows:
        return 0
    table = _table(runspace)
    if scope is not None:
        return table.get(scope, 5)
    return next((table[name] for name in SCOPES if table.get(name, 5) != 5), 3)


@cmdlet("Get-ExecutionPolicy", output=(_P + "ExecutionPolicy",))
class GetExecutionPolicy(Cmdlet):
    """Gets the execution policies of the session."""

    scope = parameter("Scope", _P + "ExecutionPolicyScope", position=0, by_property=True)
    list_all = parameter("List", "switch")

    def begin(self) -> None:
        if self.list_all and self.is_bound("Scope"):
            text = "List and Scope cannot be specified together."
            self.fail(self.error("System.ArgumentException", text, "ListAndScopeSpecified", "InvalidOperation"))
        if self.list_all:
            for name in SCOPES:
                policy = ExecutionPolicy(policy_of(self.runspace, name))
                self.write(PSObject.of(("Scope", ExecutionPolicyScope.parse(name)), ("ExecutionPolicy", policy)))
        else:
            scope = self.scope.label if self.is_bound("Scope") else None
            self.write(ExecutionPolicy(policy_of(self.runspace, scope)))


@cmdlet("Set-ExecutionPolicy", should_process=True)
class SetExecutionPolicy(Cmdlet):
    """Sets the execution policy of a scope."""

    policy = parameter(
        "ExecutionPolicy", _P + "ExecutionPolicy", sets=(In("__AllParameterSets", mandatory=True, position=0, by_property=True),)
    )
    scope = parameter("Scope", _P + "ExecutionPolicyScope", position=1, by_property=True)
    force = parameter("Force", "switch")

    def begin(self) -> None:
        scope = "LocalMachine" if self.scope is None else self.scope.label
        if scope in ("MachinePolicy", "UserPolicy"):
            text = "Cannot set execution policy. Execution policies at the MachinePolicy or UserPolicy scopes must be set through "
            text += "Group Policy."
            self.fail(self.error("System.InvalidOperationException", text, "CantSetGroupPolicy", "PermissionDenied"))

    def process(self) -> None:
        scope = "LocalMachine" if self.scope is None else self.scope.label
        if not self.should_process(self.policy.label, "Set-ExecutionPolicy"):
            return
        if not self.runspace.is_windows:
            raise NetError.of("System.PlatformNotSupportedException", "Operation is not supported on this platform.")
        if not self.force and self.runspace.host.name != "Default Host" and not self.should_continue(_QUERY, _CAPTION):
            return
        self._set(scope, int(self.policy))

    def _set(self, scope: str, number: int) -> None:
        table = _table(self.runspace)
        if number == 5:
            table.pop(scope, None)
        else:
            table[scope] = number
        kept = getattr(self.machine, "execution_policies", None)
        if kept is not None and scope != "Process":
            kept.update({name: value for name, value in table.items() if name != "Process"})
        in_force = policy_of(self.runspace)
        if number not in (5, in_force):
            text = (
                "PowerShell updated your execution policy successfully, but the setting is overridden by a policy defined at a more "
                "specific scope.  Due to the override, your shell will retain its current effective execution policy of "
                f"{ExecutionPolicy(in_force).label}. "
                'Type "Get-ExecutionPolicy -List" to view your execution policy settings. For more information please see '
                '"Get-Help Set-ExecutionPolicy".'
            )
            record = self.error("System.Security.SecurityException", text, "ExecutionPolicyOverride", "PermissionDenied")
            self.write_error(record)
