"""There is no lock-down policy, and what names its types is found."""

from __future__ import annotations

from psbridge.engine.members.policies import SystemEnforcementMode
from psbridge.modules import shell

POLICY = "[System.Management.Automation.Security.SystemPolicy]"


def test_nothing_is_locked_down():
    assert shell.run(f"{POLICY}::GetSystemLockdownPolicy(); {POLICY}::GetLockdownPolicy('a.ps1', $null)") == [SystemEnforcementMode(0)] * 2


def test_breakpoints_are_types():
    assert shell.run("[System.Management.Automation.LineBreakpoint].BaseType.Name") == ["Breakpoint"]
