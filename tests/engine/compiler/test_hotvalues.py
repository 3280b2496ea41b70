"""Texts, items and calls of hot loops: the generated code does what the closures do, also where what it expects ends."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler import loops

_UPDATE = "Update-TypeData -TypeName System.String -MemberType ScriptMethod -MemberName PadLeft -Value { 'mine' } -Force"
SCRIPTS = [
    "$t = 'abc'; for ($i = 0; $i -lt 700; $i++) { $r = $t.Substring(1) }; $r",
    "$t = 'abc'; for ($i = 0; $i -lt 700; $i++) { if ($i -eq 650) { $t = 12.5 }; $r = $t.ToString() }; $r",
    "$t = 'abc'; for ($i = 0; $i -lt 700; $i++) { $n = $i % 5; $r = $t.Substring($n) }; $r; $n; $Error.Count",
    "$t = 'abc'; foreach ($i in 1..700) { try { $n = $i; $r = $t.Substring($i - 698) } catch { $e = $_.ToString(); $at = $_.InvocationInfo.Line } }; $r; $n; $e; $at",
    "$l = [Collections.Generic.List[int]]::new(); for ($i = 0; $i -lt 700; $i++) { $l.Add($i) }; $l.Count; $l[699].GetType().Name",
    "$l = [Collections.Generic.List[string]]::new(); for ($i = 0; $i -lt 700; $i++) { $l.Add($i) }; $l[699].GetType().Name",
    "$l = [Collections.Generic.List[int]]::new(); foreach ($i in 1..700) { if ($i -eq 500) { $l = [Collections.Generic.List[object]]::new() }; $l.Add($i) }; $l.Count",
    "$l = [Collections.ArrayList]::new(); foreach ($i in 1..700) { $null = $l.Add($i) }; $l.Count; $l.Add(3)",
    "foreach ($i in 1..700) { $r = [math]::Max($i, 5); $q = [Math]::Sqrt($i); $x = [string]::IsNullOrEmpty('') }; $r; $q; $x",
    "foreach ($i in 1..700) { $s = '{0}-{1:x}' -f $i, $i }; $s",
    "foreach ($i in -400..300) { $s = '{0}-{1:x}|{{{0:D}}}' -f $i, (5 * $i) }; $s",
    "foreach ($i in -700..-1) { $s = '{0} {1}' -f $i, 'x' }; $s",
    "foreach ($i in 1..700) { $s = 'a{0}b{1}' -f $i }; $s; $Error[0].FullyQualifiedErrorId; $Error.Count",
    "foreach ($i in 1..700) { $s = '{0,8}|{1:n2}' -f $i, $i }; $s",
    "$n = 'x'; foreach ($i in 1..700) { $s = \"$n=$i;\"; if ($i -eq 690) { $n = 1.5 } }; $s",
    "foreach ($i in -700..-1) { $s = \"<$i>'\\{x}\" }; $s",
    "$h = @{}; foreach ($i in 1..700) { $h[$i] = $i + 1; $h['A'] = $i; $h['a'] = -$i }; $h.Count; $h[700]; $h.a; @($h.Keys) -ccontains 'A'",
    "$h = @{}; foreach ($i in 1..700) { $h[\"k$i\"] = \"v$i\"; $h[\"K$i\"] += 'x' }; $h.Count; $h.k700",
    "$h = @{}; foreach ($i in 1..700) { if ($i -eq 600) { $h = [ordered]@{} }; $h[\"k$i\"] = $i }; $h.Count; $h.GetType().Name",
    "$a = @(0) * 700; for ($i = 0; $i -lt $a.Length; $i++) { $a[$i] = $i * 2 }; $a[699]; $a.Count",
    "$a = 1..5; for ($i = 0; $i -lt 700; $i++) { $x = $a[$i]; $y = $a[$i % 5] }; $null -eq $x; $y",
    "$a = 1..5; for ($i = 0; $i -lt 700; $i++) { $a[$i] = 7 }; $a -join ','; $Error.Count",
    "$a = [int[]](1..700); $s = 0; for ($i = 0; $i -lt $a.Count; $i++) { $s += $a[$i]; $a[$i] = '3' }; $s; $a[650].GetType().Name",
    "$t = 'abcdef'; $c = 0; for ($i = 0; $i -lt 700; $i++) { if ($t.Length -gt 5) { $c++ }; if ($i -eq 600) { $t = 'x' } }; $c",
    "$r = 0; for ($i = 0; $i -lt 700; $i++) { switch ($i % 4) { 0 { $r += 1 } 1 { $r += 10 } 1 { $r += 100 } default { $r += 1000 } } }; $r",
    "$r = 0; $v = 1; for ($i = 0; $i -lt 700; $i++) { switch ($v) { 1 { $r++ } 2 { $r += 5 } }; if ($i -eq 600) { $v = '2' } }; $r",
    "$r = ''; for ($i = 0; $i -lt 400; $i++) { switch ($i) { 399 { $r = \"got $_\" } default { 0 } } }; $r",
    "[string] $s = 'q'; foreach ($i in 1..700) { $s = \"$i\"; $s = 'a'.ToUpper() }; $s",
    "Set-StrictMode -Version 2; foreach ($i in 1..700) { $u = \"$i\"; if ($i -eq 650) { $z = \"$nope\" } }; $u; $Error.Count",
    "$t = 'abc'; function f { foreach ($i in 1..700) { $r = $t.ToUpper() }; $r }; f",
    "foreach ($i in 1..700) { $b = \"item$i\" -match '(\\d+)$' }; $b; $matches[1]; $Matches.Count; (Get-Variable Matches).Name",
    "$c = 0; foreach ($i in 1..700) { if (\"item$i\" -match '(?<n>5)(6)?') { $c += 1; $x = $matches.n } }; $c; $x; $matches.Keys -join ','",
    "$t = 'abc'; foreach ($i in 1..700) { if ($i -eq 600) { $t = 'a','b' }; $r = $t -match 'A' }; $r; $t -cmatch 'A'",
    "$t = 'abc'; foreach ($i in 1..700) { $b = $t -match 'b'; $matches = $null; if ($i -eq 699) { $matches = 5 } }; $matches",
    "$t = 'abc'; foreach ($i in 1..700) { $matches = $i; $b = $t -notmatch 'b' }; $b; $matches.Count",
    "$t = 'abc'; foreach ($i in 1..700) { $b = $t -match '(' }; $b; $Error.Count; $Error[0].FullyQualifiedErrorId",
    "$t = 'abc'; $c = 0; foreach ($i in 1..700) { if ($t -like 'A*' -and $t -cnotlike 'A*' -and $t -notlike '*x*') { $c++ }; $r = $t -like '[' }; $c; $Error.Count",
    "foreach ($i in 1..700) { $r = \"it$i\" -replace '\\d', '<$0>' -creplace 'I', 'x' -replace 't' }; $r",
    "$t = 'abc'; foreach ($i in 1..700) { $r = $t -replace 'b', { 'x' }; $q = $t -replace '[', 'x' }; $r; $Error.Count",
    "$t = 'abc'; $c = 0; foreach ($i in 1..700) { if ($t -eq 'ABC') { $c++ }; if ($t -ceq 'ABC') { $c += 1000 }; if ($t -ne 'abd') { $c++ }; if ($i -eq 650) { $t = 1 } }; $c",
    "$t = 'abc'; foreach ($i in 1..700) { $r = $t -eq 5; $q = $t -eq 'abc'; $w = 5 -eq $t }; $r; $q; $w",
    "$t = 'a'; foreach ($i in 1..700) { $b = -not ($t -match 'b') -and $i -gt 5; $x = ($t -eq 'a') -eq $true }; $b; $x",
    "function f { foreach ($i in 1..700) { $b = \"x$i\" -match '\\d' }; $matches[0] }; 'q' -match 'q'; f; $matches[0]",
    "$s = [bool[]]::new(900); for ($i = 2; $i * $i -le 800; $i++) { if (-not $s[$i]) { for ($j = $i * $i; $j -le 800; $j += $i) { $s[$j] = $true } } }; $n = 0; foreach ($i in 2..800) { if (-not $s[$i]) { $n++ } }; $n; $s[4].GetType().Name",
    "$a = [int[]](1..20); for ($k = 0; $k -lt 20; $k++) { for ($j = 0; $j -lt 19; $j++) { if ($a[$j] -lt $a[$j + 1]) { $t = $a[$j]; $a[$j] = $a[$j + 1]; $a[$j + 1] = $t } } }; $a -join ','",
    "$a = @(1, 'x', 2.5, $null) * 200; $s = ''; foreach ($i in 0..799) { $s += $a[$i]; $b = $a[$i] -eq 'x'; $c = $a[$i] }; $s.Length; $b; $null -eq $c",
    "$a = 1..800; $s = 0; for ($i = 0; $i -lt 800; $i++) { $s += $a[$i] * 2; if ($i -eq 700) { $a = @('5') * 800 } }; $s",
    "$a = [double[]](1..800); for ($i = 0; $i -lt 800; $i++) { $a[$i] = $a[$i] / 2.0; if ($i -eq 700) { $a = [int[]](1..800) }; $a[3] = 7; $a[4] = '8' }; $a[799]; $a[3].GetType().Name; $a[4]",
    "$a = [string[]]('x', 'y') * 400; $c = 0; for ($i = 0; $i -lt 800; $i++) { if ($a[$i] -eq 'Y' -and $a[$i] -match 'y') { $c++ }; $a[$i] = 'z'; $a[0] = 5 }; $c; $a[0].GetType().Name; $matches[0]",
    "$b = [byte[]]::new(800); for ($i = 0; $i -lt 800; $i++) { $b[$i] = $i % 256 }; $b[799]; $b[3].GetType().Name",
    "foreach ($i in 1..700) { $b = $i -gt 5; $c = -not $b; $d = $true; $h = @{}; $h[$i] = $i -lt 9; $h['t'] = $false }; $b; $c; $d; $h[700]; $h.t",
    "$x = 0.0; foreach ($i in 1..700) { $x = $x * 0.5 + $i / 3.0 }; $x; $x.GetType().Name",
    "foreach ($i in 1..700) { $r = $i / 2; $q = 7 / $i; $s = $i / 350.0 }; $r; $q; $s; $r.GetType().Name; (699 / 2).GetType().Name",
    "$z = 5; foreach ($i in 1..700) { $r = 0; $r = $i / $z; if ($i -eq 650) { $z = 0 } }; $r; $Error.Count; $Error[0].FullyQualifiedErrorId",
    "$z = 5.0; foreach ($i in 1..700) { $r = $i / $z; if ($i -eq 650) { $z = 0.0 } }; $r; $Error.Count",
    "$m = -2147483648; foreach ($i in -700..-1) { $r = $m / $i }; $r; $r.GetType().Name",
    "$t = 0.0; foreach ($i in 1..700) { $t += 0.25; $t -= $i * 0.5; if ($i -eq 600) { $t = 3 } }; $t; $t.GetType().Name",
    "$t = 0; foreach ($i in 1..700) { $t += $i / 4.0; if ($i -eq 600) { $t = 'x' } }; $t",
    "$x = 1.5; $c = 0; foreach ($i in 1..700) { if ($x -lt $i / 100) { $c++ }; if ($i % 7 -eq 0 -and $x * 2 -ge 3.0) { $c += 10 }; if ($i -eq 650) { $x = '9' } }; $c",
    "$n = 7; $c = 0; for ($i = -350; $i -lt 350; $i++) { $c += $i % $n; if ($i -eq 340) { $n = -3 } }; $c",
    "$x = 1e308; foreach ($i in 1..700) { $y = $x * 10; $w = $y - $y; $v = 0.0 - $x }; $y; $w.ToString(); $v; $w -eq $w",
    "foreach ($i in 1..700) { $r = [math]::Sqrt($i / 2.0); $q = [math]::Floor($r) }; $r; $q",
    f"function g {{ foreach ($i in 1..700) {{ $r = $t.PadLeft(5) }}; $r }}; $t = 'x'; g; {_UPDATE}; $t = 'y'; g",
]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_generated_code_agrees_with_closures(ps, script, monkeypatch):
    def outcome(ran):
        return [(type(v), v) for v in ran.output], [(str(e), e.invocation_info.position_message) for e in ran.errors]

    hot = outcome(ps.run(script))
    monkeypatch.setattr(loops, "ROUNDS", -1)
    from psbridge.engine.compiler import _BY_TEXT

    _BY_TEXT.clear()
    assert hot == outcome(type(ps)().run(script))


def _source(monkeypatch, ps, script):
    """The Python code that a script's loops became."""
    from psbridge.engine.compiler import _BY_TEXT, hot
    from psbridge.engine.invoke import layers

    _BY_TEXT.clear()
    monkeypatch.setattr(layers, "_told", frozenset())  # what other tests told of types keeps methods from being remembered
    made = []
    monkeypatch.setattr(hot, "compile", lambda text, *rest: made.append(text) or compile(text, *rest), raising=False)
    ps(script)
    return "\n".join(made)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("$t = 'abc'; foreach ($i in 1..400) { $r = $t.Substring(1) }", ", (1))"),
        ("foreach ($i in 1..400) { $s = '{0}-{1:x}' -f $i, $i }", "f'{v0}' '-' f'{v0:x}'"),
        ("$h = @{}; foreach ($i in 1..400) { $h[$i] = $i }", "._items["),
        ("$a = 1..9; for ($i = 0; $i -lt 400; $i++) { $x = $a[$i % 9] }", "v2[t1]"),
        ("$t = 'x'; foreach ($i in 1..400) { $b = $t -match 'x' }", "(ctx, v2)"),
        ("$t = 'x'; foreach ($i in 1..400) { $b = $t -replace 'x', 'y' }", "(v2)"),
        ("$t = 'x'; foreach ($i in 1..400) { if ($t -eq 'x') { $b = 1 } }", "(v1, 'x', True)"),
        ("for ($i = 0; $i -lt 400; $i++) { switch ($i % 2) { 0 { $x = 1 } default { $x = 2 } } }", "== 0:"),
    ],
)  # fmt: skip
def test_what_is_expected_is_done_in_python(ps, script, code, monkeypatch):
    assert code in _source(monkeypatch, ps, script)
