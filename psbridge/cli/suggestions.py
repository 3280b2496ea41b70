"""What argparse says about a wrong option or command, with the right one that is probably meant."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NoReturn

_UNKNOWN = re.compile(r"unrecognized arguments: (\S+)")
_CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")


def install() -> None:
    """Have every parser of this program speak so."""
    argparse.ArgumentParser.error = _error  # type: ignore[method-assign]


def _error(self: argparse.ArgumentParser, message: str) -> NoReturn:
    """Short: what is wrong, what is meant, where more is; the usage of a whole command hides the line that matters."""
    near = suggestion(self, message)
    hint = f" Did you mean '{near}'?" if near else ""
    print(f"{self.prog}: {message}.{hint}\n{self.prog} --help tells more.", file=sys.stderr)
    sys.exit(2)


def suggestion(parser: argparse.ArgumentParser, message: str) -> str:
    """The option or choice that comes next to the wrong one, "" for none."""
    unknown, choice = _UNKNOWN.search(message), _CHOICE.search(message)
    if unknown:
        word, known = unknown[1].partition("=")[0], list(option_strings(parser))
    elif choice:
        word, known = choice[1], re.findall(r"'([^']*)'", choice[2])
    else:
        return ""
    near = get_close_matches(word, known, 1, 0.6)
    return near[0] if near else ""


def option_strings(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The options of a parser and of its commands."""
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from option_strings(inner)
