"""Which expressions hot loops do in Python."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from psbridge.engine.compiler.hotexpressions import Names, pure, simple_expression
from psbridge.language.parser import parse


def expression(text):
    return parse(text).ast.end_block.statements[0].get_pure_expression()


def names(**seen):
    """Names for a loop whose variables hold these values."""
    return Names(None, SimpleNamespace(vars=seen))


@pytest.mark.parametrize(
    "text",
    [
        "$a + 1",
        "$a -lt 10",
        "-not ($a -eq 1)",
        "$a % 3 -eq 0",
        "($a -band 1) -and $b -gt 2",
        "5",
        "'x'",
        "$a / 2",
        "1.5 + $a",
        "$a % $b",
        "$a / 2 -lt 3",
        "2.5 * ($a - 1.0) / $b",
    ],
)
def test_simple(text):
    assert simple_expression(expression(text), names()) is not None


@pytest.mark.parametrize(
    "text",
    [
        "$a / 2 / 3",
        "'x' -and $a",
        "$a.b",
        "$global:a + 1",
        "$?",
        "$a -like 'x'",
        "$a % 0",
        "1.5 % $a",
        "1.5 -band $a",
        "1d + $a",
        "1e309 + $a",
    ],
)
def test_not_simple(text):
    assert simple_expression(expression(text), names()) is None


def test_operands_are_tested_once():
    found = simple_expression(expression("$a + $a"), names())
    assert found.tests()[0] == "v0.__class__ is int"
    assert sum("__class__" in test for test in found.tests()) == 1


def test_a_text_is_expected_of_a_variable_that_holds_one():
    assert simple_expression(expression("$a"), names(a="x")).tests() == ["v0.__class__ is str"]
    assert simple_expression(expression("$a -eq 5"), names(a="x")) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("$a.b(1)", True), ("$x = 1", False), ("[ref] $x", False), ("$i++", False), ("$a -match 'b'", False)]
)
def test_pure(text, expected):
    assert pure(parse(text).ast) is expected
