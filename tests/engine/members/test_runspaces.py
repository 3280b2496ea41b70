"""Pools and plans, below what scripts see of them."""

from __future__ import annotations

import threading

import pytest

from psbridge.engine.members.runspaces import Pool, RunspaceFace
from psbridge.engine.members.sessionplans import SessionPlan
from psbridge.engine.runspace import Runspace
from psbridge.objects import NetError


@pytest.fixture
def maker():
    with Runspace() as runspace:
        yield runspace


def test_a_pool_gives_each_runspace_to_one_at_a_time(maker):
    pool = Pool(maker, 1, 1)
    pool.open()
    first = pool.lease()
    got: list[RunspaceFace] = []
    waiter = threading.Thread(target=lambda: got.append(pool.lease()))
    waiter.start()
    assert not got
    pool.give_back(first)
    waiter.join(60)
    assert got == [first]
    pool.close()


def test_a_pool_that_is_not_open_lends_nothing(maker):
    with pytest.raises(NetError, match="not in the 'Opened' state"):
        Pool(maker).lease()


def test_a_pool_grows_and_shrinks(maker):
    pool = Pool(maker, 1, 2)
    pool.open()
    assert pool.resize(3)
    assert (pool.size, len(pool.idle)) == (3, 3)
    assert pool.resize(1)
    assert len(pool.idle) == 1
    assert not pool.resize(0)


def test_a_runspace_is_opened_once(maker):
    one = RunspaceFace(maker)
    with pytest.raises(NetError):
        one.opened()
    one.open()
    with pytest.raises(NetError):
        one.open()
    one.set_variable("x", 5)
    assert one.get_variable("x") == 5
    one.close()


def test_an_empty_plan_has_no_commands(maker):
    one = RunspaceFace(maker, None, SessionPlan(True).clone())
    one.open()
    assert one.session.global_scope.aliases == {}
    assert one.session.discovery.cmdlet("get-item") is None
