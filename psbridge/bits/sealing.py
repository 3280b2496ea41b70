"""Credentials at rest: sealed with a key that only the user can read, so that the store holds no secret in clear.

The key is a file beside the store (readable by its owner only), as Windows keeps one in the user's profile; a queue in memory has a key
in memory.  A sealed text opens only for the job that it was sealed for.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from psbridge.bits.codes import BitsError

_NONCE = 12
_KEY = 32


class Seal:
    """Seals and opens credentials.  The key is made at first use."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._key: bytes | None = None

    def seal(self, user: str, password: str, purpose: str) -> str:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        clear = json.dumps([user, password]).encode()
        return base64.b64encode(nonce + AESGCM(self._load()).encrypt(nonce, clear, purpose.encode())).decode()

    def open(self, sealed: str, purpose: str) -> tuple[str, str]:
        """User and password; BitsError when the seal is not ours."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            raw = base64.b64decode(sealed)
            user, password = json.loads(AESGCM(self._load()).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()))
        except (InvalidTag, ValueError) as problem:
            raise BitsError("INVALID_CREDENTIALS", where="sealed credential") from problem
        return str(user), str(password)

    def _load(self) -> bytes:
        if self._key is None:
            self._key = os.urandom(_KEY) if self._path is None else _key_of(self._path)
        return self._key


def _key_of(path: Path) -> bytes:
    """The key in the file; made by whoever comes first, whole or not at all."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    scratch = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(_KEY))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
    return path.read_bytes()
