"""Verdicts: what counts as equal, and known differences that are asserted."""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.cases import Case
from psbridge.cli.conformance.judging import Outcome, judge, typed
from psbridge.clixml import dumps


def record(*values, errors=(), **fields):
    return {"clixml": [dumps(one) for one in values], "errors": [{"fqid": one, "category": "x"} for one in errors], **fields}


def case(**fields):
    words = {name: fields.pop(name) for name in ("known", "ignore") if name in fields}
    return Case("a/b", "1", expected=fields, **words)


@pytest.mark.parametrize(
    ("expected", "values", "good"),
    [
        ([1], (1,), True), ([1], ("1",), False), (["1"], (1,), False), ([True], (True,), True), ([True], (1,), False), ([1.5], (1.5,), True),
        ([2.0], (2.0,), True), ([1, 2], (1,), False), ([], (), True), ([{"text": "x"}], ("x",), True),
        ([{"type": "System.Int64", "text": "5"}], (5,), False),
    ],
)  # fmt: skip
def test_output_is_compared_with_its_types(expected, values, good):
    assert (judge(case(output=expected), "engine", record(*values)).outcome is Outcome.PASS) is good


def test_errors_are_compared_in_order_and_unexpected_ones_fail():
    assert judge(case(errors=["A", "B"]), "t", record(errors=["A", "B"])).outcome is Outcome.PASS
    assert judge(case(errors=["A", "B"]), "t", record(errors=["B", "A"])).outcome is Outcome.FAIL
    assert judge(case(output=[1]), "t", record(1, errors=["A"])).outcome is Outcome.FAIL
    assert judge(case(output=[1], ignore=frozenset(["errors"])), "t", record(1, errors=["A"])).outcome is Outcome.PASS
    assert judge(case(terminating="T"), "t", record(terminating={"fqid": "T"})).outcome is Outcome.PASS


def test_warnings_and_text():
    assert judge(case(warnings=["w"], output=[]), "t", record(warnings=["w"])).outcome is Outcome.PASS
    assert judge(case(warnings=["w"], output=[]), "t", record(warnings=[])).outcome is Outcome.FAIL
    assert judge(case(text="a\nb", output=[]), "t", record(text="a  \r\nb\n\n")).outcome is Outcome.PASS


def test_a_known_difference_is_asserted():
    noted = case(output=[2], known={"engine": "It is one."})
    assert judge(noted, "engine", record(1)).outcome is Outcome.KNOWN
    assert judge(noted, "engine", record(2)).outcome is Outcome.UNEXPECTED
    assert judge(noted, "pwsh", record(1)).outcome is Outcome.FAIL


def test_kinds_of_targets_differ_together():
    noted = case(output=[2], known={"ours": "It is one.", "winrm": "There as well."})
    assert judge(noted, "emulator", record(1)).outcome is Outcome.KNOWN
    assert judge(noted, "winrm://me@there", record(1)).reason == "There as well."
    assert judge(noted, "pwsh", record(1)).outcome is Outcome.FAIL


def test_line_ends_of_windows_are_those_of_the_recorded_cases():
    golden = Case("a/b", "1", recorded=record("a\nb", warnings=["x\ny"]))
    windows = record("a\r\nb", warnings=["x\r\ny"])
    assert judge(golden, "emulator", {**windows, "newline": "\r\n"}).outcome is Outcome.PASS
    assert judge(golden, "pwsh", {**windows, "newline": "\n"}).outcome is Outcome.FAIL


@pytest.mark.parametrize("got", [None, {"timedOut": True}, {"failed": "crash"}])
def test_no_answer_fails(got):
    assert judge(case(output=[]), "t", got).outcome is Outcome.FAIL


@pytest.mark.parametrize(("value", "told"), [(1, ("System.Int32", "1")), ("a", ("System.String", "a")), (None, ("", ""))])
def test_typed(value, told):
    assert typed(dumps(value)) == told
