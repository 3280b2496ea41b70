"""Answers that may not have arrived."""

from __future__ import annotations

from psbridge.psrp.fragments import split
from psbridge.server.redelivery import Deliveries
from psbridge.wsman import StreamData
from psbridge.wsman.replies import Received


def answer(*pieces: bytes) -> Received:
    return Received(tuple(StreamData("stdout", piece) for piece in pieces))


def test_the_same_number_gets_the_same_answer() -> None:
    deliveries, first = Deliveries(), answer(b"one")
    deliveries.sent("C", "op", 1, first)
    assert deliveries.repeated("C", "op", 1) is first
    assert deliveries.repeated("C", "op", 2) is None
    assert deliveries.repeated("C", "other", 1) is None
    assert deliveries.repeated("C", "", None) is None


def test_a_lost_client_leaves_what_it_did_not_confirm_from_the_start_of_a_message() -> None:
    one, two = list(split(1, b"a" * 20, 10)), list(split(2, b"b" * 30, 10))
    deliveries = Deliveries()
    deliveries.sent("C", "op", 1, answer(*one, two[0]))
    deliveries.sent("C", "op", 2, answer(two[1]))
    deliveries.lost()
    assert [piece.data for piece in deliveries.owed("C")] == two[:2]
    assert deliveries.owed("C") == []


def test_who_leaves_in_order_has_everything() -> None:
    deliveries = Deliveries()
    deliveries.sent("C", "op", 1, answer(b"x" * 40))
    deliveries.settled()
    deliveries.lost()
    assert deliveries.owed("C") == []
