"""Mutated real messages: nothing but the project's own errors, and soon."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from psbridge.errors import PsBridgeError
from psbridge.psrp import ClientPool, Pipeline, ServerPool
from psbridge.psrp.fragments import Reassembler
from psbridge.psrp.messages import unpack
from tests.pairs import Pair


def _recorded() -> tuple[list[bytes], list[bytes]]:
    """Bytes of a session, from client to server and back."""
    up: list[bytes] = []
    down: list[bytes] = []
    pair = Pair()
    take_up, take_down = pair.client.take, pair.server.take

    def tap(take, log):
        def taking(*arguments, **options):
            frame = take(*arguments, **options)
            if frame is not None:
                log.append(frame[0])
            return frame

        return taking

    pair.client.take, pair.server.take = tap(take_up, up), tap(take_down, down)
    pair.open()
    mine = pair.client.pipeline(Pipeline.script("1", no_input=False))
    mine.start()
    mine.write(1)
    pair.client.set_max_runspaces(3)
    pair.client.exchange_key()
    pair.pump()
    theirs = pair.server.pipelines[mine.pid]
    theirs.output([1, {"a": None}])
    theirs.host_call("PromptForChoice", "c", "m", [], 0)
    theirs.complete()
    pair.server.answer(1, True)
    pair.pump()
    return up, down


UP, DOWN = _recorded()
EDITS = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 6), st.binary(max_size=6)), max_size=5)


def mutate(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, new in edits:
        at = place % (len(data) + 1)
        data = data[:at] + new + data[at + length :]
    return data


def feed(pool, frames: list[bytes], which: int, edits: list[tuple[int, int, bytes]]) -> None:
    for i, frame in enumerate(frames):
        with contextlib.suppress(PsBridgeError):
            for event in pool.receive(mutate(frame, edits) if i == which % len(frames) else frame):
                if type(event).__name__ == "OpenRequested":
                    pool.opened({})


@settings(max_examples=250, deadline=2000)
@given(st.integers(0, 50), EDITS, st.booleans())
def test_servers_survive(which, edits, tolerant):
    feed(ServerPool(tolerant=tolerant), UP, which, edits)


@settings(max_examples=250, deadline=2000)
@given(st.integers(0, 50), EDITS, st.booleans())
def test_clients_survive(which, edits, tolerant):
    client = ClientPool(tolerant=tolerant)
    client.open()
    feed(client, DOWN, which, edits)


@settings(max_examples=300, deadline=2000)
@given(st.lists(st.binary(max_size=100), max_size=6))
def test_fragments_survive_anything(pieces):
    inbox = Reassembler()
    for piece in pieces:
        try:
            for message in inbox.feed(piece):
                with contextlib.suppress(PsBridgeError):
                    unpack(message).value()
        except PsBridgeError:
            inbox.resync()
