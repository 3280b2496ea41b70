"""Enumerations: integers that know their names.

Decides how a .NET enum value is kept (an int of a class of its own), parsed and written.  Undefined numbers are allowed, as in .NET.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from psbridge.objects import typedata  # noqa: F401
from psbridge.objects.nettypes import _BY_NAME, CORE, NetType, define, find_type, represent


class PSEnum(int):
    """A value of an enum type.  Make types with `define_enum`."""

    __slots__ = ()
    net_type: ClassVar[NetType]
    MEMBERS: ClassVar[dict[str, int]] = {}  # in order of declaration
    FLAGS: ClassVar[bool] = False
    UNDERLYING: ClassVar[type[int]] = int
    _FOLDED: ClassVar[dict[str, int]] = {}

    @classmethod
    def parse(cls, text: str) -> Self:
        """The value that a name, a number or a comma list of names stands for, case apart; ValueError otherwise."""
        total = 0
        for part in text.split(","):
            word = part.strip()
            number = cls._FOLDED.get(word.lower())
            if number is None:
                number = int(word)
            total |= number
        return cls(total)

    @property
    def label(self) -> str:
        """The name as .NET's ToString writes it: a name, flags joined by a comma, or the number."""
        value = int(self)
        for name, number in sorted(self.MEMBERS.items(), key=lambda item: item[1]):
            if number == value:
                return name
        return self._flags(value) if self.FLAGS and value > 0 else str(value)

    def _flags(self, value: int) -> str:
        names, rest = [], value
        for name, number in sorted(self.MEMBERS.items(), key=lambda item: item[1], reverse=True):
            if number and rest & number == number:
                names.append(name)
                rest &= ~number
        return str(value) if rest else ", ".join(reversed(names))

    def __eq__(self, other: object) -> bool:
        """To a text it is equal under its name, as in PowerShell: `job.state == "Completed"`."""
        return self.label.lower() == other.lower() if isinstance(other, str) else int.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = int.__hash__

    def __str__(self) -> str:
        return self.label

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.label}" if self.label.isidentifier() else f"{type(self).__name__}({int(self)})"

    def __format__(self, spec: str) -> str:
        return format(int(self) if spec else self.label, spec)

    def __reduce__(self) -> Any:
        return rebuild, (self.net_type.full_name, int(self))


def rebuild(full_name: str, number: int) -> PSEnum:
    made: PSEnum = enum_class(full_name)(number)
    return made


def enum_class(full_name: str) -> type[PSEnum]:
    """The Python class of a registered enum."""
    python = find_type(full_name).python
    assert python is not None, f"{full_name} has no Python class"
    assert issubclass(python, PSEnum), f"{full_name} is no enum"
    return python


def define_enum(
    full_name: str,
    members: dict[str, int] | str,
    *,
    flags: bool = False,
    underlying: type[int] = int,
    assembly: str = CORE,
    register: bool = True,
) -> Any:
    """A new enum type; `members` may be a text of names, numbered from 0, or with ``Name=number``. Members become class attributes."""
    known = _BY_NAME.get(full_name.lower()) if register else None
    if known is not None and known.python is not None:
        return known.python  # whoever named it first
    table = members if isinstance(members, dict) else _numbered(members)
    net = (
        define(full_name, "System.Enum", kind="enum", assembly=assembly)
        if register
        else NetType(full_name, find_type("System.Enum"), kind="enum", assembly=assembly)
    )
    name = net.name
    told = f"{full_name}: {', '.join(table)}."
    made: Any = type(
        name, (PSEnum,), {"__slots__": (), "__doc__": told, "net_type": net, "MEMBERS": table, "FLAGS": flags, "UNDERLYING": underlying}
    )
    made._FOLDED = {key.lower(): number for key, number in table.items()}
    for key, number in table.items():
        if not hasattr(int, key):
            setattr(made, key, made(number))
    net.python = made
    represent(made, net)
    return made


def _numbered(text: str) -> dict[str, int]:
    table: dict[str, int] = {}
    number = 0
    for word in text.split():
        name, given, value = word.partition("=")
        number = int(value, 0) if given else number
        table[name] = number
        number += 1
    return table
