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
