"""The table of subcommands: what each is called, which module runs it, and what its line in the help says.

To add one, write `main(arguments: list[str]) -> int` in a module of its own and add a line here; the module is imported when it is needed.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Subcommand(NamedTuple):  # not a dataclass: every start of the program imports this
    """One line of the help; `module` has the function `main`."""

    module: str
    group: str
    form: str  # what follows the name
    says: str


SUBCOMMANDS: dict[str, Subcommand] = {
    "run": Subcommand("psbridge.cli.run", "Scripts", "FILE | -c TEXT", "run PowerShell here, with no pwsh"),
    "shell": Subcommand("psbridge.cli.shell", "Scripts", "", "a PowerShell prompt: colours, completion, history"),
    "exec": Subcommand("psbridge.cli.exec", "Hosts", "-H HOST TEXT", "run a command on many hosts at once"),
    "session": Subcommand("psbridge.cli.session", "Hosts", "list|enter|...", "sessions, the disconnected ones too"),
    "job": Subcommand("psbridge.cli.job", "Hosts", "start|receive|...", "jobs that outlive the terminal"),
    "copy": Subcommand("psbridge.cli.copy", "Hosts", "FROM TO", "copy files to or from a host"),
    "bits": Subcommand("psbridge.cli.bits", "Hosts", "start|list|...", "transfers that survive interruptions"),
    "doctor": Subcommand("psbridge.cli.doctor", "Hosts", "HOST", "why a host cannot be reached, step by step"),
    "serve": Subcommand("psbridge.cli.serve", "Emulation", "", "an emulated Windows host for any WinRM client"),
    "conformance": Subcommand("psbridge.cli.conformance", "Emulation", "run|...", "documented behaviour as cases, on any target"),
    "demo": Subcommand("psbridge.cli.demo", "More", "", "a tour in half a minute, on emulated hosts"),
    "completion": Subcommand("psbridge.cli.completion", "More", "SHELL", "completion for bash, zsh or fish"),
}  # fmt: skip
_HEAD = """usage: psbridge COMMAND ...

PowerShell's jobs and remoting, from Linux."""
_FOOT = """
psbridge COMMAND --help tells more. pwsh's options (-NoProfile, -File, -s ...)
are understood as well: psbridge -c '1..3 | ForEach-Object { $_ * 2 }'"""


def available() -> dict[str, Subcommand]:
    """The subcommands whose module is installed."""
    return {name: one for name, one in SUBCOMMANDS.items() if known(name)}


def known(name: str) -> bool:
    """Whether a word is a subcommand whose module is installed."""
    return name in SUBCOMMANDS and find_spec(SUBCOMMANDS[name].module) is not None


def entry_of(name: str) -> Callable[[list[str]], int]:
    """The function that runs a subcommand."""
    if name != "run":  # the one that reads its arguments as pwsh does
        from psbridge.cli.suggestions import install

        install()
    entry: Callable[[list[str]], int] = import_module(SUBCOMMANDS[name].module).main
    return entry


def usage() -> str:
    """The page of `psbridge --help`, in groups."""
    lines, group = [_HEAD], ""
    here = available()
    left = max(len(f"{name} {one.form}") for name, one in here.items()) + 2
    for name, one in here.items():
        if one.group != group:
            group = one.group
            lines.append(f"\n{group}")
        lines.append(f"  {f'{name} {one.form}':<{left}}{one.says}")
    return "\n".join([*lines, _FOOT])


def is_script(word: str) -> bool:
    """Whether a word that is no subcommand can be meant as a file, as pwsh would take it."""
    return word == "-" or "/" in word or "\\" in word or word.lower().endswith(".ps1") or os.path.exists(word)  # noqa: PTH110 - pathlib costs start time


def guess(word: str) -> str:
    """What is said about a word that means nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), available(), 1, 0.5)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return f"psbridge: '{word}' is neither a command nor a script. {hint}'psbridge --help' lists the commands."
