"""Numbers by their bits, sets, stacks and queues in parts, arrays filled."""

from __future__ import annotations

import pytest

from psbridge.engine.members import arrayparts, blocking, floatmath


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "[MathF]::Sqrt(2); [MathF]::PI; [MathF]::Round(2.5); [MathF]::Max(1, 2); [MathF]::Abs(-1.5).GetType().Name; [MathF]::Pow(2, 3); [MathF]::Floor(-1.5)",
            ["1.414214", "3.141593", "2", "2", "Single", "8", "-2"],
        ),
        (
            "[Math]::BitIncrement(1); [Math]::ILogB(8); [Math]::ScaleB(1.5, 3); [Math]::MaxMagnitude(-3, 2); [Math]::MinMagnitude(-3, 2); [Math]::FusedMultiplyAdd(2, 3, 4); [Math]::BitDecrement(0) -lt 0",
            ["1", "3", "12", "-3", "2", "10", "True"],
        ),
        (
            "$s = [Collections.Generic.SortedSet[int]]::new([int[]](1..9)); $s.GetViewBetween(3, 6) -join ','; try { $s.GetViewBetween(6, 3) } catch { $_.FullyQualifiedErrorId }; $h = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase); $h.EnsureCapacity(5); \"$($h.Comparer)\"",
            ["3,4,5,6", "ArgumentException", "5", "System.OrdinalIgnoreCaseComparer"],
        ),
        (
            '$l = [Collections.Generic.LinkedList[int]]::new([int[]](1, 2, 1)); $l.FindLast(1).Previous.Value; $a = [int[]]::new(3); $l.CopyTo($a, 0); "$a"',
            ["2", "1 2 1"],
        ),
        (
            '$s = [Collections.Concurrent.ConcurrentStack[int]]::new(); $s.PushRange([int[]](1, 2, 3)); $a = [int[]]::new(2); $s.TryPopRange($a); "$a"; $s.Count',
            ["2", "3 2", "1"],
        ),
        (
            "$b = [Collections.Concurrent.BlockingCollection[int]]::new(2); $b.Add(1); $b.TryAdd(2); $b.TryAdd(3); $b.Count; $b.BoundedCapacity; $b.Take(); $b.CompleteAdding(); $b.IsAddingCompleted; try { $b.Add(9) } catch { $_.FullyQualifiedErrorId }; $b.GetConsumingEnumerable() -join ','; $b.IsCompleted; try { $b.Take() } catch { $_.FullyQualifiedErrorId }",
            ["True", "False", "2", "2", "1", "True", "InvalidOperationException", "2", "True", "InvalidOperationException"],
        ),
        (
            "$b = [Collections.Concurrent.BlockingCollection[string]]::new(); $v = $null; $b.TryTake([ref]$v, 1); $b.Add('x'); $b.TryTake([ref]$v); $v; $b.ToArray().Count",
            ["False", "True", "x", "0"],
        ),
        (
            '$a = 1, 2, 3; [array]::Fill($a, 7); "$a"; [array]::Fill($a, 0, 1, 1); "$a"; $r = [array]::AsReadOnly($a); $r.Count; $r.GetType().Name; $b = 9, 9, 9; [array]::ConstrainedCopy($a, 0, $b, 1, 2); "$b"',
            ["7 7 7", "7 0 7", "3", "ReadOnlyCollection`1", "9 7 0"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [blocking, floatmath])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []


def test_what_is_filled_is_a_part_of_the_array():
    items = [1, 2, 3, 4]
    arrayparts._filled(items, 0, 1, 2)
    assert items == [1, 0, 0, 4]
