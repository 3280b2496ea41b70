"""Get-PSCallStack: what each frame says of its call, whichever way the call went."""

from __future__ import annotations

import pytest

from psbridge.engine import callstack
from psbridge.modules.shell import Runspace

ARGUMENTS = "function told { (Get-PSCallStack)[1].Arguments }; "


@pytest.fixture
def shell():
    with Runspace() as runspace:
        yield runspace


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("function f($x, $Y) { told }; f 1 b c", ["{x=1, Y=b, c}"]),
        ("function f($x, $Y) { told }; f -y 3 4 5 6", ["{Y=3, x=4, 5, 6}"]),
        ("function f($x) { told }; f 0; f", ["{x=}", "{}"]),
        ("function f { told }; f 1 $null 0", ["{1, $null, $null}"]),
        ("function f { [CmdletBinding()]param($a) told }; f -a (1, 2) -Verbose", ["{a=1 2, Verbose=True}"]),
        ("& { told } 3 4", ["{3, 4}"]),
        ("function f($x) { told }; $given = @{ x = 9 }; f @given", ["{x=9}"]),
    ],
)
def test_arguments(shell, script, expected):
    assert shell.invoke(ARGUMENTS + script) == expected


def test_invocation_names_the_command_of_its_own_frame(shell):
    script = "function f($x) { (Get-PSCallStack)[0].InvocationInfo }; function g { f 1 }; $i = g; $i.MyCommand.Name; $i.BoundParameters.x; $i.Line"
    name, bound, line = shell.invoke(script)
    assert (name, bound) == ("f", 1)
    assert line.startswith("function f($x)")


def test_frames_are_innermost_first(shell):
    found = shell.invoke("function f { Get-PSCallStack }; function g { f }; g")
    assert all(isinstance(frame, callstack.CallStackFrame) for frame in found)
    assert [frame.command for frame in found] == ["f", "g", "<ScriptBlock>"]
    assert found[-1].arguments == "{}"
