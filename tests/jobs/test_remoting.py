"""Parents and children: aggregation, delivery, stopping; no output lost or doubled under random interleavings."""

from __future__ import annotations

import itertools
import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from psbridge.jobs import JobEvent, JobState, RemotingChildJob, RemotingJob


class Hand:
    """A runner that does nothing by itself: the test moves the child."""

    def start(self, child: RemotingChildJob) -> None:
        child.move(JobEvent.START)

    def stop(self, child: RemotingChildJob) -> None:
        child.move(JobEvent.STOP)

    def unblock(self, child: RemotingChildJob) -> None:
        child.move(JobEvent.UNBLOCK)


def make(*locations: str) -> tuple[RemotingJob, list[RemotingChildJob]]:
    parent = RemotingJob(" x ", "jn")
    children = [RemotingChildJob(" x ", where, Hand()) for where in locations]
    parent.adopt(children)
    parent.begin()
    return parent, children


def test_ids_names_locations() -> None:
    """IDN-002, IDN-009, CHD-013."""
    parent, children = make("h1", "h2", "h3")
    assert [child.id for child in children] == [parent.id + 1, parent.id + 2, parent.id + 3]
    assert [child.name for child in children] == [f"Job{child.id}" for child in children]
    assert parent.location == "h1,h2,h3"


def test_no_children_is_completed() -> None:
    parent, _ = make()
    assert parent.state == JobState.Completed


def test_parent_follows_and_hears_first() -> None:
    parent, (child,) = make("h")
    order = []
    parent.state_changed.add(lambda s, a: order.append(f"p {a.job_state_info}"))
    child.state_changed.add(lambda s, a: order.append(f"c {a.job_state_info}"))
    child.move(JobEvent.START)
    child.move(JobEvent.BLOCK)
    child.move(JobEvent.UNBLOCK)
    child.move(JobEvent.COMPLETE)
    child.move(JobEvent.COMPLETE)
    assert order == [
        "c Running",
        "p Blocked",
        "c Blocked",
        "p Running",
        "c Running",
        "p Completed",
        "c Completed",
        "c Completed",
    ]


def test_stop_child_only_leaves_parent_completed() -> None:
    """CHD-010."""
    parent, (child,) = make("h")
    child.move(JobEvent.START)
    child.stop()
    assert (child.state, parent.state) == (JobState.Stopped, JobState.Completed)


def test_stop_parent_stops_queued_children() -> None:
    """CHD-017."""
    parent, children = make("a", "b")
    children[0].move(JobEvent.START)
    parent.stop()
    assert [c.state.label for c in children] == ["Stopped", "Stopped"]
    assert parent.state == JobState.Stopped


def test_collections_stay_when_delivery_is_drained() -> None:
    """RCJ-006, CHD-002, HMD-001..006."""
    parent, (child,) = make("h")
    child.move(JobEvent.START)
    assert child.has_more_data
    child.put("output", 1)
    child.put("error", "e")
    assert parent.receive(stream=None, keep=True) == parent.receive(stream=None)
    assert parent.has_more_data
    child.move(JobEvent.COMPLETE)
    assert not parent.has_more_data
    assert (child.output.count, child.error.count, parent.stream_count("output")) == (1, 1, 0)


def test_what_comes_after_the_end_is_dropped() -> None:
    _, (child,) = make("h")
    child.move(JobEvent.START)
    child.move(JobEvent.FAIL)
    child.put("output", 1)
    assert child.receive() == []
    assert not child.move(JobEvent.START)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["put", "take", "look", "state"]), min_size=5, max_size=60), st.integers(2, 4))
def test_interleavings(script: list[str], threads: int) -> None:
    """Every object that a producer put in is received exactly once, whatever several threads do meanwhile."""
    parent, (child,) = make("h")
    child.move(JobEvent.START)
    numbers, put, taken = itertools.count(), [], []
    lock, gate = threading.Lock(), threading.Barrier(threads)

    def run() -> None:
        gate.wait(60)
        for step in script:
            if step == "put":
                with lock:
                    number = next(numbers)
                child.put("output", number)
                put.append(number)
            elif step == "take":
                taken.extend(parent.receive())
            elif step == "look":
                parent.receive(keep=True)
            else:
                assert parent.state in (JobState.Running, JobState.Completed)

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert not worker.is_alive()
    child.move(JobEvent.COMPLETE)
    taken.extend(parent.receive())
    assert sorted(taken) == sorted(put)
    assert child.output.count == len(put)


def test_breaking_off_a_loop_leaves_the_rest_in_order() -> None:
    """Also what other streams hold, and what came meanwhile."""
    parent, (first, second) = make("h1", "h2")
    for child in (first, second):
        child.move(JobEvent.START)
    for number in range(4):
        first.put("output", number)
        first.put("warning", f"w{number}")
    for value in parent:
        if value == 1:
            break
    first.put("output", 4)
    second.put("output", "other")
    assert parent.has_more_data
    assert parent.receive(keep=True) == [2, 3, 4, "other"]
    assert [record for _, record in first.take_own(streams=frozenset(("warning",)))] == ["w0", "w1", "w2", "w3"]
    for child in (first, second):
        child.move(JobEvent.COMPLETE)
    assert [*parent] == [2, 3, 4, "other"]
    assert not first.has_more_data


def test_what_was_sorted_out_is_more_data() -> None:
    parent, (child,) = make("h")
    child.move(JobEvent.START)
    child.put("output", 1)
    child.put("output", 2)
    child.move(JobEvent.COMPLETE)
    assert child.take_first_output() == (1,)
    assert child.has_more_data
    assert child.take_first_output() == (2,)
    assert not parent.has_more_data
    assert child.take_first_output() == ()


def test_what_was_not_taken_yet_is_told_of():
    child = RemotingChildJob(" x ", "a", Hand())
    assert not child.holds_records
    child.put("output", 1)
    assert child.holds_records
    child.take_own()
    assert not child.holds_records
