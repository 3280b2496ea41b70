"""$input that is there, and $input that still comes."""

from __future__ import annotations

import pytest

from psbridge.concurrency import CancelToken
from psbridge.engine.errors import PipelineStopped
from psbridge.engine.inputs import InputList, InputQueue, InputStream
from psbridge.modules.shell import PowerShell, Runspace
from psbridge.objects import NetError


def test_a_list_can_be_read_again():
    given = InputList([1, 2])
    assert list(given) == [1, 2]
    assert given.current is None
    given.reset()
    assert given.move_next()
    assert given.current == 1


def test_a_stream_is_read_once():
    given = InputStream(iter([1, 2, 3]))
    assert given.move_next()
    assert given.current == 1
    assert list(given) == [2, 3]
    assert given.current is None
    with pytest.raises(NetError, match="not supported"):
        given.reset()


def test_a_queue_ends_and_stops():
    token = CancelToken()
    given = InputQueue(token)
    given.put(1)
    given.end()
    assert list(given) == [1]
    token.cancel()
    with pytest.raises(PipelineStopped):
        list(given)


def test_a_full_queue_says_when_it_has_room():
    told = []
    given = InputQueue(limit=4, on_room=lambda: told.append(given._queue.qsize()))
    for number in range(4):
        assert not given.is_full
        given.put(number)
    assert given.is_full
    given.end()
    assert list(given) == [0, 1, 2, 3]
    assert told == [2], "once, when half of it was read"


def test_a_script_reads_its_source_as_far_as_it_asks():
    taken = []

    def source():
        for number in range(100):
            taken.append(number)
            yield number

    with Runspace() as runspace:
        shell = PowerShell(runspace).add_script("foreach ($one in $input) { $one; if ($one -eq 2) { break } }")
        assert [int(one) for one in shell.invoke(source())] == [0, 1, 2]
    assert taken == [0, 1, 2]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$input | ForEach-Object { $_ * 2 }", [2, 4]),
        ("process { $_ + 1 }", [2, 3]),
        ("begin { 'b' } end { @($input).Count }", ["b", 2]),
        ("@($input).Count; @($input).Count", [2, 0]),
        ("'no input'", ["no input"]),
    ],
)
def test_whatever_a_script_does_with_its_input(script, expected):
    with Runspace() as runspace:
        assert list(PowerShell(runspace).add_script(script).invoke([1, 2])) == expected


@pytest.mark.parametrize("start", ["Start-ThreadJob", "Start-Job"])
class TestJobs:
    def test_take_input_while_it_comes(self, start):
        """The source goes on when the job has answered its first object: it could not if the job began at the end."""
        script = f"""& {{ 'a'; while (-not $jobs[0].HasMoreData) {{ [System.Threading.Thread]::Sleep(5) }}; 'b' }} |
            {start} -OutVariable jobs {{ foreach ($one in $input) {{ "got $one" }} }} | Receive-Job -Wait"""
        with Runspace() as runspace:
            assert [str(one) for one in runspace.invoke(f'$(  {script} ) | ForEach-Object {{ "$_" }}')] == ["got a", "got b"]

    def test_no_object_at_all_begins_no_job(self, start):
        with Runspace() as runspace:
            assert runspace.invoke(f"@(@() | {start} {{ 1 }}).Count; @(Get-Job).Count") == [0, 0]

    def test_a_stop_ends_the_wait_for_input(self, start):
        script = (
            f"""& {{ 'a'; $jobs[0] | Stop-Job; $jobs[0].State }} | {start} -OutVariable jobs {{ @($input) }} | Out-Null; $jobs[0].State"""
        )
        with Runspace() as runspace:
            assert [str(one) for one in runspace.invoke(script)] == ["Stopped"]


def test_a_source_that_fails_leaves_no_job_waiting():
    script = "try { & { 1; throw 'no more' } | Start-ThreadJob -OutVariable jobs { @($input).Count } } catch { \"$_\" }; Receive-Job $jobs[0] -Wait"
    with Runspace() as runspace:
        found = runspace.invoke(script)
    assert [str(one) for one in found if not hasattr(one, "job_state_info")][-2:] == ["no more", "1"]
