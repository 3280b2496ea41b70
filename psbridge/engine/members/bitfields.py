"""BitArray and BitVector32: truth values by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine.members import arrays
from psbridge.engine.members.arguments import bad_argument, index_range, invalid_operation, needed, out_of_range
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import fill
from psbridge.objects.convert import register_enumerable
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject


class BitArray(NetObject):
    """Truth values; operations change the array itself and give it back."""

    __slots__ = ("bits",)
    net_type = define("System.Collections.BitArray", interfaces=["System.Collections.ICollection"])

    def __init__(self, bits: list[bool]) -> None:
        super().__init__()
        self.bits = bits

    def __iter__(self) -> Iterator[bool]:
        return iter(self.bits)

    def __len__(self) -> int:
        return len(self.bits)

    def bit(self, index: int) -> bool:
        if not 0 <= index < len(self.bits):
            raise index_range()
        return self.bits[index]

    def put(self, index: int, value: bool) -> None:
        self.bit(index)
        self.bits[index] = value

    def combine(self, other: BitArray, how: Any) -> BitArray:
        if len(needed(other, "value")) != len(self):
            raise bad_argument("Array lengths must be the same.")
        self.bits[:] = [how(a, b) for a, b in zip(self.bits, other.bits, strict=True)]
        return self

    def moved(self, count: int) -> BitArray:
        """Right by a negative count, left by a positive one; falses come after."""
        size = len(self)
        self.bits[:] = [self.bits[i - count] if 0 <= i - count < size else False for i in range(size)]
        return self

    def resize(self, size: int) -> None:
        if size < 0:
            raise out_of_range("value", "Non-negative number required.")
        self.bits[:] = (self.bits + [False] * size)[:size]

    def fill(self, value: bool) -> None:
        self.bits[:] = [value] * len(self)


def _words(values: Any, width: int) -> list[bool]:
    return [bool(int(value) >> i & 1) for value in values for i in range(width)]


def _new(source: Any, value: bool = False) -> BitArray:
    """(length), (length, value), (bool[]), (byte[]), (int[]), (BitArray)."""
    if isinstance(source, BitArray):
        return BitArray(list(source.bits))
    if isinstance(source, int):
        if source < 0:
            raise out_of_range("length", "Non-negative number required.")
        return BitArray([value] * source)
    if isinstance(source, bytes | bytearray):
        return BitArray(_words(source, 8))
    return BitArray(list(source) if all(isinstance(item, bool) for item in source) else _words(source, 32))


register_enumerable(BitArray, iter)
fill(
    BitArray.net_type,
    """
    new(int length)
    new(int length, bool defaultValue)
    new(System.Collections.BitArray bits)
    new(bool[] values)
    new(byte[] bytes)
    new(int[] values)
    int Count {get;}
    bool IsReadOnly {get;}
    bool IsSynchronized {get;}
    int Length {get;set;}
    System.Object SyncRoot {get;}
    bool Item(int index) {get;set;}
    System.Collections.BitArray And(System.Collections.BitArray value)
    System.Object Clone()
    void CopyTo(array array, int index)
    bool Get(int index)
    System.Collections.IEnumerator GetEnumerator()
    System.Collections.BitArray LeftShift(int count)
    System.Collections.BitArray Not()
    System.Collections.BitArray Or(System.Collections.BitArray value)
    System.Collections.BitArray RightShift(int count)
    void Set(int index, bool value)
    void SetAll(bool value)
    System.Collections.BitArray Xor(System.Collections.BitArray value)
    """,
    {
        "new": _new,
        "Count": len,
        "IsReadOnly": lambda own: False,
        "IsSynchronized": lambda own: False,
        "Length": len,
        "Length=": BitArray.resize,
        "SyncRoot": lambda own: own,
        "Item": BitArray.bit,
        "Item=": BitArray.put,
        "And": lambda own, other: own.combine(other, lambda a, b: a and b),
        "Clone": lambda own: BitArray(list(own.bits)),
        "CopyTo": lambda own, target, at: _copy(own, target, at),
        "Get": BitArray.bit,
        "GetEnumerator": lambda own: enumerator_of(own.bits, own),
        "LeftShift": BitArray.moved,
        "Not": lambda own: own.combine(own, lambda a, b: not a),
        "Or": lambda own, other: own.combine(other, lambda a, b: a or b),
        "RightShift": lambda own, count: own.moved(-count),
        "Set": BitArray.put,
        "SetAll": BitArray.fill,
        "Xor": lambda own, other: own.combine(other, lambda a, b: a != b),
    },
)


def _copy(own: BitArray, target: Any, at: int) -> None:
    """As truth values, or as the bytes and numbers that they make."""
    element = getattr(target, "element", None)
    width = 8 if isinstance(target, bytes | bytearray) else {"System.Byte": 8, "System.Int32": 32}.get(getattr(element, "full_name", ""), 1)
    if width == 1:
        arrays.copy_array(list(own.bits), 0, target, at, len(own))
        return
    numbers = [sum(bit << i for i, bit in enumerate(own.bits[start : start + width])) for start in range(0, len(own), width)]
    target[at : at + len(numbers)] = [n - 2**32 if width == 32 and n >= 2**31 else n for n in numbers]


class BitVector32(NetObject):
    """Thirty-two bits, read by masks."""

    __slots__ = ("data",)
    net_type = define("System.Collections.Specialized.BitVector32", "System.ValueType", kind="struct")

    def __init__(self, data: Any = 0) -> None:
        super().__init__()
        self.data: int = data.data if isinstance(data, BitVector32) else int(data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BitVector32) and other.data == self.data

    def __hash__(self) -> int:
        return hash(self.data)

    def masked(self, mask: int) -> bool:
        return self.data & mask == mask

    def put(self, mask: int, value: bool) -> None:
        found = (self.data | mask if value else self.data & ~mask) & 0xFFFF_FFFF
        self.data = found - 2**32 if found >= 2**31 else found

    def __str__(self) -> str:
        return f"BitVector32{{{self.data & 0xFFFF_FFFF:032b}}}"


def _mask(previous: int = 0) -> int:
    if previous == -(2**31):
        raise invalid_operation("Bit vector is full.")
    return (-(2**31) if previous == 2**30 else previous << 1) if previous else 1


fill(
    BitVector32.net_type,
    """
    new(int data)
    new(System.Collections.Specialized.BitVector32 value)
    int Data {get;}
    bool Item(int bit) {get;set;}
    static int CreateMask()
    static int CreateMask(int previous)
    string ToString()
    """,
    {"new": BitVector32, "Data": "data", "Item": BitVector32.masked, "Item=": BitVector32.put, "::CreateMask": _mask, "ToString": str},
)
