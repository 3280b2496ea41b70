"""The order in which .NET's Hashtable gives its entries.

Decides it for keys whose hash is their value (numbers, truth values, characters, enumerations, moments): it follows from the keys and the
order in which they came.  Texts hash differently in every process; a table with one of them keeps the order of its making.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from psbridge.objects.enums import PSEnum
from psbridge.objects.numbers import Byte, Char, Int64, UInt32, UInt64
from psbridge.objects.scalars import DateTime

if TYPE_CHECKING:
    from collections.abc import Callable

_PRIMES = (
    *(3, 7, 11, 17, 23, 29, 37, 47, 59, 71, 89, 107, 131, 163, 197, 239, 293, 353, 431, 521, 631, 761, 919, 1103, 1327, 1597, 1931, 2333),
    *(2801, 3371, 4049, 4861, 5839, 7013, 8419, 10103, 12143, 14591, 17519, 21023),
)
_LOAD = struct.unpack("f", struct.pack("f", 0.72))[0]
_ALL = 0xFFFFFFFF
LIMIT = 5000  # nobody looks at the order of more


def _halves(value: int) -> int:
    return (value ^ (value >> 32)) & _ALL


def _double(value: float) -> int:
    bits: int = struct.unpack("q", struct.pack("d", value))[0]
    return _halves(0 if value == 0 else bits & 0x7FF0000000000000 if value != value else bits)


_HASHES: dict[type, Callable[[Any], int]] = {
    int: lambda value: value & _ALL,
    bool: int,
    Byte: int,
    UInt32: int,
    Int64: lambda value: _halves(int(value)),
    UInt64: lambda value: _halves(int(value)),
    Char: lambda value: ord(value) | ord(value) << 16,
    float: _double,
    DateTime: lambda value: _halves(value.ticks),
}


def _hash_of(key: Any) -> int | None:
    known = _HASHES.get(key.__class__)
    if known is not None:
        return known(key) & 0x7FFFFFFF
    if isinstance(key, PSEnum) and key.UNDERLYING not in (Int64, UInt64):
        return int(key) & 0x7FFFFFFF
    return None


def bucket_order(keys: list[Any], room: int) -> list[int] | None:
    """Where the keys, which came in this order, stand when a table is walked; `room`: for how many it was made.

    None where nothing tells it.
    """
    hashes = [_hash_of(key) for key in keys] if len(keys) <= LIMIT else [None]
    if None in hashes:
        return None
    table = _Buckets(hashes, _prime(int(room / _LOAD)) if room / _LOAD > 3 else 3)  # type: ignore[arg-type]
    for entry in range(len(keys)):
        table.insert(entry)
    return [entry for entry in reversed(table.buckets) if entry >= 0]


def _prime(least: int) -> int:
    return next(prime for prime in _PRIMES if prime >= least)


class _Buckets:
    """Entries by number in their buckets, with double hashing; -1 is none."""

    def __init__(self, hashes: list[int], size: int) -> None:
        self.hashes = hashes
        self.count = 0
        self._empty(size)

    def _empty(self, size: int) -> None:
        self.buckets, self.collided, self.occupancy = [-1] * size, [False] * size, 0
        self.load = int(_LOAD * size)

    def insert(self, entry: int) -> None:
        if self.count >= self.load:
            self._rehash(_prime(2 * len(self.buckets)))
        elif self.occupancy > self.load and self.count > 100:
            self._rehash(len(self.buckets))
        self._put(entry)
        self.count += 1

    def _rehash(self, size: int) -> None:
        old = self.buckets
        self._empty(size)
        for entry in old:
            if entry >= 0:
                self._put(entry)

    def _put(self, entry: int) -> None:
        seed, size = self.hashes[entry], len(self.buckets)
        step = 1 + (seed * 101 & _ALL) % (size - 1)
        place = seed % size
        while self.buckets[place] >= 0:
            if not self.collided[place]:
                self.collided[place] = True
                self.occupancy += 1
            place = (place + step) % size
        self.buckets[place] = entry
