"""Random interleavings of start, stop, receive, wait and remove from several threads: nothing lost, nothing twice, no deadlock."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psbridge.jobs import JobEvent, JobRepository
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob

ITEMS = 40


class Worker:
    """A runner that writes numbers on a thread until it is done or stopped."""

    def __init__(self, number: int) -> None:
        self.number, self.halt, self.written = number, threading.Event(), 0

    def start(self, child):
        child.move(JobEvent.START)
        threading.Thread(target=self._work, args=(child,), daemon=True).start()

    def _work(self, child):
        while self.written < ITEMS and not self.halt.is_set():
            child.put("output", (self.number, self.written))
            self.written += 1
        child.move(JobEvent.STOP if self.halt.is_set() else JobEvent.COMPLETE)

    def stop(self, child):
        self.halt.set()

    def unblock(self, child):
        """Nothing is asked."""


def make(number: int) -> RemotingJob:
    job = RemotingJob("c", f"job {number}", job_type_name="Test")
    job.adopt([RemotingChildJob("c", "here", Worker(number))])
    return job


def begin(job: RemotingJob) -> None:
    job.begin()
    child = job.child_jobs[0]
    child.runner.start(child)


class Crowd:
    """Threads that do random things to the same jobs."""

    def __init__(self, seed: int, jobs: list[RemotingJob]) -> None:
        self.jobs, self.repository = jobs, JobRepository()
        self.received: Counter = Counter()
        self.failures: list[BaseException] = []
        self._lock = threading.Lock()
        self._seed = seed

    def run(self, threads: int, steps: int) -> None:
        crowd = [threading.Thread(target=self._person, args=(random.Random(self._seed * 100 + i), steps), daemon=True) for i in range(threads)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(60)
            assert not one.is_alive(), "deadlock"

    def _person(self, dice: random.Random, steps: int) -> None:
        try:
            for _ in range(steps):
                getattr(self, dice.choice(("receive", "receive", "wait", "stop", "look", "keep")))(dice.choice(self.jobs))
        except BaseException as error:  # noqa: BLE001 - shown by the test
            self.failures.append(error)

    def receive(self, job):
        taken = job.receive()
        with self._lock:
            self.received.update(taken)

    def keep(self, job):
        assert len(set(job.receive(keep=True))) <= ITEMS

    def wait(self, job):
        job.wait(0.001)

    def stop(self, job):
        job.stop()
        assert job.is_finished

    def look(self, job):
        assert job.state.label in ("NotStarted", "Running", "Completed", "Stopped")
        assert job.has_more_data in (True, False)


@pytest.mark.parametrize("seed", range(6))
def test_threads_at_random(seed):
    jobs = [make(number) for number in range(4)]
    crowd = Crowd(seed, jobs)
    for job in jobs:
        crowd.repository.add(job)
        begin(job)
    crowd.run(threads=4, steps=60)
    for job in jobs:
        assert job.wait(60)
        crowd.receive(job)
    assert crowd.failures == []
    written = {(worker.number, i) for job in jobs for worker in [job.child_jobs[0].runner] for i in range(worker.written)}
    assert set(crowd.received) == written
    assert max(crowd.received.values(), default=1) == 1
    ids = [one.id for job in jobs for one in job.family()]
    assert len(set(ids)) == len(ids)


OPERATIONS = st.lists(st.sampled_from(("receive", "keep", "stop", "wait", "look")), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=OPERATIONS, second=OPERATIONS)
def test_any_two_sequences(first, second):
    job = make(0)
    crowd = Crowd(0, [job])
    begin(job)
    threads = [threading.Thread(target=lambda steps=steps: [getattr(crowd, step)(job) for step in steps], daemon=True) for steps in (first, second)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
        assert not one.is_alive()
    assert job.wait(60)
    crowd.receive(job)
    assert sorted(crowd.received) == [(0, i) for i in range(job.child_jobs[0].runner.written)]
    assert max(crowd.received.values(), default=1) == 1
