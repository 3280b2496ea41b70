"""Entering another computer from the shell."""

from __future__ import annotations

import signal
import threading

import pytest

from psbridge.cli.prompt import remote
from psbridge.cli.prompt.session import ShellSession
from psbridge.testing import emulated_estate

PASSWORD = "Not-a-secret-1"
ENTER = f"Enter-PSSession -ComputerName server01 -Credential ([pscredential]::new('me', (ConvertTo-SecureString '{PASSWORD}' -AsPlainText -Force)))"


@pytest.fixture(scope="module")
def estate():
    with emulated_estate(["server01"], user="me", password=PASSWORD, https=False) as made:
        yield made


@pytest.fixture
def session(estate):
    made = ShellSession(asks=False)
    made.run(ENTER)
    assert made.host.pushed
    yield made
    made.close()


def test_what_is_typed_runs_there(session, capsys):
    session.run("$env:COMPUTERNAME; $x = 5")
    session.run("Write-Host hello; $x")
    assert capsys.readouterr().out == "SERVER01\nhello\n5\n"
    assert session.prompt() == "[server01]: PS C:\\Users\\me\\Documents> "


def test_errors_come_back(session, capsys):
    session.run("Get-Item C:\\nowhere; throw 'bad'")
    shown = capsys.readouterr().err
    assert "nowhere" in shown
    assert "bad" in shown
    assert session.host.pushed


def test_interruption_stops_it_there(session, capsys):
    threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
    session.run("Start-Sleep 60")
    session.run("'alive'")
    assert capsys.readouterr().out == "alive\n"


@pytest.mark.parametrize("word", ["exit", "Exit-PSSession", "exsn;"])
def test_leaving(session, capsys, word):
    client = session.host.entered.client
    session.run(word)
    assert not session.host.pushed
    assert session.exit_code is None
    assert client.state.name == "CLOSED"
    session.run("$PID -gt 0")
    assert capsys.readouterr().out == "True\n"


def test_no_nesting(session):
    with pytest.raises(Exception, match="entered already"):
        session.host.push_session(object(), False)


def test_words_that_leave():
    assert remote.means_to_leave(" EXIT ")
    assert not remote.means_to_leave("exit 3; 1")


def test_session_enter_takes_the_options_of_the_command_line(estate, monkeypatch, capsys, tmp_path):
    import io

    from psbridge.cli import session as sessions

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PSBRIDGE_PASSWORD", PASSWORD)
    monkeypatch.setattr("sys.stdin", io.StringIO("hostname\n"))
    port = str(estate["server01"].port)
    assert sessions.main(["enter", "-u", "me", "--auth", "ntlm", "--address", "127.0.0.1", "--port", port, "any-name"]) == 0
    assert capsys.readouterr().out.strip() == "server01"
