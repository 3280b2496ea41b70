"""Type names as text: "int", "string[]", "Dictionary[string,int[]]", "System.String, mscorlib".

Decides the grammar of such names; which name means which type is asked of `lookup` (default: accelerators, registered names, the index of
types that load on demand).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psbridge.engine.members.index import find as find_listed
from psbridge.engine.types import accelerators
from psbridge.objects.nettypes import NetType, lookup_type

Lookup = Callable[[str, int], "NetType | None"]  # (name, number of generic arguments) -> type
_CACHE: dict[str, NetType] = {}
_NOTHING: Mapping[str, NetType] = {}


def lookup_known(name: str, arity: int = 0) -> NetType | None:
    """The type under a name: accelerator, full name, or a name in System; open generics by their arity."""
    if arity and "`" not in name:
        name = f"{name}`{arity}"
    return lookup_type(name) or find_listed(name) or accelerators.find(name)


def type_from_text(text: str, substitutes: Mapping[str, NetType] = _NOTHING, lookup: Lookup | None = None) -> NetType | None:
    """The type that a text names, None when there is none; `substitutes` are names such as T that stand for a type."""
    plain = lookup is None and not substitutes
    if plain:
        found = _CACHE.get(text)
        if found is not None:
            return found
    made = _Reader(text, substitutes, lookup or lookup_known).whole()
    if made is not None and plain:
        _CACHE[text] = made
    return made


def declared_type(member: Any) -> str:
    """The full name of the type that a member is declared with: TypeNameOfValue."""
    shown = str(getattr(member, "type_name", "System.Object"))
    net = type_from_text(shown)
    return net.full_name if net is not None else shown


def forget(text: str | None = None) -> None:
    """Drop remembered names (a type was defined anew)."""
    if text is None:
        _CACHE.clear()
    else:
        _CACHE.pop(text, None)


class _Reader:
    """One pass over the text: name, generic arguments, array ranks, assembly."""

    __slots__ = ("lookup", "pos", "substitutes", "text")

    def __init__(self, text: str, substitutes: Mapping[str, NetType], lookup: Lookup) -> None:
        self.text, self.pos, self.substitutes, self.lookup = text.strip(), 0, substitutes, lookup

    def whole(self) -> NetType | None:
        found = self._type()
        rest = self.text[self.pos :].strip()
        return found if not rest or rest.startswith(",") else None

    def _type(self) -> NetType | None:
        name = self._name()
        arguments, ranks = self._brackets()
        if arguments is None:
            return None
        found = self._named(name, arguments)
        for rank in ranks:
            found = found.array(rank) if found is not None else None
        return found

    def _name(self) -> str:
        start = self.pos
        while self.pos < len(self.text) and self.text[self.pos] not in "[],":
            self.pos += 1
        return self.text[start : self.pos].strip()

    def _brackets(self) -> tuple[list[NetType] | None, list[int]]:
        """Generic arguments ([] when there are none, None when one is unknown) and array ranks."""
        arguments: list[NetType] = []
        ranks: list[int] = []
        while self.pos < len(self.text) and self.text[self.pos] == "[":
            end = self.text.find("]", self.pos)
            inner = self.text[self.pos + 1 : end].strip() if end > 0 else "?"
            if not inner.strip(", "):
                ranks.append(inner.count(",") + 1)
                self.pos = end + 1
                continue
            if ranks or arguments:
                return None, ranks
            self.pos += 1
            given = self._arguments()
            if given is None:
                return None, ranks
            arguments = given
        return arguments, ranks

    def _arguments(self) -> list[NetType] | None:
        made: list[NetType] = []
        while self.pos < len(self.text):
            quoted = self.text[self.pos :].lstrip().startswith("[")
            if quoted:
                self.pos = self.text.index("[", self.pos) + 1
            found = self._type()
            if found is None:
                return None
            made.append(found)
            if quoted:
                end = self.text.find("]", self.pos)
                if end < 0:
                    return None
                self.pos = end + 1
            tail = self.text[self.pos :].lstrip()
            self.pos = len(self.text) - len(tail) + 1
            if tail.startswith("]"):
                return made
            if not tail.startswith(","):
                return None
        return None

    def _named(self, name: str, arguments: list[NetType]) -> NetType | None:
        substitute: Any = self.substitutes.get(name)
        if substitute is not None and not arguments:
            return substitute  # type: ignore[no-any-return]
        found = self.lookup(name, len(arguments))
        if found is None or not arguments:
            return found
        return found.close(*arguments)
