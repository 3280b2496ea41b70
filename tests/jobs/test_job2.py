"""Job2, ContainerParentJob, adapters, the repository, ids, declarations and type data."""

from __future__ import annotations

import queue
import threading
import uuid

import pytest

from psbridge.engine.streamsets import StreamList
from psbridge.jobs import IDS, ContainerParentJob, Job, JobState
from psbridge.jobs.adapters import JobDefinition, JobInvocationInfo, JobManager, JobSourceAdapter
from psbridge.jobs.declaring import methods, properties
from psbridge.jobs.ids import JobIdentifier
from psbridge.jobs.info import JobStateEventArgs, JobStateInfo, job_failed
from psbridge.jobs.job2 import Job2
from psbridge.jobs.repository import JobRepository
from psbridge.jobs.typedata import SERIALIZED
from psbridge.modules.core.jobs.finding import manager_of
from psbridge.modules.shell import Runspace
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
        with pytest.raises(NetError, match="already been assigned once"):
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


class Contrary(Work):
    """A job that refuses everything but to start."""

    __slots__ = ()

    def stop_job(self, *_):
        raise NetError.of("System.InvalidOperationException", "it will not stop")

    def suspend_job(self, *_):
        raise RuntimeError("it will not rest")

    def resume_job(self, *_):
        raise NetError.of("System.InvalidOperationException", "it will not go on")


class TestAsynchronousCalls:
    def heard(self, job, name):
        """The arguments of the first event of a name."""
        found = queue.SimpleQueue()
        job.completion(name).add(lambda sender, arguments: found.put((sender, arguments)))
        return lambda: found.get(timeout=60)

    def test_the_event_says_how_it_ended(self):
        """API-014: a handler that throws keeps nobody from hearing of it."""
        job = Work()
        job.start_job_completed.add(lambda *_: 1 / 0)
        told = self.heard(job, "StartJobCompleted")
        job.start_job_async()
        sender, arguments = told()
        assert (sender, job.state) == (job, JobState.Running)
        assert (arguments.error, arguments.cancelled, arguments.user_state) == (None, False, None)
        assert arguments.net_type.full_name == "System.ComponentModel.AsyncCompletedEventArgs"

    def test_what_it_raised_is_in_the_event(self):
        """API-014"""
        for job, verb, message in ((Contrary(), "stop", "it will not stop"), (Contrary(), "suspend", "it will not rest")):
            told = self.heard(job, f"{verb.capitalize()}JobCompleted")
            getattr(job, f"{verb}_job_async")()
            assert told()[1].error.message == message
        job = Work()
        told = self.heard(job, "UnblockJobCompleted")
        job.unblock_job_async()
        assert told()[1].error.kind.full_name == "System.NotImplementedException"

    def test_scripts_hear_the_events(self):
        """API-014"""
        job = Contrary()
        with Runspace() as runspace:
            runspace.context().set_variable("j", job)
            found = runspace.invoke(
                "$null = Register-ObjectEvent $j StopJobCompleted -SourceIdentifier over; $j.StopJobAsync()\n"
                "$e = Wait-Event -SourceIdentifier over -Timeout 60; $e.SourceEventArgs.Error.Message; $e.SourceEventArgs.Cancelled"
            )
        assert found == ["it will not stop", False]


class TestFailingChildren:
    """API-025: what children raise is kept by their parent, and the other children are told all the same."""

    @pytest.fixture
    def parent(self):
        made = ContainerParentJob("c", "box")
        for child in (Contrary(), Work(), Contrary()):
            made.add_child_job(child)
        made.start_job()
        return made

    def kept(self, parent):
        return [(record.fully_qualified_error_id, record.target_object, record.exception.message) for record in parent.execution_error]

    def test_stop(self, parent):
        parent.stop_job()
        first, _, last = parent.child_jobs
        text = "it will not stop"
        assert self.kept(parent) == [("ContainerParentJobStopError", first, text), ("ContainerParentJobStopError", last, text)]
        assert [str(record.category_info.category) for record in parent.execution_error] == ["InvalidResult", "InvalidResult"]
        assert [child.state.label for child in parent.child_jobs] == ["Running", "Stopped", "Running"]

    @pytest.mark.parametrize(("verb", "name"), [("suspend", "Suspend"), ("resume", "Resume")])
    def test_suspend_and_resume(self, parent, verb, name):
        getattr(parent, f"{verb}_job")()
        assert {identity for identity, _, _ in self.kept(parent)} == {f"ContainerParentJob{name}Error"}

    def test_start_and_unblock(self):
        parent = ContainerParentJob("c", "box")
        parent.add_child_job(ContainerParentJob("no children"))
        parent.start_job()
        blocked = Work()
        parent.add_child_job(blocked)
        blocked.set_job_state(JobState.Blocked)
        parent.unblock_job()
        assert [one[0] for one in self.kept(parent)] == ["ContainerParentJobStartError", "ContainerParentJobUnblockError"]

    @pytest.mark.parametrize("verb", ["Start", "Stop", "Suspend", "Resume"])
    def test_asynchronously(self, verb):
        parent = ContainerParentJob("c", "box")
        parent.add_child_job(ContainerParentJob("no children") if verb == "Start" else Contrary())
        over = threading.Event()
        parent.completion(f"{verb}JobCompleted").add(lambda sender, arguments: arguments.error is None and over.set())
        getattr(parent, f"{verb.lower()}_job_async")()
        assert over.wait(60)
        assert [one[0] for one in self.kept(parent)] == [f"ContainerParentJob{verb}AsyncError"]


class TestStopJob:
    def run(self, text, *jobs):
        """What Stop-Job makes of jobs: the error records, then the output."""
        with Runspace() as runspace:
            for job in jobs:
                manager_of(runspace).add(job)
            streams = StreamList()
            found = runspace.invoke(text, streams=streams)
        return streams.errors, found

    def test_kinds_that_stop_themselves_are_waited_for(self):
        """SPJ-012"""
        contrary, slow = Contrary(), Slow()
        contrary.start_job()
        slow.start_job()
        errors, found = self.run(f"Stop-Job -Id {contrary.id}, {slow.id}; (Get-Job -Id {slow.id}).State", contrary, slow)
        (record,) = errors
        assert record.fully_qualified_error_id == "StopJobError,Microsoft.PowerShell.Commands.StopJobCommand"
        assert (str(record.category_info.category), record.exception.message) == ("ReadError", "it will not stop")
        assert found == ["Stopped"]

    def test_children_that_do_not_stop_are_told(self):
        """SPJ-012, API-025"""
        parent = ContainerParentJob("c", "box")
        parent.add_child_job(Contrary())
        parent.start_job()
        errors, _ = self.run(f"Stop-Job -Id {parent.id}", parent)
        assert [record.fully_qualified_error_id.partition(",")[0] for record in errors] == ["ContainerParentJobStopAsyncError"]


class Slow(Work):
    """A job whose stop takes a moment."""

    __slots__ = ()

    def stop_job(self, *_):
        threading.Event().wait(0.05)
        self.set_job_state(JobState.Stopped)


def test_ids_are_had_again_through_an_adapter():
    """API-020: StoreJobIdForReuse and RetrieveJobIdForReuse, for a job and its children."""
    parent = ContainerParentJob("c", "box")
    parent.add_child_job(Work())
    assert Source.retrieve_id_for_reuse(parent.instance_id) is None
    Source.store_id_for_reuse(parent, recurse=True)
    for job in parent.family():
        kept = Source.retrieve_id_for_reuse(job.instance_id)
        again = Again(kept)
        assert (again.id, again.instance_id) == (job.id, job.instance_id)


class Again(Job2):
    """A job of an earlier session."""

    __slots__ = ()

    def __init__(self, identifier):
        super().__init__("again", identifier=identifier)
