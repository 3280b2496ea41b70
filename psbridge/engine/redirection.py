"""Redirections of one element: merges into its output, files, and nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.context import DISCARD
from psbridge.engine.plan import MergeRedirection
from psbridge.engine.sinks import Redirected, discard
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_ALL = (2, 3, 4, 5, 6)


class Redirections:
    """The output and the streams of an element after its redirections; `close` ends the files."""

    __slots__ = ("files", "out", "streams")

    def __init__(self, out: Any, streams: Any, files: list[Any]) -> None:
        self.out, self.streams, self.files = out, streams, files

    def close(self) -> None:
        for file in self.files:
            file.close()


def redirect(ctx: Context, redirections: tuple[Any, ...], out: Any, streams: Any) -> Redirections:
    """Open what has to be opened and say where everything goes."""
    targets: dict[int, Callable[[Any], None]] = {}
    files: list[Any] = []
    for one in redirections:
        if isinstance(one, MergeRedirection):
            continue
        location = unwrap(one.location(ctx))
        sink: Any = None if location is None or location is AutomationNull else _file(ctx, location, one.append, files)
        write = None if sink is None else sink.write
        if one.stream in (0, 1):
            out = DISCARD if sink is None else sink
        for number in _ALL if one.stream == 0 else (one.stream,):
            if number == 2 or (number != 1 and write is not None):
                targets[number] = write or discard  # what is not an error still reaches the streams of an API, as in PowerShell
    for one in redirections:
        if isinstance(one, MergeRedirection):
            for number in _ALL if one.stream == 0 else (one.stream,):
                targets[number] = _writer(out)
    return Redirections(out, Redirected(streams, targets) if targets else streams, files)


def _writer(out: Any) -> Callable[[Any], None]:
    return lambda record: out.write(record)


def _file(ctx: Context, location: Any, append: bool, files: list[Any]) -> Any:
    """The sink of a file; streams that name the same file share it."""
    from psbridge.engine.textfile import FileSink

    made = FileSink(ctx, location, append)
    for other in files:
        if other.path == made.path:
            return other
    made.open()
    files.append(made)
    return made
