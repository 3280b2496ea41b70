"""Makes the pages of the reference that are read off the program: the command line and the cmdlets. mkdocs calls `on_files`."""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those that are there."""
    from mkdocs.structure.files import File

    for name, make in (("reference/cli.md", command_line), ("reference/cmdlets.md", cmdlets)):
        files.append(File.generated(config, name, content=make()))
    return files


def command_line() -> str:
    """What each command says of itself."""
    from psbridge.cli.subcommands import available, entry_of, usage

    parts = ["# Command line\n", f"```text\n{usage()}\n```\n"]
    os.environ["COLUMNS"] = "110"
    for name in available():
        parts.append(f"## psbridge {name}\n\n```text\n{_help(entry_of(name), ['--help'])}\n```\n")
        parts += _inner(name)
    return "\n".join(parts)


def _inner(name: str) -> list[str]:
    """The commands inside a command."""
    import argparse

    from psbridge.cli.completion import parser_of

    with contextlib.redirect_stdout(io.StringIO()):
        parser = parser_of(name) if name != "run" else None
    tables = [one.choices for one in (parser._actions if parser else ()) if isinstance(one, argparse._SubParsersAction)]
    return [f"### psbridge {name} {word}\n\n```text\n{one.format_help()}\n```\n" for table in tables for word, one in table.items()]


def _help(entry: Any, words: list[str]) -> str:
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text), contextlib.suppress(SystemExit):
        entry(words)
    return text.getvalue().rstrip()


def cmdlets() -> str:
    """Every cmdlet with its synopsis and syntax, by module."""
    from psbridge.machine.computer import Machine
    from psbridge.modules.shell import Runspace

    parts = [
        "# Cmdlets\n",
        ("Read off the tables of the program: what is listed here is there, and nothing else. "
        "`psbridge shell` shows the same with `Get-Help NAME`, and Python has each of them as a function of `psbridge.ps`.\n"),
    ]
    with Runspace(Machine.windows(), profile="windows") as runspace:
        infos = sorted(runspace.discovery.cmdlets(), key=lambda one: (one.module_name, one.name))
        module = None
        for info in infos:
            if info.module_name != module:
                module = info.module_name
                parts.append(f"## {module}\n")
            parts.append(_cmdlet(info))
    return "\n".join(parts)


def _cmdlet(info: Any) -> str:
    synopsis = (info.cls.__doc__ or "").strip().split("\n")[0]
    syntax = "\n".join(line.strip() for line in str(info.definition).strip().splitlines() if line.strip())
    return f"### {info.name}\n\n{synopsis}\n\n```text\n{syntax}\n```\n"
