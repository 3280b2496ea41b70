"""The suite catches broken targets: each mutation of the engine makes at least one of the cases that it should break fail.

The cases run in forks of this process, so what is patched here is patched there.
"""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.cases import home, load
from psbridge.cli.conformance.judging import Outcome
from psbridge.cli.conformance.running import Selection, run_cases
from psbridge.cli.conformance.targets import Plan, target_of
from psbridge.engine.cmdlet import Cmdlet
from psbridge.jobs.ids import IDS, IdSource
from psbridge.jobs.job import Job
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.jobs.states import JobEvent
from psbridge.modules.core.jobs import passing
from psbridge.modules.core.jobs.ending import WaitJob
from psbridge.modules.core.jobs.listing import GetJob
from psbridge.modules.core.jobs.receiving import ReceiveJob

SUITE = load(home())


@pytest.fixture(autouse=True)
def first_ids(monkeypatch):
    """Forks count jobs from one, whatever ran in this process before."""
    monkeypatch.setattr(IDS.own, "_last", 0)


def always(value):
    return property(lambda self: value)


def with_fields(original, **fields):
    """`begin` that forgets what parameters say."""

    def begin(self):
        for name, value in fields.items():
            setattr(self, name, value)
        original(self)

    return begin


TAKE, TAKE_CHILD, PUT, MOVE, ERROR = Job.take_own, RemotingChildJob.take_own, RemotingChildJob.put, RemotingChildJob.move, Cmdlet.error
STAMP, END, MEMBERS, MARKED = Job._stamp, WaitJob.end, ReceiveJob._members, passing.marked


def moved(self, event, reason=None):
    return MOVE(self, JobEvent.COMPLETE if event is JobEvent.FAIL else event, reason)


def stopped_as_completed(self, event, reason=None):
    return MOVE(self, JobEvent.COMPLETE if event is JobEvent.STOP else event, reason)


def without_times(self, state):
    STAMP(self, state)
    self.ps_end_time = None


# name -> (what is patched: (owner, attribute, replacement)..., cases that must tell)
MUTATIONS = {
    "HasMoreData is always true": (((RemotingChildJob, "has_more_data", always(True)),), ("jobs/more/no-output-job",)),
    "HasMoreData is always false": (((RemotingJob, "has_more_data", always(False)),), ("jobs/more/running-without-output",)),
    "ids are reused": (((IdSource, "next", lambda self: 1),), ("jobs/ids/ids-not-reused*", "jobs/ids/second-job-skips*")),
    "ids skip": (((IdSource, "next", lambda self, old=IdSource.next: max(old(self), old(self))),), ("jobs/ids/second-job-skips*",)),
    "-Keep is ignored": (((RemotingChildJob, "take_own", lambda self, keep=False, streams=None: TAKE_CHILD(self, streams=streams)),),
                         ("rcj/drain",)),
    "receiving never drains": (((RemotingChildJob, "take_own", lambda self, keep=False, streams=None: TAKE_CHILD(self, keep=True)),),
                               ("rcj/drain",)),
    "-NoRecurse is ignored": (((ReceiveJob, "begin", with_fields(ReceiveJob.begin, no_recurse=False)),), ("jobs/receive/norecurse-on*",)),
    "-AutoRemoveJob is ignored": (((ReceiveJob, "_finish", lambda self, job: None),), ("jobs/receive/wait-autoremove*",)),
    "-WriteEvents is ignored": (((ReceiveJob, "_write_ended", lambda self: None),), ("jobs/receive/writeevents-start-job",)),
    "-Any is ignored": (((WaitJob, "begin", with_fields(WaitJob.begin, any=False)),), ("jobs/wait/any-two-finished",)),
    "-Timeout 0 waits": (((WaitJob, "begin", with_fields(WaitJob.begin, timeout=-1)),), ("jobs/wait/timeout-zero",)),
    "-Newest is ignored": (((GetJob, "is_bound", lambda self, name: name != "Newest" and Cmdlet.is_bound(self, name)),), ("gjb/newest",)),
    "Get-Job lists children": (((GetJob, "_children", lambda self, jobs: [c for job in jobs for c in job.child_jobs]),), ("chd/hidden",)),
    "failed jobs complete": (((RemotingChildJob, "move", moved),), ("jobs/states/throw-fails",)),
    "stopped jobs complete": (((RemotingChildJob, "move", stopped_as_completed),), ("jobs/stop/child-only",)),
    "jobs never end": (((Job, "_stamp", without_times),), ("job/end-time-once", "gjb/before-after-process")),
    "errors are lost": (((RemotingChildJob, "put", lambda self, stream, record: stream == "error" or PUT(self, stream, record)),),
                        ("jobs/states/write-error-still*", "rcj/error-stop-loses")),
    "streams come back sorted": (((RemotingChildJob, "take_own", lambda self, **words: tuple(sorted(TAKE_CHILD(self, **words), key=lambda r: r[0]))),),
                                 ("jobs/receive/streams-flattened-order",)),
    "no note properties": (((passing, "marked", lambda record, child, source: record),), ("jobs/serial/note-properties-on-object",)),
    "the location is spelt otherwise": (((RemotingChildJob, "location", always("Localhost")),), ("jobs/props/start-job-child-value*",)),
    "-WhatIf is ignored": (((Cmdlet, "should_process", lambda self, *words: True),), ("jobs/remove/whatif",)),
    "another error id": (((Cmdlet, "error", lambda self, kind, text, error_id, *rest, **words: ERROR(self, kind, text, error_id + "s", *rest, **words)),),
                         ("jobs/get/by-id-unknown",)),
    "running jobs are removed": (((Job, "is_finished", always(True)),), ("jobs/remove/running-thread-without-force",)),
}  # fmt: skip


def outcomes(patterns, timeout):
    chosen = [case for case in SUITE.cases if Selection(patterns).takes(case)]
    assert chosen, patterns
    with target_of("engine") as target:
        return run_cases(target, chosen, Plan(workers=2, timeout=timeout))


def test_there_are_at_least_twenty():
    assert len(MUTATIONS) >= 20


@pytest.mark.slow
def test_unbroken_the_cases_pass():
    verdicts = outcomes(tuple(pattern for _, patterns in MUTATIONS.values() for pattern in patterns), 120)
    assert {name: one.differences for name, one in verdicts.items() if one.outcome is not Outcome.PASS} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation_is_caught(name, monkeypatch):
    patches, patterns = MUTATIONS[name]
    for owner, attribute, replacement in patches:
        monkeypatch.setattr(owner, attribute, replacement)
    assert any(one.outcome is Outcome.FAIL for one in outcomes(patterns, 6).values())
