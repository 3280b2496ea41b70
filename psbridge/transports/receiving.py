"""The Receives of one pipeline (or of a session), over one connection.

Decides that they are numbered, so that a service of ours repeats an answer that never came; and that, while much is coming, the next one is
sent before the answer to the last one is taken apart, so that the host prepares an answer while we read.  That confirms the last answer a
little earlier: only who need not say what has arrived may want it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from psbridge.wsman import CommandState, Option
from psbridge.wsman import requests as ask

if TYPE_CHECKING:
    from psbridge.transports.wsmanlink import Link
    from psbridge.wsman.client import Pending
    from psbridge.wsman.replies import Reply

_KEEP_ALIVE = (Option("WSMAN_CMDSHELL_OPTION_KEEPALIVE", "TRUE"),)
_MUCH = 1 << 15  # an answer of this size is not the last one, most likely
_TAIL = 1024  # where an answer says that its command has ended
_DONE = CommandState.DONE.encode()


class Receives:
    """Asks for one answer after the other.  ``ahead``: whether one may be asked for before the last one is read."""

    def __init__(self, link: Link, resource_uri: str, shell_id: str, command_id: str, ahead: Callable[[], bool]) -> None:
        self._link, self._uri, self._shell_id, self._command_id, self._ahead = link, resource_uri, shell_id, command_id, ahead
        self._operation, self._number = f"uuid:{str(uuid4()).upper()}", 0
        self._early: Pending | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether an answer is on its way: it has to be taken, whatever else has come."""
        return self._early is not None

    def next(self) -> None:
        """Go on to the next answer."""
        self._number += 1

    def ask(self) -> Reply:
        """The answer; may be called again when it did not come."""
        early, self._early = self._early, None
        pending = early or self._request(self._number)
        answer = self._link.finish() if early else self._link.exchange(pending.data)
        if len(answer) >= _MUCH and _DONE not in answer[-_TAIL:] and self._ahead():
            following = self._request(self._number + 1)
            self._early = following if self._link.begin(following.data) else None
        return self._link.read(pending, answer)

    def _request(self, number: int) -> Pending:
        body = ask.Receive(("stdout",), self._command_id)
        return self._link.client.request(
            body, self._uri, shell_id=self._shell_id, options=_KEEP_ALIVE, operation=(self._operation, number)
        )


__all__ = ["Receives"]
