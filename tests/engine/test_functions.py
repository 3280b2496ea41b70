"""Functions and script blocks: blocks in their turn, scopes, variables of a frame, the short way and the long way alike."""

from __future__ import annotations

import pytest

from psbridge.engine import (
    callstack,
    customattributes,
    fastcalls,
    functionparameters,
    functions,
    functionshape,
    inputs,
    invocations,
    paging,
    pscmdlet,
    runtimedefined,
    voids,
)
from psbridge.objects import AutomationNull

UPPER = """
class Up : System.Management.Automation.ArgumentTransformationAttribute {
    [object] Transform([System.Management.Automation.EngineIntrinsics] $e, [object] $v) { return "$v".ToUpper() }
}
function f([Up()] $x) { $x }; f a
"""
DYNAMIC = """
function f { [CmdletBinding()] param()
    dynamicparam {
        $d = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
        $a = [System.Collections.ObjectModel.Collection[Attribute]]::new(); $a.Add([Parameter]::new())
        $d.Add('Q', [System.Management.Automation.RuntimeDefinedParameter]::new('Q', [int], $a)); $d
    }
    end { $PSBoundParameters['Q'] } }
f -Q 4
"""
CASES = [
    ("function f { begin { 'b' } process { $_ } end { 'e' } }; 1, 2 | f", ["b", 1, 2, "e"]),
    ('function f { "$input" }; 1, 2 | f', ["1 2"]),
    ("filter d { $_ * 2 }; 1, 2 | d", [2, 4]),
    ("function f($x) { $x = 5; $x }; $x = 1; f 2; $x", [5, 1]),
    ("function f([int] $x = 3) { $x + 1 }; f; f '4'", [4, 5]),
    ("function f([int] $x) { try { $x = 'a' } catch { 'no' } }; f 1", ["no"]),
    ("function f { return 1; 2 }; f", [1]),
    ("$b = { param($a) $a + 1 }; & $b 1; & $b -a 2", [2, 3]),
    ("function f { $MyInvocation.MyCommand.Name }; f", ["f"]),
    ("function f { [CmdletBinding()] param($a) $PSBoundParameters.Keys }; f -a 1", ["a"]),
    ("function f { [CmdletBinding(SupportsPaging)] param() $PSCmdlet.PagingParameters.First }; f -First 3", [3]),
    ("function f { [CmdletBinding()] param() $PSCmdlet.WriteObject((1, 2), $true) }; f", [1, 2]),
    ("& { $x = 1; & { $x = 2 }; $x }", [1]),
    ("function f($n) { if ($n) { $n; f ($n - 1) } }; f 3", [3, 2, 1]),
    (UPPER, ["A"]),
    (DYNAMIC, [4]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_functions(ps, script, expected):
    assert ps(script) == expected


@pytest.mark.parametrize("call", ["f 1", ". f 1", "1 | ForEach-Object { }; f 1", "f @(1)"])
def test_break_leaves_through_a_function(ps, call):
    text = "function f($x) { break }; $r = foreach ($i in 1, 2) { $i; " + call.replace("1 | ForEach-Object { }; ", "") + " }; $r"
    assert ps(text) == [1]


def test_endless_recursion_is_an_error_and_the_session_lives(ps):
    assert ps.run("function f { f }; f").ids == ["CallDepthOverflow"]
    assert ps("1") == [1]


def test_plain_calls_are_planned_and_others_not(ps):
    block = ps.runspace.script_block("f 1; f @x; f 1 2> $null; . f 1")
    shape = functionshape.shape_of(ps.runspace.script_block("param($a) $a").body, ps.runspace.context())
    assert fastcalls.plain_shape(shape)
    assert fastcalls.plan_call(shape, ()) is not None
    reading = functionshape.shape_of(ps.runspace.script_block("$MyInvocation").body, ps.runspace.context())
    assert not fastcalls.plain_shape(reading)
    assert block.body.parameters == ()


def test_static_defaults():
    assert [functionshape.static_default(one.net) for one in (fastcalls.Parameter("a", "int"), fastcalls.Parameter("b", "string"))] == [
        0,
        "",
    ]


def test_input_is_read_once():
    given = inputs.InputList([1, 2])
    assert list(given) == [1, 2]
    assert list(given) == []
    given.reset()
    assert given.move_next()
    assert given.current == 1


def test_call_stack_names_the_frames(ps):
    ctx = ps.runspace.context().child(name="f")
    assert [frame.function_name for frame in callstack.frames_of(ctx)] == ["f"]
    assert str(callstack.frames_of(ctx)[0]) == "at f, <No file>: line 0"


def test_invocation_of_a_block_has_no_name(ps):
    assert invocations.invocation_of(None, "<ScriptBlock>", None, ps.runspace.context()).invocation_name == ""


def test_void_methods_give_nothing():
    class Box:
        def put(self, value: int) -> int:
            return value

    assert voids.void("Put", "put").call(Box(), 1) is AutomationNull


def test_paging_defaults():
    assert int(paging.PagingParameters({}).skip) == 0


def test_a_generated_set_asks_its_class(ps):
    script = (
        "class G : System.Management.Automation.IValidateSetValuesGenerator { [string[]] GetValidValues() { return 'aa', 'bb' } }; "
        "function q([ValidateSet([G])] $x) { $x }; q aa; q zz"
    )
    ran = ps.run(script)
    assert (ran.output, ran.ids) == (["aa"], ["ParameterArgumentValidationError,q"])
    assert customattributes.VALUES_GENERATOR.kind == "interface"


def test_preferences_become_variables():
    assert functionparameters.PREFERENCES["verbose"][0] == "VerbosePreference"
    assert runtimedefined.ParameterAttribute().use().position is None
    assert pscmdlet.PSCmdletObject.net_type.name == "PSScriptCmdlet"


def test_return_ends_here_and_break_travels(ps):
    ctx = ps.runspace.context()
    functions.leave(3, ctx)
    with pytest.raises(functions.LoopControl):
        functions.leave(1, ctx)
