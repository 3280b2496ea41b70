"""-Scope of the commands for variables and aliases.

Decides which scope an argument names, and the two refusals: a word that is none, a number beyond the scopes that there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psbridge.engine.cmdlet import Cmdlet
    from psbridge.engine.scopes import Scope

_A = "System.Management.Automation."
_NO_SCOPE = (
    'Cannot process argument because the value of argument "scopeID" is not valid. Valid values are "Global", "Local", or '
    '"Script", or a number relative to the current scope (0 through the number of scopes where 0 is the current scope and 1 '
    "is its parent). Change the value of the \"scopeID\" argument and run the operation again. (Parameter 'scopeID')"
)


def scope_named(cmd: Cmdlet, which: Any) -> Scope:
    """The scope that `which` names, the current one for None; another word or number ends the command."""
    here = cmd.ctx.scope
    if which is None:
        return here
    found: Scope | None = None
    try:
        found = here.numbered(which)
    except ValueError:
        cmd.fail(cmd.error(_A + "PSArgumentException", _NO_SCOPE, "Argument", "InvalidArgument"))
    if found is None:
        text = f"The scope number '{which}' exceeds the number of active scopes. (Parameter 'Scope')\nActual value was {which}."
        cmd.fail(cmd.error(_A + "PSArgumentOutOfRangeException", text, "ArgumentOutOfRange", "InvalidArgument"))
    return found


__all__ = ["scope_named"]
