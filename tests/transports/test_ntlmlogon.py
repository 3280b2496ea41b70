"""Which log-on is ours and which one is pyspnego's."""

from __future__ import annotations

from typing import Any

import pytest
import spnego
from spnego._ntlm_raw.messages import AvId, Challenge, NegotiateFlags

from psbridge.machine.users import Accounts, User
from psbridge.server.auth.ntlm import AccountsNtlm
from psbridge.transports.ntlmlogon import NtlmLogon, logon
from psbridge.wsman.ntlmsealing import NtlmSealer, taken_over

HASH = "8846f7eaee8fb117ad06bdd830b7586c"  # of "password"


def general() -> Any:
    return spnego.client(spnego.NTLMHash("Ann", nt_hash=HASH), protocol="ntlm", options=spnego.NegotiateOptions.wrapping_winrm)


@pytest.fixture
def asked() -> tuple[NtlmLogon, AccountsNtlm, Challenge]:
    """A log-on, its server, and the challenge."""
    accounts = Accounts("server01")
    accounts.add_user(User("Ann", password="password"))
    client, server = logon("Ann", HASH, "server01", "host", None, general, "logon"), AccountsNtlm(accounts)
    return client, server, Challenge.unpack(server.step(client.step()))


def test_the_usual_challenge_is_ours(asked: Any) -> None:
    client, server, challenge = asked
    assert not client.complete
    server.step(client.step(challenge.pack()))
    assert server.client_principal == "Ann"
    assert client.complete
    assert isinstance(taken_over(client), NtlmSealer)
    header, data, _ = client.sealer.wrap_winrm(b"hello")
    assert server.unwrap_winrm(header, data) == b"hello"


@pytest.mark.parametrize("flag", [NegotiateFlags.key_128, NegotiateFlags.seal, NegotiateFlags.key_exch])
def test_other_flags_are_pyspnegos(asked: Any, flag: int) -> None:
    client, _, challenge = asked
    other = Challenge(challenge.flags & ~flag, challenge.server_challenge, target_name="X", target_info=challenge.target_info)
    assert client.step(other.pack()).startswith(b"NTLMSSP\0\3")
    assert client.complete
    assert client._general is not None


def test_a_challenge_without_a_time_is_pyspnegos(asked: Any) -> None:
    client, _, challenge = asked
    info = challenge.target_info.copy()
    del info[AvId.timestamp]
    client.step(Challenge(challenge.flags, challenge.server_challenge, target_name="X", target_info=info).pack())
    assert client._general is not None


def test_what_is_no_challenge_is_pyspnegos_to_refuse(asked: Any) -> None:
    with pytest.raises(Exception, match=r"."):
        asked[0].step(b"nonsense")
