"""The tables of states are total: every event in every state either moves or is refused."""

from __future__ import annotations

import itertools

import pytest

from psbridge.errors import InvalidTransition
from psbridge.psrp.states import FINISHED, PIPELINE, POOL, PipelineEvent, PipelineState, PoolEvent, PoolState, advance

MACHINES = [(POOL, PoolState, PoolEvent), (PIPELINE, PipelineState, PipelineEvent)]


@pytest.mark.parametrize(("table", "states", "happenings"), MACHINES, ids=["pool", "pipeline"])
def test_every_pair_moves_or_is_refused(table, states, happenings):
    assert set(table) == set(states)
    for state, event in itertools.product(states, happenings):
        if event in table[state]:
            assert advance(table, state, event) in states
        else:
            with pytest.raises(InvalidTransition) as caught:
                advance(table, state, event)
            assert set(caught.value.allowed) == set(table[state])


@pytest.mark.parametrize(("table", "start"), [(POOL, PoolState.BEFORE_OPEN), (PIPELINE, PipelineState.NOT_STARTED)])
def test_every_state_can_be_reached(table, start):
    reached, todo = {start}, [start]
    while todo:
        for after in table[todo.pop()].values():
            if after not in reached:
                reached.add(after)
                todo.append(after)
    assert reached == set(table)


def test_ends_are_ends():
    assert all(not PIPELINE[state] for state in FINISHED)
    assert not POOL[PoolState.CLOSED]


def test_numbers_are_those_of_the_wire():
    assert [state.value for state in PoolState] == list(range(10))
    assert PoolState.OPENED == 2
    assert PipelineState.COMPLETED == 4
