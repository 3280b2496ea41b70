"""GetEvents, EventInfo, and events that are inherited."""

from __future__ import annotations

import pytest

_CLASS = """
class HandJob : System.Management.Automation.Job {
  HandJob() : base('c', 'n') { }
  [string] get_StatusMessage() { return '' }
  [bool] get_HasMoreData() { return $false }
  [string] get_Location() { return 'here' }
  [void] StopJob() { $this.SetJobState('Stopped') }
  [void] Move([string] $state) { $this.SetJobState($state) }
}
"""
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
    assert ps(_CLASS + script) == expected
