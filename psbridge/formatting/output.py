"""The work of an Out-* cmdlet: format objects (or objects, formatted on the way) become lines of text.

Decides blank lines, when a table's widths are known, and what happens to format objects out of order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.formatting.buffer import GroupBuffer
from psbridge.formatting.cells import cell_width
from psbridge.formatting.command import FormatCommand
from psbridge.formatting.freetext import UNLIMITED, FreeTextWriter
from psbridge.formatting.lists import ListWriter
from psbridge.formatting.packets import (
    ComplexViewEntry,
    FormatEndData,
    FormatEntryData,
    FormatStartData,
    GroupEndData,
    GroupStartData,
    ListViewEntry,
    ListViewHeaderInfo,
    Packet,
    RawTextFormatEntry,
    TableHeaderInfo,
    TableRowEntry,
    WideViewEntry,
    WideViewHeaderInfo,
)
from psbridge.formatting.revive import as_packet
from psbridge.formatting.tables import LEFT, TableWriter, best_items_per_row
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment

RESET, FORMATTING, INSIDE_GROUP = "Reset", "Formatting", "InsideGroup"
# what a packet needs as state, and what state it leaves
_STATES: dict[type, tuple[str, str]] = {
    FormatStartData: (RESET, FORMATTING),
    FormatEndData: (FORMATTING, RESET),
    GroupStartData: (FORMATTING, INSIDE_GROUP),
    GroupEndData: (INSIDE_GROUP, FORMATTING),
    FormatEntryData: (INSIDE_GROUP, INSIDE_GROUP),
}
Write = Callable[[str], None]


class _Aside:
    """Stands among held packets for something that is shown past them."""

    __slots__ = ("act",)

    def __init__(self, act: Callable[[], None]) -> None:
        self.act = act


class OutOfSequence(Exception):
    """A format object came where none of its kind may stand (Format-* output was sorted or filtered)."""

    def __init__(self, packet: Packet) -> None:
        super().__init__(packet.net_type.full_name)
        self.type_name = packet.net_type.full_name


class OutCommand:
    """Writes objects as lines; `write` takes a line without its end, which may hold line breaks.

    `width` bounds lists and free text, and tables too unless `screen` says otherwise (output without a width of its own has lines of any
    length, but tables of the size of a window).  `rows`: lines of the screen, for tables that repeat their header; 0: no screen.
    """

    def __init__(
        self,
        env: Environment,
        write: Write,
        width: int = 120,
        clock: Callable[[], float] | None = None,
        screen: int | None = None,
        rows: int = 0,
    ) -> None:
        self._env, self._write_line, self.width, self._clock = env, write, width, clock
        self._screen, self._rows = screen or width, rows
        self._state = RESET
        self._formatter: FormatCommand | None = None
        self._buffer: GroupBuffer | None = None
        self._start: FormatStartData | None = None
        self._group: _Group | None = None
        self._hint: Any = None

    # -- objects

    def process(self, value: Any) -> None:
        """Take an object or a format object."""
        if value.__class__ is str:
            self._emit_raw(value)
            return
        if value is None or value is AutomationNull:
            return
        packet = as_packet(value)
        if packet is not None:
            self._packet(packet)
            return
        if self._formatter is None:
            self._formatter = FormatCommand(self._env, self.process)
        self._formatter.process(value)

    def end(self) -> None:
        """Close what is open and write the rest."""
        if self._formatter is not None:
            formatter, self._formatter = self._formatter, None
            formatter.end()
        if self._buffer is not None:
            for packet in self._buffer.drain():
                self._render(packet)

    def aside(self, act: Callable[[], None]) -> None:
        """Do what shows something beside the lines (an error record), in its turn among what is held back."""
        if self._buffer is not None and self._buffer.holding:
            self._packet(FormatEntryData(_Aside(act), True))
        else:
            act()

    def _emit_raw(self, text: str) -> None:
        if self._buffer is not None and self._buffer.holding:
            self._packet(FormatEntryData(RawTextFormatEntry(text), True))
        else:
            self._write_line(text)

    # -- order and buffering

    def _packet(self, packet: Packet) -> None:
        self._follow(packet)
        if isinstance(packet, FormatStartData):
            self._choose_buffer(packet)
        if self._buffer is None:
            self._render(packet)
            return
        for ready in self._buffer.add(packet):
            self._render(ready)

    def _follow(self, packet: Packet) -> None:
        """Check the order; a new start inside a group ends what is open first."""
        if isinstance(packet, FormatEntryData) and packet.out_of_band:
            return
        needed, after = _STATES[type(packet)]
        if isinstance(packet, FormatStartData) and self._state == INSIDE_GROUP:
            self.end()
            self._state, self._start, self._group = RESET, None, None
        if self._state != needed:
            raise OutOfSequence(packet)
        self._state = after

    def _choose_buffer(self, start: FormatStartData) -> None:
        """Hold groups back when widths depend on their content: always with -AutoSize, for a while in tables without widths."""
        self._buffer = None
        shape = start.shape_info
        if start.autosize_info is not None:
            self._buffer = GroupBuffer(self._measure, start.autosize_info.object_count, None)
        elif isinstance(shape, TableHeaderInfo) and shape.columns and shape.columns[0].width == 0:
            self._buffer = GroupBuffer(self._measure, 0, self._clock)
        self._hint = None
        self._start = start

    def _measure(self, packets: list[Packet]) -> None:
        """Find the widths that a held group needs."""
        shape = self._start.shape_info if self._start is not None else None
        entries = [p.format_entry_info for p in packets if isinstance(p, FormatEntryData) and not p.out_of_band]
        if isinstance(shape, TableHeaderInfo) and shape.columns:
            columns = zip(*(_padded(e.cells, len(shape.columns)) for e in entries), strict=True) if entries else [()] * len(shape.columns)
            self._hint = [
                max(cell_width(info.heading), max(map(cell_width, column), default=0))
                for info, column in zip(shape.columns, columns, strict=True)
            ]
        elif isinstance(shape, WideViewHeaderInfo) and not shape.columns:
            self._hint = max((cell_width(e.format_property_field.property_value or "") for e in entries), default=0)

    # -- rendering

    def _render(self, packet: Packet) -> None:
        if isinstance(packet, FormatEntryData):
            if packet.out_of_band:
                self._out_of_band(packet.format_entry_info)
            elif self._group is not None:
                self._group.entry(packet.format_entry_info)
        elif isinstance(packet, FormatStartData | FormatEndData):
            self._write_line("")
        elif isinstance(packet, GroupStartData):
            self._open_group(packet)
        elif self._group is not None:
            self._group.close()
            self._group = None
            if self._env.desktop:
                self._write_line("")

    def _open_group(self, packet: GroupStartData) -> None:
        if packet.grouping_entry is not None:
            self._write_line("")
            FreeTextWriter(self._write_line, self.width).write(packet.grouping_entry.format_value_list)
            self._write_line("")
        shape = self._start.shape_info if self._start is not None else None
        kind = next((cls for name, cls in _GROUPS if isinstance(shape, name)), _Group)
        size = self._screen if kind in (_TableGroup, _WideGroup) else self.width
        self._group = kind(self._write_line, size, shape, self._hint, self._env)
        self._group.rows = self._rows if getattr(shape, "repeat_header", False) else 0

    def _out_of_band(self, info: Any) -> None:
        if isinstance(info, RawTextFormatEntry):
            self._write_line(info.content or "")
        elif isinstance(info, _Aside):
            info.act()
        elif isinstance(info, ComplexViewEntry):
            FreeTextWriter(self._write_line, UNLIMITED).write(info.format_value_list)
        elif isinstance(info, ListViewEntry):
            self._write_line("")
            _write_list(info, self._write_line, self.width)
            self._write_line("")


def _padded(cells: list[str], count: int) -> list[str]:
    """The cells of a row that has another number of them than there are columns."""
    return cells if len(cells) == count else [*cells, *[""] * count][:count]


def _write_list(entry: ListViewEntry, write: Write, width: int) -> None:
    labels = [(field.property_name if field.label is None else field.label) or "" for field in entry.fields]
    ListWriter(write, labels, width).write([field.format_property_field.property_value or "" for field in entry.fields])


class _Group:
    """A group that is being written: free text unless a subclass knows better."""

    def __init__(self, write: Write, width: int, shape: Any, hint: Any, env: Environment) -> None:
        self.write, self.width, self.env = write, width, env
        self.rows = 0

    def entry(self, info: Any) -> None:
        if isinstance(info, ComplexViewEntry):
            FreeTextWriter(self.write, self.width).write(info.format_value_list)

    def close(self) -> None:
        """Write what is still held."""


class _ListGroup(_Group):
    def __init__(self, write: Write, width: int, shape: Any, hint: Any, env: Environment) -> None:
        super().__init__(write, width, shape, hint, env)
        if env.desktop:
            write("")

    def entry(self, info: Any) -> None:
        _write_list(info, self.write, self.width)
        self.write("")


class _TableGroup(_Group):
    def __init__(self, write: Write, width: int, shape: TableHeaderInfo, hint: Any, env: Environment) -> None:
        super().__init__(write, width, shape, hint, env)
        columns = shape.columns
        self._count = len(columns)
        widths = list(hint) if hint else [column.width for column in columns]
        alignments = [column.alignment for column in columns]
        self._writer = TableWriter(write, width, widths, alignments, shape.hide_header, env.ellipsis, env.desktop)
        self._headings = [column.heading for column in columns]
        self._since_header = 0
        if columns:
            self._writer.header(self._headings)

    def entry(self, info: TableRowEntry) -> None:
        if self._count:
            alignments = info.alignments
            if alignments is not None and len(alignments) != self._count:
                alignments = (*alignments, *(LEFT,) * self._count)[: self._count]
            if 0 < self.rows <= self._since_header:
                self._writer.header(self._headings)
                self._since_header = 0
            self._since_header += 1
            self._writer.row(_padded(info.cells, self._count), alignments, info.multi_line)


class _WideGroup(_Group):
    def __init__(self, write: Write, width: int, shape: WideViewHeaderInfo, hint: Any, env: Environment) -> None:
        super().__init__(write, width, shape, hint, env)
        count = best_items_per_row(hint, width) if hint else shape.columns or 2
        self._count = count
        self._held: list[str] = []
        self._writer = TableWriter(write, width, [0] * count, [LEFT] * count, False, env.ellipsis, env.desktop)

    def entry(self, info: WideViewEntry) -> None:
        self._held.append(info.format_property_field.property_value or "")
        if len(self._held) == self._count:
            self.close()

    def close(self) -> None:
        if self._held:
            self._writer.row(_padded(self._held, self._count))
            self._held = []


_GROUPS: tuple[tuple[type, type[_Group]], ...] = (
    (TableHeaderInfo, _TableGroup),
    (WideViewHeaderInfo, _WideGroup),
    (ListViewHeaderInfo, _ListGroup),
)
