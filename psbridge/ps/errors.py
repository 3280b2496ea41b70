"""What a cmdlet's function raises."""

from __future__ import annotations

from typing import Any

from psbridge.errors import PsBridgeError
from psbridge.objects import ErrorRecord


class CommandError(PsBridgeError):
    """A cmdlet reported an error: `record` is the first ErrorRecord, `records` has all, `output` what was written all the same.

    Examples:
        >>> try:
        ...     psb.ps.get_item("/no/such/file")
        ... except psb.CommandError as error:
        ...     print(error.record.category_info.reason)
        ItemNotFoundException
    """

    def __init__(self, records: list[ErrorRecord], output: list[Any], *, terminating: bool) -> None:
        self.record, self.records, self.output, self.terminating = records[0], records, output, terminating
        more = f" (and {len(records) - 1} more)" if len(records) > 1 else ""
        super().__init__(f"{self.record.message}{more}", where=self.record.fully_qualified_error_id)

    @property
    def error_id(self) -> str:
        """The FullyQualifiedErrorId."""
        return self.record.fully_qualified_error_id

    @property
    def category(self) -> str:
        """The name of the category."""
        return str(self.record.category_info.category)
