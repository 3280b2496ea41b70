"""Parse errors as values, and the exception that carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psbridge.errors import PsBridgeError
from psbridge.language.source import Extent, position_message

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class ParseError:
    """One error of a parse. `incomplete_input`: more text could still make it right (a prompt asks for the next line)."""

    extent: Extent
    error_id: str
    message: str
    incomplete_input: bool = False

    def __str__(self) -> str:
        return f"{position_message(self.extent)}\n{self.message}"


class PowerShellParseError(PsBridgeError):
    """A script does not parse. Its text is that of PowerShell's ParseException (IncompleteParseException when `incomplete`)."""

    def __init__(self, errors: Sequence[ParseError]) -> None:
        self.errors = tuple(errors)
        self.error_id = errors[0].error_id
        self.incomplete = errors[0].incomplete_input
        super().__init__(errors[0].message if self.incomplete else self.positioned_message)

    @property
    def positioned_message(self) -> str:
        """All errors with their places: what Invoke-Expression and ScriptBlock.Create say, complete or not."""
        shown = [str(error) for error in self.errors[:10]]
        if len(self.errors) > 10:
            shown.append("Not all parse errors were reported.  Correct the reported errors and try again.")
        return "\n\n".join(shown)
