"""Who is asked which way."""

from __future__ import annotations

from typing import Any

import pytest
import spnego

from psbridge.machine.users import Accounts, User
from psbridge.server.auth.contexts import Contexts, OfferedNegotiate
from psbridge.server.auth.ntlm import AccountsNtlm
from psbridge.server.auth.quickntlm import QuickNtlm, is_for_us
from psbridge.server.winrmconfig import WinRMConfig


def first(context_req: Any = spnego.ContextReq.default) -> bytes:
    made = spnego.client("Ann", "pw", protocol="ntlm", context_req=context_req, options=spnego.NegotiateOptions.use_ntlm)
    return bytes(made.step() or b"")


@pytest.fixture
def contexts() -> Contexts:
    accounts = Accounts("server01")
    accounts.add_user(User("Ann", password="pw"))
    return Contexts(accounts, WinRMConfig())


def test_bare_ntlm_that_seals_is_quick(contexts: Contexts) -> None:
    assert isinstance(contexts.make("negotiate", first()), QuickNtlm)
    assert isinstance(contexts.make("ntlm", first()), QuickNtlm)


def test_everything_else_is_not(contexts: Contexts) -> None:
    assert isinstance(contexts.make("negotiate", b"\x60\x48\x06\x06+\x06\x01\x05\x05\x02"), OfferedNegotiate)
    assert isinstance(contexts.make("ntlm", first(spnego.ContextReq.none)), AccountsNtlm)
    assert not is_for_us(b"NTLMSSP\0nonsense")


def test_the_challenge_names_the_machine(contexts: Contexts) -> None:
    from spnego._ntlm_raw.messages import AvId, Challenge

    told = Challenge.unpack(contexts.make("ntlm", first()).step(first()))
    theirs = Challenge.unpack(AccountsNtlm(contexts.accounts).step(first()))
    assert told.flags == theirs.flags
    assert told.target_name == theirs.target_name
    assert told.version == theirs.version
    names = AvId.nb_domain_name, AvId.nb_computer_name, AvId.dns_domain_name, AvId.dns_computer_name
    assert told.target_info is not None
    assert theirs.target_info is not None
    assert [told.target_info[name] for name in names] == [theirs.target_info[name] for name in names]
    assert abs((told.target_info[AvId.timestamp] - theirs.target_info[AvId.timestamp]).total_seconds()) < 60
