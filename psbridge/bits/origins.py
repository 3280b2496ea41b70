"""Where a download comes from: an HTTP server, or a volume.  `open` gives the bytes from an offset on, if it is still the same file.

Decides what a resumed transfer may trust: the validator that was stored with the bytes (a strong ETag, else Last-Modified with the size;
the version of a file on a volume).  When it does not fit any more the answer starts at 0.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from psbridge.bits.codes import BitsError, Context, http_code
from psbridge.bits.settings import HTTPS_TO_HTTP, REDIRECT_DISALLOW, REDIRECT_MASK, Settings

if TYPE_CHECKING:
    from psbridge.bits.clients import HttpClient
    from psbridge.bits.volumes import Reader, Volume

MAX_REDIRECTS = 10


@dataclass(slots=True)
class Opened:
    """Bytes from `offset` on; `total` is None when the server does not say; `validator` None when nothing tells versions apart."""

    reader: Reader
    offset: int
    total: int | None
    validator: str | None


class Origin(Protocol):
    def open(self, offset: int, validator: str | None) -> Opened: ...


class VolumeOrigin:
    """A file on a disk or a share."""

    def __init__(self, volume: Volume, path: str, context: Context = Context.RemoteFile) -> None:
        self._volume, self._path, self._context = volume, path, context

    def open(self, offset: int, validator: str | None) -> Opened:
        found = self._volume.look(self._path)
        if found is None:
            raise BitsError("NO_SUCH_FILE", context=self._context, where=self._path)
        if found.is_dir:
            raise BitsError("ACCESS_DENIED", context=self._context, where=self._path)
        start = offset if validator == found.version and offset <= found.size else 0
        return Opened(self._volume.reader(self._path, start), start, found.size, found.version)

    def same(self, opened: Opened) -> bool:
        """Whether the file is still the one that was opened."""
        found = self._volume.look(self._path)
        return found is not None and found.version == opened.validator


class HttpOrigin:
    """A file behind an address.  `send` makes the request (psbridge.bits.clients)."""

    def __init__(self, client: HttpClient, url: str, settings: Settings) -> None:
        self._client, self._url, self._settings = client, url, settings

    def open(self, offset: int, validator: str | None) -> Opened:
        headers = self._own_headers()
        condition = _condition(validator)
        if offset and condition:
            headers["Range"], headers["If-Range"] = f"bytes={offset}-", condition
        answer = send(self._client, self._settings.http_method, self._url, headers, self._settings)
        if answer.status_code == 416 and offset:
            answer.close()
            return self.open(0, None)
        if answer.status_code == 206 and offset and "Range" in headers:
            return self._part(answer, offset, validator)
        if answer.status_code not in (200, 203):
            raise refused(answer)
        return self._whole(answer)

    def _own_headers(self) -> dict[str, str]:
        headers = {"User-Agent": "Microsoft BITS/7.8", "Accept": "*/*"}
        for line in self._settings.custom_headers:
            name, _, value = line.partition(":")
            headers[name.strip()] = value.strip()
        return headers

    def _whole(self, answer: httpx.Response) -> Opened:
        length = answer.headers.get("content-length")
        total = int(length) if length is not None and length.isdigit() else None
        if self._settings.http_method.upper() == "HEAD":
            total = 0
        if answer.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise _closing(answer, BitsError("INVALID_SERVER_RESPONSE", where="Content-Encoding", transient=False))
        if total is None and not self._settings.dynamic:
            raise _closing(answer, BitsError("MISSING_FILE_SIZE", where=self._url))
        return Opened(answer.extensions["wire"], 0, total, _validator(answer, total))

    def _part(self, answer: httpx.Response, offset: int, validator: str | None) -> Opened:
        """The rest of the file; anything that does not fit together starts anew."""
        start, total = _content_range(answer.headers.get("content-range", ""))
        now = _validator(answer, total)
        if start != offset or total is None or now != validator:
            answer.close()
            return self.open(0, None)
        return Opened(answer.extensions["wire"], offset, total, now)


def send(client: HttpClient, method: str, url: str, headers: dict[str, str], settings: Settings, **more: Any) -> httpx.Response:
    """One request with its redirects, as the job's flags allow them."""
    target = httpx.URL(url)
    for _ in range(MAX_REDIRECTS + 1):
        answer = client.send(method, target, headers, **more)
        if answer.status_code not in (301, 302, 303, 307, 308) or "location" not in answer.headers:
            return answer
        answer.close()
        target = _redirected(target, answer.headers["location"], settings)
    raise BitsError("REDIRECT_FAILED", where=url)


def _redirected(target: httpx.URL, location: str, settings: Settings) -> httpx.URL:
    if settings.security_flags & REDIRECT_MASK == REDIRECT_DISALLOW:
        raise BitsError("REDIRECT_NEEDS_CONFIRMATION", where=location)
    try:
        then = target.join(location)
    except httpx.InvalidURL as problem:
        raise BitsError("REDIRECT_FAILED", where=location) from problem
    if then.scheme not in ("http", "https"):
        raise BitsError("REDIRECT_FAILED", where=location)
    if target.scheme == "https" and then.scheme == "http" and not settings.security_flags & HTTPS_TO_HTTP:
        raise BitsError("SECURE_TO_INSECURE", where=location)
    return then


def refused(answer: httpx.Response) -> BitsError:
    """The error of a status that is not success."""
    return _closing(answer, BitsError(http_code(answer.status_code), where=str(answer.request.url)))


def _closing(answer: httpx.Response, problem: BitsError) -> BitsError:
    answer.close()
    return problem


def _validator(answer: httpx.Response, total: int | None) -> str | None:
    """What the stored bytes belong to; a weak ETag does not tell bytes apart, a date only together with the size."""
    etag = answer.headers.get("etag", "")
    modified = answer.headers.get("last-modified", "")
    if etag and not etag.startswith("W/"):
        return json.dumps({"etag": etag, "total": total})
    if modified:
        return json.dumps({"modified": modified, "total": total, "weak": etag})
    return None


def _condition(validator: str | None) -> str | None:
    if validator is None:
        return None
    try:
        facts = json.loads(validator)
    except ValueError:
        return None
    return str(facts.get("etag") or facts.get("modified") or "") or None


def _content_range(text: str) -> tuple[int, int | None]:
    unit, _, rest = text.partition(" ")
    span, _, total = rest.partition("/")
    first = span.partition("-")[0]
    if unit != "bytes" or not first.isdigit():
        return -1, None
    return int(first), int(total) if total.isdigit() else None
