"""NTLM from the server's side, with passwords of the emulated machine instead of a file.

pyspnego's own acceptor looks passwords up in a file that an environment variable names, and tells clients the name of the real
computer.  This one keeps its messages and its cryptography and replaces both.  Only NTLMv2 is taken ([MS-NLMP] 3.3.2).
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
from typing import Any

import spnego
from spnego._ntlm import NTLMProxy
from spnego._ntlm_raw.crypto import compute_response_v2, ntowfv1, ntowfv2, rc4k
from spnego._ntlm_raw.messages import Authenticate, AvFlags, AvId, Challenge, FileTime, NegotiateFlags, NTClientChallengeV2, TargetInfo
from spnego.exceptions import BadBindingsError, InvalidTokenError

from psbridge.machine.users import Accounts

_NO_BINDINGS = b"\x00" * 16
_SHORTEST_V2 = 44  # a response that is shorter is NTLMv1


@functools.lru_cache(maxsize=256)
def _hash(password: str) -> bytes:
    """MD4 in Python costs more than the rest of a log-on."""
    return bytes(ntowfv1(password))


def nt_hash_of(accounts: Accounts, user: str) -> bytes:
    """The NT hash of a user; of nobody, and of accounts without a password, one that no password has."""
    found = accounts.find(user)
    right, wrong = _hash(found.password if found else "x"), hashlib.blake2b(os.urandom(16), digest_size=16).digest()
    return right if found is not None and found.password else wrong


class AccountsNtlm(NTLMProxy):  # type: ignore[misc, unused-ignore]
    """Accepts users of `accounts`; `principal` is who it was, once complete."""

    def __init__(self, accounts: Accounts, bindings: bytes = b"", strict: bool = False) -> None:
        nobody = spnego.NTLMHash(username="nobody", nt_hash="00" * 16)  # the initiator's constructor needs no file
        super().__init__(username=nobody, usage="initiate", protocol="ntlm")
        self.usage = "accept"
        self.accounts, self.principal, self.tried = accounts, "", ""
        self._expected, self._strict = bindings, strict

    @property
    def client_principal(self) -> str | None:
        return self.principal if self._complete else None

    def _step_accept_negotiate(self, token: bytes) -> bytes:
        super()._step_accept_negotiate(token)
        made: Any = self._temp_challenge
        computer, domain = self.accounts.computer, self.accounts.domain
        info = TargetInfo()
        info[AvId.nb_domain_name] = (domain.partition(".")[0] or computer).upper()
        info[AvId.nb_computer_name] = computer.upper()
        info[AvId.dns_domain_name] = domain or computer
        info[AvId.dns_computer_name] = f"{computer}.{domain}" if domain else computer
        info[AvId.timestamp] = FileTime.now()
        version = {"version": made.version} if made.flags & NegotiateFlags.version else {}
        self._temp_challenge = Challenge(
            made.flags, made.server_challenge, target_name=info[AvId.nb_domain_name], target_info=info, **version
        )
        packed: bytes = self._temp_challenge.pack()
        return packed

    @classmethod
    def bare_challenge(cls, token: bytes) -> Any:
        """What pyspnego answers a first message with, before the names of the machine come in."""
        made = cls(Accounts("X"))
        NTLMProxy._step_accept_negotiate(made, token)
        return made._temp_challenge

    def _step_accept_authenticate(self, token: bytes, channel_bindings: Any) -> None:
        negotiate, challenge = self._temp_negotiate, self._temp_challenge
        assert negotiate is not None
        assert challenge is not None
        auth = Authenticate.unpack(token)
        response = auth.nt_challenge_response or b""
        user, domain = auth.user_name or "", auth.domain_name or ""
        self.tried = user
        if len(response) < _SHORTEST_V2:
            raise InvalidTokenError(context_msg="Only NTLMv2 is accepted")
        given = NTClientChallengeV2.unpack(response[16:])
        key = ntowfv2(user, nt_hash_of(self.accounts, user), domain)
        expected, _, exchange = compute_response_v2(
            key, challenge.server_challenge, given.challenge_from_client, given.time_stamp, given.av_pairs
        )
        if not hmac.compare_digest(expected[:16], response[:16]):
            raise InvalidTokenError(context_msg="Wrong NTLM response")
        self._check_bindings(given.av_pairs)
        self._session_key = exchange
        if auth.flags & NegotiateFlags.key_exch and auth.flags & (NegotiateFlags.sign | NegotiateFlags.seal):
            self._session_key = rc4k(exchange, auth.encrypted_random_session_key or b"")
        if given.av_pairs.get(AvId.flags, 0) & AvFlags.mic:
            self._check_mic(auth, negotiate, challenge)
        self.principal = f"{domain}\\{user}" if domain else user
        self._context_attr = auth.flags
        self._complete = True

    def _check_bindings(self, pairs: Any) -> None:
        if not self._expected:
            return
        given = pairs.get(AvId.channel_bindings, _NO_BINDINGS)
        right = hashlib.md5(
            spnego.channel_bindings.GssChannelBindings(application_data=self._expected).pack(), usedforsecurity=False
        ).digest()
        if given == _NO_BINDINGS and not self._strict:
            return
        if not hmac.compare_digest(given, right):
            raise BadBindingsError(context_msg="The channel bindings are of another connection")

    def _check_mic(self, auth: Any, negotiate: Any, challenge: Any) -> None:
        expected, auth.mic = auth.mic, _NO_BINDINGS
        actual = self._calculate_mic(self.session_key, negotiate.pack(), challenge.pack(), auth.pack())
        if not hmac.compare_digest(actual, expected or b""):
            raise InvalidTokenError(context_msg="Wrong message integrity code")
