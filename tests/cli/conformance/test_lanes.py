"""Lanes: one case after the other on machines of their own, and a lane that is replaced when a case does not end."""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.lanes import Lane
from psbridge.cli.conformance.world import FILES


@pytest.fixture
def lane():
    made = Lane("emulator")
    yield made
    made.close()


def texts(lane, script, *needs):
    record = lane.ask(script, frozenset(needs), 30.0)
    assert not record.get("failed"), record
    return record["text"].replace("\r\n", "\n").split("\n")[:-1]


def test_cases_see_nothing_of_each_other(lane):
    for _ in range(2):
        told = texts(lane, "Test-Path C:\\left; Set-Content C:\\left x; (Start-ThreadJob { }).Id; (Start-Job { }).Id")
        assert told == ["False", "1", "2"]


def test_a_host_has_what_cases_need(lane):
    fetch = 'Start-BitsTransfer "$url/small.txt" C:\\here; (Get-Item C:\\here).Length'
    assert texts(lane, fetch, "http", "bits") == [str(len(FILES["/small.txt"]))]
    assert texts(lane, "Invoke-Command @conn { 'over there' }", "remote") == ["over there"]


def test_a_lane_that_hangs_is_killed(lane, monkeypatch):
    lane.ask("1", frozenset(), 30.0)
    monkeypatch.setattr("psbridge.cli.conformance.lanes._GRACE", 0.0)
    with pytest.raises(TimeoutError):
        lane.ask("while ($true) { }", frozenset(), 0.2)
    monkeypatch.undo()
    assert texts(lane, "3") == ["3"]


def test_a_lane_that_ends_is_told_and_replaced(lane):
    lane.ask("1", frozenset(), 30.0)
    lane._process.kill()
    lane._process.wait()
    assert lane.ask("1", frozenset(), 30.0) == {"failed": "the process ended"}
    assert texts(lane, "1 + 1") == ["2"]
