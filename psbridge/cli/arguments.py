"""Numbers on a command line: which ones make sense, said where they are typed instead of by what would fail on them later."""

from __future__ import annotations

import argparse

_PORTS = 65_535


def count(word: str) -> int:
    """A number of things at the same time: one at least."""
    return _whole(word, 1, None, "a number from 1 on")


def port(word: str) -> int:
    """A port that can be reached."""
    return _whole(word, 1, _PORTS, f"a port from 1 to {_PORTS}")


def listening_port(word: str) -> int:
    """A port to listen on: 0 for any free one, -1 for none."""
    return _whole(word, -1, _PORTS, f"a port from 1 to {_PORTS}, 0 for a free one or -1 for none")


def seconds(word: str) -> float:
    """A time to wait: not nothing, and not for ever."""
    try:
        made = float(word)
    except ValueError:
        made = -1.0
    if not 0 < made < float("inf"):
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of seconds above 0")
    return made


def whole_seconds(word: str) -> int:
    """The same without fractions."""
    return _whole(word, 1, None, "a whole number of seconds from 1 on")


def _whole(word: str, least: int, most: int | None, meant: str) -> int:
    try:
        made = int(word)
    except ValueError:
        made = least - 1
    if made < least or (most is not None and made > most):
        raise argparse.ArgumentTypeError(f"{word!r} is not {meant}")
    return made
