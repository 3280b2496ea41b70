"""Bodies that were read before."""

from __future__ import annotations

from uuid import uuid4

import pytest

from psbridge.objects.containers import PSPrimitiveDictionary
from psbridge.psrp import ClientPool, Pipeline, PipelineState, PoolState, ServerPool, events, remembered, server
from psbridge.psrp.commands import Command
from psbridge.psrp.remembered import Remembered


def test_what_is_kept() -> None:
    found: Remembered[int] = Remembered()
    assert found.get(b"a") is None
    assert found.keep(b"a", 1) == 1
    assert found.get(b"a") == 1
    assert found.keep(memoryview(b"b"), 2) == 2
    assert found.get(memoryview(b"b")) is None
    found.keep(b"x" * 100_000, 3)
    assert found.get(b"x" * 100_000) is None


def test_there_is_an_end_to_it() -> None:
    found: Remembered[int] = Remembered()
    for number in range(remembered._MOST + 1):
        found.keep(b"%d" % number, number)
    assert found.get(b"0") is None
    assert len(found._found) == 1


def opened(private: dict[str, object] | None = None) -> tuple[ClientPool, ServerPool]:
    """A pool, open on both sides."""
    client, host = ClientPool(), ServerPool()
    client.open()
    (asked,) = [event for event in to(client, host) if isinstance(event, events.OpenRequested)]
    host.opened(private or {})
    back(host, client)
    assert client.state is PoolState.OPENED
    assert asked.application_arguments is host.application_arguments
    return client, host


def to(client: ClientPool, host: ServerPool) -> list[object]:
    return [event for pid, data, _ in client.take_all() for event in host.receive(data, pid)]


def back(host: ServerPool, client: ClientPool) -> list[object]:
    return [event for pid, data, _ in host.take_all() for event in client.receive(data, pid)]


def test_pools_that_are_alike_share_nothing_that_can_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_OPENINGS", Remembered())
    (_, one), (_, other) = opened(), opened()
    assert len(server._OPENINGS._found) == 1
    assert isinstance(one.application_arguments, PSPrimitiveDictionary)
    one.application_arguments["spoilt"] = True
    assert "spoilt" not in other.application_arguments
    assert "spoilt" not in opened()[1].application_arguments


def test_private_data_that_come_again_are_read_when_they_are_wanted() -> None:
    key = str(uuid4())
    (one, _), (other, _) = opened({key: 1}), opened({key: 1})
    assert other.application_private_data[key] == 1
    other.application_private_data[key] = 2
    assert other.application_private_data[key] == 2  # read once
    assert one.application_private_data[key] == 1


def test_a_pipeline_without_arguments_is_read_once_and_written_once() -> None:
    text = f"'{uuid4()}'"
    description = Pipeline.script(text).shared()
    seen = []
    for _ in range(2):
        client, host = opened()
        client.pipeline(description).start()
        (asked,) = to(client, host)
        assert isinstance(asked, events.PipelineRequested)
        seen.append(asked.pipeline)
    assert seen[0] is seen[1]
    assert seen[0].commands == [Command(text, is_script=True)]
    assert description.written
    assert len(description.written) == 1


def test_a_pipeline_with_arguments_is_its_own() -> None:
    description = Pipeline.script(f"'{uuid4()}'", [1]).shared()
    assert description.written is None
    seen = []
    for _ in range(2):
        client, host = opened()
        client.pipeline(description).start()
        seen += [event.pipeline for event in to(client, host) if isinstance(event, events.PipelineRequested)]
    assert seen[0] is not seen[1]


def test_states_with_and_without_a_reason() -> None:
    for _ in range(2):
        client, host = opened()
        pipeline = client.pipeline(Pipeline.script("1"))
        pipeline.start()
        to(client, host)
        host.pipelines[pipeline.pid].complete()
        (changed,) = [event for event in back(host, client) if isinstance(event, events.PipelineStateChanged)]
        assert (changed.state, changed.error) == (PipelineState.COMPLETED, None)
