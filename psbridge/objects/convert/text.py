"""Values to text: as the language converts them (PSObject.ToString) and as .NET's own ToString does.

Decides the text of every class of value through one table.  The language writes invariantly, doubles with 15 digits, lists joined by $OFS;
.NET writes in the current culture and names the type of what has no text.
"""

from __future__ import annotations

import decimal
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from psbridge.objects import typetable
from psbridge.objects.containers import MultiArray
from psbridge.objects.convert.enumeration import enumerate_value
from psbridge.objects.convert.typenames import type_display_name, type_text
from psbridge.objects.culture import INVARIANT, CultureInfo, current_culture
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetException
from psbridge.objects.formats.datetime_text import format_datetime, format_offset
from psbridge.objects.formats.digits import SINGLE_DIGITS
from psbridge.objects.formats.numeric import double_text, format_number
from psbridge.objects.formats.timespan import format_timespan
from psbridge.objects.formats.value import formatter_of
from psbridge.objects.members import PSMemberInfo
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.numbers import Single
from psbridge.objects.psobject import SPECIAL, NetObject, PSObject
from psbridge.objects.scalars import (
    AutomationNull,
    DateTime,
    DateTimeOffset,
    SemanticVersion,
    SwitchParameter,
    TimeSpan,
    Uri,
    Version,
    XmlText,
)

ToText = Callable[[Any, CultureInfo], str]
_separator: list[Callable[[], str]] = [lambda: " "]


def set_separator_source(source: Callable[[], str]) -> Callable[[], str]:
    """Tell where $OFS is read when a caller does not give it; the source until now."""
    before, _separator[0] = _separator[0], source
    return before


def to_text(value: Any, culture: CultureInfo | None = None, separator: str | None = None) -> str:
    """Text of a value as the language converts it; `separator` is $OFS (None: ask the source that the engine set)."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return int.__repr__(value)
    write = _SCALARS.get(kind)
    if write is not None:
        return write(value, culture or INVARIANT)
    if isinstance(value, PSObject):
        return _object_text(value, culture or INVARIANT, separator, True)
    items = enumerate_value(value)
    if items is not None:
        return join_text(items, culture or INVARIANT, separator)
    return _other(value, culture or INVARIANT)


def join_text(items: Iterable[Any], culture: CultureInfo = INVARIANT, separator: str | None = None) -> str:
    """The texts of items with $OFS between; lists among them give the names of their types."""
    between = _separator[0]() if separator is None else separator
    return between.join([_item_text(item, culture, separator) for item in items])


def _item_text(value: Any, culture: CultureInfo, separator: str | None) -> str:
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    write = _SCALARS.get(kind)
    if write is not None:
        return write(value, culture)
    if isinstance(value, PSObject):
        return _object_text(value, culture, separator, False)
    return _other(value, culture)


def _object_text(value: PSObject, culture: CultureInfo, separator: str | None, recurse: bool) -> str:
    """A PSObject: its own ToString, then its items, the text it was deserialised with, its base, or ``@{a=1; b=2}``.

    Custom objects within lists and other objects (`recurse` is False) show as nothing.
    """
    own = _own_method(value)
    if own is not None:
        return own
    if (recurse and value.base is not None) or isinstance(value, NetObject):
        items = enumerate_value(value) if recurse else None
        if items is not None:
            return join_text(items, culture, separator)
    if value.text is not None:
        return value.text
    if isinstance(value, NetObject):
        return _other(value, culture)
    if value.base is None:
        return _bag_text(value, culture, separator) if recurse else ""
    return _item_text(value.base, culture, separator)


def _own_method(value: PSObject) -> str | None:
    """What a ToString method gives that was added to this very object, or that its type names have."""
    i = value.shape.index.get("tostring") if value.shape.index else None
    member = value.values[i] if i is not None and value.shape.kinds[i] == SPECIAL else None
    if member is None:
        member = typetable.active().members(value.type_names).get("tostring")
    invoke = getattr(member, "invoke", None)
    if invoke is None:
        return None
    given = invoke(value)
    return "" if given is None else to_text(given)


def _bag_text(value: PSObject, culture: CultureInfo, separator: str | None) -> str:
    pairs = []
    for name, raw in value.items():
        if isinstance(raw, PSMemberInfo):
            if not raw.is_property:
                continue
            try:
                raw = raw.get_value(value)
            except Exception:  # noqa: BLE001 a getter that fails shows as nothing, as PowerShell has it
                raw = None
        pairs.append(f"{name}={_item_text(raw, culture, separator)}")
    return f"@{{{'; '.join(pairs)}}}" if pairs else ""


def _single_or_double(value: float, culture: CultureInfo) -> str:
    places = SINGLE_DIGITS if value.__class__ is Single else 15
    return double_text(value, places) if culture is INVARIANT else format_number(value, f"G{places}", culture.number)


def _formatted(value: Any, culture: CultureInfo) -> str:
    return format_number(value, None, culture.number)


def _exception_text(value: NetException, culture: CultureInfo) -> str:
    """Exception.ToString(): type, message and the exceptions inside."""
    text = f"{value.kind.full_name}: {value.message}" if value.message else value.kind.full_name
    if value.inner is not None:
        text += f"\n ---> {_exception_text(value.inner, culture)}\n   --- End of inner exception stack trace ---"
    return f"{text}\n{value.stack_trace}" if value.stack_trace else text


def _other(value: Any, culture: CultureInfo) -> str:
    """What stands in no table: IFormattable, then its own text, then the name of its type."""
    kind = value.__class__
    for ancestor in kind.__mro__:
        write = _SCALARS.get(ancestor)
        if write is not None:
            return write(value, culture)
    formatter = formatter_of(kind)
    if formatter is not None:
        return formatter(value, None, culture)
    if _has_text(kind):
        return str(value)
    return type_text(type_of(value))


def _has_text(kind: type) -> bool:
    """Whether a class says what its text is (the containers' and Python's default do not count)."""
    if issubclass(kind, list | dict | deque | bytes | bytearray | set | MultiArray):
        return False
    return kind.__str__ not in (object.__str__, NetObject.__str__)


_SCALARS: dict[type, ToText] = {
    type(None): lambda value, culture: "",
    AutomationNull.__class__: lambda value, culture: "",
    str: lambda value, culture: str(value),
    bool: lambda value, culture: "True" if value else "False",
    int: lambda value, culture: int.__repr__(value),
    float: _single_or_double,
    Single: _single_or_double,
    decimal.Decimal: _formatted,
    PSEnum: lambda value, culture: str(value.label),
    DateTime: lambda value, culture: format_datetime(value, None, culture),
    DateTimeOffset: lambda value, culture: format_offset(value, None, culture),
    TimeSpan: lambda value, culture: format_timespan(value, None, culture),
    uuid.UUID: lambda value, culture: str(value),
    Version: lambda value, culture: str(value),
    SemanticVersion: lambda value, culture: str(value),
    Uri: lambda value, culture: str(value.text),
    SwitchParameter: lambda value, culture: "True" if value.present else "False",
    XmlText: lambda value, culture: "#document",
    NetType: lambda value, culture: type_display_name(value),
    NetException: _exception_text,
}


def register_text(python: type, write: ToText) -> None:
    """Say how values of a class are written: ``write(value, culture)``."""
    _SCALARS[python] = write


_DOTNET: dict[type, ToText] = {
    float: _formatted,
    Single: _formatted,
    NetType: lambda value, culture: type_text(value),
    XmlText: lambda value, culture: "System.Xml.XmlDocument",
}


def dotnet_text(value: Any, culture: CultureInfo | None = None) -> str:
    """What calling ToString() on a value gives: current culture, all digits of a double, type names of collections."""
    write = _DOTNET.get(value.__class__)
    if write is not None:
        return write(value, culture or current_culture())
    if value.__class__ is PSObject and value.base is None:
        return _object_text(value, culture or current_culture(), None, True)
    return _item_text(value, culture or current_culture(), None)
