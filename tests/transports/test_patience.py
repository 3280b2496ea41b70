"""Asking again, on a clock of the test's own."""

from __future__ import annotations

import itertools

import pytest

from psbridge.errors import ConnectionFailed
from psbridge.transports.patience import RETRY_TIME, Patience
from tests.conftest import FakeClock


def _failing(times: int):
    left = itertools.count(times, -1)

    def once() -> str:
        if next(left) > 0:
            raise ConnectionFailed("gone")
        return "here"

    return once


def test_it_asks_until_it_works(clock: FakeClock) -> None:
    told: list[str] = []
    pauses: list[float] = []
    patience = Patience(RETRY_TIME, clock, lambda seconds: (pauses.append(seconds), clock.advance(seconds)), told.append)
    assert patience.ask(_failing(9), lambda: True) == "here"
    assert told == ["retrying", "recovered"]
    assert pauses == [0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 5.0, 5.0]
    assert patience.ask(_failing(0), lambda: True) == "here"
    assert len(told) == 2


def test_after_four_minutes_it_gives_up(clock: FakeClock) -> None:
    began = clock()
    with pytest.raises(ConnectionFailed):
        Patience(RETRY_TIME, clock, clock.advance, lambda _: None).ask(_failing(10_000), lambda: True)
    assert 240 <= clock() - began <= 245


def test_given_up_while_it_paused(clock: FakeClock) -> None:
    asked: list[int] = []

    def once() -> None:
        asked.append(1)
        raise ConnectionFailed("gone")

    began = clock()
    assert Patience(RETRY_TIME, clock, clock.advance, lambda _: None).ask(once, lambda: clock() == began) is None
    assert asked == [1]


def test_who_has_lost_patience_does_not_ask_again(clock: FakeClock) -> None:
    patience = Patience(RETRY_TIME, clock, clock.advance, lambda _: None)
    patience.is_lost = True
    with pytest.raises(ConnectionFailed):
        patience.ask(_failing(1), lambda: True)
    assert clock() == 1000.0
    patience.is_lost = False
    assert patience.ask(_failing(1), lambda: True) == "here"


def test_patience_is_lost_while_it_pauses(clock: FakeClock) -> None:
    told: list[str] = []

    def pause(_: float) -> None:
        patience.is_lost = True

    patience = Patience(RETRY_TIME, clock, pause, told.append)
    with pytest.raises(ConnectionFailed, match="gone"):
        patience.ask(_failing(2), lambda: True)
    assert told == ["retrying", "given up"]


def test_nobody_wants_it_any_more(clock: FakeClock) -> None:
    assert Patience(RETRY_TIME, clock, clock.advance, lambda _: None).ask(_failing(5), lambda: False) is None
    assert clock() == 1000.0
