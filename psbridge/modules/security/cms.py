"""Cryptographic Message Syntax (RFC 5652): content encrypted to certificates, in the armour that PowerShell writes around it.

A message is EnvelopedData: AES-256 in CBC mode, its key wrapped with RSA for each recipient, who is named by issuer and serial number.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from typing import Any

from psbridge.machine.certificates import X509Certificate2, name_text
from psbridge.modules.security.der import NULL, OCTETS, SEQUENCE, SET, Element, identifier, integer, parse, write

BEGIN, END = "-----BEGIN CMS-----", "-----END CMS-----"
_ARMOUR = re.compile(f"{BEGIN}(.*?){END}", re.DOTALL)
_ENVELOPED, _DATA, _RSA = "1.2.840.113549.1.7.3", "1.2.840.113549.1.7.1", "1.2.840.113549.1.1.1"
_AES = {"2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.22": 24, "2.16.840.1.101.3.4.1.42": 32}
_AES_256 = "2.16.840.1.101.3.4.1.42"
_WRAPPED = 0xA0  # [0]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who can read a message: issuer and serial number of the certificate, and the wrapped key."""

    issuer: bytes
    serial: int
    key: bytes

    @property
    def issuer_name(self) -> str:
        return name_text(_name(self.issuer))


@dataclass(frozen=True, slots=True)
class Message:
    """What can be read of a message without a key."""

    recipients: tuple[Recipient, ...]
    algorithm: str
    vector: bytes
    encrypted: bytes
    version: int


def armoured(data: bytes) -> str:
    """A message as text."""
    text = base64.b64encode(data).decode()
    lines = "\r\n".join(text[i : i + 76] for i in range(0, len(text), 76))
    return f"{BEGIN}\n{lines}\n{END}"


def find_armour(text: str) -> tuple[str, bytes, str] | None:
    """What stands before the first message of a text, the message, and what stands behind it."""
    found = _ARMOUR.search(text)
    if found is None:
        return None
    try:
        return text[: found.start()], base64.b64decode("".join(found[1].split()), validate=True), text[found.end() :]
    except ValueError:
        return None


def encrypt(content: bytes, certificates: list[X509Certificate2]) -> bytes:
    """A message for all who have the key of one of the certificates."""
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key, vector = os.urandom(32), os.urandom(16)
    padder = padding.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    encrypted = cipher.update(padder.update(content) + padder.finalize()) + cipher.finalize()
    recipients = write(SET, *sorted(_recipient(one, key) for one in certificates))
    algorithm = write(SEQUENCE, identifier(_AES_256), write(OCTETS, vector))
    inner = write(SEQUENCE, identifier(_DATA), algorithm, write(0x80, encrypted))
    enveloped = write(SEQUENCE, integer(0), recipients, inner)
    return write(SEQUENCE, identifier(_ENVELOPED), write(_WRAPPED, enveloped))


def _recipient(certificate: X509Certificate2, key: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    public = certificate.certificate.public_key()
    if not isinstance(public, RSAPublicKey):
        raise ValueError("the certificate's key is no RSA key")
    wrapped = public.encrypt(key, PKCS1v15())
    who = write(SEQUENCE, certificate.certificate.issuer.public_bytes(), integer(certificate.certificate.serial_number))
    return write(SEQUENCE, integer(0), who, write(SEQUENCE, identifier(_RSA), write(NULL)), write(OCTETS, wrapped))


def read(data: bytes) -> Message:
    """A message taken apart; ValueError when it is none."""
    try:
        kind, wrapper = parse(data).children()[:2]
        if kind.oid != _ENVELOPED:
            raise ValueError("the content is not enveloped")
        version, *rest = wrapper.children()[0].children()
        rest = rest[1:] if rest[0].tag == _WRAPPED else rest  # certificates of the originator
        _, algorithm, encrypted = rest[1].children()
        method, vector = algorithm.children()
    except (IndexError, ValueError) as problem:
        raise ValueError(f"the data is no CMS message: {problem}") from problem
    recipients = tuple(_read_recipient(one) for one in rest[0].children() if one.tag == SEQUENCE)
    pieces = encrypted.children() if encrypted.tag & 0x20 else [encrypted]
    return Message(recipients, method.oid, vector.content, b"".join(one.content for one in pieces), version.number)


def _read_recipient(element: Element) -> Recipient:
    _, who, _, key = element.children()
    if who.tag != SEQUENCE:  # named by the identifier of the key
        return Recipient(b"", int.from_bytes(who.content, "big"), key.content)
    issuer, serial = who.children()
    return Recipient(issuer.encoded(), serial.number, key.content)


def decrypt(message: Message, certificates: list[X509Certificate2]) -> bytes | None:
    """The content; None when none of the certificates is a recipient that has its key."""
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if message.algorithm not in _AES:
        raise ValueError(f"content encrypted with {message.algorithm} cannot be read")
    for recipient in message.recipients:
        holder = next((one for one in certificates if one.key is not None and _is(one, recipient)), None)
        if holder is None:
            continue
        key = holder.key.decrypt(recipient.key, PKCS1v15())
        cipher = Cipher(algorithms.AES(key), modes.CBC(message.vector)).decryptor()
        padder = padding.PKCS7(128).unpadder()
        return padder.update(cipher.update(message.encrypted) + cipher.finalize()) + padder.finalize()
    return None


def _is(certificate: X509Certificate2, recipient: Recipient) -> bool:
    from cryptography import x509

    if recipient.issuer:
        same = certificate.certificate.issuer.public_bytes() == recipient.issuer
        return same and certificate.certificate.serial_number == recipient.serial
    try:
        own = certificate.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return False
    return int.from_bytes(own, "big") == recipient.serial


def _name(data: bytes) -> Any:
    """A distinguished name from its encoding: it is read as the issuer of a certificate would be."""
    from cryptography import x509

    parts = []
    for one in parse(data).children():
        attributes = [pair.children() for pair in one.children()]
        made = [x509.NameAttribute(x509.ObjectIdentifier(kind.oid), value.content.decode("utf-8", "replace")) for kind, value in attributes]
        parts.append(x509.RelativeDistinguishedName(made))
    return x509.Name(parts)
