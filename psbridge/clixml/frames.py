"""What the Python agent and PowerShell say to each other: one line is one frame, in ASCII: a word and a value as CLIXML.

Decides how values of Python, numpy and pandas travel; knows neither requests nor interpreters.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from psbridge.clixml.documents import dumps, loads
from psbridge.objects.natural import from_python, to_python

__all__ = ["Frames", "decode", "encode", "frames", "plain"]

DEPTH = 8
Frames = Iterator[tuple[str, Any]]


def encode(kind: str, value: Any) -> str:
    """One frame as a line, in ASCII."""
    text = dumps(from_python(plain(value)), DEPTH)
    flat = "".join(line.strip() for line in text.splitlines())
    return f"{kind} {_ascii(flat)}\n"


def _ascii(text: str) -> str:
    """Other characters as CLIXML writes those that XML has not: one escape for each unit of UTF-16."""
    if text.isascii():
        return text
    return "".join(char if char.isascii() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    data = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"_x{data[i] << 8 | data[i + 1]:04X}_" for i in range(0, len(data), 2))


def decode(line: str) -> tuple[str, Any]:
    """Kind and value of a line."""
    kind, _, text = line.strip().partition(" ")
    if not text:
        return kind, None
    values = loads(text)
    return kind, to_python(values[0]) if values else None


def frames(lines: Iterable[str]) -> Frames:
    """The frames of lines; empty lines are none."""
    return (decode(line) for line in lines if line.strip())


def plain(value: Any) -> Any:
    """Values of numpy and pandas as Python's own; others as they are.  Neither package is imported for it."""
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None:
        if isinstance(value, pandas.DataFrame):
            texts = value.astype(object).where(value.notna(), None)  # what is missing is null, in columns of any kind
            return [_bag(row) for row in texts.to_dict("records")]
        if isinstance(value, pandas.Series):
            return [plain(one) for one in value.tolist()]
        if value is pandas.NaT or value is pandas.NA:
            return None
        if isinstance(value, pandas.Timestamp | pandas.Timedelta):
            return value.to_pydatetime() if isinstance(value, pandas.Timestamp) else value.to_pytimedelta()
    if numpy is not None:
        if isinstance(value, numpy.ndarray):
            return plain(value.tolist())
        if isinstance(value, numpy.generic):
            return value.item()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) and type(value) in (list, tuple) else value


def _bag(row: dict[Any, Any]) -> Any:
    from psbridge.objects.natural import Bag

    return Bag((str(name), plain(value)) for name, value in row.items())
