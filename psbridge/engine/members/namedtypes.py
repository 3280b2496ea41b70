"""Types of System.Management.Automation that scripts name without calling them: in -is, -as, parameter types and base classes.

Values of some come from elsewhere in the engine, which finds the type here or defines it first; what can be called of others stands below.
"""

from __future__ import annotations

from collections.abc import Callable

from psbridge.engine import astmembers, commands  # noqa: F401 - parents of the types here
from psbridge.engine.members.arguments import null_argument
from psbridge.engine.members.named_data import NAMED
from psbridge.engine.members.table import fill, register_types
from psbridge.language.ast import VariablePath
from psbridge.objects.nettypes import SMA

_A = "System.Management.Automation."
register_types(NAMED, SMA)


# -- writing PowerShell


def _doubling(marks: str, escape: str = "") -> Callable[[str], str]:
    def run(value: str) -> str:
        return "".join((escape or mark) + mark if mark in marks else mark for mark in value)

    return run


def _block_comment(value: str) -> str:
    return value.replace("<#", "<`#").replace("#>", "#`>")


_G = _A + "Language.CodeGeneration"
_WRITERS = ("EscapeSingleQuotedStringContent", "EscapeVariableName", "EscapeFormatStringContent", "EscapeBlockCommentContent")
fill(
    _G,
    "\n".join(f"static string {name}(string value)" for name in _WRITERS),
    {
        "::EscapeSingleQuotedStringContent": _doubling("'\u2018\u2019\u201a\u201b"),
        "::EscapeVariableName": _doubling("{}`", "`"),
        "::EscapeFormatStringContent": _doubling("{}"),
        "::EscapeBlockCommentContent": _block_comment,
    },
)


# -- VariablePath


def _path(text: str | None) -> VariablePath:
    if not text:
        raise null_argument("path")
    return VariablePath(text)


fill(_A + "VariablePath", "new(string path)", {"new": _path})
