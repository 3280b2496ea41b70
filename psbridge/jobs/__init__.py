"""PowerShell's job object model: states, jobs with children, streams and events, the repository.

A job is a set of streams plus a state machine.  This package knows no process, no wire and no engine: whoever does the work is
handed in as a runner and fills the job through its sink.
"""

from __future__ import annotations

from psbridge.jobs import typedata  # noqa: F401
from psbridge.jobs.face import wait
from psbridge.jobs.ids import IDS, JobIdentifier
from psbridge.jobs.info import JobStateEventArgs, JobStateInfo
from psbridge.jobs.job import STREAMS, Job
from psbridge.jobs.job2 import ContainerParentJob, Job2
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob, Runner
from psbridge.jobs.repository import JobRepository
from psbridge.jobs.states import FINISHED, PERSISTENT, TRANSITIONS, JobEvent, JobState, JobThreadOptions, advance, aggregate

__all__ = [
    "FINISHED",
    "IDS",
    "PERSISTENT",
    "STREAMS",
    "TRANSITIONS",
    "ContainerParentJob",
    "Job",
    "Job2",
    "JobEvent",
    "JobIdentifier",
    "JobRepository",
    "JobState",
    "JobStateEventArgs",
    "JobStateInfo",
    "JobThreadOptions",
    "RemotingChildJob",
    "RemotingJob",
    "Runner",
    "advance",
    "aggregate",
    "wait",
]
