"""Records of other computers, written by a command here: output gets the notes that say where it came from, text goes to the host."""

from __future__ import annotations

import queue
from collections.abc import Iterable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.jobs.states import JobState
from psbridge.modules.core.jobs.receiving import _marked
from psbridge.sessions.remotejobs import RemoteRunner, Share, Throttle
from psbridge.sessions.synchronous import ENDED, QUESTION, Item, SyncChild


class Delivering(Cmdlet):
    """Base of the commands that wait for what computers say."""

    def run_and_write(self, shares: Iterable[Share], limit: int) -> list[SyncChild]:
        """Run on all targets, write everything as it comes; the children, ended."""
        records: queue.SimpleQueue[Item] = queue.SimpleQueue()
        pairs = []
        for share in shares:
            runner = RemoteRunner(share)
            pairs.append((runner, SyncChild(share.location, runner, records, hidden=share.hidden)))
        unhook = self.stopping.on_cancel(lambda *_: _stop_all(pairs))
        try:
            Throttle(limit).start(pairs)  # type: ignore[arg-type]
            left = len(pairs)
            while left:
                left -= self._take(records.get())
        finally:
            unhook()
            for runner, child in pairs:
                if not child.is_finished and child.state != JobState.Disconnected:
                    _stop(runner, child)
        return [child for _, child in pairs]

    def _take(self, item: Item) -> int:
        child, stream, record = item
        if stream == ENDED:
            return 1
        if stream == QUESTION:
            child.runner.unblock(child)  # type: ignore[arg-type]
            return 0
        self.deliver(child, stream, record)
        return 0

    def deliver(self, child: Any, stream: str, record: Any) -> None:
        """Write one record."""
        if stream == "output":
            self.write(_marked(record, child, False))
        elif stream == "error":
            self.runtime.pass_error(record)
        elif stream == "information":
            self.write_information(record)
        elif stream == "progress":
            self.host.ui.write_progress(record) if hasattr(self.host.ui, "write_progress") else None
        elif stream == "host":
            record(self.host)
        else:
            getattr(self.host.ui, f"write_{stream}_line")(record.message)


def _stop_all(pairs: list[tuple[RemoteRunner, SyncChild]]) -> None:
    for runner, child in pairs:
        _stop(runner, child)


def _stop(runner: RemoteRunner, child: SyncChild) -> None:
    child.stop_requested = True
    if not child.is_finished:
        runner.stop(child)  # type: ignore[arg-type]
