"""What an emulated machine can reach: web sites by host name, shares by UNC root.  Everything else does not exist for it.

A site is anything that answers a `WebRequest`; `FileSite` serves a directory of a virtual file system as a web server with ranges, and
takes uploads.  Nothing here opens a socket.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import httpx

from psbridge.bits.codes import BitsError
from psbridge.bits.settings import Settings
from psbridge.bits.upload_server import Reply, UploadServer

if TYPE_CHECKING:
    from psbridge.bits.authentication import Login

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass(frozen=True, slots=True)
class WebRequest:
    """A request as a site sees it; header names in lower case."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    user: str = ""


@dataclass(frozen=True, slots=True)
class WebReply:
    """What a site answers; a body that is an iterator comes piece by piece."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Iterator[bytes] = b""


Site = Callable[[WebRequest], WebReply]


@dataclass(slots=True)
class Network:
    """The sites and shares that machines of an estate see."""

    sites: dict[str, Site] = field(default_factory=dict)
    shares: dict[str, tuple[Callable[[], Any], str]] = field(default_factory=dict)

    def offer(self, host: str, site: Site) -> None:
        self.sites[host.lower()] = site

    def share(self, root: str, files: Callable[[], Any], directory: str) -> None:
        """Offer a directory of a virtual file system as `\\\\server\\name`."""
        self.shares[root.rstrip("\\").lower()] = (files, directory.rstrip("\\"))

    def site(self, host: str) -> Site:
        found = self.sites.get(host.lower())
        if found is None:
            raise BitsError("NAME_NOT_RESOLVED", where=host)
        return found

    def share_of(self, path: str) -> tuple[Callable[[], Any], str]:
        """The file system behind a UNC path, and the path there."""
        parts = path.replace("/", "\\").split("\\")
        root = "\\".join(parts[:4]).lower()
        found = self.shares.get(root)
        if found is None:
            known = any(name.startswith("\\".join(parts[:3]).lower() + "\\") for name in self.shares)
            raise BitsError("BAD_NETWORK_NAME" if known else "BAD_NETWORK_PATH", where=path)
        files, directory = found
        return files, "\\".join([directory, *parts[4:]])


class _Pieces:
    """A body as a reader."""

    def __init__(self, body: bytes | Iterator[bytes]) -> None:
        self._pieces = iter((body,)) if isinstance(body, bytes) else body
        self._rest = memoryview(b"")

    def readinto(self, view: memoryview) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, pieces: _Pieces) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        buffer = memoryview(bytearray(65536))
        while count := self._pieces.readinto(buffer):
            yield bytes(buffer[:count])

    def close(self) -> None:
        self._pieces.close()


class EstateTransport(httpx.BaseTransport):
    """Requests to the sites of a network; proxies of the estate are sites too."""

    def __init__(self, network: Network, settings: Settings, login: Login | None, proxy_login: Login | None) -> None:
        self._network, self._settings, self._login, self._proxy_login = network, settings, login, proxy_login

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        streamed = request.extensions.get("body")
        body = b"".join(streamed()) if streamed is not None else request.read()
        headers = {name.lower(): value for name, value in request.headers.multi_items()}
        asked = WebRequest(request.method, request.url.host, request.url.raw_path.decode("ascii"), headers, body)
        reply = self._through(asked)
        if reply.status == 401 and self._login is not None:
            word = base64.b64encode(f"{self._login.user}:{self._login.password}".encode()).decode()
            reply = self._through(WebRequest(asked.method, asked.host, asked.path, {**headers, "authorization": f"Basic {word}"}, body))
        pieces = _Pieces(reply.body)
        return httpx.Response(reply.status, headers=list(reply.headers), stream=_Stream(pieces), extensions={"wire": pieces})

    def _through(self, asked: WebRequest) -> WebReply:
        """By the job's proxies, the first that is there; else directly."""
        from psbridge.bits.routes import routes

        problem: BitsError | None = None
        for route in routes(self._settings, "http", asked.host, {}):
            if route is None:
                return self._network.site(asked.host)(asked)
            try:
                proxy = self._network.site(route.host)
            except BitsError as error:
                problem = error
                continue
            headers = dict(asked.headers)
            if self._proxy_login is not None:
                word = base64.b64encode(f"{self._proxy_login.user}:{self._proxy_login.password}".encode()).decode()
                headers["proxy-authorization"] = f"Basic {word}"
            return proxy(WebRequest(asked.method, asked.host, asked.path, headers, asked.body))
        raise problem or BitsError("CANNOT_CONNECT")


class FileSite:
    """A web server over a directory: GET and HEAD with ranges, PUT, BITS uploads; with `users` it asks for Basic authentication."""

    def __init__(self, files: Callable[[], Any], directory: str, users: Mapping[str, str] | None = None) -> None:
        self._files, self._directory, self._users = files, directory.rstrip("\\"), users
        self.uploads = UploadServer(_SiteStorage(self))
        self.requests: list[WebRequest] = []

    def __call__(self, asked: WebRequest) -> WebReply:
        self.requests.append(asked)
        if self._users is not None and not self._known(asked):
            return WebReply(401, (("WWW-Authenticate", f'Basic realm="{asked.host}"'), ("Content-Length", "0")))
        uploaded = self.uploads.handle(asked.method, urlsplit(asked.path).path, asked.headers, asked.body)
        if uploaded is not None:
            return _web(uploaded)
        if asked.method in ("PUT", "POST"):
            return self._put(asked)
        if asked.method not in ("GET", "HEAD"):
            return WebReply(405, (("Content-Length", "0"),))
        return self._get(asked)

    def _known(self, asked: WebRequest) -> bool:
        scheme, _, word = asked.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return False
        user, _, password = base64.b64decode(word).decode("utf-8", "replace").partition(":")
        return self._users is not None and self._users.get(user) == password

    def place(self, path: str) -> str:
        """The file behind a path; `..` stays inside."""
        parts = [part for part in unquote(urlsplit(path).path).replace("\\", "/").split("/") if part not in ("", ".", "..")]
        return "\\".join([self._directory, *parts])

    def files(self) -> Any:
        return self._files()

    def _put(self, asked: WebRequest) -> WebReply:
        try:
            with self.files().open(self.place(asked.path), "w") as file:
                file.write(asked.body)
        except OSError:
            return WebReply(403, (("Content-Length", "0"),))
        return WebReply(201, (("Content-Length", "0"),))

    def _get(self, asked: WebRequest) -> WebReply:
        path = self.place(asked.path)
        found = self.files().stat(path)
        if found is None or found.is_dir:
            return WebReply(404, (("Content-Length", "0"),))
        with self.files().open(path, "r") as file:
            data = file.read()
        tag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
        base = (("ETag", tag), ("Accept-Ranges", "bytes"))
        span = _RANGE.fullmatch(asked.headers.get("range", ""))
        if span is not None and asked.headers.get("if-range", tag) == tag:
            first, last = int(span[1]), min(int(span[2] or len(data)), len(data) - 1)
            if first >= len(data):
                return WebReply(416, (("Content-Range", f"bytes */{len(data)}"), ("Content-Length", "0")))
            piece = data[first : last + 1]
            return WebReply(
                206, (*base, ("Content-Length", str(len(piece))), ("Content-Range", f"bytes {first}-{last}/{len(data)}")), piece
            )
        return WebReply(200, (*base, ("Content-Length", str(len(data)))), b"" if asked.method == "HEAD" else data)


class _SiteStorage:
    """Uploads into the directory of a site."""

    def __init__(self, site: FileSite) -> None:
        self._site = site
        self._parts: dict[str, bytearray] = {}

    def begin(self, path: str, session: str) -> None:
        self._parts[session] = bytearray()

    def write(self, path: str, session: str, offset: int, data: bytes) -> None:
        part = self._parts[session]
        part[offset:] = data

    def finish(self, path: str, session: str) -> None:
        with self._site.files().open(self._site.place(path), "w") as file:
            file.write(bytes(self._parts.pop(session, b"")))

    def drop(self, path: str, session: str) -> None:
        self._parts.pop(session, None)


def _web(reply: Reply) -> WebReply:
    headers = reply.headers
    if not any(name.lower() == "content-length" for name, _ in headers):
        headers = (*headers, ("Content-Length", str(len(reply.body))))
    return WebReply(reply.status, headers, reply.body)


def network_of(machine: Any) -> Network:
    """The network that a machine is in; an empty one when nobody has put it into one (`machine.network = ...`)."""
    found: Network | None = getattr(machine, "network", None)
    if found is None:
        found = machine.network = Network()
    return found
