"""Speed of the remoting core: `pytest benchmarks/bench_psrp.py --benchmark-only`, or run it for the goals and what was measured."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any
from uuid import UUID

from psbridge.psrp import ClientPool
from psbridge.psrp.fragments import Reassembler, split
from psbridge.psrp.messages import CLIENT, MessageType, pack, unpack

RPID, PID = UUID(int=1), UUID(int=2)
SMALL = 50_000
LARGE = 64 << 20


def small_buffer() -> bytes:
    """Small messages in one buffer."""
    message = pack(MessageType.PIPELINE_OUTPUT, CLIENT, RPID, PID, b"<S>hello world</S>")
    return b"".join(part for i in range(1, SMALL + 1) for part in split(i, message))


def large_frames(size: int = LARGE) -> list[bytes]:
    """One large string as a server sends it."""
    return list(split(1, pack(MessageType.PIPELINE_OUTPUT, CLIENT, RPID, PID, b"<S>" + b"x" * size + b"</S>")))


def receive(frames: list[bytes]) -> Any:
    pool = ClientPool(RPID)
    (event,) = [event for frame in frames for event in pool.receive(frame, PID)]
    return event


def test_fragments(benchmark: Any) -> None:
    buffer = small_buffer()
    assert len(benchmark(lambda: Reassembler().feed(buffer))) == SMALL


def test_messages(benchmark: Any) -> None:
    raw = Reassembler().feed(small_buffer())
    assert benchmark(lambda: [unpack(data, CLIENT).value() for data in raw])[-1] == "hello world"


def test_large_string(benchmark: Any) -> None:
    frames = large_frames()
    assert len(benchmark(lambda: receive(frames)).value) == LARGE


def main() -> None:
    """Print goals and measurements."""
    buffer = small_buffer()
    start = time.perf_counter()
    count = len(Reassembler().feed(buffer))
    print(f"small messages: {count / (time.perf_counter() - start):,.0f}/s (goal 200,000/s)")
    frames = large_frames()
    start = time.perf_counter()
    receive(frames)
    took = time.perf_counter() - start
    tracemalloc.start()
    receive(frames)
    peak = tracemalloc.get_traced_memory()[1]
    print(f"64 MB string: {took:.2f} s (goal 1 s), {peak / LARGE:.1f} times its size (goal 4)")


if __name__ == "__main__":
    main()
