"""What goes beyond pypsrp's settings: half of a certificate's checks, and the proxy's user."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.errors import PsBridgeError, TransportError
from psbridge.server.certificates import Authority
from psbridge.server.listener import Tls
from psbridge.transports.httptuning import Lines, match_name


@pytest.fixture(scope="module")
def host() -> Iterator[Emulator]:
    authority = Authority()
    with Emulator("server01", port=None, authority=authority, tls=Tls.made(authority, ["localhost"])) as made:
        yield made


def _opened(host: Emulator, name: str, **words: Any) -> Any:
    more = {"address": name, "port": host.https_port, "ssl": True, "auth": "basic", "no_proxy": True}
    with Session("server01", username=host.username, password=host.password, **more, **words) as session:
        return session.invoke("1").output


def test_the_issuer_alone_is_not_asked_for(host: Emulator) -> None:
    with pytest.raises(TransportError, match="certificate"):
        _opened(host, "localhost")
    assert _opened(host, "localhost", skip_ca_check=True) == [1]


def test_the_name_still_counts_when_only_the_issuer_is_skipped(host: Emulator) -> None:
    with pytest.raises(TransportError, match="certificate"):
        _opened(host, "127.0.0.1", skip_ca_check=True)  # a name that the certificate does not have
    assert _opened(host, "127.0.0.1", skip_ca_check=True, skip_cn_check=True) == [1]


def test_the_issuer_still_counts_when_only_the_name_is_skipped(host: Emulator, tmp_path: Any) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(host.authority.certificate)
    with pytest.raises(TransportError, match="certificate"):
        _opened(host, "127.0.0.1", verify=str(bundle))
    assert _opened(host, "127.0.0.1", verify=str(bundle), skip_cn_check=True) == [1]
    bundle.write_bytes(Authority().certificate)
    with pytest.raises(TransportError, match="certificate"):
        _opened(host, "127.0.0.1", verify=str(bundle), skip_cn_check=True)


def test_names_of_a_certificate() -> None:
    issued = Authority().host(["web01.corp.example", "10.0.0.7"])
    der = x509.load_pem_x509_certificate(issued.certificate).public_bytes(Encoding.DER)
    match_name(der, "web01.corp.example")
    match_name(der, "10.0.0.7")
    with pytest.raises(Exception, match="doesn't match"):
        match_name(der, "web02.corp.example")


class _Proxy(BaseHTTPRequestHandler):
    """Notes who asks, and refuses."""

    told: list[str | None] = []

    def do_POST(self) -> None:
        self.told.append(self.headers.get("Proxy-Authorization"))
        self.send_response(407)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def test_a_proxy_hears_its_own_user() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _Proxy.told.clear()
    try:
        words = {"username": "me", "password": "p", "auth": "basic", "ssl": False, "proxy": f"http://127.0.0.1:{server.server_port}"}
        with pytest.raises(PsBridgeError) as caught:
            Session("far.invalid", proxy_username="out", proxy_password="a:b@c", **words).open()  # type: ignore[arg-type]
    finally:
        server.shutdown()
        server.server_close()
    assert _Proxy.told[0] == "Basic b3V0OmE6YkBj"  # out:a:b@c
    assert "a:b@c" not in str(caught.value)


class _Tunnel(BaseHTTPRequestHandler):
    """A proxy that lets connections through."""

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), 10) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_carry, args=(there, self.connection))
            back.start()
            _carry(self.connection, there)
            back.join()

    def log_message(self, *_: Any) -> None:
        pass


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def tunnel() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Tunnel)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("way", ["straight", "proxy"])
def test_whoever_kills_a_session_wakes_those_who_wait_in_it(host: Emulator, tunnel: str, way: str) -> None:
    """pypsrp's HTTP closes idle connections only: the threads would stay for half a minute, and the host would believe that we are there."""
    words = {"retries": 1, "no_proxy": True} if way == "straight" else {"proxy": tunnel}
    more = {"address": "localhost", "port": host.https_port, "ssl": True, "auth": "basic", "skip_ca_check": True}
    before = set(threading.enumerate())
    session = Session("server01", username=host.username, password=host.password, **more, **words).open()
    session.begin("Start-Sleep 600")
    waiting = [one for one in threading.enumerate() if one not in before and one.name == "wsman receive"]
    assert len(waiting) == 2
    session.client.kill()
    for thread in waiting:
        thread.join(60)
    assert not any(thread.is_alive() for thread in waiting)


def test_names_count_behind_a_proxy_too(host: Emulator, tunnel: str) -> None:
    words = {"port": host.https_port, "ssl": True, "auth": "basic", "skip_ca_check": True, "proxy": tunnel}
    with pytest.raises(TransportError, match="certificate"):
        Session("server01", address="127.0.0.1", username=host.username, password=host.password, **words).open()


def test_closed_connections_keep_no_descriptor() -> None:
    ours, theirs = socket.socketpair()

    class Connection:
        sock = ours

        def connect(self) -> None:
            pass

        def close(self) -> None:
            ours.close()

    lines = Lines()
    made = lines.watched(Connection)()
    made.connect()
    lines.hang_up()
    assert ours.recv(1) == b""  # it was told, and is still the reader's to close
    made.close()
    assert theirs.recv(1) == b""
    assert not lines._handles
    lines.hang_up()
    theirs.close()
