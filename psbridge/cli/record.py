"""`psbridge conformance record IN OUT`: run cases and write down what happened, in the format of the recorded cases.

Each case runs in a forked child of its own with a fresh runspace and an empty directory; a child that dies or takes too long is
recorded so.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WIDTH = 120
Runner = Callable[[dict[str, Any], str], dict[str, Any]]


def run_case(case: dict[str, Any], directory: str) -> dict[str, Any]:
    """What the engine does with one case."""
    from psbridge.engine.errors import ExitRequest, script_error
    from psbridge.engine.runspace import Runspace
    from psbridge.engine.streamsets import StreamList
    from psbridge.errors import PsBridgeError
    from psbridge.modules.defaults import default_modules, equip

    streams = StreamList()
    sink: list[Any] = []
    terminating: Any = None
    state = "Completed"
    runspace = Runspace(modules=default_modules(), version="7.0.13", environment=_environment(), directory=str(Path.cwd()))
    runspace.extras["strict"] = case.get("strict", True)
    equip(runspace)
    with runspace:
        runspace.drives.go_file(directory)
        ctx = runspace.context(streams)
        try:
            runspace.run(case["script"], ctx, _Sink(sink))
        except ExitRequest as request:  # the pipeline ends well; the code is the host's business
            runspace.host.set_should_exit(request.code)
        except PsBridgeError as error:
            failure = script_error(error, ctx)
            terminating, state = _terminating(failure), "Failed"
        return _record(case, runspace, ctx, streams, sink, terminating, state)


def _terminating(failure: Any) -> dict[str, Any]:
    """The error that ended a pipeline.  A record that belongs to its exception shows a stand-in for it, as .NET keeps no cycle there."""
    told = error_fields(failure.record)
    exception = failure.record.exception
    thrown = failure.from_throw and not exception.is_a("System.Management.Automation.ParseException")
    if exception.is_a("System.Management.Automation.RuntimeException") and not thrown and not failure.written:
        told["exception"] = "System.Management.Automation.ParentContainsErrorRecordException"
    return told


class _Sink:
    def __init__(self, items: list[Any]) -> None:
        self.write = items.append


def _environment() -> dict[str, str]:
    return dict(os.environ)


def _record(case: dict[str, Any], runspace: Any, ctx: Any, streams: Any, output: list[Any], terminating: Any, state: str) -> dict[str, Any]:
    from psbridge.clixml import dumps
    from psbridge.engine.rendering import render
    from psbridge.objects import type_names_of

    return {
        "id": case["id"],
        "script": case["script"],
        "state": state,
        "hadErrors": bool(streams.had_errors or terminating is not None),
        "types": [None if value is None else list(type_names_of(value)) for value in output],
        "clixml": [dumps(value, 1) for value in output],
        "text": render(ctx, output, WIDTH),
        "errors": [error_fields(record) for record in streams.errors],
        "terminating": terminating,
        "warnings": [record.message for record in streams.warnings],
        "verbose": [record.message for record in streams.verbose_records],
        "debug": [record.message for record in streams.debug_records],
        "information": [text_of(record.message_data) for record in streams.information_records],
        "progress": [_progress(record) for record in streams.progress_records],
    }


def text_of(value: Any) -> str:
    from psbridge.objects.convert import to_text

    return to_text(value)


def _progress(record: Any) -> str:
    return f"{record.activity}|{record.status_description}|{record.percent_complete}|{record.record_type}"


def error_fields(record: Any) -> dict[str, Any]:
    from psbridge.objects import unwrap

    record = unwrap(record)
    info = record.category_info
    return {
        "fqid": record.fully_qualified_error_id,
        "message": record.exception.message if record.error_details is None else record.error_details.message,
        "category": str(info.category),
        "activity": info.activity or "",
        "targetName": info.target_name or "",
        "targetType": info.target_type or "",
        "exception": record.exception.kind.full_name,
    }


# -- children


@contextlib.contextmanager
def utc() -> Iterator[None]:
    """The clock of the recorded cases, for the children that begin meanwhile."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        yield
    finally:
        del os.environ["TZ"]
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


def _child(case: dict[str, Any], pipe: Any, runner: Runner, directory: str, line: _LifeLine) -> None:
    """Runs in the fork: the case on a thread with a large stack.

    The case stands in its directory, the process beside it: so were the cases recorded.
    """
    os.setsid()
    line.end_with_it(Path(directory).parent)
    threading.stack_size(256 * 1024 * 1024)
    os.chdir(Path(directory).parent)
    box: list[dict[str, Any]] = []

    def work() -> None:
        try:
            box.append(runner(case, directory))
        except BaseException as error:  # noqa: BLE001 - a crash of the engine is a result
            import traceback

            box.append({"id": case["id"], "failed": "".join(traceback.format_exception(error))[-4000:]})

    started = time.monotonic()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if box:
        box[0]["seconds"] = round(time.monotonic() - started, 3)
    pipe.send(box[0])
    pipe.close()
    sys.stdout.flush()
    os._exit(0)


class _LifeLine:
    """A pipe that only the recorder holds open: its end, however it comes, ends the forks."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def __enter__(self) -> _LifeLine:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._writing)
        os.close(self._reading)

    def end_with_it(self, place: Path) -> None:
        """In a fork: once the recorder is gone nobody else would end it, and what it started, or remove its directory."""
        os.close(self._writing)
        threading.Thread(target=self._watch, args=(place,), daemon=True).start()

    def _watch(self, place: Path) -> None:
        os.read(self._reading, 1)
        shutil.rmtree(place, ignore_errors=True)
        os.killpg(os.getpgrp(), signal.SIGKILL)


class Recorder:
    """Runs cases in forks, `workers` at a time."""

    def __init__(self, workers: int, timeout: float, runner: Runner | None = None) -> None:
        self.workers, self.timeout, self.runner = workers, timeout, runner or run_case
        self.context = multiprocessing.get_context("fork")
        self.running: dict[Any, tuple[Any, int, dict[str, Any], float]] = {}
        self.places: dict[Any, str] = {}  # the directory of each process

    def record(self, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The records of all cases, in their order."""
        _preload()
        results: dict[int, dict[str, Any]] = {}
        waiting = list(enumerate(cases))
        waiting.reverse()
        with _LifeLine() as line:
            while waiting or self.running:
                while waiting and len(self.running) < self.workers:
                    self._start(*waiting.pop(), line)
                results.update(self._collect())
        return [results[i] for i in range(len(cases))]

    def _start(self, number: int, case: dict[str, Any], line: _LifeLine) -> None:
        ours, theirs = self.context.Pipe(False)
        place = tempfile.mkdtemp(prefix="case-")
        directory = Path(place, "here")
        directory.mkdir()
        process = self.context.Process(target=_child, args=(case, theirs, self.runner, str(directory), line))
        process.start()
        self.places[process] = place
        theirs.close()
        self.running[ours] = (process, number, case, time.monotonic() + self.timeout)

    def _collect(self) -> list[tuple[int, dict[str, Any]]]:
        soonest = min(entry[3] for entry in self.running.values())
        ready = multiprocessing.connection.wait(list(self.running), max(0.0, soonest - time.monotonic()))
        done = [(self.running[pipe][1], self._receive(pipe)) for pipe in ready]
        now = time.monotonic()
        for pipe in [pipe for pipe, entry in self.running.items() if entry[3] <= now]:
            process, number, case, _ = self.running.pop(pipe)
            self._end(process)
            done.append((number, {"id": case["id"], "script": case["script"], "timedOut": True}))
        return done

    def _receive(self, pipe: Any) -> dict[str, Any]:
        process, _, case, _ = self.running.pop(pipe)
        try:
            result: dict[str, Any] = pipe.recv()
        except EOFError:
            result = {"id": case["id"], "script": case["script"], "failed": "the process ended"}
        process.join(5)
        self._end(process)
        return result

    def _end(self, process: Any) -> None:
        """Kill what a case started before its directory goes: nothing is left to write there."""
        _kill(process)
        shutil.rmtree(self.places.pop(process), ignore_errors=True)


def _kill(process: Any) -> None:
    """End a child and what it started: it leads a process group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.join()


def _preload() -> None:
    """Import once, before the forks, what every case needs."""
    import psbridge.clixml
    import psbridge.engine.compiler
    import psbridge.engine.pipeline
    import psbridge.engine.runspace
    import psbridge.formatting
    from psbridge.modules.defaults import default_modules
    from psbridge.transports.zygotes import zygote

    zygote()  # the forks share it
    warm = psbridge.engine.runspace.Runspace(modules=default_modules(), directory="/").open()
    warm.invoke("1 | ForEach-Object { $_ } | Where-Object { $true } | Out-Null; 'a'.Length")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="psbridge conformance record", description=__doc__)
    parser.add_argument("source", metavar="IN")
    parser.add_argument("target", metavar="OUT")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=60.0)
    parser.add_argument("--target", dest="kind", default="engine", choices=["engine"])
    parser.add_argument("--only", default="", help="ids that start with this")
    told = parser.parse_args(arguments)
    lines = Path(told.source).read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, filter(str.strip, lines)) if case["id"].startswith(told.only)]
    with utc():
        records = Recorder(told.jobs, told.timeout).record(cases)
    with Path(told.target).open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return 0
