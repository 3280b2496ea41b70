"""`psbridge job`: jobs that outlive the terminal: start, list, wait, receive, stop, remove, watch, across invocations.

Jobs on hosts run in sessions that are left there; without a host a job runs here, under a supervisor of its own.  What a job wrote
is in the store before it counts as received.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from psbridge.cli.arguments import seconds
from psbridge.cli.grouped import add_command, run_command
from psbridge.cli.hosts import add_options, connections, connector, divided, script_of
from psbridge.cli.rendering import FORMATS, render
from psbridge.cli.tables import show_table

_EVERY = 0.2
_STREAMS = {2: "ERROR", 3: "WARNING", 4: "VERBOSE", 5: "DEBUG"}


def main(arguments: list[str]) -> int:
    """Run and give the exit code: 0 done, 1 a job failed, 2 a wrong call, 130 interrupted."""
    if arguments[:1] != ["start"]:
        return run_command(_parser(), arguments)
    ours, of_script = divided(_starter(argparse.ArgumentParser().add_subparsers()), arguments[1:])
    return run_command(_parser(of_script), ["start", *ours])


def _starter(words: Any) -> argparse.ArgumentParser:
    start = _command(words, "start", _start, "start a script on hosts (-H), or here")
    start.add_argument("--name", help="what it is called here")
    start.add_argument("--disconnected", action="store_true", help="leave it on the host (always so)")
    start.add_argument("script", nargs="+", metavar="SCRIPT|FILE.ps1", help="text, a file with its arguments, or - for standard input")
    return start


def _parser(of_script: Sequence[str] = ()) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="psbridge job", description="Jobs that outlive the terminal.")
    words = parser.add_subparsers(title="commands", metavar="COMMAND")
    _starter(words).set_defaults(of_script=of_script)
    lister = _command(words, "list", _list, "the jobs of the store")
    lister.add_argument("--refresh", action="store_true", help="ask the hosts first")
    lister.add_argument("--json", action="store_true", help="one object a line")
    for name, act, text, options in (
        ("wait", _wait, "wait until jobs are over", ("--timeout",)),
        ("receive", _receive, "what jobs have written and nobody has received yet", ("--keep", "--format")),
        ("stop", _stop, "stop jobs", ()),
        ("remove", _remove, "forget jobs", ("--force",)),
        ("watch", _watch, "receive until jobs are over, as it comes", ("--format",)),
    ):
        one = _command(words, name, act, text)
        one.add_argument("jobs", nargs="+", metavar="JOB", help="a number or a name")
        for option in options:
            one.add_argument(option, **_OPTIONS[option])
        one.set_defaults(keep=False)
    return parser


_OPTIONS: dict[str, dict[str, Any]] = {
    "--timeout": {"type": seconds, "metavar": "S", "help": "wait no longer than so many seconds"},
    "--keep": {"action": "store_true", "help": "do not count it as received"},
    "--force": {"action": "store_true", "help": "stop what runs before it is removed"},
    "--format": {"choices": FORMATS, "default": "text", "help": "how results are written"},
}


def _command(words: Any, name: str, act: Callable[..., Any], text: str) -> argparse.ArgumentParser:
    made = add_command(words, name, act, text)
    add_options(made, many=name == "start")
    return made


def _jobs(told: argparse.Namespace) -> Any:
    from psbridge.sessions.storedjobs import StoredJobs
    from psbridge.store import Database, JobStore

    return StoredJobs(JobStore(Database()), connector(told))


def _chosen(jobs: Any, words: list[str]) -> list[Any]:
    from psbridge.errors import StoreError

    found, known = [], jobs.store.all()
    for word in words:
        rows = [row for row in known if str(row.id) == word or row.name.lower() == word.lower()]
        if not rows:
            raise StoreError(f"There is no job {word!r}", hint="psbridge job list shows those that are there.")
        found += [row for row in rows if row not in found]
    return found


# -- commands


def _start(told: argparse.Namespace) -> int:
    told.script += told.of_script
    if not told.hosts:
        return _start_here(told)
    return start_on(told, connections(told), told.script, told.name)


def start_on(told: argparse.Namespace, targets: list[Any], words: list[str], name: str | None) -> int:
    """A job for each host."""
    from pathlib import Path

    from psbridge.engine.textfile import read_own_script
    from psbridge.errors import PsBridgeError

    jobs, failed = _jobs(told), 0
    script, args = script_of(words)
    text = read_own_script(script) if isinstance(script, Path) else script
    for target in targets:
        try:
            row = jobs.start(target, text, tuple(args), name)
            print(f"{row.id}\t{row.name}\t{row.location}")
        except PsBridgeError as problem:
            failed = 1
            print(f"[{target.host}] {problem}", file=sys.stderr)
    return failed


def _start_here(told: argparse.Namespace) -> int:
    """Under a supervisor that lives on."""
    from pathlib import Path

    from psbridge.engine.textfile import read_own_script
    from psbridge.sessions.arguments import apart
    from psbridge.sessions.storedjobs import LOCAL

    jobs = _jobs(told)
    script, args = script_of(told.script)
    text = read_own_script(script) if isinstance(script, Path) else script
    given, named = apart(args)
    details = {"arguments": given, "parameters": named, "directory": str(Path.cwd())}
    row = jobs.store.create(told.name, LOCAL, text, "localhost", details)
    process = subprocess.Popen(
        [sys.executable, "-m", "psbridge.cli.supervisor", str(row.id)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    jobs.store.update(row.id, details={**row.details, "supervisor": process.pid})
    print(f"{row.id}\t{row.name}\t{row.location}")
    return 0


def _list(told: argparse.Namespace) -> int:
    jobs = _jobs(told)
    rows: list[tuple[Any, ...]] = []
    for row in jobs.store.all():
        if told.refresh:
            row = _refreshed(jobs, row)
        command = " ".join(row.command.split())
        more = jobs.store.has_pending(row.id) or not _is_over(row)
        rows.append((row.id, row.name, _state(jobs, row), more, row.location, command if told.json else command[:40]))
    show_table(("Id", "Name", "State", "HasMoreData", "Location", "Command"), rows, as_json=told.json)
    return 0


def _refreshed(jobs: Any, row: Any, **words: Any) -> Any:
    from psbridge.errors import PsBridgeError

    try:
        return jobs.fetch(row.id, **words)
    except PsBridgeError as problem:
        print(f"psbridge job: job {row.id}: {problem}", file=sys.stderr)
        return row


def _is_over(row: Any) -> bool:
    from psbridge.jobs.states import FINISHED

    return row.state in {int(state) for state in FINISHED}


def _state(jobs: Any, row: Any) -> str:
    from psbridge.jobs.states import JobState

    if not _is_over(row) and row.kind == "local" and not _lives(row):
        jobs.store.update(row.id, state=int(JobState.Failed), ended=time.time())
        return "Failed"
    label = str(JobState(row.state).label)
    return "Disconnected" if label == "Running" and row.kind == "remote" else label


def _lives(row: Any) -> bool:
    """Whether the supervisor of a local job is there."""
    pid = row.details.get("supervisor")
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, TypeError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _wait(told: argparse.Namespace) -> int:
    jobs, failed = _jobs(told), 0
    for row in _chosen(jobs, told.jobs):
        end = _waited(jobs, row, told.timeout)
        print(f"{end.id}\t{end.name}\t{_state(jobs, end)}")
        failed |= _state(jobs, end) != "Completed"
    return int(failed)


def _waited(jobs: Any, row: Any, timeout: float | None) -> Any:
    if row.kind == "remote":
        return jobs.fetch(row.id, wait=True, timeout=timeout)
    until = None if timeout is None else time.monotonic() + timeout
    while not _is_over(row) and _lives(row) and (until is None or time.monotonic() < until):
        time.sleep(_EVERY)
        row = jobs.store.get(row.id)
    return row


def _receive(told: argparse.Namespace) -> int:
    jobs = _jobs(told)
    for row in _chosen(jobs, told.jobs):
        _refreshed(jobs, row)
        _deliver(jobs, row, told)
    return 0


def _deliver(jobs: Any, row: Any, told: argparse.Namespace) -> None:
    """Print what is there; it is acknowledged when it is out."""
    rows: list[tuple[str, Any]] = []

    def take(one: Any) -> None:
        if one.stream == 1:
            rows.append((one.host, one.value))
        elif one.stream in _STREAMS:
            print(f"{_STREAMS[one.stream]}: {one.value}", file=sys.stderr)
        elif one.stream == 6:
            rows.append((one.host, one.value))

    last = jobs.receive(row.id, keep=True, deliver=take)
    if rows:
        print(render(rows, told.format), flush=True)
    if last and not told.keep:
        jobs.store.acknowledge(row.id, last)


def _stop(told: argparse.Namespace) -> int:
    jobs = _jobs(told)
    for row in _chosen(jobs, told.jobs):
        if row.kind == "local" and not _is_over(row) and _lives(row):
            os.kill(int(row.details["supervisor"]), signal.SIGTERM)
            row = _waited(jobs, row, 15.0)
        else:
            row = jobs.stop(row.id)
        print(f"{row.id}\t{row.name}\t{_state(jobs, row)}")
    return 0


def _remove(told: argparse.Namespace) -> int:
    jobs = _jobs(told)
    for row in _chosen(jobs, told.jobs):
        if told.force and row.kind == "local" and not _is_over(row) and _lives(row):
            os.kill(int(row.details["supervisor"]), signal.SIGTERM)
            _waited(jobs, row, 15.0)
        problem = jobs.remove(row.id, force=told.force)
        if problem is not None:
            where = f"what there is of it on {row.location} stays"
            print(f"psbridge job: job {row.id} is forgotten here; {where}: {problem.what}", file=sys.stderr)
    return 0


def _watch(told: argparse.Namespace) -> int:
    jobs = _jobs(told)
    rows = _chosen(jobs, told.jobs)
    while rows:
        rows = [_refreshed(jobs, row) for row in rows]
        for row in rows:
            _deliver(jobs, row, told)
        rows = [jobs.store.get(row.id) for row in rows if not _is_over(jobs.store.get(row.id)) and _state(jobs, row) != "Failed"]
        if rows:
            time.sleep(_EVERY)
    return 0
