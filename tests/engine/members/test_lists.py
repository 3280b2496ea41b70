"""Lists: the place that they take."""

from __future__ import annotations

import pytest

from psbridge.engine.members import lists
from psbridge.objects.containers import ArrayList

L = "[Collections.Generic.List[int]]"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"$l = {L}::new(); $l.Capacity; $l.Add(1); $l.Capacity; foreach ($n in 1..4) {{ $l.Add($n) }}; $l.Capacity", ["0", "4", "8"]),
        (f"{L}::new(10).Capacity; {L}::new([int[]](1, 2, 3)).Capacity; [Collections.ArrayList]::new(5).Capacity", ["10", "3", "5"]),
        (f"$l = {L}::new(); $l.AddRange([int[]](1..5)); $l.Capacity; $l.Add(6); $l.Capacity", ["5", "10"]),
        ("$a = [Collections.ArrayList]::new(); $a.Capacity = 20; $a.Capacity; $a.TrimToSize(); $a.Capacity", ["20", "4"]),
        (f"$l = {L}::new(20); $l.Add(1); $l.TrimExcess(); $l.Capacity", ["1"]),
        (f"$l = {L}::new([int[]](1, 2)); try {{ $l.Capacity = 1 }} catch {{ $_.Exception.InnerException.ParamName }}", ["value"]),
        (
            f"try {{ {L}::new(-1) }} catch {{ $_.Exception.InnerException.ParamName }}; [Text.StringBuilder]::new(5).Capacity",
            ["capacity", "5"],
        ),
    ],
)
def test_capacity(evaluate, script, expected):
    assert evaluate(script) == expected


def test_a_list_that_nobody_asked_has_the_place_of_its_items():
    assert lists.capacity(ArrayList([1, 2, 3])) == 3


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            f'$l = {L}(3, 1, 2); $l.Sort(); "$l"; $l.Reverse(); "$l"; "$($l.GetRange(0, 2))"; $l.RemoveRange(0, 2); "$l"',
            ["1 2 3", "3 2 1", "3 2", "1"],
        ),
        (f'$l = {L}(1..5); $l.RemoveAll({{ $args[0] -gt 3 }}); "$l"', ["2", "1 2 3"]),
        (
            f"$l = {L}(1..3); $l.Find({{ $args[0] -gt 1 }}); $l.FindLast({{ $args[0] -lt 3 }}); $l.Exists({{ $args[0] -eq 9 }})",
            ["2", "2", "False"],
        ),
        (
            f'$l = {L}(1, 2); $l.InsertRange(1, [int[]](8, 9)); "$l"; $l.ToArray().GetType().Name; $l.BinarySearch(1)',
            ["1 8 9 2", "Int32[]", "0"],
        ),
        (f"$l = {L}(1, 2); try {{ $l.RemoveRange(1, 5) }} catch {{ $_.Exception.InnerException.GetType().Name }}", ["ArgumentException"]),
        (f"$l = {L}(1, 2); try {{ $l.InsertRange(7, [int[]](1)) }} catch {{ $_.Exception.InnerException.ParamName }}", ["index"]),
        (
            '$a = [Collections.ArrayList](3, 1); $a.AddRange((7, 8)); $a.Sort(); "$a"; $a.ToArray([int]).GetType().Name; $a.IndexOf(7)',
            ["1 3 7 8", "Int32[]", "2"],
        ),
    ],
)
def test_items(evaluate, script, expected):
    assert evaluate(script) == expected
