"""A command on sessions whose caller waits: records come to one queue, in the order of arrival.

`SyncChild` takes the place of a child job for a `RemoteRunner`; what happens to it goes into the queue that all children of a call share.
"""

from __future__ import annotations

import queue
import uuid
from typing import Any

from psbridge.errors import InvalidTransition
from psbridge.jobs.remoting import RemoteRunspace
from psbridge.jobs.states import FINISHED, PERSISTENT, JobEvent, JobState, advance
from psbridge.sessions.remotejobs import RemoteRunner

ENDED, QUESTION, ROOM = "ended", "question", "room"
Item = tuple["SyncChild", str, Any]


def go_on(stop: Any) -> str:
    """Nobody debugs: what has stopped goes on."""
    return "Continue"


class SyncChild:
    """One target of a call."""

    is_async = False

    def __init__(self, location: str, runner: RemoteRunner, records: queue.SimpleQueue[Item], *, hidden: bool = False) -> None:
        self.location, self.runner, self.records = location, runner, records
        self.hide_computer_name = hidden
        self.runspace_id = uuid.uuid4()
        self.runspace = RemoteRunspace()
        self.state: Any = JobState.NotStarted
        self.failure_record: Any = None
        self.reason: Any = None
        self.stop_requested = False
        self.debugger: Any = None
        share = getattr(runner, "share", None)
        self.debug_handler: Any = getattr(share, "debug_handler", None) or go_on

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    def put(self, stream: str, record: Any) -> None:
        self.records.put((self, stream, record))

    deliver = put

    def has_room(self) -> None:
        """Its input was full and is not any more: whoever waits for records looks again."""
        self.records.put((self, ROOM, None))

    def apart(self) -> SyncChild:
        """From now on its records are its own, not those of the call that it was a part of."""
        self.records = queue.SimpleQueue()
        return self

    def move(self, event: JobEvent, reason: Any = None) -> bool:
        """Change state; the end, a question and a disconnection are told to the caller."""
        if self.is_finished:
            return False
        try:
            self.state = advance(self.state, event)
        except InvalidTransition:
            return False
        self.reason = reason
        if self.state in PERSISTENT:
            self.records.put((self, ENDED, self.state))
        elif self.state == JobState.Blocked:
            self.records.put((self, QUESTION, None))
        return True


__all__ = ["ENDED", "QUESTION", "ROOM", "Item", "SyncChild"]
