"""One command on many hosts.

Decides how the work is shared out (threads of this process, or shards for any executor), that a host which cannot be reached is a failed
result and no exception, and that results come in the order of the hosts while callbacks hear of them as they come.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, overload

from psbridge.engine.textfile import read_own_script
from psbridge.errors import DeadlineExceeded, PsBridgeError, TransportError
from psbridge.jobs.job import Job
from psbridge.jobs.remoting import RemotingJob
from psbridge.psrp import Pipeline, PoolState
from psbridge.sessions.arguments import joined
from psbridge.sessions.client import ClientSession, RunningPipeline
from psbridge.sessions.connection import Connection, from_inventory
from psbridge.sessions.interruption import FleetInterrupted, Stops, run_all
from psbridge.sessions.limits import after, too_slow
from psbridge.sessions.remotejobs import THROTTLE, Share, sendable, start_remote_job
from psbridge.sessions.results import Result, Results, note_end
from psbridge.sessions.session import Session
from psbridge.sessions.using import caller_names, needed
from psbridge.trace import Secret

Target = str | Connection | Session
OnRecord = Callable[[str, int, Any], object]
OnResult = Callable[[Result], object]
_OUTPUT = frozenset(("output",))
_ATTEMPTS = 2  # how often a shard is given to the executor when its worker dies


@overload
def invoke_command(
    computer_name: Target | Iterable[Target],
    script: Any,
    *args: Any,
    as_job: Literal[True],
    parameters: Mapping[str, Any] | None = None,
    throttle_limit: int = THROTTLE,
    using: Mapping[str, Any] | None = None,
    input: Iterable[Any] | None = None,
    job_name: str | None = None,
    inventory: Any = None,
    **words: Any,
) -> RemotingJob: ...


@overload
def invoke_command(
    computer_name: Target | Iterable[Target],
    script: Any,
    *args: Any,
    as_job: Literal[False] = False,
    parameters: Mapping[str, Any] | None = None,
    throttle_limit: int = THROTTLE,
    using: Mapping[str, Any] | None = None,
    input: Iterable[Any] | None = None,
    executor: Executor | None = None,
    inventory: Any = None,
    raw: bool = False,
    timeout: float | None = None,
    on_record: OnRecord | None = None,
    on_result: OnResult | None = None,
    **words: Any,
) -> Results: ...


@overload
def invoke_command(
    computer_name: Target | Iterable[Target], script: Any, *args: Any, as_job: bool, **words: Any
) -> Results | RemotingJob: ...


def invoke_command(
    computer_name: Target | Iterable[Target],
    script: Any,
    *args: Any,
    parameters: Mapping[str, Any] | None = None,
    as_job: bool = False,
    throttle_limit: int = THROTTLE,
    using: Mapping[str, Any] | None = None,
    input: Iterable[Any] | None = None,  # noqa: A002 - the name that PowerShell has
    job_name: str | None = None,
    executor: Executor | None = None,
    inventory: Any = None,
    raw: bool = False,
    timeout: float | None = None,
    on_record: OnRecord | None = None,
    on_result: OnResult | None = None,
    **words: Any,
) -> Any:
    """Run a script on hosts (names, Connections, open Sessions) and give `Results`; with ``as_job`` a job with a child for each.

    At most ``throttle_limit`` hosts work at the same time.  ``executor``: any concurrent.futures.Executor; hosts are shared out over it.
    Arguments count by place, ``parameters`` by name (``parameters={"Version": 5, "Force": True}``).
    `$using:name` takes `name` from ``using``, else from the caller's Python variables.
    ``on_record(host, stream, record)`` and ``on_result(result)`` hear of everything as it comes.  Other keywords are those of Session.

    Examples:
        >>> with psb.Session.emulated("web01") as one, psb.Session.emulated("web02") as two:
        ...     psb.invoke_command([one, two], "param($n) \\"$n on $env:COMPUTERNAME\\"", 5).output
        ['5 on WEB01', '5 on WEB02']
    """
    given = [computer_name] if isinstance(computer_name, str | Connection | Session) else list(computer_name)
    targets = [_target(one, inventory, words) for one in given]
    here = executor is None or isinstance(executor, ThreadPoolExecutor)
    lazily = input is None or (here and len(targets) == 1)  # several hosts need it each for itself, and another process all of it
    values = input if lazily else list(input or ())
    using = needed(_text(script), caller_names(using, 2))
    args = joined(args, parameters)
    if as_job:
        shares = [_share(one, script, args, using, values) for one in targets]
        return start_remote_job(str(script), job_name, shares, throttle_limit=throttle_limit)
    task = _Task(_text(script), args, using, values, raw, timeout)
    if not here:
        assert executor is not None
        return _over_executor(task, targets, executor, throttle_limit, on_result)
    return _over_threads(task, targets, executor, throttle_limit, on_record, on_result)


class Fleet:
    """Hosts that get the same commands: `Fleet(hosts, username=...).invoke(script)`; in asyncio `await fleet.run(script)`."""

    def __init__(self, hosts: Iterable[Target], **words: Any) -> None:
        self.hosts, self.words = list(hosts), words

    def invoke(self, script: Any, *args: Any, **words: Any) -> Any:
        return self._invoke(script, args, words, caller_names(words.get("using"), 2))

    def stream(self, script: Any, *args: Any, **words: Any) -> Iterator[tuple[str, Any]]:
        """(host, output object) pairs of all hosts as they arrive."""
        job: RemotingJob = self._invoke(script, args, {**words, "as_job": True}, caller_names(words.get("using"), 2))
        return _merged(job)

    def run(self, script: Any, *args: Any, **words: Any) -> Coroutine[Any, Any, Results]:
        """The results, to be awaited."""
        return asyncio.to_thread(self._invoke, script, args, words, caller_names(words.get("using"), 2))

    def _invoke(self, script: Any, args: tuple[Any, ...], words: dict[str, Any], names: Mapping[str, Any]) -> Any:
        return invoke_command(self.hosts, script, *args, **{**self.words, **words, "using": needed(_text(script), names)})


def _merged(job: RemotingJob) -> Iterator[tuple[str, Any]]:
    from psbridge.objects.natural import to_python

    news = threading.Condition()
    state = [True]

    def wake() -> None:
        with news:
            state[0] = True
            news.notify_all()

    for child in job.child_jobs:
        child.watch(wake)
    try:
        while True:
            over = job.is_finished
            with news:
                state[0] = False
            for child in job.child_jobs:
                while found := child.take_first_output():
                    yield child.location, to_python(found[0])
                Job.take_own(child, streams=_OUTPUT)  # its collection, which nobody else sees, would grow until the end
            if over:
                return
            with news:
                news.wait_for(lambda: state[0], 1.0)
    finally:
        for child in job.child_jobs:
            child.unwatch(wake)


def _text(script: Any) -> str:
    return read_own_script(script) if isinstance(script, Path) else str(getattr(script, "source", script))


def _target(given: Target, inventory: Any, words: Mapping[str, Any]) -> Connection | Session:
    if not isinstance(given, str):
        return given
    if inventory is not None:
        return from_inventory(given, {**inventory.options(given), **words})
    return Connection.of(
        given, str(words.get("transport", "wsman")), **{name: value for name, value in words.items() if name != "transport"}
    )


def _share(
    target: Connection | Session, script: Any, args: Sequence[Any], using: Mapping[str, Any] | None, values: Iterable[Any] | None
) -> Share:
    session = target if isinstance(target, Session) else Session(target.host, connection=target)
    description = session.pipeline(script, args, using)
    sent = sendable(values)
    if isinstance(target, Session):
        return Share(target.host, description, session=target.client, input=sent)
    return Share(target.host, description, make_transport=target.make, options=target.client_options(), input=sent)


class _Task:
    """What is done on each host; it can be pickled."""

    def __init__(
        self, text: str, args: Sequence[Any], using: dict[str, Any], values: Iterable[Any] | None, raw: bool, timeout: float | None
    ) -> None:
        self.text, self.args, self.using, self.values, self.raw, self.timeout = text, tuple(args), using, values, raw, timeout
        self._description: Pipeline | None = None

    def on(self, target: Connection | Session, on_record: OnRecord | None, stops: Stops, begun: OnResult = id) -> Result:
        """Do it; whatever goes wrong is in the result.  `begun` gets it as soon as it fills."""
        hook = None if on_record is None else lambda stream, value: on_record(target.host, stream, value)
        if isinstance(target, Session):
            return self._inside(target, hook, stops, begun)
        try:
            return self._apart(target, hook, stops, begun)
        except PsBridgeError as error:
            return Result(target.host, "Failed", failure=error, reason=getattr(error, "error_record", None))

    def _inside(self, session: Session, hook: Callable[[int, Any], object] | None, stops: Stops, begun: OnResult) -> Result:
        others = set(session.client.pipelines)

        def stop() -> None:
            session.client.lose_patience()
            for pid, running in list(session.client.pipelines.items()):
                if pid not in others:
                    running.stop()

        result = Result(session.host)
        begun(result)
        try:
            with stops.hold(stop):
                running, _ = session.begin(
                    self.text, *self.args, input=self.values, using=self.using, raw=self.raw, on_record=hook, result=result
                )
                session.finish(running, result, self.timeout)
        except DeadlineExceeded as error:  # what came until then stays
            result.failure, result.state = error, "Failed" if result.state == "Running" else result.state
        return result

    def _apart(self, target: Connection, hook: Callable[[int, Any], object] | None, stops: Stops, begun: OnResult) -> Result:
        serial = target.transport == "wsman" and self.values is None
        if serial:
            result = Result(target.host)
            if self._description is None:  # the same for all hosts
                self._description = Session(target.host, connection=target).pipeline(self.text, self.args, self.using).shared()
            if self._serial(target, self._description, result, hook, stops, begun):
                return result
        with Session(target.host, connection=target) as session:
            return self._inside(session, hook, stops, begun)

    def _serial(
        self,
        target: Connection,
        description: Pipeline,
        result: Result,
        hook: Callable[[int, Any], object] | None,
        stops: Stops,
        begun: OnResult,
    ) -> bool:
        """One connection, no threads: the cheapest way to one command.  False when secrets want a key, for which nobody listens here."""
        from psbridge.transports.wsman import ShellOptions, WSManTransport

        made = target.make()
        assert isinstance(made, WSManTransport)
        options = {name: getattr(made.options, name) for name in ShellOptions.__slots__}
        transport = WSManTransport(made.target, ShellOptions(**{**options, "serial": True}))
        client = ClientSession(transport, **target.client_options())

        def sink(stream: int, value: Any) -> None:
            kept = result.add(stream, value, self.raw)
            if hook is not None:
                hook(stream, kept)

        client.begin_open()
        transport.pump()
        begun(result)
        if client.state.name != "OPENED":
            client.kill()
            raise client._why()
        try:
            running = client.run(description, sink=sink, prepare=None if hook is not None else RunningPipeline.nobody_counts)
        except PsBridgeError:
            client.close()
            raise
        if not running.has_begun:
            running.stop()
            client.close()
            return False

        def stop() -> None:
            client.lose_patience()
            running.stop()

        def end() -> None:
            late.set()
            stop()

        late = threading.Event()
        cancel = None if self.timeout is None else after(self.timeout, end)
        with stops.hold(stop):
            transport.pump(running.pid)
        if cancel is not None:
            cancel()
        _settle(result, running, client)
        if late.is_set() and result.state != "Completed" and result.failure is None:
            result.failure = too_slow(target.host, self.timeout or 0.0, running)
        client.close()
        return True


def _settle(result: Result, running: RunningPipeline, client: ClientSession) -> None:
    note_end(result, running)
    if client.state is PoolState.DISCONNECTED:
        result.state = "Disconnected"
    result.failure = client.error or client.interruption


# -- sharing out


def _over_threads(
    task: _Task,
    targets: list[Connection | Session],
    executor: Executor | None,
    limit: int,
    on_record: OnRecord | None,
    on_result: OnResult | None,
) -> Results:
    results: list[Result | None] = [None] * len(targets)
    stops = Stops()
    begun: dict[int, Result] = {}

    def one(index: int) -> None:
        started = time.time()

        def note(result: Result) -> None:
            result.started = started
            begun[index] = result

        found = results[index] = task.on(targets[index], on_record, stops, note)
        found.started, found.ended = started, time.time()
        if on_result is not None:
            on_result(found)

    try:
        if targets:
            run_all(one, len(targets), executor, limit if limit > 0 else THROTTLE, stops)
    except KeyboardInterrupt as error:
        raise FleetInterrupted(Results(_what_there_is(results, begun))) from error
    return Results([found for found in results if found is not None])


def _what_there_is(results: list[Result | None], begun: dict[int, Result]) -> list[Result]:
    """Results, and of those who do not come to an end what they gave until now."""
    found = {index: result for index, result in enumerate(results) if result is not None}
    for index, part in begun.copy().items():
        if index not in found:
            silent = DeadlineExceeded("It was asked to stop and did not answer", where=part.host, hint="It may go on over there.")
            found[index] = replace(part, state="Stopping", failure=silent, ended=time.time())
    return [found[index] for index in sorted(found)]


def run_shard(task: Any, targets: list[tuple[str, str, dict[str, Any]]], limit: int) -> list[Result]:
    """A shard of hosts, on whatever machine it has come to; results that can be sent back."""
    found = _over_threads(task, [Connection.of(host, transport, **words) for host, transport, words in targets], None, limit, None, None)
    for result in found:
        _make_portable(result)
    return list(found)


def _revealed(target: Connection) -> tuple[str, str, dict[str, Any]]:
    """A connection that can be sent to a worker: there the password is needed."""
    words = {name: value.reveal() if isinstance(value, Secret) else value for name, value in target.words.items()}
    return target.host, target.transport, words


def _make_portable(result: Result) -> None:
    """Records become text, as their classes hold on to their session."""
    result.errors = [str(getattr(one, "message", one)) for one in result.errors]
    result.information = [str(one) for one in result.information]
    result.progress = []
    result.reason = None if result.reason is None else str(getattr(result.reason, "message", result.reason))
    if result.failure is not None:
        result.failure = TransportError(str(result.failure))


def _over_executor(task: _Task, targets: list[Connection | Session], executor: Executor, limit: int, on_result: OnResult | None) -> Results:
    """Shards of hosts for the workers; one whose worker dies is given out again, then reported."""
    if any(isinstance(one, Session) for one in targets):
        raise TransportError("An open session cannot go to an executor", hint="Give host names or Connections.")
    workers = int(getattr(executor, "_max_workers", 0) or os.cpu_count() or 1)
    size = max(1, min(limit if limit > 0 else THROTTLE, -(-len(targets) // (workers * 4))))
    found: dict[int, Result] = {}
    waiting: dict[Future[list[Result]], tuple[int, int]] = {}

    def submit(start: int, attempt: int) -> None:
        shard = [_revealed(one) for one in targets[start : start + size] if isinstance(one, Connection)]
        waiting[executor.submit(run_shard, task, shard, limit)] = (start, attempt)

    for start in range(0, len(targets), size):
        submit(start, 1)
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            start, attempt = waiting.pop(future)
            for index, result in _outcome(future, targets[start : start + size], start, attempt, submit):
                found[index] = result
                if on_result is not None:
                    on_result(result)
    return Results([found[index] for index in sorted(found)])


def _outcome(
    future: Future[list[Result]], shard: list[Any], start: int, attempt: int, submit: Callable[[int, int], None]
) -> Generator[tuple[int, Result], None, None]:
    error = future.exception()
    if error is None:
        yield from enumerate(future.result(), start)
        return
    if attempt < _ATTEMPTS:
        try:
            submit(start, attempt + 1)
            return
        except RuntimeError:
            pass  # the executor takes nothing more
    failure = TransportError(f"The worker was lost: {type(error).__name__}: {error}", hint="The command may have run on the host.")
    for index, target in enumerate(shard, start):
        yield index, Result(target.host, "Failed", failure=failure)
