"""Secrets that travel to a host: the client asks for a key when it needs one."""

from __future__ import annotations

from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.engine.host import Host, HostUI
from psbridge.errors import CryptoError
from psbridge.objects.credentials import PSCredential
from psbridge.objects.scalars import SecureString
from psbridge.psrp import PoolState
from psbridge.sessions import keying
from psbridge.sessions.fleet import invoke_command
from psbridge.sessions.keying import KeyExchange
from psbridge.transports.carrier import Capabilities
from tests.sessions.conftest import connection_of

WORD = "pä'\"ß$`x\U0001f600\ud800"
LENGTH = len(WORD.encode("utf-16-le", "surrogatepass")) // 2
TELL = "param($s) $s.GetType().Name; $s.Length"


def test_arguments(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        assert session.invoke(TELL, SecureString(WORD)).output == ["SecureString", LENGTH]
        assert session.invoke(TELL, SecureString("x")).output == ["SecureString", 1]
        credential = PSCredential("bob", SecureString(WORD))
        found = session.invoke("param($c, $p) $c.UserName; $c.GetNetworkCredential().Password -ceq $p", credential, WORD).output
        assert found == ["bob", True]


def test_input_and_using(words: dict[str, Any]) -> None:
    secret = SecureString("four")
    with Session("server01", **words) as session:
        assert session.invoke("$input | ForEach-Object Length", input=[1, secret, "six"]).output[1:] == [4, 3]
    with Session("server01", **words) as session:
        assert session.invoke("($using:secret).Length").output == [len(secret)]


def test_answers_to_questions(words: dict[str, Any]) -> None:
    class UI(HostUI):
        def prompt_for_credential(self, *_: Any) -> Any:
            return PSCredential("bob", SecureString("secret"))

        def prompt(self, caption: str, message: str, fields: list[Any]) -> dict[str, Any]:
            return {one.name: SecureString("five!") for one in fields}

    with Session("server01", ui=Host("Test", ui=UI()), **words) as session:
        assert session.invoke("(Get-Credential bob).GetNetworkCredential().Password", timeout=60).output == ["secret"]
    with Session("server01", ui=Host("Test", ui=UI()), **words) as session:
        script = "function f { param([Parameter(Mandatory)][securestring]$s) $s.Length }; f"
        assert session.invoke(script, timeout=60).output == [5]


def test_fleets_and_jobs(estate: tuple[Emulator, Emulator]) -> None:
    hosts = [connection_of(one) for one in estate]
    results = invoke_command(hosts, TELL, SecureString("abc"))
    assert [one.output for one in results] == [["SecureString", 3]] * 2
    assert not any(host.sessions() for host in estate)
    job = invoke_command(hosts, TELL, SecureString("abc"), as_job=True)
    assert job.wait(60)
    assert job.receive() == ["SecureString", 3] * 2


def test_a_script_hands_over_a_credential(words: dict[str, Any]) -> None:
    from psbridge.modules.shell import Runspace
    from psbridge.sessions.connection import Connection

    with Runspace() as runspace:
        runspace.extras["connector"] = lambda name, _: Connection.of(name, **words)
        script = """$c = [pscredential]::new('bob', (ConvertTo-SecureString hush -AsPlainText -Force)); $s = New-PSSession server01
            Invoke-Command -Session $s { param($x) $x.GetNetworkCredential().Password } -ArgumentList $c; Remove-PSSession $s"""
        assert runspace.invoke(f"& {{ {script} }} | ForEach-Object {{ \"$_\" }}") == ["hush"]


class _Pool:
    """A pool whose other side never answers."""

    needs_key_exchange, has_key, asked, state = True, False, 0, PoolState.OPENED

    def exchange_key(self) -> None:
        self.asked += 1


class _Transport:
    def __init__(self, keys: bool) -> None:
        self.capabilities = Capabilities(keys=keys)

    def flush(self) -> None:
        pass


def test_a_silent_side_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keying, "PATIENCE", 0.01)
    exchange = KeyExchange(_Pool(), _Transport(True))  # type: ignore[arg-type]
    failures: list[Any] = []

    def act() -> None:
        raise CryptoError("no key")

    with pytest.raises(CryptoError, match="gives no key"):
        exchange.with_key(act)
    exchange.then(act, failures.append)
    exchange._late()
    assert [type(one) for one in failures] == [CryptoError]
    with pytest.raises(CryptoError, match="no key"):
        KeyExchange(_Pool(), _Transport(False)).with_key(act)  # type: ignore[arg-type]
