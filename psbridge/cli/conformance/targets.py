"""What cases can be run against, by name.

A target takes cases and gives a record for each; how it does that is its own affair.  `engine` and `python` run a case in a fork of this
process; the others send the script and the runner of the PSBridge module to a PowerShell and read the record from what comes back.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.cli.conformance.world import World, preamble
from psbridge.errors import ConfigurationError

if TYPE_CHECKING:
    from psbridge.cli.conformance.cases import Case
    from psbridge.cli.record import Runner

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run is to be made."""

    workers: int = 2
    timeout: float = 60.0
    strict: bool = False


@dataclass(slots=True)
class Target:
    """A name, what it has, and its way to run scripts.  ``run`` gives (case, record) in any order."""

    name: str
    provides: frozenset[str]
    run: Callable[[list[tuple[Case, str]], Plan], Iterator[tuple[Case, Record]]]
    edition: str = "7"
    told: Callable[[], str] = str  # more to tell about a run: by which ways cases went
    wants_world: bool = True  # whether what cases need is made for it; else it makes that itself
    world: World | None = None
    stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Target:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def why_not(self, case: Case) -> str:
        """Why a case cannot be run here; empty when it can."""
        missing = sorted(case.needs - self.provides)
        if missing:
            return f"needs {', '.join(missing)}"
        if self.edition not in case.editions:
            return f"is about PowerShell {', '.join(case.editions)}"
        return ""

    def records(self, cases: list[Case], plan: Plan) -> Iterator[tuple[Case, Record]]:
        """Run the cases that can be run."""
        if self.world is None and self.wants_world and any(case.needs & {"remote", "http"} for case in cases):
            self.world = self.stack.enter_context(World())
        scripts = [(case, (preamble(self.world.where, case.needs) if self.world else "") + case.script) for case in cases]
        yield from self.run(scripts, plan)


def target_of(name: str) -> Target:
    """The target that a name means."""
    kind, _, rest = name.partition("://")
    maker = _MAKERS.get(kind if rest else name)
    if maker is None:
        raise ConfigurationError(
            f"'{name}' is no target", hint=f"One of {', '.join(sorted(_MAKERS))} (winrm and ssh as winrm://USER@HOST)."
        )
    return maker(name)


# -- in this process


def _engine(name: str) -> Target:
    return Target(name, frozenset(("remote", "bits", "http")), _forked(None))


def _python(name: str) -> Target:
    from psbridge.cli.conformance.calls import Ways

    ways, run = Ways(documented_commands()), _forked(through_python)

    def noted(scripts: list[tuple[Case, str]], plan: Plan) -> Iterator[tuple[Case, Record]]:
        for case, record in run(scripts, plan):
            ways.note(record)
            yield case, record

    return Target(name, frozenset(("remote", "bits", "http")), noted, told=ways.told)


def _forked(runner: Runner | None) -> Callable[[list[tuple[Case, str]], Plan], Iterator[tuple[Case, Record]]]:
    def run(scripts: list[tuple[Case, str]], plan: Plan) -> Iterator[tuple[Case, Record]]:
        from psbridge.cli.record import Recorder, run_case, utc

        recorder = Recorder(plan.workers, plan.timeout, _with_own_data(runner or run_case))
        entries = [{"id": case.id, "script": script, "strict": case.recorded is not None or case.strict} for case, script in scripts]
        with utc():
            for (case, _), record in zip(scripts, recorder.record(entries), strict=True):
                yield case, record

    return run


def _with_own_data(runner: Runner) -> Runner:
    """The same with an empty store for what outlives a process: cases must not see each other's transfers."""

    def run(case: dict[str, Any], directory: str) -> Record:
        with tempfile.TemporaryDirectory(prefix="psbridge-data-", ignore_cleanup_errors=True) as data:
            os.environ["XDG_DATA_HOME"] = os.environ["XDG_STATE_HOME"] = data
            return runner(case, directory)

    return run


def through_python(case: dict[str, Any], directory: str) -> Record:
    """What the Python interface gives for a script: its statements as calls of `psbridge.ps` as far as they can be said so, the others as
    text through `psbridge.PowerShell`.
    """
    from psbridge.cli.conformance.calls import Program, steps_of
    from psbridge.modules.defaults import equip
    from psbridge.modules.shell import Runspace
    from psbridge.ps import use_runspace

    runspace = Runspace(directory=str(Path.cwd()), environment=dict(os.environ))
    runspace.extras["strict"] = case.get("strict", True)
    equip(runspace)  # before it opens: what there is depends on it
    with runspace, use_runspace(runspace):
        runspace.drives.go_file(directory)
        steps = steps_of(case["script"], frozenset(documented_commands()))
        if not any(True for step in steps for _ in step.every_call()):
            return _as_text(case, runspace)
        program = Program(runspace)
        program.run(steps)
        ended = program.terminating
        told = {"state": "Failed" if ended is not None else "Completed", "hadErrors": program.had_errors, "calls": program.calls}
        return {"id": case["id"], **told, **_record(runspace, program.output, program.errors, program.others, ended)}


@cache
def documented_commands() -> dict[str, tuple[str, ...]]:
    """The commands whose functions are tried, and their parameters."""
    import json

    from psbridge.cli.conformance.cases import home

    found = json.loads((home(None) / "commands.json").read_text(encoding="utf-8"))
    return {command: tuple(parameters) for command, parameters in found.items()}


def _as_text(case: dict[str, Any], runspace: Any) -> Record:
    """The whole script at once."""
    from psbridge.modules.shell import PowerShell
    from psbridge.objects.streams import Stream, StreamSet

    streams = StreamSet()
    shell = PowerShell(runspace, streams=streams).add_script(case["script"])
    shell.begin_invoke().wait()
    others = {int(stream): streams.values(stream) for stream in (Stream.WARNING, Stream.VERBOSE, Stream.DEBUG, Stream.INFORMATION)}
    ended = None if shell.reason is None else shell.reason.record
    told = {"id": case["id"], "state": shell.state, "hadErrors": shell.had_errors}
    return {**told, **_record(runspace, streams.values(Stream.OUTPUT), streams.values(Stream.ERROR), others, ended)}


def _record(runspace: Any, output: list[Any], errors: list[Any], others: dict[int, list[Any]], ended: Any) -> Record:
    """The fields that show values; this thread reads them with the type data of the session."""
    from psbridge.cli.record import error_fields, text_of
    from psbridge.clixml import dumps
    from psbridge.engine.rendering import render
    from psbridge.objects import type_names_of
    from psbridge.objects.streams import Stream

    ctx = runspace.context()
    return {
        "types": [None if value is None else list(type_names_of(value)) for value in output],
        "clixml": [dumps(value, 1) for value in output],
        "text": render(ctx, output, 120),
        "errors": [error_fields(record) for record in errors],
        "terminating": None if ended is None else error_fields(ended),
        "warnings": [record.message for record in others.get(Stream.WARNING, ())],
        "verbose": [record.message for record in others.get(Stream.VERBOSE, ())],
        "debug": [record.message for record in others.get(Stream.DEBUG, ())],
        "information": [text_of(record.message_data) for record in others.get(Stream.INFORMATION, ())],
    }


# -- a PowerShell somewhere


def _shell(name: str) -> Target:
    """Targets that are reached through a PowerShell: each worker has a conversation of its own."""
    from psbridge.cli.conformance import conversations

    kind = name.partition("://")[0]
    if kind == "pwsh" and shutil.which("pwsh") is None:
        raise ConfigurationError("there is no pwsh on PATH")
    return Target(name, conversations.PROVIDES.get(kind, frozenset()), conversations.runner_of(name))


def _emulator(name: str) -> Target:
    """Emulated hosts, over WSMan."""
    from psbridge.cli.conformance import lanes

    return Target(name, lanes.PROVIDES, lanes.in_lanes(name), wants_world=False)


_MAKERS: dict[str, Callable[[str], Target]] = {
    "engine": _engine,
    "python": _python,
    **dict.fromkeys(("emulator", "emulator-pypsrp"), _emulator),
    **dict.fromkeys(("module", "pwsh", "winrm", "ssh"), _shell),
}
