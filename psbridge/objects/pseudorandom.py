"""The generator behind System.Random: Knuth's subtractive one, so that a seed gives the numbers that .NET gives."""

from __future__ import annotations

import secrets

_LARGEST = 0x7FFF_FFFF
_START = 161_803_398
_SIZE = 55


def _int32(value: int) -> int:
    return ((value + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000


def _table(seed: int) -> list[int]:
    """The 55 numbers that a seed stands for, at 1 to 55."""
    table = [0] * (_SIZE + 1)
    mixed = _int32(_START - min(abs(seed), _LARGEST))
    table[_SIZE] = mixed
    following, at = 1, 0
    for _ in range(1, _SIZE):
        at = (at + 21) % _SIZE
        table[at] = following
        following = _int32(mixed - following)
        if following < 0:
            following += _LARGEST
        mixed = table[at]
    for _ in range(4):
        for i in range(1, _SIZE + 1):
            table[i] = _int32(table[i] - table[1 + (i + 30) % _SIZE])
            if table[i] < 0:
                table[i] += _LARGEST
    return table


class NetRandom:
    """A sequence of numbers; without a seed it begins anywhere."""

    __slots__ = ("_at", "_behind", "_table")

    def __init__(self, seed: int | None = None) -> None:
        self._table = _table(secrets.randbelow(_LARGEST) if seed is None else seed)
        self._at, self._behind = 0, 21

    def sample(self) -> int:
        """From 0 to below 2,147,483,647."""
        self._at = self._at % _SIZE + 1
        self._behind = self._behind % _SIZE + 1
        made = self._table[self._at] - self._table[self._behind]
        if made == _LARGEST:
            made -= 1
        if made < 0:
            made += _LARGEST
        self._table[self._at] = made
        return made

    def fraction(self) -> float:
        """From 0.0 to below 1.0."""
        return self.sample() * (1.0 / _LARGEST)

    def between(self, low: int, high: int) -> int:
        """From low to below high."""
        extent = high - low
        if extent <= _LARGEST:
            return int(self.fraction() * extent) + low
        return int(self._wide() * extent) + low

    def _wide(self) -> float:
        made = self.sample()
        if self.sample() % 2 == 0:
            made = -made
        return (made + float(_LARGEST - 1)) / (2 * _LARGEST - 1)

    def data(self, count: int) -> bytes:
        """So many bytes."""
        return bytes(self.sample() & 0xFF for _ in range(count))
