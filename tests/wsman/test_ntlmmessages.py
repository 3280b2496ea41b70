"""NTLM of our own beside pyspnego's: the same messages, each accepted by the other side; what was changed is not."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import spnego
from spnego._ntlm_raw import messages as theirs
from spnego.channel_bindings import GssChannelBindings

from psbridge.machine.users import Accounts, User
from psbridge.server.auth.quickntlm import QuickNtlm
from psbridge.transports.ntlmlogon import NtlmLogon, logon
from psbridge.wsman import ntlmmessages as ntlm
from psbridge.wsman.ntlmsealing import taken_over

HASH = "8846f7eaee8fb117ad06bdd830b7586c"  # of "password"
BINDINGS = GssChannelBindings(application_data=b"tls-server-end-point:xyz")


def general(username: str = "Ann", bindings: Any = None) -> Any:
    return spnego.client(
        spnego.NTLMHash(username, nt_hash=HASH),
        hostname="server01",
        service="host",
        channel_bindings=bindings,
        protocol="ntlm",
        options=spnego.NegotiateOptions.wrapping_winrm,
    )


def ours(username: str = "Ann", bindings: Any = None) -> NtlmLogon:
    return logon(username, HASH, "server01", "host", bindings, lambda: general(username, bindings), "test")


def accounts(domain: str = "") -> Accounts:
    made = Accounts("server01", domain)
    made.add_user(User("Ann", password="password"))
    return made


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The same random bytes for each who asks."""


    def begin() -> None:
        numbers = itertools.count(7)
        monkeypatch.setattr("os.urandom", lambda size: bytes([next(numbers)]) * size)

    return begin


@pytest.mark.parametrize("username", ["Ann", "CORP\\Ann", "ann@corp.example", "\u00e9l\u00e8ve"])
@pytest.mark.parametrize("bindings", [None, BINDINGS])
@pytest.mark.parametrize("version", [True, False])
def test_messages_are_those_of_pyspnego(username: str, bindings: Any, version: bool, fixed: Any) -> None:
    one, other = general(username, bindings), ours(username, bindings)
    first = one.step()
    assert other.step() == first
    challenge = QuickNtlm(accounts()).step(first)
    if not version:
        parsed = theirs.Challenge.unpack(challenge)
        flags = parsed.flags & ~theirs.NegotiateFlags.version
        challenge = theirs.Challenge(flags, parsed.server_challenge, target_name="X", target_info=parsed.target_info).pack()
    fixed()
    expected = one.step(challenge)
    fixed()
    assert other.step(challenge) == expected
    assert other.complete


@pytest.mark.parametrize("client", [general, ours])
@pytest.mark.parametrize("domain", ["", "corp.example"])
def test_both_clients_are_let_in_and_seal(client: Any, domain: str) -> None:
    one, server = client("CORP\\ann"), QuickNtlm(accounts(domain))
    assert server.step(one.step(server.step(one.step()))) == b""
    assert server.client_principal == "CORP\\ann"
    sealed = taken_over(one)
    for number in range(3):
        text = b"message %d" % number
        assert server.sealer is not None
        assert server.sealer.unwrap_winrm(*sealed.wrap_winrm(text)[:2]) == text
        assert sealed.unwrap_winrm(*server.sealer.wrap_winrm(text)[:2]) == text


def test_a_sealer_that_was_taken_over_goes_on_where_pyspnego_was() -> None:
    one, server = general(), QuickNtlm(accounts())
    server.step(one.step(server.step(one.step())))
    assert server.sealer is not None
    header, data, _ = one.wrap_winrm(b"first")
    assert server.sealer.unwrap_winrm(header, data) == b"first"
    assert server.sealer.unwrap_winrm(*taken_over(one).wrap_winrm(b"second")[:2]) == b"second"


@pytest.mark.parametrize("place", range(12, 308, 7))
def test_an_answer_that_was_changed_is_refused(place: int) -> None:
    one, server = ours(), QuickNtlm(accounts())
    answer = bytearray(one.step(server.step(one.step())))
    answer[place] ^= 0x41
    if 12 <= place < 20 or 44 <= place < 52:
        return  # LM response and workstation are for nobody; the code covers them
    with pytest.raises((ntlm.BadNtlm, UnicodeDecodeError)):
        server.step(bytes(answer))
    assert server.client_principal is None


@pytest.mark.parametrize("name", ["Bob", ""])
def test_nobody_is_refused(name: str) -> None:
    one, server = ours(name), QuickNtlm(accounts())
    with pytest.raises(ntlm.BadNtlm, match="Wrong NTLM response"):
        server.step(one.step(server.step(one.step())))


@pytest.mark.parametrize(("given", "strict", "right"), [(BINDINGS, True, True), (None, False, True), (None, True, False)])
def test_bindings(given: Any, strict: bool, right: bool) -> None:
    one, server = ours(bindings=given), QuickNtlm(accounts(), BINDINGS.application_data, strict)
    answer = one.step(server.step(one.step()))
    if right:
        assert server.step(answer) == b""
        return
    with pytest.raises(ntlm.BadNtlm, match="bindings"):
        server.step(answer)


def test_bindings_of_another_connection() -> None:
    one, server = ours(bindings=BINDINGS), QuickNtlm(accounts(), b"tls-server-end-point:other")
    with pytest.raises(ntlm.BadNtlm, match="bindings"):
        server.step(one.step(server.step(one.step())))


@pytest.mark.parametrize("message", [b"", b"NTLMSSP\0", b"NTLMSSP\0\3\0\0\0" + b"\xff" * 80, b"NTLMSSP\0\3\0\0\0" + b"\0" * 80])
def test_garbage(message: bytes) -> None:
    server = QuickNtlm(accounts())
    server.step(ours().step())
    with pytest.raises(ntlm.BadNtlm):
        server.step(message)
    with pytest.raises(ntlm.BadNtlm):
        ntlm.read_challenge(message)


def test_target_information_that_does_not_end() -> None:
    assert ntlm.read_pairs(ntlm.write_pairs({2: b"ab", 7: b""})) == {2: b"ab", 7: b""}
    for broken in (b"", b"\2\0\4\0ab", b"\2\0\2\0ab"):
        with pytest.raises(ntlm.BadNtlm):
            ntlm.read_pairs(broken)
