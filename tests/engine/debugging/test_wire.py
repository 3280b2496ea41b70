"""Stops, commands and breakpoints as they travel between two debuggers."""

from __future__ import annotations

import pytest

from psbridge import clixml
from psbridge.engine.debugging import wire
from psbridge.engine.debugging.breakpoints import CommandBreakpoint, LineBreakpoint, VariableAccessMode, VariableBreakpoint
from psbridge.engine.debugging.debugger import GO_ON, INTO, QUIT
from psbridge.objects import PSObject
from psbridge.objects.records import InvocationInfo


def sent(value):
    return clixml.loads(clixml.dumps(value, 1))[0]


def invocation():
    made = InvocationInfo(None, "")
    made.script_line_number, made.position_message = 3, "At /s.ps1:3 char:1"
    return made


def test_a_stop():
    found = sent(wire.DebuggerStopEventArgs(invocation(), [LineBreakpoint(7, "/s.ps1", None, 3, 2)]))
    assert (found.invocation.script_line_number, found.invocation.position_message) == (3, "At /s.ps1:3 char:1")
    assert [(one.number, one.script, one.line, one.column) for one in found.breakpoints] == [(7, "/s.ps1", 3, 2)]
    assert wire.action_of(found.resume_action) == GO_ON


def test_a_stop_that_was_read_as_a_bag_is_understood():
    bag = PSObject.of(("Breakpoints", []), ("ResumeAction", "StepInto"), ("SerializedInvocationInfo", None))
    found = wire.stop_of([bag])
    assert (found.invocation, list(found.breakpoints), wire.action_of(found.resume_action)) == (None, [], INTO)
    assert wire.stop_of([]) is None


def test_what_the_debugger_made_of_a_line():
    found = sent(wire.DebuggerCommand("s", wire.ACTIONS[INTO], True))
    assert (found.command, found.resume_action.label, found.repeats, found.executed) == ("s", "StepInto", True, True)


@pytest.mark.parametrize("one", [
    LineBreakpoint(1, "/s.ps1", None, 3, 0),
    VariableBreakpoint(2, None, None, "x", VariableAccessMode.parse("ReadWrite")),
    CommandBreakpoint(3, "/s.ps1", None, "dir"),
])  # fmt: skip
def test_breakpoints(one):
    one.enabled, one.hits = False, 4
    found = sent(one)
    assert (type(found), str(found), found.number, found.enabled, found.hits) == (type(one), str(one), one.number, False, 4)


def test_a_change_of_breakpoints():
    found = sent(wire.BreakpointUpdatedEventArgs(CommandBreakpoint(3, None, None, "dir"), wire.BreakpointUpdateType.parse("Disabled"), 2))
    assert (str(found.breakpoint), found.kind.label, found.count) == ("Command breakpoint on 'dir'", "Disabled", 2)


@pytest.mark.parametrize(("value", "word"), [(4, QUIT), ("Stop", QUIT), (None, ""), (wire.ACTIONS[GO_ON], GO_ON)])
def test_actions_come_as_numbers_names_and_members(value, word):
    assert wire.action_of(value) == word
