"""`psbridge bits`: transfer jobs on the command line: start, list, show, suspend, resume, complete, remove, watch."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.cli.arguments import count
from psbridge.cli.grouped import add_command, run_command
from psbridge.cli.tables import show_table

if TYPE_CHECKING:
    from psbridge.bits.api import Progress, Transfer


def main(arguments: list[str]) -> int:
    """Run and give the exit code: 0 done, 1 a transfer failed, 2 a wrong call, 130 interrupted."""
    return run_command(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="psbridge bits", description="Transfer jobs that survive the shell.")
    parser.add_argument("--store", help="the file of the queue (default: that of this user)")
    words = parser.add_subparsers(title="commands", metavar="COMMAND")
    _start_options(add_command(words, "start", _start, "make a job and start it"))
    for name, act, text in (
        ("show", _show, "all that is known of jobs"),
        ("suspend", _each("suspend"), "hold jobs"),
        ("resume", _each("resume"), "let jobs go on"),
        ("complete", _each("complete"), "give what has arrived its names and end the jobs"),
        ("remove", _each("cancel"), "cancel jobs; nothing of them stays"),
        ("watch", _watch, "show progress until nothing happens any more"),
    ):
        one = add_command(words, name, act, text)
        one.add_argument("jobs", nargs="*" if name == "watch" else "+", metavar="JOB", help="an id or the beginning of one, or a name")
        one.add_argument("--json", action="store_true", help="one object a line")
    lister = add_command(words, "list", _list, "the jobs that are not over")
    lister.add_argument("--json", action="store_true", help="one object a line")
    lister.add_argument("name", nargs="?", default="*")
    return parser


def _start_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="URL, \\\\server\\share\\file, or a file here")
    parser.add_argument("destination", nargs="?", help="where it goes; without one into this directory")
    parser.add_argument("-n", "--name", default="BITS Transfer", help="what the job is called")
    parser.add_argument("-u", "--upload", action="store_true", help="send instead of fetch")
    parser.add_argument("-p", "--priority", choices=("Foreground", "High", "Normal", "Low"), default="Foreground")
    parser.add_argument("--user", help="user name for the server; the password is asked for, or read from PSBRIDGE_PASSWORD")
    parser.add_argument("--authentication", default="Negotiate", choices=("Basic", "Digest", "Ntlm", "Negotiate"))
    parser.add_argument("--header", action="append", default=[], help="a header for the server, 'Name: value'")
    parser.add_argument("--method", default="GET", help="the HTTP method (PUT sends plainly)")
    parser.add_argument("--limit-rate", type=count, default=0, metavar="BYTES", help="bytes a second")
    parser.add_argument("--proxy", action="append", default=[], help="a proxy; several are tried in order")
    parser.add_argument("--dynamic", action="store_true", help="the server need not say the size")
    parser.add_argument("-b", "--background", action="store_true", help="print the job's id and go; else wait and complete")
    parser.add_argument("--suspended", action="store_true", help="make the job only")


def _start(told: argparse.Namespace) -> int:
    from psbridge.bits import api

    job = api.start(
        told.source,
        told.destination,
        transfer_type="Upload" if told.upload else "Download",
        name=told.name,
        priority=told.priority,
        credential=_credential(told.user),
        suspended=told.suspended,
        store=told.store,
        authentication=told.authentication,
        custom_headers=tuple(told.header),
        http_method=told.method,
        bandwidth=told.limit_rate,
        dynamic=told.dynamic,
        proxy_usage="Override" if told.proxy else "SystemDefault",
        proxy_list=tuple(told.proxy),
    )
    if told.background or told.suspended:
        print(job.id)
        return 0
    try:
        return _follow([job], finish=True)
    except KeyboardInterrupt:
        job.cancel()
        raise


def _credential(user: str | None) -> tuple[str, str] | None:
    if user is None:
        return None
    import getpass
    import os

    return user, os.environ.get("PSBRIDGE_PASSWORD") or getpass.getpass(f"Password for {user}: ")


def _found(told: argparse.Namespace) -> list[Transfer]:
    """The jobs that the arguments mean: by id, or by name with wildcards."""
    from psbridge.bits import api
    from psbridge.bits.codes import BitsError

    found: list[Transfer] = []
    for word in told.jobs:
        named = api.jobs(word, store=told.store)
        found += named or [api.get(word, store=told.store)]
    if not told.jobs:
        found = api.jobs(store=told.store)
    if not found:
        raise BitsError("NOT_FOUND")
    return found


def _each(what: str) -> Callable[[argparse.Namespace], int]:
    def act(told: argparse.Namespace) -> int:
        for job in _found(told):
            getattr(job, what)()
        return 0

    return act


def _list(told: argparse.Namespace) -> int:
    from psbridge.bits import api

    rows = [(str(job.id), job.name, job.settings.transfer_type, job.state.name, job.owner) for job in api.jobs(told.name, store=told.store)]
    heads = ("JobId", "DisplayName", "TransferType", "JobState", "OwnerAccount")
    if rows:
        show_table(heads, rows, as_json=told.json)
    return 0


def _show(told: argparse.Namespace) -> int:
    for job in _found(told):
        facts = _facts(job)
        if told.json:
            print(json.dumps(facts))
            continue
        width = max(len(name) for name in facts)
        print("\n".join(f"{name.ljust(width)} : {value}" for name, value in facts.items()), end="\n\n")
    return 0


def _facts(job: Transfer) -> dict[str, Any]:
    at, error = job.progress, job.error
    return {
        "JobId": str(job.id),
        "DisplayName": job.name,
        "TransferType": job.settings.transfer_type,
        "JobState": at.state.name,
        "OwnerAccount": job.owner,
        "Priority": job.priority.name,
        "Files": f"{at.files_done} of {at.files_total}",
        "BytesTransferred": at.bytes_done,
        "BytesTotal": at.bytes_total,
        "Error": str(error) if error is not None else None,
        "FileList": [f"{source} -> {destination}" for source, destination in job.files],
    }


def _watch(told: argparse.Namespace) -> int:
    jobs = _found(told)
    if told.json:
        for job in jobs:
            for at in job.watch():
                print(json.dumps({"JobId": str(job.id), "JobState": at.state.name, "Bytes": at.bytes_done, "Total": at.bytes_total}))
        return 0
    return _follow(jobs, finish=False)


def _follow(jobs: list[Transfer], *, finish: bool) -> int:
    """Progress bars until all are done; with `finish` what is transferred is completed."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), _speed_column(), TimeRemainingColumn())
    failed = 0
    with Progress(*columns, console=Console(stderr=True)) as bars:
        shown = {job.id: bars.add_task(job.name, total=None) for job in jobs}
        for job in jobs:
            for at in job.watch():
                _draw(bars, shown[job.id], job, at)
            failed += _ended(job, finish)
    return 1 if failed else 0


def _speed_column() -> Any:
    """Bytes a second: those of late, or of the whole transfer when it was over before there were two measurements."""
    from rich.filesize import decimal
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Speed(ProgressColumn):
        def render(self, task: Any) -> Text:
            speed = task.finished_speed or task.speed
            if not speed and task.completed and task.elapsed:
                speed = task.completed / task.elapsed
            return Text(f"{decimal(int(speed))}/s" if speed else "", style="progress.data.speed")

    return Speed()


def _draw(bars: Any, task: Any, job: Transfer, at: Progress) -> None:
    bars.update(task, completed=at.bytes_done, total=at.bytes_total, description=f"{job.name} [{at.state.name}]")


def _ended(job: Transfer, finish: bool) -> int:
    from psbridge.bits.states import State

    error = job.error if job.state is State.Error else None
    if error is not None:
        print(f"psbridge bits: {job.name} ({job.id}): {error}", file=sys.stderr)
        if finish:
            job.cancel()
        return 1
    if finish and job.state is State.Transferred:
        job.complete()
    return 0
