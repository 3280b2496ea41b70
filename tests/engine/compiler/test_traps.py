"""trap."""

from __future__ import annotations

import pytest

from psbridge.modules.shell import Runspace


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("trap { \"trapped $_\"; continue }; 1 / 0; 'after'", ["trapped Attempted to divide by zero.", "after"]),
        ("function f { trap { return 'from trap' }; 1 / 0; 'after' }; f", ["from trap"]),
        ("trap { 'trap'; continue }; try { throw 'x' } catch { 'catch wins' }", ["catch wins"]),
        ("function f { trap [System.DivideByZeroException] { 'dz'; continue }; 1 / 0; 'next' }; f", ["dz", "next"]),
        ("trap { 'outer'; continue }; if ($true) { 1 / 0; 'inner goes on' }", ["outer", "inner goes on"]),
    ],
)
def test_traps(ps, script, expected):
    ran = ps.run(script)
    assert ran.output == expected
    assert not ran.errors


@pytest.mark.parametrize(
    "statement",
    [
        "1..2 | ForEach-Object { 1 / 0; 'on' }",
        "1..2 | Where-Object { 1 / 0; $true }",
        "Invoke-Expression '1 / 0; 1'",
        "Invoke-Command { 1 / 0; 'on' }",
        "(1, 2).ForEach({ 1 / 0; 'on' })",
        "& { 1 / 0; 'on' }",
    ],
)
def test_a_trap_goes_on_after_the_statement_whose_block_failed(statement):
    with Runspace() as runspace:
        assert runspace.invoke(f"trap {{ 'trapped'; continue }}; {statement}; 'end'") == ["trapped", "end"]


def test_a_trap_without_continue_reports(ps):
    ran = ps.run("trap { 'seen' }; 1 / 0; 'after'")
    assert ran.output == ["seen", "after"]
    assert ran.ids == ["RuntimeException"]


def test_break_raises_on(ps):
    ran = ps.run("trap { break }; 1 / 0; 'after'")
    assert ran.output == []
    assert ran.terminating is not None
