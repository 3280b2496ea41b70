"""Many outputs that come at once are read together; what is wrong with one of them is said of that one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from psbridge import clixml
from psbridge.objects import PSObject
from psbridge.psrp import ClientPool, Pipeline, PoolState, events
from psbridge.psrp.fragments import split
from psbridge.psrp.messages import CLIENT, MessageType, pack

BAD = b'<Obj RefId="0"><MS><I32 N="Id">x</I32></MS></Obj>'


@pytest.fixture
def pool() -> ClientPool:
    made = ClientPool(tolerant=True)
    made.state = PoolState.OPENED
    return made


def started(pool: ClientPool) -> UUID:
    pipeline = pool.pipeline(Pipeline.script("1"))
    pipeline.start()
    return pipeline.pid


def wire(pool: ClientPool, pid: UUID, bodies: list[bytes]) -> bytes:
    messages = [pack(MessageType.PIPELINE_OUTPUT, CLIENT, pool.rpid, pid, body) for body in bodies]
    return b"".join(piece for number, message in enumerate(messages, 1) for piece in split(number, message))


def body(number: int) -> bytes:
    return clixml.write_element(PSObject.of(Id=number, Text="some words " * 5), 1)


def numbers(found: list[Any]) -> list[int | None]:
    return [event.value.get("Id") if isinstance(event, events.RecordReceived) else None for event in found]


def test_values_come_in_their_order(pool: ClientPool, monkeypatch: pytest.MonkeyPatch) -> None:
    pid, single = started(pool), []
    read = clixml.read_element
    monkeypatch.setattr(clixml, "read_element", lambda *words, **named: single.append(1) or read(*words, **named))
    found = pool.receive(wire(pool, pid, [body(number) for number in range(100)]), pid)
    assert numbers(found) == list(range(100))
    assert single == []
    assert numbers(pool.receive(wire(pool, pid, [body(7)]), pid)) == [7]
    assert single == [1]


def test_a_bad_one_among_them_is_discarded_alone(pool: ClientPool) -> None:
    pid = started(pool)
    given = [body(number) for number in range(100)]
    given[40] = BAD
    found = pool.receive(wire(pool, pid, given), pid)
    assert numbers(found) == [*range(40), None, *range(41, 100)]
    assert isinstance(found[40], events.Discarded)


def test_small_and_large_and_other_kinds_in_between(pool: ClientPool) -> None:
    pid = started(pool)
    large = clixml.write_element(PSObject.of(Id=1, Text="y" * 50_000), 1)
    text = clixml.write_element("plain", 1)
    given = [body(0), large, text, body(2)]
    found = pool.receive(wire(pool, pid, given), pid)
    values = [event.value for event in found if isinstance(event, events.RecordReceived)]
    assert [value if isinstance(value, str) else value.get("Id") for value in values] == [0, 1, "plain", 2]
