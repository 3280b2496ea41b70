"""NTLM from the server's side in the case that WinRM's clients have: outside of SPNEGO, sealed, NTLMv2.

Decides who is let in, like `AccountsNtlm`, which is for everything else.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import time
from typing import TYPE_CHECKING, Any

from psbridge.server.auth.ntlm import AccountsNtlm, nt_hash_of
from psbridge.wsman import ntlmmessages as ntlm

if TYPE_CHECKING:
    from psbridge.machine.users import Accounts
    from psbridge.wsman.ntlmsealing import NtlmSealer

_SHORTEST_V2 = 44  # a response that is shorter is NTLMv1
_NO_BINDINGS = bytes(16)
_EPOCH = 116444736000000000  # 1970 in the time of Windows
_NB_COMPUTER, _NB_DOMAIN, _DNS_COMPUTER, _DNS_DOMAIN = 1, 2, 3, 4


class QuickNtlm:
    """Accepts users of `accounts`."""

    negotiated_protocol = "ntlm"

    def __init__(self, accounts: Accounts, bindings: bytes = b"", strict: bool = False) -> None:
        self.accounts, self.tried = accounts, ""
        self._bindings, self._strict = bindings, strict
        self._messages: tuple[bytes, bytes] | None = None
        self._nonce, self._principal = b"", ""
        self.sealer: NtlmSealer | None = None

    @property
    def complete(self) -> bool:
        return self.sealer is not None

    @property
    def client_principal(self) -> str | None:
        """Who it is, once that is proved."""
        return self._principal if self.complete else None

    def step(self, token: bytes) -> bytes:
        """The challenge; nothing after a right answer, BadNtlm after a wrong one."""
        if self._messages is None:
            return self._challenge(token)
        self._authenticate(token, self._messages)
        return b""

    def _challenge(self, token: bytes) -> bytes:
        flags, version = agreed(token)
        computer, domain = self.accounts.computer, self.accounts.domain
        title = (domain.partition(".")[0] or computer).upper()
        texts = {
            _NB_COMPUTER: computer.upper(),
            _NB_DOMAIN: title,
            _DNS_COMPUTER: f"{computer}.{domain}" if domain else computer,
            _DNS_DOMAIN: domain or computer,
        }
        pairs = {number: texts[number].encode("utf-16-le") for number in (_NB_DOMAIN, _NB_COMPUTER, _DNS_DOMAIN, _DNS_COMPUTER)}
        pairs[ntlm.TIMESTAMP] = (time.time_ns() // 100 + _EPOCH).to_bytes(8, "little")
        self._nonce = os.urandom(8)
        answer = ntlm.write_challenge(flags, self._nonce, title, pairs, version)
        self._messages = token, answer
        return answer

    def _authenticate(self, token: bytes, messages: tuple[bytes, bytes]) -> None:
        given = ntlm.read_authenticate(token)
        self.tried = given.user
        if len(given.response) < _SHORTEST_V2 or not ntlm.is_usual(given.flags):
            raise ntlm.BadNtlm("Only NTLMv2 with the agreed flags is accepted")
        key = ntlm.key_of(given.user, given.domain, nt_hash_of(self.accounts, given.user))
        session_key = ntlm.session_key_of(given, key, self._nonce)
        pairs = ntlm.pairs_of(given)
        self._check_bindings(pairs.get(ntlm.BINDINGS, _NO_BINDINGS))
        ntlm.check_code(given, pairs, messages, session_key)
        self._principal = f"{given.domain}\\{given.user}" if given.domain else given.user
        self.sealer = ntlm.sealer(session_key, ntlm.SERVER)

    def _check_bindings(self, given: bytes) -> None:
        if not self._bindings or (given == _NO_BINDINGS and not self._strict):
            return
        if not hmac.compare_digest(given, _hashed(self._bindings)):
            raise ntlm.BadNtlm("The channel bindings are of another connection")


@functools.lru_cache(maxsize=64)
def _hashed(bindings: bytes) -> bytes:
    from spnego.channel_bindings import GssChannelBindings

    return hashlib.md5(GssChannelBindings(application_data=bindings).pack(), usedforsecurity=False).digest()


@functools.lru_cache(maxsize=64)
def agreed(token: bytes) -> tuple[int, bytes]:
    """Flags and version that pyspnego answers a first message with."""
    made: Any = AccountsNtlm.bare_challenge(token)
    return int(made.flags), bytes(made.version.pack()) if made.version is not None else b""


def is_for_us(token: bytes) -> bool:
    """Whether a first message asks for the case that is done here."""
    try:
        return ntlm.is_usual(agreed(token)[0])
    except Exception:  # noqa: BLE001 - whatever pyspnego thinks of it, it is to say
        return False


__all__ = ["QuickNtlm", "agreed", "is_for_us"]
