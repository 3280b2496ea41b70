"""Reading members of message bodies: what is missing or of the wrong kind is a MessageError that names the member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psbridge.errors import MessageError
from psbridge.objects.containers import NetDictionary
from psbridge.objects.psobject import PSObject, unwrap

_MISSING: Any = object()


class Body:
    """The body of a message (or an object within) whose members are asked for by kind."""

    __slots__ = ("_bag", "_where")

    def __init__(self, bag: Any, where: str) -> None:
        if not isinstance(bag, PSObject):
            raise MessageError(f"An object with members was expected, not {_kind(bag)}", where=where)
        self._bag = bag
        self._where = where

    @property
    def bag(self) -> PSObject:
        return self._bag

    def __contains__(self, name: str) -> bool:
        return name in self._bag

    def raw(self, name: str, default: Any = _MISSING) -> Any:
        """A member as it came; MessageError when there is none and no default."""
        value = self._bag.get(name, default)
        if value is _MISSING:
            raise MessageError(f"The member {name!r} is missing", where=f"{self._where}, {name}")
        return value

    def _plain(self, name: str, kind: type | tuple[type, ...], words: str, default: Any) -> Any:
        value = unwrap(self.raw(name, default))
        if value is default and default is not _MISSING:
            return value
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise MessageError(f"The member {name!r} must be {words}, not {_kind(value)}", where=f"{self._where}, {name}")
        return value

    def integer(self, name: str, default: Any = _MISSING) -> int:
        value: int = self._plain(name, int, "a number", default)
        return value

    def flag(self, name: str, default: Any = _MISSING) -> bool:
        value: bool = self._plain(name, bool, "true or false", default)
        return value

    def text(self, name: str, default: Any = _MISSING) -> str:
        value = unwrap(self.raw(name, default))
        if value is None and default is not _MISSING:
            return default  # type: ignore[no-any-return]
        if not isinstance(value, str) and value is not default:
            raise MessageError(f"The member {name!r} must be text, not {_kind(value)}", where=f"{self._where}, {name}")
        return value

    def guid(self, name: str, default: Any = _MISSING) -> UUID:
        value: UUID = self._plain(name, UUID, "a GUID", default)
        return value

    def items(self, name: str, default: Any = _MISSING) -> list[Any]:
        """A list; what PowerShell sends as a single value counts as a list of one."""
        value = unwrap(self.raw(name, default))
        if value is None:
            return []
        return list(value) if isinstance(value, list | tuple) else [value]

    def mapping(self, name: str, default: Any = _MISSING) -> Any:
        value: Any = unwrap(self.raw(name, default))
        if value is None or isinstance(value, NetDictionary | Mapping):
            return value
        raise MessageError(f"The member {name!r} must be a dictionary, not {_kind(value)}", where=f"{self._where}, {name}")

    def body(self, name: str) -> Body:
        """A member that is an object with members of its own."""
        return Body(self.raw(name), f"{self._where}, {name}")


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a {type(unwrap(value)).__name__}"
