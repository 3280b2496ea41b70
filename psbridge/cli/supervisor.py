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
    store = JobStore(Database())
    row = store.get(number)
    store.update(number, state=int(JobState.Running), began=time.time(), details={**row.details, "supervisor": os.getpid()})
    state, reason = JobState.Failed, None
    try:
        with Session("localhost", transport="process", directory=row.details.get("directory")) as session:
            args = joined(row.details.get("arguments", ()), row.details.get("parameters"))
            running, _ = session.begin(row.command, *args, raw=True, on_record=_keeper(store, number, encoded))
            signal.signal(signal.SIGTERM, lambda *_: running.stop())
            while not running.wait(0.5):
                pass
            state = {"COMPLETED": JobState.Completed, "STOPPED": JobState.Stopped}.get(running.state.name, JobState.Failed)
            reason = running.reason.message if running.reason is not None and state == JobState.Failed else None
    finally:
        body = encoded(2, reason) if reason else None
        store.update(number, state=int(state), ended=time.time(), reason=body)
    return 0


def _keeper(store: Any, number: int, encoded: Any) -> Any:
    def keep(stream: int, value: Any) -> None:
        store.append(number, [(stream, "localhost", encoded(stream, value))])

    return keep


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
