"""Frames and what they share."""

from __future__ import annotations

from psbridge.engine.context import DISCARD, Collector
from psbridge.engine.errors import error_record
from psbridge.objects import AutomationNull


def test_a_collector_gives_what_an_assignment_takes():
    sink = Collector()
    assert sink.result() is AutomationNull
    sink.write(1)
    assert sink.result() == 1
    sink.write(2)
    assert sink.result() == [1, 2]
    assert DISCARD.write(3) is None


def test_variables_by_qualified_name(ps):
    ctx = ps.runspace.context()
    ctx.set_variable("global:g", 1)
    assert ctx.get_variable("G") == 1
    assert ctx.get_variable("script:g") == 1
    assert ctx.get_variable("variable:g") == 1
    assert ctx.get_variable("nope", "default") == "default"
    ctx.set_variable("local:l", 2)
    assert ctx.get_variable("local:l") == 2


def test_a_child_frame_knows_its_caller(ps):
    ctx = ps.runspace.context()
    child = ctx.child()
    assert (child.caller, child.scope, child.depth) == (ctx, ctx.scope, 1)
    assert child.scope_in(ctx.session_state) is ctx.scope


def test_errors_are_remembered_once_and_not_for_ever(ps):
    execution = ps.runspace.execution
    record = error_record("RuntimeException", "m", "id")
    execution.remember(record)
    execution.remember(record)
    assert list(execution.errors) == [record]
    for number in range(300):
        execution.remember(error_record("RuntimeException", str(number), "id"))
    assert len(execution.errors) == 256
    assert execution.errors[0].message == "299"
