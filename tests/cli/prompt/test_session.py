"""A session that commands are typed into."""

from __future__ import annotations

import pytest

from psbridge.cli.prompt import session as sessions
from psbridge.cli.prompt.session import ShellSession
from tests.cli.prompt.conftest import ctrl_c_when


@pytest.fixture
def session():
    made = ShellSession(asks=False)
    yield made
    made.close()


def test_state_stays_and_history_grows(session, capsys):
    session.run("$x = 40")
    session.run("$x + 2")
    assert capsys.readouterr().out == "42\n"
    session.run("(Get-History).CommandLine -join ','")
    assert capsys.readouterr().out == "$x = 40,$x + 2\n"


def test_errors_do_not_end_it(session, capsys):
    session.run("throw 'bad'")
    assert "bad" in capsys.readouterr().err
    session.run("$?; $Error[0].Exception.Message")
    assert capsys.readouterr().out == "False\nbad\n"
    assert session.exit_code is None


def test_exit(session):
    session.run("exit 3")
    assert session.exit_code == 3


def test_prompt_function(session):
    assert session.prompt().startswith("PS ")
    session.run("function prompt { 'here> ' }")
    assert session.prompt() == "here> "
    session.run("function prompt { throw 1 }")
    assert session.prompt() == "PS>"


def test_interrupt_stops_the_command_only(session, capsys):
    session.run("$null")  # all is loaded
    ctrl_c_when(lambda: session.runspace.context().get_variable("here", None))
    session.run("try { $here = 1; Start-Sleep 600 } finally { 'tidied' }")
    session.run("'alive'")
    assert capsys.readouterr().out == "tidied\nalive\n"


def test_profile(session, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    session.load_profile()
    profile = tmp_path / ".config" / "powershell" / "Microsoft.PowerShell_profile.ps1"
    profile.parent.mkdir(parents=True)
    profile.write_text("$fromProfile = 7; 'welcome'")
    session.load_profile()
    session.run("$fromProfile")
    assert capsys.readouterr().out == "welcome\n7\n"


def test_history_file(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert sessions.history_file() == tmp_path / "psbridge" / "history"
