"""What stands between a command and where its output goes: -OutVariable, -PipelineVariable, -ErrorVariable, merged and redirected
streams.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.objects.records import ErrorRecord


class Tee:
    """Output that is also kept, or noted in a variable, before it goes on."""

    __slots__ = ("write",)

    def __init__(self, target: Any, note: Callable[[Any], None]) -> None:
        def write(value: Any) -> None:
            note(value)
            target.write(value)

        self.write = write


class Watching:
    """Streams of a command with -ErrorVariable and the like: `collect` hears of every record, shown or not."""

    __slots__ = ("base", "debug", "displays", "error", "hidden_information", "information", "lists", "progress", "verbose", "warning")

    def __init__(self, base: Any, lists: dict[str, list[Any]]) -> None:
        self.base, self.lists, self.displays = base, lists, streams_are_shown(base)
        self.error, self.warning, self.verbose = base.error, base.warning, base.verbose
        self.debug, self.information, self.progress = base.debug, base.information, base.progress
        self.hidden_information = getattr(base, "hidden_information", base.information)

    def collect(self, kind: str, record: Any, *, again: bool = False) -> None:
        kept = self.lists.get(kind)
        if kept is not None and (again or not (kept and kept[-1] is record)):
            kept.append(record)
        collect(self.base, kind, record, again=again)


def streams_are_shown(streams: Any) -> bool:
    """Whether records are shown to somebody at once, as a console does, rather than kept for who asks."""
    return getattr(streams, "displays", False)


class Unheard:
    """Streams of a command that writes to another one: the -ErrorVariable and the like of callers hear of the last command only."""

    __slots__ = ("base", "debug", "displays", "error", "hidden_information", "information", "progress", "verbose", "warning")

    def __init__(self, base: Any) -> None:
        self.base, self.displays = base, getattr(base, "displays", False)
        self.error, self.warning, self.verbose = base.error, base.warning, base.verbose
        self.debug, self.information, self.progress = base.debug, base.information, base.progress
        self.hidden_information = getattr(base, "hidden_information", base.information)


def collect(streams: Any, kind: str, record: Any, *, again: bool = False) -> None:
    """Tell everybody who asked for records of that kind by a variable; ``again``: also of one that they heard of last."""
    tell = getattr(streams, "collect", None)
    if tell is not None:
        tell(kind, record, again=again)


_KINDS = {2: "error", 3: "warning", 4: "verbose", 5: "debug", 6: "information"}


class Redirected:
    """Streams some of which go somewhere else: ``targets`` maps the number of a stream to a write function."""

    __slots__ = ("base", "debug", "displays", "error", "hidden_information", "information", "progress", "verbose", "warning")

    def __init__(self, base: Any, targets: dict[int, Callable[[Any], None]]) -> None:
        self.base, self.displays = base, streams_are_shown(base)
        self.progress = base.progress
        for number, name in _KINDS.items():
            setattr(self, name, targets.get(number) or getattr(base, name))
        self.hidden_information = targets.get(6) or getattr(base, "hidden_information", base.information)

    def collect(self, kind: str, record: Any, *, again: bool = False) -> None:
        collect(self.base, kind, record, again=again)


def discard(record: ErrorRecord) -> None:
    """Forget it."""
