"""Fragments that come twice."""

from __future__ import annotations

import pytest

from psbridge.errors import WSManFault
from psbridge.psrp.fragments import split
from psbridge.transports.onceonly import Mark, news, repeatable
from psbridge.wsman import FaultKind, fault, requests


def test_what_was_here_is_dropped_and_the_rest_kept() -> None:
    first, second = list(split(1, b"a" * 30, 10)), list(split(2, b"b" * 20, 10))
    mark = Mark()
    assert mark.fresh(b"".join(first[:2])) == b"".join(first[:2])
    assert mark.complete == 0
    assert mark.fresh(b"".join(first + second[:1])) == first[2] + second[0]
    assert mark.complete == 1
    assert mark.fresh(b"".join(first + second)) == second[1]
    assert mark.complete == 2


def test_a_new_reader_starts_behind_a_complete_object() -> None:
    fragments = [piece for number in (1, 2, 3) for piece in split(number, b"x" * 20, 10)]
    assert Mark(2).fresh(b"".join(fragments)) == b"".join(fragments[4:])


def test_news_come_at_once_or_apart() -> None:
    first, second = b"".join(split(1, b"a" * 30, 10)), b"".join(split(2, b"b", 10))
    assert list(news(Mark(), [first, second], apart=False)) == [first + second]
    assert list(news(Mark(2), [first, second], apart=False)) == []
    mark = Mark()
    seen = [(data, mark.complete) for data in news(mark, [first + second], apart=True)]
    assert b"".join(data for data, _ in seen) == first + second
    assert [complete for _, complete in seen] == [0, 0, 1, 2]


def test_what_is_no_fragment_is_passed_on() -> None:
    whole = b"".join(split(1, b"a", 10))
    assert list(news(Mark(), [whole + b"rest"], apart=True)) == [whole, b"rest"]


def test_the_fault_of_a_second_try_says_that_the_first_has_arrived() -> None:
    def refuse() -> None:
        raise fault(FaultKind.ALREADY_DISCONNECTED)

    again = repeatable(requests.Disconnect(None, ""), refuse)
    assert again is not None
    with pytest.raises(WSManFault):
        again()
    assert again() is None
    assert repeatable(requests.Delete(), refuse) is None
