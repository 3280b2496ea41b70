"""DER, as much of it as CMS needs: reading a tree of elements, and writing one."""

from __future__ import annotations

from dataclasses import dataclass

SEQUENCE, SET, INTEGER, OCTETS, NULL, OID = 0x30, 0x31, 0x02, 0x04, 0x05, 0x06
_CONSTRUCTED = 0x20
_DEPTH = 32  # elements in elements


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag and what is in it."""

    tag: int
    content: bytes

    def children(self) -> list[Element]:
        """The elements in it."""
        found, place = [], 0
        while place < len(self.content):
            element, place = _read(self.content, place)
            found.append(element)
        return found

    @property
    def number(self) -> int:
        return int.from_bytes(self.content, "big", signed=True)

    @property
    def oid(self) -> str:
        """A dotted identifier."""
        numbers, value = [], 0
        for byte in self.content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))

    def encoded(self) -> bytes:
        return write(self.tag, self.content)


def _read(data: bytes, place: int) -> tuple[Element, int]:
    """The element at a place, and where the next one begins; lengths that BER leaves open are closed by two zeros."""
    try:
        tag, length = data[place], data[place + 1]
        place += 2
        if length == 0x80 and tag & _CONSTRUCTED:
            return _open(data, tag, place)
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[place : place + count], "big")
            place += count
    except IndexError:
        raise ValueError("the data ends inside an element") from None
    if place + length > len(data):
        raise ValueError("an element is longer than the data")
    return Element(tag, data[place : place + length]), place + length


def _open(data: bytes, tag: int, start: int, depth: int = 0) -> tuple[Element, int]:
    place = start
    while data[place : place + 2] != b"\0\0":
        if depth > _DEPTH:
            raise ValueError("elements are nested too deeply")
        _, place = _read(data, place)
    return Element(tag, data[start:place]), place + 2


def parse(data: bytes) -> Element:
    """The one element that data is; ValueError when it is none."""
    return _read(data, 0)[0]


def write(tag: int, *parts: bytes) -> bytes:
    """An element with these parts, encoded."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def integer(value: int) -> bytes:
    return write(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def identifier(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    return write(OID, b"".join(_base128(number) for number in (first * 40 + second, *rest)))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number > 0x7F:
        number >>= 7
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
