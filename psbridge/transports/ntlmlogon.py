"""A log-on with NTLM: the usual case in a few steps of our own, everything else by pyspnego.

Decides which of both a challenge is for: ours seals with 128 bits and wants a time in the challenge, which every Windows since Vista gives.
The first message is pyspnego's in either case.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable
from typing import Any

from psbridge.wsman import ntlmmessages as ntlm
from psbridge.wsman.ntlmsealing import NtlmSealer, taken_over


class NtlmLogon:
    """The client's side; ``general`` makes pyspnego's context for the same log-on."""

    def __init__(self, account: ntlm.Account, target: str, bindings: bytes, first: bytes, general: Callable[[], Any]) -> None:
        self._account, self._target, self._bindings, self._first, self._make = account, target, bindings, first, general
        self._general: Any = None
        self._sealer: NtlmSealer | None = None

    @property
    def complete(self) -> bool:
        """Whether this side has said everything."""
        return self._sealer is not None or (self._general is not None and self._general.complete)

    def step(self, token: bytes | None = None) -> bytes:
        """The next message."""
        if token is None:
            return self._first
        if self._general is None and (answer := self._answer(token)) is not None:
            return answer
        if self._general is None:
            self._general = self._make()
            self._general.step()
        return bytes(self._general.step(token) or b"")

    def _answer(self, challenge: bytes) -> bytes | None:
        try:
            asked = ntlm.read_challenge(challenge)
        except ntlm.BadNtlm:
            return None
        if not ntlm.is_usual(asked.flags) or len(asked.pairs.get(ntlm.TIMESTAMP, b"")) != 8:
            return None
        nonce, key = os.urandom(8), os.urandom(16)
        answer = ntlm.authenticate(self._account, (self._first, challenge), self._target, self._bindings, _version(), nonce, key)
        self._sealer = ntlm.sealer(key, ntlm.CLIENT)
        return answer

    @property
    def sealer(self) -> Any:
        """What seals messages from now on."""
        return self._sealer or taken_over(self._general)


@functools.cache
def _version() -> bytes:
    from spnego._ntlm_raw.messages import Version

    return bytes(Version.get_current().pack())


def logon(username: str, nt_hash: str, hostname: str, service: str, bindings: Any, general: Callable[[], Any], kind: Any) -> NtlmLogon:
    """A log-on; ``kind``: what the first message depends on besides (its flags)."""
    from spnego._ntlm import _get_workstation

    domain, _, user = username.partition("\\") if "\\" in username else ("", "", username)
    account = ntlm.Account(user, domain, bytes.fromhex(nt_hash), _get_workstation() or "")
    hashed = b"" if bindings is None else hashlib.md5(bindings.pack(), usedforsecurity=False).digest()
    return NtlmLogon(account, f"{service}/{hostname}", hashed, _first(general, kind), general)


_firsts: dict[Any, bytes] = {}


def _first(general: Callable[[], Any], kind: Any) -> bytes:
    """The first message, which is the same for all hosts."""
    found = _firsts.get(kind)
    if found is None:
        found = _firsts[kind] = bytes(general().step())
    return found


__all__ = ["NtlmLogon", "logon"]
