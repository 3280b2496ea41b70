"""GetEvents, EventInfo, and events that are inherited."""

from __future__ import annotations

import pytest

from tests.engine.conftest import HAND_JOB

_BY_REFLECTION = """
$e = [HandJob].GetEvent('StateChanged'); $seen = [System.Collections.ArrayList]::new(); $j = [HandJob]::new()
$h = [System.EventHandler[System.Management.Automation.JobStateEventArgs]] { [void]$seen.Add($_.JobStateInfo.State) }
$e.AddEventHandler($j, $h); $j.Move('Running'); $e.RemoveEventHandler($j, $h); $j.Move('Completed'); "$seen"
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            'foreach ($e in [HandJob].GetEvents()) { "$e $($e.DeclaringType.Name) $($e.ReflectedType.Name) $($e.MemberType)" }',
            ["System.EventHandler`1[System.Management.Automation.JobStateEventArgs] StateChanged Job HandJob Event"],
        ),
        (
            "[System.Management.Automation.Job2].GetEvents().Name -join ','",
            ["StartJobCompleted,StopJobCompleted,SuspendJobCompleted,ResumeJobCompleted,UnblockJobCompleted,StateChanged"],
        ),
        ("$null -eq [string].GetEvent('StateChanged'); [string].GetEvents().Count", [True, 0]),
        ("[System.Timers.Timer].GetEvent('Elapsed').Name", ["Elapsed"]),
        (_BY_REFLECTION, ["Running"]),
    ],
)
def test_events(ps, script, expected):
    assert ps(HAND_JOB + script) == expected
