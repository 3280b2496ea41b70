"""The state table of jobs is total, and parents follow their children as documented."""

from __future__ import annotations

import itertools

import pytest

from psbridge.errors import InvalidTransition
from psbridge.jobs import FINISHED, PERSISTENT, TRANSITIONS, JobEvent, JobState, advance
from psbridge.jobs.states import aggregate, aggregate_container, aggregate_tasks

STATES = [JobState(number) for number in range(11)]


def test_states_have_powershells_numbers() -> None:
    """STA-001."""
    assert [(s.label, int(s)) for s in STATES] == [
        ("NotStarted", 0),
        ("Running", 1),
        ("Completed", 2),
        ("Failed", 3),
        ("Stopped", 4),
        ("Blocked", 5),
        ("Suspended", 6),
        ("Disconnected", 7),
        ("Suspending", 8),
        ("Stopping", 9),
        ("AtBreakpoint", 10),
    ]


def test_finished_and_persistent() -> None:
    """STA-002, STA-003."""
    assert {s.label for s in FINISHED} == {"Completed", "Failed", "Stopped"}
    assert {s.label for s in PERSISTENT} == {"Completed", "Failed", "Stopped", "Disconnected", "Suspended"}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(STATES, JobEvent)))
def test_table_is_total(state: JobState, event: JobEvent) -> None:
    """Every pair either moves to a state of the table or raises an error that names machine, state, event and what is allowed."""
    if (state, event) in TRANSITIONS:
        assert advance(state, event) in STATES
        return
    with pytest.raises(InvalidTransition) as caught:
        advance(state, event)
    text = str(caught.value)
    assert "job" in text
    assert state.label in text
    assert event.value in text


def test_every_state_can_end() -> None:
    for state in STATES:
        reached, frontier = {state}, [state]
        while frontier:
            here = frontier.pop()
            for (start, _), target in TRANSITIONS.items():
                if start == here and target not in reached:
                    reached.add(target)
                    frontier.append(target)
        assert reached & FINISHED


def test_started_is_not_a_state() -> None:
    """STA-026."""
    with pytest.raises(ValueError, match="Started"):
        JobState.parse("Started")


ENDS = [JobState.Completed, JobState.Failed, JobState.Stopped, JobState.Disconnected]


@pytest.mark.parametrize(("a", "b", "asked"), list(itertools.product(ENDS, ENDS, (False, True))))
def test_parent_of_ended_children(a: JobState, b: JobState, asked: bool) -> None:
    """CHD-006, CHD-007, CHD-010."""
    got = aggregate([a, b], stop_asked=asked)
    if JobState.Disconnected in (a, b):
        assert got == JobState.Disconnected
    elif JobState.Failed in (a, b):
        assert got == JobState.Failed
    else:
        assert got == (JobState.Stopped if asked else JobState.Completed)


@pytest.mark.parametrize(
    ("children", "parent"),
    [
        ("Running Blocked", "Blocked"),
        ("Completed Running", "Running"),
        ("AtBreakpoint Running", "AtBreakpoint"),
        ("NotStarted Completed", "Running"),
    ],
)
def test_parent_of_living_children(children: str, parent: str) -> None:
    """CHD-011, STA-021, STA-005."""
    states = [JobState.parse(word) for word in children.split()]
    assert aggregate(states, stop_asked=False) == JobState.parse(parent)


@pytest.mark.parametrize(
    ("children", "asked", "parent"),
    [
        ("Completed Completed", False, "Completed"),
        ("Completed Failed", False, "Failed"),
        ("Completed Stopped", False, "Failed"),
        ("Failed NotStarted", True, "Stopped"),
        ("Completed Running", False, None),
    ],
)
def test_parent_of_parallel_tasks(children: str, asked: bool, parent: str | None) -> None:
    """CHD-015, CHD-016."""
    got = aggregate_tasks([JobState.parse(word) for word in children.split()], stop_asked=asked)
    assert got == (None if parent is None else JobState.parse(parent))


@pytest.mark.parametrize(
    ("children", "parent"),
    [
        ("Suspended Completed", "Suspended"),
        ("Suspended Suspending", "Suspending"),
        ("Running Suspended", "Running"),
        ("Blocked Running", "Blocked"),
        ("Failed Stopped Completed", "Failed"),
        ("Stopped Completed", "Stopped"),
        ("Completed Completed", "Completed"),
    ],
)
def test_container_parent(children: str, parent: str) -> None:
    """CHD-018."""
    assert aggregate_container([JobState.parse(word) for word in children.split()]) == JobState.parse(parent)
