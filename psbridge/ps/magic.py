"""`%%powershell` for IPython and Jupyter: `%load_ext psbridge`.

A cell runs in the session of `psbridge.ps`, or in a `psbridge.Session` that the line names; what it writes is shown as PowerShell shows
it, as it comes.  `-o NAME` keeps the objects, `-i NAME,...` brings Python variables into the cell, and `$using:name` reads one.  Decides
that an error which ends a cell fails it, so that the cells below do not run, and that it is shown without a traceback, of which nothing is
the user's.
"""

from __future__ import annotations

import argparse
import shlex
import shutil
from collections.abc import Callable
from typing import Any, NoReturn

from psbridge.errors import ConfigurationError, PsBridgeError
from psbridge.objects.natural import from_python, to_python

_USAGE = "%%powershell [-s SESSION] [-o NAME] [-i NAME,...]"
Put = Callable[[str], None]  # shows a line


class CellFailed(PsBridgeError):
    """An error ended a cell; it has been shown."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it."""
        return [f"The cell failed: {self.what}"]


class CellMisused(ConfigurationError):
    """The line of a cell says something that cannot be."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it."""
        return [str(self)]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CellMisused(message, where="%%powershell", hint=f"Usage: {_USAGE}.")


def _parser() -> argparse.ArgumentParser:
    made = _Parser(prog="%%powershell", add_help=False)
    made.add_argument("-s", "--session", metavar="NAME", help="a variable that holds a psbridge.Session")
    made.add_argument("-o", "--output", metavar="NAME", help="keep the objects in this variable")
    made.add_argument("-i", "--input", metavar="NAMES", default="", help="variables that the cell sees, comma separated")
    return made


class CellView:
    """Shows what a cell writes; keeps the objects.  As the streams of a run and as the sink of its output."""

    displays = True

    def __init__(self, ctx: Any, put: Put) -> None:
        self.ctx, self._put = ctx, put
        self.output: list[Any] = []
        self._width = shutil.get_terminal_size((120, 50)).columns
        self._formatter: Any = None
        self._open = ""  # of Write-Host -NoNewline

    def write(self, value: Any) -> None:
        """One object of the output."""
        from psbridge.engine.rendering import text_formatter

        self._line_end()
        self.output.append(value)
        if self._formatter is None:
            self._formatter = text_formatter(self.ctx, self._put, self._width)
        self._formatter.write(value)

    def _aside(self, text: str) -> None:
        self._line_end()
        self._put(text)

    def _line_end(self) -> None:
        if self._open:
            text, self._open = self._open, ""
            self._put(text)

    def end(self) -> None:
        """What is still held back."""
        self._line_end()
        formatter, self._formatter = self._formatter, None
        if formatter is not None:
            formatter.end()

    # -- the other streams

    def error(self, record: Any) -> None:
        from psbridge.engine.rendering import render

        self._aside(render(self.ctx, [record], self._width).strip("\n"))

    def warning(self, record: Any) -> None:
        self._aside(f"WARNING: {record.message}")

    def verbose(self, record: Any) -> None:
        self._aside(f"VERBOSE: {record.message}")

    def debug(self, record: Any) -> None:
        self._aside(f"DEBUG: {record.message}")

    def information(self, record: Any) -> None:
        """What Write-Host writes, and information that is wanted."""
        from psbridge.objects.convert import to_text

        data = record.message_data
        if getattr(data, "no_new_line", False):
            self._open += to_text(data)
        else:
            text, self._open = self._open + to_text(data), ""
            self._aside(text)

    def native_error(self, line: str) -> None:
        self._aside(line)

    def silent_error(self) -> None:
        """Nobody wants to see it."""

    def hidden_information(self, record: Any) -> None:
        """Nobody wants to see it."""

    def progress(self, record: Any) -> None:
        """A notebook keeps what it shows: bars would stay."""


def run_cell(line: str, cell: str, names: dict[str, Any], put: Put = print) -> None:
    """Run a cell and show what it writes.  Results go into `names`; raises CellFailed when an error ends it."""
    told = _parser().parse_args(shlex.split(line))
    wanted = [name.strip() for name in told.input.split(",") if name.strip()]
    for name in [*wanted, *filter(None, [told.session])]:
        if name not in names:
            raise CellMisused(f"There is no Python variable {name!r}", where="%%powershell", hint="Names count with their case.")
    given = {name: names[name] for name in wanted}
    output = _there(names[told.session], cell, given, names, put) if told.session else _here(cell, given, names, put)
    if told.output:
        names[told.output] = [to_python(one) for one in output]


def _here(cell: str, given: dict[str, Any], names: dict[str, Any], put: Put) -> list[Any]:
    from psbridge.engine.errors import ExitRequest, script_error
    from psbridge.ps.sessions import current_runspace
    from psbridge.sessions.using import values_here

    runspace = current_runspace()
    view = CellView(None, put)
    ctx = view.ctx = runspace.context(view)
    for name, value in given.items():
        ctx.set_variable(name, from_python(value))
    ctx.using = values_here(cell, names)
    try:
        runspace.run(cell, ctx, view)
    except ExitRequest as request:
        if request.code:
            raise CellFailed(f"exit {request.code}") from None
    except (PsBridgeError, RecursionError) as error:
        failure = script_error(error, ctx)
        runspace.execution.remember(failure.record)
        view.error(failure.record)
        raise CellFailed(failure.record.message) from None
    finally:
        view.end()
    return view.output


_STREAMS = {1: "write", 2: "error", 3: "warning", 4: "verbose", 5: "debug", 6: "information", 7: "progress"}


def _there(session: Any, cell: str, given: dict[str, Any], names: dict[str, Any], put: Put) -> list[Any]:
    from psbridge.ps.sessions import current_runspace

    script = (
        f"param($Given)\nforeach ($one in $Given.GetEnumerator()) {{ Set-Variable -Name $one.Key -Value $one.Value }}\n. {{\n{cell}\n}}"
    )
    view = CellView(current_runspace().context(), put)
    try:
        result = session.invoke(
            script, given, using=names, raw=True, on_record=lambda stream, value: getattr(view, _STREAMS[stream])(value)
        )
        if result.reason is not None:
            view.error(result.reason)
            raise CellFailed(result.reason.message)
    finally:
        view.end()
    if result.failure is not None:
        raise CellFailed(str(result.failure))
    return view.output


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext psbridge` calls."""

    def powershell(line: str, cell: str | None = None) -> None:
        run_cell("" if cell is None else line, line if cell is None else cell, shell.user_ns)

    shell.register_magic_function(powershell, magic_kind="line_cell", magic_name="powershell")
