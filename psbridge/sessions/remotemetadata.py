"""What a host says of its commands, as implicit remoting needs it.

Decides which parts of a description count (names, kinds, aliases, switches: sets and types do not travel), which names may become code
here, and that records come to the caller's thread as they arrive.
"""

from __future__ import annotations

import queue
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from psbridge.engine.commonparameters import COMMON_NAMES
from psbridge.errors import MessageError
from psbridge.objects import NetError, find_type, unwrap
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import convert, to_text
from psbridge.objects.psobject import PSObject
from psbridge.sessions.client import RunningPipeline, Sink

ALIAS = 1  # a number of CommandTypes
_ORDER = {1: 10, 2: 20, 4: 20, 64: 20, 128: 20, 8: 30, 16: 40, 32: 40}  # of commands with the same name the first counts
_SAFE = re.compile(r"[-._:\\\w]{1,100}\Z")
_BOOL, _INT = find_type("System.Boolean"), find_type("System.Int32")


@dataclass(frozen=True, slots=True)
class RemoteParameter:
    name: str
    is_switch: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteCommand:
    """A command of a host.  ``resolved``: what an alias stands for, "" when the host did not know."""

    name: str
    kind: int
    resolved: str | None
    parameters: tuple[RemoteParameter, ...]

    @property
    def rank(self) -> int:
        """Which of two commands with one name is meant: the one with the lower rank."""
        return _ORDER.get(self.kind, 50)

    @property
    def is_like_cmdlet(self) -> bool:
        """Whether it has all the common parameters."""
        return {one.name.lower() for one in self.parameters} >= COMMON_NAMES


def is_safe(name: str) -> bool:
    """Whether a name may be written into a script: letters, digits and - . _ : \\ only."""
    return _SAFE.match(name) is not None


def unsafe_part(command: RemoteCommand) -> tuple[str, str] | None:
    """The first name of a command that may not be written into a script, and what it names: Parameter or Alias."""
    for one in command.parameters:
        if not is_safe(one.name) or ":" in one.name:
            return "Parameter", one.name
        for alias in one.aliases:
            if not is_safe(alias):
                return "Alias", alias
    return None


def read_command(value: Any) -> RemoteCommand:
    """A description as it came."""
    kind = _number(_part(value, "CommandType"))
    resolved = unwrap(_part(value, "ResolvedCommandName", needed=False))
    table = unwrap(_part(value, "Parameters", needed=False))
    found = [_parameter(one) for _, one in table.pairs()] if isinstance(table, NetDictionary) else []
    name = to_text(_part(value, "Name"))
    return RemoteCommand(name, kind, to_text(resolved) if kind == ALIAS else None, tuple(found))


def _parameter(value: Any) -> RemoteParameter:
    aliases = unwrap(_part(value, "Aliases", needed=False))
    names = tuple(to_text(one) for one in aliases) if isinstance(aliases, list) else ()
    return RemoteParameter(to_text(_part(value, "Name")), bool(convert(_part(value, "SwitchParameter"), _BOOL)), names)


def _part(value: Any, name: str, *, needed: bool = True) -> Any:
    found = value.get(name) if isinstance(value, PSObject) else None
    if needed and unwrap(found) is None:
        raise MessageError(f"A command is described without {name}", where="GET_COMMAND_METADATA")
    return found


def _number(value: Any) -> int:
    try:
        return int(convert(unwrap(value), _INT))
    except NetError as error:
        raise MessageError(f"{to_text(value)} is no kind of command", where="GET_COMMAND_METADATA") from error


class Listening:
    """Records of a pipeline on the thread of who iterates; ``running`` tells afterwards how it ended."""

    def __init__(self, start: Callable[[Sink], RunningPipeline]) -> None:
        self._news: queue.SimpleQueue[tuple[int, Any] | None] = queue.SimpleQueue()
        self.running = start(lambda stream, value: self._news.put((stream, value)))
        self.running.on_end(lambda _: self._news.put(None))

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        while (item := self._news.get()) is not None:
            yield item
