"""Tickets are tried for once."""

from __future__ import annotations

import threading

import pytest

from psbridge.transports.tickets import Tickets, obtain
from tests.conftest import FakeClock


def test_a_try_that_fails_counts_for_a_while(clock: FakeClock) -> None:
    tried: list[str] = []

    def refuse(username: str, password: str) -> None:
        tried.append(username)
        raise OSError("Cannot contact any KDC")

    tickets = Tickets(refuse, clock)
    assert not tickets.are_there("me", "x")
    assert not tickets.are_there("me", "x")
    assert tried == ["me"]
    assert not tickets.are_there("me", "y")  # another password is another try
    clock.advance(301)
    assert not tickets.are_there("me", "x")
    assert tried == ["me", "me", "me"]


def test_one_that_succeeds_counts_for_ever(clock: FakeClock) -> None:
    tried: list[str] = []
    tickets = Tickets(lambda username, password: tried.append(username), clock)
    assert tickets.are_there("me@CORP.EXAMPLE", "x")
    clock.advance(1e6)
    assert tickets.are_there("me@CORP.EXAMPLE", "x")
    assert tried == ["me@CORP.EXAMPLE"]


def test_those_who_ask_meanwhile_wait_for_the_answer(clock: FakeClock) -> None:
    tried: list[str] = []
    began, go_on = threading.Event(), threading.Event()

    def slow(username: str, password: str) -> None:
        tried.append(username)
        began.set()
        assert go_on.wait(60)
        raise OSError

    tickets = Tickets(slow, clock)
    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(tickets.are_there("me", "x"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert began.wait(60)
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert (found, tried) == ([False] * 4, ["me"])


def test_not_everything_is_remembered_for_ever(clock: FakeClock) -> None:
    tickets = Tickets(lambda username, password: None, clock)
    assert all(tickets.are_there(f"user{number}", "x") for number in range(200))
    assert len(tickets._found) <= 64


def test_the_try_is_a_log_on_with_kerberos_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, str]] = []
    monkeypatch.setattr("spnego.client", lambda name, password, **words: asked.append((name, password, words["protocol"])))
    obtain("me", "x")
    assert asked == [("me", "x", "kerberos")]
