"""What a user is told about a connection that does not come about: what, where, and the way out that fits the cause."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import AuthenticationError, ConfigurationError, ConnectionFailed, PsBridgeError
from psbridge.sessions.session import Session
from psbridge.transports.wsmanlink import Link, Target
from psbridge.wsman.names import RESOURCE_POWERSHELL
from psbridge.wsman.requests import Create


@pytest.fixture(scope="module")
def host() -> Iterator[Emulator]:
    with Emulator("server01", password="never shown", port=0, https_port=0) as made:
        yield made


def failure(host: Emulator, **options: object) -> PsBridgeError:
    told = {"username": host.username, "password": "never shown", "auth": "ntlm", "port": host.port, **options}
    with pytest.raises(PsBridgeError) as caught, Session("127.0.0.1", **told):
        pass
    return caught.value


def test_an_unknown_authority_is_a_matter_of_its_name(host: Emulator) -> None:
    told = failure(host, ssl=True, port=host.https_port)
    assert isinstance(told, ConnectionFailed)
    assert "certificate of the host is not accepted" in told.what
    assert "_ssl.c" not in told.what
    assert "--ca-file" in told.hint


def test_a_port_without_tls_is_told_as_such(host: Emulator) -> None:
    told = failure(host, ssl=True)
    assert told.what == "No TLS is spoken there"
    assert "5986" in told.hint


def test_a_bundle_without_certificates_is_named(host: Emulator, tmp_path: Path) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("junk\n")
    told = failure(host, ssl=True, port=host.https_port, verify=str(junk))
    assert isinstance(told, ConfigurationError)
    assert told.what == f"There is no certificate in {junk}"


def test_a_missing_password_is_not_a_wrong_one(host: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path}/none")
    told = failure(host, password=None, auth="negotiate")
    assert isinstance(told, AuthenticationError)
    assert told.what == f"There is neither a password nor a ticket for {host.username} (negotiate)"
    assert "PSBRIDGE_PASSWORD" in told.hint


def test_other_trouble_with_tls_is_not_called_a_plain_port() -> None:
    """A server that has nothing in common with us speaks TLS all the same."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # without a certificate no cipher fits
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_refuse, args=(server, context), daemon=True).start()
        with pytest.raises(PsBridgeError) as caught:
            Session("127.0.0.1", username="u", password="p", port=server.getsockname()[1], ssl=True, auth="ntlm").open()
    assert "No TLS is spoken there" not in caught.value.what


def _refuse(server: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = server.accept()
        except OSError:
            return
        try:
            context.wrap_socket(plain, server_side=True)
        except OSError:
            plain.close()


def test_certificates_need_their_files(host: Emulator) -> None:
    told = failure(host, auth="certificate", password=None)
    assert isinstance(told, ConfigurationError)
    assert "certificate_key" in told.hint


def test_a_proxy_that_is_not_there_is_named(host: Emulator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        place = f"http://127.0.0.1:{closed.getsockname()[1]}"
    told = failure(host, proxy=place)
    assert told.what == f"The proxy {place} does not work: Connection refused"


def test_half_a_character_in_a_name_is_a_clear_refusal() -> None:
    target = Target("web01", username="u", password="p", auth="ntlm")
    with pytest.raises(ConfigurationError, match="half a character"):
        Link(target, target.client()).ask(Create(name="a\ud800b", creation_xml=b"x"), RESOURCE_POWERSHELL)
