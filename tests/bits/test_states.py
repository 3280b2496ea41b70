"""The table of states is total: every event in every state either leads where BITS goes or is refused."""

from __future__ import annotations

import itertools

import pytest

from psbridge.bits.states import ACTIVE, FINAL, RUNNING, SETTLED, TRANSITIONS, Event, Priority, State, TransferType, advance, allowed, names
from psbridge.errors import InvalidTransition


def test_numbers_are_those_of_windows():
    assert [state.name for state in State][:3] == ["Queued", "Connecting", "Transferring"]
    assert (State.Suspended, State.Error, State.TransientError, State.Transferred, State.Acknowledged, State.Cancelled) == (
        3,
        4,
        5,
        6,
        7,
        8,
    )
    assert [one.name for one in Priority] == ["Foreground", "High", "Normal", "Low"]
    assert [one.name for one in TransferType] == ["Download", "Upload", "UploadReply"]


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_every_state_with_every_event(state, event):
    if (state, event) in TRANSITIONS:
        assert advance(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(InvalidTransition, match=state.name):
            advance(state, event)


def test_final_states_allow_nothing_all_others_the_four_calls():
    for state in State:
        calls = {Event.RESUME, Event.SUSPEND, Event.COMPLETE, Event.CANCEL}
        assert calls & set(allowed(state)) == (set() if state in FINAL else calls)


def test_sets_of_states_cover_everything():
    assert set(State) == ACTIVE | SETTLED
    assert not ACTIVE & SETTLED
    assert RUNNING < ACTIVE
    assert names(FINAL) == ("Acknowledged", "Cancelled")


def test_what_stops_by_itself_can_be_resumed():
    for state in (State.Suspended, State.Error, State.TransientError):
        assert advance(state, Event.RESUME) is State.Queued
