"""Runs of scheduled jobs as jobs of a session: PSScheduledJob."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from psbridge.jobs import Job, JobState
from psbridge.jobs.adapters import JobDefinition, JobInvocationInfo, JobSourceAdapter
from psbridge.jobs.declaring import methods, properties
from psbridge.jobs.job2 import Job2
from psbridge.modules.scheduledjob.definitions import ScheduledJobDefinition
from psbridge.modules.scheduledjob.schedule import ASSEMBLY, S
from psbridge.modules.scheduledjob.store import STREAMS, Run, Store, store_of
from psbridge.objects import define
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."


class ScheduledJob(Job2):
    """An instance as a session sees it.  Its records are copies, which this session may receive once."""

    __slots__ = ("run", "store")
    net_type = define(S + "ScheduledJob", _A + "Job2", assembly=ASSEMBLY)
    PROPERTIES: ClassVar[dict[str, Any]] = properties(
        f"""
        {S}ScheduledJobDefinition Definition {{get;}} -> definition
        string StatusMessage {{get;}} -> status_message
        bool HasMoreData {{get;}} -> has_more_data
        string Location {{get;}} -> location
        """
    )
    METHODS: ClassVar[dict[str, Any]] = methods("void StartJob() -> start_job\nvoid StopJob() -> stop_job")

    def __init__(self, run: Run, store: Store) -> None:
        super().__init__(run.definition.command, run.definition.name, instance_id=run.instance_id, job_type_name="PSScheduledJob")
        self.run, self.store = run, store
        run.listeners.append(self.follow)
        self.set_job_state(JobState.Running)
        self.ps_begin_time = run.begun
        self.follow()

    def follow(self) -> None:
        """Take over what became of the run, once."""
        if self.run.ended is None or self.is_finished:
            return
        for name in STREAMS:
            collection = self.stream(name)
            for record in self.run.values(name):
                if collection.is_open:
                    collection.add(record)
        self.ps_end_time = self.run.ended
        self.set_job_state(self.run.state, self.run.reason)

    @property
    def definition(self) -> ScheduledJobDefinition:
        return self.run.definition

    @property
    def has_more_data(self) -> bool:
        return any(self.stream_count(name) for name in STREAMS)

    @property
    def location(self) -> str:
        return "localhost"

    @property
    def status_message(self) -> str:
        return ""

    def start_job(self, *_: Any) -> None:
        """It has been started."""

    def stop_job(self, *_: Any) -> None:
        self.store.stop(self.run)
        self.finished.wait()


class ScheduledJobSourceAdapter(JobSourceAdapter):
    """The instances on a session's computer."""

    name = "PSScheduledJob"

    def __init__(self, store: Store) -> None:
        self.store = store
        self._jobs: dict[uuid.UUID, ScheduledJob] = {}
        self._own: list[Run] = []  # what this session started without keeping it on the computer

    def definitions(self) -> tuple[JobDefinition, ...]:
        """What Start-Job -DefinitionName may name."""
        for one in self.store.listed():
            one.wrapped.adapter_type = type(self)
        return tuple(one.wrapped for one in self.store.listed())

    def job_of(self, run: Run) -> ScheduledJob:
        found = self._jobs.get(run.instance_id)
        if found is None:
            found = self._jobs[run.instance_id] = ScheduledJob(run, self.store)
        return found

    def new_job(self, specification: JobInvocationInfo) -> Job:
        definition = self.store.find(specification.definition.name)
        assert definition is not None, "definitions are listed by the store"
        run = self.store.start(definition, kept=False)
        assert run is not None, "a run that is not kept is never refused"
        self._own.append(run)
        return self.job_of(run)

    def get_jobs(self) -> list[Job]:
        runs = [run for run in self.store.runs if run.kept or run in self._own]
        return [self.job_of(run) for run in runs]

    def get_jobs_by_name(self, name: str, recurse: bool) -> list[Job]:
        fits = compile_wildcard(name)
        return [job for job in self.get_jobs() if fits(job.name)]

    def get_jobs_by_command(self, command: str, recurse: bool) -> list[Job]:
        fits = compile_wildcard(command)
        return [job for job in self.get_jobs() if fits(job.command or "")]

    def get_jobs_by_state(self, state: Any, recurse: bool) -> list[Job]:
        return [job for job in self.get_jobs() if job.state == state]

    def get_jobs_by_filter(self, criteria: dict[str, Any], recurse: bool) -> list[Job]:
        """By properties of the instances, as their names say."""
        from psbridge.objects.access import get_property
        from psbridge.objects.convert import to_text

        def fits(job: Job) -> bool:
            return all(to_text(get_property(job, key)).lower() == to_text(value).lower() for key, value in criteria.items())

        return [job for job in self.get_jobs() if fits(job)]

    def get_job_by_instance_id(self, instance_id: uuid.UUID, recurse: bool) -> Job | None:
        return next((job for job in self.get_jobs() if job.instance_id == instance_id), None)

    def get_job_by_session_id(self, number: int, recurse: bool) -> Job | None:
        return next((job for job in self.get_jobs() if job.id == number), None)

    def remove_job(self, job: Job) -> None:
        """The stored results go; the definition stays."""
        if isinstance(job, ScheduledJob):
            self.store.drop_run(job.run)
            self._jobs.pop(job.instance_id, None)
        job.dispose()


def attach(runspace: Any) -> ScheduledJobSourceAdapter:
    """Have a session list the instances of its computer: what loading the module does."""
    from psbridge.modules.core.jobs.finding import manager_of

    manager = manager_of(runspace)
    found = manager.adapter(ScheduledJobSourceAdapter.__name__)
    if found is None:
        found = ScheduledJobSourceAdapter(store_of(runspace.machine))
        manager.register(found)
    return found  # type: ignore[return-value]
