"""Breakpoints, stepping, tracing, and what the debugger's prompt understands."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler import debugged
from psbridge.engine.debugging import arming, breakpoints, prompt, tracing
from psbridge.engine.debugging.debugger import DETACH, GO_ON, INTO, OUT, OVER, QUIT, debugger_of
from psbridge.engine.errors import ScriptError
from psbridge.engine.host import Host, HostUI
from psbridge.language import find, parse
from psbridge.language.ast import IfStatementAst
from psbridge.modules.shell import Runspace
from psbridge.objects.convert import to_text


class Screen(HostUI):
    """Keeps what is shown; answers questions from a list."""

    __slots__ = ("answers", "lines")
    net_type = HostUI.net_type

    def __init__(self):
        super().__init__()
        self.lines, self.answers = [], []

    def write_debug_line(self, text):
        self.lines.append(text)

    def prompt_for_choice(self, caption, message, choices, default=0):
        self.lines.append(message)
        return self.answers.pop(0)


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def runspace(screen, tmp_path):
    with Runspace(host=Host(ui=screen), directory=str(tmp_path)) as made:
        before = arming.ARMING.count
        yield made
    assert arming.ARMING.count <= before


def stops(runspace, *actions):
    """Have the debugger answer with actions; gives the list in which the places of the stops appear."""
    seen, left = [], list(actions)

    def handler(stop):
        seen.append((stop.extent.text, [str(one) for one in stop.hits]))
        return left.pop(0) if left else GO_ON

    debugger_of(runspace).handler = handler
    return seen


def test_actions_run_and_hits_count(runspace):
    script = """
    $global:log = @()
    $b = Set-PSBreakpoint -Variable x -Mode Write -Action { $global:log += "was $x" }
    $x = 1; $x = 2; $y = $x
    $r = Set-PSBreakpoint -Variable x -Mode ReadWrite -Action { $global:log += 'any' }
    $x++
    "$log"; $b.HitCount; $r.HitCount
    """
    assert runspace.invoke(script) == ["was  was 1 any was 2 any", 3, 2]


def test_code_that_was_compiled_before_stops_too(runspace):
    runspace.invoke("function Get-Old { $inner = 1; $inner }")
    assert runspace.invoke("Get-Old") == [1]
    runspace.invoke("$b = Set-PSBreakpoint -Variable inner -Mode Read -Action { }")
    runspace.invoke("Get-Old; Get-Old")
    assert runspace.invoke("$b.HitCount") == [2]


def test_lines_of_a_script(runspace, tmp_path):
    (tmp_path / "s.ps1").write_text("$a = 1\n\nfunction q {\n  $c = 3; $c\n}\nif ($a) {\n  q\n}\n")
    seen = stops(runspace)
    runspace.invoke("Set-PSBreakpoint s.ps1 1, 4, 6; Set-PSBreakpoint s.ps1 4 11; ./s.ps1")
    path = tmp_path / "s.ps1"
    assert seen == [
        ("$a = 1", [f"Line breakpoint on '{path}:1'"]),
        ("$a", [f"Line breakpoint on '{path}:6'"]),
        ("$c = 3", [f"Line breakpoint on '{path}:4'"]),
        ("$c", [f"Line breakpoint on '{path}:4'", f"Line breakpoint on '{path}:4, 11'"]),
    ]
    runspace.invoke("Get-PSBreakpoint | Disable-PSBreakpoint; ./s.ps1")
    assert len(seen) == 4


def test_commands_by_what_they_are(runspace):
    script = """
    $b = Set-PSBreakpoint -Command Get-Da* -Action { }
    $null = Get-Date; (Get-Date) | Out-Null; Set-Alias when Get-Date; $null = when; Get-Random | Out-Null
    $b.HitCount
    """
    assert runspace.invoke(script) == [3]


def test_an_action_may_ask_for_a_stop_and_may_fail(runspace):
    seen = stops(runspace)
    runspace.invoke("Set-PSBreakpoint -Variable x -Mode Write -Action { if ($x -eq 2) { break }; throw 'no' }; $x = 1; $x = 2; $x = 3")
    assert [text for text, _ in seen] == ["$x"]


def test_stepping(runspace):
    text = "function f { 1; 2 }; Set-PSBreakpoint -Command f; f; 3; f; 4"
    seen = stops(runspace, OVER, OVER, INTO, INTO, OUT, GO_ON)
    assert runspace.invoke(text)[1:] == [1, 2, 3, 1, 2, 4]
    assert [one for one, _ in seen] == ["f", "3", "f", "f", "1", "4"]


def test_quitting_ends_the_script(runspace):
    stops(runspace, QUIT)
    with pytest.raises(ScriptError, match="pipeline has been stopped"):
        runspace.invoke(
            "$global:after = 0; Set-PSBreakpoint -Variable z | Out-Null; try { $z = 1; $global:after = 1 } catch { $global:after = 2 }"
        )
    assert runspace.invoke("$after") == [0]


def test_detaching_forgets_the_breakpoints(runspace):
    seen = stops(runspace, DETACH)
    runspace.invoke("Set-PSBreakpoint -Variable z; $z = 1; $z = 2")
    assert len(seen) == 1
    assert runspace.invoke("@(Get-PSBreakpoint).Count") == [0]


def test_wait_debugger_stops_behind_itself(runspace):
    seen = stops(runspace)
    assert runspace.invoke("Wait-Debugger; 'here'") == ["here"]
    assert seen == [("'here'", [])]


def test_without_a_handler_scripts_go_on(runspace):
    assert runspace.invoke("Set-PSBreakpoint -Variable z | Out-Null; $z = 1; Wait-Debugger; $z; (Get-PSBreakpoint).HitCount") == [1, 1]


def test_the_stopped_frame_can_be_looked_at(runspace):
    found = []

    def handler(stop):
        found.extend(stop.ctx.runspace.script_block("$local; $PSDebugContext.Breakpoints.Count; $NestedPromptLevel").invoke(stop.ctx))
        return GO_ON

    debugger_of(runspace).handler = handler
    runspace.invoke("function f { $local = 7; $stop = 1 }; Set-PSBreakpoint -Variable stop; f")
    assert found == [7, 1, 1]
    assert runspace.invoke("$null -eq $PSDebugContext; $NestedPromptLevel") == [True, 0]


def test_trace(runspace, screen):
    assert runspace.invoke("Set-PSDebug -Trace 1; $x = 1\nforeach ($i in 1..2) { $i }; Set-PSDebug -Off; 5") == [1, 2, 5]
    assert screen.lines == [
        "   1+ Set-PSDebug -Trace 1;  >>>> $x = 1",
        "   2+ foreach ($i in  >>>> 1..2) { $i }; Set-PSDebug -Off; 5",
        "   2+ foreach ($i in 1..2) {  >>>> $i }; Set-PSDebug -Off; 5",
        "   2+ foreach ($i in 1..2) {  >>>> $i }; Set-PSDebug -Off; 5",
        "   2+ foreach ($i in 1..2) { $i };  >>>> Set-PSDebug -Off; 5",
    ]


def test_trace_of_assignments_and_calls(runspace, screen):
    runspace.invoke("Set-PSDebug -Trace 2; $x = 'v'; function f { 3 }; f | Out-Null; Set-PSDebug -Off")
    assert "    ! SET $x = 'v'." in screen.lines
    assert "    ! CALL function 'f'" in screen.lines
    tracer = tracing.Tracer(runspace)
    tracer.level = 2
    tracer.assigned("long", "a" * 60)
    assert screen.lines[-1] == f"    ! SET $long = '{'a' * 50}...'."


def test_step_asks_before_each_line(runspace, screen):
    screen.answers = ["Yes", "YesToAll"]
    assert runspace.invoke("Set-PSDebug -Step; 1; 2; 3; Set-PSDebug -Off") == [1, 2, 3]
    screen.answers = ["Yes", "No"]
    with pytest.raises(ScriptError, match="pipeline has been stopped"):
        runspace.invoke("Set-PSDebug -Step; 1; 2")
    assert screen.answers == []


def test_strict(runspace):
    assert runspace.invoke("Set-PSDebug -Strict; try { $neverSet } catch { $_.FullyQualifiedErrorId }; Set-PSDebug -Off; $neverSet") == [
        "VariableIsUndefined",
        None,
    ]


class Front:
    """Answers from a list; keeps what is shown and run."""

    def __init__(self, *lines):
        self.lines, self.shown, self.ran = list(lines), [], []

    def read(self, stop):
        return self.lines.pop(0) if self.lines else None

    def show(self, text):
        self.shown.append(text)

    def show_objects(self, stop, values):
        self.shown.extend(map(to_text, values))

    def run(self, stop, text):
        self.ran.append(text)


@pytest.mark.parametrize(
    ("typed", "action"),
    [("s", INTO), ("StepOver", OVER), ("o", OUT), ("c", GO_ON), ("q", QUIT), ("detach", DETACH), ("exit", QUIT)],
)
def test_commands_of_the_prompt(runspace, typed, action):
    taken = []

    def handler(stop):
        taken.append(prompt.DebugPrompt(Front(typed))(stop))
        return GO_ON

    debugger_of(runspace).handler = handler
    runspace.invoke("Wait-Debugger; 1")
    assert taken == [action]


def test_the_prompt_lists_explains_and_evaluates(runspace, tmp_path):
    (tmp_path / "s.ps1").write_text("$a = 1\n$b = 2\n$c = 3\n")
    front = Front("k", "l 2 1", "l", "list 99", "?", "$a", "s", "", "")
    debugger_of(runspace).handler = prompt.DebugPrompt(front)
    runspace.invoke("Set-PSBreakpoint s.ps1 1 | Out-Null; ./s.ps1")
    path = tmp_path / "s.ps1"
    assert front.shown[0] == (
        f"Entering debug mode. Use h or ? for help.\n\nHit Line breakpoint on '{path}:1'\n\nAt {path}:1 char:1\n+ $a = 1\n+ ~~~~~~\n"
    )
    assert "    2:  $b = 2" in front.shown
    assert "    3:  $c = 3" in front.shown
    assert "The start line must be between 1 and 3." in front.shown
    assert any("stepInto" in text for text in front.shown)
    assert front.ran == ["$a"]
    assert [text for text in front.shown if text.startswith("At ")] == [
        f"At {path}:{n} char:1\n+ ${v} = {n}\n+ ~~~~~~\n" for n, v in ((2, "b"), (3, "c"))
    ]


def test_code_that_nobody_debugs_has_no_hooks(runspace):
    assert not arming.speaks_of_debugging("$x = 1; Get-Date")
    assert arming.speaks_of_debugging("Set-PSBreakpoint -Line 1 -Script x")
    count = arming.ARMING.count
    debugger = debugger_of(runspace)
    debugger.add(breakpoints.CommandBreakpoint(1, None, None, "x"))
    assert arming.ARMING.count == count + 1
    debugger.drop(debugger.breakpoints[1])
    assert arming.ARMING.count == count
    assert debugged._place(find(parse("if ($a) { 1 }").ast, IfStatementAst)).extent.text == "$a"
