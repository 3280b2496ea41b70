"""ForEach-Object -Parallel: the block once for each input object, on as many threads as the limit allows; with -AsJob as a job."""

from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING, Any

from psbridge.engine.commandtargets import command_target
from psbridge.engine.errors import finish
from psbridge.engine.sinks import collect
from psbridge.engine.threads.blockrun import BlockRun, CollectionSink, RunsHere, stopped_exception, using_values
from psbridge.jobs import Job, JobEvent, JobState, advance
from psbridge.jobs.declaring import methods, properties
from psbridge.jobs.job import DEBUGGABLE
from psbridge.jobs.states import FINISHED, aggregate_tasks
from psbridge.objects import ErrorRecord, NetException, NetObject, ScriptBlock, define, unwrap
from psbridge.objects.nettypes import SMA

if TYPE_CHECKING:
    from psbridge.engine.runspace import Runspace

_A = "System.Management.Automation."
_REFUSED = ("ErrorAction", "WarningAction", "InformationAction", "PipelineVariable")
_NO_BLOCKS = "Passed-in script block variables are not supported with ForEach-Object -Parallel, and can result in undefined behavior."
_FIRST = """
string Location {get;} -> location
bool HasMoreData {get;} -> has_more_data
string StatusMessage {get;} -> status_message
"""
_STREAMS = ("output", "error", "progress", "verbose", "debug", "warning", "information")


class PSTask(NetObject):
    """One run, as errors name it."""

    __slots__ = ()
    net_type = define(_A + "PSTasks.PSTask", assembly=SMA)

    def __str__(self) -> str:
        return self.net_type.full_name


class PSTaskChildJob(RunsHere, Job):
    """One input object's share."""

    __slots__ = ("run",)
    net_type = define(_A + "PSTasks.PSTaskChildJob", _A + "Job", interfaces=[DEBUGGABLE], assembly=SMA)
    PROPERTIES = properties(_FIRST)

    def __init__(self, command: str) -> None:
        super().__init__(command, job_type_name="PSTaskChildJob")
        self.run: BlockRun | None = None

    def begin(self) -> None:
        assert self.run is not None
        self.set_job_state(advance(self.state, JobEvent.START))
        self.run.start_in_turn(f"PSTask {self.id}")

    def ended(self, state: str, record: ErrorRecord | None) -> None:
        event, reason = JobEvent.COMPLETE, None
        if state == "Failed" and record is not None:
            event, reason = JobEvent.FAIL, record.exception
        elif state == "Stopped":
            event, reason = JobEvent.STOP, stopped_exception()
        self.set_job_state(advance(self.state, event), reason)

    def stop_job(self) -> None:
        if self.run is not None and self.state == JobState.Running:
            self.run.stop()

    @property
    def has_more_data(self) -> bool:
        return any(self.stream_count(name) for name in _STREAMS)


class PSTaskJob(RunsHere, Job):
    """The parent of a parallel run: starts children in order while fewer than the limit run."""

    __slots__ = ("_lock", "_next", "_pumping", "_running", "limit", "stop_asked")
    net_type = define(_A + "PSTasks.PSTaskJob", _A + "Job", assembly=SMA)
    PROPERTIES = properties(_FIRST)
    METHODS = methods(
        """
        bool AddJob(System.Management.Automation.PSTasks.PSTaskChildJob childJob) -> adopt
        void Start() -> start
        """
    )

    def __init__(self, command: str, limit: int, children: list[PSTaskChildJob] | None = None) -> None:
        super().__init__(command, job_type_name="PSTaskJob")
        self.limit = limit
        self.stop_asked = False
        self._lock = threading.Lock()
        self._next = self._running = 0
        self._pumping = False

    allocated = property(lambda self: sum(1 for child in self.child_jobs if child.state != JobState.NotStarted))

    def adopt(self, child: PSTaskChildJob) -> None:
        self.child_jobs.append(child)
        child.state_changed.add(self._child_changed)
        child.watch(self.notify_watchers)

    def start(self) -> None:
        self.set_job_state(JobState.Running)
        if not self.child_jobs:
            self.set_job_state(JobState.Completed)
        self._pump()

    def _pump(self) -> None:
        """One thread at a time starts children, so that none overtakes the one before; what gets free meanwhile is its affair."""
        with self._lock:
            if self._pumping:
                return
            self._pumping = True
        while True:
            with self._lock:
                if self.stop_asked or self._next >= len(self.child_jobs) or self._running >= self.limit:
                    self._pumping = False
                    return
                child = self.child_jobs[self._next]
                self._next += 1
                self._running += 1
            try:
                child.begin()  # type: ignore[attr-defined]
            except BaseException:  # no thread could be had
                self._pumping = False
                raise

    def _child_changed(self, child: Any, arguments: Any) -> None:
        if child.state not in FINISHED:
            return
        with self._lock:
            self._running -= 1
        self._pump()
        after = aggregate_tasks((c.job_state_info.state for c in self.child_jobs), stop_asked=self.stop_asked)
        if after is not None and self.state not in FINISHED:
            self.set_job_state(after)

    def stop_job(self) -> None:
        if self.state in FINISHED:
            return
        self.stop_asked = True
        self.set_job_state(JobState.Stopping)
        for child in self.child_jobs:
            child.stop_job()
        for child in self.child_jobs:
            if child.state != JobState.NotStarted:
                child.finished.wait()
        if self.state not in FINISHED:
            self.set_job_state(JobState.Stopped)

    @property
    def has_more_data(self) -> bool:
        return any(child.has_more_data for child in self.child_jobs)


class QueueSink:
    """Hands the records of a run to the thread of the command that waits for them."""

    __slots__ = ("_put",)

    def __init__(self, put: Any) -> None:
        self._put = put

    def write(self, value: Any) -> None:
        self._put(("output", value))

    def silent_error(self) -> None:
        """Nothing to tell."""


def _forward(stream: str) -> Any:
    def put(self: QueueSink, record: Any) -> None:
        self._put((stream, record))

    return put


for _name in ("error", "warning", "verbose", "debug", "information", "progress"):
    setattr(QueueSink, _name, _forward(_name))


class ParallelWorker:
    """What ForEach-Object hands its parallel form to."""

    def __init__(self, cmd: Any) -> None:
        self.cmd = cmd
        self.runspace: Runspace = cmd.runspace
        self._records: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._running: dict[int, BlockRun] = {}
        self._number = 0
        self._stopped = False

    def begin(self) -> None:
        cmd = self.cmd
        self._refuse_common()
        if cmd.as_job and cmd.is_bound("TimeoutSeconds"):
            text = "The 'TimeoutSeconds' parameter cannot be used with the 'AsJob' parameter."
            cmd.fail(self._refusal("PSArgumentException", text, "ParallelCannotUseTimeoutWithJob", "InvalidOperation"))
        self._text = cmd.parallel.source
        self._using = using_values(cmd.parallel, cmd.ctx, strict=True)
        for value in self._using.values():
            if isinstance(unwrap(value), ScriptBlock):
                text = f"A ForEach-Object -Parallel using variable cannot be a script block. {_NO_BLOCKS}"
                cmd.fail(self._refusal("PSArgumentException", text, "ParallelUsingVariableCannotBeScriptBlock", "InvalidType"))
        self._limit = cmd.throttle_limit
        self._deadline = time.monotonic() + cmd.timeout_seconds if cmd.timeout_seconds > 0 else None
        self._job = PSTaskJob(self._text, self._limit) if cmd.as_job else None

    def _refuse_common(self) -> None:
        for name in _REFUSED:
            if self.cmd.is_bound(name):
                text = f"The following common parameters are not currently supported in the Parallel parameter set: {', '.join(_REFUSED)}"
                error_id = "ParallelCommonParametersNotSupported"
                self.cmd.fail(self._refusal("PSNotSupportedException", text, error_id, "NotImplemented"))

    def _refusal(self, kind: str, text: str, error_id: str, category: str) -> ErrorRecord:
        """The record of a refusal: its target is the command."""
        made: ErrorRecord = self.cmd.error(_A + kind, text, error_id, category, command_target(self.cmd.DECLARATION.net_class))
        return made

    def process(self, value: Any) -> None:
        if isinstance(unwrap(value), ScriptBlock):
            text = f"A ForEach-Object -Parallel piped input object cannot be a script block. {_NO_BLOCKS}"
            error_id = "ParallelPipedInputObjectCannotBeScriptBlock"
            self.cmd.write_error(self._refusal("PSArgumentException", text, error_id, "InvalidType"))
            return
        if self._job is not None:
            child = PSTaskChildJob(self._text)
            child.run = self._run_for(value, CollectionSink(child), child.ended)
            self._job.adopt(child)
            return
        self._drain()
        while len(self._running) >= self._limit and self._take():
            pass
        if not self._stopped:
            self._launch(value)

    def _run_for(self, value: Any, sink: Any, ended: Any) -> BlockRun:
        return BlockRun(self.runspace, self._text, sink, ended, using=self._using, dollar_under=value)

    def _launch(self, value: Any) -> None:
        self._number += 1
        number = self._number

        def ended(state: str, record: ErrorRecord | None) -> None:
            self._records.put(("ended", (number, state, record)))

        self._running[number] = self._run_for(value, QueueSink(self._records.put), ended)
        self._running[number].start_in_turn(f"Parallel {number}")

    def end(self) -> None:
        if self._job is not None:
            from psbridge.jobs.adapters import JobManager

            manager = JobManager.among(self.runspace.extras)
            manager.add(self._job)
            self._job.start()
            self.cmd.write(self._job)
            return
        while self._running and self._take():
            pass
        self._drain()

    def dispose(self) -> None:
        """The command is over, however it ended: without a job nothing may go on."""
        if self._running:
            self.stop()

    def stop(self) -> None:
        """From another thread: end what runs."""
        self._stopped = True
        for run in list(self._running.values()):
            run.stop()
        self._records.put(("wake", None))

    # -- records

    def _take(self) -> bool:
        """Wait for the next record and write it; False when the time is over or we are stopped."""
        left = None if self._deadline is None else max(0.0, self._deadline - time.monotonic())
        try:
            stream, record = self._records.get(timeout=left)
        except queue.Empty:
            self._time_over()
            return True
        self._write(stream, record)
        return not self._stopped

    def _drain(self) -> None:
        while True:
            try:
                self._write(*self._records.get_nowait())
            except queue.Empty:
                return

    def _time_over(self) -> None:
        self._deadline = None
        self._stopped = True
        for run in list(self._running.values()):
            run.stop()
        while self._running:
            self._write(*self._records.get())

    def _write(self, stream: str, record: Any) -> None:
        cmd = self.cmd
        if stream == "ended":
            self._one_ended(*record)
        elif stream == "output":
            cmd.write(record)
        elif stream == "error":
            cmd.runtime.pass_error(record)
        elif stream in ("verbose", "debug", "warning"):  # as if we wrote them: our own preferences decide
            getattr(cmd, f"write_{stream}")(record.message)
        elif stream == "information":
            cmd.write_information(record)
        elif stream != "wake":
            collect(cmd.runtime.streams, stream, record)
            getattr(cmd.runtime.streams, stream)(record)

    def _one_ended(self, number: int, state: str, record: ErrorRecord | None) -> None:
        self._running.pop(number, None)
        if state == "Completed":
            return
        exception = (
            record.exception if record is not None else NetException(_A + "PipelineStoppedException", "The pipeline has been stopped.")
        )
        self.cmd.runtime.pass_error(finish(ErrorRecord(exception, "PSTaskException", 7, PSTask())))
