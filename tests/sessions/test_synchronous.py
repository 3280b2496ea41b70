"""What a waiting caller hears of a target."""

from __future__ import annotations

import queue
from typing import Any

from psbridge.jobs.states import JobEvent, JobState
from psbridge.sessions.synchronous import ENDED, QUESTION, SyncChild


def test_records_questions_and_the_end_come_in_order() -> None:
    records: queue.SimpleQueue[Any] = queue.SimpleQueue()
    child = SyncChild("here", None, records)  # type: ignore[arg-type]
    child.move(JobEvent.START)
    child.put("output", 1)
    child.move(JobEvent.BLOCK)
    child.move(JobEvent.UNBLOCK)
    assert child.move(JobEvent.COMPLETE)
    assert not child.move(JobEvent.COMPLETE)
    heard = [records.get() for _ in range(records.qsize())]
    assert [(kind, value) for _, kind, value in heard] == [("output", 1), (QUESTION, None), (ENDED, JobState.Completed)]
