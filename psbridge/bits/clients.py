"""The HTTP client of a job: its way, TLS, logins, and time limits, made from the job's settings."""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from psbridge.bits.authentication import Login
from psbridge.bits.codes import BitsError
from psbridge.bits.places import host_of
from psbridge.bits.routes import routes
from psbridge.bits.settings import CHECK_REVOCATION, IGNORE_CA, IGNORE_CN, IGNORE_DATE, IGNORE_USAGE, Settings
from psbridge.bits.wire import Wire

if TYPE_CHECKING:
    from psbridge.bits.sealing import Seal

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which the ssl module does not name

Transport = Callable[[Settings, Login | None, Login | None, str], httpx.BaseTransport]


def login_of(seal: Seal, sealed: str, scheme: str, purpose: str) -> Login | None:
    if not sealed:
        return None
    user, password = seal.open(sealed, purpose)
    return Login(user, password, scheme)


def real_transport(settings: Settings, login: Login | None, proxy_login: Login | None, url: str, *, timeout: float = 60.0,
                   environment: Mapping[str, str] | None = None) -> Wire:  # fmt: skip
    """A connection to the real network."""
    env = os.environ if environment is None else environment
    return Wire(
        lambda scheme, host: routes(settings, scheme, host, env),
        lambda: tls_context(settings),
        login,
        proxy_login,
        host_of(url),
        timeout,
    )


class HttpClient:
    """Requests over one transport, with the cookies of their answers; httpx's own client does more than a transfer needs."""

    __slots__ = ("cookies", "transport")

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self.transport = transport
        self.cookies = httpx.Cookies()

    def send(self, method: str, url: httpx.URL, headers: dict[str, str], **more: Any) -> httpx.Response:
        """One exchange; redirects are the caller's matter."""
        request = httpx.Request(method, url, headers=headers, **more)
        if self.cookies:
            self.cookies.set_cookie_header(request)
        answer = self.transport.handle_request(request)
        answer.request = request
        if "set-cookie" in answer.headers:
            self.cookies.extract_cookies(answer)
        return answer

    def close(self) -> None:
        self.transport.close()


def client_over(transport: httpx.BaseTransport) -> HttpClient:
    return HttpClient(transport)


def tls_context(settings: Settings) -> ssl.SSLContext:
    """What the security flags ask for; IGNORE_USAGE cannot be had here and is refused."""
    flags = settings.security_flags
    if flags & IGNORE_USAGE:
        raise BitsError("NOT_SUPPORTED", "Ignoring a wrong usage of certificates is not supported on this platform.")
    made = ssl.create_default_context()
    made.check_hostname = not flags & (IGNORE_CN | IGNORE_CA)
    if flags & IGNORE_CA:
        made.verify_mode = ssl.CERT_NONE
    if flags & IGNORE_DATE:
        made.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
    if flags & CHECK_REVOCATION:
        made.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    if settings.cert_hash:
        _load_certificate(made, settings)
    return made


def certificate_folders(settings: Settings) -> list[Path]:
    """Where client certificates lie: .NET's stores of the user, and ours (PEM files)."""
    name = (settings.cert_store_name or "My").lower()
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return [Path.home() / ".dotnet" / "corefx" / "cryptography" / "x509stores" / name, data / "psbridge" / "certificates" / name]


def _load_certificate(context: ssl.SSLContext, settings: Settings) -> None:
    for folder in certificate_folders(settings):
        for file in sorted(folder.glob("*")) if folder.is_dir() else ():
            pem = _pem_of(file, settings.cert_hash)
            if pem is not None:
                _use(context, pem)
                return
    raise BitsError("CLIENT_CERT_NEEDED", f"There is no certificate {settings.cert_hash} with a private key in the store.")


def _use(context: ssl.SSLContext, pem: bytes) -> None:
    """The ssl module reads certificates from files only: one that only we can read, gone at once."""
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(pem)
        file.flush()
        context.load_cert_chain(file.name)


def _pem_of(file: Path, thumbprint: str) -> bytes | None:
    """Certificate and key as PEM, when the file holds the certificate with that SHA-1 thumbprint."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

    data = file.read_bytes()
    try:
        if file.suffix.lower() in (".pfx", ".p12"):
            key, certificate, _ = pkcs12.load_key_and_certificates(data, None)
            if key is None or certificate is None:
                return None
            pem = certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        else:
            certificate, pem = x509.load_pem_x509_certificate(data), data
    except ValueError:
        return None
    found = certificate.fingerprint(hashes.SHA1()).hex()  # noqa: S303  the stores' own name for a certificate
    return pem if found == thumbprint.lower() and b"PRIVATE KEY" in pem else None
