"""Streams as plain lists: what a pipeline's records are put into when nobody hands in anything better."""

from __future__ import annotations

from typing import Any


class StreamList:
    """The six streams beside output, as lists.  ``had_errors`` also hears of errors that are not shown."""

    __slots__ = ("debug", "debug_records", "error", "errors", "had_errors", "information", "information_records", "progress",
        "progress_records", "verbose",
                 "verbose_records", "warning", "warnings")  # fmt: skip

    def __init__(self) -> None:
        self.errors: list[Any] = []
        self.warnings: list[Any] = []
        self.verbose_records: list[Any] = []
        self.debug_records: list[Any] = []
        self.information_records: list[Any] = []
        self.progress_records: list[Any] = []
        self.had_errors = False
        self.error = self._error
        self.warning, self.verbose, self.debug = self.warnings.append, self.verbose_records.append, self.debug_records.append
        self.information, self.progress = self.information_records.append, self.progress_records.append

    def _error(self, record: Any) -> None:
        self.had_errors = True
        self.errors.append(record)

    def silent_error(self) -> None:
        """An error that was silenced."""
        self.had_errors = True


class QuietStreams:
    """Streams that forget errors: what fails inside a column or a calculated property shows nothing."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def error(self, record: Any) -> None:
        """Forgotten."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
