"""Servers of other people that tests start on the loopback: a KDC of MIT, an OpenSSH server."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REALM = "CORP.EXAMPLE"


def program(name: str) -> str:
    """The path of a program of the system; the test is skipped without it."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


_tried = itertools.count()


def free_port() -> int:
    """For a server of somebody else, which takes it a moment later: none of those that the system gives to whoever asks for any."""
    while True:
        port = 10_000 + (os.getpid() * 97 + next(_tried)) % 20_000
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


def until_listening(port: int, process: subprocess.Popen[bytes], what: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            pytest.skip(f"{what} does not run here")
        time.sleep(0.02)
    pytest.fail(f"{what} does not answer")


@dataclass(frozen=True, slots=True)
class Realm:
    """A Kerberos realm: the environment for its clients, and the keytab of the services on localhost."""

    environment: dict[str, str]
    keytab: str
    folder: Path

    def log_on(self, user: str, password: str, *words: str, cache: str = "cc") -> dict[str, str]:
        """A ticket for a user, in a cache of that name; gives the environment in which it counts."""
        told = {**self.environment, "KRB5CCNAME": f"{self.folder}/{cache}"}
        done = _run(program("kinit"), *words, user, env=told, text=password + "\n")
        assert done.returncode == 0, done.stderr
        return told


def _run(*words: str, env: dict[str, str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env={**os.environ, **env}, input=text, capture_output=True, text=True, timeout=500, check=False)


@contextlib.contextmanager
def kerberos(folder: Path, user: str, password: str) -> Iterator[Realm]:
    """A KDC with a user, and with services on localhost."""
    create, admin, server = (program(name) for name in ("kdb5_util", "kadmin.local", "krb5kdc"))
    port = free_port()
    (folder / "krb5.conf").write_text(
        f"[libdefaults]\ndefault_realm={REALM}\ndns_lookup_kdc=false\ndns_lookup_realm=false\nrdns=false\n"
        "dns_canonicalize_hostname=false\nudp_preference_limit=1\n"
        f"[realms]\n{REALM}={{\nkdc=127.0.0.1:{port}\n}}\n[domain_realm]\nlocalhost={REALM}\n"
    )
    (folder / "kdc.conf").write_text(
        f"[kdcdefaults]\nkdc_listen=127.0.0.1:{port}\nkdc_tcp_listen=127.0.0.1:{port}\n"
        f"[realms]\n{REALM}={{\ndatabase_name={folder}/principal\nkey_stash_file={folder}/stash\n}}\n"
    )
    env = {"KRB5_CONFIG": f"{folder}/krb5.conf", "KRB5_KDC_PROFILE": f"{folder}/kdc.conf", "KRB5CCNAME": f"{folder}/cc"}
    assert _run(create, "create", "-s", "-P", "master", "-r", REALM, env=env).returncode == 0
    queries = [f"addprinc -pw {password} {user}"]
    for service in ("HTTP", "WSMAN", "host"):  # clients ask for one of these
        queries += [f"addprinc -randkey {service}/localhost", f"ktadd -k {folder}/keytab {service}/localhost"]
    for query in queries:
        _run(admin, "-q", query, env=env)
    kdc = subprocess.Popen([server, "-n"], env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until_listening(port, kdc, "the KDC")
        yield Realm(env, f"{folder}/keytab", folder)
    finally:
        kdc.terminate()
        kdc.wait(60)


@contextlib.contextmanager
def secure_shell(folder: Path) -> Iterator[int]:
    """A real sshd whose only subsystem is our server; the user's key is `folder`/user. Gives its port."""
    server = program("sshd")
    program("ssh")
    keys = program("ssh-keygen")
    with contextlib.suppress(OSError):  # Debian's sshd wants its directory, which a service manager would make
        Path("/run/sshd").mkdir(mode=0o755)
    for name in ("host", "user"):
        subprocess.run([keys, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "authorized").write_text((folder / "user.pub").read_text())
    port = free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        f"PidFile none\nPasswordAuthentication no\nPermitRootLogin yes\nSubsystem powershell {sys.executable} -m psbridge -sshs -NoLogo\n"
    )
    process = subprocess.Popen([server, "-D", "-e", "-f", folder / "config"], stderr=subprocess.DEVNULL)
    try:
        until_listening(port, process, "sshd")
        yield port
    finally:
        process.terminate()
        process.wait(60)


SSH_OPTIONS = {"StrictHostKeyChecking": "no", "UserKnownHostsFile": "/dev/null", "IdentitiesOnly": "yes", "LogLevel": "ERROR"}
