"""`psbridge exec`: a command on many hosts at once, with live progress and a summary of what failed.

Exit code: 0 every host did it without an error, 1 some did not, 2 a wrong call, 130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from psbridge.cli.arguments import count, seconds
from psbridge.cli.heard import Heard, tell_aside
from psbridge.cli.hosts import add_options, connections, divided, input_of, script_of, tell_sum
from psbridge.cli.interruptible import on_ctrl_c
from psbridge.cli.lines import Draw, telling
from psbridge.cli.printing import print_line
from psbridge.cli.rendering import FORMATS, render

_SIGINT = 130
_AT_ONCE = 0.5  # seconds in which hosts stop before anything is said of it


def main(arguments: list[str]) -> int:
    """Run and give the exit code."""
    from psbridge.errors import PsBridgeError

    parser = _parser()
    ours, of_script = divided(parser, arguments)
    told = parser.parse_args(ours)
    told.script += of_script
    try:
        return _as_job(told) if told.as_job else _run(told)
    except PsBridgeError as problem:
        print(f"psbridge exec: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return _SIGINT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="psbridge exec", description="Runs a command on many hosts at once.")
    add_options(parser)
    parser.add_argument("-j", "--throttle", type=count, default=32, metavar="N", help="at most so many hosts at the same time (32)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how results are written")
    parser.add_argument("--timeout", type=seconds, metavar="S", help="stop the command on a host after so many seconds")
    parser.add_argument("--as-job", action="store_true", help="leave it running there: see psbridge job")
    parser.add_argument("--name", help="name of the job")
    parser.add_argument("--timeline", metavar="FILE.html", help="draw who worked when, a bar for each host")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress, no summary")
    what = "text, a file with its arguments (values, -Name value), or - for standard input"
    parser.add_argument("script", nargs="+", metavar="SCRIPT|FILE.ps1", help=what)
    return parser


def _run(told: argparse.Namespace) -> int:
    from psbridge.sessions.fleet import invoke_command
    from psbridge.sessions.interruption import FleetInterrupted

    targets = connections(told)
    script, args = script_of(told.script)
    progress = _Progress(len(targets), told.quiet)
    heard = Heard() if told.format == "text" else None
    words: dict[str, Any] = {"input": input_of(script, told.script)} | ({} if heard is None else {"on_record": heard.take})
    interrupted = False
    try:
        with progress, _patient(progress.say), contextlib.nullcontext() if told.quiet else telling(progress.aside()):
            results: Any = invoke_command(
                targets, script, *args, throttle_limit=told.throttle, timeout=told.timeout, raw=True, on_result=progress.done, **words
            )
    except FleetInterrupted as stopped:
        results, interrupted = stopped.results, True
    _ask_for_endpoints(results, targets)
    code = _tell(told, results, len(targets), heard)
    if told.timeline:
        _draw(told.timeline, results, " ".join(told.script))
    if interrupted:
        _leave(len(targets) - len(results))
    return code


@contextlib.contextmanager
def _patient(say: Callable[[str], object]) -> Iterator[None]:
    """Who has pressed Ctrl-C learns, when it takes a while, that hosts are being stopped and how to leave them alone."""
    notice = threading.Timer(_AT_ONCE, say, ["Stopping the command on the hosts; Ctrl-C again leaves at once"])
    notice.daemon = True

    def heard(*_: Any) -> None:
        if not notice.is_alive() and not notice.finished.is_set():
            notice.start()
        raise KeyboardInterrupt

    try:
        with on_ctrl_c(heard):
            yield
    finally:
        notice.cancel()


def _ask_for_endpoints(results: Any, targets: list[Any]) -> None:
    """Where an endpoint was named that is not there: one of these hosts tells which there are."""
    from psbridge.errors import UnknownEndpoint

    first = next((one for one in results if isinstance(one.failure, UnknownEndpoint)), None)
    if first is not None:
        from psbridge.sessions.endpoints import explained

        first.failure = explained(first.failure, next(one for one in targets if one.host == first.host))


def _leave(missing: int) -> None:
    """End at once: threads that wait for silent hosts would hold up the interpreter."""
    if missing:
        print(f"Interrupted; {missing} host{'s' if missing > 1 else ''} gave no answer", file=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(_SIGINT)


def _tell(told: argparse.Namespace, results: Any, count: int, heard: Heard | None) -> int:
    """Output, failures, and the line that sums them up; the exit code."""
    text = render([(one.host, value) for one in results for value in (one.output if heard is None else heard.rows(one.host))], told.format)
    if text:
        print(text)
    for one in results:
        tell_aside(one, host_lines=heard is None)
    failures = [(one.host, why) for one in results for why in _reasons(one)]
    for host, why in failures:
        print(f"[{host}] {why}", file=sys.stderr)
    bad = sum(one.had_errors for one in results)
    if not told.quiet and count > 1:
        tell_sum(len(results) - bad, count, bad)
    return 1 if bad else 0


def _reasons(result: Any) -> list[str]:
    told = [str(result.failure)] if result.failure is not None else [result.reason.message] if result.reason is not None else []
    return told + [str(error.message) for error in result.errors] + ([] if told or result.succeeded else [f"the command is {result.state}"])


def _draw(path: str, results: Any, title: str) -> None:
    """The run as a picture; times count from when the first host began."""
    from psbridge.cli.timeline import Bar, write_timeline
    from psbridge.errors import ConfigurationError

    zero = min((one.started for one in results), default=0.0)
    bars = [Bar(one.host, one.started - zero, one.ended - zero, one.state, "; ".join(_reasons(one))) for one in results]
    try:
        write_timeline(path, bars, title)
    except OSError as problem:
        raise ConfigurationError(f"The timeline cannot be written: {problem.strerror}", where=path) from problem


def _as_job(told: argparse.Namespace) -> int:
    from psbridge.cli.job import start_on

    return start_on(told, connections(told), told.script, told.name)


class _Progress:
    """A line (or, with rich, a bar) on standard error that says how far it is."""

    def __init__(self, total: int, quiet: bool) -> None:
        self.total, self.failed = total, 0
        self.results: list[Any] = []
        self._counting = threading.Lock()
        self._shown = not quiet and total > 1 and sys.stderr.isatty()
        self._bar: Any = None
        self._task: Any = None
        self._said, self._beside = f"{total} hosts", ""

    def __enter__(self) -> _Progress:
        if self._shown:
            try:
                from rich.console import Console
                from rich.progress import Progress

                self._bar = Progress(console=Console(stderr=True), transient=True)
                self._bar.start()
                self._task = self._bar.add_task(self._said, total=self.total)
            except ImportError:
                self._bar = None
        return self

    def done(self, result: Any) -> None:
        """A host is through; called by the threads of the hosts."""
        with self._counting:
            self._count(result)

    def _count(self, result: Any) -> None:
        self.results.append(result)
        self.failed += result.had_errors
        if self._bar is not None:
            self._said = f"{self.total} hosts, {self.failed} failed, last {result.host}"
            self._describe()
        elif self._shown:
            print(f"\r{len(self.results)}/{self.total} hosts, {self.failed} failed", end="", file=sys.stderr, flush=True)

    def _describe(self) -> None:
        from rich.markup import escape

        self._bar.update(self._task, completed=len(self.results), description=escape(self._said + self._beside))

    def say(self, text: str) -> None:
        """A line that stays, above the bar."""
        if self._bar is not None:
            self._bar.console.print(text, highlight=False)
        else:
            print_line(text, sys.stderr)

    def aside(self) -> Draw | None:
        """Where news of lines are drawn: in our bar while there is one."""
        return self._note if self._bar is not None else None

    def _note(self, text: str) -> None:
        self._beside = text and f"; {text}"
        self._describe()

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif self._shown:
            print(file=sys.stderr)


__all__ = ["main"]
