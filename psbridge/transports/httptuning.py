"""What a target says beyond pypsrp's settings, put into the `requests` session below its transport.

Decides how the two checks of a certificate are done apart (who issued it, whose name it bears), and what a proxy is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from psbridge.trace import Secret
from psbridge.transports.redirection import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from psbridge.transports.wsmanlink import Target


def tune(http: Any, target: Target) -> None:
    """Build the session of a pypsrp transport, and adapt it."""
    session = http.session = http._build_session()
    session.hooks["response"].append(refuse)
    adapter = session.get_adapter("https://")
    if target.skip_cn_check:
        adapter.poolmanager.connection_pool_kw["assert_hostname"] = False
    elif target.skip_ca_check:
        _check_names(adapter, str(urlsplit(http.endpoint).hostname))
    if target.proxy_username is not None:
        session.proxies = {kind: _with_user(url, target) for kind, url in session.proxies.items()}


def _with_user(url: Any, target: Target) -> Any:
    if not isinstance(url, str):
        return url
    password = target.proxy_password.reveal() if isinstance(target.proxy_password, Secret) else target.proxy_password or ""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(target.proxy_username or '', safe='')}:{quote(password, safe='')}@{place}"))


def _check_names(adapter: Any, host: str) -> None:
    """Look at the name in a certificate whose issuer nobody asks for: TLS itself checks both or none."""
    classes = dict(adapter.poolmanager.pool_classes_by_scheme)
    make_pool = classes["https"]

    def pool(*words: Any, **named: Any) -> Any:
        made = make_pool(*words, **named)
        made.ConnectionCls = _checked(made.ConnectionCls, host)
        return made

    adapter.poolmanager.pool_classes_by_scheme = {**classes, "https": pool}


def _checked(kind: Callable[..., Any], host: str) -> Callable[..., Any]:
    def connection(*words: Any, **named: Any) -> Any:
        made = kind(*words, **named)
        connect = made.connect

        def connect_and_look() -> None:
            connect()
            match_name(made.sock.getpeercert(binary_form=True), host)

        made.connect = connect_and_look
        return made

    return connection


def match_name(certificate: bytes, host: str) -> None:
    """Raises urllib3's CertificateError when a certificate (DER) is not one of that host."""
    from cryptography import x509
    from urllib3.util.ssl_match_hostname import match_hostname

    made = x509.load_der_x509_certificate(certificate)
    names: list[tuple[str, str]] = []
    try:
        told = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names += [("DNS", name) for name in told.get_values_for_type(x509.DNSName)]
        names += [("IP Address", str(name)) for name in told.get_values_for_type(x509.IPAddress)]
    except x509.ExtensionNotFound:
        pass
    match_hostname({"subjectAltName": tuple(names)}, host)


__all__ = ["match_name", "tune"]
