"""HTTP/1.1 for the service: bytes of a connection to requests, responses to bytes (h11 on asyncio; plain requests go a shorter way).

Decides what a connection may cost: header and body sizes, time for each, one request at a time.  What requests mean is decided by the
`Handler`; a handler that still works when its client has gone is cancelled, so that nothing is taken out that nobody receives.
"""

from __future__ import annotations

import asyncio
import contextvars
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, cast

import h11

from psbridge.server.plainrequests import response_bytes, whole_request
from psbridge.server.winrmconfig import Limits

_SERVER = "Microsoft-HTTPAPI/2.0"
_REASONS = {
    200: "OK",
    302: "Found",
    400: "Bad Request",
    401: "",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Request Entity Too Large",
}
_REASONS |= {408: "Request Timeout", 500: "", 503: "Service Unavailable"}
_READ_AHEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A whole request; names of headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A whole response; `drop` closes the connection without answering, `close` after it."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    close: bool = False
    drop: bool = False
    length: int | None = None  # what a response to HEAD says of the body that it does not have


@dataclass(slots=True)
class Link:
    """What a handler knows of a connection; `memory` is the handler's own."""

    secure: bool
    address: str = ""
    port: int = 0
    certificate: bytes | None = None  # the client's, DER
    memory: dict[str, Any] = field(default_factory=dict)
    closed: bool = False


class Handler(Protocol):
    """Who answers."""

    def __call__(self, request: HttpRequest, link: Link) -> Awaitable[HttpResponse]: ...


class HttpConnection(asyncio.Protocol):
    """One connection."""

    def __init__(self, handler: Handler, limits: Limits, secure: bool, registry: set[HttpConnection]) -> None:
        self.handler, self.limits, self.link, self.registry = handler, limits, Link(secure), registry
        self.transport: asyncio.Transport | None = None
        self.http = h11.Connection(h11.SERVER, limits.header)
        self.loop = asyncio.get_running_loop()
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self._request: h11.Request | None = None
        self._body: list[bytes] = []
        self._size = 0
        self._ahead = 0
        self._closing = False
        self._untouched = True  # h11 has nothing of a request: the next one may go the short way
        self._short = False  # the request that is answered went it
        self._drained: asyncio.Future[None] | None = None
        self._answered = False
        self._until: float | None = None  # when the connection has waited for long enough

    # -- the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        if len(self.registry) >= self.limits.connections:
            self.abort()
            return
        self.registry.add(self)
        peer = transport.get_extra_info("peername")
        if isinstance(peer, tuple):
            self.link.address, self.link.port = str(peer[0]), int(peer[1])
        tls = transport.get_extra_info("ssl_object")
        if tls is not None:
            self.link.certificate = tls.getpeercert(binary_form=True)
        self._arm(self.limits.header_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        self.registry.discard(self)
        self.link.closed = True
        self._end_timer()
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        if self.task is not None:
            self.task.cancel()

    def pause_writing(self) -> None:
        self._drained = self.loop.create_future()

    def resume_writing(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None

    def eof_received(self) -> bool:
        return False  # a client that has closed its half does not wait for an answer

    def data_received(self, data: bytes) -> None:
        if self.task is not None:
            self._ahead += len(data)
            if self._ahead > _READ_AHEAD:
                self.abort()
                return
        elif self._untouched and not self._closing and (plain := whole_request(data, self.limits.header, self.limits.body)) is not None:
            self._short = True
            self._disarm()
            self._ahead = 0
            self._begin(HttpRequest("POST", *plain))
            return
        self._untouched = False
        self.http.receive_data(data)
        if self.task is None:
            self._advance()

    # -- requests

    def _advance(self) -> None:
        """Take events of the buffer until a request is whole or more bytes are needed."""
        try:
            while self.task is None and not self._closing:
                event = self.http.next_event()
                if event is h11.NEED_DATA:
                    if self.http.they_are_waiting_for_100_continue:
                        self._send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
                    return
                if event is h11.PAUSED:
                    return
                self._take(event)
        except h11.RemoteProtocolError as error:
            self._refuse(error.error_status_hint)

    def _take(self, event: Any) -> None:
        if isinstance(event, h11.Request):
            self._request, self._size = event, 0
            self._body.clear()
            self._arm(self.limits.body_timeout)
            length = next((value for name, value in event.headers if name == b"content-length"), b"0")
            if int(length) > self.limits.body:
                self._refuse(413)
        elif isinstance(event, h11.Data):
            self._size += len(event.data)
            if self._size > self.limits.body:
                self._refuse(413)
            self._body.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            self._disarm()
            self._ahead = 0
            self.task = self.loop.create_task(self._answer(self._whole()))
        elif isinstance(event, h11.ConnectionClosed):
            self.close()

    def _whole(self) -> HttpRequest:
        assert self._request is not None
        request, body = self._request, b"".join(self._body)
        self._body.clear()
        self._request = None
        headers: dict[str, str] = {}
        for name, value in request.headers:
            headers[name.decode("ascii")] = value.decode("latin-1")
        return HttpRequest(request.method.decode("ascii"), request.target.decode("latin-1"), headers, body)

    def _begin(self, request: HttpRequest) -> None:
        """Answer at once; a task goes on where something has to be waited for, which most answers never have to."""
        answering, context = self._answer(request), contextvars.copy_context()
        self._answered = False
        try:
            awaited = context.run(answering.send, None)
        except StopIteration:
            return
        task = self.loop.create_task(_rest(answering, awaited), context=context)
        if not self._answered:
            self.task = task

    async def _answer(self, request: HttpRequest) -> None:
        try:
            response = await self.handler(request, self.link)
        except asyncio.CancelledError:
            self.task = None
            return
        except Exception as error:  # noqa: BLE001 - a defect of ours must not take the listener down
            response = HttpResponse(500, close=True)
            self.loop.call_exception_handler({"message": f"{request.method} {request.target} failed", "exception": error, "protocol": self})
        self.task, self._answered = None, True
        if response.drop:
            self.abort()
            return
        self._respond(response)
        if self._drained is not None:
            await self._drained
        if response.close or self.http.our_state is h11.MUST_CLOSE:
            self.close()
        elif self._short:
            self._short = False
            self._arm(self.limits.idle_timeout)
            if not self._untouched:  # more has come meanwhile
                self._advance()
        elif self.http.our_state is h11.DONE and self.http.their_state is h11.DONE:
            self.http.start_next_cycle()
            self._untouched = self.http.trailing_data == (b"", False)
            self._arm(self.limits.idle_timeout)
            self._advance()

    def _respond(self, response: HttpResponse) -> None:
        length = len(response.body) if response.length is None else response.length
        headers = [*response.headers, ("Server", _SERVER), ("Content-Length", str(length))]
        if response.close:
            headers.append(("Connection", "close"))
        reason = _REASONS.get(response.status, "").encode()
        if self._short:
            self._write(response_bytes(response.status, reason, headers, response.body))
            return
        self._send(
            h11.Response(status_code=response.status, headers=headers, reason=reason), h11.Data(data=response.body), h11.EndOfMessage()
        )

    def _send(self, *events: Any) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self._write(b"".join(self.http.send(event) or b"" for event in events))

    def _write(self, data: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)

    def _refuse(self, status: int) -> None:
        """Answer what cannot be read, and close."""
        self._closing = True
        if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._respond(HttpResponse(status, close=True))
        self.close()

    # -- time

    def _arm(self, seconds: float) -> None:
        """One timer serves many requests: it looks again when the end was put off meanwhile."""
        self._until = until = self.loop.time() + seconds
        if self.timer is not None and self.timer.when() > until:
            self.timer.cancel()
            self.timer = None
        if self.timer is None:
            self.timer = self.loop.call_at(until, self._late)

    def _disarm(self) -> None:
        self._until = None

    def _late(self) -> None:
        self.timer = None
        if self._until is None:
            return
        if self._until > self.loop.time():
            self.timer = self.loop.call_at(self._until, self._late)
            return
        if self._request is not None or self.http.trailing_data[0]:
            self._refuse(408)
        else:
            self.close()

    def _end_timer(self) -> None:
        self._until = None
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def close(self) -> None:
        """Close after what was written."""
        self._closing = True
        self._end_timer()
        if self.transport is not None:
            self.transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._closing = True
        self._end_timer()
        if self.transport is not None:
            self.transport.abort()


async def _rest(begun: Coroutine[Any, Any, None], awaited: Any) -> None:
    """What is left of a coroutine that waits for something."""
    await _going_on(begun, awaited)


@types.coroutine
def _going_on(begun: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    while True:
        try:
            value = yield awaited
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is meant for the coroutine
            step: Callable[[], Any] = partial(begun.throw, error)
        else:
            step = partial(begun.send, value)
        try:
            awaited = step()
        except StopIteration:
            return


HandlerFunction = Callable[[HttpRequest, Link], Awaitable[HttpResponse]]
