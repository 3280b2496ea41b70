"""IFormattable: writing any scalar by a format in a culture, as its ToString(format, culture) does.

Decides which formatter a class has; values without one are not formattable and answer None.
"""

from __future__ import annotations

import decimal
import functools
import uuid
from collections.abc import Callable
from typing import Any

from psbridge.objects.culture import CultureInfo, current_culture
from psbridge.objects.enums import PSEnum
from psbridge.objects.formats.datetime_text import format_datetime, format_offset
from psbridge.objects.formats.failure import format_error
from psbridge.objects.formats.guid import format_guid
from psbridge.objects.formats.numeric import format_number
from psbridge.objects.formats.timespan import format_timespan
from psbridge.objects.scalars import DateTime, DateTimeOffset, TimeSpan

Formatter = Callable[[Any, str | None, CultureInfo], str]
_BAD_ENUM = 'Format String can be only "G", "g", "X", "x", "F", "f", "D" or "d".'


def _number(value: Any, spec: str | None, culture: CultureInfo) -> str:
    return format_number(value, spec, culture.number)


def _integer(value: Any, spec: str | None, culture: CultureInfo) -> str:
    return format_number(value, spec, culture.number) if spec or value < 0 else int.__repr__(value)


@functools.lru_cache(maxsize=256)
def integer_writer(spec: str | None) -> Callable[[int], str] | None:
    """The text of an Int32 by a format that is the same everywhere: hexadecimal.  None: look at the culture."""
    if spec and spec[0] in "xX" and (len(spec) == 1 or (len(spec) < 5 and spec.isascii() and spec[1:].isdigit())):
        layout = f"0{int(spec[1:] or 0)}{spec[0]}"
        return lambda value: format(value & 0xFFFF_FFFF, layout)
    return None


def format_enum(value: PSEnum, spec: str | None) -> str:
    """An enum by G (the name), F (as if it had flags), D or X."""
    letter = (spec or "G").upper()
    if letter == "G":
        return value.label
    if letter == "D":
        return str(int(value))
    if letter == "F":
        return value.label if value.FLAGS else value._flags(int(value)) if int(value) > 0 else value.label
    if letter == "X":
        return format(int(value) & 0xFFFF_FFFF, "08X")
    raise format_error(_BAD_ENUM)


_FORMATTERS: dict[type, Formatter] = {
    int: _integer,
    float: _number,
    decimal.Decimal: _number,
    DateTime: format_datetime,
    DateTimeOffset: format_offset,
    TimeSpan: format_timespan,
    uuid.UUID: lambda value, spec, culture: format_guid(value, spec),
    PSEnum: lambda value, spec, culture: format_enum(value, spec),
}
_NOT_FORMATTABLE = frozenset((bool, str, list, dict, type(None)))


def formatter_of(kind: type) -> Formatter | None:
    """The formatter of a Python class, or None when its values are not IFormattable."""
    if kind in _NOT_FORMATTABLE:
        return None
    found = _FORMATTERS.get(kind)
    if found is None:
        for ancestor in kind.__mro__[1:]:
            found = _FORMATTERS.get(ancestor)
            if found is not None:
                _FORMATTERS[kind] = found
                break
    return found


def register_formatter(python: type, formatter: Formatter) -> None:
    """Let values of a class be IFormattable: ``formatter(value, format or None, culture) -> text``."""
    _FORMATTERS[python] = formatter


def try_format(value: Any, spec: str | None, culture: CultureInfo | None = None) -> str | None:
    """`value` by `spec`, or None when it is not formattable."""
    formatter = formatter_of(value.__class__)
    return None if formatter is None else formatter(value, spec, culture if culture is not None else current_culture())
