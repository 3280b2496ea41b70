"""The numbers of .NET that Python's own cannot tell apart.

Decides which Python class stands for which .NET width.  Exact ``int`` is Int32, exact ``float`` is Double, ``decimal.Decimal`` is Decimal;
every other width is a subclass, so that fast paths may test ``type(x) is int``.  Ranges are checked by conversion, not here.
"""

from __future__ import annotations

import struct
import sys
from array import array
from typing import ClassVar

_single = struct.Struct("<f")


class SizedInt(int):
    """An integer whose .NET width is not Int32; ``MIN`` and ``MAX`` bound it (None: unbounded)."""

    __slots__ = ()
    MIN: ClassVar[int | None] = None
    MAX: ClassVar[int | None] = None
    __str__ = int.__repr__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({int.__repr__(self)})"

    def __reduce__(self) -> tuple[type[SizedInt], tuple[int]]:
        return type(self), (int(self),)


class Byte(SizedInt):
    __slots__ = ()
    MIN, MAX = 0, 0xFF


class SByte(SizedInt):
    __slots__ = ()
    MIN, MAX = -0x80, 0x7F


class Int16(SizedInt):
    __slots__ = ()
    MIN, MAX = -0x8000, 0x7FFF


class UInt16(SizedInt):
    __slots__ = ()
    MIN, MAX = 0, 0xFFFF


class UInt32(SizedInt):
    __slots__ = ()
    MIN, MAX = 0, 0xFFFF_FFFF


class Int64(SizedInt):
    __slots__ = ()
    MIN, MAX = -0x8000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF


class UInt64(SizedInt):
    __slots__ = ()
    MIN, MAX = 0, 0xFFFF_FFFF_FFFF_FFFF


class IntPtr(SizedInt):
    __slots__ = ()
    MIN, MAX = Int64.MIN, Int64.MAX


class BigInteger(SizedInt):
    __slots__ = ()


INT32_MIN, INT32_MAX = -0x8000_0000, 0x7FFF_FFFF


def to_single(value: float) -> float:
    """The nearest value that a Single holds; beyond its range an infinity, as .NET Core casts."""
    try:
        return float(_single.unpack(_single.pack(value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


class Single(float):
    """A 32-bit float: rounded when made."""

    __slots__ = ()

    def __new__(cls, value: float | str = 0.0) -> Single:
        return super().__new__(cls, to_single(float(value)))

    __str__ = float.__repr__

    def __repr__(self) -> str:
        return f"Single({float.__repr__(self)})"

    def __reduce__(self) -> tuple[type[Single], tuple[float]]:
        return type(self), (float(self),)


def code_units(text: str) -> str:
    """The text with a character for each UTF-16 code unit: those beyond U+FFFF are their two surrogates."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    return "".join(map(chr, array("H", text.encode(f"utf-16-{sys.byteorder[0]}e", "surrogatepass"))))


class Char(str):
    """One UTF-16 code unit (System.Char)."""

    __slots__ = ()

    def __new__(cls, value: str | int) -> Char:
        text = chr(value) if isinstance(value, int) else value
        if len(text) != 1 or text > "\uffff":
            raise ValueError(f"a Char holds one UTF-16 code unit, not {text!r}")
        return super().__new__(cls, text)

    __str__ = str.__str__

    def __repr__(self) -> str:
        return f"Char({str.__repr__(self)})"

    def __reduce__(self) -> tuple[type[Char], tuple[str]]:
        return type(self), (str(self),)
