"""NTLMv2 as WinRM uses it, and nothing else of NTLM ([MS-NLMP]): Unicode, 128 bits, extended session security, exchanged keys, sealing.

Decides how the messages of a log-on look and how they are proved.  pyspnego knows all of NTLM, with an object for each part of a message;
a log-on in this one case needs a fifth of that time.  Who asks for something else is left to pyspnego (`is_usual`).
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psbridge.wsman.ntlmsealing import CASE, NtlmSealer

SIGNATURE = b"NTLMSSP\0"
_UNICODE, _INFORMED, _VERSION, _128 = 0x1, 0x800000, 0x2000000, 0x20000000  # [MS-NLMP] 2.2.2.5
_USUAL = CASE | _UNICODE | _INFORMED | _128
FLAGS, TIMESTAMP, TARGET, BINDINGS = 6, 7, 9, 10  # [MS-NLMP] 2.2.2.1
_MIC = 2  # in the flags of the target information: the last message carries a code over all three
_FIELD = struct.Struct("<HHI")  # length, length again, offset
_PAIR = struct.Struct("<HH")
_NUMBER = struct.Struct("<I")
_NO_CODE = bytes(16)
_FIXED = 64  # the part of the last message in which all lengths stand
_MAGIC = "session key to {}-to-{} {} key magic constant\0"
CLIENT, SERVER = "client", "server"


class BadNtlm(Exception):
    """A message that is none, or whose proof is wrong."""


def is_usual(flags: int) -> bool:
    """Whether a log-on with these flags is the case that is done here."""
    return flags & _USUAL == _USUAL


def hmac_md5(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "md5")


def _rc4(key: bytes) -> Callable[[bytes], bytes]:
    """A stream of RC4, which enciphers and deciphers."""
    from cryptography.hazmat.primitives.ciphers import Cipher

    return Cipher(_arc4()(key), mode=None).encryptor().update


@functools.cache
def _arc4() -> Any:
    try:
        from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
    except ImportError:  # before cryptography 43
        from cryptography.hazmat.primitives.ciphers.algorithms import ARC4  # type: ignore[no-redef, assignment, unused-ignore]
    return ARC4


def sealer(session_key: bytes, side: str) -> NtlmSealer:
    """What seals for one side of a log-on."""
    other = SERVER if side == CLIENT else CLIENT
    keys = [
        hashlib.md5(session_key + _MAGIC.format(sender, receiver, kind).encode(), usedforsecurity=False).digest()
        for kind in ("sealing", "signing")
        for sender, receiver in ((side, other), (other, side))
    ]
    seal_out, seal_in, sign_out, sign_in = keys
    return NtlmSealer(_rc4(seal_out), _rc4(seal_in), (sign_out, sign_in), (0, 0))


def read_pairs(data: bytes) -> dict[int, bytes]:
    """Target information: values by number, in their order."""
    found: dict[int, bytes] = {}
    position = 0
    while position + _PAIR.size <= len(data):
        number, size = _PAIR.unpack_from(data, position)
        position += _PAIR.size
        if number == 0:
            return found
        if position + size > len(data):
            break
        found[number] = data[position : position + size]
        position += size
    raise BadNtlm("The target information does not end")


def write_pairs(pairs: dict[int, bytes]) -> bytes:
    return b"".join([_PAIR.pack(number, len(value)) + value for number, value in pairs.items()]) + bytes(4)


def _field(message: bytes, at: int) -> bytes:
    size, _, offset = _FIELD.unpack_from(message, at)
    if size and (offset < _FIELD.size or offset + size > len(message)):
        raise BadNtlm("A part of the message lies outside of it")
    return message[offset : offset + size]


# -- the second message


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the server asks."""

    flags: int
    nonce: bytes
    pairs: dict[int, bytes]


def read_challenge(message: bytes) -> Challenge:
    if len(message) < 48 or message[:12] != SIGNATURE + b"\2\0\0\0":
        raise BadNtlm("This is no challenge")
    return Challenge(_NUMBER.unpack_from(message, 20)[0], message[24:32], read_pairs(_field(message, 40)))


def write_challenge(flags: int, nonce: bytes, name: str, pairs: dict[int, bytes], version: bytes) -> bytes:
    title, info = name.encode("utf-16-le"), write_pairs(pairs)
    start = 48 + len(version)
    return b"".join(
        (
            *(SIGNATURE, b"\2\0\0\0", _FIELD.pack(len(title), len(title), start), _NUMBER.pack(flags), nonce, bytes(8)),
            *(_FIELD.pack(len(info), len(info), start + len(title)), version, title, info),
        )
    )


# -- the third message


def key_of(user: str, domain: str, nt_hash: bytes) -> bytes:
    """NTOWFv2 of [MS-NLMP] 3.3.2."""
    return hmac_md5(nt_hash, (user.upper() + domain).encode("utf-16-le", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs on: the hash is that of the password (NTOWFv1); ``workstation``: what the client calls itself."""

    user: str
    domain: str
    nt_hash: bytes
    workstation: str


def authenticate(
    account: Account, messages: tuple[bytes, bytes], target: str, bindings: bytes, version: bytes, nonce: bytes, session_key: bytes
) -> bytes:
    """The answer to a challenge with a time; ``messages``: the first and the second message, ``bindings``: a hash, or nothing."""
    challenge = read_challenge(messages[1])
    pairs = dict(challenge.pairs)
    if bindings:
        pairs[BINDINGS] = bindings
    pairs[TARGET] = target.encode("utf-16-le")
    pairs[FLAGS] = _NUMBER.pack(_NUMBER.unpack(pairs.get(FLAGS, bytes(4)))[0] | _MIC)
    given = b"\1\1" + bytes(6) + pairs[TIMESTAMP] + nonce + bytes(4) + write_pairs(pairs) + bytes(4)
    key = key_of(account.user, account.domain, account.nt_hash)
    proof = hmac_md5(key, challenge.nonce + given)
    exchanged = _rc4(hmac_md5(key, proof))(session_key)
    has_version = bool(challenge.flags & _VERSION)
    told = account.workstation if has_version else ""
    texts = [text.encode("utf-16-le", "surrogatepass") for text in (account.domain, account.user, told)]
    parts = [bytes(24), proof + given, *texts, exchanged]
    middle = version if has_version else b""
    code_at = _FIXED + len(middle)
    fields, offset = [], code_at + len(_NO_CODE)
    for part in parts:
        fields.append(_FIELD.pack(len(part), len(part), offset))
        offset += len(part)
    head = SIGNATURE + b"\3\0\0\0" + b"".join(fields) + _NUMBER.pack(challenge.flags) + middle
    payload = b"".join(parts)
    code = hmac_md5(session_key, messages[0] + messages[1] + head + _NO_CODE + payload)
    return head + code + payload


@dataclass(frozen=True, slots=True)
class Authentication:
    """What a client says in its last message."""

    message: bytes
    user: str
    domain: str
    response: bytes
    exchanged: bytes
    flags: int


def read_authenticate(message: bytes) -> Authentication:
    if len(message) < _FIXED or message[:12] != SIGNATURE + b"\3\0\0\0":
        raise BadNtlm("This is no answer to a challenge")
    domain, user = (_field(message, at).decode("utf-16-le", "surrogatepass") for at in (28, 36))
    return Authentication(message, user, domain, _field(message, 20), _field(message, 52), _NUMBER.unpack_from(message, 60)[0])


def session_key_of(given: Authentication, key: bytes, nonce: bytes) -> bytes:
    """The key of a session whose client has proved that it knows `key` (see `key_of`); BadNtlm when it has not."""
    proof = hmac_md5(key, nonce + given.response[16:])
    if not hmac.compare_digest(proof, given.response[:16]):
        raise BadNtlm("Wrong NTLM response")
    if len(given.exchanged) != 16:
        raise BadNtlm("The session key is missing")
    return _rc4(hmac_md5(key, proof))(given.exchanged)


def pairs_of(given: Authentication) -> dict[int, bytes]:
    """The target information that the client has signed."""
    return read_pairs(given.response[44:])


def check_code(given: Authentication, pairs: dict[int, bytes], messages: tuple[bytes, bytes], session_key: bytes) -> None:
    """The code over all messages, if the client says that there is one; BadNtlm when it is wrong."""
    if not int.from_bytes(pairs.get(FLAGS, b""), "little") & _MIC:
        return
    message = given.message
    payload = min((offset for _, _, offset in (_FIELD.unpack_from(message, at) for at in range(12, 60, 8)) if offset), default=0)
    at = 72 if payload >= 88 else 64
    if payload < 80:
        raise BadNtlm("There is no message integrity code")
    expected = hmac_md5(session_key, messages[0] + messages[1] + message[:at] + _NO_CODE + message[at + 16 :])
    if not hmac.compare_digest(expected, message[at : at + 16]):
        raise BadNtlm("Wrong message integrity code")


__all__ = [
    "Account",
    "Authentication",
    "BadNtlm",
    "Challenge",
    "authenticate",
    "check_code",
    "is_usual",
    "key_of",
    "pairs_of",
    "read_authenticate",
    "read_challenge",
    "sealer",
    "session_key_of",
    "write_challenge",
]
