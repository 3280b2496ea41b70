"""Jobs from Python: a script or a callable, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.jobs.remoting import RemotingJob
from psbridge.modules.core.jobs.finding import manager_of
from psbridge.ps.sessions import current_runspace

RUNNERS = ("psbridge", "pwsh")


def start_job(
    what: str | Callable[..., Any],
    *arguments: Any,
    name: str | None = None,
    runner: str = "psbridge",
    initialization_script: str | None = None,
    working_directory: str | None = None,
    input: list[Any] | None = None,  # noqa: A002 - PowerShell's name
    **named: Any,
) -> RemotingJob:
    """Start a background job: a PowerShell script given as text, or a Python callable with its arguments.

    ``runner``: who runs a script, our own engine or a real ``pwsh`` of this machine.  Named arguments go to a callable only.
    The job is among those of `psbridge.ps.get_job`.
    """
    runspace = current_runspace()
    if callable(what):
        from psbridge.sessions.pythonjobs import start_callable

        return start_callable(what, arguments, named, name=name, add=manager_of(runspace).add)
    if named:
        raise TypeError(f"a script takes no named arguments: {', '.join(named)}")
    return _start_script(runspace, what, arguments, name, runner, initialization_script, working_directory, input)


def _start_script(
    runspace: Any,
    text: str,
    arguments: tuple[Any, ...],
    name: str | None,
    runner: str,
    init: str | None,
    directory: str | None,
    given: list[Any] | None,
) -> RemotingJob:
    from psbridge.modules.core.jobs.starting import start_process_job
    from psbridge.sessions.scripts import pipeline_of

    if runner not in RUNNERS:
        raise ValueError(f"runner must be one of {', '.join(RUNNERS)}, not {runner!r}")
    ctx = runspace.context()
    description = pipeline_of(text, runspace.script_block(text, ctx), ctx, list(arguments), add_to_history=True)
    where = directory or runspace.drives.file_location()
    job: RemotingJob = start_process_job(ctx, text, name, description, location=where, init=init, input=given, runner=runner, grace=0)
    return job
