"""What the editor offers: of the session's TabExpansion2; on another computer of that one's, or of ours where it has none.

Folders get a separator at their end, so that one can go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from psbridge.engine.completion import analysis
from psbridge.engine.completion.words import Offer
from psbridge.errors import PsBridgeError
from psbridge.objects.convert import to_text
from psbridge.objects.streams import OUTPUT

MOST = 200  # offers that a menu shows; more help nobody
PATIENCE = 5.0  # seconds that another computer is waited for
_SPLIT = "\x01"
# as text: how deep objects travel is the other computer's affair
_THERE = """$found = TabExpansion2 -inputScript $inputScript -cursorColumn $cursorColumn
'{0}' -f $found.ReplacementIndex
$found.CompletionMatches | Select-Object -First 200 | ForEach-Object {
    $about = if ($_.ResultType -ne 'Command') { $_.ToolTip }  # the syntax of a hundred commands takes its time
    ($_.CompletionText, $_.ListItemText, $_.ResultType, $about) -join [string][char]1 }"""


@dataclass(frozen=True, slots=True)
class Found:
    """The text from `start` to the cursor may become one of `items`."""

    start: int
    items: list[Offer] = field(default_factory=list)


def complete(session: Any, text: str, cursor: int) -> Found:
    """The offers at a cursor, for where the session is."""
    host = session.host
    found = there(host.entered, text, cursor) if host.pushed else None
    return here(session.runspace, text, cursor) if found is None else found


def here(runspace: Any, text: str, cursor: int) -> Found:
    """What this session has to offer."""
    found = analysis.complete(runspace.context(), text, cursor)
    separator = "\\" if runspace.is_windows else "/"
    return Found(found.start, [_open(one, separator) for one in found.items[:MOST]])


def _open(offer: Offer, separator: str) -> Offer:
    """A folder's path with a separator, inside the quotes if there are any."""
    if offer.kind != "ProviderContainer" or offer.text.endswith((":", separator)):
        return offer
    quote = offer.text[-1] if offer.text[-1] in "'\"" else ""
    text = offer.text.removesuffix(quote) + separator + quote
    return Offer(text, offer.label + separator, offer.kind, offer.about)


def there(entered: Any, text: str, cursor: int) -> Found | None:
    """What the other computer's TabExpansion2 says; None when it cannot be asked or has no such function."""
    from psbridge.psrp import Command, Pipeline

    lines: list[str] = []
    asked = f"& {{ param($inputScript, $cursorColumn) {_THERE} }} {_literal(text)} {cursor}"
    made = Pipeline([Command(asked, is_script=True)])
    made.no_input = True
    try:
        running = entered.client.run(made, sink=lambda stream, value: lines.append(to_text(value)) if stream == OUTPUT else None)
        running.wait(PATIENCE)
    except PsBridgeError:
        return None
    if running.reason is not None or not lines:
        return None
    start, *rows = lines
    items = [Offer(*row.split(_SPLIT, 3)) for row in rows if row.count(_SPLIT) >= 3]
    return Found(int(start) if items else cursor, items)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
