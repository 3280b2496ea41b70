"""Failed expressions and format strings: collected while objects are formatted, shown when the caller asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.objects.exceptions import NetException
from psbridge.objects.records import ErrorCategory, ErrorDetails, ErrorRecord

ERROR_TEXT = "#ERR"
FORMAT_ERROR_TEXT = "#FMTERR"


class Failures:
    """`show`: errors become records (-ShowError); `display`: a mark stands in the cell (-DisplayError)."""

    __slots__ = ("_records", "display", "show")

    def __init__(self, show: bool = False, display: bool = False) -> None:
        self.show, self.display = show, display
        self._records: list[ErrorRecord] = []

    def expression_failed(self, expression: str, error: Exception, target: Any) -> str:
        """Note a failure; gives what the cell shows."""
        if self.show:
            self._records.append(_record(error, target, "mshExpressionError", f'Failed to evaluate expression "{expression}".'))
        return ERROR_TEXT if self.display else ""

    def refusal(self, spec: str, target: Any) -> Callable[[Exception], str] | None:
        """What notes that a format string does not fit; None when nobody asked for marks: then the plain text is shown."""
        if not self.display:
            return None

        def refused(error: Exception) -> str:
            if self.show:
                self._records.append(_record(error, target, "formattingError", f'Failed to interpret format string "{spec}".'))
            return FORMAT_ERROR_TEXT

        return refused

    def drain(self) -> list[ErrorRecord]:
        records, self._records = self._records, []
        return records


def _record(error: Exception, target: Any, error_id: str, message: str) -> ErrorRecord:
    inner = getattr(error, "record", None)
    exception = getattr(inner, "exception", None) or getattr(error, "exception", None)
    if not isinstance(exception, NetException):
        exception = NetException("System.Management.Automation.RuntimeException", str(error))
    record = ErrorRecord(exception, error_id, ErrorCategory.InvalidArgument, target)
    record.error_details = ErrorDetails(message)
    return record
