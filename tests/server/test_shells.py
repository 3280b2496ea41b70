"""The doorbell of a shell: who waits, who is woken, and who is told to give up."""

from __future__ import annotations

import asyncio

import pytest

from psbridge.errors import WSManFault
from psbridge.server.shells import Doorbell
from psbridge.wsman import FaultKind


def test_a_ring_before_anybody_waits_is_not_lost() -> None:
    async def scene() -> bool:
        bell = Doorbell(asyncio.get_running_loop())
        bell.ring()
        return await bell.wait("A", 60)

    assert asyncio.run(scene())


def test_nobody_rings() -> None:
    async def scene() -> bool:
        return await Doorbell(asyncio.get_running_loop()).wait("A", 0)

    assert not asyncio.run(scene())


@pytest.mark.parametrize("rung", [False, True])
def test_a_failure_reaches_also_who_was_rung_for_but_had_no_turn_yet(rung: bool) -> None:
    """Else it would look once more, find nothing and wait in a shell that was left."""

    async def scene() -> None:
        bell = Doorbell(asyncio.get_running_loop())
        waiting = asyncio.create_task(bell.wait("A", 60))
        await asyncio.sleep(0)
        assert bell.is_parked
        if rung:
            bell._open()  # what a ring has the loop do
        bell.fail(FaultKind.STREAM_DISCONNECTED)
        await waiting

    with pytest.raises(WSManFault) as caught:
        asyncio.run(scene())
    assert caught.value.code == FaultKind.STREAM_DISCONNECTED.value.code


@pytest.mark.parametrize("rung", [False, True])
def test_a_newer_wait_takes_the_place_of_an_older_one(rung: bool) -> None:
    """Also when the older one was rung for, but the newer one has its turn first."""

    async def scene() -> tuple[object, bool]:
        bell = Doorbell(asyncio.get_running_loop())
        older = asyncio.create_task(bell.wait("A", 60))
        await asyncio.sleep(0)
        newer = asyncio.create_task(bell.wait("A", 60))
        if rung:
            bell._open()
        (ended,) = await asyncio.gather(older, return_exceptions=True)
        bell.ring()
        return ended, await newer

    ended, woken = asyncio.run(scene())
    assert isinstance(ended, WSManFault)
    assert ended.code == FaultKind.OPERATION_ABORTED.value.code
    assert woken
