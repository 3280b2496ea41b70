"""System.Linq.Enumerable."""

from __future__ import annotations

from psbridge.modules import shell


def test_dictionaries_flattening_and_ends():
    assert shell.run("[Linq.Enumerable]::ToDictionary([string[]]('a', 'bb'), [Func[string,int]] { $args[0].Length })[2]") == ["bb"]
    flat = "[Linq.Enumerable]::SelectMany([string[]]('a b', 'c'), [Func[string,string[]]] { $args[0].Split(' ') })"
    assert shell.run(flat) == ["a", "b", "c"]
    assert shell.run("[Linq.Enumerable]::TakeLast([int[]](1, 2, 3), 2); [Linq.Enumerable]::SkipLast([int[]](1, 2, 3), 2)") == [2, 3, 1]
    assert shell.run("[Linq.Enumerable]::ElementAtOrDefault([int[]](1, 2), 7); [Linq.Enumerable]::Append([int[]]1, 2)") == [0, 1, 2]


def test_keys_that_come_twice_are_refused():
    script = "try { [Linq.Enumerable]::ToDictionary([string[]]('a', 'b'), [Func[string,int]] { 1 }) } catch { $_.Exception.InnerException.Message }"
    assert shell.run(script) == ["An item with the same key has already been added. Key: 1"]
