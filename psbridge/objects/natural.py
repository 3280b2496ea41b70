"""Python's own values and PowerShell's, both ways.

Decides what a Python programmer gets for a PowerShell value and what PowerShell gets for a Python value.  Where Python's class holds less
than .NET's (100 ns ticks, type names of a property bag, names of enum values) a subclass carries the rest, so that nothing is lost on the
way back; what is not carried stands in docs/reference/values.md.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import operator
import types
import typing
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any, TypeVar

from psbridge.errors import ConversionError
from psbridge.objects.containers import CaseSensitiveHashtable, Hashtable, MultiArray, NetDictionary, Stack, fold_key
from psbridge.objects.enums import PSEnum
from psbridge.objects.numbers import INT32_MAX, INT32_MIN, BigInteger, Char, Int64, Single, SizedInt, UInt64
from psbridge.objects.psobject import ADAPTED, SPECIAL, NetObject, PSObject
from psbridge.objects.scalars import (
    AutomationNull,
    DateTime,
    DateTimeOffset,
    SemanticVersion,
    SwitchParameter,
    TimeSpan,
    Version,
)

T = TypeVar("T")


class PreciseDateTime(dt.datetime):
    """A datetime that knows its last digit (100 ns) and .NET's kind: `moment` is the DateTime or DateTimeOffset it stands for."""

    moment: DateTime | DateTimeOffset

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _precise, (self.moment,)


class PreciseTimeDelta(dt.timedelta):
    """A timedelta that knows its last digit (100 ns)."""

    span: TimeSpan

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _precise_delta, (self.span,)


_NONE: frozenset[str] = frozenset()


class Bag(dict[str, Any]):
    """The properties of a PowerShell object as a dict, with what else makes it up: ``type_names``, ``text`` (ToString), ``adapted``
    names."""

    __slots__ = ("adapted", "text", "type_names")

    def __init__(self, pairs: Iterable[tuple[str, Any]] = (), type_names: Iterable[str] = (), text: str | None = None) -> None:
        super().__init__(pairs)
        self.type_names = tuple(type_names)
        self.text = text
        self.adapted: frozenset[str] = _NONE

    def __str__(self) -> str:
        return self.text if self.text is not None else repr(self)


class RemoteEnum(int):
    """A value of an enum that only its number, its text and its type names are known of."""

    label: str
    type_names: tuple[str, ...]

    def __new__(cls, number: int, label: str, type_names: tuple[str, ...]) -> RemoteEnum:
        made = super().__new__(cls, number)
        made.label, made.type_names = label, type_names
        return made

    def __str__(self) -> str:
        return self.label

    def __repr__(self) -> str:
        return f"<{self.label}: {int(self)}>"

    def __reduce__(self) -> Any:
        return RemoteEnum, (int(self), self.label, self.type_names)


def _precise(moment: DateTime | DateTimeOffset) -> PreciseDateTime:
    if isinstance(moment, DateTimeOffset):
        zone = dt.timezone(moment.offset.to_timedelta())
        plain = moment.clock.to_datetime().replace(tzinfo=zone)
    else:
        plain = moment.to_datetime()
    made = PreciseDateTime(
        plain.year, plain.month, plain.day, plain.hour, plain.minute, plain.second, plain.microsecond, plain.tzinfo, fold=plain.fold
    )
    made.moment = moment
    return made


def _precise_delta(span: TimeSpan) -> PreciseTimeDelta:
    plain = span.to_timedelta()
    made = PreciseTimeDelta(plain.days, plain.seconds, plain.microseconds)
    made.span = span
    return made


# -- PowerShell to Python


def to_python(value: Any, *, plain: bool = False, notes: bool = True) -> Any:
    """The natural Python value.

    Numbers of other widths stay what they are (subclasses of int, float and str that know their .NET type) unless ``plain``, which gives
    the bare classes and loses width, ticks and type names on purpose.  Texts, numbers and times that carry notes (as what `Get-Date` and
    `Get-Content` give) stay PSObjects, unless ``notes`` is False.

    Examples:
        >>> psb.to_python(psb.run("[pscustomobject]@{ Name = 'web01'; Ports = 80, 443 }"))
        [{'Name': 'web01', 'Ports': [80, 443]}]
    """
    return value if value.__class__ in _AS_THEY_ARE else _ToPython(plain, notes).convert(value)


class _ToPython:
    """One conversion: objects that come more than once, or contain themselves, stay one object."""

    def __init__(self, plain: bool, notes: bool = True) -> None:
        self._plain, self._notes = plain, notes
        self._made: dict[int, Any] = {}
        self._keep: list[Any] = []

    def convert(self, value: Any) -> Any:
        kind = value.__class__
        if kind in _AS_THEY_ARE:
            return value
        rule = _TO_PYTHON.get(kind)
        if rule is None:
            rule = next((_TO_PYTHON[c] for c in kind.__mro__ if c in _TO_PYTHON), None)
        return value if rule is None else rule(self, value)

    def number(self, value: Any) -> Any:
        if not self._plain:
            return value
        return float(value) if isinstance(value, float) else int(value)

    def char(self, value: Char) -> str:
        return "".join(value) if self._plain else value

    def moment(self, value: DateTime) -> dt.datetime:
        return value.to_datetime() if self._plain or value.ticks % 10 == 0 else _precise(value)

    def offset(self, value: DateTimeOffset) -> dt.datetime:
        made = _precise(value)
        return dt.datetime.fromtimestamp(made.timestamp(), made.tzinfo) if self._plain else made

    def span(self, value: TimeSpan) -> dt.timedelta:
        return value.to_timedelta() if self._plain or value.ticks % 10 == 0 else _precise_delta(value)

    def sequence(self, value: Iterable[Any]) -> list[Any]:
        return self._fill(value, [], list.extend, value)

    def stack(self, value: Stack) -> list[Any]:
        return self._fill(value, [], list.extend, reversed(value))

    def _fill(self, key: Any, made: list[Any], extend: Callable[[list[Any], Iterable[Any]], None], items: Iterable[Any]) -> list[Any]:
        known = self._made.get(id(key))
        if known is not None:
            return known  # type: ignore[no-any-return]
        self._made[id(key)] = made
        extend(made, map(self.convert, items))
        return made

    def mapping(self, value: Any) -> dict[Any, Any]:
        known = self._made.get(id(value))
        if known is not None:
            return known  # type: ignore[no-any-return]
        made: dict[Any, Any] = {}
        self._made[id(value)] = made
        for key, item in value.pairs() if isinstance(value, NetDictionary) else value.items():
            made[self._key(key)] = self.convert(item)
        return made

    def _key(self, key: Any) -> Any:
        made = self.convert(key)
        try:
            hash(made)
        except TypeError:
            return tuple(made) if isinstance(made, list) else key
        return made

    def bag(self, value: PSObject) -> Any:
        """A property bag as `Bag`; a wrapped value as that value, unless it has notes, which would be lost."""
        if value.base is None:
            return self._properties(value)
        names = tuple(value.type_names)
        if value.text is not None and type(value.base) is int and "Deserialized.System.Enum" in names:
            return int(value.base) if self._plain else RemoteEnum(value.base, value.text, names)
        if value.shape.names and not self._plain and (self._notes or not isinstance(value.base, _SIMPLE)):
            return value
        return self.convert(value.base)

    def _properties(self, value: PSObject) -> Any:
        known = self._made.get(id(value))
        if known is not None:
            return known
        made: Any = {} if self._plain else Bag(type_names=value.custom_type_names or (), text=value.text)
        self._made[id(value)] = made
        shape = value.shape
        if shape.notes:
            known_as_is, convert = _AS_THEY_ARE, self.convert
            made.update(zip(shape.names, [one if one.__class__ in known_as_is else convert(one) for one in value.values], strict=True))
            return made
        for (name, stored), kind in zip(value.items(), value.shape.kinds, strict=True):
            if kind != SPECIAL:
                made[name] = self.convert(stored)
            elif stored.is_property:
                made[name] = self.convert(stored.get_value(value))
        if isinstance(made, Bag):
            made.adapted = frozenset(n for n, k in zip(value.shape.names, value.shape.kinds, strict=True) if k == ADAPTED)
        return made


_SIMPLE = (str, int, float, decimal.Decimal, uuid.UUID, DateTime, DateTimeOffset, TimeSpan)
_AS_THEY_ARE = frozenset({type(None), bool, int, float, str, decimal.Decimal, uuid.UUID, bytes, Version, SemanticVersion})
_TO_PYTHON: dict[type, Callable[[_ToPython, Any], Any]] = {
    type(AutomationNull): lambda self, value: None,
    PSEnum: _ToPython.number,
    SizedInt: _ToPython.number,
    Single: _ToPython.number,
    Char: _ToPython.char,
    DateTime: _ToPython.moment,
    DateTimeOffset: _ToPython.offset,
    TimeSpan: _ToPython.span,
    SwitchParameter: lambda self, value: value.present,
    bytearray: lambda self, value: bytes(value),
    Stack: _ToPython.stack,
    list: _ToPython.sequence,
    tuple: _ToPython.sequence,
    deque: _ToPython.sequence,
    MultiArray: _ToPython.sequence,
    dict: _ToPython.mapping,
    NetDictionary: _ToPython.mapping,
    NetObject: lambda self, value: value,
    PSObject: _ToPython.bag,
}


def into(value: Any, target: type[T]) -> T:
    """A dataclass instance from an object or a dictionary: fields by name, case apart; nested dataclasses, lists of them and enums too.

    ConversionError when a field without default has no property.

    Examples:
        >>> from dataclasses import dataclass
        >>> @dataclass
        ... class Disk:
        ...     name: str
        ...     free: float
        >>> psb.into(psb.run("[pscustomobject]@{ Name = 'C:'; Free = 1.5 }")[0], Disk)
        Disk(name='C:', free=1.5)
    """
    made: T = _build(to_python(value), target, target.__name__)
    return made


def _build(value: Any, target: Any, where: str) -> Any:
    if dataclasses.is_dataclass(target) and isinstance(target, type):
        return _instance(value, target, where)
    origin, arguments = typing.get_origin(target), typing.get_args(target)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        choices = [argument for argument in arguments if argument is not type(None)]
        return _build(value, choices[0], where) if len(choices) == 1 else value
    if origin is list and arguments:
        items = value if isinstance(value, list) else [value]
        return [_build(item, arguments[0], f"{where}[{i}]") for i, item in enumerate(items)]
    if isinstance(target, type) and issubclass(target, enum.Enum) and not isinstance(value, target):
        return _member(value, target, where)
    return value


def _member(value: Any, target: type[enum.Enum], where: str) -> enum.Enum:
    text = str(value).lower()
    for member in target:
        if member.value == value or member.name.lower() == text:
            return member
    raise ConversionError(f"{value!r} is no member of {target.__name__}", where=where)


def _instance(value: Any, target: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise ConversionError(f"A {type(value).__name__} cannot become a {target.__name__}", where=where)
    folded = {str(key).lower(): item for key, item in value.items()}
    hints = typing.get_type_hints(target)
    given: dict[str, Any] = {}
    for field in dataclasses.fields(target):
        key = next((k for k in (field.name.lower(), field.name.lower().replace("_", "")) if k in folded), None)
        if key is not None:
            given[field.name] = _build(folded[key], hints[field.name], f"{where}.{field.name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ConversionError(f"There is no property for the field {field.name!r}", where=where)
    return target(**given)


# -- Python to PowerShell


def from_python(value: Any) -> Any:
    """The PowerShell value of a Python value; ConversionError for a class that has no counterpart.

    Examples:
        >>> psb.from_python({"ports": [80, 443]})
        Hashtable({'ports': [80, 443]})
    """
    return _FromPython().convert(value)


def live_value(value: Any) -> Any:
    """The same for PowerShell in this process: what has no counterpart goes as it is, and so does a list of which nothing needs conversion,
    so that a script changes the caller's list.
    """
    kind = value.__class__
    if kind is int:
        return integer(value)
    return value if kind in _AS_THEY_ARE else _FromPython(live=True).convert(value)


class _FromPython:
    """One conversion: objects that come more than once, or contain themselves, stay one object."""

    def __init__(self, *, live: bool = False) -> None:
        self._made: dict[int, Any] = {}
        self._live = live

    def convert(self, value: Any) -> Any:
        kind = value.__class__
        if kind is int:
            return integer(value)
        if kind in _AS_THEY_ARE or (self._live and kind.__module__.startswith("psbridge.") and kind.__module__ != __name__):
            return value  # PowerShell's own already, whatever it is in Python: an enum, a mapping, a dataclass
        rule = _FROM_PYTHON.get(kind)
        if rule is None:
            rule = next((_FROM_PYTHON[c] for c in kind.__mro__ if c in _FROM_PYTHON), None)
        if rule is not None:
            return rule(self, value)
        return self._other(value)

    def _other(self, value: Any) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._record(value, [(f.name, getattr(value, f.name)) for f in dataclasses.fields(value)])
        if isinstance(value, Mapping):
            return self.mapping(value)
        if self._live or hasattr(value, "net_type") or value.__class__.__module__.startswith("psbridge."):
            return value
        raise ConversionError(
            f"PowerShell has no counterpart for a {type(value).__module__}.{type(value).__qualname__}",
            hint="Pass a number, text, bytes, a date, a list, a dict or a dataclass.",
        )

    def _record(self, key: Any, pairs: list[tuple[str, Any]]) -> PSObject:
        known = self._made.get(id(key))
        if known is not None:
            return known  # type: ignore[no-any-return]
        made = self._made[id(key)] = PSObject()
        for name, item in pairs:
            made.set(name, self.convert(item))
        return made

    def sequence(self, value: Any) -> Any:
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self._record(value, list(zip(value._fields, value, strict=True)))
        known = self._made.get(id(value))
        if known is None:
            known = self._made[id(value)] = []
            known.extend(map(self.convert, value))
            if self._live and value.__class__ is list and all(map(operator.is_, known, value)):
                known = self._made[id(value)] = value
        return known

    def mapping(self, value: Mapping[Any, Any]) -> Any:
        known = self._made.get(id(value))
        if known is None:
            pairs = [(self.convert(key), item) for key, item in value.items()]
            differ = len({fold_key(key) for key, _ in pairs}) == len(pairs)
            known = self._made[id(value)] = (Hashtable if differ else CaseSensitiveHashtable)()
            for key, item in pairs:
                known[key] = self.convert(item)
        return known

    def bag(self, value: Bag) -> PSObject:
        known = self._made.get(id(value))
        if known is not None:
            return known  # type: ignore[no-any-return]
        made = self._made[id(value)] = PSObject()
        made.custom_type_names = value.type_names or None
        made.text = value.text
        for name, item in value.items():
            made.set(name, self.convert(item), ADAPTED if name in value.adapted else 0)
        return made


def integer(value: int) -> int:
    """The narrowest of Int32, Int64, UInt64 and BigInteger that holds a number."""
    if INT32_MIN <= value <= INT32_MAX:
        return int(value)
    if -(1 << 63) <= value < 1 << 63:
        return Int64(value)
    return UInt64(value) if 0 <= value < 1 << 64 else BigInteger(value)


def _from_datetime(self: _FromPython, value: dt.datetime) -> Any:
    if isinstance(value, PreciseDateTime):
        return value.moment
    return DateTime.from_datetime(value)


def _from_delta(self: _FromPython, value: dt.timedelta) -> TimeSpan:
    return value.span if isinstance(value, PreciseTimeDelta) else TimeSpan.from_timedelta(value)


def _from_time(self: _FromPython, value: dt.time) -> TimeSpan:
    return TimeSpan(((value.hour * 60 + value.minute) * 60 + value.second) * 10_000_000 + value.microsecond * 10)


def _from_remote_enum(self: _FromPython, value: RemoteEnum) -> PSObject:
    made = PSObject(int(value))
    made.custom_type_names, made.text = value.type_names, value.label
    return made


_FROM_PYTHON: dict[type, Callable[[_FromPython, Any], Any]] = {
    PSObject: lambda self, value: value,
    SizedInt: lambda self, value: value,
    PSEnum: lambda self, value: value,
    Single: lambda self, value: value,
    Char: lambda self, value: value,
    RemoteEnum: _from_remote_enum,
    enum.Enum: lambda self, value: self.convert(value.value),
    int: lambda self, value: integer(value),
    float: lambda self, value: float(value),
    str: lambda self, value: str(value),
    dt.datetime: _from_datetime,
    dt.date: lambda self, value: DateTime.of(value.year, value.month, value.day),
    dt.timedelta: _from_delta,
    dt.time: _from_time,
    PurePath: lambda self, value: str(value),
    bytearray: lambda self, value: value,
    bytes: lambda self, value: bytes(value),
    memoryview: lambda self, value: value.tobytes(),
    Bag: _FromPython.bag,
    dict: _FromPython.mapping,
    NetDictionary: lambda self, value: value,
    Version: lambda self, value: value,
    SemanticVersion: lambda self, value: value,
    list: lambda self, value: self.sequence(value) if value.__class__ is list else value,
    tuple: _FromPython.sequence,
    set: _FromPython.sequence,
    frozenset: _FromPython.sequence,
    range: _FromPython.sequence,
    types.GeneratorType: _FromPython.sequence,
    deque: lambda self, value: self.sequence(value) if value.__class__ is deque else value,
}

__all__ = ["Bag", "PreciseDateTime", "PreciseTimeDelta", "RemoteEnum", "from_python", "integer", "into", "live_value", "to_python"]
