"""The log-on of one connection: headers of requests in, a verdict out.

Negotiate, NTLM, Kerberos and CredSSP belong to the connection: once through, its further requests need no header.  Basic and
certificates are checked with every request.  Attempts are counted; too many end the connection.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from psbridge.errors import AuthenticationError
from psbridge.machine.users import Accounts, User
from psbridge.server.auth.contexts import Contexts
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.wsman.ntlmsealing import taken_over

MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
_TITLES = {"negotiate": "Negotiate", "kerberos": "Kerberos", "ntlm": "NTLM", "credssp": "CredSSP", "basic": 'Basic realm="WSMAN"'}
_LONGEST = 65536


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is logged on."""

    user: User
    name: str  # with its domain
    method: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`caller` may go on; otherwise answer 401 (or drop the connection) with these challenges."""

    caller: Caller | None = None
    challenges: tuple[str, ...] = ()
    drop: bool = False
    token: bytes = b""
    pending: bool = field(default=False)  # more steps of the same log-on follow


class Authenticator:
    """One connection.  `check` may take some milliseconds of computing: call it on a thread."""

    def __init__(self, accounts: Accounts, config: WinRMConfig, contexts: Contexts, secure: bool, address: str = "") -> None:
        self.accounts, self.config, self.contexts = accounts, config, contexts
        self.secure, self.address = secure, address
        self.context: Any = None
        self.caller: Caller | None = None
        self.failures = 0
        self.clock_refuses: Callable[[bool], bool] = lambda kerberos: False
        self._scheme = ""
        self._sealer: Any = None

    @property
    def sealer(self) -> Any:
        """What seals messages, when somebody is logged on with a context that can."""
        if self._sealer is None and self.caller is not None and self.context is not None:
            self._sealer = taken_over(self.context)
        return self._sealer if self.caller is not None else None

    def check(self, header: str, certificate: bytes | None = None) -> Verdict:
        """The verdict for a request with this Authorization header ("" for none)."""
        scheme, _, rest = header.strip().partition(" ")
        word = scheme.lower()
        if header.strip() == MUTUAL or (not header and certificate is not None and self.config.offers("certificate", self.secure)):
            return self._certificate(certificate)
        if not header:
            return Verdict(self.caller) if self.caller is not None else self._refused()
        if not self.config.offers(word, self.secure) or len(rest) > _LONGEST:
            return self._failed("")
        try:
            token = base64.b64decode(rest.strip(), validate=True)
        except (binascii.Error, ValueError):
            return self._failed("")
        return self._basic(token) if word == "basic" else self._step(word, token)

    # -- the schemes

    def _certificate(self, certificate: bytes | None) -> Verdict:
        if certificate is None or not self.config.offers("certificate", self.secure):
            return self._failed("")
        user = self.accounts.by_certificate(hashlib.sha1(certificate, usedforsecurity=False).hexdigest())
        return self._admit(user.name if user is not None else "", "ClientCertificate", user is not None)

    def _basic(self, token: bytes) -> Verdict:
        name, _, password = _text(token).partition(":")
        try:
            user = self.accounts.check(name, password)
        except AuthenticationError:
            return self._failed(name, counted=True)
        if not password:
            return self._failed("")  # accounts without a password log on at the console only
        return Verdict(Caller(user, self._full(user.name), "Basic", self.address))

    def _step(self, scheme: str, token: bytes) -> Verdict:
        if self.context is None or self.context.complete or scheme != self._scheme or not token:
            self.context, self.caller, self._scheme = self.contexts.make(scheme, token), None, scheme
            self._sealer = None
        try:
            answer = self.context.step(token) or b""
        except Exception:  # noqa: BLE001 - whatever a hostile token makes of a decoder is a refusal
            tried = self._tried()
            self.context = None
            return self._failed(tried)
        if not self.context.complete:
            return Verdict(challenges=(f"{_TITLES[scheme]} {base64.b64encode(answer).decode()}",), pending=True)
        name = (self._principal() or "").strip()
        kerberos = getattr(self.context, "negotiated_protocol", "") == "kerberos"
        if self.clock_refuses(kerberos):
            self.context = None
            return self._failed("")
        verdict = self._admit(name, "Kerberos" if kerberos else _TITLES[scheme], True)
        if verdict.caller is None:
            self.context = None
            return verdict
        self.caller = verdict.caller
        return Verdict(verdict.caller, (f"{_TITLES[scheme]} {base64.b64encode(answer).decode()}",) if answer else (), token=answer)

    def _tried(self) -> str:
        """Whose password was wrong, if NTLM knows."""
        inner = getattr(self.context, "_auth_context", None) or self.context
        ntlm = getattr(inner, "ntlm", None) or inner
        found = getattr(ntlm, "tried", "")
        return found if isinstance(found, str) else ""

    def _principal(self) -> str | None:
        name: str | None = self.context.client_principal
        return name

    def _admit(self, name: str, method: str, right: bool) -> Verdict:
        try:
            user = self.accounts.admit(name, right)
        except AuthenticationError:
            return self._failed("")
        return Verdict(Caller(user, self._full(user.name), method, self.address))

    def _full(self, user: str) -> str:
        """DOMAIN\\user, or COMPUTER\\user."""
        return f"{(self.accounts.domain.partition('.')[0] or self.accounts.computer).upper()}\\{user}"

    def _failed(self, tried: str, counted: bool = False) -> Verdict:
        """A refusal; `tried` is the account whose secret was wrong."""
        self.failures += 1
        self.caller = None
        if tried and not counted:
            with contextlib.suppress(AuthenticationError):
                self.accounts.admit(tried, False)
        return self._refused(self.failures >= self.config.limits.attempts)

    def _refused(self, drop: bool = False) -> Verdict:
        offered = (scheme for scheme in self.config.schemes if scheme in _TITLES and self.config.offers(scheme, self.secure))
        return Verdict(challenges=tuple(_TITLES[scheme] for scheme in offered if scheme != "ntlm"), drop=drop)


def _text(data: bytes) -> str:
    """Name and password: UTF-8, or what older clients send."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
