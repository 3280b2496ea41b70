"""Writing free text: texts, values and line breaks in nested frames with indentation (custom views, group headings)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psbridge.formatting.packets import FormatEntry, FormatNewLine, FormatPropertyField, FormatTextField, FormatValue
from psbridge.formatting.wrap import wrap

MAX_DEPTH = 50
UNLIMITED = 2**31 - 1


class FreeTextWriter:
    """Collects text until a line break, then writes it wrapped and indented."""

    __slots__ = ("_buffer", "_first", "_left", "_right", "_screen", "_write")

    def __init__(self, write: Callable[[str], None], screen: int) -> None:
        self._write, self._screen = write, screen
        self._buffer: list[str] = []
        self._left = self._right = self._first = 0

    def write(self, values: Iterable[FormatValue]) -> None:
        for value in values:
            if isinstance(value, FormatEntry):
                self._entry(value, 0)
            else:
                self._leaf(value)
        self._flush()

    def _entry(self, entry: FormatEntry, depth: int) -> None:
        for value in entry.format_value_list:
            if not isinstance(value, FormatEntry):
                self._leaf(value)
            elif depth < MAX_DEPTH:
                self._framed(value, depth + 1)

    def _framed(self, entry: FormatEntry, depth: int) -> None:
        frame = entry.frame_info
        if frame is None:
            self._entry(entry, depth)
            return
        before = self._left, self._right, self._first
        self._left += frame.left_indentation
        self._right += frame.right_indentation
        self._first = frame.first_line
        self._entry(entry, depth)
        self._left, self._right, self._first = before

    def _leaf(self, value: FormatValue) -> None:
        if isinstance(value, FormatNewLine):
            self._flush()
        elif isinstance(value, FormatTextField):
            self._buffer.append(value.content or "")
        elif isinstance(value, FormatPropertyField):
            self._buffer.append(value.property_value or "")

    def _flush(self) -> None:
        text = "".join(self._buffer)
        self._buffer.clear()
        room = self._screen - self._right - self._left
        if room <= 0:
            return
        first = self._first if abs(self._first) < room else 0
        widths = (room - first, room) if first >= 0 else (room, room + first)
        pads = (self._left + first, self._left) if first >= 0 else (self._left, self._left - first)
        for n, line in enumerate(wrap(text, *widths)):
            self._write(" " * pads[n > 0] + line)
