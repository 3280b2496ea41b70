"""What is offered while somebody types: the text, how it is quoted, and how a choice is made among names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psbridge.language import CommandAst

MOST = 200  # offers that a menu shows; more help nobody


@dataclass(frozen=True, slots=True)
class Offer:
    """What is put in, how the menu shows it, and what it says beside it."""

    text: str
    shown: str = ""
    tip: str = ""

    @property
    def label(self) -> str:
        return self.shown or self.text


_BARE = re.compile(r"[^\s'\"`$(){};,|&@#<>]+\Z")


def quoted(text: str, quote: str = "") -> str:
    """A text as one word of a command line."""
    if not quote and _BARE.match(text):
        return text
    mark = quote or "'"
    return mark + (text.replace("'", "''") if mark == "'" else re.sub(r'([`"$])', r"`\1", text)) + mark


def starting(names: Iterable[str], typed: str) -> list[str]:
    """The names that begin with what was typed, case apart, each once, in order."""
    low = typed.lower()
    found = {name.lower(): name for name in names if name.lower().startswith(low)}
    return [found[key] for key in sorted(found)][:MOST]


def resolve(runspace: Any, command: CommandAst) -> Any:
    """What the name of a command means; None when it is not known or not a plain word."""
    name = command.get_command_name() if hasattr(command, "get_command_name") else getattr(command.command_elements[0], "value", None)
    if not isinstance(name, str):
        return None
    found = runspace.discovery.find(runspace.context(), name)
    return getattr(found, "resolved", found) if found is not None and found.TYPE == 1 else found
