"""The debugger of a served pool, driven by a client that says the words of PowerShell's own."""

from __future__ import annotations

import queue
import threading

import pytest

from psbridge.engine.debugging import wire
from psbridge.engine.debugging.arming import ARMING
from psbridge.engine.debugging.breakpoints import CommandBreakpoint
from psbridge.objects.containers import PSPrimitiveDictionary
from psbridge.objects.scalars import Version
from psbridge.objects.streams import OUTPUT
from psbridge.psrp import Command, Pipeline, PipelineState
from psbridge.server.console import ServerOptions, server_profile
from psbridge.server.poolhost import PoolHost
from psbridge.server.remotedebugger import VIRTUAL, ServerDebugger
from psbridge.server.restriction import Restriction
from psbridge.sessions.client import ClientSession
from psbridge.transports.memory import MemoryTransport

KNOWS = {"PSVersionTable": PSPrimitiveDictionary([("PSVersion", Version(7, 0, 13))])}


class Client:
    """One that hears of stops itself, as PowerShell's client does."""

    def __init__(self, arguments=KNOWS, profile=None):
        self.hosts = []
        self.stops = queue.SimpleQueue()

        def made(flush):
            self.hosts.append(PoolHost(profile or server_profile(ServerOptions()), flush))
            return self.hosts[0]

        self.session = ClientSession(MemoryTransport(made), application_arguments=arguments)
        self.session.debugger_stopped = lambda session, event: self.stops.put(wire.stop_of(event.arguments))
        self.session.open()

    def tell(self, name, **parameters):
        """A virtual command: its output."""
        return self.session.run(Pipeline([Command(name, parameters=list(parameters.items()))], is_nested=True)).result(60)

    def nested(self, text, is_script=True):
        return self.session.run(Pipeline([Command(text, is_script)], is_nested=True)).result(60)

    def go(self, action):
        assert self.tell(wire.SET_ACTION, ResumeAction=wire.DebuggerResumeAction.parse(action)) == []


@pytest.fixture
def client():
    made = Client()
    yield made
    made.session.close()


def test_private_data_tell_of_the_debugger(client):
    data = client.session.private_data
    assert (data["DebugMode"], data["DebugStop"], data["DebugBreakpointCount"], data["BreakAll"]) == (1, False, 0, False)
    other = Client(None)
    assert other.session.private_data.get("DebugMode") is None
    assert other.hosts[0].debugger is None
    other.session.close()


def test_a_script_that_waits_for_a_debugger_stands_until_it_is_told_to_go_on(client):
    running = client.session.run("$n = 4; Wait-Debugger; $n * 2; 'over'")
    stop = client.stops.get(timeout=60)
    assert stop.invocation.position_message.splitlines()[1:] == ["+ $n = 4; Wait-Debugger; $n * 2; 'over'", "+                        ~~~~~~"]
    assert client.tell(wire.GET_STOP)[0].invocation.position_message == stop.invocation.position_message
    assert client.nested("$n = 21; $PSDebugContext.GetType().Name; $NestedPromptLevel") == ["PSDebugContext", 1]
    assert not running.is_finished
    client.go("Continue")
    assert running.result(60) == [42, "over"]


def test_lines_that_the_debugger_understands(client):
    running = client.session.run("function f { Wait-Debugger\n1 }\nf")
    client.stops.get(timeout=60)
    *lines, told = client.nested("list", is_script=False)
    assert [str(one) for one in lines] == ["    1:  function f { Wait-Debugger", "    2:* 1 }", "    3:  f", ""]
    assert (told.command, told.resume_action, told.executed) == ("list", None, True)
    (stepped,) = client.nested("s", is_script=False)
    assert (stepped.resume_action.label, stepped.repeats) == ("StepInto", True)
    told, first, *_ = client.nested("k")
    assert (told.command, str(first.get("FunctionName"))) == ("Get-PSCallStack", "f")
    client.go("Stop")
    assert running.wait(60)
    assert running.state is PipelineState.STOPPED


def test_steps(client):
    running = client.session.run("Wait-Debugger; 1\n2\n3")
    places = []
    for action in ("StepInto", "StepOver", "Continue"):
        places.append(client.stops.get(timeout=60).invocation.script_line_number)
        client.go(action)
    assert running.result(60) == [1, 2, 3]
    assert places == [1, 2, 3]
    assert client.session.run("4; 5").result(60) == [4, 5]


def test_breakpoints_stop_for_clients_that_say_so_only(client):
    text = "Set-PSBreakpoint -Variable v | Out-Null; $v = 1; 'on'; Get-PSBreakpoint | Remove-PSBreakpoint"
    assert client.session.run(text).result(60) == ["on"]
    client.tell(wire.SET_MODE, Mode=wire.SCRIPTS)
    running = client.session.run(text)
    assert [str(one) for one in client.stops.get(timeout=60).breakpoints] == ["Variable breakpoint on '$v' (Write access)"]
    client.go("Continue")
    assert running.result(60) == ["on"]


def test_a_running_script_is_broken_into(client):
    client.tell(wire.SET_MODE, Mode=wire.SCRIPTS)
    running = client.session.run("$i = 0; while ($true) { $i++; if ($i -eq 1) { 'on' } }")
    with running.streams.cursor((OUTPUT,)) as cursor:
        cursor.get()
    client.tell(wire.SET_STEP, Enabled=True)
    client.stops.get(timeout=60)
    client.nested("$i = -1")
    client.go("Continue")
    running.stop()
    assert running.wait(60)


def test_a_stop_signal_ends_a_script_that_stands(client):
    running = client.session.run("Wait-Debugger; 1")
    client.stops.get(timeout=60)
    running.stop()
    assert running.wait(60)
    assert running.state is PipelineState.STOPPED
    assert client.session.run("2").result(60) == [2]


def test_ignoring_breakpoints_lets_a_script_go_on(client):
    running = client.session.run("Wait-Debugger; 1")
    client.stops.get(timeout=60)
    client.tell(wire.SET_UNHANDLED, UnhandledBreakpointMode=wire.UnhandledBreakpointProcessingMode.parse("Ignore"))
    assert running.result(60) == [1]


def test_breakpoints_are_managed_from_elsewhere(client):
    made = client.tell("__Set-PSBreakpoint", BreakpointList=[CommandBreakpoint(0, None, None, "Get-Date")])
    assert [(one.number, one.command) for one in made] == [(1, "Get-Date")]
    assert [one.enabled for one in client.tell("__Disable-PSBreakpoint", Id=1)] == [False]
    assert [one.enabled for one in client.tell("__Enable-PSBreakpoint", Id=1)] == [True]
    assert [one.command for one in client.tell("__Get-PSBreakpoint")] == ["Get-Date"]
    assert client.tell("__Remove-PSBreakpoint", Id=1) == [True]
    assert client.tell("__Remove-PSBreakpoint", Id=1) == [False]
    assert client.tell("__Get-PSBreakpoint", Id=1) == [None]


def test_the_client_hears_of_breakpoints(client):
    heard = threading.Event()
    told = []
    client.session.event_received = lambda event: told.append(event.source)
    manager = client.hosts[0].debugger
    client.session.run("Set-PSBreakpoint -Command x | Out-Null").result(60)
    heard.set()
    assert manager.facts()["DebugBreakpointCount"] == 1
    assert told == []  # it is the debugger's own affair, no event for scripts


@pytest.mark.parametrize(
    ("name", "parameters", "text"),
    [
        (wire.SET_MODE, {}, "Mode"),
        (wire.SET_MODE, {"Mode": "many"}, "Mode"),
        (wire.SET_STEP, {}, "Enabled"),
        (wire.SET_UNHANDLED, {"Other": 1}, "UnhandledBreakpointMode"),
        ("__Set-PSBreakpoint", {}, "Either the Breakpoint or the BreakpointList parameter must be specified."),
    ],
)
def test_wrong_words_are_answered_with_an_exception_as_output(client, name, parameters, text):
    (found,) = client.tell(name, **parameters)
    assert str(found.get("Message")) == text


def test_a_client_that_is_gone_leaves_nothing_to_look_for():
    made, before = Client(), ARMING.count
    made.session.run("Set-PSBreakpoint -Command x | Out-Null").result(60)
    assert ARMING.count == before + 1
    made.session.kill()
    assert ARMING.count == before


def test_nothing_happens_where_nothing_has_stopped(client):
    assert client.tell(wire.GET_STOP) == []
    client.go("Continue")
    assert min(VIRTUAL) == "__disable-psbreakpoint"


def test_restricted_clients_do_not_debug():
    profile = server_profile(ServerOptions())
    profile.extras["restriction"] = Restriction(("Wait-Debugger", "Get-Date"))
    made = Client(profile=profile)
    running = made.session.run(Pipeline([Command("Wait-Debugger")]))
    assert running.wait(60)
    assert isinstance(made.hosts[0].debugger, ServerDebugger)
    assert made.stops.empty()
    made.session.close()
