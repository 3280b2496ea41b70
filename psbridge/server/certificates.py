"""Certificates made on demand: an authority of its own, hosts and clients that it vouches for.

Keys live in memory; Python's ssl reads files only, so they touch a private directory for as long as it takes to load them.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import ipaddress
import ssl
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from psbridge.transports.tlscontexts import channel_binding

_LIFE = dt.timedelta(days=825)
_UPN = ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")  # the other name that holds a user principal name


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key, PEM."""

    certificate: bytes
    key: bytes = b""

    @property
    def thumbprint(self) -> str:
        """SHA-1 of the certificate, as Windows names certificates."""
        return hashlib.sha1(ssl.PEM_cert_to_DER_cert(self.certificate.decode("ascii")), usedforsecurity=False).hexdigest().upper()

    def __repr__(self) -> str:
        return f"<Identity {self.thumbprint}>"


@functools.cache
def _shared_key() -> rsa.RSAPrivateKey:
    """One key for all hosts of this process: making one costs 100 ms, and it never leaves the process."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


class Authority:
    """A certificate authority."""

    def __init__(self, name: str = "psbridge emulated CA") -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._issuer = _name(name)
        self._lock = threading.Lock()
        builder = self._builder(name, self._key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _builder(self, subject: str, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        made = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(self._issuer).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + _LIFE)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        return made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)

    def host(self, names: Iterable[str]) -> Identity:
        """A certificate for a server with these names and addresses."""
        known = list(dict.fromkeys(names))
        key = _shared_key()
        alternatives = x509.SubjectAlternativeName([_general(name) for name in known])
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = self._builder(known[0], key).add_extension(alternatives, critical=False).add_extension(usage, critical=False)
        return self._signed(builder, key)

    def client(self, user: str) -> Identity:
        """A certificate with which a user logs on."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        text = user.encode()
        other = x509.OtherName(_UPN, b"\x0c" + bytes([len(text)]) + text)  # a UTF8String
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        builder = self._builder(user, key).add_extension(x509.SubjectAlternativeName([other]), critical=False)
        return self._signed(builder.add_extension(usage, critical=False), key)

    def _signed(self, builder: x509.CertificateBuilder, key: rsa.RSAPrivateKey) -> Identity:
        made = builder.sign(self._key, hashes.SHA256())
        return Identity(made.public_bytes(serialization.Encoding.PEM), _pem(key))


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def load_chain(context: ssl.SSLContext, identity: Identity) -> None:
    """Give a TLS context a certificate that is in memory."""
    with tempfile.TemporaryDirectory(prefix="psbridge-") as directory:
        path = Path(directory, "identity.pem")
        path.touch(0o600)
        path.write_bytes(identity.certificate + identity.key)
        context.load_cert_chain(path)


def server_context(identity: Identity, client_authorities: Iterable[bytes] = ()) -> ssl.SSLContext:
    """TLS for a listener; with authorities, clients may show certificates of theirs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load_chain(context, identity)
    known = list(client_authorities)
    if known:
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(cadata=b"".join(known).decode("ascii"))
    return context


def end_point_binding(certificate: bytes) -> bytes:
    """tls-server-end-point of a certificate in PEM (RFC 5929): its hash by its own algorithm, SHA-256 for weak ones."""
    return channel_binding(x509.load_pem_x509_certificate(certificate).public_bytes(serialization.Encoding.DER))


@functools.cache
def credssp_tls() -> Any:
    """The TLS context inside CredSSP, one for the process: its certificate means nothing to clients."""
    import spnego.tls

    key = _shared_key()
    name = _name("CREDSSP")
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + _LIFE)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    made = spnego.tls.default_tls_context("accept")
    load_chain(made.context, Identity(certificate, _pem(key)))
    made.context.maximum_version = ssl.TLSVersion.TLSv1_2
    made.public_key = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return made
