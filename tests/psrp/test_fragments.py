"""Fragments: cutting, packing, joining, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.errors import FragmentError
from psbridge.psrp.fragments import END, HEADER, MAX_BLOB, START, FragmentLimits, ObjectIds, Outbox, Reassembler, split


def fragment(object_id: int, number: int, flags: int, blob: bytes = b"x") -> bytes:
    return HEADER.pack(object_id, number, flags, len(blob)) + blob


def test_a_real_fragment_fills_32_kib():
    assert HEADER.size == 21
    assert MAX_BLOB == 32747
    parts = list(split(7, b"a" * (MAX_BLOB * 2 + 5)))
    assert [len(part) for part in parts] == [32768, 32768, 26]
    assert [HEADER.unpack_from(part)[:3] for part in parts] == [(7, 0, START), (7, 1, 0), (7, 2, END)]
    assert [HEADER.unpack_from(part) for part in split(1, b"")] == [(1, 0, START | END, 0)]


@given(st.lists(st.binary(max_size=300), max_size=20), st.integers(1, 100), st.lists(st.integers(1, 200), min_size=1, max_size=50))
def test_any_cut_joins_again(messages, blob, cuts):
    data = b"".join(part for i, message in enumerate(messages, 1) for part in split(i, message, blob))
    inbox = Reassembler()
    got = []
    position = 0
    while position < len(data):
        step = cuts[position % len(cuts)]
        got += inbox.feed(data[position : position + step])
        position += step
    assert got == messages
    assert inbox.is_idle
    inbox.close()


@given(st.lists(st.binary(max_size=500), max_size=20), st.integers(HEADER.size + 1, 400), st.integers(1, 100))
def test_outboxes_fill_frames_of_any_size(messages, size, blob):
    box = Outbox(blob=blob)
    for message in messages:
        box.put(message)
    inbox = Reassembler()
    got = []
    while (frame := box.take(size)) is not None:
        assert 0 < len(frame[0]) <= size
        got += inbox.feed(frame[0])
    assert got == messages
    assert not box


def test_small_messages_travel_together_large_ones_alone():
    box = Outbox()
    for message in (b"a" * 100, b"b" * 200, b"c" * 40_000, b"d"):
        box.put(message)
    sizes = []
    while (frame := box.take()) is not None:
        sizes.append(len(frame[0]))
    assert sizes == [100 + 200 + 42, 32768, 40_000 - MAX_BLOB + 21 + 1 + 21]


def test_queued_bytes_are_counted():
    box = Outbox(blob=10)
    box.put(b"a" * 25)
    box.put(b"b" * 5)
    counts = [box.queued]
    while box.take(31) is not None:
        counts.append(box.queued)
    assert counts == [30, 20, 10, 5, 0]
    box.put(b"c")
    box.clear()
    assert box.queued == 0


def test_the_oldest_messages_can_be_dropped():
    box = Outbox(blob=10)
    for letter in (b"a" * 15, b"b" * 10, b"c" * 10):
        box.put(letter)
    assert box.take(31)[0].endswith(b"a" * 10)
    assert box.drop(16) == 1
    assert box.queued == 15
    inbox = Reassembler()
    inbox.feed(fragment(1, 0, START, b"a" * 10))
    assert [message for frame in iter(lambda: box.take(31), None) for message in inbox.feed(frame[0])] == [b"a" * 15, b"c" * 10]


def test_streams_are_not_mixed_and_ids_are_shared():
    ids = ObjectIds()
    box, other = Outbox(ids), Outbox(ids)
    box.put(b"1")
    box.put(b"2", "promptresponse")
    other.put(b"3")
    frames = [box.take(), other.take(), box.take(), box.take()]
    assert [frame and frame[1] for frame in frames] == ["default", "default", "promptresponse", None]
    assert [HEADER.unpack_from(frame[0])[0] for frame in frames[:3]] == [1, 2, 3]
    with pytest.raises(FragmentError, match="no room"):
        box.take(HEADER.size)
    box.put(b"x")
    box.clear()
    assert box.take() is None


@pytest.mark.parametrize(
    ("data", "message", "where"),
    [
        (fragment(1, 0, 0), "has not started", "object 1, fragment 0, flags"),
        (fragment(1, 5, START), "not its first", "fragment id"),
        (fragment(1, 0, START) + fragment(1, 2, END), "Fragment 1 was expected", "object 1, fragment 2, fragment id"),
        (fragment(1, 0, START) + fragment(2, 1, END), "another message", "object id"),
        (fragment(1, 0, START) + fragment(2, 0, START | END), "before message 1 has ended", "object id"),
        (fragment(1, 0, 0xF0), "unknown", "flags"),
        (HEADER.pack(1, 0, 3, 1 << 29), "exceeds the limit", "blob length"),
    ],
)
def test_broken_rules_name_the_field(data, message, where):
    with pytest.raises(FragmentError, match=message) as caught:
        Reassembler().feed(data)
    assert where in caught.value.where


def test_message_limit():
    inbox = Reassembler(FragmentLimits(message=10))
    inbox.feed(fragment(1, 0, START, b"12345"))
    with pytest.raises(FragmentError, match="limit of 10"):
        inbox.feed(fragment(1, 1, END, b"678901"))


def test_resync_ignores_until_a_message_starts():
    inbox = Reassembler()
    inbox.feed(fragment(1, 0, START))
    with pytest.raises(FragmentError):
        inbox.feed(fragment(1, 3, 0))
    inbox.resync()
    assert inbox.feed(fragment(1, 4, END)) == []
    assert inbox.feed(fragment(2, 0, START | END, b"ok")) == [b"ok"]


def test_an_unfinished_stream_is_an_error():
    inbox = Reassembler()
    inbox.feed(b"\0")
    with pytest.raises(FragmentError, match="ended within"):
        inbox.close()


def test_messages_before_a_broken_fragment_are_not_lost():
    whole = HEADER.pack(1, 0, START | END, 2) + b"ab"
    found: list[bytes] = []
    with pytest.raises(FragmentError):
        Reassembler().feed(whole + HEADER.pack(2, 5, END, 1) + b"x" + whole, found)
    assert found == [b"ab"]
