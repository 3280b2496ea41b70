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
TOLD = """
function f { [CmdletBinding()] param()
    dynamicparam {
        $d = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
        $a = [System.Collections.ObjectModel.Collection``1[Attribute]]::new()
        $a.Add([Parameter] @{ ValueFromPipeline = $true })
        foreach ($name in 'Q', 'R') { $d.Add($name, [System.Management.Automation.RuntimeDefinedParameter]::new($name, [int], $a)) }
        $d
    }
    process { "$($d.Q.IsSet) $($d.Q.Value) $($d.R.IsSet) $($d.R.Value)" } }
f -R 4
5, 6 | f -R 4
"""
CASES = [
    ("function f { begin { 'b' } process { $_ } end { 'e' } }; 1, 2 | f", ["b", 1, 2, "e"]),
    ('function f { "$input" }; 1, 2 | f', ["1 2"]),
    ("filter d { $_ * 2 }; 1, 2 | d", [2, 4]),
    ("function f($x) { $x = 5; $x }; $x = 1; f 2; $x", [5, 1]),
    ("function f([int] $x = 3) { $x + 1 }; f; f '4'", [4, 5]),
    ("function f([int] $x) { try { $x = 'a' } catch { 'no' } }; f 1", ["no"]),
    ("function f { return 1; 2 }; f", [1]),
    (
        'function f { [CmdletBinding()] param() dynamicparam { 1, 2 } }; try { f } catch { "$_" -match \'Object "1 2" is the wrong type\' }',
        [True],
    ),
    ("function f { dynamicparam { throw 'dp' } end { 'e' } }; f", ["e"]),
    (
        "function f { [CmdletBinding()] param() dynamicparam { throw 'dp' } end { 'e' } }; try { f } catch { $_.FullyQualifiedErrorId; \"$_\" }",
        ["GetDynamicParametersException,f", "Cannot retrieve the dynamic parameters for the cmdlet. dp"],
    ),
    ("$b = { param($a) $a + 1 }; & $b 1; & $b -a 2", [2, 3]),
    ("function f { $MyInvocation.MyCommand.Name }; f", ["f"]),
    ("function f { [CmdletBinding()] param($a) $PSBoundParameters.Keys }; f -a 1", ["a"]),
    ("function f { [CmdletBinding(SupportsPaging)] param() $PSCmdlet.PagingParameters.First }; f -First 3", [3]),
    ("function f { [CmdletBinding()] param() $PSCmdlet.WriteObject((1, 2), $true) }; f", [1, 2]),
    ("& { $x = 1; & { $x = 2 }; $x }", [1]),
    ("function f($n) { if ($n) { $n; f ($n - 1) } }; f 3", [3, 2, 1]),
    ("function f { param([Parameter(ValueFromPipeline)] $A) process { $PSBoundParameters['A'] } }; 1, 2 | f", [1, 2]),
    (UPPER, ["A"]),
    (
        (
            "function f { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param() try { $PSCmdlet.ShouldProcess('x') } catch "
            "{ $_.FullyQualifiedErrorId; $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId } }; f; f -Confirm:$false"
        ),
        ["HostException", "HostFunctionNotImplemented", True],
    ),
    (
        "function f { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'None')] param() $PSCmdlet.ShouldProcess('x') }; f -Confirm",
        [True],
    ),
    (DYNAMIC, [4]),
    (TOLD, ["False  True 4", "True 5 True 4", "True 6 True 4"]),
    ("function f([int] $a = 'x') { 'ran' }; try { f } catch { $_.FullyQualifiedErrorId }", ["ParameterArgumentTransformationError,f"]),
    ("try { & { param([bool] $a = 'x') } } catch { $_.FullyQualifiedErrorId }", ["ParameterArgumentTransformationError"]),
    (
        "function f { [CmdletBinding()] param($Debug) }; try { f } catch { $_.FullyQualifiedErrorId }",
        ["ParameterNameAlreadyExistsForCommand"],
    ),
    ("function f([ValidateScript({ $script:n++; $false <# write-error #> })] $a) { }; try { f 1 } catch { }; $n", [1]),
    ("function f([ValidatePattern('^\\p{Lu}$')] $a) { $a }; f A; try { f 1 } catch { 'no' }", ["A", "no"]),
    ("function f([ValidatePattern('(')] $a) { }; try { f 1 } catch { \"$_\" -like '*Invalid pattern*' }", [True]),
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


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("function g([string] $s) { $s }; g 1.10; g 0x1F; g -s 1kb; g 007", ["1.10", "0x1F", "1kb", "007"]),
        ("function hh([string[]] $s) { $s }; hh 1.10", ["1.10"]),
        ('function v([version] $v) { "$v" }; v 4.0; v 4.10', ["4.0", "4.10"]),
        ('function n([int] $i, [double] $d, $o) { "$i $d $o" }; n 0x10 1.50 0x1F', ["16 1.5 31"]),
        ("function a { $args[0] + 1; $args[0].GetType().Name }; a 0x10", [17, "Int32"]),
        ("/bin/echo 1.10 0x10 1kb", ["1.10 0x10 1kb"]),
    ],
)
def test_numbers_of_arguments_keep_how_they_were_written(ps, script, expected):
    assert ps(script) == expected


def test_a_function_may_name_its_own_aliases(ps):
    assert ps("function Get-It { [CmdletBinding()] [Alias('gi1', 'gi2')] param($x) \"it $x\" }; gi1 1; gi2 2") == ["it 1", "it 2"]


def test_the_runtime_of_a_command_and_its_place(ps):
    script = (
        "function f { [CmdletBinding()] param() $MyInvocation.PipelineLength; $MyInvocation.PipelinePosition; "
        "$null -eq $PSCmdlet.PagingParameters; $PSCmdlet.CommandRuntime.GetType().Name }; f"
    )
    assert ps(script) == [1, 1, True, "MshCommandRuntime"]


@pytest.mark.parametrize("value", ["'x'", "'true'"])
def test_a_switch_takes_no_text(ps, value):
    message = ps.run(f"function f {{ param([switch] $s) $s }}; f -s:{value}").errors[0].exception.message
    assert "Boolean parameters accept only Boolean values and numbers" in message


def test_preferences_hold_their_types(ps):
    assert ps("$ErrorActionPreference = 'stop'; $ErrorActionPreference.GetType().Name; \"$ErrorActionPreference\"") == [
        "ActionPreference",
        "Stop",
    ]
    assert ps('function f { $VerbosePreference = 2; "$VerbosePreference" }; f') == ["Continue"]
    refused = ps.run("$WarningPreference = 'bogus'")
    assert "Unable to match the identifier name bogus" in str((refused.errors or [refused.terminating])[0])


def test_invocations_know_how_they_were_written(ps):
    told = ps(
        "function f { $MyInvocation.InvocationName }; $function:g = { 1 }; f; F; & f; . f; & { $MyInvocation.InvocationName }; . { $MyInvocation.InvocationName }"
    )
    assert told == ["f", "F", "&", ".", "&", "."]
    assert ps("function f { $MyInvocation.InvocationName }; $alias:ff = 'f'; ff; & ff") == ["ff", "&"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("function f($a, [int]$b = 3) { $a * $b }", "param($a, [int]$b = 3)\n $a * $b "),
        ("function f() { 1 }", " 1 "),
        ("function f { param($a) $a }", " param($a) $a "),
        ("filter f($p) { $_ }", "param($p)\n $_ "),
    ],
)
def test_the_text_of_a_function_has_its_parameters(ps, text, expected):
    """Wherever they were written: the text alone makes the same function elsewhere."""
    assert ps(f'{text}; "${{function:f}}"') == [expected]
