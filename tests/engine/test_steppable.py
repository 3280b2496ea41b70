"""Steppable pipelines."""

from __future__ import annotations

import pytest

from psbridge.engine.steppable import SteppablePipeline

PROXY = """
function Twice { param([Parameter(ValueFromPipeline)] $x) process { $_ * 2 } end { 'end' } }
function Proxy { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $x)
    begin { $step = { Twice }.GetSteppablePipeline(); $step.Begin($PSCmdlet) }
    process { $step.Process($_) }
    end { $step.End() } }
"""


def test_a_proxy_hands_output_on(ps):
    assert ps(PROXY + "1, 2 | Proxy") == [2, 4, "end"]


def test_steps_give_their_output_back(ps):
    script = '$s = { Twice }.GetSteppablePipeline(); $s.Begin($true); $a = $s.Process(5); $b = $s.End(); "$a|$b"; $s'
    *output, step = ps(PROXY + script)
    assert output == ["10|end"]
    assert isinstance(step, SteppablePipeline)


def test_without_input_the_first_step_is_the_only_one(ps):
    script = "function Once { process { 'once' } end { 'end' } }; $s = { Once }.GetSteppablePipeline(); $s.Begin($false); "
    assert ps(script + "$a = $s.Process(); $b = $s.Process(1); $c = $s.End(); \"$a|$b|$c\"") == ["once||end"]


@pytest.mark.parametrize("script", ["{ 1 + 1 }.GetSteppablePipeline()", "{ Twice; Twice }.GetSteppablePipeline()"])
def test_only_one_pipeline_of_commands(ps, script):
    assert ps.run(PROXY + script).ids == ["CanConvertOneClauseOnly"]


def test_steps_come_in_order(ps):
    assert ps.run(PROXY + "$s = { Twice }.GetSteppablePipeline(); $s.Process(1)").ids == ["InvalidOperation"]


@pytest.mark.parametrize(("context", "expected"), [(", $ExecutionContext", [3, 6, "end"]), ("", [3, 6, "done", "end"])])
def test_with_the_execution_context_output_goes_on_at_once(ps, context, expected):
    """Without it the function gets it back and decides itself."""
    script = f"""
    function Thrice {{ param([Parameter(ValueFromPipeline)] $x) process {{ $_ * 3 }} end {{ 'end' }} }}
    function Plain {{
        begin {{ $step = {{ Thrice }}.GetSteppablePipeline($myInvocation.CommandOrigin); $step.Begin($true{context}) }}
        process {{ $step.Process($_) }}
        end {{ $given = $step.End(); if ($null -ne $given) {{ 'done'; $given }} }}
    }}
    1, 2 | Plain
    """
    assert ps(script) == expected


def test_what_was_given_by_place(ps):
    script = "function f { param($a, $b, $c) \"$($PSBoundParameters.BoundPositionally)\"; \"$($PSBoundParameters.Keys)\" } f 1 -b 2 3"
    assert ps(script) == ["a c", "b a c"]
