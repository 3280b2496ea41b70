"""The emulated host under load: idle sessions with parked Receives, memory of each, create/run/delete, trivial pipelines a second.

Run: python benchmarks/host_load.py [sessions] [cycles]
"""

from __future__ import annotations

import asyncio
import base64
import gc
import sys
import threading
import time
import uuid
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from psbridge.emulator import Emulator
from psbridge.psrp import ClientPool, Pipeline
from psbridge.psrp.events import PipelineStateChanged
from psbridge.server.winrmconfig import Quotas, WinRMConfig
from psbridge.wsman import Client, requests
from psbridge.wsman.names import RESOURCE_POWERSHELL


class Session:
    """A client without any library: one connection, PSRP and WSMan of this project."""

    def __init__(self, host: Emulator) -> None:
        self.host, self.pool = host, ClientPool()
        self.client = Client(host.url)
        self.shell_id = ""
        self.streams: tuple[Any, Any] | None = None
        token = base64.b64encode(f"{host.username}:{host.password}".encode()).decode()
        self.head = (
            f"POST /wsman HTTP/1.1\r\nHost: h\r\nAuthorization: Basic {token}\r\nContent-Type: application/soap+xml\r\nContent-Length: "
        )

    async def ask(self, body: Any, **more: Any) -> Any:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.host.port)
        reader, writer = self.streams
        pending = self.client.request(body, RESOURCE_POWERSHELL, shell_id=self.shell_id, **more)
        writer.write(self.head.encode() + f"{len(pending.data)}\r\n\r\n".encode() + pending.data)
        header = await reader.readuntil(b"\r\n\r\n")
        size = int(header.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return self.client.reply(pending, await reader.readexactly(size))

    async def open(self) -> None:
        self.pool.open()
        data = b"".join(data for _, data, _ in self.pool.take_all())
        created = await self.ask(
            requests.Create(str(self.pool.rpid).upper(), input_streams=("stdin", "pr"), output_streams=("stdout",), creation_xml=data)
        )
        self.shell_id = created.shell_id
        while self.pool.state.name != "OPENED":
            await self.receive()

    async def receive(self, pid: str = "") -> list[Any]:
        answer = await self.ask(requests.Receive(("stdout",), pid))
        key = uuid.UUID(pid) if pid else None
        return [event for stream in answer.streams for event in self.pool.receive(stream.data, key)]

    async def run(self, text: str) -> None:
        made = self.pool.pipeline(Pipeline.script(text))
        made.start()
        data = b"".join(data for _, data, _ in self.pool.take_all())
        pid = str(made.pid).upper()
        await self.ask(requests.Command.with_payload(data, pid))
        while not any(isinstance(event, PipelineStateChanged) for event in await self.receive(pid)):
            pass
        await self.ask(requests.Signal("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/Terminate", pid))
        self.pool.remove(made.pid)

    async def close(self) -> None:
        await self.ask(requests.Delete())
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None


def memory() -> int:
    """Resident memory of this process in KB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4


async def many(work: list[Awaitable[Any]], width: int = 50) -> None:
    gate = asyncio.Semaphore(width)

    async def one(item: Awaitable[Any]) -> None:
        async with gate:
            await item

    await asyncio.gather(*(one(item) for item in work))


async def main(count: int, cycles: int) -> None:
    config = WinRMConfig(allow_unencrypted=True, quotas=Quotas(shells_per_user=count + 100, operations_per_user=count * 2 + 1500))
    with Emulator("LOAD01", config=config, https_port=None) as host:
        first = Session(host)
        await first.open()
        await first.run("1")
        started = time.perf_counter()
        for _ in range(300):
            await first.run("1")
        print(f"one session: {300 / (time.perf_counter() - started):.0f} pipelines/s")
        some = [Session(host) for _ in range(50)]
        await many([one.open() for one in some])
        started = time.perf_counter()
        await many([one.run("1") for one in some for _ in [0]])
        for _ in range(5):
            await many([one.run("1") for one in some])
        print(f"50 sessions: {300 / (time.perf_counter() - started):.0f} pipelines/s")
        await many([one.close() for one in some])
        gc.collect()
        before, threads = memory(), threading.active_count()
        idle = [Session(host) for _ in range(count)]
        started = time.perf_counter()
        await many([one.open() for one in idle])
        parked = [asyncio.ensure_future(one.ask(requests.Receive(("stdout",)), timeout=600.0)) for one in idle]
        await asyncio.sleep(1)
        took = time.perf_counter() - started
        print(
            f"{count} idle sessions in {took:.1f} s, {(memory() - before) / count:.0f} KB each (client included), "
            f"threads {threads} -> {threading.active_count()}"
        )
        started = time.perf_counter()
        await first.run("1")
        print(f"a pipeline beside them: {(time.perf_counter() - started) * 1000:.1f} ms")
        for one in parked:
            one.cancel()
        for one in idle:
            if one.streams is not None:
                one.streams[1].close()
            one.streams = None
        await many([one.close() for one in idle])
        gc.collect()
        before, threads = memory(), threading.active_count()
        started = time.perf_counter()
        for _ in range(cycles):
            one = Session(host)
            await one.open()
            await one.run("1")
            await one.close()
        gc.collect()
        assert host.service is not None
        print(
            f"{cycles} create/run/delete: {cycles / (time.perf_counter() - started):.0f}/s, memory {memory() - before:+} KB, "
            f"threads {threads} -> {threading.active_count()}, shells left {len(host.service.shells.shells)}"
        )


if __name__ == "__main__":
    asyncio.run(main(*(int(word) for word in (sys.argv[1:] + ["1000", "500"][len(sys.argv) - 1 :]))))
