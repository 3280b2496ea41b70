"""How the session commands declare parameters: which sets a parameter is in, as a line of text."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, NotNull, NotNullOrEmpty, ValidateRange, ValidateSet, parameter

_A = "System.Management.Automation."
SESSION = _A + "Runspaces.PSSession"
OPTION = _A + "Remoting.PSSessionOption"
MECHANISM = _A + "Runspaces.AuthenticationMechanism"
BUFFERING = _A + "Runspaces.OutputBufferingMode"
CREDENTIAL = "pscredential"


def uses(text: str) -> tuple[In, ...]:
    """`ComputerName!0 Uri~`: names of sets with ! mandatory, a position, ~ by property name, + from the pipeline."""
    made = []
    for word in text.split():
        name = word.rstrip("!~+0123456789")
        marks = word[len(name) :]
        digits = "".join(mark for mark in marks if mark.isdigit())
        made.append(
            In(
                name,
                mandatory=True if "!" in marks else None,
                position=int(digits) if digits else None,
                pipeline=True if "+" in marks else None,
                by_property=True if "~" in marks else None,
            )
        )
    return tuple(made)


def par(name: str, kind: str, sets: str = "", *aliases: str, **options: Any) -> Any:
    """A parameter in those sets."""
    return parameter(name, kind, sets=uses(sets), aliases=tuple(aliases), **options)


GIVEN = (NotNull(),)
FILLED = (NotNullOrEmpty(),)
UNSIGNED = (ValidateRange(0, 2147483647),)
PORTS = (ValidateRange(1, 65535),)
ONLY_TRUE = (ValidateSet("true"),)
