"""Get-Job."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from psbridge.engine.cmdlet import cmdlet, parameter
from psbridge.modules.core.jobs.finding import (
    COMMAND,
    ID,
    INSTANCE,
    JOB_TYPE,
    NAME,
    STATE,
    STATE_TYPE,
    JobCommand,
    command_parameter,
    filter_parameter,
    id_parameter,
    instance_parameter,
    name_parameter,
    state_parameter,
)
from psbridge.objects import unwrap

if TYPE_CHECKING:
    from psbridge.jobs.job import Job

_MOST = (ID, INSTANCE, NAME, STATE, COMMAND)


@cmdlet("Get-Job", default_set=ID, aliases=("gjb",), output=(JOB_TYPE,))
class GetJob(JobCommand):
    """Gets PowerShell background jobs that are running in the current session."""

    include_child_job = parameter("IncludeChildJob", "switch", sets=_MOST, aliases=())
    child_job_state = parameter("ChildJobState", STATE_TYPE, sets=_MOST)
    has_more_data = parameter("HasMoreData", "bool", sets=_MOST)
    before = parameter("Before", "datetime", sets=_MOST)
    after = parameter("After", "datetime", sets=_MOST)
    newest = parameter("Newest", "int", sets=_MOST)
    id = id_parameter(mandatory=False)
    instance_id = instance_parameter()
    name = name_parameter()
    state = state_parameter()
    command = command_parameter()
    filter = filter_parameter()

    def begin(self) -> None:
        self._found: list[Job] = []

    def process(self) -> None:
        everything = (self.set_name == ID and self.id is None) or (self.set_name == COMMAND and self.command is None)
        found = self.manager.top_level(self.write_warning) if everything else self.chosen()
        self._found += self._narrowed(found)

    def end(self) -> None:
        for job in sorted(self._found, key=lambda one: one.id):
            self.write(job)

    def _narrowed(self, jobs: list[Job]) -> list[Job]:
        kept = [*jobs, *self._children(jobs)]
        if self.is_bound("HasMoreData"):
            kept = [job for job in kept if job.has_more_data is bool(self.has_more_data)]
        if self.before is not None:
            kept = [job for job in kept if job.ps_end_time is not None and job.ps_end_time < unwrap(self.before)]
        if self.after is not None:
            kept = [job for job in kept if job.ps_end_time is not None and job.ps_end_time > unwrap(self.after)]
        if self.is_bound("Newest"):
            kept = _latest_first(kept)[: max(0, self.newest)]
        return kept

    def _children(self, jobs: list[Job]) -> list[Job]:
        """With -ChildJobState only the children in that state come along, with -IncludeChildJob alone all of them."""
        children = [child for job in jobs for child in job.child_jobs]
        if self.child_job_state is not None:
            return [child for child in children if child.state == self.child_job_state]
        return children if self.include_child_job else []


def _later(one: Job, other: Job) -> int:
    """Which of two ended later; a job that goes on is neither before nor after any other."""
    if one.ps_end_time is None or other.ps_end_time is None:
        return 0
    return (one.ps_end_time < other.ps_end_time) - (one.ps_end_time > other.ps_end_time)


def _latest_first(jobs: list[Job]) -> list[Job]:
    """As .NET sorts few items: where the jobs that go on end up decides whether they are among the newest."""
    found = list(jobs)
    if len(found) > _FEW:
        return sorted(found, key=cmp_to_key(_later))
    if len(found) in _PAIRS:
        for i, j in _PAIRS[len(found)]:
            if _later(found[i], found[j]) > 0:
                found[i], found[j] = found[j], found[i]
        return found
    for i in range(1, len(found)):
        one, j = found[i], i
        while j > 0 and _later(one, found[j - 1]) < 0:
            found[j] = found[j - 1]
            j -= 1
        found[j] = one
    return found


_FEW = 16
_PAIRS = {2: ((0, 1),), 3: ((0, 1), (0, 2), (1, 2))}
