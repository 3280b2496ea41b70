"""Streams: order, receivers and cursors, back-pressure, the end, merging."""

from __future__ import annotations

import threading

import pytest

from psbridge.concurrency import CancelToken, Deadline, ThreadScope
from psbridge.errors import Cancelled, DeadlineExceeded, StreamClosed
from psbridge.objects.streams import DEBUG, ERROR, INFORMATION, OUTPUT, PROGRESS, VERBOSE, WARNING, Stream, StreamSet


def filled() -> StreamSet:
    streams = StreamSet()
    streams.output(1)
    streams.error("e")
    streams.warning("w")
    streams.output(2)
    return streams


def test_numbers_are_powershells():
    assert [s.value for s in Stream] == [OUTPUT, ERROR, WARNING, VERBOSE, DEBUG, INFORMATION, PROGRESS] == [1, 2, 3, 4, 5, 6, 7]


def test_every_sink_writes_its_stream():
    streams = StreamSet()
    for name in ("output", "error", "warning", "verbose", "debug", "information", "progress"):
        getattr(streams, name)(name)
    assert [number for number, _ in streams.receive()] == [1, 2, 3, 4, 5, 6, 7]


def test_receive_gives_order_of_arrival_and_takes_away():
    streams = filled()
    assert streams.receive(keep=True) == [(1, 1), (2, "e"), (3, "w"), (1, 2)]
    assert streams.receive() == [(1, 1), (2, "e"), (3, "w"), (1, 2)]
    assert streams.receive() == []
    assert not streams.has_more_data


def test_receive_of_some_streams_leaves_the_others():
    streams = filled()
    assert streams.values(OUTPUT) == [1, 2]
    assert streams.count(OUTPUT) == 0
    assert streams.count(ERROR) == 1
    assert streams.receive([WARNING], keep=True) == [(3, "w")]
    assert streams.receive() == [(2, "e"), (3, "w")]


def test_put_back_goes_to_the_front():
    streams = filled()
    got = streams.receive([OUTPUT])
    streams.put_back(got)
    assert streams.receive()[:2] == got


def test_cursor_is_independent_of_receivers():
    streams = filled()
    cursor = streams.cursor()
    errors = streams.cursor([ERROR], from_start=False)
    streams.receive()
    streams.error("late")
    assert cursor.drain() == [(1, 1), (2, "e"), (3, "w"), (1, 2), (2, "late")]
    assert errors.drain() == [(2, "late")]
    assert cursor.drain() == []
    cursor.close()
    streams.output(3)
    assert len(cursor) == 0


def test_iteration_ends_with_the_set():
    streams = filled()
    seen = []
    with ThreadScope() as scope:
        started = threading.Event()

        def read() -> None:
            for record in streams:
                seen.append(record)
                started.set()

        scope.start(read)
        assert started.wait(60)
        streams.output("later")
        streams.complete()
    assert seen == [(1, 1), (2, "e"), (3, "w"), (1, 2), (1, "later")]
    assert len(streams) == 5


def test_writing_after_the_end_is_refused():
    streams = filled()
    streams.complete()
    streams.complete()
    with pytest.raises(StreamClosed):
        streams.output(3)
    assert streams.wait()
    streams.receive()
    assert not streams.wait()


def test_close_forgets():
    streams = filled()
    cursor = streams.cursor()
    streams.close()
    assert streams.receive() == []
    assert cursor.get() is None


def test_back_pressure_lets_the_writer_wait():
    streams = StreamSet(high=4, low=1)
    done = threading.Event()

    def write() -> None:
        for i in range(8):
            streams.output(i)
        done.set()

    with ThreadScope() as scope:
        scope.start(write)
        got = []
        while len(got) < 8:
            assert streams.wait(Deadline.after(10))
            got += [value for _, value in streams.receive()]
            assert len(streams) <= 4
        assert done.wait(60)
    assert got == list(range(8))


def test_waiting_writer_hears_the_token():
    token = CancelToken()
    streams = StreamSet(high=1, token=token)
    streams.output(1)
    with ThreadScope() as scope:
        failure = []

        def write() -> None:
            try:
                streams.output(2)
            except Cancelled as error:
                failure.append(error)

        thread = scope.start(write)
        token.cancel("stop")
        thread.join(60)
    assert failure
    assert streams.values(OUTPUT) == [1]


def test_waiting_writer_hears_the_end():
    streams = StreamSet(high=1)
    streams.output(1)
    with ThreadScope() as scope:
        failure = []

        def write() -> None:
            try:
                streams.output(2)
            except StreamClosed as error:
                failure.append(error)

        thread = scope.start(write)
        streams.complete()
        thread.join(60)
    assert failure


def test_slow_cursor_counts_for_back_pressure():
    streams = StreamSet(high=2, low=0, keep=False)
    cursor = streams.cursor()
    streams.output(1)
    assert not streams._paused
    streams.output(2)
    assert streams._paused
    assert len(streams) == 0
    assert cursor.drain() == [(1, 1), (1, 2)]
    assert not streams._paused


def test_waits_have_deadlines_and_tokens(clock):
    streams = StreamSet()
    late = Deadline.after(0, clock)
    with pytest.raises(DeadlineExceeded):
        streams.wait(late)
    with pytest.raises(DeadlineExceeded):
        streams.cursor().get(late)
    with pytest.raises(DeadlineExceeded):
        streams.wait_complete(late)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        streams.wait(token=token)


def test_listeners_run_outside_the_lock():
    streams = StreamSet()
    seen = []

    def listen(stream: int, value: object) -> None:
        free = threading.Thread(target=lambda: seen.append((stream, value, streams.has_more_data, streams.count(stream))))
        free.start()
        free.join(60)
        assert not free.is_alive()

    stop = streams.on_record(listen)
    streams.output(1)
    stop()
    streams.output(2)
    assert seen == [(1, 1, True, 1)]


def test_endings_are_called_once():
    streams = StreamSet()
    calls = []
    streams.on_complete(lambda: calls.append(1))
    streams.complete()
    streams.complete()
    streams.on_complete(lambda: calls.append(2))
    assert calls == [1, 2]


def test_merge_keeps_order_and_redirects():
    source, target = filled(), StreamSet()
    stop = source.merge_into(target, {ERROR: OUTPUT})
    source.error("late")
    stop()
    source.output("not forwarded")
    assert target.receive() == [(1, 1), (1, "e"), (3, "w"), (1, 2), (1, "late")]
    assert len(source) == 6


def test_merge_into_a_complete_set_is_silent():
    source, target = filled(), StreamSet()
    target.complete()
    source.merge_into(target)
    source.output(1)
    assert target.receive() == []
