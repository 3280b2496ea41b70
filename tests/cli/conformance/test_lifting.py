"""Which parts of a statement are worked out before the rest, and what is left of it."""

from __future__ import annotations

from itertools import count

import pytest

from psbridge.cli.conformance.lifting import Lifter
from psbridge.language import ast as nodes
from psbridge.language import parse


def lifted(script):
    """Commands that begin with Do- can be called."""

    def translate(elements, *, whole=True):
        names = [one.get_command_name() for one in elements if isinstance(one, nodes.CommandAst)]
        return names if names and all(name.startswith("Do-") for name in names) else None

    lifter = Lifter(script, translate, (f"v{number}" for number in count(1)))
    (statement,) = parse(script).ast.end_block.statements
    lifter.visit(statement)
    return [f"{one.text}{' *' if one.translated else ''}" for one in lifter.lifts], lifter.rest(0, len(script))


@pytest.mark.parametrize(
    ("script", "parts", "rest"),
    [
        ("(Do-A 1).Id", ["(Do-A 1) *"], "(${v1}).Id"),
        ("@(Do-A).Count", ["@(Do-A) *"], "@(${v1}).Count"),
        ('"a $(Do-A) b"', ["$(Do-A) *"], '"a $(${v1}) b"'),
        ("Do-A | Where-Object { $_ } | Do-B", ["Do-A *"], "${v1} | Where-Object { $_ } | Do-B"),
        ("$x = Do-A | Sort-Object", ["Do-A *"], "$x = ${v1} | Sort-Object"),
        ("foreach ($x in Do-A) { Do-B }", ["Do-A *"], "foreach ($x in ${v1}) { Do-B }"),
        ("if (Do-A) { Do-B } elseif (Do-C) { 1 }", ["Do-A *"], "if (${v1}) { Do-B } elseif (Do-C) { 1 }"),
        # what stands before and sees or changes something is worked out first
        ("$x.Go() + (Do-A)", ["$x.Go()", "(Do-A) *"], "(${v1}) + (${v2})"),
        ('"$((Do-A).Id) $($y.Id) $(Do-B)"', ["(Do-A) *", "$((${v1}).Id)", "$($y.Id)", "$(Do-B) *"], '"$(${v2}) $(${v3}) $(${v4})"'),
        ("Write-Output (Get-Date) (Do-A)", ["(Get-Date)", "(Do-A) *"], "Write-Output (${v1}) (${v2})"),
        ("$x + 1 + (Do-A)", ["(Do-A) *"], "$x + 1 + (${v1})"),
        # perhaps, later or more than once
        ("$a -and (Do-A)", [], "$a -and (Do-A)"),
        ("while (Do-A) { 1 }", [], "while (Do-A) { 1 }"),
        ("& { Do-A }", [], "& { Do-A }"),
        ("Do-A | Select-Object -First 1", [], "Do-A | Select-Object -First 1"),
        ("$x ? (Do-A) : 1", [], "$x ? (Do-A) : 1"),
        ("(Do-A 2>&1)", ["(Do-A 2>&1) *"], "(${v1})"),
        ("Get-Date", [], "Get-Date"),
    ],
)
def test_parts(script, parts, rest):
    assert lifted(script) == (parts, rest)


def test_what_goes_on_through_a_pipeline_is_a_list():
    translate = lambda elements, *, whole: "calls" if len(elements) == 1 else None  # noqa: E731
    lifter = Lifter("Do-A | Do-B", translate, iter(["v"]))
    lifter.visit(parse("Do-A | Do-B").ast.end_block.statements[0])
    assert [(one.is_list, one.is_output) for one in lifter.lifts] == [(True, False)]
