"""Writing lists: a line "label : value" for every property, long values wrapped below themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from psbridge.formatting.cells import cell_width, head, split_lines
from psbridge.formatting.wrap import wrap

SEPARATOR = " : "


class ListWriter:
    """Properties with labels padded to the widest one."""

    __slots__ = ("_field", "_indent", "_labels", "_write", "disabled")

    def __init__(self, write: Callable[[str], None], labels: Sequence[str], screen: int) -> None:
        self._write = write
        self.disabled = not labels or screen < len(SEPARATOR) + 2
        widths = [cell_width(label) for label in labels]
        widest = min(max(widths, default=0), screen - len(SEPARATOR) - 1)
        self._labels = [
            (label + " " * (widest - w) if w <= widest else head(label, widest)) + SEPARATOR
            for label, w in zip(labels, widths, strict=True)
        ]
        self._indent = " " * (widest + len(SEPARATOR))
        self._field = screen - widest - len(SEPARATOR)

    def write(self, values: Sequence[str]) -> None:
        if self.disabled:
            return
        for label, value in zip(self._labels, values, strict=False):
            for line in split_lines(value):
                for part in wrap(line, self._field, self._field):
                    self._write(label + part)
                    label = self._indent
