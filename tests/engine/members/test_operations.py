"""The op_ methods of dates, spans and big integers: psbridge.engine.members.operations."""

from __future__ import annotations

import pytest

CASES = [
    ("[bigint]5 / 2; 5 / [bigint]2; [bigint]7 % 4; -[bigint]5", ["2", "2", "3", "-5"]),
    ("([timespan]'1:00' * 2).ToString(); (2 * [timespan]'1:00').ToString()", ["02:00:00", "02:00:00"]),
    ("[timespan]'1:00' / [timespan]'0:30'; ([timespan]'1:00' / 2).ToString()", ["2", "00:30:00"]),
    ("(5 + [timespan]'0:01').Ticks", ["600000005"]),
    ("([datetimeoffset]'2020-01-02' - [datetimeoffset]'2020-01-01').ToString()", ["1.00:00:00"]),
    ("([datetime]'2020-01-01' + '1:00').ToString('s')", ["2020-01-01T01:00:00"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected


FAILURES = [
    ("[datetime]'2020-01-02' - '2020-01-01'", 'Multiple ambiguous overloads found for "op_Subtraction" and the argument count: "2".'),
    ("[datetime]'2020-01-02' - $null", 'Cannot find an overload for "op_Subtraction" and the argument count: "2".'),
    ("[timespan]::MaxValue + [timespan]'1'", "TimeSpan overflowed because the duration is too long."),
    ("[bigint]5 / 0", 'Exception calling "op_Division" with "2" argument(s): "Attempted to divide by zero."'),
    ("$b = [bigint]5; $b++", "The '++' operator works only on numbers. The operand is a 'System.Numerics.BigInteger'."),
    ("5 - @(1)", "Method invocation failed because [System.Object[]] does not contain a method named 'op_Subtraction'."),
    ("[datetime]'2020-01-01' + 'a'", 'Cannot convert argument "t", with value: "a", for "op_Addition" to type "System.TimeSpan"'),
]


@pytest.mark.parametrize(("script", "message"), FAILURES)
def test_what_cannot_be_done(evaluate, script, message):
    assert message in evaluate(f"try {{ {script} }} catch {{ $_.Exception.Message }}")[0]
