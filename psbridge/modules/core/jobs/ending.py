"""Wait-, Stop-, Remove-, Debug-, Suspend-, Resume-Job."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from psbridge.concurrency import Deadline
from psbridge.engine.cmdlet import ValidateRange, cmdlet, parameter
from psbridge.engine.commandtargets import command_target
from psbridge.engine.debugging.debugger import QUIT, front_of
from psbridge.engine.debugging.jobs import debuggers_of
from psbridge.engine.parameters import Parameter
from psbridge.engine.scriptblock import grammar_of
from psbridge.jobs.job import Job
from psbridge.jobs.job2 import Job2
from psbridge.jobs.states import FINISHED, PERSISTENT, JobState
from psbridge.modules.core.jobs.finding import (
    FILTER,
    ID,
    INSTANCE,
    JOB,
    JOB_TYPE,
    NAME,
    JobCommand,
    command_parameter,
    filter_parameter,
    id_parameter,
    instance_parameter,
    job_parameter,
    name_parameter,
    state_parameter,
)
from psbridge.modules.core.jobs.passing import Passing
from psbridge.objects import NetError, NetException, unwrap

_ARGUMENT = "System.ArgumentException"


class Watch:
    """Waits for changes of several jobs; `changed` gives False when the time is over or the command is stopped."""

    def __init__(self, jobs: list[Job], stop: Any) -> None:
        self._jobs, self._stop = list({id(job): job for job in jobs}.values()), stop
        self._condition = threading.Condition()
        self._news = False

    def __enter__(self) -> Watch:
        for job in self._jobs:
            job.watch(self._wake)
            job.hurry()
        self._unhook = self._stop.on_cancel(self._wake)
        return self

    def __exit__(self, *_: object) -> None:
        for job in self._jobs:
            job.unwatch(self._wake)
        if callable(self._unhook):
            self._unhook()

    def _wake(self) -> None:
        with self._condition:
            self._news = True
            self._condition.notify_all()

    def changed(self, deadline: Deadline) -> bool:
        with self._condition:
            came = self._condition.wait_for(lambda: self._news, deadline.remaining())
            self._news = False
        return came and not self._stop.cancelled


@cmdlet("Wait-Job", default_set=ID, aliases=("wjb",), output=(JOB_TYPE,))
class WaitJob(JobCommand):
    """Waits until one or all of the background jobs running in the session are in a terminating state."""

    job = job_parameter()
    any = parameter("Any", "switch")
    timeout = parameter("Timeout", "int", aliases=("TimeoutSec",), default=-1, validate=(ValidateRange(-1, 2147483647),))
    force = parameter("Force", "switch")
    id = id_parameter()
    name = name_parameter()
    instance_id = instance_parameter()
    state = state_parameter()
    filter = filter_parameter()

    def begin(self) -> None:
        self._deadline = Deadline.after(None if self.timeout < 0 else self.timeout)
        self._jobs: list[Job] = []

    def process(self) -> None:
        self._jobs += self.chosen()

    def end(self) -> None:
        jobs = list({id(job): job for job in self._jobs}.values())  # the same job twice is waited for once
        if not jobs or self.timeout == 0:
            return
        with Watch(jobs, self.stopping) as watch:
            done = self._done(jobs)
            while not done:
                self._check_blocked(jobs)
                if not watch.changed(self._deadline):
                    return
                done = self._done(jobs)
        self.write_all(done)
        if any(job.state not in FINISHED for job in done):
            self.write_warning(
                "One or more jobs are in a suspended or disconnected state, and cannot continue without additional user input.  Specify "
                "the -Force parameter to continue to a completed, failed, or stopped state."
            )

    def _done(self, jobs: list[Job]) -> list[Job]:
        ends = FINISHED if self.force else PERSISTENT
        done = [job for job in jobs if job.state in ends and (job.state not in FINISHED or job.finished.is_set)]
        if self.any:
            return done[:1]
        return done if len(done) == len(jobs) else []

    def _check_blocked(self, jobs: list[Job]) -> None:
        blocked = [job for job in jobs if job.state == JobState.Blocked]
        if len(blocked) == len(jobs) or (blocked and not self.any):
            text = (
                "The Wait-Job cmdlet cannot finish working, because one or more jobs are blocked waiting for user interaction.  "
                "Process interactive job output by using the Receive-Job cmdlet, and then try again."
            )
            self.fail(self.error(_ARGUMENT, text, "BlockedJobsDeadlockWithWaitJob", "DeadlockDetected", blocked[0]))


@cmdlet("Stop-Job", default_set=ID, aliases=("spjb",), should_process=True, output=(JOB_TYPE,))
class StopJob(JobCommand):
    """Stops a PowerShell background job."""

    job = job_parameter()
    pass_thru = parameter("PassThru", "switch")
    id = id_parameter()
    name = name_parameter()
    instance_id = instance_parameter()
    state = state_parameter()
    filter = filter_parameter()

    def begin(self) -> None:
        self._jobs: list[Job] = []
        self._ends: list[tuple[Job2, threading.Event, Any]] = []

    def process(self) -> None:
        found = self.chosen()
        self._jobs += found
        for job in found:
            if not job.is_finished and self.should_process(self.location_text(job), "Stop"):
                self._stop(job)

    def end(self) -> None:
        for job, over, hook in self._ends:
            over.wait()
            job.stop_job_completed.remove(hook)
            for problem in hook.problems:
                self._failed(job, problem)
            for record in getattr(job, "execution_error", ()):
                if record.fully_qualified_error_id == "ContainerParentJobStopAsyncError":
                    self.write_error(record)
        if self.pass_thru:
            self.write_all(self._jobs)

    def _stop(self, job: Job) -> None:
        """Kinds that manage themselves are told, and waited for at the end; the others stop now."""
        if isinstance(job, Job2):
            over = threading.Event()
            hook = _Ended(over)
            job.stop_job_completed.add(hook)
            self._ends.append((job, over, hook))
            job.stop_job_async()
            return
        try:
            job.stop_job()
        except NetError as problem:
            self._failed(job, problem.exception)

    def _failed(self, job: Job, problem: NetException) -> None:
        self.write_error(self.error(problem.kind.full_name, problem.message, "StopJobError", "ReadError", job))


class _Ended:
    """Hears of the end of an asynchronous stop."""

    def __init__(self, over: threading.Event) -> None:
        self.over = over
        self.problems: list[NetException] = []

    def __call__(self, sender: Any, arguments: Any) -> None:
        if arguments.error is not None:
            self.problems.append(arguments.error)
        self.over.set()


# Which selectors refuse jobs that go on, and their words: the parameter, what else is told, and a comma.
_REMOVABLE = {
    ID: ("SessionId", "", ","),
    INSTANCE: ("InstanceId", " and the instance identifier {instance}", ""),
    NAME: ("Name", " and the name {name}", ","),
    JOB: ("Job", "", ","),
}


@cmdlet("Remove-Job", default_set=ID, aliases=("rjb",), should_process=True)
class RemoveJob(JobCommand):
    """Deletes a PowerShell background job."""

    names_include_children = False
    job = job_parameter()
    force = parameter("Force", "switch", sets=(ID, JOB, INSTANCE, NAME, FILTER), aliases=("F",))
    id = id_parameter()
    instance_id = instance_parameter()
    name = name_parameter()
    filter = filter_parameter()
    state = state_parameter()
    command = command_parameter()

    def process(self) -> None:
        """What may not be removed is told first, as the jobs are looked for."""
        for job in [job for job in self.chosen() if self._may_be_removed(job)]:
            if self.should_process(self._told_text(job), "Remove"):
                self._remove(job)

    def _told_text(self, job: Job) -> str:
        return f'Remote Command: {job.command}, associated with a job that has an ID of "{job.id}".'

    def _may_be_removed(self, job: Job) -> bool:
        how = _REMOVABLE.get(self.set_name)
        if how is None or self.force or job.is_finished:
            return True
        parameter_name, more, comma = how
        told = more.format(name=job.name, instance=job.instance_id)
        text = (
            f"The command cannot remove the job with the job ID {job.id}{told} because the job is not finished. To remove the job, "
            f"first stop the job{comma} or use the Force parameter. (Parameter '{parameter_name}')"
        )
        self.write_error(self.error(_ARGUMENT, text, "JobObjectNotFinishedCannotBeRemoved", "InvalidOperation", job))
        return False

    def _remove(self, job: Job) -> None:
        if not job.is_finished:
            job.stop_job()
        try:
            self.manager.discard(job)
        except NetError as problem:
            self.write_error(self.error(_ARGUMENT, problem.exception.message, "CannotRemoveJob", "InvalidOperation", job))


@cmdlet("Debug-Job", default_set=JOB, should_process=True)
class DebugJob(Passing):
    """Debugs a running background job."""

    job = parameter("Job", JOB_TYPE, sets=(JOB,), position=0, mandatory=True, pipeline=True, by_property=True)
    name = parameter("Name", "string", sets=("JobNameParameterSet",), position=0, mandatory=True)
    id = parameter("Id", "int", sets=("JobIdParameterSet",), position=0, mandatory=True)
    instance_id = parameter("InstanceId", "guid", sets=("JobInstanceIdParameterSet",), position=0, mandatory=True)

    def process(self) -> None:
        job = self._job()
        if not self.should_process(str(job.id), "Debug"):
            return
        front = front_of(self.runspace)
        if front is None:
            text = (
                "The job cannot be debugged because the host debugger mode is set to None or Default.  "
                "The host debugger mode must be LocalScript and/or RemoteScript."
            )
            self._refuse(text, "DebugJobWrongDebugMode")
        debuggers = debuggers_of(job)
        if not debuggers:
            text = "This job cannot be debugged: no running child job or job object was found that supports debugging."
            self._refuse(text, "DebugJobNoDebuggableJobsFound")
        self._attend(job, debuggers, front(job.name))

    def dynamic_parameters(self) -> list[Parameter] | None:
        """-BreakAll came with 7.1; before, a job always stopped at its next statement."""
        return [Parameter("BreakAll", "switch")] if self._has_break_all() else None

    def _has_break_all(self) -> bool:
        return (grammar_of(self.runspace) or (7, 0)) >= (7, 1)

    def _attend(self, job: Job, debuggers: list[Any], handler: Any) -> None:
        """Debug until the job is over, is left alone, or we are stopped; what it writes meanwhile is ours."""
        at_once = bool(self.dynamic.get("breakall")) if self._has_break_all() else True
        shown = _ShownFirst(self, job, handler)
        with Watch(list(job.family()), self.stopping) as watch:
            for one in debuggers:
                if at_once:
                    one.break_next()
                one.handler.attach(shown)
            try:
                while any(one.handler.is_attached for one in debuggers) and job.state not in FINISHED:
                    shown.catch_up(self._pass_on)
                    if not watch.changed(Deadline.never()):
                        break
            finally:
                shown.catch_up(lambda job: None, over=True)
                for one in debuggers:
                    one.handler.attach(None)
        self._pass_on(job)

    def _pass_on(self, job: Job) -> None:
        for one in job.family():
            self.drain(one)

    def _job(self) -> Job:
        found: Any
        if self.set_name == JOB:
            return unwrap(self.job)  # type: ignore[no-any-return]
        if self.set_name == "JobIdParameterSet":
            found = next((job for job in self.manager.top_level() if job.id == self.id), None)
            what, error_id = f"id {self.id}", "DebugJobCannotFindJobWithId"
        elif self.set_name == "JobInstanceIdParameterSet":
            found = next((job for job in self.manager.top_level() if job.instance_id == self.instance_id), None)
            what, error_id = f"Instance Id {self.instance_id}", "DebugJobCannotFindJobWithInstanceId"
        else:
            several = self.manager.by_name(self.name, recurse=False)
            if len(several) > 1:
                text = f"Multiple jobs were found with the name {self.name}.  Debug-Job can debug only one job at a time."
                self._refuse(text, "DebugJobFoundMultipleJobsWithName")
            found = several[0] if several else None
            what, error_id = f"name {self.name}", "DebugJobCannotFindJobWithName"
        if found is None:
            self._refuse(f"Cannot find job with {what}.", error_id)
        return found  # type: ignore[no-any-return]

    def _refuse(self, text: str, error_id: str) -> None:
        itself = command_target(self.DECLARATION.net_class)
        self.fail(self.error("System.Management.Automation.PSInvalidOperationException", text, error_id, "InvalidOperation", itself))


class _ShownFirst:
    """A handler of stops that is asked only when everything the job has written before is passed on."""

    def __init__(self, command: Any, job: Job, handler: Any) -> None:
        self.command, self.job, self.handler = command, job, handler
        self._changed = threading.Condition()
        self._asked = self._answered = 0
        self._is_over = False

    def __call__(self, stop: Any) -> Any:
        with self._changed:
            self._asked = mine = self._asked + 1
        self.job.notify_watchers()
        with self._changed:
            self._changed.wait_for(lambda: self._answered >= mine or self._is_over)
        if stop.is_remote:
            self.command.runspace.context()  # what is shown counts with our type data
        action = self.handler(stop)
        if action == QUIT and hasattr(self.job, "stop_asked"):
            self.job.stop_asked = True
        return action

    def catch_up(self, pass_on: Callable[[Job], None], *, over: bool = False) -> None:
        with self._changed:
            asked = self._asked
        pass_on(self.job)
        with self._changed:
            self._answered, self._is_over = asked, over
            self._changed.notify_all()


class _Suspension(JobCommand):
    """Suspend-Job and Resume-Job (Windows PowerShell): only kinds that can be suspended."""

    verb, done, doing = "", "", ""
    before, after = JobState.Running, JobState.Suspended
    job = job_parameter()
    wait = parameter("Wait", "switch")
    id = id_parameter()
    instance_id = instance_parameter()
    name = name_parameter()
    state = state_parameter()
    filter = filter_parameter()

    def begin(self) -> None:
        self._moving: list[Job] = []
        self._is_idle = False

    def process(self) -> None:
        self._found = self.chosen()
        for job in self._found:
            act = getattr(job, f"{self.verb}_job", None)
            if act is None:
                text = (
                    f"Cannot {self.verb} the job that has an ID of {job.id}. {self.doing} jobs is not supported for some job types. For "
                    f"more information about support for {self.doing.lower()} jobs, see the Help topic for the job type."
                )
                kind = "System.Management.Automation.PSNotSupportedException"
                self.write_error(self.error(kind, text, "Job2OperationNotSupportedOnJob", "InvalidType", job))
            elif self.should_process(self.location_text(job), self.verb.capitalize()):
                self._apply(job, act)

    def end(self) -> None:
        """With -Wait the jobs come out when they are there, or over."""
        if self._is_idle:
            self.write_warning(f"One or more jobs could not be {self.done} because the state was not valid for the operation.")
        if not self._moving:
            return
        with Watch(self._moving, self.stopping) as watch:
            while not all(job.state == self.after or job.is_finished for job in self._moving):
                if not watch.changed(Deadline.never()):
                    return
        self.write_all(self._moving)

    def _apply(self, job: Job, act: Any) -> None:
        if job.state != self.before:
            self._is_idle = True
            self.write(job)
            return
        try:
            act(*self._how())
        except NetError as problem:
            kind, error_id = problem.exception.kind.full_name, f"{self.verb.capitalize()}JobError"
            self.write_error(self.error(kind, problem.exception.message, error_id, "InvalidOperation", job))
            return
        if self.wait or self._waits_for_one():
            self._moving.append(job)
        else:
            self.write(job)

    def _waits_for_one(self) -> bool:
        return False

    def _how(self) -> tuple[Any, ...]:
        return ()


@cmdlet("Suspend-Job", default_set=ID, aliases=("sujb",), should_process=True, output=(JOB_TYPE,))
class SuspendJob(_Suspension):
    """Temporarily stops workflow jobs."""

    verb, done, doing = "suspend", "suspended", "Suspending"
    force = parameter("Force", "switch", aliases=("F",))

    def _how(self) -> tuple[Any, ...]:
        return (True, "Suspend-Job -Force") if self.force else ()


@cmdlet("Resume-Job", default_set=ID, aliases=("rujb",), should_process=True, output=(JOB_TYPE,))
class ResumeJob(_Suspension):
    """Restarts a suspended job."""

    verb, done, doing = "resume", "resumed", "Resuming"
    before, after = JobState.Suspended, JobState.Running

    def _waits_for_one(self) -> bool:
        """A job that is resumed alone is waited for, as Windows PowerShell does it."""
        return len(self._found) == 1
