"""`psbridge shell`: a PowerShell prompt."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_EPILOG = """keys: Tab completes, F1 tells about the command, Ctrl-R searches the history,
Alt-Enter starts a new line, Ctrl-C stops the command that runs (or forgets
the line), Ctrl-D leaves."""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="psbridge shell", description="A PowerShell prompt.", epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("-H", "--host", metavar="HOST", help="start on this host, as Enter-PSSession does")
    made.add_argument(
        "--machine", default="local", metavar="KIND", help="local, windows or FILE.toml: this computer's or an emulated one's"
    )
    made.add_argument("--no-profile", "-NoProfile", action="store_true", help="do not run $PROFILE first")
    made.add_argument("--ps-version", default="", metavar="VERSION", help="the PowerShell version to be")
    made.add_argument("--no-history", action="store_true", help="neither read nor write the history file")
    return made


def main(arguments: list[str], connect: Any = None) -> int:
    """Read, run, show, until `exit` or the end of the input; returns the exit code.

    ``connect``: who makes connections, when a caller knows more than the inventory does: a function (host, options) -> Connection.
    """
    told = parser().parse_args(arguments)
    from psbridge.cli.prompt.session import ShellSession
    from psbridge.cli.run import DEFAULT_VERSION, _machine, modules_in_sight

    machine, profile = _machine(told.machine)
    version = told.ps_version or (DEFAULT_VERSION if machine is None else machine.definition.version)
    session = ShellSession(machine, profile, version, asks=sys.stdin.isatty())
    if connect is not None:
        session.runspace.extras["connector"] = connect
    from psbridge.cli.lines import telling

    try:
        with modules_in_sight(machine is None), telling(session.draw):
            return _loop(session, told)
    finally:
        session.close()


def _loop(session: Any, told: argparse.Namespace) -> int:
    if not told.no_profile:
        session.load_profile()
    if told.host:
        session.run("Enter-PSSession -ComputerName '{}'".format(told.host.replace("'", "''")))
        if not session.runspace.execution.success:
            return 1
    for text in _typed(session, told):
        session.run(text)
        if session.exit_code is not None:
            return int(session.exit_code) & 0xFF
    return 0


def _typed(session: Any, told: argparse.Namespace) -> Iterator[str]:
    from psbridge.cli.prompt.editor import edited_lines, plain_lines
    from psbridge.cli.prompt.session import history_file

    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") == "dumb":
        return plain_lines(session.prompt)
    return edited_lines(session, None if told.no_history else history_file(), session.prompt)
