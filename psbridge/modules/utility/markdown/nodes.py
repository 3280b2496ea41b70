"""The tree of a Markdown text: one class of node whose kind says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Node:
    """A block or an inline; `text` is what a leaf says, `level` the depth of a heading or the number that a list begins with."""

    kind: str
    children: list[Node] = field(default_factory=list)
    text: str = ""
    info: str = ""
    title: str = ""
    level: int = 0
    loose: bool = False
    aligns: tuple[str, ...] = ()

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is understood beyond CommonMark: tables, task lists, bare addresses, more kinds of emphasis."""

    extended: bool


def label_of(text: str) -> str:
    """The name under which a link is looked up: case and runs of blanks do not count."""
    return " ".join(text.split()).casefold()
