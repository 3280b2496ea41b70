"""The session key that hides SecureStrings: RSA to agree on it, AES-256 to use it ([MS-PSRP] 2.2.5.1.24, 3.1.5.4.4).

Decides the formats of the two blobs.  A peer of protocol 2.4 or later needs no key: the carrier encrypts, secrets travel as hexadecimal
text.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import struct
from typing import TYPE_CHECKING

from psbridge.errors import CryptoError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

_PUBLIC_HEADER = bytes.fromhex("06020000 00a40000 52534131 00080000")  # PUBLICKEYBLOB, RSA1, 2048 bits
_KEY_HEADER = bytes.fromhex("01020000 10660000 00a40000")  # SIMPLEBLOB, AES-256, encrypted for RSA
_HEX = re.compile("[0-9a-f]*")
_KEY_SIZE, _MODULUS_SIZE, _BLOCK = 32, 256, 16


class KeyPair:
    """The client's RSA key; `public_text` goes to the server."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import rsa  # late: only sessions that exchange keys load it

        self._private: RSAPrivateKey = rsa.generate_private_key(public_exponent=65537, key_size=_MODULUS_SIZE * 8)
        numbers = self._private.public_key().public_numbers()
        blob = _PUBLIC_HEADER + struct.pack("<I", numbers.e) + numbers.n.to_bytes(_MODULUS_SIZE, "little")
        self.public_text = base64.b64encode(blob).decode("ascii")

    def unwrap(self, text: str) -> SessionKey:
        """The session key from the server's answer."""
        from cryptography.hazmat.primitives.asymmetric import padding

        blob = _decode(text, "EncryptedSessionKey")
        if blob[: len(_KEY_HEADER)] != _KEY_HEADER or len(blob) != len(_KEY_HEADER) + _MODULUS_SIZE:
            raise CryptoError("The encrypted session key is no SIMPLEBLOB of an AES-256 key", where="EncryptedSessionKey")
        try:
            key = self._private.decrypt(blob[len(_KEY_HEADER) :][::-1], padding.PKCS1v15())
        except ValueError as error:
            raise CryptoError("The session key was encrypted for somebody else", where="EncryptedSessionKey") from error
        return SessionKey(key)


def wrap(public_text: str, key: SessionKey) -> str:
    """The answer to a client's public key: the session key encrypted for it."""
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    blob = _decode(public_text, "PublicKey")
    start = len(_PUBLIC_HEADER)
    if blob[:start] != _PUBLIC_HEADER or len(blob) != start + 4 + _MODULUS_SIZE:
        raise CryptoError("The public key is no PUBLICKEYBLOB of an RSA-2048 key", where="PublicKey")
    (exponent,) = struct.unpack_from("<I", blob, start)
    try:
        public = rsa.RSAPublicNumbers(exponent, int.from_bytes(blob[start + 4 :], "little")).public_key()
        encrypted = public.encrypt(key.raw, padding.PKCS1v15())
    except ValueError as error:
        raise CryptoError(f"The public key cannot be used: {error}", where="PublicKey") from error
    return base64.b64encode(_KEY_HEADER + encrypted[::-1]).decode("ascii")


def _decode(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise CryptoError("A key is not base64", where=where) from error


class SessionKey:
    """An AES-256 key; `encrypt` and `decrypt` are the hooks that CLIXML asks for the content of SS elements."""

    __slots__ = ("raw",)

    def __init__(self, raw: bytes | None = None) -> None:
        self.raw = secrets.token_bytes(_KEY_SIZE) if raw is None else raw
        if len(self.raw) != _KEY_SIZE:
            raise CryptoError(f"A session key has {_KEY_SIZE} bytes, not {len(self.raw)}", where="session key")

    def __repr__(self) -> str:
        return "SessionKey(***)"

    def _cipher(self) -> Cipher[CBC]:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        return Cipher(algorithms.AES(self.raw), modes.CBC(bytes(_BLOCK)))  # the protocol has no IV

    def encrypt(self, text: str) -> str:
        plain = text.encode("utf-16-le", "surrogatepass")
        fill = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()).decode("ascii")

    def decrypt(self, text: str) -> str:
        data = _decode(text, "SS")
        if not data or len(data) % _BLOCK:
            raise CryptoError(f"An encrypted secret has {len(data)} bytes, which is no multiple of {_BLOCK}", where="SS")
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
        fill = plain[-1]
        if not 1 <= fill <= _BLOCK or plain[-fill:] != bytes([fill]) * fill:
            raise CryptoError("An encrypted secret does not fit the session key", where="SS")
        try:
            return plain[:-fill].decode("utf-16-le", "surrogatepass")
        except UnicodeDecodeError as error:
            raise CryptoError("A decrypted secret is not UTF-16", where="SS") from error


class OpenSecrets:
    """The hooks of protocol 2.4 and later, where the carrier alone keeps secrets: UTF-16 as base64.

    Reading also takes the hexadecimal form that PowerShell's serialiser writes where it has no key.
    """

    def encrypt(self, text: str) -> str:
        return base64.b64encode(text.encode("utf-16-le", "surrogatepass")).decode("ascii")

    def decrypt(self, text: str) -> str:
        is_hex = len(text) % 4 == 0 and _HEX.fullmatch(text) is not None
        data = bytes.fromhex(text) if is_hex else _decode(text, "SS")
        try:
            return data.decode("utf-16-le", "surrogatepass")
        except UnicodeDecodeError as error:
            raise CryptoError("A secret is not UTF-16", where="SS") from error


class NoKey:
    """The hooks before a key was agreed on: nothing secret is written."""

    def encrypt(self, text: str) -> str:
        raise CryptoError("Session key not available to encrypt secure string.", where="SS", hint="Exchange keys first.")


Secrets = SessionKey | OpenSecrets | NoKey
