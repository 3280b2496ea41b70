"""The supervisor of a local job: `python -m psbridge.cli.supervisor NUMBER`.

Runs the job's script in a child process and writes each record into the store as it comes; a signal stops the script.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any


def main(arguments: list[str]) -> int:
    """Run the job of that number."""
    from psbridge.jobs.states import JobState
    from psbridge.sessions.arguments import joined
    from psbridge.sessions.session import Session
    from psbridge.sessions.storedjobs import encoded
    from psbridge.store import Database, JobStore

    number = int(arguments[0])
    stop = _Stop()
    store = JobStore(Database())
    row = store.get(number)
    store.update(number, state=int(JobState.Running), began=time.time(), details={**row.details, "supervisor": os.getpid()})
    state, reason = JobState.Failed, None
    try:
        with Session("localhost", transport="process", directory=row.details.get("directory")) as session:
            args = joined(row.details.get("arguments", ()), row.details.get("parameters"))
            running, _ = session.begin(row.command, *args, raw=True, on_record=_keeper(store, number, encoded))
            stop.begun(running)
            while not running.wait(0.5):
                pass
            state = {"COMPLETED": JobState.Completed, "STOPPED": JobState.Stopped}.get(running.state.name, JobState.Failed)
            reason = running.reason.message if running.reason is not None and state == JobState.Failed else None
    finally:
        stop.close()
        body = encoded(2, reason) if reason else None
        store.update(number, state=int(state), ended=time.time(), reason=body)
    return 0


class _Stop:
    """SIGTERM stops the script, also one that is yet to begin."""

    def __init__(self) -> None:
        self._asked = False
        self._running: Any = None
        self._before = signal.signal(signal.SIGTERM, self._heard)

    def _heard(self, *_: object) -> None:
        self._asked = True
        if self._running is not None:
            self._running.stop()

    def begun(self, running: Any) -> None:
        self._running = running
        if self._asked:
            running.stop()

    def close(self) -> None:
        signal.signal(signal.SIGTERM, self._before)


def _keeper(store: Any, number: int, encoded: Any) -> Any:
    def keep(stream: int, value: Any) -> None:
        store.append(number, [(stream, "localhost", encoded(stream, value))])

    return keep


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
