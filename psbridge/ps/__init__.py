"""The cmdlets as Python functions: `ps.start_job("1 + 1")` is `Start-Job { 1 + 1 }`.

Names and parameters are those of the cmdlets in snake case; every function is made from its cmdlet's declaration, when it is first asked
for.  See `psbridge.ps.functions` for what a call does.

Examples:
    >>> psb.ps.get_random(input=[7], count=1)
    [7]
    >>> psb.ps.measure_object(input=[1, 2, 3], sum=True)[0]["Sum"]
    6.0
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from psbridge.ps.errors import CommandError
from psbridge.ps.functions import command_names, function_for
from psbridge.ps.sessions import current_runspace, use_runspace

if TYPE_CHECKING:
    from psbridge.ps.functions import CommandFunction

_NOBODY = object()

__all__ = ["CommandError", "current_runspace", "use_runspace"]


def __getattr__(name: str) -> CommandFunction:
    if name.startswith("_"):
        raise AttributeError(name)
    made = function_for(name)
    if made is None:
        near = get_close_matches(name, [str(one) for one in __dir__()], 1, 0.7)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        what = f"module {__name__!r} has no function {name!r}: no cmdlet of the session is called so{hint}"
        raise AttributeError(what, name=name, obj=_NOBODY)  # the interpreter would look for a name that is meant as well
    globals()[name] = made
    return made


def __dir__() -> list[Any]:
    return sorted({*__all__, *command_names()})
