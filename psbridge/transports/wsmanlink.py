"""One connection to a WSMan service with all its ways to log on, and its errors as ours.

Decides how connection facts become a carrier of envelopes (our own HTTP where that suits, else pypsrp's) and what each foreign exception
means for the user.  One `Link` is one connection with a security context of its own; it must not be used by two threads at once, so that
each role of a session has one.
"""

from __future__ import annotations

import contextlib
import re
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psbridge.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailed,
    DeadlineExceeded,
    PsBridgeError,
    TransportError,
    WSManFault,
)
from psbridge.trace import Secret, enabled, span
from psbridge.transports.creation import of_create
from psbridge.transports.directhttp import DirectHttp, Site, Unsuited, suits
from psbridge.transports.httptuning import tune
from psbridge.transports.names import place_of
from psbridge.transports.redirection import of_fault
from psbridge.wsman import Client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psbridge.wsman.client import Pending
    from psbridge.wsman.replies import Reply
    from psbridge.wsman.requests import Body

AUTHENTICATIONS = ("basic", "certificate", "credssp", "kerberos", "negotiate", "ntlm")
_SPECIAL = ("skip_ca_check", "skip_cn_check", "include_port_in_spn", "proxy_username")  # settings that pypsrp's HTTP alone can do
_READING_MARGIN = 10  # seconds that a read may take beyond the operation time-out


@dataclass(frozen=True, slots=True)
class Target:
    """Where a service is and how one logs on there.  ``verify``: True, False, or the path of a bundle of authorities."""

    host: str
    port: int | None = None
    username: str | None = None
    password: str | Secret | None = None
    auth: str = "negotiate"
    ssl: bool | None = None
    path: str = "wsman"
    verify: bool | str = True
    encryption: str = "auto"
    proxy: str | None = None
    no_proxy: bool = False
    connect_timeout: int = 30
    operation_timeout: int = 20
    retries: int = 0
    backoff: float = 2.0
    certificate: str | None = None
    certificate_key: str | None = None
    locale: str = "en-US"
    data_locale: str | None = None
    max_envelope_size: int = 153600
    skip_ca_check: bool = False
    skip_cn_check: bool = False
    include_port_in_spn: bool = False
    proxy_username: str | None = None
    proxy_password: str | Secret | None = None
    name: str = ""  # what the user calls it, when that is not its address
    max_redirections: int = 0  # how often a service may send us elsewhere
    negotiate: Mapping[str, Any] = field(default_factory=dict)  # service, hostname_override, delegate, send_cbt
    credssp: Mapping[str, Any] = field(default_factory=dict)  # auth_mechanism, disable_tlsv1_2, minimum_version

    @property
    def secure(self) -> bool:
        """Whether it is HTTPS: as said, else what the port or the kind of log-on means."""
        return self.ssl if self.ssl is not None else self.port == 5986 or self.auth in ("basic", "certificate")

    @property
    def number(self) -> int:
        return self.port or (5986 if self.secure else 5985)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.number}/{self.path.lstrip('/')}"

    def client(self) -> Client:
        """Builder and reader of messages for it."""
        return Client(
            self.url,
            self.max_envelope_size,
            float(self.operation_timeout),
            self.locale,
            self.data_locale or self.locale,
        )


class Proof:
    """Whether the credentials of a target have worked, which all its links share.

    A line that breaks within a log-on looks like a refusal; as the credentials are known to be right, a few of these in a row are taken
    for what they are.  More are not, so that no account is locked.
    """

    MOST = 3

    def __init__(self) -> None:
        self.has_worked, self._refusals = False, 0

    def worked(self) -> None:
        self.has_worked, self._refusals = True, 0

    def forgives(self) -> bool:
        self._refusals += 1
        return self.has_worked and self._refusals <= self.MOST


class Link:
    """One connection."""

    def __init__(self, target: Target, client: Client, proof: Proof | None = None) -> None:
        self.target, self.client = target, client
        self._proof = proof or Proof()
        self._http: Any = None
        self._proved = False  # its security context has worked
        self._is_direct = True  # our own HTTP may be tried

    def ask(self, body: Body, resource_uri: str = "", **words: Any) -> Reply:
        """Send a request and give its answer; raises WSManFault or a TransportError."""
        try:
            pending = self.client.request(body, resource_uri, **words)
        except UnicodeEncodeError as error:
            what = f"There is half a character (a lone surrogate) in {error.object[max(0, error.start - 20) : error.end + 20]!r}"
            raise ConfigurationError(what, where=self.target.host, hint="Names and settings must be whole text.") from None
        try:
            return self.read(pending, self.exchange(pending.data))
        except WSManFault as fault:
            raise of_create(fault, body, resource_uri, self.target.name or self.target.host) from None

    def read(self, pending: Pending, answer: bytes) -> Reply:
        """What an answer says; raises WSManFault."""
        try:
            return self.client.reply(pending, answer)
        except WSManFault as fault:
            raise of_fault(fault) from None

    def begin(self, data: bytes) -> bool:
        """Send an envelope whose answer `finish` gives; False when this connection cannot do that now."""
        begin = getattr(self._http, "begin", None) if self._proved else None
        if begin is None:
            return False
        try:
            return bool(begin(data))
        except Exception:  # noqa: BLE001 - it is asked again in the usual way, which tells what is wrong
            self.close()
            return False

    def finish(self) -> bytes:
        """The answer to the envelope that was sent last; a TransportError when the connection broke meanwhile."""
        try:
            http = self._http
            if http is None:
                raise ConnectionResetError("The connection was closed before the answer came")
            with span("answer", host=self.target.name or self.target.host) as noted:
                body = bytes(http.finish())
                noted.set(received=len(body))
            return body
        except PsBridgeError:
            raise
        except Exception as error:
            answer = _fault_of(error)
            if answer is not None:
                return answer
            self.close()
            if _is_stale(error):
                raise ConnectionFailed("The connection was made anew on the way", where=self.target.url) from error
            raise mapped(error, self.target) from error

    def exchange(self, data: bytes) -> bytes:
        """An envelope for an envelope; one that tells of a fault is given too."""
        if not enabled():
            return self._exchange(data)
        with span("request", host=self.target.name or self.target.host, action=_action_of(data), sent=len(data)) as noted:
            answer = self._exchange(data)
            noted.set(answer=_action_of(answer), received=len(answer))
            return answer

    def _exchange(self, data: bytes) -> bytes:
        try:
            return self._send(data)
        except PsBridgeError:
            raise
        except Exception as error:
            answer = _fault_of(error)
            if answer is not None:
                return answer
            again = self._proved and _is_stale(error)
            self.close()
            if again:
                return self._exchange(data)
            if _is_stale(error) and self._proof.forgives():
                raise ConnectionFailed("The connection broke while it was logged on", where=self.target.url) from error
            raise mapped(error, self.target) from error

    def _send(self, data: bytes) -> bytes:
        if self._http is None:
            self._http = _direct(self.target) if self._is_direct else None
        if self._http is None:
            self._http = _general(self.target)
        try:
            answer = bytes(self._http.send(data))
        except Unsuited:
            self.close()
            self._is_direct = False
            return self._send(data)
        if not self._proved:
            self._proved = True
            if (session := getattr(self._http, "session", None)) is not None:
                session.trust_env = False  # what the environment says was taken over when the session was built
        self._proof.worked()
        return answer

    def close(self) -> None:
        """Let go of the connection; the next request makes a new one."""
        http, self._http, self._proved = self._http, None, False
        if http is not None:
            with contextlib.suppress(Exception):
                http.close()


def _action_of(envelope: bytes) -> str:
    """The last part of what an envelope wants, or that it tells of a fault."""
    found = _ACTION.search(envelope)
    return found[1].decode() if found is not None else ""


_ACTION = re.compile(rb"Action[^>]*>[^<]*/(\w+)<")


def _password(target: Target) -> str | None:
    return target.password.reveal() if isinstance(target.password, Secret) else target.password


def _encryption(target: Target) -> str:
    return "never" if target.encryption == "auto" and not target.secure and target.auth == "basic" else target.encryption


def _direct(target: Target) -> DirectHttp | None:
    """Our own HTTP, if it can do what is wanted."""
    words = target.negotiate if target.auth != "basic" else {}
    if any(getattr(target, name, None) for name in _SPECIAL):
        return None
    if not suits(target.auth, _encryption(target), target.proxy, target.no_proxy, target.retries, words):
        return None
    place = place_of(target.host, target.number, target.secure)
    encryption = _encryption(target)
    return DirectHttp(
        Site(
            place.host.strip("[]"),
            place.port,
            target.secure,
            target.path,
            target.auth,
            target.username,
            _password(target),
            seal=encryption == "always" if target.secure else encryption != "never",
            verify=place.authority if place.authority and target.verify is True else target.verify,
            connect_timeout=target.connect_timeout,
            read_timeout=target.operation_timeout + _READING_MARGIN,
            negotiate=words,
        )
    )


def _general(target: Target) -> Any:
    """pypsrp's HTTP, which can do everything."""
    from pypsrp.wsman import WSMan

    if target.auth not in AUTHENTICATIONS:
        raise ConfigurationError(f"There is no authentication {target.auth!r}", hint=f"Known: {', '.join(AUTHENTICATIONS)}.")
    words = {f"negotiate_{name}": value for name, value in target.negotiate.items()}
    if target.include_port_in_spn:
        words["negotiate_hostname_override"] = f"{target.negotiate.get('hostname_override') or target.host}:{target.number}"
    words |= {f"credssp_{name}": value for name, value in target.credssp.items()}
    if target.auth == "certificate":
        words |= {"certificate_pem": target.certificate, "certificate_key_pem": target.certificate_key}
    place = place_of(target.host, target.number, target.secure)
    http = WSMan(
        place.host,
        port=place.port,
        username=target.username,
        password=_password(target),
        ssl=target.secure,
        path=target.path.lstrip("/"),
        auth=target.auth,
        cert_validation=_trusted(target, place.authority),  # type: ignore[arg-type]
        connection_timeout=target.connect_timeout,
        encryption=_encryption(target),
        proxy=target.proxy,
        no_proxy=target.no_proxy,
        read_timeout=target.operation_timeout + _READING_MARGIN,
        reconnection_retries=target.retries,
        reconnection_backoff=target.backoff,
        **words,
    ).transport
    http.endpoint = target.url.replace(f":{target.number}/", f":{place.port}/").replace(target.host, place.host, 1)
    tune(http, target)
    return http


def _trusted(target: Target, authority: str) -> bool | str:
    if target.skip_ca_check:
        return False
    return authority if authority and target.verify is True else target.verify


def _is_stale(error: Exception) -> bool:
    """The connection was renewed below us, and the log-on of the old one does not count on the new one: the request was not looked at."""
    return type(error).__name__ in ("AuthenticationError", "LogonRefused") or getattr(error, "code", None) in (400, 401)


def _fault_of(error: Exception) -> bytes | None:
    """The envelope in an HTTP error, if it holds one."""
    text = getattr(error, "response_text", None) if type(error).__name__ in ("WinRMTransportError", "HttpStatus") else None
    return text.encode() if isinstance(text, str) and "Envelope" in text else None


# name of a foreign exception (or of a base of it) -> how it is told
def mapped(error: BaseException, target: Target) -> PsBridgeError:
    """The error of ours that a foreign one means, with the way out."""
    where = target.url
    chain = list(_chain(error))
    for name, tell in _TELLERS:
        for one in chain:
            if any(kind.__name__ == name for kind in type(one).__mro__):
                return tell(one, error, target, where)
    return TransportError(f"{type(error).__name__}: {error}", where=where)


def _chain(error: BaseException | None) -> Any:
    while error is not None:
        yield error
        reason = getattr(error, "reason", None)
        if isinstance(reason, BaseException):
            yield reason
        inner = error.args[0] if error.args and isinstance(error.args[0], BaseException) else None
        if inner is not None:
            yield inner
            nested = getattr(inner, "reason", None)
            if isinstance(nested, BaseException):
                yield nested
        error = error.__cause__ or error.__context__


def _refused(_one: Any, _error: Any, target: Target, where: str) -> PsBridgeError:
    user = f" as {target.username}" if target.username else ""
    return AuthenticationError(
        f"The host refused the log-on{user} ({target.auth}): HTTP 401",
        where=where,
        hint="Check user name and password; a local account may need the form HOST\\user, a domain account user@DOMAIN. "
        f"Check that the service allows {target.auth} (winrm get winrm/config/service/auth).",
    )


def _status(one: Any, _error: Any, target: Target, where: str) -> PsBridgeError:
    code = getattr(one, "code", 0)
    hint = _STATUS_HINTS.get(code, "Is that address a WinRM service?")
    return TransportError(f"The service answered with HTTP {code}", where=where, hint=hint)


_STATUS_HINTS = {
    404: "There is no WinRM service under that path; the usual one is /wsman.",
    405: "Is that address a WinRM service?",
    407: "The proxy wants a log-on.",
    500: "The service may refuse unencrypted messages: use ssl=True, or auth negotiate, ntlm, kerberos or credssp, which encrypt them.",
    503: "The service is overloaded or stopping; try again later.",
}


def _no_ticket(_one: Any, error: Any, target: Target, where: str) -> PsBridgeError:
    if target.password is None and target.auth != "kerberos" and "credential" in str(error):
        return AuthenticationError(
            f"There is neither a password nor a ticket for {target.username or 'this user'} ({target.auth})",
            where=where,
            hint="Set PSBRIDGE_PASSWORD (or password_env of the inventory), type it (--ask-password), hand it over (password=), or kinit.",
        )
    return AuthenticationError(
        f"No security context could be made ({target.auth}): {_first_line(error)}",
        where=where,
        hint="For Kerberos: is there a ticket (klist, kinit)? Does the name match the service principal HTTP/<host> or "
        "WSMAN/<host> (negotiate={'service': ..., 'hostname_override': ...})? Use the full name of the host, not its address.",
    )


def _certificate(one: Any, error: Any, target: Target, where: str) -> PsBridgeError:
    return ConnectionFailed(
        f"The certificate of the host is not accepted: {getattr(one, 'verify_message', '') or _first_line(error)}",
        where=where,
        hint="Name the authority that issued it (--ca-file, verify='ca.pem'), use the name that stands in it, or, for a test only, "
        "check nothing (--no-verify, verify=False).",
    )


def _tls(one: Any, error: Any, target: Target, where: str) -> PsBridgeError:
    """TLS that does not come about for another reason than the certificate of the host."""
    reason = getattr(one, "reason", None) or ""
    if reason == "NO_CERTIFICATE_OR_CRL_FOUND":
        return ConfigurationError(
            f"There is no certificate in {target.verify}", where=where, hint="It has to be PEM: -----BEGIN CERTIFICATE----- ..."
        )
    if reason in _PLAIN_ANSWERS:
        return ConnectionFailed(
            "No TLS is spoken there",
            where=where,
            hint="HTTPS has a port of its own, usually 5986 (--port, port=); Basic is sent over it only.",
        )
    return _certificate(one, error, target, where)


_PLAIN_ANSWERS = frozenset(("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"))


def _late(_one: Any, _error: Any, target: Target, where: str) -> PsBridgeError:
    return DeadlineExceeded(
        "The host did not answer in time",
        where=where,
        hint="Is it up, and is the port open? A firewall that drops packets looks like this.",
    )


def _proxy(_one: Any, error: Any, target: Target, where: str) -> PsBridgeError:
    return ConnectionFailed(
        f"The proxy {target.proxy or 'of the environment'} does not work: {_reason_text(error)}",
        where=where,
        hint="Check proxy=, or go without: no_proxy=True.",
    )


def _unresolved(_one: Any, _error: Any, target: Target, where: str) -> PsBridgeError:
    return ConnectionFailed(f"The name {target.host!r} is not known", where=where, hint="Check its spelling, or give its address.")


def _lost(_one: Any, error: Any, target: Target, where: str) -> PsBridgeError:
    return ConnectionFailed(
        f"No connection: {_reason_text(error)}",
        where=where,
        hint="Is WinRM enabled there (Enable-PSRemoting), is the port right (5985 for HTTP, 5986 for HTTPS), is it open in the firewall?",
    )


def _settings(_one: Any, error: Any, _target: Target, where: str) -> PsBridgeError:
    return ConfigurationError(_first_line(error), where=where)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:300]


def _reason_text(error: BaseException) -> str:
    for one in _chain(error):
        if isinstance(one, OSError) and one.strerror:
            return str(one.strerror)
    return _first_line(error)


_TELLERS = (
    ("AuthenticationError", _refused),
    ("LogonRefused", _refused),
    ("WinRMTransportError", _status),
    ("HttpStatus", _status),
    ("SpnegoError", _no_ticket),
    ("GSSError", _no_ticket),
    ("Krb5Error", _no_ticket),
    ("SSLCertVerificationError", _certificate),
    ("CertificateError", _certificate),
    ("ProxyError", _proxy),
    (socket.gaierror.__name__, _unresolved),
    ("NameResolutionError", _unresolved),
    ("NewConnectionError", _lost),
    ("ConnectTimeout", _late),
    ("ConnectTimeoutError", _late),
    ("ReadTimeout", _late),
    ("ReadTimeoutError", _late),
    ("TimeoutError", _late),
    ("SSLError", _tls),
    ("ConnectionError", _lost),
    ("ChunkedEncodingError", _lost),
    ("ValueError", _settings),
    ("OSError", _lost),
)

__all__ = ["AUTHENTICATIONS", "Link", "Proof", "Target", "WSManFault", "mapped"]
