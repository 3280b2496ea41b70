"""Places, sizes, cells, descriptions; policies and hidden fields; a redirected console."""

from __future__ import annotations

import pytest

from psbridge.engine.members import policies, screens
from psbridge.engine.runspace import Runspace
from psbridge.modules.defaults import default_modules

H = "System.Management.Automation.Host."


@pytest.fixture(scope="module")
def runspace():
    with Runspace(modules=default_modules()) as made:
        yield made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"[string][{H}Size]::new(8, 9)", "8,9"),
        (f"(New-Object {H}Coordinates 1, 2).Y", 2),
        (f"[{H}Rectangle]::new(1,2,3,4).Bottom", 4),
        (f"[{H}BufferCell]::new('Z', 'Red', 'Green', 'Leading').BufferCellType.ToString()", "Leading"),
        (f"[{H}Size]::new(1,2) -eq [{H}Size]::new(1,2)", True),
        (f"(New-Object {H}ChoiceDescription 'a', 'b').HelpMessage", "b"),
        (f"$f = [{H}FieldDescription]::new('n'); $f.Label = 'l'; $f.Label", "l"),
        ("[Management.Automation.ProgressRecord]::new(2, 'a', 's').Activity", "a"),
        ("[Management.Automation.Security.SystemPolicy]::GetSystemLockdownPolicy() -eq 'Enforce'", False),
        ("[Management.Automation.LineBreakpoint[]].Name", "LineBreakpoint[]"),
        (
            """$f = [PSObject].Assembly.GetType('System.Management.Automation.ClrFacade').GetField('_defaultEncoding', 'NonPublic, Static')
            $f.SetValue($null, 7); $f.GetValue($null)""",
            7,
        ),
        (
            """$s = [Text.StringBuilder]::new(); $o = [Console]::Out; [Console]::SetOut([IO.StringWriter]::new($s))
            [Console]::Write('x'); [Console]::SetOut($o); $s.ToString()""",
            "x",
        ),
    ],
)
def test_scripts(runspace, text, shown):
    assert runspace.invoke(text) == [shown]


def test_modules_are_the_ones_that_the_index_names():
    assert screens.Size(1, 2).width == 1
    assert str(policies.SystemEnforcementMode(2)) == "Enforce"
