"""WSMan's HTTP without a general HTTP library, for the usual ways to log on: Basic, NTLM, Kerberos, Negotiate.

Decides when this way can be taken (`suits`), how one logs on and what is sealed.  It takes the place of pypsrp's transport object, which
remains for proxies, certificates, CredSSP and whatever turns out to need more (`Unsuited`): this one costs a third of its time.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
import sys
import threading
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psbridge.trace import span
from psbridge.transports.httpline import Answer, HttpLine
from psbridge.transports.ntlmlogon import logon
from psbridge.transports.redirection import elsewhere
from psbridge.transports.tickets import TICKETS
from psbridge.transports.tlscontexts import channel_binding, context_for
from psbridge.wsman import sealing
from psbridge.wsman.ntlmsealing import taken_over
from psbridge.wsman.soap import MAX_ENVELOPE

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPNEGO = "application/HTTP-SPNEGO-session-encrypted"
_KERBEROS = "application/HTTP-Kerberos-session-encrypted"
_SCHEMES = frozenset(("basic", "kerberos", "negotiate", "ntlm"))
_NEGOTIATE_WORDS = frozenset(("service", "hostname_override", "delegate", "send_cbt"))
_OFFERED = re.compile(r"(Negotiate|Kerberos|NTLM)\b[ \t]*([A-Za-z0-9+/=]*)", re.IGNORECASE)
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_PLAIN = "application/soap+xml;charset=UTF-8"
_LARGEST = MAX_ENVELOPE + (1 << 20)  # an envelope, and what sealing adds
_STEPS = 10


class Unsuited(Exception):
    """This service wants something that only the general way can do."""


class LogonRefused(Exception):
    """HTTP 401."""

    code = 401


class HttpStatus(Exception):
    """Another status than 200."""

    def __init__(self, code: int, response_text: str) -> None:
        super().__init__(f"HTTP {code}")
        self.code, self.response_text = code, response_text


@dataclass(frozen=True, slots=True)
class Site:
    """Where a service is, and who logs on how; `seal`: messages are sealed with the log-on's keys."""

    host: str
    port: int
    secure: bool
    path: str
    auth: str
    username: str | None
    password: str | None
    seal: bool
    verify: bool | str
    connect_timeout: float
    read_timeout: float
    negotiate: Mapping[str, Any]

    @property
    def url(self) -> str:
        return f"http{'s' if self.secure else ''}://{self.authority}/{self.path.lstrip('/')}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host
        return f"{host}:{self.port}"


def suits(auth: str, encryption: str, proxy: str | None, no_proxy: bool, retries: int, words: Mapping[str, Any]) -> bool:
    """Whether a connection with these settings can be made here."""
    if auth not in _SCHEMES or proxy is not None or retries or encryption not in ("auto", "always", "never"):
        return False
    if auth == "basic" and encryption == "always":
        return False
    return set(words) <= _NEGOTIATE_WORDS and (no_proxy or not _environment_has_proxy())


def _environment_has_proxy() -> bool:
    if sys.platform in ("darwin", "win32"):  # there the system's settings count too
        return bool(urllib.request.getproxies())
    return any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES)


class DirectHttp:
    """One connection, logged on; made again when the other side has closed it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._line: HttpLine | None = None
        self._context: Any = None
        self._protocol = _SPNEGO
        self._proved = False  # a request was answered since the log-on
        fixed = "Accept-Encoding: identity\r\nConnection: Keep-Alive\r\nUser-Agent: psbridge\r\n"
        self._head = f"POST /{site.path.lstrip('/')} HTTP/1.1\r\nHost: {site.authority}\r\n{fixed}"
        if site.auth == "basic":
            self._head += f"Authorization: Basic {_basic(site)}\r\n"

    def send(self, message: bytes) -> bytes:
        """The answer to an envelope: HttpStatus or LogonRefused when it is none, Unsuited when this way does not lead there."""
        if self._line is None or not self._line.is_usable():
            taken = self._connect(message)
            if taken is not None:
                return self._opened(taken)
        kind, body = self._sealed(message)
        return self._opened(self._post(body, f"Content-Type: {kind}\r\n"))

    def begin(self, message: bytes) -> bool:
        """Send an envelope whose answer is taken with `finish`; False, and nothing is sent, when there is no connection."""
        if self._line is None or not self._proved or not self._line.is_usable():
            return False
        kind, body = self._sealed(message)
        self._line.send(self._headed(body, f"Content-Type: {kind}\r\n"), body)
        return True

    def finish(self) -> bytes:
        """The answer to the envelope of `begin`."""
        if self._line is None:
            raise ConnectionResetError("The connection was closed before the answer came")
        return self._opened(self._line.answer())

    def _opened(self, answer: Answer) -> bytes:
        kind = answer.headers.get("content-type", "")
        found = sealing.unseal(self._context, kind, answer.body) if sealing.is_sealed(kind) and self._context else answer.body
        self._judge(answer, found)
        self._proved = True
        return found

    def close(self) -> None:
        line, self._line, self._context = self._line, None, None
        if line is not None:
            line.close()

    def _sealed(self, message: bytes) -> tuple[str, bytes]:
        return sealing.seal(self._context, self._protocol, message) if self._site.seal else (_PLAIN, message)

    def _judge(self, answer: Answer, found: bytes) -> None:
        if answer.status == 200:
            return
        if answer.status == 401:
            if self._context is not None and not self._proved:
                raise Unsuited("The service wants every request to log on")
            raise LogonRefused("HTTP 401")
        if 300 <= answer.status < 400:
            raise elsewhere(self._site.url, answer.headers.get("location", ""))
        raise HttpStatus(answer.status, found.decode("utf-8", "replace"))

    def _post(self, body: bytes, more: str = "") -> Answer:
        assert self._line is not None
        return self._line.exchange(self._headed(body, more), body)

    def _headed(self, body: bytes, more: str) -> bytes:
        return f"{self._head}{more}Content-Length: {len(body)}\r\n\r\n".encode("latin-1")

    # -- logging on

    def _connect(self, message: bytes) -> Answer | None:
        """Log on; the answer to the first message when that could travel with the last step of the log-on."""
        self.close()
        self._proved, site = False, self._site
        tls = context_for(site.verify) if site.secure else None
        self._line = HttpLine(site.host, site.port, site.connect_timeout, site.read_timeout, tls, _LARGEST)
        if site.auth == "basic":
            return None
        with span("log-on", host=site.host, auth=site.auth, user=site.username):
            return self._log_on("Negotiate", site.auth, message)

    def _log_on(self, title: str, protocol: str, message: bytes) -> Answer | None:
        """With empty messages, until both sides know who the other is."""
        context = _new_context(self._site, protocol, self._line)
        token = context.step()
        for _ in range(_STEPS):
            if context.complete:
                return self._log_on_with(message, context, title, token)
            answer = self._post(b"", f"Authorization: {title} {base64.b64encode(token).decode()}\r\n")
            offered = {name.lower(): text for name, text in _OFFERED.findall(answer.headers.get("www-authenticate", ""))}
            given = offered.get(title.lower(), "")
            if given:
                token = context.step(base64.b64decode(given)) or b""
                if not token:
                    break
            elif answer.status == 401 and not context.complete and title.lower() not in offered and offered:
                return self._log_on_otherwise(next(iter(offered)), message)
            else:
                break
        else:
            raise LogonRefused("The log-on does not end")
        self._judge_log_on(answer)
        self._keep(context, title)
        return None

    def _keep(self, context: Any, title: str) -> None:
        self._context, self._protocol = taken_over(context), _KERBEROS if title == "Kerberos" else _SPNEGO

    def _log_on_with(self, message: bytes, context: Any, title: str, token: bytes) -> Answer | None:
        """The last step of NTLM needs no answer: the first message goes with it, and is processed if the log-on is accepted."""
        self._keep(context, title)
        kind, body = self._sealed(message)
        answer = self._post(body, f"Authorization: {title} {base64.b64encode(token).decode()}\r\nContent-Type: {kind}\r\n")
        if answer.status == 401:
            raise LogonRefused("HTTP 401")
        if answer.status == 400:
            raise Unsuited("The service wants log-on and message apart")
        return answer if answer.body or answer.status != 200 else None  # it has taken the log-on only: the message is sent again

    def _log_on_otherwise(self, offered: str, message: bytes) -> Answer | None:
        """The service does not offer Negotiate, but something else."""
        wanted = self._site.auth
        if wanted not in ("negotiate", offered):
            raise ValueError(f"The service offers {offered}, not the authentication {wanted}")
        if self._line is not None and not self._line.is_usable():
            raise Unsuited("The service does not keep the connection")
        return self._log_on({"kerberos": "Kerberos", "ntlm": "NTLM"}[offered], offered, message)

    def _judge_log_on(self, answer: Answer) -> None:
        if answer.status == 401:
            raise LogonRefused("HTTP 401")
        if 300 <= answer.status < 400:
            raise elsewhere(self._site.url, answer.headers.get("location", ""))
        if answer.status != 200:
            raise HttpStatus(answer.status, answer.body.decode("utf-8", "replace"))


def _basic(site: Site) -> str:
    if site.username is None or site.password is None:
        raise ValueError("For basic auth, the username and the password must be specified")
    return base64.b64encode(f"{site.username}:{site.password}".encode()).decode()


def _new_context(site: Site, protocol: str, line: HttpLine | None) -> Any:
    import spnego
    from spnego.channel_bindings import GssChannelBindings

    words = site.negotiate
    certificate = line.certificate if line is not None and words.get("send_cbt", True) else None
    binding = None if certificate is None else GssChannelBindings(application_data=channel_binding(certificate))
    wants = spnego.ContextReq.default | (spnego.ContextReq.delegate if words.get("delegate") else spnego.ContextReq.none)
    if protocol == "negotiate" and site.username and site.password is not None and not TICKETS.are_there(site.username, site.password):
        protocol = "ntlm"
    credential, password = _credential(site, protocol)
    hostname, service = words.get("hostname_override") or site.host.strip("[]"), words.get("service") or "host"
    options = spnego.NegotiateOptions.wrapping_winrm if site.seal else spnego.NegotiateOptions.none

    def general() -> Any:
        return spnego.client(
            credential,
            password,
            hostname=hostname,
            service=service,
            channel_bindings=binding,
            context_req=wants,
            protocol=protocol,
            options=options,
        )

    if password is None and isinstance(nt_hash := getattr(credential, "nt_hash", None), str):
        return logon(credential.username, nt_hash, hostname, service, binding, general, (wants, options))
    return general()


# -- the hash that NTLM needs of a password costs a millisecond in Python: a fleet with one password computes it once

_salt = secrets.token_bytes(32)
_hashes: dict[bytes, str] = {}
_hashes_lock = threading.Lock()
_MOST_HASHES = 8


def _credential(site: Site, protocol: str) -> tuple[Any, str | None]:
    """Name and password, or for NTLM in Python the name with the hash."""
    if protocol != "ntlm" or not site.username or site.password is None or sys.platform == "win32" or "LM_COMPAT_LEVEL" in os.environ:
        return site.username, site.password
    try:
        import spnego
        from spnego._ntlm_raw.crypto import ntowfv1
    except ImportError:
        return site.username, site.password
    key = hmac.digest(_salt, site.password.encode("utf-8", "surrogatepass"), "sha256")
    with _hashes_lock:
        if key not in _hashes:
            if len(_hashes) >= _MOST_HASHES:
                _hashes.clear()
            _hashes[key] = ntowfv1(site.password).hex()
        return spnego.NTLMHash(site.username, nt_hash=_hashes[key]), None


__all__ = ["DirectHttp", "HttpStatus", "LogonRefused", "Site", "Unsuited", "suits"]
