"""Hostile input: the service answers with a fault or closes, lives on, and does not serve the real computer."""

from __future__ import annotations

import random

import pytest

from psbridge.wsman import requests
from psbridge.wsman.names import RESOURCE_CMD
from tests.server.soapclient import SoapClient

BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><s:Envelope>&b;</s:Envelope>'
EXTERNAL = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">&e;</s:Envelope>'
)


@pytest.mark.parametrize(
    "body", [b"", b"garbage", b"<a/>", BOMB, EXTERNAL, b"<" * 5000, b"<a>" * 3000, b"\xff\xfe<\0", b"\0" * 100, b"x" * 70000],
    ids=["empty", "text", "root", "bomb", "external", "angles", "deep", "utf16", "zeros", "large"],
)  # fmt: skip
def test_bad_envelopes(open_host, body):
    client = SoapClient(open_host)
    status, answer = client.post(body)
    assert status in (200, 400, 413, 500)
    assert b"root:" not in answer
    other = SoapClient(open_host)
    other.open()
    other.run("1")


def test_fuzzed_requests_never_hurt(open_host):
    chance = random.Random(7)
    good = SoapClient(open_host)
    good.open()
    base = [
        good.client.request(body, RESOURCE_CMD, shell_id=good.shell_id).data
        for body in (requests.Create(), requests.Receive(("stdout",)), requests.Signal("x", "y"), requests.Delete(), requests.Pull("x"))
    ]
    client = SoapClient(open_host)
    for _ in range(300):
        data = bytearray(chance.choice(base))
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[place : place + chance.randrange(20)] = bytes(chance.randrange(256) for _ in range(chance.randrange(20)))
            else:
                del data[place : place + chance.randrange(200)]
        status, _ = client.post(bytes(data).replace(good.shell_id.encode(), b"0" * 8))
        assert status in (200, 400, 500)
    good.run("1")


def test_sealed_message_without_log_on(open_host):
    client = SoapClient(open_host)
    kind = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
    assert client.post(b"--Encrypted Boundary\r\n", **{"Content-Type": kind})[0] == 400
    again = SoapClient(open_host)
    again.open()


def test_replayed_and_altered_sealed_messages_close_the_connection(host):
    from pypsrp.exceptions import WinRMTransportError
    from pypsrp.wsman import WSMan

    with WSMan("127.0.0.1", port=host.port, ssl=False, username=host.username, password=host.password, auth="ntlm") as wsman:
        wsman.get_server_config()
        sent = []
        session = wsman.transport.session
        original = session.send
        session.send = lambda request, **more: (sent.append(request), original(request, **more))[1]
        wsman.get_server_config()
        session.send = original
        answer = original(sent[-1])  # the same bytes again
        assert answer.status_code == 400
    assert WinRMTransportError


ESCAPES = [
    "& '/bin/sh' -c id",
    "sh -c id",
    "Get-Content /etc/passwd",
    "[IO.File]::ReadAllText('/etc/passwd')",
    "[IO.StreamReader]::new('/etc/passwd').ReadToEnd()",
    "[IO.Directory]::GetFiles('/etc')",
    "[IO.File]::WriteAllText('/tmp/psbridge-escape', 'x')",
    "'x' > /tmp/psbridge-escape",
    "Set-Content C:\\..\\..\\tmp\\psbridge-escape x",
    "[Diagnostics.Process]::Start('sh')",
    "Start-Process sh",
    ". /etc/profile",
    "Import-Module /etc/profile.psm1",
    "Copy-Item /etc/passwd C:\\p; Get-Content C:\\p",
    "Get-FileHash /etc/passwd",
    "Invoke-WebRequest file:///etc/passwd | % Content",
    "[xml]'<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>' | % a",
    "cmd /c type /etc/passwd",
    "cmd /c type \\..\\..\\etc\\passwd",
    'powershell -c "Get-Content /etc/passwd"',
    "Start-Job { Get-Content /etc/passwd } | Receive-Job -Wait",
    "Start-ThreadJob { Get-Content /etc/passwd } | Receive-Job -Wait",
    "1 | ForEach-Object -Parallel { Get-Content /etc/passwd }",
    "New-PSDrive X FileSystem /etc; Get-Content X:\\passwd",
    "$env:PATH = '/bin'; id",
    "[Environment]::GetEnvironmentVariable('PATH')",
    "[Environment]::CurrentDirectory = '/etc'; [IO.File]::ReadAllText('passwd')",
    "[Reflection.Assembly]::LoadFile('/etc/passwd')",
]


@pytest.mark.parametrize("script", ESCAPES)
def test_nothing_of_the_real_computer(pypsrp_client, script):
    from pathlib import Path

    with pypsrp_client() as client:
        output, streams, _ = client.execute_ps(script)
    text = output + "".join(str(error) for error in streams.error)
    assert "root:" not in text
    assert "uid=" not in text
    assert "/usr/bin" not in text
    assert not Path("/tmp/psbridge-escape").exists()


def test_a_session_knows_the_emulated_computer_only(pypsrp_client):
    import os
    import socket

    script = "hostname; $env:COMPUTERNAME; [Environment]::MachineName; [Net.Dns]::GetHostName(); $PID; [IO.Path]::GetTempPath(); whoami"
    with pypsrp_client() as client:
        output = client.execute_ps(script)[0].splitlines()
    assert output[:3] == ["WEB01"] * 3
    assert str(os.getpid()) not in output
    assert socket.gethostname() not in output
