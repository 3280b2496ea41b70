"""Writing tables: which columns fit, how wide they are, how cells are padded and cut.

Decides the text of headers and rows from ready cell texts; knows no objects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from psbridge.formatting.cells import ELLIPSIS, cell_width, first_line, head, tail
from psbridge.formatting.wrap import wrap

UNDEFINED, LEFT, CENTER, RIGHT = 0, 1, 2, 3
MINIMUM_SCREEN = 5
Write = Callable[[str], None]


def _total(widths: Sequence[int]) -> int:
    visible = [w for w in widths if w > 0]
    return sum(visible) + max(len(visible) - 1, 0)


def fit_columns(widths: list[int], screen: int) -> list[int]:
    """The final widths: those without one share what is left, then the last columns shrink or go (-1) until all fits."""
    given = [w > 0 for w in widths]
    fitted = [w if w > 0 else 1 for w in widths]
    free = screen - _total(fitted)
    if free > 0 and not all(given):
        open_columns = [i for i, fixed in enumerate(given) if not fixed]
        each, rest = divmod(free, len(open_columns))
        for place, i in enumerate(open_columns):
            fitted[i] += each + (place < rest)
    return _trim(fitted, screen)


def _trim(widths: list[int], screen: int) -> list[int]:
    last = len(widths) - 1
    while last >= 0:
        excess = _total(widths) - screen
        if excess <= 0:
            break
        shrunk = widths[last] - excess
        if shrunk >= 1:
            widths[last] = shrunk
        else:
            widths[last] = -1
            last -= 1
    return widths


def fit_cell(text: str, width: int, alignment: int, pad: bool, ellipsis: str = ELLIPSIS) -> str:
    """One line of a cell: cut or padded to `width`; without `pad` nothing stands behind the text."""
    size = len(text) if text.isascii() and "\x1b" not in text else cell_width(text)
    if size < width:
        return _padded(text, width - size, alignment, pad)
    if size == width:
        return text
    cut = _cut(text, width, alignment, ellipsis)
    short = width - cell_width(cut)  # a double-width character that did not fit leaves a cell free
    if short <= 0:
        return cut
    if alignment == RIGHT:
        return " " * short + cut
    return cut + " " * short if pad else cut


def _padded(text: str, blanks: int, alignment: int, pad: bool) -> str:
    if alignment == RIGHT:
        return " " * blanks + text
    if alignment == CENTER:
        left = blanks // 2
        return " " * left + text + (" " * (blanks - left) if pad else "")
    return text + " " * blanks if pad else text


def _cut(text: str, width: int, alignment: int, ellipsis: str) -> str:
    room = width - len(ellipsis)
    if alignment == RIGHT:
        return ellipsis + tail(text, room) if room > 0 else tail(text, width)
    return head(text, room) + ellipsis if room > 0 else head(text, width)


class TableWriter:
    """Rows of a table on a screen of some columns; nothing at all is written when the screen is too narrow.

    `pad_last`: blanks fill the last column too.
    """

    __slots__ = ("_alignments", "_count", "_ellipsis", "_hide_header", "_unpadded", "_visible", "_widths", "_write", "disabled")

    def __init__(
        self,
        write: Write,
        screen: int,
        widths: list[int],
        alignments: list[int],
        hide_header: bool = False,
        ellipsis: str = ELLIPSIS,
        pad_last: bool = False,
    ) -> None:
        self._write, self._ellipsis = write, ellipsis
        self._unpadded = -1 if pad_last else len(widths) - 1
        self._hide_header = hide_header
        self._count = len(widths)
        self._alignments = alignments
        self._widths = fit_columns(widths, screen)
        self._visible = [(i, w) for i, w in enumerate(self._widths) if w > 0]
        self.disabled = screen < MINIMUM_SCREEN or not self._visible

    def header(self, labels: list[str]) -> None:
        """The labels and the line of dashes below them; labels wrap."""
        if self.disabled or self._hide_header:
            return
        self.row(labels, multi_line=True)
        dashes = ["-" * min(cell_width(label) if label else w, w) if w > 0 else "" for label, w in zip(labels, self._widths, strict=True)]
        self.row(dashes)

    def row(self, values: Sequence[str], alignments: Sequence[int] | None = None, multi_line: bool = False) -> None:
        if self.disabled:
            return
        own = self._alignments
        if alignments is not None:
            own = [a or b for a, b in zip(alignments, own, strict=True)]
        if multi_line:
            for line in self._lines(values, own):
                self._write(line)
        else:
            self._write(self._line(values, own))

    def _line(self, values: Sequence[str], alignments: Sequence[int]) -> str:
        """A row of one line; cells are cut at line breaks."""
        last, ellipsis = self._unpadded, self._ellipsis
        parts = []
        for i, width in self._visible:
            text = values[i]
            if "\n" in text or "\r" in text:
                text = first_line(text, ellipsis)
            cell = fit_cell(text, width, alignments[i], i != last, ellipsis)
            parts.append(cell if i == 0 else " " + cell)
        return "".join(parts)

    def _lines(self, values: Sequence[str], alignments: Sequence[int]) -> list[str]:
        """A row of several lines: every cell wraps in its column; nothing stands behind the last text of a line."""
        last = -1 if self._unpadded < 0 else self._visible[-1][0]
        columns = [
            [fit_cell(line, width, alignments[i], i != last, self._ellipsis) for line in wrap(values[i] or "", width, width)]
            for i, width in self._visible
        ]
        count = max(len(column) for column in columns)
        return [self._joined(columns, n, count > 1) for n in range(count)]

    def _joined(self, columns: list[list[str]], n: int, several: bool) -> str:
        """One of the lines; where there are several, the last cell that has any text in a line gets no blanks behind it."""
        last = max(place for place, column in enumerate(columns) if n < len(column))
        parts = []
        for column, (i, width) in zip(columns[: last + 1], self._visible, strict=False):
            cell = column[n] if n < len(column) else " " * width
            parts.append(cell if i == 0 else " " + cell)
        if several if self._unpadded >= 0 else last == len(columns) - 1 and len(columns[-1]) > 1:
            parts[-1] = parts[-1].rstrip()
        return "".join(parts)


def best_items_per_row(longest: int, screen: int) -> int:
    """How many columns of a wide view fit when the longest text takes `longest` cells."""
    if longest <= 0 or screen < 1 or longest >= screen:
        return 1
    count = 1
    while (longest + 1) * (count + 1) - 1 < screen:
        count += 1
    return count
