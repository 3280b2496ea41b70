"""Thread jobs: jobs in this process, as module ThreadJob makes them.

Decides the queue (one limit for the process, first in first out) and the life of a job: NotStarted in the queue, Running on its
thread, then Completed, Failed with a reason, or Stopped.
"""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.inputs import InputQueue
from psbridge.engine.threads.blockrun import BlockRun, CollectionSink, RunsHere, stopped_exception
from psbridge.jobs import Job, JobEvent, JobState, advance
from psbridge.jobs.adapters import JobDefinition, JobInvocationInfo, JobSourceAdapter
from psbridge.jobs.declaring import methods, properties
from psbridge.jobs.job import DEBUGGABLE
from psbridge.jobs.job2 import AsyncCompletedEventArgs, Job2
from psbridge.jobs.states import FINISHED
from psbridge.objects import ErrorCategory, ErrorRecord, NetError, NetException, define

if TYPE_CHECKING:
    from psbridge.engine.runspace import Runspace

_A = "System.Management.Automation."
_OWN = "Microsoft.PowerShell.ThreadJob"
DEFAULT_LIMIT = 5


class ThrottleQueue:
    """Starts jobs in order while fewer than `limit` run; a new limit counts for everybody at once."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[ThreadJob] = deque()
        self._running = 0
        self.limit = limit

    def set_limit(self, limit: int) -> None:
        with self._lock:
            self.limit = limit
        self._pump()

    def submit(self, job: ThreadJob) -> None:
        with self._lock:
            self._waiting.append(job)
        self._pump()

    def start_now(self, job: ThreadJob) -> bool:
        """Start a job that waits, whatever the limit; False when it waits no more."""
        with self._lock:
            if job not in self._waiting:
                return False
            self._waiting.remove(job)
            self._running += 1
        job.launch()
        return True

    def withdraw(self, job: ThreadJob) -> bool:
        """Take a job out of the queue; False when it runs already."""
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
                return True
        return False

    def release(self) -> None:
        """A job has ended: its place is free."""
        with self._lock:
            self._running -= 1
        self._pump()

    def _pump(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or self._running >= self.limit:
                    return
                job = self._waiting.popleft()
                self._running += 1
            job.launch()


QUEUE = ThrottleQueue()


def queue_of(runspace: Runspace) -> ThrottleQueue:
    """The queue of a session's process: this one's, unless the session belongs to a process of an emulated machine."""
    state: dict[str, Any] = runspace.extras.get("process_state", {})
    if "job_ids" not in state:
        return QUEUE
    found: ThrottleQueue = state.setdefault("thread_jobs", ThrottleQueue())
    return found


class ThreadJob(RunsHere, Job2):
    """A script block on a thread of this process; its records are live objects in its collections."""

    __slots__ = (
        "_start_lock", "debugger", "definition", "input", "is_async", "make_run", "queue", "run", "start_parameters", "stop_wanted"
    )  # fmt: skip
    net_type = define(_OWN + ".ThreadJob", _A + "Job2", interfaces=[DEBUGGABLE], assembly=_OWN)
    PROPERTIES: ClassVar[dict[str, Any]] = properties(
        f"""
        {_A}JobDefinition ThreadJobDefinition {{get;}} -> definition
        string StatusMessage {{get;}} -> status_message
        bool HasMoreData {{get;}} -> has_more_data
        string Location {{get;}} -> location
        {_A}Debugger Debugger {{get;}} -> debugger
        bool IsAsync {{get;set;}} -> is_async
        """
    )
    METHODS: ClassVar[dict[str, Any]] = methods(
        """
        void StartJob() -> start_job
        void StartJobAsync() -> start_job_async
        void StopJob(); void StopJob(bool force, string reason) -> stop_job
        void StopJobAsync(); void StopJobAsync(bool force, string reason) -> stop_job_async
        void SuspendJob(); void SuspendJob(bool force, string reason) -> not_implemented
        void SuspendJobAsync(); void SuspendJobAsync(bool force, string reason) -> not_implemented
        void ResumeJob() -> not_implemented
        void ResumeJobAsync() -> not_implemented
        void UnblockJob() -> not_implemented
        void UnblockJobAsync() -> not_implemented
        void InjectInput(psobject psObject) -> inject_input
        void CloseInputStream() -> close_input
        void ReportError(System.Exception e) -> report_error
        """
    )

    def __init__(self, command: str, name: str | None, make_run: Callable[[ThreadJob], BlockRun], queue: ThrottleQueue = QUEUE) -> None:
        super().__init__(command, name, job_type_name="ThreadJob")
        self.make_run, self.queue = make_run, queue
        self.run: BlockRun | None = None
        self.input: InputQueue | None = None
        self.start_parameters: list[Any] = []
        self.definition = JobDefinition(ThreadJobSourceAdapter, "", self.name)
        self.debugger: Any = None
        self.is_async = False
        self.stop_wanted = False
        self._start_lock = threading.Lock()

    def start_job(self, *_: Any) -> None:
        """Start without regard to the limit; refused when that has been done before."""
        if self.state != JobState.NotStarted or not self.queue.start_now(self):
            raise NetError.of("System.Exception", "Cannot start job because it is not in NotStarted state.")

    def launch(self) -> None:
        """The queue has a place for us."""
        with self._start_lock:
            if self.state != JobState.NotStarted:
                self.queue.release()
                return
            self.run = self.make_run(self)
        self._move(JobEvent.START)
        if self.stop_wanted:
            self.run.stop()
        self.run.start(f"ThreadJob {self.id}")

    def ended(self, state: str, record: ErrorRecord | None) -> None:
        """The run is over."""
        if state == "Failed" and record is not None:
            self._move(JobEvent.FAIL, record.exception)
        elif state == "Stopped":
            self._move(JobEvent.STOP, stopped_exception())
        else:
            self._move(JobEvent.COMPLETE)
        self.queue.release()

    def _move(self, event: JobEvent, reason: NetException | None = None) -> None:
        self.set_job_state(advance(self.state, event), reason)

    def stop_job(self, *_: Any) -> None:
        """Stop: a queued job becomes Stopped and, as in PowerShell, fails a moment later, since its session was never opened."""
        if self.state in FINISHED:
            return
        self.stop_wanted = True
        if self.queue.withdraw(self):
            self._stop_queued()
            return
        run = self.run
        if run is not None:
            run.stop()
        self.finished.wait()

    def start_job_async(self, *_: Any) -> None:
        """Starting never waits, so nothing is left for another thread."""
        self.start_job()
        self.completion("StartJobCompleted").fire(self, AsyncCompletedEventArgs())

    def _stop_queued(self) -> None:
        """Stopping frees a place that was never taken, so that the queue starts a job whose session is closed."""
        text = "Cannot perform the operation because the runspace is not in the 'Opened' state. Current state of runspace is 'Closed'."
        self._tell(NetException(_A + "Runspaces.InvalidRunspaceStateException", text))
        self._move(JobEvent.STOP, stopped_exception())
        self._move(JobEvent.FAIL)

    def _tell(self, exception: Any) -> None:
        self.stream("error").add(ErrorRecord(exception, "ThreadJobError", ErrorCategory.InvalidOperation, self))

    def inject_input(self, value: Any) -> None:
        """Give the script one more input object; a job that has none takes nothing."""
        if self.input is not None:
            self.input.put(value)

    def close_input(self) -> None:
        """No more input comes."""
        if self.input is not None:
            self.input.end()

    def report_error(self, exception: Any) -> None:
        """Fail before the script has run: the error is a record of the job, and no reason of its state."""
        self._tell(exception)
        self._move(JobEvent.FAIL)

    def not_implemented(self, *_: Any) -> None:
        raise NetError.of("System.NotImplementedException", "The method or operation is not implemented.")

    @property
    def has_more_data(self) -> bool:
        return any(self.stream_count(name) for name in ("output", "error", "progress", "verbose", "debug", "warning"))

    def dispose(self) -> None:
        if not self.is_finished:
            self.stop_job()
        super().dispose()


class ThreadJobSourceAdapter(JobSourceAdapter):
    """The thread jobs of a session; names and commands are compared as they are, patterns match nothing."""

    name = "ThreadJobSourceAdapter"

    def __init__(self) -> None:
        self._jobs: dict[uuid.UUID, ThreadJob] = {}
        self._lock = threading.Lock()

    def add(self, job: ThreadJob) -> None:
        with self._lock:
            self._jobs[job.instance_id] = job

    def new_job(self, specification: JobInvocationInfo) -> Job:
        job = self._jobs.get(specification.instance_id)
        if job is None:
            raise NetError.of("System.ArgumentException", "The definition does not name a thread job of this session.")
        return job

    def get_jobs(self) -> list[Job]:
        with self._lock:
            return list(self._jobs.values())

    def get_jobs_by_name(self, name: str, recurse: bool) -> list[Job]:
        return [job for job in self.get_jobs() if job.name.lower() == name.lower()]

    def get_jobs_by_command(self, command: str, recurse: bool) -> list[Job]:
        return [job for job in self.get_jobs() if (job.command or "").lower() == command.lower()]

    def get_jobs_by_state(self, state: Any, recurse: bool) -> list[Job]:
        return [job for job in self.get_jobs() if job.state == state]

    def get_jobs_by_filter(self, criteria: dict[str, Any], recurse: bool) -> list[Job]:
        raise NetError.of(_A + "PSNotSupportedException", "Specified method is not supported.")

    def get_job_by_instance_id(self, instance_id: uuid.UUID, recurse: bool) -> Job | None:
        return self._jobs.get(instance_id)

    def get_job_by_session_id(self, number: int, recurse: bool) -> Job | None:
        return next((job for job in self.get_jobs() if job.id == number), None)

    def remove_job(self, job: Job) -> None:
        with self._lock:
            self._jobs.pop(job.instance_id, None)
        job.dispose()


def thread_adapter(runspace: Runspace, manager: Any) -> ThreadJobSourceAdapter:
    """The source of a session's thread jobs, made when the first is started."""
    found = manager.adapter(ThreadJobSourceAdapter.__name__)
    if found is None:
        found = ThreadJobSourceAdapter()
        manager.register(found)
    return found  # type: ignore[no-any-return]


def new_thread_job(runspace: Runspace, manager: Any, command: str, name: str | None, throttle: int | None, **run: Any) -> ThreadJob:
    """Make a thread job, list it, and let it start; `run` are arguments of BlockRun (`text` among them)."""

    def make(job: ThreadJob) -> BlockRun:
        sink = CollectionSink(job, run.get("host"))
        from psbridge.engine.debugging.debugger import front_of

        if front_of(runspace) is None:
            return BlockRun(runspace, sink=sink, ended=job.ended, **run)
        from psbridge.engine.debugging.jobs import DebuggableRun

        return DebuggableRun(job, runspace, sink=sink, ended=job.ended, **run)

    job = ThreadJob(command, name, make, queue_of(runspace))
    job.input = run.get("input")
    thread_adapter(runspace, manager).add(job)
    if throttle is not None:
        job.queue.set_limit(throttle)
    job.queue.submit(job)
    return job
