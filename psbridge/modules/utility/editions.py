"""Parameters that came with a later version than the one a session reports: there they do not exist.

Decides how the version of a session is compared; the error is that of the parameter binder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psbridge.engine.cmdlet import Cmdlet

_BINDING = "System.Management.Automation.ParameterBindingException"


def at_least(cmd: Cmdlet, major: int, minor: int) -> bool:
    """Whether the session's version is that one or a later one."""
    parts = str(cmd.runspace.version).split(".")
    return (int(parts[0]), int(parts[1])) >= (major, minor)


def refuse_newer(cmd: Cmdlet, **since: tuple[int, int]) -> None:
    """Refuse parameters (by name) that a later version brought."""
    for name, version in since.items():
        if cmd.is_bound(name) and not at_least(cmd, *version):
            refuse(cmd, name)


def refuse(cmd: Cmdlet, name: str) -> None:
    """There is no such parameter here."""
    text = f"A parameter cannot be found that matches parameter name '{name}'."
    cmd.fail(cmd.error(_BINDING, text, "NamedParameterNotFound", "InvalidArgument"))
