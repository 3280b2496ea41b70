"""Answers to HTTP challenges, of servers (401) and proxies (407): Basic, Digest, NTLM, Negotiate.

Decides which offered scheme is answered: the one that the job names, when the server offers it.  `Negotiate` takes what is offered, the
strongest first, as Windows does.  Knows no connection; whoever asks keeps one connection for a conversation.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

_ORDER = {
    "Basic": ("basic",),
    "Digest": ("digest",),
    "Ntlm": ("ntlm",),
    "Negotiate": ("negotiate", "ntlm", "digest", "basic"),
}
_PART = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES: dict[str, Callable[[bytes], Any]] = {
    "MD5": hashlib.md5,
    "SHA-256": hashlib.sha256,
    "SHA-512-256": lambda data: hashlib.new("sha512_256", data),
}


@dataclass(slots=True)
class Login:
    """A user name with a password, and the scheme that may be used."""

    user: str
    password: str = field(repr=False)
    scheme: str = "Negotiate"


def challenges(headers: Iterable[str]) -> dict[str, str]:
    """Scheme in lower case -> what follows it; several in one header line are told apart."""
    found: dict[str, str] = {}
    for header in headers:
        for piece in re.split(r",\s*(?=[A-Za-z][A-Za-z0-9_-]*(?:\s+[A-Za-z0-9_-]+\s*=|\s*$|\s*,))", header.strip()):
            scheme, _, rest = piece.strip().partition(" ")
            if scheme and "=" not in scheme:
                found.setdefault(scheme.lower(), rest.strip())
    return found


class Conversation:
    """The answers of one login to one server or proxy.  `answer` gives the header to send, or None when there is no use in trying on."""

    def __init__(self, login: Login | None, host: str, service: str = "HTTP") -> None:
        self._login, self._host, self._service = login, host, service
        self._digest: dict[str, str] | None = None
        self._count = 0
        self._basic = False
        self._context: Any = None
        self._tried: set[str] = set()

    def first(self, method: str, target: str) -> str | None:
        """What can be sent before being asked, once the scheme is known."""
        if self._digest is not None:
            return self._digest_header(method, target)
        return self._basic_header() if self._basic else None

    def renew(self) -> None:
        """A new connection: what was said on the old one does not count there."""
        self._context = None
        self._tried -= {"ntlm", "negotiate"}

    def answer(self, offered: dict[str, str], method: str, target: str) -> str | None:
        if self._login is None:
            return None
        if self._context is not None:
            return self._continue(offered)
        for scheme in _ORDER.get(self._login.scheme, ()):
            if scheme in offered and scheme not in self._tried:
                made = getattr(self, f"_{scheme}_answer")(offered[scheme], method, target)
                if made is not None:
                    return str(made)
        return None

    # -- one scheme each

    def _basic_header(self) -> str:
        assert self._login is not None
        return "Basic " + base64.b64encode(f"{self._login.user}:{self._login.password}".encode()).decode()

    def _basic_answer(self, rest: str, method: str, target: str) -> str:
        self._tried.add("basic")
        self._basic = True
        return self._basic_header()

    def _digest_answer(self, rest: str, method: str, target: str) -> str | None:
        parts = {name.lower(): (quoted or plain) for name, quoted, plain in _PART.findall(rest)}
        stale = parts.get("stale", "").lower() == "true"
        if self._digest is not None and not stale:
            self._tried.add("digest")
            return None
        if parts.get("algorithm", "MD5").upper().removesuffix("-SESS") not in _HASHES or "nonce" not in parts:
            return None
        self._digest, self._count = parts, 0
        return self._digest_header(method, target)

    def _digest_header(self, method: str, target: str) -> str:
        """RFC 7616."""
        assert self._login is not None
        assert self._digest is not None
        parts, login = self._digest, self._login
        algorithm = parts.get("algorithm", "MD5").upper()
        digest = _HASHES[algorithm.removesuffix("-SESS")]

        def h(text: str) -> str:
            return str(digest(text.encode()).hexdigest())

        realm, nonce = parts.get("realm", ""), parts["nonce"]
        self._count += 1
        count, cnonce = f"{self._count:08x}", os.urandom(8).hex()
        secret = h(f"{login.user}:{realm}:{login.password}")
        if algorithm.endswith("-SESS"):
            secret = h(f"{secret}:{nonce}:{cnonce}")
        has_qop = "auth" in [word.strip() for word in parts.get("qop", "").split(",")]
        middle = f"{nonce}:{count}:{cnonce}:auth" if has_qop else nonce
        proof = h(f"{secret}:{middle}:{h(f'{method}:{target}')}")
        words = [f'username="{login.user}"', f'realm="{realm}"', f'nonce="{nonce}"', f'uri="{target}"', f'response="{proof}"']
        words += [f"algorithm={algorithm}"] if "algorithm" in parts else []
        words += [f'opaque="{parts["opaque"]}"'] if "opaque" in parts else []
        words += ["qop=auth", f"nc={count}", f'cnonce="{cnonce}"'] if has_qop else []
        return "Digest " + ", ".join(words)

    def _ntlm_answer(self, rest: str, method: str, target: str) -> str | None:
        return self._begin("ntlm")

    def _negotiate_answer(self, rest: str, method: str, target: str) -> str | None:
        return self._begin("negotiate")

    def _begin(self, scheme: str) -> str | None:
        import spnego

        assert self._login is not None
        self._tried.add(scheme)
        try:
            context = spnego.client(self._login.user, self._login.password, hostname=self._host, service=self._service, protocol=scheme)
            token = context.step()
        except spnego.exceptions.SpnegoError:
            return None
        self._context = (scheme, context)
        return f"{scheme.upper() if scheme == 'ntlm' else 'Negotiate'} {base64.b64encode(token or b'').decode()}"

    def _continue(self, offered: dict[str, str]) -> str | None:
        import spnego

        scheme, context = self._context
        token = offered.get(scheme, "")
        if not token or context.complete:
            self._context = None
            return None
        try:
            answer = context.step(base64.b64decode(token))
        except (spnego.exceptions.SpnegoError, ValueError):
            self._context = None
            return None
        return f"{scheme.upper() if scheme == 'ntlm' else 'Negotiate'} {base64.b64encode(answer or b'').decode()}"
