"""`#text`: lines of the history, newest first; `#7` is line 7."""

from __future__ import annotations

import re

from psbridge.engine.completion.words import Offer
from psbridge.engine.context import Context
from psbridge.objects.access import get_property
from psbridge.objects.convert import to_text

_LINE = re.compile(r"^#([\w\-]*)\Z", re.MULTILINE)
_REQUIRES = re.compile(r"^#requires\s(?:.*\s)?-(\w*)\Z", re.IGNORECASE | re.MULTILINE)
_DEMANDS = {
    "Modules": "The modules that the script needs",
    "PSEdition": "The edition of PowerShell that the script needs",
    "RunAsAdministrator": "The script must run elevated",
    "Version": "The least version of PowerShell",
}


def offers(ctx: Context, before: str) -> tuple[int, list[Offer]]:
    """What may take the place of a comment; nothing where the comment is only a comment."""
    demand = _REQUIRES.search(before)
    if demand:
        found = [Offer(name, name, "ParameterName", tip) for name, tip in _DEMANDS.items() if name.lower().startswith(demand[1].lower())]
        return demand.start(1), found
    match = _LINE.search(before)
    if match is None:
        return len(before), []
    typed = match[1].lower()
    lines = [(int(get_property(one, "Id")), to_text(get_property(one, "CommandLine"))) for one in reversed(ctx.runspace.history)]
    wanted = [line for number, line in lines if number == int(typed)] if typed.isdigit() else []
    if not wanted and not typed.isdigit():
        wanted = [line for _, line in lines if typed in line.lower()]
    return match.start(), [Offer(line, line, "History") for line in dict.fromkeys(wanted)]
