"""get_Name() and set_Name(value) behind properties, add_Name(handler) and remove_Name(handler) behind events."""

from __future__ import annotations

import threading

import pytest

from psbridge.engine.invoke.accessors import find_accessor
from psbridge.objects import find_type
from tests.engine.conftest import HAND_JOB


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("@{ keys = 1 }.get_Keys(); 'abc'.get_Length(); [version]::new(1, 2).get_Minor()", ["keys", 3, 2]),
        ("$h = @{ a = 1 }; $h.get_Item('a'); $h.set_Item('b', 2); $h.b", [1, 2]),
        ("$l = [System.Collections.Generic.List[int]](1, 2); $l.set_Item(0, '9'); $l.get_Item(0)", [9]),
        ("class C { [int]$x = 5; static [int]$s = 1 }; $c = [C]::new(); $c.set_x('7'); $c.get_x(); [C]::get_s()", [7, 1]),
        ("[datetime]::get_Now() -is [datetime]", [True]),
        ("try { 'abc'.set_Length(1) } catch { $_.FullyQualifiedErrorId }", ["MethodNotFound"]),
        ("try { 'abc'.get_Nope() } catch { $_.FullyQualifiedErrorId }", ["MethodNotFound"]),
    ],
)
def test_calls(ps, script, expected):
    assert ps(script) == expected


def test_definitions():
    string = find_type("System.String")
    assert find_accessor(string, "get_length").definitions == ("int get_Length()",)
    assert find_accessor(string, "length") is None
    assert find_accessor(string, "get_length", static=True) is None


_JOB = (
    HAND_JOB
    + """
$seen = [System.Collections.ArrayList]::new()
$job = [HandJob]::new()
$note = { param($s, $e) [void]$seen.Add("$($s.Name) $($e.PreviousJobStateInfo.State)>$($e.JobStateInfo.State)") }
"""
)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$job.add_StateChanged($note); $job.Move('Running'); $seen", ["n NotStarted>Running"]),
        (
            "$job.add_StateChanged({ throw 'x' }); $job.add_StateChanged($note); $job.Move('Blocked'); $seen.Count; $job.State",
            [1, "Blocked"],
        ),
        ("$job.add_StateChanged($note); $job.remove_StateChanged($note); $job.Move('Running'); $seen.Count", [0]),
        ("$job.add_StateChanged($note); $job.remove_StateChanged({ }); $job.Move('Running'); $seen.Count", [1]),
        (
            "$job.add_StateChanged($note); $job.add_StateChanged($note); $job.remove_StateChanged($note); $job.Move('Running'); $seen.Count",
            [1],
        ),
        ("try { $job.add_Nope({ }) } catch { $_.FullyQualifiedErrorId }", ["MethodNotFound"]),
        ("try { $job.add_StateChanged(5) } catch { $_.FullyQualifiedErrorId }", ["MethodArgumentConversionInvalidCastArgument"]),
    ],
)
def test_events(ps, script, expected):
    assert [str(one) if not isinstance(one, int) or hasattr(one, "label") else one for one in ps(_JOB + script)] == expected


def test_a_handler_runs_on_no_other_thread(ps):
    """There is no runspace for it there; who raises the event does not hear of it."""
    (seen, collection) = ps(
        "$seen = [System.Collections.ArrayList]::new(); $c = [System.Management.Automation.PSDataCollection[int]]::new();"
        "$c.add_DataAdded({ [void]$seen.Add($args[1].Index) }); $c.Add(1); , $seen; , $c"
    )
    assert list(seen) == [0]
    other = threading.Thread(target=collection.add, args=(2,))
    other.start()
    other.join()
    assert list(seen) == [0]
    collection.add(3)
    assert list(seen) == [0, 2]
