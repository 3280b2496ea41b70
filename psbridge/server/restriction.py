"""What a restricted endpoint (JEA) lets its clients call: named commands, no scripts."""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.pipeline import not_found
from psbridge.objects.wildcard import compile_wildcard
from psbridge.psrp.commands import Command

# what PowerShell's own clients need, in every restricted session
ALWAYS = ("Clear-Host", "Exit-PSSession", "Get-Command", "Get-FormatData", "Get-Help", "Measure-Object", "Out-Default", "Select-Object")
_NO_LANGUAGE = "The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode."


class Restriction:
    """The commands that may be called, by name or pattern."""

    def __init__(self, visible: tuple[str, ...]) -> None:
        self._matches = [compile_wildcard(name) for name in (*visible, *ALWAYS)]

    def check(self, ctx: Any, command: Command) -> None:
        """Raise PowerShell's error for a command that may not be called."""
        if command.is_script:
            raise ScriptError(error_record("ParseException", _NO_LANGUAGE, "ScriptsNotAllowed", "ParserError"))
        if not self.allows(command.text):
            raise not_found(ctx, command.text, None)

    def allows(self, command: str) -> bool:
        """Whether clients may call it."""
        name = command.rpartition("\\")[2]
        return any(matches(name) for matches in self._matches)
