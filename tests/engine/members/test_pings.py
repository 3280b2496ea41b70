"""System.Net.NetworkInformation.Ping on this computer and on an emulated one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.engine.members import pings
from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine

P = "[Net.NetworkInformation.Ping]::new()"


@pytest.fixture
def emulated() -> Iterator[Any]:
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", environment=machine.environment, directory="C:\\") as runspace:
        yield lambda script: [str(one) for one in runspace.invoke(script)]


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **how: Any) -> Any:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_this_computer_answers(evaluate):
    got = evaluate(
        f"$r = {P}.Send('127.0.0.1', 30000, [byte[]](1, 2), [Net.NetworkInformation.PingOptions]::new(9, $true))\n$r.Status; $r.Address; $r.Buffer"
    )
    assert got == ["Success", "127.0.0.1", "1", "2"]
    assert evaluate(f"{P}.SendPingAsync([ipaddress]'127.0.0.1', 30000).Result.Status") == ["Success"]


def test_without_the_right_to_send_echoes_a_connection_tells(evaluate, monkeypatch):
    def refuse(*args: Any) -> Any:
        raise PermissionError

    monkeypatch.setattr(pings, "_echo", refuse)
    assert evaluate(f"{P}.Send('127.0.0.1', 30000).Status") == ["Success"]


@pytest.mark.parametrize(("found", "status"), [(None, "TimedOut"), (OSError(113, "no route"), "DestinationHostUnreachable")])
def test_what_does_not_answer(evaluate, monkeypatch, found, status):
    def echo(*args: Any) -> Any:
        if found is not None:
            raise found

    monkeypatch.setattr(pings, "_echo", echo)
    assert evaluate(f"$r = {P}.Send('192.0.2.1', 1); $r.Status; $r.RoundtripTime; $null -eq $r.Options") == [status, "0", "True"]


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        ("Send('')", "ArgumentNullException", "hostNameOrAddress"),
        ("Send('::1', -1)", "ArgumentOutOfRangeException", "timeout"),
        ("Send('::1', 1, $null)", "ArgumentNullException", "buffer"),
        ("Send('::1', 1, [byte[]]::new(65501))", "ArgumentException", "buffer"),
        ("SendPingAsync('')", "ArgumentNullException", "hostNameOrAddress"),
        ("Dispose(); $p.Send('::1')", "ObjectDisposedException", "disposed"),
    ],
)
def test_complaints(evaluate, call, kind, message):
    got = evaluate(
        f"$p = {P}; try {{ $p.{call} }} catch {{ $_.Exception.InnerException.GetType().Name; $_.Exception.InnerException.Message }}"
    )
    assert got[0] == kind
    assert message in got[1]


def test_a_name_that_nobody_knows(evaluate, monkeypatch):
    def fail(*args: Any, **how: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    got = evaluate(
        f"try {{ {P}.Send('nobody') }} catch {{ $e = $_.Exception.InnerException; $e.GetType().Name; $e.InnerException.Message }}"
    )
    assert got == ["PingException", "Name or service not known"]


@pytest.mark.usefixtures("no_sockets")
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("web01", ["Success", "10.0.0.15"]),
        ("WEB01", ["Success", "10.0.0.15"]),
        ("localhost", ["Success", "::1"]),
        ("127.0.0.9", ["Success", "127.0.0.9"]),
        ("10.0.0.15", ["Success", "10.0.0.15"]),
        ("10.9.9.9", ["TimedOut", "0.0.0.0"]),
    ],
)
def test_only_the_machine_itself_answers_on_an_emulated_one(emulated, target, expected):
    assert emulated(f"$r = {P}.Send('{target}', 1000); $r.Status; $r.Address.ToString()") == expected


@pytest.mark.usefixtures("no_sockets")
def test_other_names_mean_nothing_on_an_emulated_machine(emulated):
    script = f"try {{ {P}.Send('other') }} catch {{ $_.Exception.InnerException.GetType().Name; $_.Exception.InnerException.InnerException.Message }}"
    assert emulated(script) == ["PingException", "No such host is known."]


def test_options(evaluate):
    o = "[Net.NetworkInformation.PingOptions]"
    assert evaluate(f"$o = {o}::new(); $o.Ttl; $o.DontFragment; try {{ {o}::new(0, $true) }} catch {{ 'refused' }}") == [
        "128",
        "False",
        "refused",
    ]
