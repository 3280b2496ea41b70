"""Records of other computers, written by a command here: output gets the notes that say where it came from, text goes to the host."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.debugging.debugger import front_of
from psbridge.jobs.states import JobState
from psbridge.modules.core.jobs.passing import pass_remote
from psbridge.sessions.remotejobs import RemoteRunner, Share, Throttle
from psbridge.sessions.synchronous import ENDED, QUESTION, ROOM, Item, SyncChild


class Delivering(Cmdlet):
    """Base of the commands that wait for what computers say."""

    def run_and_write(self, shares: Iterable[Share], limit: int) -> list[SyncChild]:
        """Run on all targets, write everything as it comes; the children, ended."""
        records: queue.SimpleQueue[Item] = queue.SimpleQueue()
        pairs = []
        for share in shares:
            runner = RemoteRunner(share)
            pairs.append((runner, SyncChild(share.location, runner, records, hidden=share.hidden)))
        self.write_until_ended([child for _, child in pairs], records, lambda: Throttle(limit).start(pairs))  # type: ignore[arg-type]
        return [child for _, child in pairs]

    def debug_handler(self, location: str) -> Any:
        """Whoever sits here is asked when a script over there stops; None: nobody does."""
        front = front_of(self.runspace)
        if front is None:
            return None
        handler = front(location)

        def ask(stop: Any) -> str:
            self.runspace.context()  # what is shown counts with our type data
            return str(handler(stop))

        return ask

    def write_until_ended(
        self, children: list[SyncChild], records: queue.SimpleQueue[Item], begin: Callable[[], object] | None = None
    ) -> None:
        """Write what comes until every child has ended or was left; they are stopped when we are."""
        unhook = self.stopping.on_cancel(lambda *_: stop_all(children, hurry=True))
        try:
            if begin is not None:
                begin()
            left = len(children)
            while left:
                left -= self.take(records.get())
        finally:
            unhook()
            stop_all([child for child in children if child.state != JobState.Disconnected])

    def take(self, item: Item) -> int:
        """Write an item, or do what it asks for; 1 when a child has ended."""
        child, stream, record = item
        if stream == ENDED:
            return 1
        if stream == QUESTION:
            child.runner.unblock(child)  # type: ignore[arg-type]
        elif stream != ROOM:
            self.deliver(child, stream, record)
        return 0

    def deliver(self, child: Any, stream: str, record: Any) -> None:
        """Write one record; unlike a job's, information that the host was told already counts."""
        if stream == "information":
            self.write_information(record)
        else:
            pass_remote(self, child, stream, record)


def stop_all(children: Iterable[SyncChild], *, hurry: bool = False) -> None:
    """Stop what still runs; `hurry`: without waiting for lines that are cut."""
    for child in children:
        if not child.is_finished:
            child.stop_requested = True
            session = child.runner.session
            if hurry and session is not None:
                session.lose_patience()
            child.runner.stop(child)  # type: ignore[arg-type]
