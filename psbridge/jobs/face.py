"""The Python face of a job: waiting, receiving, iterating, awaiting.

Decides how the job model reads in Python; everything here is built on `take_own`, `watch`, `child_jobs` and `state` of `Job`.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from psbridge.concurrency import Deadline
from psbridge.errors import JobFailure
from psbridge.jobs.states import FINISHED, PERSISTENT, JobState
from psbridge.objects.showing import Shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
    from types import TracebackType

    from psbridge.jobs.job import Job

OUTPUT = frozenset(("output",))


class JobFace(Shown):
    """Methods that every `Job` has for Python code."""

    __slots__ = ()

    def family(self: Any) -> Iterator[Job]:
        """Children (and theirs) first, then the job itself, each once: the order in which data is received."""
        seen: set[int] = set()

        def visit(job: Any) -> Iterator[Job]:
            if id(job) not in seen:
                seen.add(id(job))
                for child in list(job.child_jobs):
                    yield from visit(child)
                yield job

        return visit(self)

    def wait(self: Any, timeout: float | None = None, *, persistent: bool = False) -> bool:
        """Wait until the job is finished (`persistent`: or Disconnected or Suspended); False when the time is over first."""
        return wait([self], timeout=timeout, persistent=persistent) != []

    def receive(self: Any, *, keep: bool = False, stream: str | None = "output") -> list[Any]:
        """What the job and its children have delivered on a stream, and out of them unless `keep`.

        Other streams stay where they are; `stream=None` gives every record of every stream as ``(stream, record)``, as delivered.
        """
        wanted = None if stream is None else frozenset((stream,))
        records = [record for job in self.family() for record in job.take_own(keep=keep, streams=wanted)]
        return records if stream is None else [value for _, value in records]

    def __iter__(self: Any) -> Iterator[Any]:
        """Output objects as they arrive, until the job is finished; the objects are taken out."""
        return live(self)

    def __await__(self: Any) -> Generator[Any, None, Job]:
        """Wait in asyncio until the job is finished; gives the job."""
        return self._finished_async().__await__()  # type: ignore[no-any-return]

    async def _finished_async(self: Any) -> Job:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def look() -> None:
            if self.is_finished:
                loop.call_soon_threadsafe(done.set)

        self.watch(look)
        try:
            look()
            await done.wait()
        finally:
            self.unwatch(look)
        return self  # type: ignore[no-any-return]

    def __aiter__(self: Any) -> AsyncIterator[Any]:
        return _live_async(self)

    def stop(self: Any) -> None:
        """Stop the job; a finished one is left as it is."""
        if not self.is_finished:
            self.stop_job()

    def add_done_callback(self: Any, callback: Callable[[Any], object]) -> None:
        """Have `callback(job)` called once when the job is finished; at once when it already is."""
        once = threading.Lock()

        def look() -> None:
            if self.is_finished and once.acquire(blocking=False):
                self.unwatch(look)
                callback(self)

        self.watch(look)
        look()

    @property
    def future(self: Any) -> Future[list[Any]]:
        """A concurrent.futures.Future of the output; `JobFailure` when the job fails, cancelled when it is stopped."""
        made: Future[list[Any]] = Future()

        def settle(job: Any) -> None:
            if job.state == JobState.Stopped:
                made.cancel()
                made.set_running_or_notify_cancel()
            elif job.state == JobState.Failed:
                made.set_exception(JobFailure(job))
            else:
                made.set_result(job.receive(keep=True))

        self.add_done_callback(settle)
        return made

    @property
    def failure(self: Any) -> Any:
        """Why the job failed: its own reason or the first one of a child; None when nobody gave one."""
        reasons = (job.job_state_info.reason for job in (self, *self.child_jobs))
        return next((reason for reason in reasons if reason is not None), None)

    def raise_for_failure(self: Any) -> None:
        """Raise `JobFailure` when the job has failed."""
        if self.state == JobState.Failed:
            raise JobFailure(self)

    def _table(self: Any) -> tuple[list[dict[str, Any]], str, str]:
        rows = [
            {"Id": one.id, "Name": one.name, "PSJobTypeName": one.ps_job_type_name, "State": one.state.label}
            | {"HasMoreData": one.has_more_data, "Location": one.location, "Command": one.command}
            for one in (self, *self.child_jobs)
        ]
        return rows, "", ""

    def __enter__(self: Any) -> Any:
        return self

    def __exit__(self: Any, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop what still runs and let go of everything."""
        self.stop()
        self.dispose()


def wait(jobs: Iterable[Any], *, any: bool = False, timeout: float | None = None, persistent: bool = False) -> list[Any]:  # noqa: A002
    """Wait until all jobs (`any`: one of them) are finished, and give those that are; an empty list when the time is over first.

    `persistent`: Disconnected and Suspended end the wait as well.

    Examples:
        >>> jobs = [psb.start_job(f"{n} * {n}") for n in (2, 3)]
        >>> len(psb.wait(jobs, timeout=60))
        2
        >>> [job.receive() for job in jobs]
        [[4], [9]]
    """
    wanted = list(dict.fromkeys(jobs))
    ends = PERSISTENT if persistent else FINISHED
    deadline = Deadline.after(timeout)
    changed = threading.Condition()

    def wake() -> None:
        with changed:
            changed.notify_all()

    def over() -> list[Any]:
        done = [job for job in wanted if job.state in ends and (job.state not in FINISHED or job.finished.is_set)]
        return done[:1] if any else done if len(done) == len(wanted) else []

    for job in wanted:
        job.watch(wake)
        job.hurry()
    try:
        with changed:
            while not (done := over()) and wanted:
                if not changed.wait(deadline.remaining()) and not over():
                    return []
    finally:
        for job in wanted:
            job.unwatch(wake)
    return done


def live(job: Any) -> Iterator[Any]:
    """Output of a job and its children as it arrives."""
    changed = threading.Condition()
    news = [True]

    def wake() -> None:
        with changed:
            news[0] = True
            changed.notify_all()

    watched = list(job.family())
    for member in watched:
        member.watch(wake)
    job.hurry()
    try:
        while True:
            over = job.is_finished
            with changed:
                news[0] = False
            yield from _each(job)
            if over:
                return
            with changed:
                changed.wait_for(lambda: news[0])
    finally:
        for member in watched:
            member.unwatch(wake)


def _each(job: Any) -> Iterator[Any]:
    """Output that is there, taken out one by one: who breaks off leaves the rest where it is."""
    for member in job.family():
        while found := member.take_first_output():
            yield found[0]


async def _live_async(job: Any) -> AsyncIterator[Any]:
    loop = asyncio.get_running_loop()
    news = asyncio.Event()

    def wake() -> None:
        loop.call_soon_threadsafe(news.set)

    watched = list(job.family())
    for member in watched:
        member.watch(wake)
    job.hurry()
    try:
        while True:
            news.clear()
            over = job.is_finished
            for value in _each(job):
                yield value
            if over:
                return
            await news.wait()
    finally:
        for member in watched:
            member.unwatch(wake)
