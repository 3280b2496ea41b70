"""Job: the base of every kind of job.

Decides what is common to all: identity, state with its time stamps and events, the seven stream collections, the Finished handle.
As PowerShell's base class it does not police state changes: a subclass may set any state after any other.  Knows no process, no wire
and no thread.
"""

from __future__ import annotations

import threading
import uuid
from collections import deque
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.jobs.declaring import DATES, methods, properties
from psbridge.jobs.face import JobFace
from psbridge.jobs.ids import IDS, JobIdentifier
from psbridge.jobs.info import JobStateEventArgs, JobStateInfo, argument_null, invalid_job_state
from psbridge.jobs.states import FINISHED, JobState
from psbridge.objects import DateTime, NetError, NetObject, define, find_type
from psbridge.objects.containers import GenericList
from psbridge.objects.datacollection import PSDataCollection
from psbridge.objects.eventsource import EventSource
from psbridge.objects.nettypes import SMA, NetType
from psbridge.objects.waithandle import ManualResetEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_A = "System.Management.Automation."
DEBUGGABLE = define(_A + "IJobDebugger", None, kind="interface", assembly=SMA).full_name  # what kinds implement that can be debugged
# in the order in which Receive-Job reads the collections of a job that keeps no other order
STREAMS: dict[str, NetType] = {
    "output": find_type(_A + "PSObject"),
    "error": find_type(_A + "ErrorRecord"),
    "verbose": find_type(_A + "VerboseRecord"),
    "debug": find_type(_A + "DebugRecord"),
    "warning": find_type(_A + "WarningRecord"),
    "progress": find_type(_A + "ProgressRecord"),
    "information": find_type(_A + "InformationRecord"),
}
RecordKinds = tuple[tuple[str, Any], ...]


class Job(JobFace, NetObject):
    """A unit of work with a state and streams.

    A subclass supplies `stop_job`, `has_more_data`, `location` and `status_message`, and reports progress through `set_job_state`.

    Examples:
        >>> job = psb.start_job("1..3 | ForEach-Object { $_ * 10 }")
        >>> job.wait(60)
        True
        >>> job.receive(), job.state == "Completed"
        ([10, 20, 30], True)
    """

    __slots__ = (
        "_deliver_lock",
        "_delivering",
        "_info",
        "_name",
        "_pending",
        "_streams",
        "_type_name",
        "_watchers",
        "child_jobs",
        "command",
        "disposed",
        "finished",
        "id",
        "instance_id",
        "ps_begin_time",
        "ps_end_time",
        "state_changed",
    )
    net_type = define(_A + "Job", interfaces=["System.IDisposable"], assembly=SMA)
    EVENTS: ClassVar[dict[str, str]] = {"StateChanged": "state_changed"}
    EVENT_TYPES: ClassVar[dict[str, str]] = {"StateChanged": _A + "JobStateEventArgs"}
    PROPERTIES = properties(
        f"""
        string Command {{get;}} -> command
        {_A}JobStateInfo JobStateInfo {{get;}} -> job_state_info
        System.Threading.WaitHandle Finished {{get;}} -> finished
        guid InstanceId {{get;}} -> instance_id
        int Id {{get;}} -> id
        string Name {{get;set;}} -> name
        System.Collections.Generic.IList[{_A}Job] ChildJobs {{get;}} -> child_jobs
        {DATES} PSBeginTime {{get;}} -> ps_begin_time
        {DATES} PSEndTime {{get;}} -> ps_end_time
        string PSJobTypeName {{get;}} -> ps_job_type_name
        {_A}PSDataCollection[psobject] Output {{get;set;}} -> output
        {_A}PSDataCollection[{_A}ErrorRecord] Error {{get;set;}} -> error
        {_A}PSDataCollection[{_A}ProgressRecord] Progress {{get;set;}} -> progress
        {_A}PSDataCollection[{_A}VerboseRecord] Verbose {{get;set;}} -> verbose
        {_A}PSDataCollection[{_A}DebugRecord] Debug {{get;set;}} -> debug
        {_A}PSDataCollection[{_A}WarningRecord] Warning {{get;set;}} -> warning
        {_A}PSDataCollection[{_A}InformationRecord] Information {{get;set;}} -> information
        bool HasMoreData {{get;}} -> has_more_data
        string StatusMessage {{get;}} -> status_message
        string Location {{get;}} -> location
        """
    )
    METHODS = methods(
        """
        void StopJob() -> stop_job
        void Dispose(); void IDisposable.Dispose() -> dispose
        void LoadJobStreams() -> load_job_streams
        void UnloadJobStreams() -> unload_job_streams
        """
    )

    def __init__(
        self,
        command: str | None = None,
        name: str | None = None,
        children: Iterable[Job] = (),
        *,
        instance_id: uuid.UUID | None = None,
        identifier: JobIdentifier | None = None,
        job_type_name: str | None = "",
    ) -> None:
        super().__init__()
        self.id = IDS.next() if identifier is None else IDS.claim(identifier)
        self.instance_id = identifier.instance_id if identifier else instance_id or uuid.uuid4()
        self._name = name or f"Job{self.id}"
        self.command = command
        self.child_jobs: list[Job] = GenericList(Job.net_type, children)
        self._type_name = job_type_name
        self._info = JobStateInfo(JobState.NotStarted)
        self.ps_begin_time: DateTime | None = None
        self.ps_end_time: DateTime | None = None
        self.finished = ManualResetEvent()
        self.state_changed = EventSource("StateChanged")
        self.disposed = False
        self._streams: dict[str, PSDataCollection] = {}
        self._deliver_lock = threading.Lock()
        self._pending: deque[tuple[JobStateInfo, JobStateInfo]] = deque()
        self._delivering = False
        self._watchers: tuple[Callable[[], None], ...] = ()

    # -- what a subclass supplies

    def stop_job(self) -> None:
        """Stop the work and bring the job to Stopped."""
        raise NotImplementedError(f"{type(self).__name__} must supply stop_job")

    @property
    def has_more_data(self) -> bool:
        raise NotImplementedError(f"{type(self).__name__} must supply has_more_data")

    @property
    def location(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} must supply location")

    @property
    def status_message(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} must supply status_message")

    # -- identity

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        if self.disposed:
            text = "Cannot perform operation because object \"PSJob\" has already been disposed.\nObject name: 'PSJob'."
            raise NetError.of(_A + "PSObjectDisposedException", text, error_id="ObjectDisposed")
        self._name = value

    @property
    def ps_job_type_name(self) -> str:
        """The kind; None when set stands for the .NET type's name."""
        return self.net_type.full_name if self._type_name is None else self._type_name

    @ps_job_type_name.setter
    def ps_job_type_name(self, value: str | None) -> None:
        self._type_name = value

    # -- state

    @property
    def job_state_info(self) -> JobStateInfo:
        return self._info

    @property
    def state(self) -> Any:
        return self._info.state

    @property
    def is_finished(self) -> bool:
        return self._info.state in FINISHED

    def set_job_state(self, state: Any, reason: Any = None) -> None:
        """Move to a state: stamp times, close the streams when it is a finished one, raise StateChanged, set Finished.

        Events come in the order of the changes and outside every lock: whoever finds a delivery under way leaves its event to it.
        """
        with self._deliver_lock:
            before, self._info = self._info, JobStateInfo(state, reason)
            self._stamp(self._info.state)
            self._pending.append((self._info, before))
            if self._delivering:
                return
            self._delivering = True
        self._deliver()

    def _stamp(self, state: Any) -> None:
        if state == JobState.Running and self.ps_begin_time is None:
            self.ps_begin_time = DateTime.now()
        elif state in FINISHED and self.ps_end_time is None:
            self.ps_end_time = DateTime.now()

    def _deliver(self) -> None:
        while True:
            with self._deliver_lock:
                if not self._pending:
                    self._delivering = False
                    return
                info, before = self._pending.popleft()
            over = info.state in FINISHED
            if over:
                self.close_streams()
            self.on_state_changed(info, before)
            self.state_changed.fire(self, JobStateEventArgs(info, before))
            if over:
                self.finished.set_event()
            self.notify_watchers()

    def on_state_changed(self, info: JobStateInfo, before: JobStateInfo) -> None:
        """Hook of subclasses, called before the handlers of StateChanged."""

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have `watcher` called after every change of state or data of this job; it must be short and not raise."""
        with self._deliver_lock:
            self._watchers = (*self._watchers, watcher)

    def hurry(self) -> None:
        """Somebody waits for this job: it need not wait for anybody before it runs."""
        for child in self.child_jobs:
            child.hurry()

    def unwatch(self, watcher: Callable[[], None]) -> None:
        with self._deliver_lock:
            self._watchers = tuple(w for w in self._watchers if w is not watcher)

    def notify_watchers(self) -> None:
        for watcher in self._watchers:
            watcher()

    # -- streams

    def stream(self, name: str) -> PSDataCollection:
        """The collection of a stream (output, error, verbose, debug, warning, progress, information), made when first asked for."""
        found = self._streams.get(name)
        if found is None:
            made = PSDataCollection(STREAMS[name])
            made.notify = self.notify_watchers
            made.enumerator_never_blocks = True
            with self._deliver_lock:
                found = self._streams.setdefault(name, made)
                if self._info.state in FINISHED:
                    found.is_open = False
        return found

    def replace_stream(self, name: str, collection: PSDataCollection | None) -> None:
        """Give a stream another collection; refused while the job is Running, and for null."""
        if collection is None:
            raise argument_null(name.capitalize())
        if self._info.state == JobState.Running:
            raise invalid_job_state(self._info.state)
        collection.notify = self.notify_watchers
        self._streams[name] = collection

    def close_streams(self) -> None:
        for collection in list(self._streams.values()):
            collection.complete()

    def stream_count(self, name: str) -> int:
        """How many items a stream holds, without making it."""
        found = self._streams.get(name)
        return 0 if found is None else found.count

    def take_own(self, *, keep: bool = False, streams: frozenset[str] | None = None) -> RecordKinds:
        """What this job itself holds, as (stream, item), and out of it unless `keep`; stream by stream."""
        taken: list[tuple[str, Any]] = []
        for name in STREAMS:
            if name in self._streams and (streams is None or name in streams):
                source = self._streams[name]
                taken += [(name, item) for item in (source.snapshot() if keep else source.read_all())]
        return tuple(taken)

    @property
    def holds_records(self) -> bool:
        """Whether this job itself has anything that was not taken yet."""
        return any(len(source) for source in list(self._streams.values()))

    def take_first_output(self) -> tuple[Any, ...]:
        """The first output object that this job itself holds, out of it; nothing when there is none."""
        return self._streams["output"].read_first() if "output" in self._streams else ()

    def load_job_streams(self) -> None:
        """Hook for kinds whose data lives elsewhere until asked for."""

    def unload_job_streams(self) -> None:
        """Hook for kinds whose data may be let go."""

    # -- end

    def dispose(self) -> None:
        """Let go of everything but what can still be read; children go too."""
        if self.disposed:
            return
        self.disposed = True
        for child in self.child_jobs:
            child.dispose()

    def __repr__(self) -> str:
        kind = self.ps_job_type_name or type(self).__name__
        return f"<Job {self.id} {self.name!r} {kind} {self.state.label} at {self.location!r}>"


def _stream_property(name: str) -> property:
    def get(job: Job) -> PSDataCollection:
        return job.stream(name)

    def put(job: Job, value: PSDataCollection | None) -> None:
        job.replace_stream(name, value)

    return property(get, put, doc=f"The collection of the {name} stream.")


for _name in STREAMS:
    setattr(Job, _name, _stream_property(_name))
