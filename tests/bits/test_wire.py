"""The connection of a job: kept, renewed, interrupted; challenges of several turns; what failures are called; and what reads from it."""

from __future__ import annotations

import base64
import hashlib
import http.client
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from psbridge.bits.authentication import Login
from psbridge.bits.clients import certificate_folders, client_over, login_of, real_transport, tls_context
from psbridge.bits.codes import BitsError
from psbridge.bits.origins import HttpOrigin, VolumeOrigin
from psbridge.bits.pump import Pump, closing
from psbridge.bits.sealing import Seal
from psbridge.bits.settings import CHECK_REVOCATION, IGNORE_CA, IGNORE_CN, IGNORE_DATE, IGNORE_USAGE, Settings
from psbridge.bits.volumes import Disk
from psbridge.bits.wire import Wire, failure
from psbridge.concurrency import CancelToken
from psbridge.errors import Cancelled

NEAR = Settings(proxy_usage="NoProxy")


def transport(login: Login | None = None, timeout: float = 10.0) -> Wire:
    return real_transport(NEAR, login, None, "http://127.0.0.1/", timeout=timeout, environment={})


def read(origin: HttpOrigin, offset: int = 0, validator: str | None = None) -> tuple[bytes, int]:
    opened = origin.open(offset, validator)
    buffer, found = memoryview(bytearray(1000)), b""
    while opened.total is None or len(found) < opened.total - opened.offset:
        count = opened.reader.readinto(buffer)
        if not count:
            break
        found += bytes(buffer[:count])
    opened.reader.close()
    return found, opened.offset


class Server:
    """A server whose connections can be told apart."""

    def __init__(self, answer) -> None:
        self.connections: list[int] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                server.connections.append(id(self))
                self.talk = None

            def log_message(self, *words):
                """Quiet."""

            def do_GET(self):
                answer(self)

            def reply(self, status, headers=None, body=b""):
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/a"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def serve():
    made: list[Server] = []

    def start(answer) -> Server:
        made.append(Server(answer))
        return made[-1]

    yield start
    for server in made:
        server.close()


def test_requests_share_a_connection_and_a_dead_one_is_renewed(serve):
    server = serve(lambda h: h.reply(200, {"ETag": '"1"'}, b"body"))
    wire = transport()
    origin = HttpOrigin(client_over(wire), server.url, NEAR)
    assert [read(origin)[0] for _ in range(3)] == [b"body"] * 3
    assert len(server.connections) == 1
    wire._connection.sock.shutdown(socket.SHUT_RDWR)
    assert read(origin)[0] == b"body"
    assert len(server.connections) == 2


@pytest.mark.parametrize("scheme", ["Ntlm", "Negotiate"])
def test_ntlm_takes_several_turns_on_one_connection(serve, scheme, monkeypatch, tmp_path):
    import spnego

    (tmp_path / "users").write_text("DOM:user:secret\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(tmp_path / "users"))
    word = "NTLM" if scheme == "Ntlm" else "Negotiate"

    def answer(h):
        given = h.headers.get("Authorization", "").partition(" ")[2]
        if not given:
            return h.reply(401, {"WWW-Authenticate": word}, b"who are you")
        h.talk = h.talk or spnego.server(protocol=scheme.lower())
        try:
            token = h.talk.step(base64.b64decode(given))
        except spnego.exceptions.SpnegoError:
            return h.reply(401, {"WWW-Authenticate": word})
        if h.talk.complete:
            return h.reply(200, {}, b"welcome")
        return h.reply(401, {"WWW-Authenticate": f"{word} {base64.b64encode(token).decode()}"})

    server = serve(answer)
    right = HttpOrigin(client_over(transport(Login("DOM\\user", "secret", scheme))), server.url, NEAR)
    assert read(right)[0] == b"welcome"
    assert len(server.connections) == 1
    with pytest.raises(BitsError) as caught:
        read(HttpOrigin(client_over(transport(Login("DOM\\user", "wrong", scheme))), server.url, NEAR))
    assert caught.value.code.number == 0x80190191


def test_digest(serve):
    def answer(h):
        given = h.headers.get("Authorization", "")
        parts = dict(piece.strip().split("=", 1) for piece in given.removeprefix("Digest ").split(",")) if given else {}
        one = hashlib.sha256(b"u:r:p").hexdigest()
        two = hashlib.sha256(b"GET:/a").hexdigest()
        text = f"{one}:n:{parts.get('nc')}:{parts.get('cnonce', '').strip(chr(34))}:auth:{two}"
        if parts.get("response", "").strip('"') == hashlib.sha256(text.encode()).hexdigest():
            return h.reply(200, {}, b"welcome")
        return h.reply(401, {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256'})

    server = serve(answer)
    assert read(HttpOrigin(client_over(transport(Login("u", "p", "Digest"))), server.url, NEAR))[0] == b"welcome"
    with pytest.raises(BitsError):
        read(HttpOrigin(client_over(transport(Login("u", "wrong", "Digest"))), server.url, NEAR))


def test_chunked_bodies_and_validators(serve):
    def answer(h):
        h.send_response(200)
        h.send_header("Transfer-Encoding", "chunked")
        h.send_header("Last-Modified", "Fri, 20 Nov 2026 05:00:00 GMT")
        h.end_headers()
        h.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    server = serve(answer)
    dynamic = NEAR.changed(dynamic=True)
    assert read(HttpOrigin(client_over(transport()), server.url, dynamic)) == (b"abcde", 0)
    with pytest.raises(BitsError) as caught:
        HttpOrigin(client_over(transport()), server.url, NEAR).open(0, None)
    assert caught.value.code.name == "MISSING_FILE_SIZE"


@pytest.mark.parametrize(("span", "etag"), [("bytes 2-4/5", '"2"'), ("bytes 1-4/5", '"1"'), ("nonsense", '"1"'), ("bytes 2-4/*", '"1"')])
def test_parts_that_do_not_fit_start_anew(serve, span, etag):
    def answer(h):
        if h.headers.get("Range"):
            return h.reply(206, {"Content-Range": span, "ETag": etag}, b"cde")
        return h.reply(200, {"ETag": '"1"'}, b"abcde")

    server = serve(answer)
    origin = HttpOrigin(client_over(transport()), server.url, NEAR)
    validator = origin.open(0, None).validator
    origin = HttpOrigin(client_over(transport()), server.url, NEAR)
    assert read(origin, 2, validator) == (b"abcde", 0)


def test_a_refused_range_starts_anew_and_encodings_are_refused(serve):
    server = serve(lambda h: h.reply(416) if h.headers.get("Range") else h.reply(200, {"ETag": '"1"'}, b"abc"))
    origin = HttpOrigin(client_over(transport()), server.url, NEAR)
    assert read(origin, 5, '{"etag": "\\"1\\"", "total": 9}') == (b"abc", 0)
    server = serve(lambda h: h.reply(200, {"Content-Encoding": "gzip"}, b"abc"))
    with pytest.raises(BitsError) as caught:
        HttpOrigin(client_over(transport()), server.url, NEAR).open(0, None)
    assert caught.value.code.name == "INVALID_SERVER_RESPONSE"


def test_waiting_for_bytes_can_be_interrupted(serve):
    go = threading.Event()

    def answer(h):
        h.send_response(200)
        h.send_header("Content-Length", "10")
        h.end_headers()
        h.wfile.write(b"abc")
        h.wfile.flush()
        go.wait(60)

    server = serve(answer)
    wire = transport(timeout=60.0)
    token = CancelToken()
    token.on_cancel(wire.close_now)
    opened = HttpOrigin(client_over(wire), server.url, NEAR).open(0, None)

    class Sink:
        def write(self, data):
            token.cancel()

    with pytest.raises(Cancelled):
        Pump(token, (), lambda done: None, lambda: None).move(opened, Sink())
    go.set()


def test_a_body_that_is_cut_off_is_told(serve):
    def answer(h):
        h.send_response(200)
        h.send_header("Content-Length", "10")
        h.end_headers()
        h.wfile.write(b"abc")
        h.close_connection = True

    server = serve(answer)
    opened = HttpOrigin(client_over(transport()), server.url, NEAR).open(0, None)
    parts: list[bytes] = []

    class Sink:
        def write(self, data):
            parts.append(bytes(data))

        def close(self):
            raise BitsError("IO_DEVICE")

    sink = Sink()
    with pytest.raises(BitsError) as caught:
        Pump(CancelToken(), (), lambda done: None, lambda: None).move(opened, sink)
    assert caught.value.code.name in ("CONNECTION_CLOSED", "CONNECTION_ABORTED")
    closing(sink, opened.reader)
    assert b"".join(parts) == b"abc"


@pytest.mark.parametrize(
    ("problem", "connecting", "name"),
    [
        (socket.gaierror(-2, "x"), True, "NAME_NOT_RESOLVED"),
        (TimeoutError(), False, "TIMEOUT"),
        (ConnectionRefusedError(), True, "CANNOT_CONNECT"),
        (ConnectionResetError(), False, "CONNECTION_ABORTED"),
        (http.client.BadStatusLine("x"), False, "INVALID_SERVER_RESPONSE"),
        (http.client.IncompleteRead(b""), False, "CONNECTION_ABORTED"),
        (ssl.SSLError(1, "x"), False, "SECURE_FAILURE"),
        (BitsError("EMPTY"), False, "EMPTY"),
    ],
)
def test_failures_have_names(problem, connecting, name):
    assert failure(problem, connecting=connecting).code.name == name


def test_nobody_listens():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(BitsError) as caught:
        HttpOrigin(client_over(transport()), f"http://127.0.0.1:{port}/", NEAR).open(0, None)
    assert (caught.value.code.name, caught.value.transient) == ("CANNOT_CONNECT", True)


def test_tls_as_the_flags_say():
    strict = tls_context(Settings())
    assert (strict.check_hostname, strict.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert tls_context(Settings(security_flags=IGNORE_CN)).check_hostname is False
    assert tls_context(Settings(security_flags=IGNORE_CA)).verify_mode == ssl.CERT_NONE
    assert tls_context(Settings(security_flags=IGNORE_DATE)).verify_flags & 0x200000
    assert tls_context(Settings(security_flags=CHECK_REVOCATION)).verify_flags & ssl.VERIFY_CRL_CHECK_LEAF
    with pytest.raises(BitsError):
        tls_context(Settings(security_flags=IGNORE_USAGE))


def test_client_certificates_are_found_by_their_thumbprint(tmp_path, monkeypatch):
    import datetime as dt

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "me")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now).not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    thumbprint = made.fingerprint(hashes.SHA1()).hex()
    told = Settings(cert_hash=thumbprint, cert_store_name="My", cert_store_location="CURRENT_USER")
    with pytest.raises(BitsError) as caught:
        tls_context(told)
    assert caught.value.code.name == "CLIENT_CERT_NEEDED"
    folder = certificate_folders(told)[1]
    folder.mkdir(parents=True)
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "other.pem").write_bytes(b"nothing")
    (folder / "me.pem").write_bytes(
        pem + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    assert tls_context(told).verify_mode == ssl.CERT_REQUIRED


def test_logins_are_opened_from_their_seal():
    seal = Seal()
    assert login_of(seal, "", "Basic", "x") is None
    assert login_of(seal, seal.seal("u", "p", "x"), "Basic", "x") == Login("u", "p", "Basic")


def test_files_of_volumes_start_anew_when_changed(tmp_path):
    (tmp_path / "a").write_bytes(b"abcde")
    origin = VolumeOrigin(Disk(), str(tmp_path / "a"))
    first = origin.open(0, None)
    assert (first.offset, first.total, origin.same(first)) == (0, 5, True)
    assert origin.open(3, first.validator).offset == 3
    (tmp_path / "a").write_bytes(b"other content")
    assert origin.open(3, first.validator).offset == 0
    assert not origin.same(first)
    closing(first.reader)
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(BitsError):
            VolumeOrigin(Disk(), str(path)).open(0, None)
