"""Host patterns: `web[01-20].corp`, `@group`, `!web03`, lists with commas.

Decides which hosts a pattern means and in which order; groups are handed in.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable

from psbridge.errors import ConfigurationError

_RANGE = re.compile(r"\[([^\[\]]+)\]")
MAX_HOSTS = 100_000


def expand(pattern: str) -> list[str]:
    """Every name that the brackets of a pattern make: `[01-20]` keeps leading zeros, `[a-c]` letters, `[1,5,9]` a list."""
    found = _RANGE.search(pattern)
    if found is None:
        if "[" in pattern or "]" in pattern:
            raise ConfigurationError("A bracket has no counterpart", where=pattern, hint="Write web[01-20].")
        return [pattern]
    head, tail = pattern[: found.start()], pattern[found.end() :]
    made = [f"{head}{middle}{rest}" for middle in _members(found.group(1), pattern) for rest in expand(tail)]
    if len(made) > MAX_HOSTS:
        raise ConfigurationError(f"The pattern {pattern!r} means more than {MAX_HOSTS} hosts", hint="Split it.")
    return made


def _members(text: str, pattern: str) -> list[str]:
    made: list[str] = []
    for part in text.split(","):
        low, mark, high = part.strip().replace(":", "-", 1).partition("-")
        if not mark:
            made.append(low)
        elif low.isdigit() and high.isdigit() and int(low) <= int(high) < int(low) + MAX_HOSTS:
            width = len(low) if low.startswith("0") or len(low) == len(high) else 0
            made += [str(number).zfill(width) for number in range(int(low), int(high) + 1)]
        elif len(low) == len(high) == 1 and low.isalpha() and low <= high:
            made += [chr(code) for code in range(ord(low), ord(high) + 1)]
        else:
            raise ConfigurationError(f"The range [{part}] is not one", where=pattern, hint="Write [01-20], [a-f] or [1,5,9].")
    return made


def select(words: Iterable[str], group: Callable[[str], list[str]], known: Iterable[str] = ()) -> list[str]:
    """The hosts that words on a command line mean, each once, in order.

    `@name` is a group, `!word` takes hosts away again, `*` and `?` match known hosts; anything else is a name.
    """
    everyone = list(known)
    chosen: dict[str, str] = {}
    for word in _split(words):
        takes_away = word.startswith("!")
        for name in _hosts(word.lstrip("!"), group, everyone):
            if takes_away:
                chosen.pop(name.lower(), None)
            else:
                chosen.setdefault(name.lower(), name)
    return list(chosen.values())


def _split(words: Iterable[str]) -> Iterable[str]:
    """Words at their commas, but not those within brackets."""
    for word in words:
        for part in re.split(r",(?![^\[]*\])", word):
            if part.strip():
                yield part.strip()


def _hosts(word: str, group: Callable[[str], list[str]], known: list[str]) -> list[str]:
    if word.startswith("@"):
        return group(word[1:])
    names = expand(word)
    return [host for name in names for host in (_matching(name, known) if "*" in name or "?" in name else [name])]


def _matching(pattern: str, known: list[str]) -> list[str]:
    found = [host for host in known if fnmatch.fnmatchcase(host.lower(), pattern.lower())]
    if not found:
        raise ConfigurationError(f"No known host matches {pattern!r}", hint="Patterns with * and ? match hosts of the inventory.")
    return found
