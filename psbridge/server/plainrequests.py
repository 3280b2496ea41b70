"""Requests as every WSMan client sends them, taken apart and answered in one go.

Decides what counts as plain: a POST of HTTP/1.1 that is here as a whole, with clean headers, one length and nothing that changes how the
connection is used.  Everything else is h11's to judge; so this need not know what is wrong with a request, only what is right beyond doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEAD = re.compile(rb"POST (/[!-~]{0,1000}) HTTP/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}:[ \t]*+(?:[!-~][ -~]*)?+\r\n){1,50})\r\n")
_CHANGING = frozenset(("transfer-encoding", "expect", "upgrade", "te", "trailer"))
_DIGITS = 9


def whole_request(data: bytes, largest_head: int, largest_body: int) -> tuple[str, dict[str, str], bytes] | None:
    """Target, headers (names in lower case) and body, if `data` is a plain request and nothing else."""
    found = _HEAD.match(data)
    if found is None or found.end() > largest_head:
        return None
    headers: dict[str, str] = {}
    for line in found[2].decode("ascii").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        key = name.lower()
        if key in headers:
            return None
        headers[key] = value.strip(" \t")
    if "host" not in headers or not _CHANGING.isdisjoint(headers) or headers.get("connection", "keep-alive").lower() != "keep-alive":
        return None
    length = headers.get("content-length", "0")
    if not length.isdigit() or len(length) > _DIGITS or not len(data) - found.end() == int(length) <= largest_body:
        return None
    return found[1].decode("ascii"), headers, data[found.end() :]


def response_bytes(status: int, reason: bytes, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """A whole response; names and values are ours, never a client's words with line ends."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return b"HTTP/1.1 %d %s\r\n%s\r\n%s" % (status, reason, lines.encode("latin-1"), body)


__all__ = ["response_bytes", "whole_request"]
