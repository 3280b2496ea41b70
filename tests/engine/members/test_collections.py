"""Arrays, lists, dictionaries, sets and queries, as scripts use them."""

from __future__ import annotations

import pytest

CASES = [
    (
        "$l = [Collections.Generic.List[int]]::new(); $l.Add(3); $l.Add('5'); $l.AddRange([int[]](1, 2)); $l.Sort(); $l -join ','; $l.FindAll({ $args[0] -gt 2 }) -join ','; $l.ToArray().GetType().Name",
        ["1,2,3,5", "3,5", "Int32[]"],
    ),
    (
        "$d = [Collections.Generic.Dictionary[string, int]]::new(); $d['a'] = 1; $v = 0; $d.TryGetValue('a', [ref]$v); $v; $d.ContainsKey('A'); $d['zz']",
        ["True", "1", "False", "null"],
    ),
    ("$d = [Collections.Generic.SortedDictionary[string, int]]::new(); $d['b'] = 2; $d['a'] = 1; $d.Keys -join ','", ["a,b"]),
    (
        "$h = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase); $h.Add('A'); $h.Add('a'); $h.Count",
        ["True", "False", "1"],
    ),
    (
        "$h = [Collections.Generic.HashSet[int]]::new([int[]](1, 2)); $h.UnionWith([int[]](2, 3)); $h.Count; $h.IsSubsetOf([int[]](1, 2, 3, 4))",
        ["3", "True"],
    ),
    ("$q = [Collections.Queue]::new(); $q.Enqueue(1); $q.Enqueue(2); $q.Dequeue(); $q.Count", ["1", "1"]),
    ("$s = [Collections.Generic.Stack[int]]::new(); $s.Push(1); $s.Push(2); $s.Pop(); $s.Peek()", ["2", "1"]),
    (
        "$l = [Collections.Generic.LinkedList[int]]::new(); $null = $l.AddLast(2); $null = $l.AddFirst(1); $l -join ','; $l.First.Next.Value",
        ["1,2", "2"],
    ),
    ("$t = [hashtable]::new(); $t['a'] = 1; $t['A'] = 2; $t.Count", ["2"]),
    ("$o = [ordered]@{ a = 1 }; $o.Insert(0, 'z', 9); $o.Keys -join ','", ["z,a"]),
    (
        "$c = [Collections.Concurrent.ConcurrentDictionary[string, int]]::new(); $c.TryAdd('a', 1); $c.GetOrAdd('a', 5); $c.AddOrUpdate('a', 0, { param($k, $v) $v + 1 })",
        ["True", "1", "2"],
    ),
    ('$a = 3, 1, 2; [array]::Sort($a); "$a"; [array]::Reverse($a); "$a"; [array]::IndexOf($a, 2)', ["1 2 3", "3 2 1", "1"]),
    ("$a = 1, 2; [array]::Resize([ref]$a, 3); $a.Count", ["3"]),
    ("[array]::Find([int[]](1, 5), [Predicate[int]] { $args[0] -gt 3 })", ["5"]),
    ("$e = (1, 2).GetEnumerator(); $e.MoveNext(); $e.Current", ["True", "1"]),
    ("[tuple]::Create(1, 'a').Item2", ["a"]),
    (
        "[Linq.Enumerable]::Sum([int[]](1, 2, 3)); [Linq.Enumerable]::Where([int[]](1, 2), [Func[int, bool]] { $args[0] -gt 1 }) -join ','",
        ["6", "2"],
    ),
    (
        "(1, 2, 3).ForEach({ $_ * 2 }) -join ','; (1..6).Where({ $_ -gt 2 }, 'First', 2) -join ','; $y, $n = (1..4).Where({ $_ % 2 }, 'Split'); \"$y|$n\"",
        ["2,4,6", "3,4", "1 3|2 4"],
    ),
]


_PLAIN = "Non-negative number required. (Parameter 'capacity')"
_OUT = "Specified argument was out of the range of valid values. (Parameter 'capacity')"
_TOLD = _PLAIN + "\nActual value was -1."


@pytest.mark.parametrize(
    ("made", "refusal"),
    [
        ("Collections.Generic.List[int]", _PLAIN),
        ("Collections.Generic.Dictionary[string,int]", _OUT),
        ("Collections.Generic.HashSet[int]", _OUT),
        ("Collections.Generic.Queue[int]", _TOLD),
        ("Collections.Generic.Stack[int]", _TOLD),
        ("Collections.Generic.SortedList[string,int]", _TOLD),
        ("Collections.Queue", _PLAIN),
        ("Collections.Stack", _PLAIN.replace("capacity", "initialCapacity")),
        ("Collections.SortedList", _PLAIN.replace("capacity", "initialCapacity")),
        ("hashtable", _PLAIN),
    ],
)
def test_negative_capacities_are_refused(evaluate, made, refusal):
    script = (
        f"try {{ [{made}]::new(-1) }} catch {{ $_.Exception.InnerException.Message; $_.FullyQualifiedErrorId }}; [{made}]::new(3).Count"
    )
    assert evaluate(script) == [refusal, "ArgumentOutOfRangeException", "0"]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected


def test_places_of_values_in_lists():
    from psbridge.engine.members.arrays import index_of, same
    from psbridge.objects import Byte, Int64, PSObject

    inner = PSObject("x")
    items = [1.0, True, 1, Int64(1), "a", "A", None, inner, "x", "1", 1, Byte(3), 3]
    for wanted in (*items, PSObject("a"), "b", 2, PSObject(1), False, 2.5):
        bare = wanted.base if isinstance(wanted, PSObject) else wanted
        for start in range(len(items) + 1):
            for end in range(start, len(items) + 1):
                slow = next((i for i in range(start, end) if same(items[i], bare)), -1)
                assert index_of(items, wanted, start, end - start) == slow
    assert index_of(items, "x") == 7
