"""if, switch, ternary, logic (compiler.branches, compiler.binary)."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler import binary, branches


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("if ($false) { 1 } elseif (2) { 2 } else { 3 }", [2]),
        ("switch (1, 2, 'abc') { 1 { 'one' } { $_ -eq 2 } { 'two' } 'ABC' { 'str'; break } default { 'd' } }", ["one", "two", "str"]),
        ("switch (3) { { $_ -gt 2 } { 'big' } { $_ -lt 10 } { 'small' } default { 'none' } }", ["big", "small"]),
        ("switch (1..3) { 2 { continue } default { $_ } }", [1, 3]),
        ("switch -Wildcard ('file.txt') { '*.txt' { 't' } 'f*' { 'f' } }", ["t", "f"]),
        ("switch -Regex ('a1') { '(?<l>[a-z])(\\d)' { $Matches.l + $Matches[1] } }", ["a1"]),
        ("switch -CaseSensitive ('A') { 'a' { 'l' } 'A' { 'u' } }", ["u"]),
        ("switch ($null) { $null { 'null' } default { 'd' } }", ["null"]),
        ("switch (@()) { default { 'never' } }", []),
        ('foreach ($i in 1, 2) { switch ($i) { 1 { break } default { "d$i" } }; "after $i" }', ["after 1", "d2", "after 2"]),
        ("function f { switch (1) { 1 { return 'r' } }; 'never' }; f", ["r"]),
        ("$r = switch (5) { 5 { 'five' } }; $r", ["five"]),
        ("$true ? 'a' : 'b'; $null ?? 'd'; 0 ?? 'd'", ["a", "d", 0]),
        ("$n = 0; $false -and ($n++); $true -or ($n++); $n", [False, True, 0]),
        ("-not 0; !$true; $true -xor $true", [True, False, False]),
        ("$a = 5; $b = 2; $a - $b; $a * 2.5; 3 + $a; $a -lt $b; $a % 3; -$a", [3, 12.5, 8, False, 2, -5]),
        ("2147483647 + 1; -2147483648 - 1", [2147483648.0, -2147483649.0]),
    ],
)
def test_branches(ps, script, expected):
    assert ps(script) == expected
    assert binary is not branches
