"""PSParser.Tokenize: psbridge.engine.members.oldtokens."""

from __future__ import annotations

import pytest

SHOWN = (
    "foreach ($t in [System.Management.Automation.PSParser]::Tokenize('{}', [ref]$null)) "
    '{{ "$($t.Type) $($t.Content) $($t.Start) $($t.Length)" }}'
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('dir -Name "x" # c', ["Command dir 0 3", "CommandParameter -Name 4 5", "String x 10 3", "Comment # c 14 3"]),
        (
            "$a.b; [int]5",
            [
                "Variable a 0 2",
                "Operator . 2 1",
                "Member b 3 1",
                "StatementSeparator ; 4 1",
                "Operator [ 6 1",
                "Type int 7 3",
                "Operator ] 10 1",
                "Number 5 11 1",
            ],
        ),
        (
            "if ($x) { foo bar }",
            [
                "Keyword if 0 2",
                "GroupStart ( 3 1",
                "Variable x 4 2",
                "GroupEnd ) 6 1",
                "GroupStart { 8 1",
                "Command foo 10 3",
                "CommandArgument bar 14 3",
                "GroupEnd } 18 1",
            ],
        ),
    ],
)
def test_kinds_and_places(evaluate, text, expected):
    assert evaluate(SHOWN.format(text)) == expected


def test_errors_come_through_the_reference(evaluate):
    assert evaluate("$e = $null; [void][System.Management.Automation.PSParser]::Tokenize('if (', [ref]$e); $e.Count -gt 0") == ["True"]
