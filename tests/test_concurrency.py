"""Deadlines, cancellation, thread scopes and mailboxes; threads meet at events, nobody sleeps."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from psbridge.concurrency import CancelToken, Deadline, Gate, Mailbox, ThreadScope, check_heard, hearing, pause_heard, wait_heard
from psbridge.errors import Cancelled, DeadlineExceeded, MailboxClosed

SOON = 60.0  # an upper bound for things that happen at once; reached only by a failing test


class TestDeadline:
    def test_counts_down_and_expires(self, clock):
        deadline = Deadline.after(5, clock)
        assert deadline.remaining() == 5
        clock.advance(2)
        assert deadline.remaining() == 3
        deadline.check()
        clock.advance(3)
        assert deadline.expired
        assert deadline.remaining() == 0.0
        with pytest.raises(DeadlineExceeded, match="Time for opening is over"):
            deadline.check("opening")

    def test_never_does_not_expire(self, clock):
        assert Deadline.never().remaining() is None
        assert not Deadline.after(None, clock).expired
        assert repr(Deadline.never()) == "Deadline(never)"

    def test_sooner_takes_the_earlier(self, clock):
        deadline = Deadline.after(5, clock)
        assert deadline.sooner(2).remaining() == 2
        assert deadline.sooner(9).remaining() == 5
        assert deadline.sooner(None) is deadline
        assert Deadline(None, clock).sooner(4).remaining() == 4


class TestCancelToken:
    def test_flag_reason_and_callbacks(self):
        token, heard = CancelToken(), []
        token.on_cancel(lambda: heard.append(1))
        take_back = token.on_cancel(lambda: heard.append(2))
        take_back()
        token.check()
        assert token.cancel("why")
        assert not token.cancel("again")
        assert (token.cancelled, token.reason, heard) == (True, "why", [1])
        token.on_cancel(lambda: heard.append(3))
        assert heard == [1, 3]
        with pytest.raises(Cancelled, match="why"):
            token.check()

    def test_children_follow_parents_only(self):
        parent = CancelToken()
        child, sibling = parent.child(), parent.child()
        child.cancel()
        assert not parent.cancelled
        assert not sibling.cancelled
        parent.cancel("all")
        assert sibling.cancelled
        assert sibling.reason == "all"
        assert CancelToken(parent).cancelled

    def test_closed_child_is_forgotten(self):
        parent = CancelToken()
        child = parent.child()
        child.close()
        gone = weakref.ref(child)
        del child
        gc.collect()
        assert gone() is None
        parent.cancel()

    def test_one_bad_callback_does_not_silence_the_others(self):
        token, heard = CancelToken(), []
        token.on_cancel(lambda: 1 / 0)
        token.on_cancel(lambda: heard.append(1))
        with pytest.raises(ZeroDivisionError):
            token.cancel()
        assert heard == [1]

    def test_wait_is_woken(self):
        token = CancelToken()
        assert not token.wait(0)
        with ThreadScope() as scope:
            scope.start(lambda: token.wait(SOON))
            token.cancel()
        assert token.wait(0)


class TestHearing:
    def test_a_wait_takes_what_is_there_and_has_a_limit(self):
        gate, items = Gate(), [1]
        with gate.lock:
            assert wait_heard(gate, lambda: items and items.pop())
            assert not wait_heard(gate, lambda: items, 0)
            assert not wait_heard(gate, lambda: items, 0.001)

    def test_a_wait_is_woken(self):
        gate, items, asked = Gate(), [], threading.Event()
        found: list[bool] = []

        def ready():
            asked.set()
            return items

        with ThreadScope() as scope:
            scope.start(_take, gate, ready, found)
            assert asked.wait(60)
            with gate.lock:
                items.append(1)
                gate.wake()
        assert found == [True]

    @pytest.mark.parametrize("early", [True, False])
    def test_a_cancelled_token_ends_what_the_thread_waits_for(self, early):
        gate, token, asked = Gate(), CancelToken(), threading.Event()
        ended: list[object] = []

        def work():
            with hearing(token):
                for wait in (lambda: _take(gate, asked.set, ended), lambda: pause_heard(None), check_heard):
                    with pytest.raises(Cancelled):
                        wait()
                    ended.append(wait)

        if early:
            token.cancel()
        with ThreadScope() as scope:
            scope.start(work)
            assert asked.wait(60)
            token.cancel()
        assert len(ended) == 3

    def test_nothing_is_taken_by_who_is_cancelled(self):
        gate, token, items = Gate(), CancelToken(), [1]

        def ready():
            return items.pop() if token.cancelled else token.cancel() and None

        with hearing(token), gate.lock, pytest.raises(Cancelled):
            wait_heard(gate, ready)
        assert items == [1]

    def test_blocks_nest(self):
        outer, inner = CancelToken(), CancelToken()
        outer.cancel()
        with hearing(outer) as before:
            assert before is None
            with hearing(inner) as around:
                assert around is outer
                check_heard()
                pause_heard(0)
            with pytest.raises(Cancelled):
                check_heard()
        check_heard()
        pause_heard(0)


def _take(gate: Gate, ready: Callable[[], object], found: list[Any]) -> None:
    with gate.lock:
        found.append(wait_heard(gate, ready))


class TestThreadScope:
    def test_waits_for_all(self):
        done = []
        with ThreadScope("work") as scope:
            for number in range(5):
                scope.start(done.append, number)
        assert sorted(done) == [0, 1, 2, 3, 4]

    def test_failure_cancels_siblings_and_is_raised(self):
        scope = ThreadScope()
        woken = []

        def fail():
            raise ValueError("boom")

        with pytest.raises(ValueError, match="boom"), scope:
            scope.start(lambda: woken.append(scope.token.wait(SOON)))
            scope.start(fail)
        assert woken == [True]

    def test_failing_block_cancels_threads(self):
        woken = []
        with pytest.raises(KeyError), ThreadScope() as scope:
            scope.start(lambda: woken.append(scope.token.wait(SOON)))
            raise KeyError("x")
        assert woken == [True]

    def test_join_gives_up_at_its_timeout(self):
        hold = threading.Event()
        with ThreadScope() as scope:
            scope.start(hold.wait, SOON)
            assert not scope.join(0)
            hold.set()
            assert scope.join(SOON)


class TestMailbox:
    def test_first_in_first_out(self):
        box: Mailbox[int] = Mailbox()
        for number in range(3):
            box.put(number)
        assert [box.get(), box.get(), box.get()] == [0, 1, 2]

    def test_water_marks(self):
        resumed = []
        box: Mailbox[int] = Mailbox(4, 1, on_resume=lambda: resumed.append(len(box)))
        assert [box.put_nowait(n) for n in range(4)] == [True, True, True, False]
        box.get()
        box.get()
        assert box.paused
        assert resumed == []
        box.get()
        assert not box.paused
        assert resumed == [1]

    def test_put_waits_for_room(self):
        box: Mailbox[int] = Mailbox(2, 0)
        box.put(1)
        box.put(2)
        with ThreadScope() as scope:
            scope.start(box.put, 3)
            assert [box.get(), box.get(), box.get(deadline=Deadline.after(SOON))] == [1, 2, 3]

    def test_put_and_get_heed_deadlines(self, clock):
        box: Mailbox[int] = Mailbox(1)
        with pytest.raises(DeadlineExceeded):
            box.get(deadline=Deadline.after(0, clock))
        box.put(1)
        with pytest.raises(DeadlineExceeded):
            box.put(2, deadline=Deadline.after(0, clock))

    def test_get_is_cancelled(self):
        box: Mailbox[int] = Mailbox()
        token, outcome = CancelToken(), []

        def receive():
            with pytest.raises(Cancelled):
                box.get(token=token)
            outcome.append("cancelled")

        with ThreadScope() as scope:
            scope.start(receive)
            token.cancel()
        assert outcome == ["cancelled"]

    def test_who_is_cancelled_already_gets_nothing(self):
        box: Mailbox[int] = Mailbox(1)
        token = CancelToken()
        token.cancel()
        with pytest.raises(Cancelled):
            box.get(token=token)
        box.put(1, token=token)
        with pytest.raises(Cancelled):
            box.put(2, token=token)

    def test_close_lets_the_rest_out(self):
        box: Mailbox[int] = Mailbox()
        box.put(1)
        box.put(2)
        box.close()
        assert list(box) == [1, 2]
        with pytest.raises(MailboxClosed):
            box.get()
        with pytest.raises(MailboxClosed):
            box.put(3)

    def test_close_with_an_error(self):
        box: Mailbox[int] = Mailbox()
        box.close(ConnectionError("lost"))
        with pytest.raises(ConnectionError, match="lost"):
            box.get()

    def test_close_wakes_a_producer(self):
        box: Mailbox[int] = Mailbox(1)
        box.put(1)
        outcome = []

        def send():
            with pytest.raises(MailboxClosed):
                box.put(2)
            outcome.append("closed")

        with ThreadScope() as scope:
            scope.start(send)
            box.close()
        assert outcome == ["closed"]

    def test_drain_takes_everything(self):
        box: Mailbox[int] = Mailbox(2)
        box.put_nowait(1)
        box.put_nowait(2)
        assert box.drain() == [1, 2]
        assert not box.paused
        assert len(box) == 0

    def test_bad_mark_is_refused(self):
        with pytest.raises(ValueError, match="high water mark"):
            Mailbox(0)
