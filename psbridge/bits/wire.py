"""HTTP/1.1 on one connection: a transport for httpx that reads bodies straight into the caller's buffer.

Decides the way (routes, first that connects), tunnels, TLS, challenges of server and proxy on the connection that they belong to, and
which failures of sockets mean what.  One request at a time: a job's files come one after another.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator

import httpx

from psbridge.bits.authentication import Conversation, Login, challenges
from psbridge.bits.codes import BitsError
from psbridge.bits.routes import Proxy, Route

_DROP = frozenset(("host", "connection", "accept-encoding", "transfer-encoding"))
_MAX_TURNS = 8
_SMALL = 1 << 20


class Body:
    """The body of an answer; `readinto` gives 0 at its end and BitsError when it is cut off."""

    def __init__(self, answer: http.client.HTTPResponse, drop: Callable[[], None]) -> None:
        self._answer, self._drop = answer, drop
        self._left: int | None = answer.length if not answer.chunked else None

    def readinto(self, view: memoryview) -> int:
        """What has arrived, without waiting for the buffer to be full."""
        try:
            if self._left is None:
                return self._loose(view)
            if self._left == 0:
                self._answer.close()
                return 0
            count = self._answer.fp.readinto1(view[: self._left] if self._left < len(view) else view)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as problem:
            raise failure(problem) from problem
        if not count:
            raise BitsError("CONNECTION_CLOSED")
        self._left -= count
        return int(count)

    def _loose(self, view: memoryview) -> int:
        """Chunked, or until the connection closes."""
        data = self._answer.read1(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """A connection with the rest of a body in it is of no use to others."""
        whole = self._answer.isclosed() if self._left is None else self._left == 0
        self._answer.close()
        if not whole:
            self._drop()


class _Stream(httpx.SyncByteStream):
    """The body as httpx wants it, for whoever reads it in pieces."""

    def __init__(self, body: Body) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        buffer = memoryview(bytearray(65536))
        while count := self._body.readinto(buffer):
            yield bytes(buffer[:count])

    def close(self) -> None:
        self._body.close()


class Wire(httpx.BaseTransport):
    """The connection of a job.  `close_now` may be called from another thread: it ends whatever is being waited for."""

    def __init__(
        self,
        routes: Callable[[str, str], list[Route]],
        tls: Callable[[], ssl.SSLContext],
        login: Login | None = None,
        proxy_login: Login | None = None,
        origin: str = "",
        timeout: float = 60.0,
    ) -> None:
        self._routes, self._tls, self._timeout = routes, tls, timeout
        self._login, self._proxy_login, self._origin = login, proxy_login, origin
        self._connection: http.client.HTTPConnection | None = None
        self._key: tuple[str, str, int] | None = None
        self._proxy: Route = None
        self._server_talk = Conversation(login, origin)
        self._proxy_talk = Conversation(None, "")
        self._closed = False
        self._context: ssl.SSLContext | None = None

    # -- httpx

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        key = (url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))
        streamed = request.extensions.get("body")
        data: Callable[[], Iterable[bytes]] = streamed if streamed is not None else _whole(request.read())
        for turn in range(_MAX_TURNS):
            answer = self._send(key, request, data)
            header = self._challenged(answer, request)
            if header is None or turn == _MAX_TURNS - 1:
                return self._response(answer)
            _drain(answer, self._drop)
            request.headers[header[0]] = header[1]
        raise AssertionError("the last turn returns")

    def _response(self, answer: http.client.HTTPResponse) -> httpx.Response:
        connection = self._connection
        body = Body(answer, lambda: self._drop() if self._connection is connection else None)
        return httpx.Response(
            answer.status,
            headers=[(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in answer.getheaders()],
            stream=_Stream(body),
            extensions={"wire": body, "reason_phrase": (answer.reason or "").encode("latin-1", "replace")},
        )

    def close(self) -> None:
        self._drop()

    def close_now(self) -> None:
        """From another thread: no more of this."""
        self._closed = True
        connection = self._connection
        sock = connection.sock if connection is not None else None
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    # -- one exchange

    def _send(self, key: tuple[str, str, int], request: httpx.Request, data: Callable[[], Iterable[bytes]]) -> http.client.HTTPResponse:
        """Send and read the head of the answer; a connection that was kept and is dead is made anew, once."""
        fresh = self._ready(key)
        try:
            return self._exchange(key, request, data)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as problem:
            self._drop()
            if fresh or self._closed:
                raise failure(problem) from problem
        except (OSError, http.client.HTTPException) as problem:
            self._drop()
            raise failure(problem) from problem
        except BaseException:
            self._drop()  # stopped in the middle of a body: nothing else can go over this connection
            raise
        self._ready(key)
        try:
            return self._exchange(key, request, data)
        except (OSError, http.client.HTTPException) as problem:
            self._drop()
            raise failure(problem) from problem

    def _exchange(self, key: tuple[str, str, int], request: httpx.Request, data: Callable[[], Iterable[bytes]]) -> http.client.HTTPResponse:
        connection, url = self._connection, request.url
        assert connection is not None
        target = url.raw_path.decode("ascii")
        plain_proxy = self._proxy is not None and key[0] == "http"
        if plain_proxy:
            target = f"http://{url.netloc.decode('ascii')}{target}"
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", url.netloc.decode("ascii"))
        connection.putheader("Accept-Encoding", "identity")
        headers = dict(request.headers.multi_items())
        self._add_known(headers, request.method, target, url.host, plain_proxy)
        for name, value in headers.items():
            if name.lower() not in _DROP:
                connection.putheader(name, value)
        connection.endheaders()
        try:
            for piece in data():
                connection.send(piece)
        except (BrokenPipeError, ConnectionResetError):
            return connection.getresponse()  # a server may answer before it has read everything, and close
        return connection.getresponse()

    def _add_known(self, headers: dict[str, str], method: str, target: str, host: str, plain_proxy: bool) -> None:
        """Answers that are known from an earlier exchange."""
        if "authorization" not in headers and self._is_origin(host):
            known = self._server_talk.first(method, target)
            if known:
                headers["authorization"] = known
        if plain_proxy and "proxy-authorization" not in headers:
            known = self._proxy_talk.first(method, target)
            if known:
                headers["proxy-authorization"] = known

    def _is_origin(self, host: str) -> bool:
        """The credential is for the job's server alone, not for where it redirects to."""
        return not self._origin or host.lower() == self._origin

    def _challenged(self, answer: http.client.HTTPResponse, request: httpx.Request) -> tuple[str, str] | None:
        target = request.url.raw_path.decode("ascii")
        if answer.status == 401 and self._is_origin(request.url.host):
            made = self._server_talk.answer(challenges(answer.headers.get_all("www-authenticate") or ()), request.method, target)
            return ("authorization", made) if made else None
        if answer.status == 407:
            where = f"http://{request.url.netloc.decode('ascii')}{target}"
            made = self._proxy_talk.answer(challenges(answer.headers.get_all("proxy-authenticate") or ()), request.method, where)
            return ("proxy-authorization", made) if made else None
        return None

    # -- connections

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _ready(self, key: tuple[str, str, int]) -> bool:
        """A connection to `key`; True when it is new."""
        if self._connection is not None and self._key == key and self._connection.sock is not None:
            return False
        self._drop()
        problem: BitsError | None = None
        for route in self._routes(key[0], key[1]):
            if self._closed:
                raise BitsError("CONNECTION_ABORTED")
            try:
                self._connection = self._open(key, route)
            except BitsError as error:
                if route is None or not error.transient:
                    raise
                problem = error
                continue
            self._key = key
            self._server_talk.renew()
            return True
        raise problem or BitsError("CANNOT_CONNECT")

    def _open(self, key: tuple[str, str, int], route: Route) -> http.client.HTTPConnection:
        scheme, host, port = key
        try:
            if route is None:
                sock = socket.create_connection((host, port), self._timeout)
            else:
                sock = socket.create_connection((route.host, route.port), self._timeout)
                if route.secure:
                    sock = self._wrap(sock, route.host)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, UnicodeError) as problem:
            raise failure(problem, connecting=True) from problem
        self._proxy = route
        if route is not None:
            self._proxy_talk = Conversation(self._login_for(route), route.host)
        if scheme == "https":
            if route is not None:
                sock = self._tunnel(sock, host, port, route)
            try:
                sock = self._wrap(sock, host)
            except OSError as problem:
                sock.close()
                raise failure(problem, connecting=True) from problem
        made = http.client.HTTPConnection(host, port, timeout=self._timeout)
        made.sock = sock
        made.auto_open = 0
        return made

    def _login_for(self, proxy: Proxy) -> Login | None:
        if self._proxy_login is not None:
            return self._proxy_login
        return Login(proxy.user, proxy.password) if proxy.user else None

    def _wrap(self, sock: socket.socket, host: str) -> socket.socket:
        if self._context is None:
            self._context = self._tls()
        return self._context.wrap_socket(sock, server_hostname=host)

    def _tunnel(self, sock: socket.socket, host: str, port: int, route: Proxy) -> socket.socket:
        """CONNECT, with as many turns as the proxy's authentication takes."""
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        header = self._proxy_talk.first("CONNECT", target)
        for _ in range(_MAX_TURNS):
            words = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n" + (f"Proxy-Authorization: {header}\r\n" if header else "") + "\r\n"
            try:
                sock.sendall(words.encode("latin-1"))
                answer = http.client.HTTPResponse(sock, method="CONNECT")
                answer.begin()
            except (OSError, http.client.HTTPException) as problem:
                raise failure(problem, connecting=True) from problem
            if 200 <= answer.status < 300:
                return sock
            if answer.status != 407:
                sock.close()
                raise _status(answer.status)
            header = self._proxy_talk.answer(challenges(answer.headers.get_all("proxy-authenticate") or ()), "CONNECT", target)
            if header is None:
                sock.close()
                raise _status(407)
            closes = (
                answer.headers.get("connection", "").lower() == "close" or answer.headers.get("proxy-connection", "").lower() == "close"
            )
            _swallow(answer)
            if closes:
                sock.close()
                sock = socket.create_connection((route.host, route.port), self._timeout)
        raise _status(407)


def _whole(content: bytes) -> Callable[[], Iterable[bytes]]:
    return lambda: (content,) if content else ()


def _status(status: int) -> BitsError:
    from psbridge.bits.codes import http_code

    return BitsError(http_code(status))


def _swallow(answer: http.client.HTTPResponse) -> None:
    """The body of an answer to CONNECT, which http.client takes for empty."""
    length = int(answer.headers.get("content-length", 0) or 0)
    if length:
        answer.fp.read(length)


def _drain(answer: http.client.HTTPResponse, drop: Callable[[], None]) -> None:
    """Read away the rest, so that the connection can be used again; a long one is dropped with its connection."""
    closing = answer.will_close
    if answer.length is None or answer.length <= _SMALL:
        try:
            answer.read()
        except (OSError, http.client.HTTPException):
            closing = True
    else:
        closing = True
    answer.close()
    if closing:
        drop()


def failure(problem: Exception, *, connecting: bool = False) -> BitsError:
    """What a failure of sockets, TLS or HTTP framing is called."""
    if isinstance(problem, BitsError):
        return problem
    if isinstance(problem, ssl.SSLCertVerificationError):
        return BitsError(_CERTIFICATE.get(problem.verify_code, "CERT_INVALID_CA"), where=problem.verify_message)
    if isinstance(problem, socket.gaierror | UnicodeError):
        return BitsError("NAME_NOT_RESOLVED")
    if isinstance(problem, TimeoutError):
        return BitsError("TIMEOUT")
    if isinstance(problem, ssl.SSLError) and not isinstance(problem, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return BitsError("CLIENT_CERT_NEEDED" if "CERTIFICATE_REQUIRED" in str(problem) else "SECURE_FAILURE", where=str(problem))
    if connecting:
        return BitsError("CANNOT_CONNECT")
    if isinstance(problem, http.client.HTTPException) and not isinstance(
        problem, http.client.IncompleteRead | http.client.RemoteDisconnected
    ):
        return BitsError("INVALID_SERVER_RESPONSE", where=type(problem).__name__)
    return BitsError("CONNECTION_ABORTED")


_CERTIFICATE = {9: "CERT_DATE_INVALID", 10: "CERT_DATE_INVALID", 62: "CERT_CN_INVALID", 64: "CERT_CN_INVALID"}
