"""JobRepository: the jobs of one session.

Decides look-ups; adding the same instance twice, or removing one that is not there, is an error, looking for a missing one is not.
"""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, Any

from psbridge.jobs.job import Job
from psbridge.objects import NetError, NetObject, define
from psbridge.objects.nettypes import SMA

if TYPE_CHECKING:
    from collections.abc import Iterator

_A = "System.Management.Automation."


class JobRepository(NetObject):
    """Jobs by instance id, in the order in which they were added."""

    __slots__ = ("_jobs", "_lock")
    net_type = define(_A + "JobRepository", define(_A + "Repository`1", assembly=SMA).close(Job.net_type), assembly=SMA)
    PROPERTIES = {"Jobs": "jobs"}
    METHODS = {"Add": "add", "Remove": "discard", "GetItems": "get_items", "GetItem": "get_job", "GetJob": "get_job"}

    def __init__(self) -> None:
        super().__init__()
        self._jobs: dict[uuid.UUID, Job] = {}
        self._lock = threading.Lock()

    def add(self, job: Job) -> None:
        with self._lock:
            if job.instance_id in self._jobs:
                text = f"The key {job.instance_id} already exists in the repository: this job was added before."
                raise NetError.of("System.ArgumentException", text, error_id="Argument", ParamName="item")
            self._jobs[job.instance_id] = job

    def discard(self, job: Job) -> None:
        with self._lock:
            if self._jobs.pop(job.instance_id, None) is None:
                text = f"The key {job.instance_id} does not exist in the repository: the job was removed before, or never added."
                raise NetError.of("System.ArgumentException", text, error_id="Argument", ParamName="item")

    def get_job(self, instance_id: uuid.UUID) -> Job | None:
        return self._jobs.get(instance_id)

    def get_items(self) -> list[Job]:
        with self._lock:
            return list(self._jobs.values())

    @property
    def jobs(self) -> list[Job]:
        return self.get_items()

    def everyone(self) -> Iterator[Job]:
        """Every job, each followed by its children."""
        for job in self.get_items():
            yield job
            yield from job.child_jobs

    def __contains__(self, job: Any) -> bool:
        return job.instance_id in self._jobs

    def __len__(self) -> int:
        return len(self._jobs)
