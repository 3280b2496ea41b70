"""What NTLM's keys do for each message, taken over from a finished log-on of pyspnego ([MS-NLMP] 3.4.4.2, 3.4.3).

A general context looks at flags, builds objects and writes logs for each message; a session of WinRM always has the same case: extended
session security with exchanged keys.  That one is done here with four calls of C; every other context stays as it is.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Callable
from typing import Any

from psbridge.errors import TransportError

_NUMBER = struct.Struct("<I")
_VERSION = b"\x01\x00\x00\x00"
_SIGN, _SEAL, _EXTENDED, _EXCHANGED = 0x10, 0x20, 0x80000, 0x40000000  # [MS-NLMP] 2.2.2.5
CASE = _SIGN | _SEAL | _EXTENDED | _EXCHANGED
_SIZE = 16  # of a signature


class NtlmSealer:
    """Seals and opens messages with the keys of one log-on."""

    __slots__ = ("_decrypt", "_encrypt", "_key_in", "_key_out", "_number_in", "_number_out")

    def __init__(
        self, encrypt: Callable[[bytes], bytes], decrypt: Callable[[bytes], bytes], keys: tuple[bytes, bytes], numbers: tuple[int, int]
    ) -> None:
        self._encrypt, self._decrypt = encrypt, decrypt
        self._key_out, self._key_in = keys
        self._number_out, self._number_in = numbers

    def wrap_winrm(self, data: bytes) -> tuple[bytes, bytes, int]:
        """Signature, sealed message, padding."""
        number = _NUMBER.pack(self._number_out & 0xFFFFFFFF)
        self._number_out += 1
        sealed = self._encrypt(data)
        return _VERSION + self._encrypt(hmac.digest(self._key_out, number + data, "md5")[:8]) + number, sealed, 0

    def unwrap_winrm(self, header: bytes, data: bytes) -> bytes:
        """The message; a TransportError when it was changed, repeated or left out."""
        number = _NUMBER.pack(self._number_in & 0xFFFFFFFF)
        self._number_in += 1
        message = self._decrypt(data)
        expected = _VERSION + self._decrypt(hmac.digest(self._key_in, number + message, "md5")[:8]) + number
        if len(header) != _SIZE or not hmac.compare_digest(expected, header):
            raise TransportError("The signature of a message is wrong", where="NTLM", hint="The message was changed on its way.")
        return message


def taken_over(context: Any) -> Any:
    """A sealer with the keys of a finished context if it is NTLM of the usual kind, else the context; that one is not used any more."""
    own = getattr(context, "sealer", None)
    if own is not None:
        return own
    inner = getattr(context, "_context", None) or context
    try:
        if int(inner._context_attr) & CASE != CASE or inner._sign_key_out is None:
            return context
        encrypt, decrypt = inner._handle_out._handle.update, inner._handle_in._handle.update
        return NtlmSealer(encrypt, decrypt, (inner._sign_key_out, inner._sign_key_in), (inner._seq_num_out, inner._seq_num_in))
    except (AttributeError, TypeError):
        return context  # another mechanism, or another pyspnego


__all__ = ["CASE", "NtlmSealer", "taken_over"]
