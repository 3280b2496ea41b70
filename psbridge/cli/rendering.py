"""Output objects of hosts as table, JSON, CSV, CLIXML or plain text."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable
from datetime import datetime
from typing import Any

FORMATS = ("text", "table", "json", "csv", "clixml")


def render(rows: Iterable[tuple[str, Any]], form: str) -> str:
    """(host, PowerShell value) pairs in a format."""
    return _FORMS[form](list(rows))


def _text(rows: list[tuple[str, Any]]) -> str:
    """As PowerShell shows it; hosts are named when there are several."""
    from psbridge.formatting import out_string

    hosts = list(dict.fromkeys(host for host, _ in rows))
    width = shutil.get_terminal_size().columns
    parts = []
    for host in hosts:
        shown = out_string([value for name, value in rows if name == host], width).rstrip("\n")
        parts.append(f"[{host}]\n{shown}" if len(hosts) > 1 else shown)
    return "\n".join(parts)


def _plain(value: Any) -> Any:
    from psbridge.objects.natural import to_python

    return to_python(value, plain=True)


def _json(rows: list[tuple[str, Any]]) -> str:
    return "\n".join(json.dumps({"host": host, "output": _plain(value)}, default=_json_value, ensure_ascii=False) for host, value in rows)


def _json_value(value: Any) -> Any:
    """What JSON has no form for: dates in ISO 8601, bytes as ConvertTo-Json writes them, anything else as its text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, bytes | bytearray) else str(value)


def _record(value: Any) -> dict[str, Any]:
    """The properties of an object, enum values by their name as in PowerShell's own tables; `value` for what has none."""
    from psbridge.objects.natural import to_python
    from psbridge.objects.showing import rows_of

    (row,) = rows_of([to_python(value, notes=False)])
    return {"value": row["Value"]} if list(row) == ["Value"] else row


def _columns(rows: list[tuple[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    names, made = ["host"], []
    for host, value in rows:
        record = {"host": host, **_record(value)}
        names += [name for name in record if name not in names]
        made.append(record)
    return names, made


def _csv(rows: list[tuple[str, Any]]) -> str:
    names, made = _columns(rows)
    target = io.StringIO()
    writer = csv.DictWriter(target, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return target.getvalue().rstrip("\n")


def _table(rows: list[tuple[str, Any]]) -> str:
    names, made = _columns(rows)
    cells = [[str(record.get(name, "")) for name in names] for record in made]
    widths = [max(len(line[i]) for line in [names, *cells]) for i in range(len(names))]
    lines = [names, ["-" * width for width in widths], *cells]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def _clixml(rows: list[tuple[str, Any]]) -> str:
    from psbridge import clixml
    from psbridge.objects import wrap

    values = []
    for host, value in rows:
        made = wrap(value)
        made.set("PSComputerName", host)
        values.append(made)
    target = io.StringIO()
    clixml.dump(values, target)
    return target.getvalue().rstrip("\n")


_FORMS = {"text": _text, "table": _table, "json": _json, "csv": _csv, "clixml": _clixml}
