"""String.Format: texts with numbered holes, widths and formats.

Decides how a composite format is read (escapes, indexes, alignment) and which error a bad one raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from psbridge.objects.convert.text import dotnet_text
from psbridge.objects.culture import CultureInfo, current_culture
from psbridge.objects.formats.failure import BAD_COMPOSITE_INDEX, format_error, null_argument
from psbridge.objects.formats.value import formatter_of, integer_writer
from psbridge.objects.psobject import NetObject, PSObject

Hole = tuple[int, int, str]  # index, alignment (negative: to the left), format


def format_value(value: Any, spec: str | None, culture: CultureInfo | None = None) -> str:
    """`value` by a format string; what is not formattable gives its own text."""
    if value.__class__ is int:
        write = integer_writer(spec)
        if write is not None:
            return write(value)
    while isinstance(value, PSObject) and value.base is not None and not isinstance(value, NetObject):
        value = value.base
    chosen = culture if culture is not None else current_culture()
    formatter = formatter_of(value.__class__)
    return dotnet_text(value, chosen) if formatter is None else formatter(value, spec, chosen)


def format_composite(fmt: str, args: Sequence[Any], culture: CultureInfo | None = None) -> str:
    """What String.Format(culture, fmt, args) gives; FormatException for a bad format or a missing argument."""
    if fmt is None:
        raise null_argument("format")
    out: list[str] = []
    count = len(args)
    for piece in parse_composite(fmt):
        if isinstance(piece, str):
            out.append(piece)
            continue
        index, width, spec = piece
        if index >= count:
            raise format_error(BAD_COMPOSITE_INDEX)
        value = args[index]
        kind = value.__class__
        if kind is str:
            text = value
        elif kind is int and value >= 0 and not spec:
            text = int.__repr__(value)
        else:
            text = format_value(value, spec, culture)
        if width:
            text = text.rjust(width) if width > 0 else text.ljust(-width)
        out.append(text)
    return "".join(out)


@lru_cache(maxsize=512)
def parse_composite(fmt: str) -> tuple[str | Hole, ...]:
    """The literal texts and holes of a composite format, in order."""
    found: list[str | Hole] = []
    literal: list[str] = []
    i = 0
    while i < len(fmt):
        c = fmt[i]
        if c not in "{}":
            literal.append(c)
            i += 1
        elif fmt[i + 1 : i + 2] == c:
            literal.append(c)
            i += 2
        elif c == "}":
            raise format_error()
        else:
            if literal:
                found.append("".join(literal))
                literal.clear()
            hole, i = _hole(fmt, i + 1)
            found.append(hole)
    if literal:
        found.append("".join(literal))
    return tuple(found)


def _hole(fmt: str, i: int) -> tuple[Hole, int]:
    index, i = _number(fmt, i)
    i = _blanks(fmt, i)
    width, minus = 0, False
    if fmt[i : i + 1] == ",":
        i = _blanks(fmt, i + 1)
        minus = fmt[i : i + 1] == "-"
        width, i = _number(fmt, i + minus)
        i = _blanks(fmt, i)
    spec: list[str] = []
    if fmt[i : i + 1] == ":":
        i = _spec(fmt, i + 1, spec)
    if fmt[i : i + 1] != "}":
        raise format_error()
    return (index, -width if minus else width, "".join(spec)), i + 1


def _number(fmt: str, i: int) -> tuple[int, int]:
    start = i
    while i < len(fmt) and fmt[i] in "0123456789":
        i += 1
    if start == i or i - start > 6:
        raise format_error()
    return int(fmt[start:i]), i


def _blanks(fmt: str, i: int) -> int:
    while fmt[i : i + 1] == " ":
        i += 1
    return i


def _spec(fmt: str, i: int, spec: list[str]) -> int:
    """The format of a hole up to its closing brace; doubled braces stand for one."""
    while i < len(fmt):
        c = fmt[i]
        if c in "{}":
            if fmt[i + 1 : i + 2] != c:
                break
            i += 1
        spec.append(c)
        i += 1
    return i
