"""The sort of .NET's arrays and lists.

Decides in which order elements come out that compare as equal: the sort is not stable, and scripts see where such elements end up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_FEW = 16  # so many elements are inserted one by one


def introsort(items: list[Any], compare: Callable[[Any, Any], int]) -> None:
    """Sort in place as `Array.Sort` does: `compare` is negative, zero or positive."""
    if len(items) > 1:
        _sort(items, 0, len(items) - 1, 2 * len(items).bit_length(), compare)


def _sort(items: list[Any], low: int, high: int, depth: int, compare: Callable[[Any, Any], int]) -> None:
    while high > low:
        if high - low < _FEW:
            _sort_few(items, low, high, compare)
            return
        if depth == 0:
            _heap_sort(items, low, high, compare)
            return
        depth -= 1
        middle = _partition(items, low, high, compare)
        _sort(items, middle + 1, high, depth, compare)
        high = middle - 1


def _sort_few(items: list[Any], low: int, high: int, compare: Callable[[Any, Any], int]) -> None:
    if high - low == 1:
        _swap_if_greater(items, low, high, compare)
    elif high - low == 2:
        _three(items, low, low + 1, high, compare)
    else:
        for i in range(low, high):
            moved, j = items[i + 1], i
            while j >= low and compare(moved, items[j]) < 0:
                items[j + 1] = items[j]
                j -= 1
            items[j + 1] = moved


def _three(items: list[Any], low: int, middle: int, high: int, compare: Callable[[Any, Any], int]) -> None:
    _swap_if_greater(items, low, middle, compare)
    _swap_if_greater(items, low, high, compare)
    _swap_if_greater(items, middle, high, compare)


def _swap_if_greater(items: list[Any], a: int, b: int, compare: Callable[[Any, Any], int]) -> None:
    if compare(items[a], items[b]) > 0:
        items[a], items[b] = items[b], items[a]


def _partition(items: list[Any], low: int, high: int, compare: Callable[[Any, Any], int]) -> int:
    """Elements below the median of three to the left of it, the others to the right; where it stands then."""
    middle = low + (high - low) // 2
    _three(items, low, middle, high, compare)
    pivot = items[middle]
    items[middle], items[high - 1] = items[high - 1], pivot
    left, right = low, high - 1
    while left < right:
        left += 1
        while left < high and compare(items[left], pivot) < 0:  # the bounds count where comparisons contradict each other
            left += 1
        right -= 1
        while right > low and compare(pivot, items[right]) < 0:
            right -= 1
        if left >= right:
            break
        items[left], items[right] = items[right], items[left]
    items[left], items[high - 1] = items[high - 1], items[left]
    return left


def _heap_sort(items: list[Any], low: int, high: int, compare: Callable[[Any, Any], int]) -> None:
    count = high - low + 1
    for i in range(count // 2, 0, -1):
        _sink(items, i, count, low, compare)
    for i in range(count, 1, -1):
        items[low], items[low + i - 1] = items[low + i - 1], items[low]
        _sink(items, 1, i - 1, low, compare)


def _sink(items: list[Any], i: int, count: int, low: int, compare: Callable[[Any, Any], int]) -> None:
    moved = items[low + i - 1]
    while i <= count // 2:
        child = 2 * i
        if child < count and compare(items[low + child - 1], items[low + child]) < 0:
            child += 1
        if not compare(moved, items[low + child - 1]) < 0:
            break
        items[low + i - 1] = items[low + child - 1]
        i = child
    items[low + i - 1] = moved
