"""What a target says beyond pypsrp's settings, put into the `requests` session below its transport.

Decides how the two checks of a certificate are done apart (who issued it, whose name it bears), what a proxy is told, and that whoever
closes the transport wakes the thread that waits in it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from psbridge.trace import Secret
from psbridge.transports.redirection import refuse

if TYPE_CHECKING:
    from psbridge.transports.wsmanlink import Target

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]


def tune(http: Any, target: Target) -> None:
    """Build the session of a pypsrp transport, and adapt it."""
    session = http.session = http._build_session()
    session.hooks["response"].append(refuse)
    lines = Lines()
    for scheme in ("http://", "https://"):
        _hook(session.get_adapter(scheme), lines.watched)
    http.close = lines.closing(http.close)
    adapter = session.get_adapter("https://")
    if target.skip_cn_check:
        adapter.poolmanager.connection_pool_kw["assert_hostname"] = False
    elif target.skip_ca_check:
        host = str(urlsplit(http.endpoint).hostname)
        _hook(adapter, lambda kind: _checked(kind, host))
    if target.proxy_username is not None:
        session.proxies = {kind: _with_user(url, target) for kind, url in session.proxies.items()}


def _with_user(url: Any, target: Target) -> Any:
    if not isinstance(url, str):
        return url
    password = target.proxy_password.reveal() if isinstance(target.proxy_password, Secret) else target.proxy_password or ""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(target.proxy_username or '', safe='')}:{quote(password, safe='')}@{place}"))


def _hook(adapter: Any, wrap: Wrap) -> None:
    """Let all connections of an adapter be made by what `wrap` makes of their class; those through proxies too."""
    _replace(adapter.poolmanager, wrap)
    make = adapter.proxy_manager_for

    def proxy_manager_for(proxy: str, **words: Any) -> Any:
        known = proxy in adapter.proxy_manager
        manager = make(proxy, **words)
        if not known:
            _replace(manager, wrap)
        return manager

    adapter.proxy_manager_for = proxy_manager_for


def _replace(manager: Any, wrap: Wrap) -> None:
    def pooled(make_pool: Callable[..., Any]) -> Callable[..., Any]:
        def pool(*words: Any, **named: Any) -> Any:
            made = make_pool(*words, **named)
            made.ConnectionCls = wrap(made.ConnectionCls)
            return made

        return pool

    manager.pool_classes_by_scheme = {scheme: pooled(make_pool) for scheme, make_pool in manager.pool_classes_by_scheme.items()}


class Lines:
    """The sockets of a transport's connections, by handles of our own.

    A socket that another thread reads from must not be closed under it (its number may soon be another connection's), and closing the pool
    does not even touch it: it is shut down over a second descriptor, which nobody else closes, and the reader closes behind itself.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handles: set[socket.socket] = set()

    def watched(self, kind: Callable[..., Any]) -> Callable[..., Any]:
        """Makes connections that we know of from when they are connected until they are closed."""

        def connection(*words: Any, **named: Any) -> Any:
            made = kind(*words, **named)
            connect, close = made.connect, made.close
            handles: list[socket.socket] = []

            def connect_and_note() -> None:
                connect()
                handle = socket.socket(fileno=os.dup(made.sock.fileno()))
                handles.append(handle)
                with self._lock:
                    self._handles.add(handle)

            def close_and_forget() -> None:
                close()
                while handles:
                    self._forget(handles.pop())

            made.connect, made.close = connect_and_note, close_and_forget
            return made

        return connection

    def _forget(self, handle: socket.socket) -> None:
        with self._lock:
            self._handles.discard(handle)
            handle.close()

    def hang_up(self) -> None:
        """Whoever waits on one of them is told that it is over."""
        with self._lock:
            for handle in self._handles:
                with contextlib.suppress(OSError):  # the other side was faster
                    handle.shutdown(socket.SHUT_RDWR)

    def closing(self, close: Callable[[], object]) -> Callable[[], None]:
        """A `close` that hangs up before."""

        def hang_up_and_close() -> None:
            self.hang_up()
            close()

        return hang_up_and_close


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


__all__ = ["Lines", "match_name", "tune"]
