"""How fast the protocol cores are: `scripts/bench benchmarks/test_wire.py`."""

from __future__ import annotations

import os

import pytest

from psbridge.outofproc import SESSION, Element, Kind, Server
from psbridge.wsman import Client, CommandState, Dialogue, StreamData, replies, requests
from psbridge.wsman.names import RESOURCE_POWERSHELL

CLIENT, DIALOGUE = Client("http://host:5985/wsman"), Dialogue()
COMMAND = "CF84C20A-0A35-43FA-AF78-0B4711DA5F30"


@pytest.mark.parametrize("size", [100, 32768])
def test_stdio_lines(benchmark, size):
    line = Element(Kind.DATA, SESSION, os.urandom(size)).encode()
    data = line * (4_000_000 // len(line))

    def run():
        server = Server()
        for start in range(0, len(data), 65536):
            server.receive(data[start : start + 65536])
        return len(server.events())

    assert benchmark(run) == len(data) // len(line)


def received(size: int) -> replies.Received:
    return replies.Received((StreamData("stdout", os.urandom(size), COMMAND),), COMMAND, CommandState.RUNNING)


@pytest.mark.parametrize("size", [100, 75_000])
def test_read_receive_response(benchmark, size):
    pending = CLIENT.request(requests.Receive(("stdout",), COMMAND), RESOURCE_POWERSHELL, shell_id=COMMAND)
    data = DIALOGUE.reply(DIALOGUE.receive(pending.data), received(size))
    assert len(benchmark(CLIENT.reply, pending, data).streams[0].data) == size


@pytest.mark.parametrize("size", [100, 75_000])
def test_write_receive_response(benchmark, size):
    pending = CLIENT.request(requests.Receive(("stdout",), COMMAND), RESOURCE_POWERSHELL, shell_id=COMMAND)
    request, reply = DIALOGUE.receive(pending.data), received(size)
    assert len(benchmark(DIALOGUE.reply, request, reply)) > size


def test_service_reads_request(benchmark):
    pending = CLIENT.request(requests.Receive(("stdout",), COMMAND), RESOURCE_POWERSHELL, shell_id=COMMAND)
    assert benchmark(DIALOGUE.receive, pending.data).body.command_id == COMMAND
