"""Which expressions hot loops do in Python."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler.hotexpressions import Names, pure, simple_expression
from psbridge.language.parser import parse


def expression(text):
    return parse(text).ast.end_block.statements[0].get_pure_expression()


@pytest.mark.parametrize("text", ["$a + 1", "$a -lt 10", "-not ($a -eq 1)", "$a % 3 -eq 0", "($a -band 1) -and $b -gt 2", "5"])
def test_simple(text):
    assert simple_expression(expression(text), Names()) is not None


@pytest.mark.parametrize("text", ["$a / 2", "'x'", "$a.b", "$global:a + 1", "$?", "$a -like 'x'", "$a % $b", "1.5 + $a"])
def test_not_simple(text):
    assert simple_expression(expression(text), Names()) is None


def test_operands_are_tested_once():
    found = simple_expression(expression("$a + $a"), Names())
    assert found.tests()[0] == "v0.__class__ is int"
    assert sum("__class__" in test for test in found.tests()) == 1


@pytest.mark.parametrize(
    ("text", "expected"), [("$a.b(1)", True), ("$x = 1", False), ("[ref] $x", False), ("$i++", False), ("$a -match 'b'", False)]
)
def test_pure(text, expected):
    assert pure(parse(text).ast) is expected
