"""Small values of System: Lazy, WeakReference, Index, Range, ArraySegment and HashCode, and Buffer for the bytes of arrays."""

from __future__ import annotations

import struct
import threading
import weakref
from collections.abc import Iterator
from typing import Any

from psbridge.engine.members.arguments import bad_argument, index_range, needed, out_of_bounds, out_of_range
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects.containers import TypedArray
from psbridge.objects.convert import register_enumerable, to_text
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.numbers import Byte
from psbridge.objects.psobject import NetObject, unwrap

_NOTHING: Any = object()


# -- Lazy


class Lazy(NetObject):
    """A value that is made when it is first asked for."""

    __slots__ = ("_lock", "closed", "held", "make")
    net_type = define("System.Lazy`1", kind="generic")

    def __init__(self, closed: NetType, make: Any, held: Any = _NOTHING) -> None:
        super().__init__()
        self.closed, self.make, self.held, self._lock = closed, make, held, threading.RLock()

    @property
    def is_made(self) -> bool:
        return self.held is not _NOTHING

    @property
    def value(self) -> Any:
        with self._lock:
            if self.held is _NOTHING:
                self.held = self.make()
            return self.held

    def __str__(self) -> str:
        return to_text(self.held) if self.is_made else "Value is not created."


Lazy.net_type = property(lambda self: self.closed)  # type: ignore[assignment]


@wants_type
def _new_lazy(net: NetType, *args: Any) -> Lazy:
    """(), (bool), (Func), (Func, bool or mode), (value)."""
    element = net.generic_arguments[0]
    first = args[0] if args else None
    if callable(first):
        return Lazy(net, first)
    if args and not (type(first) is bool and element.full_name != "System.Boolean"):
        return Lazy(net, None, first)
    return Lazy(net, lambda: _made(element))


def _made(element: NetType) -> Any:
    from psbridge.engine.invoke import construct
    from psbridge.engine.running import running

    found = default_value(element)
    return construct(running().context(), element, []) if found is None else found


fill(
    "System.Lazy`1",
    """
    new()
    new(bool isThreadSafe)
    new(System.Func[T] valueFactory)
    new(System.Func[T] valueFactory, bool isThreadSafe)
    new(T value)
    bool IsValueCreated {get;}
    T Value {get;}
    string ToString()
    """,
    {"new": _new_lazy, "IsValueCreated": "is_made", "Value": "value", "ToString": str},
)


# -- WeakReference


class WeakReference(NetObject):
    """Knows an object without keeping it; what Python cannot refer to weakly is kept."""

    __slots__ = ("closed", "refer", "resurrect")
    net_type = define("System.WeakReference")

    def __init__(self, target: Any, resurrect: bool = False, closed: NetType | None = None) -> None:
        super().__init__()
        self.closed, self.resurrect = closed, resurrect
        self.point(target)

    def point(self, target: Any) -> None:
        try:
            self.refer: Any = weakref.ref(target)
        except TypeError:
            self.refer = lambda: target


_WEAK = WeakReference.net_type
_WEAK_GENERIC = define("System.WeakReference`1", kind="generic")
WeakReference.net_type = property(lambda self: self.closed or _WEAK)  # type: ignore[assignment]


@wants_type
def _new_weak(net: NetType, target: Any, resurrect: bool = False) -> WeakReference:
    return WeakReference(target, resurrect, net)


def _try_target(own: WeakReference, result: Any) -> bool:
    result.value = own.refer()
    return result.value is not None


fill(
    _WEAK,
    """
    new(System.Object target)
    new(System.Object target, bool trackResurrection)
    bool IsAlive {get;}
    System.Object Target {get;set;}
    bool TrackResurrection {get;}
    """,
    {
        "new": WeakReference,
        "IsAlive": lambda own: own.refer() is not None,
        "Target": lambda own: own.refer(),
        "Target=": WeakReference.point,
        "TrackResurrection": "resurrect",
    },
)
fill(
    _WEAK_GENERIC,
    "new(T target)\nnew(T target, bool trackResurrection)\nvoid SetTarget(T target)\nbool TryGetTarget([ref] T target)",
    {"new": _new_weak, "SetTarget": WeakReference.point, "TryGetTarget": _try_target},
)


# -- Index and Range


class Index(NetObject):
    """A place in a collection, counted from its start or its end."""

    __slots__ = ("from_end", "value")
    net_type = define("System.Index", "System.ValueType", kind="struct")

    def __init__(self, value: int = 0, from_end: bool = False) -> None:
        super().__init__()
        if value < 0:
            raise out_of_range("value", "Non-negative number required.")
        self.value, self.from_end = value, from_end

    def offset(self, length: int) -> int:
        return length - self.value if self.from_end else self.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Index) and (other.value, other.from_end) == (self.value, self.from_end)

    def __hash__(self) -> int:
        return -self.value - 1 if self.from_end else self.value

    def __str__(self) -> str:
        return f"{'^' if self.from_end else ''}{self.value}"


class Range(NetObject):
    """From one Index up to another."""

    __slots__ = ("first", "last")
    net_type = define("System.Range", "System.ValueType", kind="struct")

    def __init__(self, first: Index, last: Index) -> None:
        super().__init__()
        self.first, self.last = first, last

    def offset_and_length(self, length: int) -> Any:
        from psbridge.engine.members.tuples import Tuple

        start, end = self.first.offset(length), self.last.offset(length)
        if not 0 <= start <= end <= length:
            raise out_of_range("length")
        whole = find_type("System.Int32")
        return Tuple(find_type("System.ValueTuple`2").close(whole, whole), (start, end - start))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and (other.first, other.last) == (self.first, self.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


fill(
    Index.net_type,
    """
    new(int value)
    new(int value, bool fromEnd)
    bool IsFromEnd {get;}
    int Value {get;}
    static System.Index End {get;}
    static System.Index Start {get;}
    bool Equals(System.Index other)
    int GetOffset(int length)
    string ToString()
    static System.Index FromEnd(int value)
    static System.Index FromStart(int value)
    static System.Index op_Implicit(int value)
    """,
    {
        "new": Index,
        "IsFromEnd": "from_end",
        "Value": "value",
        "::End": lambda net: Index(0, True),
        "::Start": lambda net: Index(0),
        "Equals": Index.__eq__,
        "GetOffset": Index.offset,
        "ToString": str,
        "::FromEnd": lambda value: Index(value, True),
        "::FromStart": Index,
        "::op_Implicit": Index,
    },
)
fill(
    Range.net_type,
    """
    new(System.Index start, System.Index end)
    System.Index End {get;}
    System.Index Start {get;}
    static System.Range All {get;}
    bool Equals(System.Range other)
    System.ValueTuple[int,int] GetOffsetAndLength(int length)
    string ToString()
    static System.Range EndAt(System.Index end)
    static System.Range StartAt(System.Index start)
    """,
    {
        "new": Range,
        "End": "last",
        "Start": "first",
        "::All": lambda net: Range(Index(0), Index(0, True)),
        "Equals": Range.__eq__,
        "GetOffsetAndLength": Range.offset_and_length,
        "ToString": str,
        "::EndAt": lambda end: Range(Index(0), end),
        "::StartAt": lambda start: Range(start, Index(0, True)),
    },
)


# -- ArraySegment


class ArraySegment(NetObject):
    """A part of an array."""

    __slots__ = ("array", "closed", "count", "offset")
    net_type = define("System.ArraySegment`1", "System.ValueType", kind="generic", interfaces=["System.Collections.IEnumerable"])

    def __init__(self, closed: NetType, array: Any, offset: int = 0, count: int | None = None) -> None:
        super().__init__()
        self.closed, self.array, self.offset = closed, needed(array, "array"), offset
        self.count = len(array) - offset if count is None else count
        if offset < 0 or self.count < 0 or offset + self.count > len(array):
            raise out_of_bounds()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.array[self.offset : self.offset + self.count])

    def place(self, index: int) -> int:
        if not 0 <= index < self.count:
            raise index_range()
        return self.offset + index

    def put(self, index: int, value: Any) -> None:
        self.array[self.place(index)] = value

    def slice(self, index: int, count: int | None = None) -> ArraySegment:
        return ArraySegment(self.closed, self.array, self.offset + index, self.count - index if count is None else count)


_SEGMENT = ArraySegment.net_type
ArraySegment.net_type = property(lambda self: self.closed)  # type: ignore[assignment]
register_enumerable(ArraySegment, iter)


def _copied(own: ArraySegment) -> Any:
    return TypedArray(own.closed.generic_arguments[0], own)


@wants_type
def _new_segment(net: NetType, *args: Any) -> ArraySegment:
    return ArraySegment(net, *args)


fill(
    _SEGMENT,
    """
    new(T[] array)
    new(T[] array, int offset, int count)
    T[] Array {get;}
    int Count {get;}
    int Offset {get;}
    T Item(int index) {get;set;}
    System.Collections.IEnumerator GetEnumerator()
    System.ArraySegment[T] Slice(int index)
    System.ArraySegment[T] Slice(int index, int count)
    T[] ToArray()
    """,
    {
        "new": _new_segment,
        "Array": "array",
        "Count": "count",
        "Offset": "offset",
        "Item": lambda own, index: own.array[own.place(index)],
        "Item=": ArraySegment.put,
        "GetEnumerator": lambda own: enumerator_of(list(own)),
        "Slice": ArraySegment.slice,
        "ToArray": _copied,
    },
)


# -- HashCode


class HashCode(NetObject):
    """A hash of several values.  .NET's are different in every process."""

    __slots__ = ("parts",)
    net_type = define("System.HashCode", "System.ValueType", kind="struct")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Any] = []

    def add(self, value: Any) -> None:
        self.parts.append(unwrap(value))

    def total(self) -> int:
        found = hash(tuple(map(to_text, self.parts))) & 0xFFFF_FFFF
        return found - 2**32 if found >= 2**31 else found


def _combined(*values: Any) -> int:
    made = HashCode()
    made.parts = [unwrap(value) for value in values]
    return made.total()


fill(
    HashCode.net_type,
    "new()\nvoid Add(System.Object value)\nint ToHashCode()\n"
    + "\n".join(f"static int Combine({', '.join(f'System.Object value{i}' for i in range(1, n + 1))})" for n in range(1, 9)),
    {"new": HashCode, "Add": HashCode.add, "ToHashCode": HashCode.total, "::Combine": _combined},
)


# -- Buffer

_FORMATS = {
    "Boolean": "?", "Char": "H", "SByte": "b", "Byte": "B", "Int16": "h", "UInt16": "H", "Int32": "i", "UInt32": "I", "Int64": "q",
    "UInt64": "Q", "Single": "f", "Double": "d",
}  # fmt: skip


def _format(array: Any) -> str:
    if isinstance(array, bytes | bytearray):
        return "B"
    found = _FORMATS.get(getattr(getattr(needed(array, "array"), "element", None), "name", ""))
    if found is None:
        raise bad_argument("Object must be an array of primitives.", "array")
    return found


def _raw(array: Any) -> bytes:
    kind = _format(array)
    if isinstance(array, bytes | bytearray):
        return bytes(array)
    return struct.pack(f"<{len(array)}{kind}", *(ord(item) if kind == "H" and isinstance(item, str) else item for item in array))


def _store(array: Any, raw: bytes) -> None:
    if isinstance(array, bytearray):
        array[:] = raw
        return
    element = array.element
    array[:] = [
        element.python(chr(v)) if element.name == "Char" else element.python(v)
        for v in struct.unpack(f"<{len(array)}{_format(array)}", raw)
    ]


def _block_copy(source: Any, start: int, target: Any, at: int, count: int) -> None:
    given, kept = _raw(source), bytearray(_raw(target))
    for number, name in ((start, "srcOffset"), (at, "dstOffset"), (count, "count")):
        if number < 0:
            raise out_of_range(name, "Non-negative number required.")
    if start + count > len(given) or at + count > len(kept):
        raise out_of_bounds()
    kept[at : at + count] = given[start : start + count]
    _store(target, bytes(kept))


def _byte_at(array: Any, index: int) -> Any:
    raw = _raw(array)
    if not 0 <= index < len(raw):
        raise out_of_range("index")
    return Byte(raw[index])


def _set_byte(array: Any, index: int, value: Any) -> None:
    _byte_at(array, index)
    _block_copy(bytes([int(value)]), 0, array, index, 1)


define("System.Buffer")
fill(
    "System.Buffer",
    """
    static void BlockCopy(array src, int srcOffset, array dst, int dstOffset, int count)
    static int ByteLength(array array)
    static byte GetByte(array array, int index)
    static void SetByte(array array, int index, byte value)
    """,
    {"::BlockCopy": _block_copy, "::ByteLength": lambda array: len(_raw(array)), "::GetByte": _byte_at, "::SetByte": _set_byte},
)
