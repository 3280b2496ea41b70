"""What goes beyond pypsrp's settings: half of a certificate's checks, and the proxy's user."""

from __future__ import annotations

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
from psbridge.transports.httptuning import match_name


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
