"""Commands with commands below them (`psbridge job start`): one way to declare and to run them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any


def add_command(words: Any, name: str, act: Callable[..., Any], text: str) -> argparse.ArgumentParser:
    """One of them; `act` gets what was said and gives the exit code, None for 0."""
    made: argparse.ArgumentParser = words.add_parser(name, help=text, description=text)
    made.set_defaults(act=act)
    return made


def run_command(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Run and give the exit code: what the command gave, 1 it failed, 2 a wrong call, 130 interrupted."""
    from psbridge.errors import PsBridgeError

    told = parser.parse_args(arguments)
    if not hasattr(told, "act"):
        parser.print_help()
        return 2
    from psbridge.cli.lines import telling

    try:
        with telling():
            return int(told.act(told) or 0)
    except PsBridgeError as problem:
        print(f"{parser.prog}: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
