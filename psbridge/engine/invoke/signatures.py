"""Overloads of methods, read from C#-like definitions: "string Substring(int startIndex, int length)".

Decides what a definition says: parameters with types, which are optional, by reference or a params array.  Which overload is called is the
business of `overloads`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psbridge.engine.types.written import type_from_text
from psbridge.objects.nettypes import NetType, find_type

OBJECT = find_type("System.Object")
VOID = find_type("System.Void")
TypeArguments = Mapping[str, NetType]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; ``net`` None: its type is not known here, so no argument fits it."""

    name: str
    net: NetType | None
    optional: bool = False
    variadic: bool = False
    by_ref: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One overload.  ``call``: its own code, where overloads do not share one."""

    parameters: tuple[Parameter, ...]
    returns: NetType
    text: str = ""
    call: Callable[..., Any] | None = None

    @property
    def required(self) -> int:
        return sum(1 for p in self.parameters if not p.optional and not p.variadic)

    @property
    def variadic(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].variadic

    def accepts(self, count: int) -> bool:
        return self.required <= count and (self.variadic or count <= len(self.parameters))


def parse(definition: str, types: TypeArguments = {}) -> Signature:  # noqa: B006 - never written to
    """The signature that a definition states; names in `types` (T, TKey ...) stand for those types."""
    head, _, tail = definition.partition("(")
    words = head.removeprefix("static ").strip().rsplit(" ", 1)
    returns = _type(words[0], types) if len(words) == 2 else OBJECT
    inner = tail.rpartition(")")[0]
    parameters = tuple(_parameter(part, types) for part in split_top(inner)) if inner.strip() else ()
    return Signature(parameters, returns or OBJECT, definition)


def split_top(text: str) -> list[str]:
    """Parts between commas that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "[(<":
            depth += 1
        elif char in "])>":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [part.strip() for part in parts]


def _parameter(text: str, types: TypeArguments) -> Parameter:
    declared, _, default = text.partition(" = ")
    optional = bool(default)
    by_ref = declared.startswith("[ref] ")
    variadic = declared.lower().startswith("params ")
    words = declared.removeprefix("[ref] ")
    if variadic:
        words = words[7:]
    type_text, _, name = words.strip().rpartition(" ")
    return Parameter(name, _type(type_text, types), optional, variadic, by_ref)


def _type(text: str, types: TypeArguments) -> NetType | None:
    found = types.get(text)
    return found if found is not None else type_from_text(text, types)
