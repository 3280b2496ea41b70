"""Failed expressions and format strings: collected while objects are formatted, shown when the caller asked for it."""

from __future__ import annotations

from typing import Any

from psbridge.objects.exceptions import NetException
from psbridge.objects.records import ErrorCategory, ErrorDetails, ErrorRecord

ERROR_TEXT = "#ERR"


class Failures:
    """`show`: errors become records (-ShowError); `display`: a mark stands in the cell (-DisplayError)."""

    __slots__ = ("_records", "display", "show")

    def __init__(self, show: bool = False, display: bool = False) -> None:
        self.show, self.display = show, display
        self._records: list[ErrorRecord] = []

    def expression_failed(self, expression: str, error: Exception, target: Any) -> str:
        """Note a failure; gives what the cell shows."""
        if self.show:
            self._records.append(_record(error, target, expression))
        return ERROR_TEXT if self.display else ""

    def drain(self) -> list[ErrorRecord]:
        records, self._records = self._records, []
        return records


def _record(error: Exception, target: Any, expression: str) -> ErrorRecord:
    inner = getattr(error, "record", None)
    exception = getattr(inner, "exception", None) or getattr(error, "exception", None)
    if not isinstance(exception, NetException):
        exception = NetException("System.Management.Automation.RuntimeException", str(error))
    record = ErrorRecord(exception, "mshExpressionError", ErrorCategory.InvalidArgument, target)
    record.error_details = ErrorDetails(f'Failed to evaluate expression "{expression}".')
    return record
