"""Parameters of the session commands act, or are refused with PowerShell's error."""

from __future__ import annotations

import pytest

from psbridge.emulator.host import Emulator
from psbridge.sessions.connection import Connection
from tests.modules.core.sessions.conftest import Shell


class TestRedirection:
    @pytest.fixture(autouse=True)
    def sent_on(self, estate: dict[str, Emulator]) -> None:
        old, new = estate["server01"], estate["server02"]
        new.user.password = old.user.password
        old.disturbances.clear()
        old.disturbances.add("redirect", "Create", location=new.url)

    def test_allowed(self, shell: Shell) -> None:
        found = shell(
            "$s = New-PSSession -ConnectionUri http://server01:5985/wsman -AllowRedirection -WarningVariable w; $s.ComputerName; $s.State; $w;"
            "Invoke-Command -Session $s { $env:COMPUTERNAME }; $null = Disconnect-PSSession $s; (Connect-PSSession $s).State"
        )
        assert found[:2] == ["127.0.0.1", "Opened"]
        assert found[2].startswith('Your connection has been redirected to the following URI: "http://127.0.0.1:')
        assert found[3:] == ["SERVER02", "Opened"]

    @pytest.mark.parametrize("more", ["", "-AllowRedirection -SessionOption (New-PSSessionOption -MaximumRedirection 0)"])
    def test_not_allowed(self, shell: Shell, more: str) -> None:
        assert shell(f"New-PSSession -ConnectionUri http://server01:5985/wsman {more}") == []
        assert shell.errors == ["RedirectInformationRequired,PSSessionOpenFailed"]
        told = shell.streams.errors[0].message
        assert "Redirect location reported: http://127.0.0.1:" in told
        assert "AllowRedirection" in told

    def test_of_a_command(self, shell: Shell) -> None:
        text = "Invoke-Command -ConnectionUri http://server01:5985/wsman -AllowRedirection { $env:COMPUTERNAME }"
        assert shell(text) == ["SERVER02"]


REFUSED = [
    ("New-PSSession Server01 -SessionOption (New-PSSessionOption -IdleTimeout 1000)", "Argument"),
    ("Invoke-Command Server01 { 1 } -SessionOption (New-PSSessionOption -IdleTimeoutMSec 59999)", "Argument"),
    ("New-PSSession Server01 -SessionOption (New-PSSessionOption -UseUTF16)", "CreateRemoteRunspaceFailed"),
    ("New-PSSession Server01 -SessionOption (New-PSSessionOption -ProxyCredential $c)", "CreateRemoteRunspaceFailed"),
    (
        "New-PSSession Server01 -SessionOption (New-PSSessionOption -ProxyAccessType IEConfig -ProxyCredential $c)",
        "CreateRemoteRunspaceFailed",
    ),
    ("Invoke-Command Server01 { 1 } -RemoteDebug", "InvalidOperation"),
    ("New-PSSession localhost -EnableNetworkAccess", "CreateRemoteRunspaceFailed"),
    ("Invoke-Command -ComputerName 127.0.0.1 { 1 } -EnableNetworkAccess", "CreateRemoteRunspaceFailed"),
]


@pytest.mark.parametrize(("text", "error"), REFUSED, ids=range(len(REFUSED)))
def test_refused(shell: Shell, text: str, error: str) -> None:
    shell.runspace.extras["connector"] = None  # nothing is connected to
    credential = "$c = [pscredential]::new('me', (ConvertTo-SecureString p -AsPlainText -Force)); "
    assert shell(f"{credential}try {{ {text} }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}") == [error]


def test_network_access_is_nothing_for_other_computers(shell: Shell) -> None:
    assert shell("Invoke-Command Server01 -EnableNetworkAccess { 1 }") == ["1"]


WORDS = [
    ("-MaximumRedirection 3", {}, "max_redirections"),
    ("-NoMachineProfile", {"no_profile": True}, ""),
    ("-IncludePortInSPN", {"include_port_in_spn": True}, ""),
    ("-OutputBufferingMode Drop", {"buffer_mode": "Drop"}, ""),
    ("-MaxConnectionRetryCount 2", {"retries": 2}, ""),
    ("-OpenTimeout 2500", {"connect_timeout": 3}, ""),
    ("-OpenTimeout 0", {}, "connect_timeout"),
    ("-OperationTimeout 5000", {"operation_timeout": 5}, ""),
    ("-OperationTimeout 0", {"operation_timeout": 180}, ""),
    ("-CancelTimeout 4000", {"cancel_timeout": 4.0}, ""),
    ("-CancelTimeout 0", {}, "cancel_timeout"),
    ("-IdleTimeout 90000", {"idle_timeout": 90.0}, ""),
    ("-Culture de-DE -UICulture fr-FR", {"data_locale": "de-DE", "locale": "fr-FR"}, ""),
    ("-SkipCACheck", {"skip_ca_check": True}, "skip_cn_check"),
    ("-SkipCNCheck", {"skip_cn_check": True}, "skip_ca_check"),
    ("-NoEncryption", {"encryption": "never"}, ""),
    ("-ProxyAccessType NoProxyServer", {"no_proxy": True}, ""),
    ("-MaximumReceivedDataSizePerCommand 77", {"max_data_per_command": 77}, ""),
    ("-MaximumReceivedObjectSize 88", {"max_object_size": 88}, ""),
]


@pytest.mark.parametrize(("text", "words", "without"), WORDS, ids=[text for text, _, _ in WORDS])
def test_fields_of_an_option_reach_the_connection(shell: Shell, text: str, words: dict[str, object], without: str) -> None:
    seen: list[dict[str, object]] = []

    def connect(_host: str, told: dict[str, object]) -> Connection:
        seen.append(told)
        return Connection.of("nobody", "nowhere")

    shell.runspace.extras["connector"] = connect
    shell(f"New-PSSession Server01 -SessionOption (New-PSSessionOption {text})")
    assert words.items() <= seen[0].items()
    assert without not in seen[0]


def test_application_arguments_of_a_command(shell: Shell) -> None:
    option = "New-PSSessionOption -ApplicationArguments @{ Team = 'IT' }"
    assert shell(f"Invoke-Command Server01 {{ $PSSenderInfo.ApplicationArguments.Team }} -SessionOption ({option})") == ["IT"]


def test_a_session_that_is_left_at_once_takes_its_options_along(shell: Shell, estate: dict[str, Emulator]) -> None:
    shell("$null = Invoke-Command Server01 -InDisconnectedSession { 1 } -SessionOption (New-PSSessionOption -IdleTimeout 65000)")
    assert [one.idle_timeout for one in estate["server01"].sessions()] == [65.0]


def test_strict_mode_holds_while_the_block_runs(shell: Shell) -> None:
    found = shell(
        "try { Invoke-Command -StrictMode 3.0 { $nothing.there } } catch { 'strict' };"
        "try { Invoke-Command -StrictMode Off { \"[$nothing]\" } } catch { 'strict' };"
        'Invoke-Command { "[$nothing]" }; Set-StrictMode -Version Latest; Invoke-Command -StrictMode Off { "[$nothing]" };'
        "try { $nothing } catch { 'again' }"
    )
    assert found == ["strict", "[]", "[]", "[]", "again"]
