"""Log-ons: every scheme with pypsrp's and pyspnego's clients, refusals, limits."""

from __future__ import annotations

import base64
import http.client

import pytest
import spnego

from psbridge.emulator.host import Emulator
from psbridge.machine.users import LOCKOUT_THRESHOLD, Accounts, User
from psbridge.server.auth import Authenticator
from psbridge.server.auth.contexts import Contexts
from psbridge.server.auth.ntlm import AccountsNtlm
from psbridge.server.winrmconfig import WinRMConfig

BINDING = b"tls-server-end-point:" + b"h" * 32


def _authenticator(secure=True, strict=False, **config):
    accounts = Accounts("WEB01")
    accounts.add_user(User("alice", "p:ss wörd"))
    accounts.add_user(User("nopass", ""))
    told = WinRMConfig(strict_bindings=strict, **config)
    return Authenticator(accounts, told, Contexts(accounts, told, BINDING if secure else b""), secure, "10.0.0.9")


def _basic(user, password, encoding="utf-8"):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode(encoding)).decode()


def _converse(auth, scheme, context):
    """Client and server talk until one is done."""
    token = context.step()
    while True:
        verdict = auth.check(f"{scheme} {base64.b64encode(token).decode()}")
        if verdict.caller is not None or not verdict.pending:
            return verdict
        token = context.step(base64.b64decode(verdict.challenges[0].split(" ", 1)[1]))


def _ntlm(user="alice", password="p:ss wörd", protocol="ntlm", binding=BINDING):
    bindings = spnego.channel_bindings.GssChannelBindings(application_data=binding) if binding else None
    options = spnego.NegotiateOptions.use_negotiate if protocol == "negotiate" else spnego.NegotiateOptions.use_ntlm
    return spnego.client(user, password, hostname="web01", protocol=protocol, channel_bindings=bindings, options=options)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("name", ["alice", "ALICE", "WEB01\\alice", "alice@corp"])
def test_basic(name, encoding):
    verdict = _authenticator().check(_basic(name, "p:ss wörd", encoding))
    assert verdict.caller is not None
    assert (verdict.caller.name, verdict.caller.method, verdict.caller.address) == ("WEB01\\alice", "Basic", "10.0.0.9")


@pytest.mark.parametrize(
    "header",
    [_basic("alice", "wrong"), _basic("nobody", "x"), _basic("nopass", ""), "Basic !!", "Basic", "Digest abc", "Negotiate", "Negotiate AAAA",
     "Negotiate " + "A" * 70000, "NTLM " + base64.b64encode(b"NTLMSSP\0\x03\0\0\0").decode(), "CredSSP Z2FyYmFnZQ=="],
)  # fmt: skip
def test_refusals_name_what_is_offered(header):
    verdict = _authenticator().check(header)
    assert verdict.caller is None
    assert verdict.challenges == ("Negotiate", 'Basic realm="WSMAN"', "CredSSP") or verdict.pending


def test_basic_over_http_needs_permission():
    assert _authenticator(secure=False).check(_basic("alice", "p:ss wörd")).caller is None
    assert _authenticator(secure=False, allow_unencrypted=True).check(_basic("alice", "p:ss wörd")).caller is not None


@pytest.mark.parametrize(("scheme", "protocol"), [("NTLM", "ntlm"), ("Negotiate", "ntlm"), ("Negotiate", "negotiate")])
def test_ntlm_logs_on_and_seals(scheme, protocol):
    auth, context = _authenticator(), _ntlm(protocol=protocol)
    verdict = _converse(auth, scheme, context)
    assert verdict.caller is not None
    if verdict.token:
        context.step(verdict.token)
    assert auth.check("").caller is verdict.caller
    sealed = context.wrap_winrm(b"hello")
    assert auth.sealer.unwrap_winrm(sealed.header, sealed.data) == b"hello"
    with pytest.raises(Exception):  # noqa: B017 - a message that comes twice
        auth.sealer.unwrap_winrm(sealed.header, sealed.data)


@pytest.mark.parametrize(("user", "password"), [("alice", "wrong"), ("mallory", "x"), ("nopass", "")])
def test_ntlm_refuses(user, password):
    assert _converse(_authenticator(), "NTLM", _ntlm(user, password or "x")).caller is None


def test_channel_bindings():
    assert _converse(_authenticator(), "NTLM", _ntlm(binding=b"tls-server-end-point:other")).caller is None
    assert _converse(_authenticator(), "NTLM", _ntlm(binding=b"")).caller is not None
    assert _converse(_authenticator(strict=True), "NTLM", _ntlm(binding=b"")).caller is None
    assert _converse(_authenticator(strict=True), "NTLM", _ntlm()).caller is not None


def test_the_challenge_tells_the_emulated_names():
    auth = _authenticator()
    verdict = auth.check("NTLM " + base64.b64encode(_ntlm().step()).decode())
    token = base64.b64decode(verdict.challenges[0].split(" ")[1])
    import socket

    assert "WEB01".encode("utf-16-le") in token
    assert socket.gethostname().upper().encode("utf-16-le") not in token


def test_attempts_lock_the_account_and_end_the_connection():
    auth = _authenticator()
    verdicts = [auth.check(_basic("alice", "wrong")) for _ in range(LOCKOUT_THRESHOLD)]
    assert [verdict.drop for verdict in verdicts] == [False] * (LOCKOUT_THRESHOLD - 1) + [True]
    assert auth.check(_basic("alice", "p:ss wörd")).caller is None


def test_wrong_ntlm_counts():
    auth = _authenticator()
    _converse(auth, "NTLM", _ntlm(password="wrong"))
    assert auth.accounts.find("alice").failures == 1


def test_clock_skew_refuses():
    auth = _authenticator()
    auth.clock_refuses = lambda kerberos: True
    assert _converse(auth, "NTLM", _ntlm()).caller is None


@pytest.mark.parametrize(
    ("auth", "ssl"), [("ntlm", False), ("negotiate", False), ("credssp", False), ("basic", True), ("negotiate", True), ("credssp", True)]
)
def test_pypsrp_logs_on(pypsrp_client, auth, ssl):
    with pypsrp_client(ssl=ssl, auth=auth) as client:
        assert client.execute_ps("$PSSenderInfo.UserInfo.Identity.Name")[0] == "WEB01\\vagrant"


def test_pypsrp_is_refused(pypsrp_client):
    from pypsrp.exceptions import AuthenticationError

    with pytest.raises(AuthenticationError):
        pypsrp_client(password="wrong", username="nobody").execute_cmd("hostname")


def test_certificates_log_on(tmp_path):
    from pypsrp.client import Client

    host = Emulator("CERT01")
    identity = host.authority.client("alice@corp.example")
    host.user.certificates = (identity.thumbprint,)
    (tmp_path / "c.pem").write_bytes(identity.certificate)
    (tmp_path / "k.pem").write_bytes(identity.key)
    with host, Client(
        "127.0.0.1", port=host.https_port, ssl=True, auth="certificate", cert_validation=False,
        certificate_pem=str(tmp_path / "c.pem"), certificate_key_pem=str(tmp_path / "k.pem"),
    ) as client:  # fmt: skip
        assert client.execute_cmd("whoami")[0] == "cert01\\administrator\r\n"


def test_plain_messages_over_http_are_refused(host):
    link = http.client.HTTPConnection("127.0.0.1", host.port)
    context = _ntlm("vagrant", "P:ss wörd-1", binding=b"")
    token = context.step()
    link.request("POST", "/wsman", b"", {"Authorization": "Negotiate " + base64.b64encode(token).decode()})
    answer = link.getresponse()
    answer.read()
    token = context.step(base64.b64decode(answer.headers["WWW-Authenticate"].split(" ")[1]))
    link.request("POST", "/wsman", b"<x/>", {"Authorization": "Negotiate " + base64.b64encode(token).decode()})
    assert link.getresponse().status == 500


def test_an_ntlm_context_says_who_only_when_it_knows():
    assert AccountsNtlm(Accounts("WEB01")).client_principal is None
