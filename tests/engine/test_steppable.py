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


@pytest.mark.parametrize("script", ["{ 1 + 1 }.GetSteppablePipeline()", "{ Twice; Twice }.GetSteppablePipeline()"])
def test_only_one_pipeline_of_commands(ps, script):
    assert ps.run(PROXY + script).ids == ["CanConvertOneClauseOnly"]


def test_steps_come_in_order(ps):
    assert ps.run(PROXY + "$s = { Twice }.GetSteppablePipeline(); $s.Process(1)").ids == ["InvalidOperation"]
