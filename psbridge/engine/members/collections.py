"""Sets, queues, stacks, linked lists and bags, generic and not."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from psbridge.engine.members import arrays
from psbridge.engine.members.arguments import NON_NEGATIVE, bad_argument, invalid_operation, room_in
from psbridge.engine.members.comparers import StringComparer, comparer_in, folding
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.lists import items_of
from psbridge.engine.members.table import fill, register_types, wants_type
from psbridge.objects.containers import Queue, Stack, TypedArray, exact_key
from psbridge.objects.convert import register_enumerable
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import NetObject, unwrap

OBJECT = find_type("System.Object")
_G = "System.Collections.Generic."
_C = "System.Collections.Concurrent."
register_types(
    """
    System.Collections.Generic.LinkedListNode`1 | System.Object | generic
    System.Collections.Generic.PriorityQueue`2 | System.Object | generic
    System.Collections.Concurrent.ConcurrentBag`1 | System.Object | generic | System.Collections.ICollection
    System.Collections.Concurrent.ConcurrentQueue`1 | System.Object | generic | System.Collections.ICollection
    System.Collections.Concurrent.ConcurrentStack`1 | System.Object | generic | System.Collections.ICollection
    """
)


def _closed(net: NetType, values: list[Any]) -> tuple[NetType, NetType]:
    """The closed generic type behind `net` (a class may inherit from it) and its element type."""
    here = net
    while not here.generic_arguments and here.base is not None:
        here = here.base
    return (net, here.generic_arguments[0]) if here.generic_arguments else (net, OBJECT)


class HashSet:
    """HashSet<T> and SortedSet<T>: ``fold`` says which items are the same."""

    __slots__ = ("__weakref__", "element", "fold", "items", "net_type", "order")

    def __init__(self, net: NetType, element: NetType, fold: Any, order: Any = None) -> None:
        self.net_type, self.element, self.fold, self.order = net, element, fold, order
        self.items: dict[Any, Any] = {}

    def add(self, value: Any) -> bool:
        key = self.fold(unwrap(value))
        if key in self.items:
            return False
        self.items[key] = value
        return True

    def discard(self, value: Any) -> bool:
        key = self.fold(unwrap(value))
        return self.items.pop(key, self) is not self

    def __contains__(self, value: Any) -> bool:
        return self.fold(unwrap(value)) in self.items

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        values = list(self.items.values())
        return iter(values if self.order is None else arrays.merge_sort(values, self.order))

    def folded(self, others: Any) -> dict[Any, Any]:
        return {self.fold(unwrap(value)): value for value in items_of(others)}


register_enumerable(HashSet, iter)


def _new_set(sorted_items: bool) -> Any:
    @wants_type
    def new(net: NetType, *args: Any) -> HashSet:
        room_in(args)
        comparer = comparer_in(args)
        source = next((a for a in args if a is not comparer and not isinstance(a, int)), None)
        net, element = _closed(net, [])
        fold = exact_key if sorted_items and not isinstance(comparer, StringComparer) else folding(comparer)
        made = HashSet(net, element, fold, arrays.ordering(comparer) if sorted_items else None)
        for value in items_of(source) if source is not None else ():
            made.add(value)
        return made

    return new


def _change(pick: Any) -> Any:
    """A set operation that keeps the keys that `pick(own, others)` gives."""

    def run(own: HashSet, others: Any) -> None:
        more = own.folded(others)
        union = {**more, **own.items}
        keep = pick(own.items.keys(), more.keys())
        own.items = {key: value for key, value in {**own.items, **union}.items() if key in keep}

    return run


def _test(decide: Any) -> Any:
    return lambda own, others: decide(own.items.keys(), own.folded(others).keys())


def remove_where(own: HashSet, match: Any) -> int:
    gone = [key for key, value in list(own.items.items()) if match(value)]
    for key in gone:
        del own.items[key]
    return len(gone)


def find_same(own: HashSet, value: Any, result: Any) -> bool:
    key = own.fold(unwrap(value))
    result.value = own.items.get(key, default_value(own.element))
    return key in own.items


def edge(own: HashSet, position: int) -> Any:
    values = list(own)
    return values[position] if values else default_value(own.element)


_SET = """
new()
new(System.Collections.Generic.IEnumerable[T] collection)
new(System.Collections.Generic.IEqualityComparer[T] comparer)
new(int capacity)
new(System.Collections.Generic.IEnumerable[T] collection, System.Collections.Generic.IEqualityComparer[T] comparer)
int Count {get;}
bool Add(T item)
void Clear()
bool Contains(T item)
void CopyTo(T[] array)
void CopyTo(T[] array, int arrayIndex)
void ExceptWith(System.Collections.Generic.IEnumerable[T] other)
System.Collections.IEnumerator GetEnumerator()
void IntersectWith(System.Collections.Generic.IEnumerable[T] other)
bool IsProperSubsetOf(System.Collections.Generic.IEnumerable[T] other)
bool IsProperSupersetOf(System.Collections.Generic.IEnumerable[T] other)
bool IsSubsetOf(System.Collections.Generic.IEnumerable[T] other)
bool IsSupersetOf(System.Collections.Generic.IEnumerable[T] other)
bool Overlaps(System.Collections.Generic.IEnumerable[T] other)
bool Remove(T item)
int RemoveWhere(System.Predicate[T] match)
bool SetEquals(System.Collections.Generic.IEnumerable[T] other)
void SymmetricExceptWith(System.Collections.Generic.IEnumerable[T] other)
bool TryGetValue(T equalValue, [ref] T actualValue)
void UnionWith(System.Collections.Generic.IEnumerable[T] other)
"""
_SET_FUNCTIONS: dict[str, Any] = {
    "Count": len,
    "Add": HashSet.add,
    "Clear": lambda own: own.items.clear(),
    "Contains": lambda own, value: value in own,
    "CopyTo": lambda own, target, at=0: arrays.copy_array(list(own), 0, target, at, len(own)),
    "ExceptWith": _change(lambda own, other: own - other),
    "GetEnumerator": lambda own: enumerator_of(own),
    "IntersectWith": _change(lambda own, other: own & other),
    "IsProperSubsetOf": _test(lambda own, other: own < other),
    "IsProperSupersetOf": _test(lambda own, other: own > other),
    "IsSubsetOf": _test(lambda own, other: own <= other),
    "IsSupersetOf": _test(lambda own, other: own >= other),
    "Overlaps": _test(lambda own, other: bool(own & other)),
    "Remove": HashSet.discard,
    "RemoveWhere": remove_where,
    "SetEquals": _test(lambda own, other: own == other),
    "SymmetricExceptWith": _change(lambda own, other: own ^ other),
    "TryGetValue": find_same,
    "UnionWith": _change(lambda own, other: own | other),
}
fill(
    _G + "HashSet`1",
    _SET + "void TrimExcess()\nint EnsureCapacity(int capacity)\nSystem.Object Comparer {get;}",
    {
        **_SET_FUNCTIONS,
        "new": _new_set(False),
        "TrimExcess": lambda own: None,
        "EnsureCapacity": lambda own, size: max(size, len(own)),
        "Comparer": lambda own: StringComparer.make("Ordinal" if own.fold is exact_key else "OrdinalIgnoreCase"),
    },
)


def _between(own: HashSet, low: Any, high: Any) -> HashSet:
    """The items from one to another, as a set of their own."""
    least, most = own.order(low), own.order(high)
    if most < least:
        raise bad_argument("Must be less than or equal to upperValue.", "lowerValue")
    made = HashSet(own.net_type, own.element, own.fold, own.order)
    for value in own:
        if not own.order(value) < least and not most < own.order(value):
            made.add(value)
    return made


fill(
    _G + "SortedSet`1",
    _SET.replace("IEqualityComparer", "IComparer")
    + "T Max {get;}\nT Min {get;}\nSystem.Collections.IEnumerator Reverse()\n"
    + "System.Collections.Generic.SortedSet[T] GetViewBetween(T lowerValue, T upperValue)",
    {
        **_SET_FUNCTIONS,
        "new": _new_set(True),
        "Max": lambda own: edge(own, -1),
        "Min": lambda own: edge(own, 0),
        "Reverse": lambda own: enumerator_of(list(own)[::-1]),
        "GetViewBetween": _between,
    },
)


class GenericQueue(deque[Any]):
    """Queue<T> and ConcurrentQueue<T>; the front is on the left."""

    __slots__ = ("element", "net_type")

    def __init__(self, net: NetType, element: NetType, items: Any = ()) -> None:
        super().__init__(items)
        self.net_type, self.element = net, element


class GenericStack(Stack):
    """Stack<T> and ConcurrentStack<T>; the top is the last item."""

    __slots__ = ("element", "net_type")

    def __init__(self, net: NetType, element: NetType, items: Any = ()) -> None:
        super().__init__(items)
        self.net_type, self.element = net, element


class Bag(list[Any]):
    """ConcurrentBag<T>."""

    __slots__ = ("element", "net_type")

    def __init__(self, net: NetType, element: NetType, items: Any = ()) -> None:
        super().__init__(items)
        self.net_type, self.element = net, element


def _maker(made: Any) -> Any:
    @wants_type
    def new(net: NetType, *args: Any) -> Any:
        items = items_of(args[0]) if args and room_in(args, text=NON_NEGATIVE, told=True) is None else []
        return made(*_closed(net, items), items)

    return new


def _take(pop: Any, text: str) -> Any:
    def run(own: Any) -> Any:
        if not own:
            raise invalid_operation(text)
        return pop(own)

    return run


def _try(pop: Any) -> Any:
    def run(own: Any, result: Any) -> bool:
        if not own:
            result.value = default_value(getattr(own, "element", None))
            return False
        result.value = pop(own)
        return True

    return run


def _array(own: Any) -> Any:
    items = list(reversed(own)) if isinstance(own, Stack) else list(own)
    element = getattr(own, "element", OBJECT)
    return items if element is OBJECT else TypedArray(element, items)


_COMMON = """
int Count {get;}
void Clear()
bool Contains(T item)
void CopyTo(T[] array, int arrayIndex)
System.Collections.IEnumerator GetEnumerator()
T[] ToArray()
"""
_COMMON_FUNCTIONS: dict[str, Any] = {
    "Count": len,
    "IsEmpty": lambda own: not own,
    "IsSynchronized": lambda own: False,
    "SyncRoot": lambda own: own,
    "Clear": lambda own: own.clear(),
    "Contains": lambda own, value: arrays.index_of(list(own), value) >= 0,
    "CopyTo": lambda own, target, at: arrays.copy_array(_array(own), 0, target, at, len(own)),
    "GetEnumerator": lambda own: enumerator_of(_array(own), own),
    "ToArray": _array,
    "TrimExcess": lambda own: None,
    "Clone": lambda own: type(own)(own),
}
_NEW = "new()\nnew(int capacity)\nnew(System.Collections.Generic.IEnumerable[T] collection)\n"
_QUEUE = "T Dequeue()\nvoid Enqueue(T item)\nT Peek()\nbool TryDequeue([ref] T result)\nbool TryPeek([ref] T result)\nvoid TrimExcess()\n"
_QUEUE_FUNCTIONS: dict[str, Any] = {
    **_COMMON_FUNCTIONS,
    "Dequeue": _take(deque.popleft, "Queue empty."),
    "Enqueue": lambda own, value: own.append(value),
    "Peek": _take(lambda own: own[0], "Queue empty."),
    "TryDequeue": _try(deque.popleft),
    "TryPeek": _try(lambda own: own[0]),
}
_STACK = "T Peek()\nT Pop()\nvoid Push(T item)\nbool TryPeek([ref] T result)\nbool TryPop([ref] T result)\nvoid TrimExcess()\n"
_STACK_FUNCTIONS: dict[str, Any] = {
    **_COMMON_FUNCTIONS,
    "Peek": _take(lambda own: own[-1], "Stack empty."),
    "Pop": _take(lambda own: own.pop(), "Stack empty."),
    "Push": lambda own, value: own.append(value),
    "TryPeek": _try(lambda own: own[-1]),
    "TryPop": _try(lambda own: own.pop()),
}
fill(_G + "Queue`1", _NEW + _COMMON + _QUEUE, {**_QUEUE_FUNCTIONS, "new": _maker(GenericQueue)})
fill(_G + "Stack`1", _NEW + _COMMON + _STACK, {**_STACK_FUNCTIONS, "new": _maker(GenericStack)})
fill(_C + "ConcurrentQueue`1", _NEW + _COMMON + _QUEUE + "bool IsEmpty {get;}", {**_QUEUE_FUNCTIONS, "new": _maker(GenericQueue)})
_RANGES = """bool IsEmpty {get;}
void PushRange(T[] items)
void PushRange(T[] items, int startIndex, int count)
int TryPopRange(T[] items)
int TryPopRange(T[] items, int startIndex, int count)
"""


def _pop_range(own: Any, items: Any, start: int = 0, count: int | None = None) -> int:
    wanted = min(len(items) - start if count is None else count, len(own))
    for i in range(wanted):
        items[start + i] = own.pop()
    return wanted


_RANGES_FUNCTIONS = {
    "new": _maker(GenericStack),
    "PushRange": lambda own, items, start=0, count=None: own.extend(items[start : None if count is None else start + count]),
    "TryPopRange": _pop_range,
}
fill(_C + "ConcurrentStack`1", _NEW + _COMMON + _STACK + _RANGES, {**_STACK_FUNCTIONS, **_RANGES_FUNCTIONS})
_BAG_FUNCTIONS = {
    **_COMMON_FUNCTIONS,
    "new": _maker(Bag),
    "Add": lambda own, value: own.append(value),
    "TryTake": _try(lambda own: own.pop()),
    "TryPeek": _try(lambda own: own[-1]),
}
_BAG = "void Add(T item)\nbool TryTake([ref] T result)\nbool TryPeek([ref] T result)\nbool IsEmpty {get;}\n"
fill(_C + "ConcurrentBag`1", _NEW + _COMMON + _BAG, _BAG_FUNCTIONS)
_OLD = """
int Count {get;}
bool IsSynchronized {get;}
System.Object SyncRoot {get;}
void Clear()
System.Object Clone()
bool Contains(System.Object obj)
void CopyTo(array array, int index)
System.Collections.IEnumerator GetEnumerator()
System.Object[] ToArray()
System.Object Peek()
new()
new(System.Collections.ICollection col)
new(int capacity)
"""


def _old(made: Any, parameter: str) -> Any:
    return lambda *args: made(items_of(args[0]) if args and room_in(args, parameter, NON_NEGATIVE) is None else ())


fill(
    "System.Collections.Queue",
    _OLD
    + "System.Object Dequeue()\nvoid Enqueue(System.Object obj)\nstatic System.Collections.Queue Synchronized(System.Collections.Queue queue)\nvoid TrimToSize()",
    {**_QUEUE_FUNCTIONS, "TrimToSize": lambda own: None, "new": _old(Queue, "capacity"), "::Synchronized": lambda own: own},
)
fill(
    "System.Collections.Stack",
    _OLD
    + "System.Object Pop()\nvoid Push(System.Object obj)\nstatic System.Collections.Stack Synchronized(System.Collections.Stack stack)",
    {**_STACK_FUNCTIONS, "new": _old(Stack, "initialCapacity"), "::Synchronized": lambda own: own},
)


class Node(NetObject):
    """A node of a linked list."""

    __slots__ = ("owner", "value")
    net_type = find_type(_G + "LinkedListNode`1")

    def __init__(self, owner: LinkedList, value: Any) -> None:
        super().__init__()
        self.owner, self.value = owner, value

    def beside(self, step: int) -> Node | None:
        at = self.owner.nodes.index(self) + step
        return self.owner.nodes[at] if 0 <= at < len(self.owner.nodes) else None


class LinkedList:
    """LinkedList<T>, as a list of its nodes."""

    __slots__ = ("__weakref__", "element", "net_type", "nodes")

    def __init__(self, net: NetType, element: NetType, items: Any = ()) -> None:
        self.net_type, self.element = net, element
        self.nodes: list[Node] = [Node(self, item) for item in items]

    def __iter__(self) -> Iterator[Any]:
        return iter([node.value for node in self.nodes])

    def __len__(self) -> int:
        return len(self.nodes)

    def put(self, at: int, value: Any) -> Node:
        node = value if isinstance(value, Node) else Node(self, value)
        self.nodes.insert(at, node)
        return node

    def find(self, value: Any) -> Node | None:
        at = arrays.index_of(list(self), value)
        return self.nodes[at] if at >= 0 else None

    def find_last(self, value: Any) -> Node | None:
        at = arrays.last_index_of(list(self), value)
        return self.nodes[at] if at >= 0 else None

    def drop(self, value: Any) -> bool:
        node = value if isinstance(value, Node) else self.find(value)
        if node is None:
            return False
        self.nodes.remove(node)
        return True

    def drop_at(self, at: int) -> None:
        if not self.nodes:
            raise invalid_operation("The LinkedList is empty.")
        del self.nodes[at]


register_enumerable(LinkedList, iter)
fill(
    _G + "LinkedListNode`1",
    "T Value {get;set;}\nSystem.Object Next {get;}\nSystem.Object Previous {get;}\nSystem.Object List {get;}",
    {"Value": "value", "Next": lambda node: node.beside(1), "Previous": lambda node: node.beside(-1), "List": "owner"},
)
_N = "System.Collections.Generic.LinkedListNode[T]"
fill(
    _G + "LinkedList`1",
    f"""
    new()
    new(System.Collections.Generic.IEnumerable[T] collection)
    int Count {{get;}}
    {_N} First {{get;}}
    {_N} Last {{get;}}
    {_N} AddAfter({_N} node, T value)
    {_N} AddBefore({_N} node, T value)
    {_N} AddFirst(T value)
    {_N} AddLast(T value)
    void Clear()
    bool Contains(T value)
    {_N} Find(T value)
    {_N} FindLast(T value)
    void CopyTo(T[] array, int index)
    System.Collections.IEnumerator GetEnumerator()
    bool Remove(T value)
    void Remove({_N} node)
    void RemoveFirst()
    void RemoveLast()
    """,
    {
        "new": _maker(LinkedList),
        "Count": len,
        "First": lambda own: own.nodes[0] if own.nodes else None,
        "Last": lambda own: own.nodes[-1] if own.nodes else None,
        "AddAfter": lambda own, node, value: own.put(own.nodes.index(node) + 1, value),
        "AddBefore": lambda own, node, value: own.put(own.nodes.index(node), value),
        "AddFirst": lambda own, value: own.put(0, value),
        "AddLast": lambda own, value: own.put(len(own.nodes), value),
        "Clear": lambda own: own.nodes.clear(),
        "Contains": lambda own, value: own.find(value) is not None,
        "Find": LinkedList.find,
        "FindLast": LinkedList.find_last,
        "CopyTo": lambda own, target, at: arrays.copy_array(list(own), 0, target, at, len(own)),
        "GetEnumerator": lambda own: enumerator_of(own),
        "Remove": LinkedList.drop,
        "RemoveFirst": lambda own: own.drop_at(0),
        "RemoveLast": lambda own: own.drop_at(-1),
    },
)
