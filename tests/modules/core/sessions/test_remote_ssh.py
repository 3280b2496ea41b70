"""Recorded sessions over ssh, against our client and our server with a real sshd between them.

Without OpenSSH's server the test is skipped. At least 95 % of the cases must agree; those that do not are named.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.score import read_records, score

DATA = Path(__file__).parents[3] / "data" / "ssh" / "remote-ssh.jsonl.gz"
SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
KNOWN = {
    "jobs/remote-ssh/method3-deserialized-job-properties",  # order and a null of a job's properties on the wire
}
pytestmark = pytest.mark.skipif(not os.access(SSHD, os.X_OK) or shutil.which("ssh") is None, reason="needs OpenSSH's server and client")


class Server:
    """sshd on loopback, with the subsystem of this package, and a client that knows it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        for name in ("hostkey", "id"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(directory / name)], check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._configure()
        os.makedirs("/run/sshd", exist_ok=True) if os.geteuid() == 0 else None
        self.process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(directory / "sshd_config")], stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        if "listening" not in line:
            self.close()
            pytest.skip(f"sshd does not start: {line}")
        self.reader = threading.Thread(target=self.process.stderr.read)  # a full pipe would stop it
        self.reader.start()

    def _configure(self) -> None:
        here = self.directory
        subsystem = f"{sys.executable} -W ignore -m psbridge -sshs"
        settings = {
            "Port": str(self.port),
            "ListenAddress": "127.0.0.1",
            "HostKey": str(here / "hostkey"),
            "AuthorizedKeysFile": str(here / "id.pub"),
            "StrictModes": "no",
            "PidFile": "none",
            "PermitRootLogin": "yes",
            "PasswordAuthentication": "no",
            "UsePAM": "no",
            "MaxStartups": "100",
            "SetEnv": "HOME=/home",
            "Subsystem": f"powershell {subsystem}",
        }
        (here / "sshd_config").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        key = " ".join((here / "hostkey.pub").read_text().split()[:2])
        (here / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {key}\n")
        (here / "bin").mkdir()
        client = here / "bin" / "ssh"
        ssh = shutil.which("ssh")
        client.write_text(f'#!/bin/sh\nexec {ssh} -F none -o UserKnownHostsFile={here}/known_hosts -o LogLevel=ERROR "$@"\n')
        client.chmod(0o755)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(60)
        assert self.process.stderr is not None
        self.reader.join()
        self.process.stderr.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("sshd"))
    yield made
    made.close()


def scripts(server: Server) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The recorded cases, and the same scripts for this server."""
    golden = read_records(DATA)
    user = getpass.getuser()
    first = f"$conn = @{{ HostName = '127.0.0.1'; Port = {server.port}; UserName = '{user}'; KeyFilePath = '{server.directory}/id' }}"
    cases = []
    for case in golden:
        text = case["script"]
        if text.startswith("$conn"):
            text = first + "\n" + text.partition("\n")[2]
        cases.append({"id": case["id"], "script": text.replace("Port 2222", f"Port {server.port}")})
    return golden, cases


def test_recorded_sessions_over_ssh(server: Server, tmp_path: Path) -> None:
    golden, cases = scripts(server)
    asked, told = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked.write_text("".join(json.dumps(case) + "\n" for case in cases))
    environment = {**os.environ, "PATH": f"{server.directory}/bin:{os.environ['PATH']}"}
    program = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "psbridge",
        "conformance",
        "record",
        str(asked),
        str(told),
        "-j",
        "2",
        "--timeout",
        "200",
    ]
    began = time.monotonic()
    subprocess.run(program, check=True, env=environment, timeout=600, stdout=subprocess.DEVNULL)
    result = score(golden, read_records(told))
    wrong = set(result.failures)
    assert wrong <= KNOWN, f"after {time.monotonic() - began:.0f} s: {sorted(wrong - KNOWN)}"
    assert len(golden) - len(wrong) >= 0.95 * len(golden)
