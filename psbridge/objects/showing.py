"""How values are shown outside of PowerShell: rows for data frames, tables in HTML for notebooks.

Decides which columns a table of mixed objects has and how a value looks in a cell; knows nothing of what the objects are for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

_MOST_COLUMNS, _MOST_ROWS, _LONGEST = 10, 100, 200
_STYLE = "text-align:left;vertical-align:top;white-space:pre-wrap"


def rows_of(values: Iterable[Any]) -> list[dict[str, Any]]:
    """A row for each object: its properties, or `Value` for what has none; enum values by their name."""
    return [{str(name): plain(cell) for name, cell in one.items()} if isinstance(one, Mapping) else {"Value": plain(one)} for one in values]


def plain(value: Any) -> Any:
    """A value as a data frame takes it: an enum as its name, a list of them likewise."""
    label = getattr(value, "label", None)
    if isinstance(label, str):
        return label
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of all rows in the order in which they come up."""
    return list(dict.fromkeys(name for row in rows for name in row))


def html_table(rows: Sequence[Mapping[str, Any]], title: str = "", more: str = "") -> str:
    """A table; columns that hold objects give way when there are too many, and long tables are cut, which is said."""
    names = columns_of(rows)
    chosen = _chosen(names, rows)
    left_out = [f"{len(rows) - _MOST_ROWS} more rows"] if len(rows) > _MOST_ROWS else []
    left_out += [f"{len(names) - len(chosen)} more properties"] if len(names) > len(chosen) else []
    head = f"<div><b>{escape(title)}</b> {escape(more)}</div>" if title or more else ""
    foot = f"<div><i>and {', '.join(left_out)}</i></div>" if left_out else ""
    if not rows:
        return f"<div>{head}</div>"
    line = "".join(f'<th style="{_STYLE}">{escape(name)}</th>' for name in chosen)
    body = "".join(f"<tr>{''.join(_cell(row.get(name)) for name in chosen)}</tr>" for row in rows[:_MOST_ROWS])
    return f"<div>{head}<table><thead><tr>{line}</tr></thead><tbody>{body}</tbody></table>{foot}</div>"


STATE_STYLES = {
    **dict.fromkeys(("Completed", "Opened", "Connected", "Transferred", "Acknowledged"), "green"),
    **dict.fromkeys(("Running", "Transferring", "Connecting", "Opening", "NotStarted", "Queued"), "cyan"),
    **dict.fromkeys(("Disconnected", "Suspended", "Blocked", "TransientError", "Stopping", "Suspending"), "yellow"),
    **dict.fromkeys(("Failed", "Broken", "Error", "Stopped", "Cancelled"), "red"),
}
"""How the state of a job, a session or a transfer is coloured."""


_SHORT = 14  # columns up to this width are shown whole


def rich_table(rows: Sequence[Mapping[str, Any]], title: str = "", more: str = "") -> Any:
    """The rows as a table of rich: states in their colours, numbers to the right; long columns give way when the screen is narrow."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold green", title=title or None, caption=more or None)
    names = _chosen(columns_of(rows), rows)
    for name in names:
        number = all(isinstance(row.get(name), int | float) and not isinstance(row.get(name), bool) for row in rows)
        short = max([len(name), *(len(str(row.get(name))) for row in rows)]) <= _SHORT
        made.add_column(Text(name), justify="right" if number else "left", no_wrap=short, overflow="ellipsis")
    for row in rows:
        made.add_row(*(_styled(name, row.get(name), Text) for name in names))
    return made


def _styled(name: str, value: Any, text: Any) -> Any:
    words = "" if value is None else " ".join(str(value).split())
    return text(words, style=STATE_STYLES.get(words, "") if name.endswith("State") else "")


class Shown:
    """What shows itself as a table, in notebooks and to rich."""

    __slots__ = ()

    def _table(self) -> tuple[Sequence[Mapping[str, Any]], str, str]:
        """The rows, a title and what else there is to say."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return html_table(*self._table())

    def __rich__(self) -> Any:
        return rich_table(*self._table())


def _chosen(names: list[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if len(names) <= _MOST_COLUMNS:
        return names
    simple = [name for name in names if not any(isinstance(row.get(name), Mapping | list) for row in rows)]
    told = [name for name in simple if any(row.get(name) not in (None, "") for row in rows)]
    first = sorted(told, key=lambda name: name.lower() not in ("name", "id", "status", "displayname"))
    return first[:_MOST_COLUMNS]


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f'<td style="{_STYLE}">{escape(short)}</td>'


def data_frame(rows: list[dict[str, Any]], library: str) -> Any:
    """The rows as a DataFrame of pandas or polars; an ImportError says what to install."""
    from importlib import import_module

    try:
        module = import_module(library)
    except ImportError as problem:
        raise ImportError(f"{library} is not installed: pip install {library}") from problem
    return module.DataFrame(rows)
