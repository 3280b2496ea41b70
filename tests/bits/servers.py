"""Servers on loopback for transfers: a programmable one in process, nginx, a proxy that authenticates, Samba; and engines over a store."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from psbridge.bits.bell import Lock
from psbridge.bits.manager import Manager
from psbridge.bits.sealing import Seal
from psbridge.bits.service import Service
from psbridge.bits.states import Priority
from psbridge.bits.upload_server import UploadServer
from psbridge.bits.world import World
from psbridge.concurrency import CancelToken
from psbridge.store import Database, TransferStore
from tests.loopback import free_port

SECONDS = 60.0


class Engine:
    """A queue and its service, in this process."""

    def __init__(self, path: Path, **options: Any) -> None:
        self.path = path
        self.queue = TransferStore(Database(path))
        self.manager = Manager(self.queue, World(), Seal(path.with_name("key")), minimum_interval=0)
        self.service = Service(self.manager, poll=0.01, **options)
        self.manager._wake = self.service.wake
        self._token: CancelToken | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Engine:
        self._token = CancelToken()
        self._thread = threading.Thread(target=self.service.run, args=(self._token,), daemon=True)
        self.service.requeue()
        self._thread.start()
        return self

    def stop(self) -> None:
        if self._token is not None and self._thread is not None:
            self._token.cancel()
            self._thread.join(SECONDS)

    def job(self, pairs: list[tuple[str, str]], *, priority: Priority = Priority.Foreground, credential: Any = None,
            proxy_credential: Any = None, resume: bool = True, **settings: Any) -> Any:  # fmt: skip
        from psbridge.bits.settings import Settings

        settings.setdefault("proxy_usage", "NoProxy")
        row = self.manager.create("test", None, priority, Settings(**settings), credential, proxy_credential)
        self.manager.add_files(row.id, pairs)
        if resume:
            self.manager.resume(row.id)
        return row.id

    def fetch(self, url: str, target: Path, **settings: Any) -> Any:
        """One file, until it is there (completed) or failed; the job's last row."""
        job = self.job([(url, str(target))], **settings)
        row = self.manager.wait(job, timeout=SECONDS)
        if row.state == "Transferred":
            self.manager.complete(job)
        return row

    def halt(self, job: Any) -> None:
        """Suspend, and wait until nobody works on it."""
        run = self.service._runs.get(job)
        self.manager.suspend(job)
        if run is not None:
            run.thread.join(SECONDS)

    def until(self, job: Any, *states: str) -> Any:
        return self.manager.wait(job, until=lambda row: row.state in states, timeout=SECONDS)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = Engine(tmp_path / "store.sqlite3").start()
    yield made
    made.stop()


class Web:
    """A server with ranges and faults: what it does is set by attributes, what it was asked is in `asked`."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.uploads: dict[str, bytes] = {}
        self.cut: list[int] = []  # break the connection after so many bytes of a body, one entry for each answer
        self.statuses: list[int] = []  # answer these first
        self.ranges = self.lengths = self.validators = True
        self.weak = False
        self.user: tuple[str, str] | None = None
        self.pause = threading.Event()
        self.pause.set()
        self.reached = threading.Event()
        self.redirects: dict[str, str] = {}
        self.bits = UploadServer(_Memory(self))
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *words: Any) -> None:
                """Quiet."""

            def handle_any(self) -> None:
                web.answer(self)

            do_GET = do_HEAD = do_PUT = do_POST = do_BITS_POST = handle_any  # noqa: N815

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, address: Any) -> None:
                """Clients come and go."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.pause.set()
        self.server.shutdown()
        self.server.server_close()

    def put(self, name: str, data: bytes) -> str:
        self.files[f"/{name}"] = data
        return f"{self.url}/{name}"

    def answer(self, h: BaseHTTPRequestHandler) -> None:
        body = h.rfile.read(int(h.headers.get("content-length", 0) or 0))
        headers = {name.lower(): value for name, value in h.headers.items()}
        self.asked.append((h.command, h.path, headers))
        if self.user is not None and headers.get("authorization") != "Basic " + base64.b64encode(":".join(self.user).encode()).decode():
            return self.head(h, 401, {"WWW-Authenticate": 'Basic realm="test"', "Content-Length": "0"})
        if self.statuses:
            return self.head(h, self.statuses.pop(0), {"Content-Length": "0"})
        if h.path in self.redirects:
            return self.head(h, 302, {"Location": self.redirects[h.path], "Content-Length": "0"})
        reply = self.bits.handle(h.command, h.path, headers, body)
        if reply is not None:
            told = dict(reply.headers)
            told.setdefault("Content-Length", str(len(reply.body)))
            self.head(h, reply.status, told)
            h.wfile.write(reply.body)
            return None
        if h.command in ("PUT", "POST"):
            self.uploads[h.path] = body
            return self.head(h, 201, {"Content-Length": "0"})
        return self.serve(h, headers)

    def head(self, h: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
        h.send_response(status)
        for name, value in headers.items():
            h.send_header(name, value)
        h.end_headers()

    def serve(self, h: BaseHTTPRequestHandler, headers: dict[str, str]) -> None:
        data = self.files.get(h.path)
        if data is None:
            return self.head(h, 404, {"Content-Length": "0"})
        tag = ("W/" if self.weak else "") + f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        told = {"ETag": tag} if self.validators else {}
        span = re.fullmatch(r"bytes=(\d+)-", headers.get("range", "")) if self.ranges else None
        status, first = 200, 0
        if span is not None and headers.get("if-range", tag) == tag:
            status, first = 206, int(span[1])
            told["Content-Range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
        body = data[first:]
        if self.lengths:
            told["Content-Length"] = str(len(body))
        else:
            h.close_connection = True
            told["Connection"] = "close"
        self.head(h, status, told)
        if h.command == "HEAD":
            return None
        cut = self.cut.pop(0) if self.cut else None
        self.send(h, body if cut is None else body[:cut])
        if cut is not None:
            h.close_connection = True
            h.connection.shutdown(socket.SHUT_RDWR)
        return None

    def send(self, h: BaseHTTPRequestHandler, body: bytes) -> None:
        half = len(body) // 2
        if self.pause.is_set():
            h.wfile.write(body)
            return
        h.wfile.write(body[:half])
        h.wfile.flush()
        self.reached.set()
        self.pause.wait(SECONDS)
        h.wfile.write(body[half:])


class _Memory:
    """Where BITS uploads go."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.parts: dict[str, bytearray] = {}

    def begin(self, path: str, session: str) -> None:
        self.parts[session] = bytearray()

    def write(self, path: str, session: str, offset: int, data: bytes) -> None:
        self.parts[session][offset:] = data

    def finish(self, path: str, session: str) -> None:
        self.web.uploads[path] = bytes(self.parts.pop(session, b""))

    def drop(self, path: str, session: str) -> None:
        self.parts.pop(session, None)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a queue may be; whoever serves it in the end is asked to go."""
    monkeypatch.setenv("PSBRIDGE_BITS_IDLE", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    path = tmp_path / "queue" / "store.sqlite3"
    yield path
    pid = Lock(path).holder()
    if pid is not None:
        os.kill(pid, signal.SIGTERM)


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    yield made
    made.close()


# -- servers of others


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until something listens."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the server has ended"
        time.sleep(0.02)
    raise AssertionError("the server does not listen")


def program(*names: str) -> str:
    """The path of a program of Debian; a loud skip without it."""
    for name in names:
        found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin")
        if found:
            return found
    pytest.skip(f"NOT TESTED against a real server: none of {', '.join(names)} is installed (apt-get install nginx-light tinyproxy samba)")


NGINX = """
daemon off; master_process off; pid {root}/nginx.pid; error_log {root}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {{
    listen 127.0.0.1:{port}; {tls}
    root {root}/www;
    location /private/ {{ auth_basic "private"; auth_basic_user_file {root}/users; }}
    location /slow/ {{ if (!-f {root}/hurry) {{ set $limit_rate 100k; }} }}
  }}
}}
"""


class Nginx:
    """A running nginx over `www`."""

    def __init__(self, root: Path, tls: bool = False) -> None:
        self.root, self.port = root, free_port()
        self.www = root / "www"
        for name in ("", "private", "slow"):
            (self.www / name).mkdir(exist_ok=True, parents=True)
        (root / "users").write_text("user:{PLAIN}secret\n")
        listen = (
            f"listen 127.0.0.1:{self.port} ssl; ssl_certificate {root}/server.pem; ssl_certificate_key {root}/server.pem;" if tls else ""
        )
        text = NGINX.format(root=root, port=self.port, tls="")
        if tls:
            text = text.replace(f"listen 127.0.0.1:{self.port};", listen)
        (root / "nginx.conf").write_text(text)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([program("nginx"), "-c", str(self.root / "nginx.conf")], stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def put(self, name: str, data: bytes) -> str:
        (self.www / name).write_bytes(data)
        return f"{self.url}/{name}"


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Nginx]:
    program("nginx")
    tmp_path.chmod(0o755)
    made = Nginx(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """tinyproxy that asks for pu:pp; its address and its log."""
    found, port, log = program("tinyproxy"), free_port(), tmp_path / "proxy.log"
    conf = tmp_path / "tinyproxy.conf"
    conf.write_text(f'Port {port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nBasicAuth pu pp\nLogFile "{log}"\nLogLevel Connect\n')
    process = subprocess.Popen([found, "-d", "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(port, process)
    yield f"http://127.0.0.1:{port}", log
    process.terminate()
    process.wait()


SAMBA = """
[global]
  server role = standalone server
  smb ports = {port}
  interfaces = lo
  bind interfaces only = yes
  private dir = {root}/private
  state directory = {root}/state
  lock directory = {root}/lock
  cache directory = {root}/cache
  pid directory = {root}/pid
  ncalrpc dir = {root}/ncalrpc
  passdb backend = tdbsam:{root}/private/passdb.tdb
  log file = {root}/log
  disable spoolss = yes
  load printers = no
[data]
  path = {root}/share
  read only = no
  force user = root
"""


@pytest.fixture
def samba(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """A real Samba: the UNC root of its share, and the directory behind it.  The account is root with the password secret."""
    pytest.importorskip("smbclient", reason="NOT TESTED against Samba: smbprotocol is not installed")
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED against Samba: its accounts need root")
    root = Path(tempfile.mkdtemp(prefix="smb"))  # sockets lie in it: the names of pytest are too long for them
    found, port = program("smbd"), free_port()
    for name in ("private", "state", "lock", "cache", "pid", "ncalrpc", "share"):
        (root / name).mkdir(parents=True)
    conf = root / "smb.conf"
    conf.write_text(SAMBA.format(root=root, port=port))
    subprocess.run([program("smbpasswd"), "-c", str(conf), "-s", "-a", "root"], input=b"secret\nsecret\n", check=True, capture_output=True)
    process = subprocess.Popen([found, "-F", "-s", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(port, process)
    monkeypatch.setenv("PSBRIDGE_SMB_PORT", str(port))
    yield "\\\\127.0.0.1\\data", root / "share"
    process.terminate()
    process.wait()
    shutil.rmtree(root, ignore_errors=True)  # its children may still be removing theirs
