"""Faults on demand: which requests are hit, how often."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from psbridge.errors import ConfigurationError
from psbridge.server.disturbances import Disturbances, Interrupted


def _request(name="RECEIVE"):
    return SimpleNamespace(action=SimpleNamespace(name=name))


def _hit(disturbances, name="RECEIVE", when="before"):
    try:
        asyncio.run(getattr(disturbances, when)(_request(name)))
    except Interrupted as instead:
        return instead.response
    return None


def test_times_and_spared():
    disturbances = Disturbances()
    one = disturbances.add("status", "Receive", times=2, value=503, after=1)
    found = [_hit(disturbances) for _ in range(5)]
    assert [response and response.status for response in found] == [None, 503, 503, None, None]
    assert one.hits == 2


def test_for_ever_and_cleared():
    disturbances = Disturbances()
    disturbances.add("drop", times=-1)
    assert all(_hit(disturbances, name).drop for name in ("CREATE", "SEND", "RECEIVE"))
    disturbances.clear()
    assert _hit(disturbances) is None


def test_only_the_action_named():
    disturbances = Disturbances()
    disturbances.add("lose", "Create")
    assert _hit(disturbances, "CREATE") is None
    assert _hit(disturbances, "SEND", "after") is None
    assert _hit(disturbances, "CREATE", "after").drop


@pytest.mark.parametrize(("skew", "kerberos", "refused"), [(0, True, False), (400, True, True), (400, False, False), (-2000, False, True)])
def test_clocks(skew, kerberos, refused):
    disturbances = Disturbances()
    disturbances.clock_skew = skew
    assert disturbances.clock_refuses(kerberos) is refused


def test_unknown_kinds():
    with pytest.raises(ConfigurationError):
        Disturbances().add("flood")
