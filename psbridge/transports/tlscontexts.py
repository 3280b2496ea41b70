"""TLS contexts of clients: one for each way to verify, shared by all connections, because to build one costs more than a handshake.

Decides which authorities count (a bundle that is named, the one of the environment, Python's certifi) and what binds a log-on to its
channel.
"""

from __future__ import annotations

import hashlib
import os
import ssl
import threading
from pathlib import Path

_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_WEAK = frozenset(("md5", "sha1"))  # RFC 5929, 4.1: SHA-256 stands for these
_contexts: dict[tuple[str, int], ssl.SSLContext] = {}
_lock = threading.Lock()


def context_for(verify: bool | str) -> ssl.SSLContext:
    """The context for True, False, or the path of a bundle (or of a directory) of authorities."""
    place = "" if verify is False else _authorities(verify)
    key = (place, Path(place).stat().st_mtime_ns if place and Path(place).exists() else 0)
    with _lock:
        found = _contexts.get(key)
        if found is None:
            found = _contexts[key] = _made(verify is not False, place)
    return found


def _authorities(verify: bool | str) -> str:
    """The path of the bundle that counts; "" for the system's."""
    if isinstance(verify, str):
        return verify
    for name in _BUNDLES:
        if told := os.environ.get(name):
            return told
    try:
        import certifi
    except ImportError:
        return ""
    return certifi.where()


def _made(verified: bool, place: str) -> ssl.SSLContext:
    if not verified:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if not place:
        return ssl.create_default_context()
    if not Path(place).exists():
        raise ValueError(f"There is no bundle of authorities {place}")
    return ssl.create_default_context(capath=place) if Path(place).is_dir() else ssl.create_default_context(cafile=place)


def channel_binding(certificate: bytes) -> bytes:
    """What ties a log-on to the TLS channel with this certificate: tls-server-end-point of RFC 5929."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        algorithm = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    except UnsupportedAlgorithm:
        algorithm = None
    name = "sha256" if algorithm is None or algorithm.name in _WEAK else algorithm.name
    return b"tls-server-end-point:" + hashlib.new(name, certificate).digest()


__all__ = ["channel_binding", "context_for"]
