"""Runspaces and the PowerShell object: variables, faces of the session, events, stopping, limits."""

from __future__ import annotations

import asyncio

import pytest

from psbridge.engine import eventjobs, events, host, psvariable, sessionfaces, sessionstate, streamsets, variables
from psbridge.engine.errors import ScriptError
from psbridge.engine.members import parameterattributes, timers
from psbridge.engine.powershell import PowerShell
from psbridge.modules.shell import run
from psbridge.objects import Hashtable


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('"$ErrorActionPreference $ConfirmPreference $WhatIfPreference"', ["Continue High False"]),
        ("$PSVersionTable.PSVersion.ToString(); $PSEdition", ["7.0.13", "Core"]),
        ("$Host.Name", ["Default Host"]),
        ("$s = $ExecutionContext.SessionState; $s.PSVariable.Set('q', 5); $q; $s.PSVariable.GetValue('q')", [5, 5]),
        ("$ExecutionContext.InvokeCommand.ExpandString('a$(1 + 1)')", ["a2"]),
        ("$ExecutionContext.InvokeCommand.InvokeScript('1 + 1')", [2]),
        ("[System.Timers.Timer]::new(5).Interval", [5.0]),
        ("[ValidateSet]::new('a', 'b').ValidValues.Count", [2]),
    ],
)
def test_session(ps, script, expected):
    assert ps(script) == expected


def test_script_and_command(ps):
    assert PowerShell(ps.runspace).add_script("param($a) $a + 1").add_argument(2).invoke() == [3]
    ps("function f($x) { process { $x } }")
    assert PowerShell(ps.runspace).add_command("f").add_parameter("x", 4).invoke() == [4]
    assert PowerShell(ps.runspace).add_script("$input").invoke([1, 2]) == [1, 2]
    assert PowerShell(ps.runspace).add_script("1").add_statement().add_script("2").invoke() == [1, 2]


def test_a_failure_is_the_reason(ps):
    shell = PowerShell(ps.runspace).add_script("throw 'x'")
    with pytest.raises(ScriptError):
        shell.invoke()
    assert (shell.state, shell.had_errors) == ("Failed", True)


@pytest.mark.parametrize(
    "script", ["while ($true) { }", "for (;;) { $x = 1 }", "1..200000000 | & { process { } }", "do { } until ($false)"]
)
def test_endless_pipelines_stop(ps, script):
    shell = PowerShell(ps.runspace).add_script(script).begin_invoke()
    assert shell.stop(10)
    assert shell.state == "Stopped"
    assert ps("1") == [1]


def test_in_asyncio(ps):
    assert asyncio.run(PowerShell(ps.runspace).add_script("1..3").invoke_async()) == [1, 2, 3]


def test_a_text_too_large_is_an_error_and_the_session_lives(ps):
    ran = ps.run("$s = 'ab' * 1gb; 1")
    assert ran.ids == ["System.OutOfMemoryException"]
    assert ran.output[-1:] == [1]


def test_events_are_queued_or_handled(ps):
    manager = ps.runspace.events
    manager.generate("a", data=1)
    assert [event.message_data for event in manager.received_list] == [1]
    block = ps("{ $global:hit = $Event.MessageData }")[0]
    subscriber = manager.subscribe(None, None, "b", action=block)
    manager.generate("b", data=7)
    assert ps("$global:hit") == [7]
    assert isinstance(subscriber.action, eventjobs.PSEventJob)
    with pytest.raises(events.NetError):
        manager.subscribe(None, None, "B")
    manager.close()
    assert manager.all_subscribers == []


def test_object_events(ps):
    timer = timers.Timer(1)
    ps.runspace.events.subscribe(timer, "Elapsed", "t")
    timer.elapsed.fire(timer, timers.ElapsedEventArgs())
    assert [event.source_identifier for event in ps.runspace.events.received_list] == ["t"]
    assert parameterattributes.__doc__


def test_type_data_stays_in_its_session():
    update = "Update-TypeData -TypeName System.Int32 -MemberType NoteProperty -MemberName zz -Value 5; (1).zz"
    assert run(update) == [5]
    assert run("$null -eq (1).zz") == [True]


def test_nobody_answers_questions():
    with pytest.raises(ScriptError) as caught:
        host.HostUI().read_line()
    assert caught.value.record.error_id == "HostFunctionNotImplemented"


def test_silent_errors_count():
    streams = streamsets.StreamList()
    streams.silent_error()
    assert (streams.had_errors, streams.errors) == (True, [])


def test_version_tables():
    desktop = variables.version_table("5.1.20348.1", True, True)
    assert isinstance(desktop, Hashtable)
    assert (desktop["PSEdition"], str(desktop["PSVersion"])) == ("Desktop", "5.1.20348.1")


def test_faces_belong_to_a_state(ps):
    assert isinstance(ps.runspace.session_state, sessionstate.SessionState)
    assert isinstance(ps.runspace.session_state.path, sessionfaces.PathIntrinsics)
    assert isinstance(ps.runspace.session_state.variables.get_variable("Host"), psvariable.PSVariable)
