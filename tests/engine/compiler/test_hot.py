"""Hot loops: the generated code does what the closures do."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler import loops

SCRIPTS = [
    "$s = 0; for ($i = 0; $i -lt 1000; $i++) { $s += $i }; $s; $i",
    "$s = 2147483000; for ($i = 0; $i -lt 1000; $i++) { $s += $i }; $s.GetType().Name; $s",
    '$s = 0; foreach ($i in 1..1000) { $s += $i; if ($i -gt 990) { break } }; "$s $i"',
    '$n = 0; for ($i = 0; $i -lt 1000; $i++) { if ($i % 2 -eq 0) { continue }; $n++; $t = "v=$i" }; "$n $i $t"',
    '[int] $k = 0; while ($k -lt 1000) { $k += 1; $j = $k * 2 + 1 }; "$k $j"',
    "$i = 0; do { $i++; if ($i -eq 900) { break } } while ($true); $i",
    '$y = 0; $i = 0; do { $i++; $y += 2 } until ($i -ge 1000); "$y $i"',
    "$c = 0; for ($i = 0; $i -lt 40; $i++) { for ($j = 0; $j -lt 400; $j++) { if ($j -gt $i -and -not ($i -eq 7)) { break }; $c++ } }; $c",
    'function z { for ($q = 0; $q -lt 5000; $q++) { if ($q -eq 4000) { return "r$q" } } }; z',
    "$a = @(); foreach ($x in 1..700) { $a += $x * 2 }; $a.Count; $a[-1]",
    '$h = @{}; for ($i = 0; $i -lt 700; $i++) { $h["k$i"] = $i }; $h.Count; $h.k699',
    "$x = 1.5; for ($i = 0; $i -lt 700; $i++) { $x *= 1.001 }; [math]::Round($x, 6)",
    "$o = 5; function f { for ($i = 0; $i -lt 700; $i++) { $t = $o + $i }; $t }; f",
    "$i = 0; while ($i -lt 1000) { if ($i -band 1) { $i++ } elseif ($i -gt 500) { $i += 3 } else { $i += 1 } }; $i",
    "$r = 0; foreach ($n in 1..400) { switch ($n % 3) { 0 { $r += 10 } default { $r += 1 } } }; $r",
    "$r = 0; foreach ($n in 1..400) { try { if ($n -eq 350) { throw 'x' } } catch { $r = $n } }; $r",
    "foreach ($n in 1..400) { if ($n -gt 398) { $n } }",
    '$v = 0; foreach ($n in 1..400) { $null = [int]::TryParse("$n", [ref] $v) }; $v',
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_generated_code_agrees_with_closures(ps, script, monkeypatch):
    hot = ps(script)
    monkeypatch.setattr(loops, "ROUNDS", -1)
    from psbridge.engine.compiler import _BY_TEXT

    _BY_TEXT.clear()
    cold = type(ps)()(script)
    assert [(type(v), v) for v in hot] == [(type(v), v) for v in cold]


def test_an_error_ends_its_statement_only(ps):
    ran = ps.run("$a = @(); foreach ($x in 1..700) { if ($x -eq 650) { 1 / 0 }; $a += $x }; $a.Count")
    assert ran.output == [700]
    assert len(ran.errors) == 1


def test_loops_that_call_commands_stay_with_their_closures():
    from psbridge.engine.compiler.hot import eligible
    from psbridge.language.ast import LoopStatementAst
    from psbridge.language.parser import parse
    from psbridge.language.visitor import find

    def loop(text):
        return find(parse(text).ast, LoopStatementAst)

    assert eligible(loop("while ($i -lt 9) { $i++ }"))
    assert not eligible(loop("while ($i -lt 9) { Get-Thing }"))
    assert not eligible(loop("while ($i -lt 9) { break out }"))
