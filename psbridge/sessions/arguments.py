"""Arguments of a script that goes elsewhere: by place, or by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psbridge.objects.natural import from_python


@dataclass(frozen=True, slots=True)
class Named:
    """The value of a parameter that is said by its name."""

    name: str
    value: Any


def parameters_of(args: Iterable[Any]) -> list[tuple[str | None, Any]]:
    """As a command of a pipeline takes them."""
    return [(one.name, from_python(one.value)) if isinstance(one, Named) else (None, from_python(one)) for one in args]


def joined(args: Iterable[Any], parameters: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """Arguments by place, and those by name behind them."""
    return (*args, *(Named(name, value) for name, value in (parameters or {}).items()))


def apart(args: Iterable[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The other way round."""
    given = list(args)
    return [one for one in given if not isinstance(one, Named)], {one.name: one.value for one in given if isinstance(one, Named)}


def arguments_in(words: list[str]) -> list[Any]:
    """What the words behind a script file say: those before the first name count by place."""
    first = next((index for index, word in enumerate(words) if _is_name(word)), len(words))
    return [*words[:first], *named_in(words[first:])]


def named_in(words: Iterable[str]) -> Iterator[Named]:
    """What `-Name value`, `-Name:value` and `-Switch` on a command line say; ValueError at a word that belongs to none."""
    name: str | None = None
    for word in words:
        if _is_name(word):
            if name is not None:
                yield Named(name, True)
            name, colon, value = word[1:].partition(":")
            if colon:
                yield Named(name, _TRUTHS.get(value.lower(), value))
                name = None
        elif name is None:
            raise ValueError(word)
        else:
            yield Named(name, word)
            name = None
    if name is not None:
        yield Named(name, True)


_TRUTHS = {"$true": True, "$false": False}


def _is_name(word: str) -> bool:
    return len(word) > 1 and word[0] == "-" and (word[1].isalpha() or word[1] == "_")


__all__ = ["Named", "apart", "arguments_in", "joined", "named_in", "parameters_of"]
