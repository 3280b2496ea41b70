"""What stays between web requests: headers, cookies, credentials, and how the session's connections are made."""

from __future__ import annotations

import ssl
from typing import Any

from psbridge.engine.members.cookies import CookieContainer
from psbridge.machine.certificates import X509Certificate2
from psbridge.objects import GenericDictionary, GenericList, NetObject, define, find_type
from psbridge.objects.adapted import Method, Property, declare

_C = "Microsoft.PowerShell.Commands."
_STRING = find_type("System.String")
# WebSslProtocol -> version of TLS
_VERSIONS = {
    192: ssl.TLSVersion.TLSv1,
    768: ssl.TLSVersion.TLSv1_1,
    3072: ssl.TLSVersion.TLSv1_2,
    12288: ssl.TLSVersion.TLSv1_3,
}


def _settable(name: str, attribute: str, type_name: str = "System.Object") -> Property:
    return Property(name, lambda one: getattr(one, attribute), lambda one, value: setattr(one, attribute, value), type_name)


class WebRequestSession(NetObject):
    """What stays between requests."""

    __slots__ = (
        "agent", "certificates", "cookies", "credentials", "default_credentials", "headers", "maximum_redirection", "maximum_retry_count",
        "proxy", "retry_interval",
    )  # fmt: skip
    net_type = define(_C + "WebRequestSession")
    PROPERTIES = {
        "Headers": _settable("Headers", "headers"),
        "Cookies": _settable("Cookies", "cookies", "System.Net.CookieContainer"),
        "UseDefaultCredentials": _settable("UseDefaultCredentials", "default_credentials", "System.Boolean"),
        "Credentials": _settable("Credentials", "credentials"),
        "Certificates": _settable("Certificates", "certificates"),
        "UserAgent": _settable("UserAgent", "agent", "System.String"),
        "Proxy": _settable("Proxy", "proxy"),
        "MaximumRedirection": _settable("MaximumRedirection", "maximum_redirection", "System.Int32"),
        "MaximumRetryCount": _settable("MaximumRetryCount", "maximum_retry_count", "System.Int32"),
        "RetryIntervalInSeconds": _settable("RetryIntervalInSeconds", "retry_interval", "System.Int32"),
    }

    def __init__(self) -> None:
        super().__init__()
        self.headers = GenericDictionary(_STRING, _STRING, ignore_case=True)
        self.cookies: Any = CookieContainer()
        self.credentials: Any = None
        self.default_credentials = False
        self.certificates: Any = None
        self.proxy: Any = None
        self.agent = ""
        self.maximum_redirection = -1
        self.maximum_retry_count = 0
        self.retry_interval = 0

    def take_certificate(self, certificate: X509Certificate2) -> None:
        """Who we are in TLS, for this and the following requests."""
        if self.certificates is None:
            self.certificates = GenericList(X509Certificate2.net_type)
        self.certificates.append(certificate)

    def context(self, check: bool, protocols: int) -> Any:
        """The TLS context of a request; True where nothing is special, so that the default one will do."""
        own = [one for one in self.certificates or () if one.key is not None]
        if check and not protocols and not own:
            return True
        made = ssl.create_default_context()
        if not check:
            made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
        wanted = [version for bits, version in _VERSIONS.items() if protocols & bits == bits]
        if wanted:
            made.minimum_version, made.maximum_version = wanted[0], wanted[-1]
        for certificate in own[:1]:
            _load(made, certificate)
        return made


def _load(context: ssl.SSLContext, certificate: X509Certificate2) -> None:
    """Give a context a certificate and its key.  OpenSSL takes them from a file only: one of ours alone, gone at once."""
    import os
    import tempfile
    from pathlib import Path

    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = certificate.certificate.public_bytes(Encoding.PEM)
    key = certificate.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, path = tempfile.mkstemp()
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(pem + key)
        context.load_cert_chain(path)
    finally:
        Path(path).unlink()


declare(WebRequestSession.net_type).constructor = Method("new", WebRequestSession, ("Microsoft.PowerShell.Commands.WebRequestSession()",))
