"""What a run wrote beside its output, by the names that Python code uses: errors, warnings, verbose, debug, information, progress."""

from __future__ import annotations

from typing import Any, Self

from psbridge.engine.errors import ScriptError
from psbridge.objects.streams import DEBUG, ERROR, INFORMATION, PROGRESS, VERBOSE, WARNING, StreamSet


class Written:
    """Lists of what ``streams`` has.  Warnings, verbose and debug are texts; the others are records."""

    streams: StreamSet
    __slots__ = ()

    @property
    def errors(self) -> list[Any]:
        """The error records that did not end the run."""
        return self.streams.values(ERROR, keep=True)

    @property
    def warnings(self) -> list[str]:
        return self._texts(WARNING)

    @property
    def verbose(self) -> list[str]:
        return self._texts(VERBOSE)

    @property
    def debug(self) -> list[str]:
        return self._texts(DEBUG)

    @property
    def information(self) -> list[Any]:
        return self.streams.values(INFORMATION, keep=True)

    @property
    def progress(self) -> list[Any]:
        return self.streams.values(PROGRESS, keep=True)

    def _texts(self, stream: int) -> list[str]:
        return [str(record.message) for record in self.streams.values(stream, keep=True)]

    def raise_for_error(self) -> Self:
        """Raise the first error that was written, as a ScriptError; otherwise be itself."""
        for record in self.errors:
            raise ScriptError(record)
        return self


class Output(list[Any], Written):
    """The output of a script: a list that also knows what went to the other streams."""

    __slots__ = ("streams",)

    def __init__(self, values: list[Any], streams: StreamSet) -> None:
        super().__init__(values)
        self.streams = streams
