"""Handles that threads wait for, one or several at once."""

from __future__ import annotations

import threading

import pytest

from psbridge.concurrency import CancelToken, ThreadScope, hearing
from psbridge.errors import Cancelled
from psbridge.objects.waithandle import AutoResetEvent, EventWaitHandle, FaceHandle, ManualResetEvent, wait_all, wait_any


def test_manual_events_stay_set():
    event = ManualResetEvent()
    assert not event.wait(0)
    assert not event.wait_heard(0)
    event.set_event()
    assert event.wait_heard()
    assert event.is_set
    event.reset()
    assert not event.is_set
    assert EventWaitHandle(True).wait()


def test_automatic_events_let_one_through():
    event = AutoResetEvent(True)
    assert event.wait(0)
    assert not event.wait(0)
    event.close()
    assert event.closed


def test_the_first_of_several_is_taken():
    first, second = AutoResetEvent(), AutoResetEvent(True)
    assert wait_any([first, second], None) == 1
    assert wait_any([first, second], 0) is None


def test_all_of_several_are_taken_or_none():
    first, second = AutoResetEvent(True), AutoResetEvent()
    assert not wait_all([first, second], 0)
    assert first.is_set
    second.set_event()
    assert wait_all([first, second], 0)
    assert not first.is_set
    assert not second.is_set


def test_who_waits_for_several_is_woken_by_any_of_them_and_watches_none_afterwards():
    handles = [AutoResetEvent(), AutoResetEvent()]
    watched, found = threading.Event(), []

    class Told(AutoResetEvent):
        __slots__ = ()

        def watch(self, act):
            forget = super().watch(act)
            watched.set()
            return forget

    last = Told()
    with ThreadScope() as scope:
        scope.start(lambda: found.append(wait_any([*handles, last], None)))
        assert watched.wait(60)
        last.set_event()
    assert found == [2]
    assert [one._watchers for one in (*handles, last)] == [(), (), ()]


@pytest.mark.parametrize("wait", [lambda *handles: wait_any(handles, None), lambda *handles: wait_all(handles, None)])
def test_who_is_stopped_watches_none(wait):
    token, handles = CancelToken(), [ManualResetEvent(), ManualResetEvent()]
    token.cancel()
    with hearing(token), pytest.raises(Cancelled):
        wait(*handles)
    assert [one._watchers for one in handles] == [(), ()]


def test_a_face_is_set_while_its_source_is_and_takes_nothing():
    source = AutoResetEvent()
    face = FaceHandle(source)
    assert not face.is_set
    assert wait_any([face], 0) is None
    source.set_event()
    assert face.wait(0)
    assert face.is_set
    assert source.wait(0)
    assert not face.wait(0)
