"""Jobs from Python: a script or a callable, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psbridge.jobs.remoting import RemotingJob
from psbridge.modules.core.jobs.finding import manager_of
from psbridge.objects.natural import from_python
from psbridge.ps.sessions import current_runspace

RUNNERS = ("psbridge", "pwsh")


def start_job(
    what: str | Callable[..., Any],
    *arguments: Any,
    parameters: Mapping[str, Any] | None = None,
    name: str | None = None,
    runner: str = "psbridge",
    initialization_script: str | None = None,
    working_directory: str | None = None,
    input: list[Any] | None = None,  # noqa: A002 - PowerShell's name
    **named: Any,
) -> RemotingJob:
    """Start a background job: a PowerShell script given as text, or a Python callable with its arguments.

    ``runner``: who runs a script, our own engine or a real ``pwsh`` of this machine.  A script takes its arguments by name as
    ``parameters={"Version": 5}``, a callable as it always does.
    The job is among those of `psbridge.ps.get_job`.

    Examples:
        >>> psb.start_job("param($n) $n * 2", 21).wait(60)
        True
        >>> job = psb.start_job(sum, [1, 2, 3])
        >>> job.wait(60), job.receive()
        (True, [6])
    """
    runspace = current_runspace()
    if callable(what):
        from psbridge.sessions.pythonjobs import start_callable

        named |= {} if parameters is None else {"parameters": parameters}
        return start_callable(what, arguments, named, name=name, add=manager_of(runspace).add)
    if named:
        hint = "its parameters go into parameters={...}"
        raise TypeError(f"a script takes no named arguments: {', '.join(named)} ({hint})")
    return _start_script(runspace, what, arguments, parameters, name, runner, initialization_script, working_directory, input)


def _start_script(
    runspace: Any,
    text: str,
    arguments: tuple[Any, ...],
    parameters: Mapping[str, Any] | None,
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
    named = {parameter: from_python(value) for parameter, value in (parameters or {}).items()}
    description = pipeline_of(text, runspace.script_block(text, ctx), ctx, list(arguments), named, add_to_history=True)
    where = directory or runspace.drives.file_location()
    job: RemotingJob = start_process_job(ctx, text, name, description, location=where, init=init, input=given, runner=runner, grace=0)
    return job
