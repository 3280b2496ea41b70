"""Sessions over ssh: the command line, and a real sshd on the loopback with our server as its subsystem."""

from __future__ import annotations

import contextlib
import getpass
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from psbridge.errors import TransportError
from psbridge.sessions.client import ClientSession
from psbridge.transports.ssh import SshTransport

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"


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
    if not shutil.which("ssh") or not shutil.which("ssh-keygen") or not shutil.os.access(SSHD, shutil.os.X_OK):
        pytest.skip("there is no sshd here")
    with contextlib.suppress(OSError):  # Debian's sshd wants its directory, which a service manager would make
        Path("/run/sshd").mkdir(mode=0o755)
    folder = tmp_path_factory.mktemp("sshd")
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "authorized").write_text((folder / "user.pub").read_text())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        f"PidFile none\nPasswordAuthentication no\nPermitRootLogin yes\nSubsystem powershell {sys.executable} -m psbridge -sshs -NoLogo\n"
    )
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "config"], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and socket.socket().connect_ex(("127.0.0.1", port)):
        if process.poll() is not None:
            pytest.skip("sshd does not run here")
    yield folder, port
    process.terminate()
    process.wait()


def connect(server, key="user"):
    folder, port = server
    options = {"StrictHostKeyChecking": "no", "UserKnownHostsFile": "/dev/null", "IdentitiesOnly": "yes", "LogLevel": "ERROR"}
    return SshTransport("127.0.0.1", user=getpass.getuser(), port=port, key_file=str(folder / key), options=options)


def test_a_session_over_a_real_sshd(server):
    with ClientSession(connect(server)) as session:
        assert session.run("1..3 | ForEach-Object { $_ * 2 }").result(20) == [2, 4, 6]
        (secret,) = session.run("ConvertTo-SecureString 'p' -AsPlainText -Force").result(20)
        assert secret is not None
        running = session.run("Start-Sleep 60")
        running.stop()
        assert running.wait(20)


def test_a_refused_key_is_told(server):
    folder, _ = server
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "other"], check=True)
    with pytest.raises(TransportError, match="(?s)ended.*denied"):
        ClientSession(connect(server, "other")).open(20)
