"""Blocks that cmdlets and methods run themselves: only those of one clause can be."""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import terminate

_ONE_CLAUSE = (
    "The script block cannot be invoked because it contains more than one clause. The Invoke() method can only be used on script blocks "
    "containing a single clause."
)


def single_clause(block: Any) -> Any:
    """The block, if a cmdlet or a method may run it: one with a begin block, or with process and end, is refused."""
    body: Any = getattr(block, "body", None)
    if body is not None and (body.begin is not None or (body.process is not None and body.end is not None)):
        terminate("PSInvalidOperationException", _ONE_CLAUSE, "InvalidOperation", "InvalidOperation")
    return block
