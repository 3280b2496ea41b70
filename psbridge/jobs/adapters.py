"""Job sources: JobDefinition, JobInvocationInfo, JobSourceAdapter, and the manager that asks all of them.

Decides how kinds of jobs that manage themselves (Job2) are found beside those of the session's repository, and that a source that
fails never keeps the others from answering: what it raised becomes a warning.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psbridge.jobs.ids import IDS, JobIdentifier
from psbridge.jobs.job import Job
from psbridge.jobs.repository import JobRepository
from psbridge.jobs.states import JobState
from psbridge.objects import NetError, NetObject, define
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_A = "System.Management.Automation."


class JobDefinition(NetObject):
    """What a job source makes jobs of: a command under a name."""

    __slots__ = ("adapter_type", "command", "command_info", "instance_id", "module_name", "name")
    net_type = define(_A + "JobDefinition", assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "Command": "command",
        "JobSourceAdapterType": "adapter_type",
        "ModuleName": "module_name",
        "JobSourceAdapterTypeName": "adapter_type_name",
        "InstanceId": "instance_id",
        "CommandInfo": "command_info",
    }
    METHODS = {"Save": "save", "Load": "load"}

    def __init__(self, adapter_type: type | None, command: str, name: str) -> None:
        super().__init__()
        self.adapter_type, self.command, self.name = adapter_type, command, name
        self.module_name: str | None = None
        self.command_info: Any = None
        self.instance_id = uuid.uuid4()

    @property
    def adapter_type_name(self) -> str:
        return "" if self.adapter_type is None else self.adapter_type.__name__

    def save(self, stream: Any = None) -> None:
        raise NetError.of("System.NotImplementedException", "The method or operation is not implemented.")

    def load(self, stream: Any = None) -> None:
        raise NetError.of("System.NotImplementedException", "The method or operation is not implemented.")


class JobInvocationInfo(NetObject):
    """A definition with the parameters of one start."""

    __slots__ = ("_command", "definition", "instance_id", "name", "parameters")
    net_type = define(_A + "JobInvocationInfo", assembly=SMA)
    PROPERTIES = {"Name": "name", "Command": "command", "Definition": "definition", "Parameters": "parameters", "InstanceId": "instance_id"}

    def __init__(self, definition: JobDefinition, parameters: dict[str, Any] | list[dict[str, Any]] | None = None) -> None:
        super().__init__()
        self.definition = definition
        self.parameters = [parameters] if isinstance(parameters, dict) else list(parameters or ())
        self.name = definition.name
        self._command: str | None = None
        self.instance_id = uuid.uuid4()

    @property
    def command(self) -> str:
        return self._command if self._command is not None else self.definition.command

    @command.setter
    def command(self, value: str) -> None:
        self._command = value


class JobSourceAdapter:
    """A source of jobs of its own.  A subclass supplies everything that raises here; `persist` is optional."""

    name = ""

    def new_job(self, specification: JobInvocationInfo) -> Job:
        raise NotImplementedError

    def get_jobs(self) -> list[Job]:
        raise NotImplementedError

    def get_jobs_by_name(self, name: str, recurse: bool) -> list[Job]:
        raise NotImplementedError

    def get_jobs_by_command(self, command: str, recurse: bool) -> list[Job]:
        raise NotImplementedError

    def get_jobs_by_state(self, state: Any, recurse: bool) -> list[Job]:
        raise NotImplementedError

    def get_jobs_by_filter(self, criteria: dict[str, Any], recurse: bool) -> list[Job]:
        raise NotImplementedError

    def get_job_by_instance_id(self, instance_id: uuid.UUID, recurse: bool) -> Job | None:
        raise NotImplementedError

    def get_job_by_session_id(self, number: int, recurse: bool) -> Job | None:
        raise NotImplementedError

    def remove_job(self, job: Job) -> None:
        raise NotImplementedError

    def persist(self, job: Job) -> None:
        """Keep a job beyond the session; by default nothing is kept."""

    @staticmethod
    def store_id_for_reuse(job: Job, recurse: bool = False) -> None:
        """Let the ids of a job (and of its children) be had again."""
        for one in job.family() if recurse else (job,):
            IDS.keep(one.instance_id, one.id)

    @staticmethod
    def retrieve_id_for_reuse(instance_id: uuid.UUID) -> JobIdentifier | None:
        return IDS.again(instance_id)


Warn = Callable[[str], None]


class JobManager(NetObject):
    """All jobs of a session: those of the repository, and those of registered sources."""

    __slots__ = ("_adapters", "repository")
    net_type = define(_A + "JobManager", assembly=SMA)

    def __init__(self) -> None:
        super().__init__()
        self.repository = JobRepository()
        self._adapters: dict[str, JobSourceAdapter] = {}

    @staticmethod
    def among(extras: dict[str, Any]) -> JobManager:
        """The manager among what a session keeps."""
        found: JobManager = extras.get("jobs") or extras.setdefault("jobs", JobManager())
        return found

    # -- sources

    def register(self, adapter: JobSourceAdapter) -> None:
        self._adapters.setdefault(type(adapter).__name__, adapter)

    def is_registered(self, type_name: str) -> bool:
        return type_name in self._adapters

    def adapter(self, type_name: str) -> JobSourceAdapter | None:
        return self._adapters.get(type_name)

    def adapters(self) -> list[JobSourceAdapter]:
        """The registered sources."""
        return list(self._adapters.values())

    def new_job(self, definition: JobDefinition | JobInvocationInfo) -> Job:
        """A job of the source that the definition names."""
        told = definition if isinstance(definition, JobInvocationInfo) else JobInvocationInfo(definition)
        return self.source_of(told.definition).new_job(told)

    def source_of(self, definition: JobDefinition) -> JobSourceAdapter:
        """The source that a definition names; InvalidOperation when nobody registered it."""
        source = self._adapters.get(definition.adapter_type_name)
        if source is None:
            text = (
                "The job operation (Create, Get, or Remove) could not be performed because the JobSourceAdapter type specified in the "
                "JobDefinition is not registered. Register the JobSourceAdapter type either by using an explicit call, or by calling the "
                "Import-Module cmdlet, and then specifying an assembly."
            )
            raise NetError.of("System.InvalidOperationException", text, error_id="JobSourceAdapterNotFound")
        return source

    def _ask(self, question: Callable[[JobSourceAdapter], Any], warn: Warn | None) -> Iterator[Job]:
        for name, adapter in list(self._adapters.items()):
            try:
                found = question(adapter)
            except Exception as problem:  # noqa: BLE001  a foreign source may raise anything; the others must answer
                if warn is not None:
                    why = problem.exception.message if isinstance(problem, NetError) else str(problem)
                    warn(f"A {name} job source adapter threw an exception with the following message: {why}")
                continue
            if isinstance(found, Job):
                yield found
            elif found is not None:
                yield from found

    # -- look-ups

    def top_level(self, warn: Warn | None = None) -> list[Job]:
        """Every job that was handed out, by id."""
        own = self.repository.get_items()
        return sorted({id(job): job for job in (*own, *self._ask(lambda a: a.get_jobs(), warn))}.values(), key=lambda job: job.id)

    def by_id(self, number: int) -> Job | None:
        found = next((job for job in self.repository.everyone() if job.id == number), None)
        return found or next(self._ask(lambda a: a.get_job_by_session_id(number, True), None), None)

    def by_instance_id(self, instance_id: uuid.UUID) -> Job | None:
        found = next((job for job in self.repository.everyone() if job.instance_id == instance_id), None)
        return found or next(self._ask(lambda a: a.get_job_by_instance_id(instance_id, True), None), None)

    def by_name(self, pattern: str, recurse: bool = True, warn: Warn | None = None) -> list[Job]:
        """By name or pattern, children too with `recurse`; sources compare as they like."""
        matches = compile_wildcard(pattern)
        pool: Iterable[Job] = self.repository.everyone() if recurse else self.repository.get_items()
        own = [job for job in pool if matches(job.name)]
        return sorted([*own, *self._ask(lambda a: a.get_jobs_by_name(pattern, recurse), warn)], key=lambda job: job.id)

    def by_command(self, pattern: str, warn: Warn | None = None) -> list[Job]:
        text = pattern.strip()
        matches = compile_wildcard(text) if has_wildcards(text) else (lambda command: command.lower() == text.lower())
        own = [job for job in self.repository.get_items() if matches((job.command or "").strip())]
        return sorted([*own, *self._ask(lambda a: a.get_jobs_by_command(pattern, False), warn)], key=lambda job: job.id)

    def by_state(self, state: Any, warn: Warn | None = None) -> list[Job]:
        own = [job for job in self.repository.get_items() if job.state == state]
        return sorted([*own, *self._ask(lambda a: a.get_jobs_by_state(state, False), warn)], key=lambda job: job.id)

    def by_filter(self, criteria: dict[str, Any], warn: Warn | None = None) -> list[Job]:
        """Only sources know filters."""
        return sorted(self._ask(lambda a: a.get_jobs_by_filter(criteria, False), warn), key=lambda job: job.id)

    # -- changes

    def add(self, job: Job) -> None:
        self.repository.add(job)

    def discard(self, job: Job) -> None:
        """Forget a job and let go of it; ArgumentException when it is not (or no longer) there, or is a child."""
        if job in self.repository:
            self.repository.discard(job)
            job.dispose()
            return
        for adapter in self._adapters.values():
            if any(one is job for one in adapter.get_jobs()):
                adapter.remove_job(job)
                return
        text = (
            "The command cannot remove the job because it does not exist or because it is a child job. Child jobs can be removed only "
            "by removing the parent job."
        )
        raise NetError.of("System.ArgumentException", text, error_id="CannotRemoveJob")

    def close(self) -> None:
        """The session ends: stop what still runs, each on a thread of its own, since nobody waits for them any more.

        What was left on another computer goes on there.
        """
        for job in self.top_level():
            if not job.is_finished and job.state != JobState.Disconnected:
                threading.Thread(target=_end, args=(job,), name=f"end of job {job.id}", daemon=True).start()


def _end(job: Job) -> None:
    with contextlib.suppress(Exception):  # a foreign kind may raise anything, and nobody is there any more to hear it
        job.stop_job()
