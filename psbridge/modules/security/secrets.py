"""ConvertTo-SecureString and ConvertFrom-SecureString.

Decides the text forms of a secret: hexadecimal UTF-16 without a key (what PowerShell writes where there is no DPAPI), and AES with a key:
a fixed header, then base64 of the UTF-16 text ``2|initialisation vector|ciphertext``.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.engine.encodings import is_desktop
from psbridge.objects import ErrorRecord, SecureString

HEADER = "76492d1116743f0423413b16050a5345"
_BAD = "System.Management.Automation.PSArgumentException"
_FORCE = (
    "The system cannot protect plain text input. To suppress this warning and convert the plain text to a SecureString, reissue the "
    "command specifying the Force parameter. For more information ,type: get-help ConvertTo-SecureString."
)
_CRYPTO = "System.Security.Cryptography.CryptographicException"


class SecretError(ValueError):
    """A text that is no secret of this form, or a key that does not fit."""


def protect(text: str) -> str:
    """The form without a key."""
    return text.encode("utf-16-le", "surrogatepass").hex()


def unprotect(form: str) -> str:
    """Read the form without a key."""
    try:
        return bytes.fromhex(form.strip()).decode("utf-16-le", "surrogatepass")
    except (ValueError, UnicodeDecodeError) as problem:
        raise SecretError("Input string was not in a correct format.") from problem


def _cipher(key: bytes, vector: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    try:
        return Cipher(algorithms.AES(key), modes.CBC(vector))
    except ValueError as problem:
        raise SecretError("Specified key is not a valid size for this algorithm. (Parameter 'rgbKey')") from problem


def encrypt(text: str, key: bytes, vector: bytes | None = None) -> str:
    """The form with a key; `vector` is random unless a test gives one."""
    from cryptography.hazmat.primitives.padding import PKCS7

    vector = vector or os.urandom(16)
    padder = PKCS7(128).padder()
    plain = padder.update(text.encode("utf-16-le", "surrogatepass")) + padder.finalize()
    encryptor = _cipher(key, vector).encryptor()
    body = (encryptor.update(plain) + encryptor.finalize()).hex()
    package = f"2|{base64.b64encode(vector).decode()}|{body}"
    return HEADER + base64.b64encode(package.encode("utf-16-le")).decode()


def decrypt(form: str, key: bytes) -> str:
    """Read the form with a key."""
    from cryptography.hazmat.primitives.padding import PKCS7

    try:
        if form.startswith(HEADER):
            package = base64.b64decode(form[len(HEADER) :], validate=True).decode("utf-16-le")
            _, vector, body = package.split("|")
            salt = base64.b64decode(vector, validate=True)
        else:
            salt, body = bytes(16), form
        data = bytes.fromhex(body)
    except (ValueError, binascii.Error) as problem:
        raise SecretError("Input string was not in a correct format.") from problem
    decryptor = _cipher(key, salt).decryptor()
    try:
        unpadder = PKCS7(128).unpadder()
        plain = unpadder.update(decryptor.update(data) + decryptor.finalize()) + unpadder.finalize()
    except ValueError as problem:
        raise SecretError("Padding is invalid and cannot be removed.") from problem
    return plain.decode("utf-16-le", "surrogatepass")


class _SecretCommand(Cmdlet):
    secure_key: Any = None
    key: Any = None

    def key_bytes(self) -> bytes | None:
        """The key that was given in either way."""
        if self.secure_key is not None:
            return str(self.secure_key.reveal()).encode("utf-16-le")
        return None if self.key is None else bytes(int(byte) for byte in self.key)

    def bad_key(self, key: bytes | None) -> ErrorRecord | None:
        """What is wrong with a key: AES knows three lengths."""
        if key is None or len(key) in (16, 24, 32):
            return None
        text = 'Cannot process argument because the value of argument "key" is not valid. Change the value of the "key" argument and run '
        return self.error(_BAD, text + "the operation again.", "Argument", "InvalidArgument")

    def refuse(self, problem: SecretError) -> None:
        text = str(problem)
        if text.startswith("Input string"):
            self.write_error(self.error("System.FormatException", text, "ImportSecureString_InvalidArgument", "InvalidArgument"))
        else:
            self.write_error(self.error(_CRYPTO, text, "ImportSecureString_InvalidArgument_CryptographicError", "InvalidArgument"))


@cmdlet("ConvertTo-SecureString", default_set="Secure", output=("System.Security.SecureString",))
class ConvertToSecureString(_SecretCommand):
    """Converts plain or encrypted text to a secure string."""

    text = parameter("String", "string", position=0, mandatory=True, pipeline=True)
    as_plain_text = parameter("AsPlainText", "switch", sets=(In("PlainText", position=1),))
    force = parameter("Force", "switch", sets=(In("PlainText", position=2),))
    secure_key = parameter("SecureKey", "securestring", sets=(In("Secure", position=1),))
    key = parameter("Key", "byte[]", sets=("Open",))

    def process(self) -> None:
        if self.as_plain_text and not self.force and is_desktop(self.runspace):
            self.write_error(self.error("System.ArgumentException", _FORCE, "ImportSecureString_ForceRequired", "InvalidArgument"))
            return
        if self.as_plain_text:
            self._give(self.text)
            return
        if self.set_name == "PlainText":
            text = "Cannot process the command because of a missing parameter. A command must include the -AsPlainText parameter."
            self.write_error(self.error("System.ArgumentException", text, "ImportSecureString_InvalidArgument", "InvalidArgument"))
            return
        key = self.key_bytes()
        problem = self.bad_key(key)
        if problem is not None:
            self.write_error(self.error(_BAD, problem.message, "ImportSecureString_InvalidArgument", "InvalidArgument"))
            return
        try:
            self._give(unprotect(self.text) if key is None else decrypt(self.text, key))
        except SecretError as failure:
            self.refuse(failure)

    def _give(self, text: str) -> None:
        made = SecureString(text)
        made.read_only = True
        self.write(made)


@cmdlet("ConvertFrom-SecureString", default_set="Secure", output=("System.String",))
class ConvertFromSecureString(_SecretCommand):
    """Converts a secure string to encrypted or plain text."""

    secure_string = parameter("SecureString", "securestring", position=0, mandatory=True, pipeline=True)
    secure_key = parameter("SecureKey", "securestring", sets=(In("Secure", position=1),))
    as_plain_text = parameter("AsPlainText", "switch", sets=(In("AsPlainText"),))
    key = parameter("Key", "byte[]", sets=("Open",))

    def process(self) -> None:
        text = self.secure_string.reveal()
        if self.as_plain_text:
            self.write(text)
            return
        key = self.key_bytes()
        problem = self.bad_key(key)
        if problem is not None:
            self.fail(problem)
        try:
            self.write(protect(text) if key is None else encrypt(text, key))
        except SecretError as failure:
            self.refuse(failure)
