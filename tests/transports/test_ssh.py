"""Sessions over ssh: the command line, and a real sshd on the loopback with our server as its subsystem."""

from __future__ import annotations

import getpass
import subprocess

import pytest

from psbridge.errors import TransportError
from psbridge.sessions.client import ClientSession
from psbridge.transports.ssh import SshTransport
from tests.loopback import SSH_OPTIONS, secure_shell


def test_command_line():
    made = SshTransport("web01", user="ada", port=2222, key_file="/k", connecting_timeout=5, options={"ProxyJump": "gate"})
    assert made._command == [
        *("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-o", "ProxyJump=gate", "-i", "/k", "-p", "2222", "-l", "ada"),
        *("-s", "--", "web01", "powershell"),
    ]


def test_a_host_that_looks_like_an_option_is_none():
    assert SshTransport("-oProxyCommand=evil")._command[-3:] == ["--", "-oProxyCommand=evil", "powershell"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real sshd; its only subsystem is our server."""
    folder = tmp_path_factory.mktemp("sshd")
    with secure_shell(folder) as port:
        yield folder, port


def connect(server, key="user"):
    folder, port = server
    return SshTransport("127.0.0.1", user=getpass.getuser(), port=port, key_file=str(folder / key), options=SSH_OPTIONS)


def test_a_session_over_a_real_sshd(server):
    with ClientSession(connect(server)) as session:
        assert session.run("1..3 | ForEach-Object { $_ * 2 }").result(60) == [2, 4, 6]
        (secret,) = session.run("ConvertTo-SecureString 'p' -AsPlainText -Force").result(60)
        assert secret is not None
        running = session.run("Start-Sleep 60")
        running.stop()
        assert running.wait(60)


def test_a_refused_key_is_told(server):
    folder, _ = server
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "other"], check=True)
    with pytest.raises(TransportError, match="(?s)ended.*denied"):
        ClientSession(connect(server, "other")).open(20)
