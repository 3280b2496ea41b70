"""Sends one file: by the BITS upload protocol ([MC-BUP]), by a plain PUT or POST when the job names that method, or onto a share.

Decides where to go on: the session and the byte that the server has are stored with the file; when the server does not know the session any
more a new one begins, when it has another byte that one is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from psbridge.bits.codes import BY_NUMBER, BitsError, Context, http_code
from psbridge.bits.origins import HttpOrigin, VolumeOrigin, refused, send
from psbridge.bits.places import Kind, file_name, kind_of, temporary_name
from psbridge.bits.pump import closing
from psbridge.errors import Cancelled

if TYPE_CHECKING:
    import httpx

    from psbridge.bits.runner import Runner
    from psbridge.bits.volumes import Look, Volume
    from psbridge.store.transfers import TransferFile

PROTOCOL = "{7df0354d-249b-430f-820d-3d2a9bef4931}"
FRAGMENT = 4 << 20
PLAIN = frozenset(("PUT", "POST"))
_MAX_RESTARTS = 5


def upload_file(runner: Runner, file: TransferFile) -> None:
    """Send the file; JobOver or Cancelled when the job is stopped, BitsError when it fails."""
    source = runner.world.volume(file.source, None)
    found = source.look(file.source)
    if found is None or found.is_dir:
        raise BitsError("NO_SUCH_FILE", context=Context.LocalFile, where=file.source)
    if kind_of(file.destination) is not Kind.HTTP:
        _onto_volume(runner, file)
    elif runner.settings.http_method.upper() in PLAIN:
        _plainly(runner, file, source, found)
    else:
        _Session(runner, file, source, found).run()


def _onto_volume(runner: Runner, file: TransferFile) -> None:
    """A share or a disk: beside the destination first, under its name when whole."""
    volume = runner.world.volume(file.destination, runner.login)
    temporary = file.temporary or temporary_name(runner.job, file.position, file.destination, volume.separator)
    runner._fetch(file, VolumeOrigin(runner.world.volume(file.source, None), file.source, Context.LocalFile), volume, temporary)
    volume.sync(temporary)
    volume.replace(temporary, file.destination)
    runner.note(file, temporary=None)


def _plainly(runner: Runner, file: TransferFile, source: Volume, found: Look) -> None:
    """One request with the whole file: a break means to begin anew."""
    headers = {**_headers(runner), "Content-Length": str(found.size), "Content-Type": "application/octet-stream"}
    runner.note(file, total=found.size, done=0, validator=found.version)

    def body() -> Iterator[bytes]:
        yield from _pieces(runner, file, source, 0, found.size, note=True)

    client = runner.client(file.destination)
    answer = send(client, runner.settings.http_method.upper(), file.destination, headers, runner.settings, extensions={"body": body})
    if not 200 <= answer.status_code < 300:
        raise refused(answer)
    _read_away(answer)
    _same(source, file, found.version)
    runner.moved()
    runner.note(file, done=found.size, total=found.size, complete=1)


def _headers(runner: Runner) -> dict[str, str]:
    headers = {"User-Agent": "Microsoft BITS/7.8", "Accept": "*/*"}
    for line in runner.settings.custom_headers:
        name, _, value = line.partition(":")
        headers[name.strip()] = value.strip()
    return headers


def _pieces(runner: Runner, file: TransferFile, source: Volume, offset: int, end: int, *, note: bool) -> Iterator[bytes]:
    """The bytes from `offset` to `end`, within the limits."""
    size = 1 << 18
    for limit in runner.throttles:
        size = limit.piece(size)
    reader, view = source.reader(file.source, offset), memoryview(bytearray(size))
    try:
        while offset < end:
            count = reader.readinto(view[: min(len(view), end - offset)])
            if not count:
                raise BitsError("LOCAL_FILE_CHANGED", where=file.source)
            yield bytes(view[:count])
            offset += count
            if note:
                runner.moved()
            for limit in runner.throttles:
                limit.take(count, runner.token)
            if runner.token.cancelled:
                raise Cancelled("The transfer was stopped")
    finally:
        closing(reader)


def _same(source: Volume, file: TransferFile, version: str) -> None:
    now = source.look(file.source)
    if now is None or now.version != version:
        raise BitsError("LOCAL_FILE_CHANGED", where=file.source)


def _read_away(answer: httpx.Response) -> None:
    answer.read()
    answer.close()


class _Session:
    """An upload session with a BITS server: create, fragments in order, close."""

    def __init__(self, runner: Runner, file: TransferFile, source: Volume, found: Look) -> None:
        self.runner, self.file, self.source, self.found = runner, file, source, found
        kept: dict[str, Any] = json.loads(file.validator) if file.validator else {}
        if kept and kept.get("version") != found.version:
            raise BitsError("LOCAL_FILE_CHANGED", where=file.source)
        self.id: str = kept.get("session", "")
        self.url: str = kept.get("url", file.destination)
        self.reply: str = kept.get("reply", "")
        self.done = file.done if self.id else 0

    def run(self) -> None:
        for _ in range(_MAX_RESTARTS):
            try:
                self._all()
                return
            except BitsError as problem:
                if problem.code.name != "SESSION_NOT_FOUND":
                    raise
                self.id, self.url, self.done = "", self.file.destination, 0
        raise BitsError("SESSION_NOT_FOUND")

    def _all(self) -> None:
        if not self.id:
            self._create()
        while self.done < self.found.size or (
            self.found.size == 0 and not self.reply and self.runner.settings.transfer_type == "UploadReply"
        ):
            self._fragment()
            if self.found.size == 0:
                break
        if self.found.size == 0:
            self.runner.moved()
        _same(self.source, self.file, self.found.version)
        if self.runner.settings.transfer_type == "UploadReply":
            self._fetch_reply()
        self._post("Close-Session", {})
        self.runner.note(self.file, done=self.found.size, total=self.found.size, complete=1)

    def _create(self) -> None:
        answer = self._post("Create-Session", {"BITS-Supported-Protocols": PROTOCOL, "Content-Name": file_name(self.file.source)})
        self.id = answer.headers.get("bits-session-id", "")
        if not self.id:
            raise BitsError("INVALID_SERVER_RESPONSE", transient=False)
        if answer.headers.get("bits-protocol", PROTOCOL).lower() != PROTOCOL:
            raise BitsError("CLIENT_SERVER_PROTOCOL_MISMATCH")
        host = answer.headers.get("bits-host-id", "")
        if host:
            import httpx

            self.url = str(httpx.URL(self.file.destination).copy_with(host=host))
        self.done = 0
        self._keep()

    def _keep(self) -> None:
        facts = {"session": self.id, "url": self.url, "version": self.found.version, "reply": self.reply}
        self.runner.note(self.file, done=self.done, total=self.found.size, validator=json.dumps(facts))

    def _fragment(self) -> None:
        end = min(self.done + self._fragment_size(), self.found.size)
        data = b"".join(_pieces(self.runner, self.file, self.source, self.done, end, note=False))
        # an empty file has no range: its last byte would be before its first
        span = f"bytes {self.done}-{max(end - 1, 0)}/{self.found.size}"
        answer = self._post("Fragment", {"Content-Range": span}, data, accept=(416,))
        self.runner.moved()
        received = answer.headers.get("bits-received-content-range", "")
        if not received.isdigit():
            raise BitsError("INVALID_SERVER_RESPONSE")
        now = int(received)
        if now > self.found.size or (answer.status_code == 200 and now <= self.done and self.found.size):
            raise BitsError("INVALID_SERVER_RESPONSE")
        self.done = now
        self.reply = answer.headers.get("bits-reply-url", self.reply)
        self._keep()
        if self.runner.token.cancelled:
            raise Cancelled("The transfer was stopped")

    def _fragment_size(self) -> int:
        size = FRAGMENT
        for limit in self.runner.throttles:
            size = max(1024, min(size, limit.rate // 4))
        return size

    def _post(self, kind: str, headers: dict[str, str], data: bytes = b"", accept: tuple[int, ...] = ()) -> httpx.Response:
        """One packet and its Ack."""
        told = {**_headers(self.runner), "BITS-Packet-Type": kind, **headers}
        if self.id:
            told["BITS-Session-Id"] = self.id
        client = self.runner.client(self.file.destination)
        answer = send(client, "BITS_POST", self.url, {**told, "Content-Length": str(len(data))}, self.runner.settings, content=data)
        _read_away(answer)
        if answer.status_code != 200 and answer.status_code not in accept:
            raise _error(answer)
        if answer.headers.get("bits-packet-type", "").lower() != "ack":
            raise BitsError(http_code(501), where=self.url)
        return answer

    def _fetch_reply(self) -> None:
        """What the server application answered, into a temporary file; its name comes when the job is completed."""
        runner = self.runner
        if not self.reply:
            raise BitsError("INVALID_SERVER_RESPONSE", "The server sent no reply.", transient=False)
        import httpx

        url = str(httpx.URL(self.url).join(self.reply))
        name = runner._row.details.get("reply_file") or self.file.source + ".reply"
        temporary = temporary_name(runner.job, self.file.position, name, self.source.separator)
        opened = HttpOrigin(runner.client(url), url, runner.settings.changed(http_method="GET", dynamic=True)).open(0, None)
        writer = self.source.writer(temporary, 0)
        try:
            size = runner.pump(self.file).move(opened, writer)
        finally:
            closing(opened.reader, writer)
        runner.queue.update(
            runner.job, lambda row: {"details": {"reply": {"name": name, "temporary": temporary, "size": size, "url": url}}}
        )


def _error(answer: httpx.Response) -> BitsError:
    """The server says its own error, and in which part it happened."""
    number = answer.headers.get("bits-error-code") or answer.headers.get("bits-error", "")
    context = answer.headers.get("bits-error-context", "")
    try:
        code = BY_NUMBER.get(int(number, 16))
        where = Context.RemoteApplication if context and int(context, 16) == 7 else Context.RemoteFile
    except ValueError:
        code, where = None, Context.RemoteFile
    if code is not None and code.name in ("SESSION_NOT_FOUND", "TOO_LARGE"):
        return BitsError(code, context=where)
    return BitsError(http_code(answer.status_code), context=where, where=str(answer.request.url))
