"""Job2, ContainerParentJob, adapters, the repository, ids, declarations and type data."""

from __future__ import annotations

import uuid

import pytest

from psbridge.jobs import IDS, ContainerParentJob, Job, JobState
from psbridge.jobs.adapters import JobDefinition, JobInvocationInfo, JobManager, JobSourceAdapter
from psbridge.jobs.declaring import methods, properties
from psbridge.jobs.ids import JobIdentifier
from psbridge.jobs.info import JobStateEventArgs, JobStateInfo, job_failed
from psbridge.jobs.job2 import Job2
from psbridge.jobs.repository import JobRepository
from psbridge.jobs.typedata import SERIALIZED
from psbridge.objects import AutomationNull, NetError
from psbridge.objects.access import get_property


class Work(Job2):
    """A job that does what it is told."""

    __slots__ = ("calls",)

    def __init__(self, name=None):
        super().__init__("work", name)
        self.calls = []

    def start_job(self, *_):
        self.set_job_state(JobState.Running)

    def stop_job(self, *_):
        self.set_job_state(JobState.Stopped)

    def suspend_job(self, *arguments):
        self.calls.append(("suspend", *arguments))
        self.set_job_state(JobState.Suspended)

    has_more_data = property(lambda self: False)
    location = property(lambda self: "here")
    status_message = property(lambda self: "")


class TestContainer:
    @pytest.fixture
    def parent(self):
        made = ContainerParentJob("c", "box")
        made.add_child_job(Work())
        made.add_child_job(Work())
        return made

    def test_starts_and_follows_its_children(self, parent):
        parent.start_job()
        assert parent.state == JobState.Running
        for child in parent.child_jobs:
            child.set_job_state(JobState.Completed)
        assert parent.state == JobState.Completed

    def test_one_failure_is_enough(self, parent):
        parent.start_job()
        parent.child_jobs[0].set_job_state(JobState.Failed)
        parent.child_jobs[1].set_job_state(JobState.Completed)
        assert parent.state == JobState.Failed

    def test_calls_go_to_all(self, parent):
        parent.start_job()
        parent.suspend_job(True, "why")
        assert [child.calls for child in parent.child_jobs] == [[("suspend", True, "why")]] * 2
        assert parent.state == JobState.Suspended
        parent.stop_job()
        assert parent.state == JobState.Stopped
        assert (parent.location, parent.has_more_data) == ("here,here", False)

    def test_null_is_no_child(self):
        with pytest.raises(NetError, match="null"):
            ContainerParentJob("c").add_child_job(None)


def test_what_job2_does_not_supply_is_not_implemented():
    for name in ("resume_job", "unblock_job"):
        with pytest.raises(NetError, match="not implemented"):
            getattr(Work(), name)()


def test_declared_members():
    (made,) = properties("string Name {get;set;} -> name").values()
    assert (made.name, made.type_name, made.set is not None) == ("Name", "string", True)
    (method,) = methods("void Stop(); void Stop(bool force) -> stop").values()
    assert method.definitions == ("void Stop()", "void Stop(bool force)")

    class Thing:
        def stop(self, *arguments):
            return arguments

    assert method.call(Thing(), 1) is AutomationNull


def test_state_is_type_data():
    job = Work()
    assert get_property(job, "State") == "NotStarted"
    assert "State" in SERIALIZED


class TestIds:
    def test_claimed_ids(self):
        number = IDS.next()
        instance = uuid.uuid4()
        IDS.keep(instance, number)
        assert IDS.again(instance) == JobIdentifier(number, instance)
        with pytest.raises(NetError, match="not been assigned"):
            IDS.claim(JobIdentifier(IDS.last + 100, instance))


class Source(JobSourceAdapter):
    """A source with one job and one definition."""

    def __init__(self):
        self.job = Work("stored")

    def new_job(self, specification):
        return self.job

    def get_jobs(self):
        return [self.job]

    def get_jobs_by_name(self, name, recurse):
        return [self.job] if name == self.job.name else []

    def get_jobs_by_state(self, state, recurse):
        raise RuntimeError("the disk is gone")


class TestManager:
    def test_sources_are_asked(self):
        manager, source = JobManager(), Source()
        manager.register(source)
        assert manager.is_registered("Source")
        assert manager.adapters() == [source]
        assert manager.by_name("stored") == [source.job]
        assert manager.new_job(JobInvocationInfo(JobDefinition(Source, "c", "d"))) is source.job

    def test_a_failing_source_only_warns(self):
        manager, warnings = JobManager(), []
        manager.register(Source())
        own = Work()
        manager.add(own)
        assert manager.by_state(JobState.NotStarted, warnings.append) == [own]
        assert "the disk is gone" in warnings[0]

    def test_definitions_without_a_source(self):
        with pytest.raises(NetError, match="not registered"):
            JobManager().new_job(JobDefinition(None, "c", "d"))


def test_repository_refuses_doubles():
    repository, job = JobRepository(), Work()
    repository.add(job)
    with pytest.raises(NetError, match="already exists"):
        repository.add(job)
    repository.discard(job)
    with pytest.raises(NetError, match="does not exist"):
        repository.discard(job)


def test_event_arguments():
    told = JobStateEventArgs(JobStateInfo(JobState.Running), JobStateInfo(JobState.NotStarted))
    assert (str(told.job_state_info), str(told.previous_job_state_info)) == ("Running", "NotStarted")
    with pytest.raises(NetError, match="jobStateInfo"):
        JobStateEventArgs(None)
    assert "why" in job_failed(type("E", (), {"message": "why"})()).exception.message
    assert issubclass(Job2, Job)
