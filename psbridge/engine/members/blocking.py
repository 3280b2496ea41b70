"""BlockingCollection<T>: who takes waits for something, who adds waits for room."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from psbridge.concurrency import Gate, wait_heard
from psbridge.engine.members import arrays
from psbridge.engine.members.arguments import invalid_operation, out_of_range, seconds_of
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.enumerators import Enumerator
from psbridge.engine.members.lists import items_of
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects.containers import TypedArray
from psbridge.objects.convert import register_enumerable
from psbridge.objects.nettypes import NetType, define
from psbridge.objects.psobject import NetObject

_B = "System.Collections.Concurrent.BlockingCollection"
_COMPLETE = "The collection has been marked as complete with regards to additions."
_EMPTY = "The collection argument is empty and has been marked as complete with regards to additions."


class BlockingCollection(NetObject):
    """A queue with an end and perhaps a limit."""

    __slots__ = ("bound", "closed", "done", "gate", "queue")
    net_type = define(f"{_B}`1", kind="generic", interfaces=["System.Collections.ICollection"])

    def __init__(self, closed: NetType, items: Any = (), bound: int = -1) -> None:
        super().__init__()
        self.closed, self.bound, self.done = closed, bound, False
        self.queue: deque[Any] = deque(items)
        self.gate = Gate()

    def __len__(self) -> int:
        return len(self.queue)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.queue))

    def try_add(self, value: Any, span: Any = 0) -> bool:
        with self.gate.lock:
            room = wait_heard(self.gate, lambda: self.done or self.bound < 0 or len(self.queue) < self.bound, seconds_of(span))
            if self.done:
                raise invalid_operation(_COMPLETE)
            if room:
                self.queue.append(value)
                self.gate.wake()
            return room

    def try_take(self, result: Any, span: Any = 0) -> bool:
        with self.gate.lock:
            wait_heard(self.gate, lambda: self.queue or self.done, seconds_of(span))
            found = bool(self.queue)
            result.value = self.queue.popleft() if found else default_value(self.closed.generic_arguments[0])
            self.gate.wake()
            return found

    def take(self) -> Any:
        with self.gate.lock:
            wait_heard(self.gate, lambda: self.queue or self.done)
            if not self.queue:
                raise invalid_operation(_EMPTY)
            self.gate.wake()
            return self.queue.popleft()

    def consume(self) -> Iterator[Any]:
        """One by one until the end."""
        while True:
            with self.gate.lock:
                wait_heard(self.gate, lambda: self.queue or self.done)
                if not self.queue:
                    return
                value = self.queue.popleft()
                self.gate.wake()
            yield value

    def complete(self) -> None:
        with self.gate.lock:
            self.done = True
            self.gate.wake()


_OPEN = BlockingCollection.net_type
BlockingCollection.net_type = property(lambda self: self.closed)  # type: ignore[assignment]
register_enumerable(BlockingCollection, iter)


@wants_type
def _new(net: NetType, *args: Any) -> BlockingCollection:
    """(), (boundedCapacity), (collection), (collection, boundedCapacity)."""
    bound = next((a for a in args if isinstance(a, int)), -1)
    if bound == 0 or bound < -1:
        raise out_of_range("boundedCapacity", "The boundedCapacity argument must be positive.")
    return BlockingCollection(net, next((items_of(a) for a in args if not isinstance(a, int)), ()), bound)


fill(
    _OPEN,
    """
    new()
    new(int boundedCapacity)
    new(System.Collections.Generic.IEnumerable[T] collection)
    new(System.Collections.Generic.IEnumerable[T] collection, int boundedCapacity)
    int BoundedCapacity {get;}
    int Count {get;}
    bool IsAddingCompleted {get;}
    bool IsCompleted {get;}
    void Add(T item)
    void CompleteAdding()
    void CopyTo(T[] array, int index)
    void Dispose()
    System.Collections.IEnumerator GetConsumingEnumerable()
    T Take()
    T[] ToArray()
    bool TryAdd(T item)
    bool TryAdd(T item, int millisecondsTimeout)
    bool TryTake([ref] T item)
    bool TryTake([ref] T item, int millisecondsTimeout)
    """,
    {
        "new": _new,
        "BoundedCapacity": "bound",
        "Count": len,
        "IsAddingCompleted": "done",
        "IsCompleted": lambda own: own.done and not own.queue,
        "Add": lambda own, value: own.try_add(value, -1) and None,
        "CompleteAdding": BlockingCollection.complete,
        "CopyTo": lambda own, target, at: arrays.copy_array(list(own), 0, target, at, len(own)),
        "Dispose": lambda own: None,
        "GetConsumingEnumerable": lambda own: Enumerator(own.consume),
        "Take": BlockingCollection.take,
        "ToArray": lambda own: TypedArray(own.closed.generic_arguments[0], own),
        "TryAdd": BlockingCollection.try_add,
        "TryTake": BlockingCollection.try_take,
    },
)
