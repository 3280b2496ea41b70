"""Assignments: targets, compound operators, ++ and --."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$a = 5; $a += 3; $a -= 2; $a *= 4; $a /= 3; $a %= 5; $a", [3]),
        ('$a, $b = 1, 2; "$a $b"', ["1 2"]),
        ("$first, $rest = 1, 2, 3; $rest -join ','", ["2,3"]),
        ('$a, ($b, $c) = 1, (2, 3); "$a|$b|$c"', ["1|2|3"]),
        ('$a = 1; $b = 2; $a, $b = $b, $a; "$a,$b"', ["2,1"]),
        ("$x = $y = 4; $x + $y", [8]),
        ("($x = 5)", [5]),
        ("$h = @{}; $h['k'] ??= 3; $h['k'] ??= 4; $h.k", [3]),
        ("$a = 1, 2; $a[-1] += 10; $a[1]", [12]),
        ("$o = [pscustomobject]@{ n = 1 }; $o.n++; $o.n += 5; $o.n", [7]),
        ("$i = 1; $r = $i++ + ++$i; $r", [4]),
        ("$x = if ($false) { 1 }; $null -eq $x", [True]),
        ("$x = foreach ($i in 1..3) { $i * 2 }; $x -join ','", ["2,4,6"]),
        ("[int] $i = '7'; $i; $i = '8'; $i.GetType().Name", [7, "Int32"]),
        ("$i = [int]::MaxValue; $i++; $i.GetType().Name", ["Double"]),
        ("$null = 5", []),
        ("$i = 0; $i++", []),
        ("$i = 0; ($i++)", [0]),
    ],
)
def test_assigns(ps, script, expected):
    assert ps(script) == expected


def test_a_place_is_evaluated_once(ps):
    assert ps("$n = 0; function At { $script:n++; 0 }; $a = 5, 6; $a[(At)] += 1; $n; $a[0]") == [1, 6]


def test_a_function_that_adds_to_a_name_first_makes_it_local(ps):
    assert ps("$n = 10; function f { $n += 1; $n }; f; $n") == [1, 10]
    assert ps('$n = 10; function g { $null = "$n"; $n += 1; $n }; g') == [11]


@pytest.mark.parametrize(
    ("script", "error_id", "category"),
    [
        ("$true = 0", "VariableNotWritable", "WriteError"),
        ("& { [string] $HOME = 0 }", "VariableNotWritable", "WriteError"),  # below the scope in which it lives
        ("[int] $i = 1; $i = 'x'", "RuntimeException", "MetadataError"),
        ("$s = 'a'; $s++", "OperatorRequiresNumber", "InvalidOperation"),
    ],
)
def test_refuses(ps, script, error_id, category):
    [record] = ps.run(script).errors
    assert (record.fully_qualified_error_id, record.category_info.category.label) == (error_id, category)
