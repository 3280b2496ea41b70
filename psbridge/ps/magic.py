"""`%%powershell` for IPython and Jupyter: `%load_ext psbridge`.

A cell runs in the session of `psbridge.ps`, or in a `psbridge.Session` that the line names; what it writes is shown as PowerShell shows
it.  `-o NAME` keeps the objects, `-i NAME,...` brings Python variables into the cell.
"""

from __future__ import annotations

import argparse
import shlex
from typing import Any

from psbridge.objects.natural import from_python, to_python


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="%%powershell", add_help=False, exit_on_error=False)
    made.add_argument("-s", "--session", metavar="NAME", help="a variable that holds a psbridge.Session")
    made.add_argument("-o", "--output", metavar="NAME", help="keep the objects in this variable")
    made.add_argument("-i", "--input", metavar="NAMES", default="", help="variables that the cell sees, comma separated")
    return made


def run_cell(line: str, cell: str, names: dict[str, Any]) -> str:
    """Run a cell; the text to be shown.  Results go into `names`."""
    told = _parser().parse_args(shlex.split(line))
    given = {name: names[name] for name in told.input.split(",") if name}
    if told.session:
        output, text = _there(names[told.session], cell, given)
    else:
        output, text = _here(cell, given)
    if told.output:
        names[told.output] = output
    return text


def _here(cell: str, given: dict[str, Any]) -> tuple[list[Any], str]:
    from psbridge.engine.powershell import PowerShell
    from psbridge.engine.rendering import render
    from psbridge.objects.streams import ERROR, WARNING, StreamSet
    from psbridge.ps.sessions import current_runspace

    runspace = current_runspace()
    ctx = runspace.context()
    for name, value in given.items():
        ctx.set_variable(name, from_python(value))
    streams = StreamSet()
    output = PowerShell(runspace, streams=streams).add_script(cell).invoke()
    notes = [f"WARNING: {record.message}" for record in streams.values(WARNING)]
    notes += [f"{record.fully_qualified_error_id}: {record.message}" for record in streams.values(ERROR)]
    return [to_python(one) for one in output], "\n".join(filter(None, [render(ctx, output, 120).rstrip("\n"), *notes]))


def _there(session: Any, cell: str, given: dict[str, Any]) -> tuple[list[Any], str]:
    script = (
        f"param($Given)\nforeach ($one in $Given.GetEnumerator()) {{ Set-Variable -Name $one.Key -Value $one.Value }}\n. {{\n{cell}\n}}"
    )
    result = session.invoke(script, given)
    notes = [f"WARNING: {text}" for text in result.warnings] + [str(record) for record in result.errors]
    return list(result.output), "\n".join([*map(str, result.output), *notes])


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext psbridge` calls."""

    def powershell(line: str, cell: str) -> None:
        text = run_cell(line, cell, shell.user_ns)
        if text:
            print(text)  # noqa: T201 - a cell shows its result

    shell.register_magic_function(powershell, magic_kind="cell", magic_name="powershell")
