"""The server's side of the BITS upload protocol ([MC-BUP]), without input and output: a request goes in, an answer comes out.

    server = UploadServer(storage)
    reply = server.handle(method, path, headers, body)      # None: not a BITS request, somebody else's matter

Decides sessions, the order of fragments and the errors of section 2.2.1.3.  Where bytes go decides the `Storage` that is handed in; a file
appears under its name when its last fragment is there.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

PROTOCOL = "{7df0354d-249b-430f-820d-3d2a9bef4931}"
MAX_HEADER = 4096
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")

E_INVALIDARG, E_ACCESSDENIED, TOO_LARGE, SESSION_NOT_FOUND, DISK_FULL = 0x80070057, 0x80070005, 0x80200020, 0x8020001F, 0x80070070
CONTEXT_REMOTE_FILE, CONTEXT_APPLICATION = 0x5, 0x7


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers, body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Storage(Protocol):
    """Where uploads go.  OSError says that it does not work; PermissionError that it may not be."""

    def begin(self, path: str, session: str) -> None: ...
    def write(self, path: str, session: str, offset: int, data: bytes) -> None: ...
    def finish(self, path: str, session: str) -> None: ...
    def drop(self, path: str, session: str) -> None: ...


@dataclass(slots=True)
class _Upload:
    path: str
    owner: str
    have: int = 0
    total: int | None = None
    finished: bool = False
    reply_url: str = ""


Application = Callable[[str, str], bytes | None]  # path and session of a finished upload -> the reply, or None


@dataclass(slots=True)
class UploadServer:
    """The sessions of one site.  `application` answers uploads with reply; `reply_url` says where a reply is fetched."""

    storage: Storage
    application: Application | None = None
    max_size: int | None = None
    host_id: str = ""
    reply_path: str = "/bits-replies"
    sessions: dict[str, _Upload] = field(default_factory=dict)
    replies: dict[str, bytes] = field(default_factory=dict)

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes, owner: str = "") -> Reply | None:
        """Answer a request; `headers` with names in lower case, `owner` the authenticated user."""
        if method == "GET" and path.startswith(self.reply_path + "/"):
            found = self.replies.get(path.rpartition("/")[2])
            return Reply(404) if found is None else Reply(200, (("Content-Type", "application/octet-stream"),), found)
        if method != "BITS_POST":
            return None
        kind = headers.get("bits-packet-type", "").lower()
        handler = _HANDLERS.get(kind)
        if handler is None or any(len(value) > MAX_HEADER for value in headers.values()):
            return _refusal(400, E_INVALIDARG)
        try:
            return handler(self, path, headers, body, owner)
        except PermissionError:
            return _refusal(403, E_ACCESSDENIED)
        except OSError as problem:
            return _refusal(500, DISK_FULL if problem.errno == 28 else E_INVALIDARG)

    def _ping(self, path: str, headers: Mapping[str, str], body: bytes, owner: str) -> Reply:
        return _ack()

    def _create(self, path: str, headers: Mapping[str, str], body: bytes, owner: str) -> Reply:
        offered = re.split(r"[\s,]+", headers.get("bits-supported-protocols", "").lower())
        if PROTOCOL not in offered or path.endswith("/"):
            return _refusal(400, E_INVALIDARG)
        made = "{" + str(uuid.uuid4()) + "}"
        self.storage.begin(path, made)
        self.sessions[made] = _Upload(path, owner)
        more = [("BITS-Protocol", PROTOCOL), ("BITS-Session-Id", made), ("Accept-Encoding", "identity")]
        more += [("BITS-Host-Id", self.host_id)] if self.host_id else []
        return _ack(*more)

    def _fragment(self, path: str, headers: Mapping[str, str], body: bytes, owner: str) -> Reply:
        session, upload = self._find(headers, owner)
        if upload is None:
            return _refusal(500, SESSION_NOT_FOUND)
        span = _RANGE.fullmatch(headers.get("content-range", ""))
        if span is None:
            return _refusal(400, E_INVALIDARG, session)
        first, last, total = (int(number) for number in span.groups())
        if (last - first + 1 != len(body) and total) or last >= max(total, 1) or (upload.total or total) != total:
            return _refusal(400, E_INVALIDARG, session)
        if self.max_size is not None and total > self.max_size:
            return _refusal(500, TOO_LARGE, session)
        upload.total = total
        if first > upload.have:
            return Reply(416, (*_ACK, *self._received(session, upload)))
        fresh = body[upload.have - first :]  # what overlaps came before
        if fresh:
            self.storage.write(upload.path, session, upload.have, fresh)
            upload.have += len(fresh)
        if upload.have == total and not upload.finished:
            self._finish(session, upload)
        return Reply(200, (*_ACK, *self._received(session, upload)))

    def _received(self, session: str, upload: _Upload) -> tuple[tuple[str, str], ...]:
        facts = (("BITS-Session-Id", session), ("BITS-Received-Content-Range", str(upload.have)))
        return (*facts, ("BITS-Reply-URL", upload.reply_url)) if upload.reply_url else facts

    def _finish(self, session: str, upload: _Upload) -> None:
        self.storage.finish(upload.path, session)
        upload.finished = True
        made = self.application(upload.path, session) if self.application is not None else None
        if made is not None:
            name = session.strip("{}")
            self.replies[name] = made
            upload.reply_url = f"{self.reply_path}/{name}"

    def _close(self, path: str, headers: Mapping[str, str], body: bytes, owner: str) -> Reply:
        session, upload = self._find(headers, owner)
        if upload is None:
            return _refusal(500, SESSION_NOT_FOUND)
        if not upload.finished and not upload.have:
            self._finish(session, upload)  # an empty file has no fragment
        del self.sessions[session]
        self.replies.pop(session.strip("{}"), None)
        return _ack(("BITS-Session-Id", session))

    def _cancel(self, path: str, headers: Mapping[str, str], body: bytes, owner: str) -> Reply:
        session, upload = self._find(headers, owner)
        if upload is None:
            return _refusal(500, SESSION_NOT_FOUND)
        if not upload.finished:
            self.storage.drop(upload.path, session)
        del self.sessions[session]
        self.replies.pop(session.strip("{}"), None)
        return _ack(("BITS-Session-Id", session))

    def _find(self, headers: Mapping[str, str], owner: str) -> tuple[str, _Upload | None]:
        """The session, when it is that user's."""
        session = headers.get("bits-session-id", "").lower()
        found = self.sessions.get(session)
        return session, found if found is not None and found.owner == owner else None


_ACK = (("BITS-Packet-Type", "Ack"), ("Content-Length", "0"))
_HANDLERS: dict[str, Callable[[UploadServer, str, Mapping[str, str], bytes, str], Reply]] = {
    "ping": UploadServer._ping,
    "create-session": UploadServer._create,
    "fragment": UploadServer._fragment,
    "close-session": UploadServer._close,
    "cancel-session": UploadServer._cancel,
}


def _ack(*more: tuple[str, str]) -> Reply:
    return Reply(200, (*_ACK, *more))


def _refusal(status: int, number: int, session: str = "") -> Reply:
    code = f"0x{number:08X}"
    headers = (*_ACK, ("BITS-Error-Code", code), ("BITS-Error", code), ("BITS-Error-Context", f"0x{CONTEXT_REMOTE_FILE:X}"))
    return Reply(status, (*headers, ("BITS-Session-Id", session)) if session else headers)
