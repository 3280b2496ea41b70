"""The protocol cases: on the emulated host over HTTP and in memory; broken servers are caught."""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.cases import home
from psbridge.cli.conformance.protocol import conversed, dialogues_of
from psbridge.server import metadata
from psbridge.server.cmdshell import CmdCommand, CmdShell
from psbridge.server.psshell import PowerShellShell
from psbridge.wsman import Dialogue

CASES = list(dialogues_of(home()))


def differing(target, cases):
    return {one.id: record for one, record in conversed(target, cases) if record.get("differences") or "failed" in record}


@pytest.mark.parametrize("target", ["emulator-memory", "emulator"])
def test_all_agree(target):
    assert differing(target, CASES) == {}


def test_a_place_that_does_not_answer_fails_its_cases():
    class Broken:
        def __init__(self, target):
            pass

        def __enter__(self):
            return (lambda data: b"no xml"), ""

        def __exit__(self, *_):
            return None

    ((_, record),) = conversed("emulator", CASES[:1], Broken)
    assert "XMLSyntaxError" in record["failed"]


def no_stderr(original):
    return lambda self, stream, data: original(self, "stdout", data)


def always_zero(original):
    return lambda self, code: original(self, 0)


def forgets_end(original):
    async def send(self, streams):
        await original(self, tuple(type(one)(one.name, one.data, one.command_id, False) for one in streams))

    return send


def deaf(original):
    async def signal(self, signal):
        return None

    return signal


def numbered(original):
    """Answers under the number of somebody else's request."""

    def reply(self, request, answer):
        return original(self, request, answer).replace(b"RelatesTo>uuid:", b"RelatesTo>uuid:0")

    return reply


def nothing_asked(original):
    return 0


def wrong_code(original):
    def read(self, error, request):
        return original(self, error, request).replace(b"2150858843", b"2150858752")

    return read


MUTATIONS = {
    "standard error is output": (CmdCommand, "put", no_stderr, "protocol/wsman/receive-"),
    "exit codes are 0": (CmdCommand, "finish", always_zero, "protocol/wsman/receive-stderr"),
    "End is passed over": (CmdShell, "send", forgets_end, "protocol/wsman/send"),
    "signals of cmd are passed over": (CmdShell, "signal", deaf, "protocol/wsman/signal-"),
    "answers name another request": (Dialogue, "reply", numbered, "protocol/wsman/relates-to"),
    "wrong selectors are an unknown resource": (Dialogue, "fault", wrong_code, "protocol/wsman/delete-twice"),
    "no kinds of commands are known": (metadata, "_ALL", nothing_asked, "protocol/psrp/command-metadata"),
    "signals of PowerShell are passed over": (PowerShellShell, "signal", deaf, "protocol/psrp/stop"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_broken_servers_are_caught(monkeypatch, name):
    kind, attribute, broken, prefix = MUTATIONS[name]
    monkeypatch.setattr(kind, attribute, broken(getattr(kind, attribute)))
    monkeypatch.setattr("psbridge.cli.conformance.protocol.talking._PATIENCE", 0.5)
    monkeypatch.setattr("psbridge.cli.conformance.protocol.envelopes.TIMEOUT", "PT1S")
    chosen = [one for one in CASES if one.id.startswith(prefix)]
    assert chosen
    assert differing("emulator-memory", chosen)
