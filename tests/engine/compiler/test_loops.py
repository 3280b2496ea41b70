"""Loops, labels, leaving; and that a loop stops when it is told to."""

from __future__ import annotations

import threading

import pytest

from psbridge.concurrency import CancelToken
from psbridge.engine.context import Collector
from psbridge.engine.errors import PipelineStopped


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("for ($i = 0; $i -lt 3; $i++) { $i }", [0, 1, 2]),
        ("$i = 0; while ($i -lt 3) { $i++; if ($i -eq 2) { continue }; $i }", [1, 3]),
        ("$i = 0; do { $i++ } while ($i -lt 5); $i", [5]),
        ("$i = 0; do { $i++ } until ($i -ge 5); $i", [5]),
        ("foreach ($x in 1..3) { if ($x -eq 2) { break }; $x }", [1]),
        (':outer foreach ($a in 1..3) { foreach ($b in 1..3) { if ($b -eq 2) { continue outer }; "$a$b" } }', ["11", "21", "31"]),
        (":o while ($true) { while ($true) { break o } }; 'out'", ["out"]),
        ("foreach ($x in $null) { 'never' }", []),
        ("foreach ($x in 'one') { $x }", ["one"]),
        ("function f { foreach ($i in 1..9) { if ($i -eq 3) { return $i } } }; f", [3]),
        ("foreach ($i in 1..2) { & { break }; 'not reached' }; 'after'", ["after"]),
        ("foreach ($i in 3, 1) { $i }; $i", [3, 1, 1]),
        ("$r = foreach ($i in 1..4) { if ($i -gt 2) { $null = $foreach.MoveNext() }; $i }; $r -join ','", ["1,2,3"]),
    ],
)
def test_loops(ps, script, expected):
    assert ps(script) == expected


def test_a_list_must_not_change_while_a_loop_goes_through_it(ps):
    ran = ps.run("$l = [System.Collections.ArrayList](1, 2, 3); foreach ($x in $l) { $null = $l.Add(9) }")
    assert ran.ids == ["System.InvalidOperationException"]


@pytest.mark.parametrize(
    "script", ["while ($true) { }", "for (;;) { $i++ }", "do { $x = 1 } while ($true)", "foreach ($i in 1..2000000000) { }"]
)
def test_an_endless_loop_stops(ps, script):
    token = CancelToken()
    ctx = ps.runspace.context(stop=token)
    timer = threading.Timer(0.05, token.cancel)
    timer.start()
    with pytest.raises(PipelineStopped):
        ps.runspace.run(script, ctx, Collector())
    timer.join()
