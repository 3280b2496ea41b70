"""Documents whose shape was seen before, read without parsing XML again: a peer writes the same envelope over and over with other ids.

A shape is a document of which everything has to be there byte for byte, but for some texts.  Decides where these stand (as text of an
element or value of an attribute of that name), what they may be (nothing that means something in XML), and that a shape must give back the
document it was made of; a document of no known shape is for the parser.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
_PLAIN = rb"[!#-%(-;=?-~]+"
_KIND = re.compile(rb"[:<]Action[^<>]{0,200}>([!#-%(-;=?-~]{1,200})<")
_LARGEST = 1 << 14
_TRIES = 16  # for a kind of document: who writes each in another shape gets no more
_MOST_KINDS = 64
_NOTHING = "0000"  # a number, base 64 and a name


class Shapes(Generic[T]):
    """``rebuild`` makes what a document says out of what its model says and the texts, by name; None when the texts cannot be."""

    def __init__(self, rebuild: Callable[[T, Mapping[str, str]], T | None]) -> None:
        self._rebuild = rebuild
        self._known: dict[bytes, list[tuple[re.Pattern[bytes], T]]] = {}
        self._tries: dict[bytes, int] = {}

    def find(self, data: bytes) -> T | None:
        """What a document says, if its shape is known."""
        kind = self._kind(data)
        for pattern, model in self._known.get(kind, ()) if kind else ():
            found = pattern.fullmatch(data)
            if found is not None:
                return self._rebuild(model, {name: text.decode("ascii") for name, text in found.groupdict().items()})
        return None

    def learn(self, data: bytes, value: T, texts: Mapping[str, str]) -> bool:
        """Remember the shape of a document that says `value`; ``texts``: what varies, by name."""
        kind = self._kind(data)
        if not kind or self._tries.get(kind, 0) >= _TRIES or (kind not in self._tries and len(self._tries) >= _MOST_KINDS):
            return False
        self._tries[kind] = self._tries.get(kind, 0) + 1
        pattern = _pattern(data, texts)
        if pattern is None:
            return False
        bare = self._rebuild(value, dict.fromkeys(texts, _NOTHING))  # nothing of what was said here is kept
        self._known.setdefault(kind, []).append((pattern, value if bare is None else bare))
        if self.find(data) == value:
            return True
        self._known[kind].pop()
        return False

    @staticmethod
    def _kind(data: bytes) -> bytes:
        found = _KIND.search(data, 0, _LARGEST) if len(data) <= _LARGEST else None
        return b"" if found is None else found[1]


@functools.cache
def _places(name: str) -> re.Pattern[bytes]:
    """Where a text of that name may stand."""
    tag = re.escape(name.partition("_")[0]).encode()  # Stream_2: another one of the same name
    return re.compile(rb'(?:<(?:[\w.-]+:)?%b(?:\s[^<>]*)?>|\s%b=")(%b)(?=[<"])' % (tag, tag, _PLAIN))


def _pattern(data: bytes, texts: Mapping[str, str]) -> re.Pattern[bytes] | None:
    """The shape of a document; None when a text is not where it has to be."""
    spans: list[tuple[int, int, str]] = []
    for name, text in texts.items():
        found = [match.span(1) for match in _places(name).finditer(data) if match[1] == text.encode("utf-8", "replace")]
        if not found:
            return None
        spans += [(start, end, name) for start, end in found]
    pieces: list[bytes] = []
    position, seen = 0, set[str]()
    for start, end, name in sorted(spans):
        if start < position:
            return None
        tag = name.encode()
        slot = b"(?P=" + tag + b")" if name in seen else b"(?P<" + tag + b">" + _PLAIN + b")"
        pieces += [re.escape(data[position:start]), slot]
        seen.add(name)
        position = end
    return re.compile(b"".join(pieces) + re.escape(data[position:]))


__all__ = ["Shapes"]
