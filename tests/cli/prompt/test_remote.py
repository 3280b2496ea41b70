"""Entering another computer from the shell.  Names are statements of the semantics catalogue."""

from __future__ import annotations

import pytest

from psbridge.cli.prompt import remote
from psbridge.cli.prompt.session import ShellSession
from psbridge.emulator.host import Emulator
from psbridge.machine.computer import Machine
from psbridge.server import restriction
from psbridge.sessions.client import ClientSession
from psbridge.sessions.connection import Connection
from psbridge.sessions.pssession import PSSession
from psbridge.testing import emulated_estate
from psbridge.transports.process import ProcessTransport, own_server
from tests.cli.prompt.conftest import ctrl_c_when
from tests.sessions.conftest import Gate

PASSWORD = "Not-a-secret-1"
WORDS = f"[pscredential]::new('me', (ConvertTo-SecureString '{PASSWORD}' -AsPlainText -Force))"
CREDENTIAL = f"-Credential ({WORDS})"
ENTER = f"Enter-PSSession -ComputerName server01 {CREDENTIAL}"


@pytest.fixture(scope="module")
def estate():
    with emulated_estate(["server01"], user="me", password=PASSWORD, https=False) as made:
        yield made


def shell(estate):
    """A shell that says NTLM, so that nobody looks for a Kerberos realm."""
    made = ShellSession(asks=False)
    address = {"address": "127.0.0.1", "port": estate["server01"].port, "auth": "ntlm", "no_proxy": True}
    made.runspace.extras["connector"] = lambda name, words: Connection.of(name, **{**words, **address})
    return made


@pytest.fixture
def session(estate):
    made = shell(estate)
    made.run(ENTER)
    assert made.host.pushed
    yield made
    made.close()


@pytest.fixture
def local(estate):
    made = shell(estate)
    yield made
    made.run("Get-PSSession | Remove-PSSession")
    made.close()


def test_what_is_typed_runs_there(session, capsys):
    """ENT-002, ENT-012, CON-039: the prompt over there with the name of the computer before it, in the first of the printed forms."""
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


def test_interruption_stops_it_there(session, estate, capsys):
    gate = Gate(estate["server01"])
    ctrl_c_when(lambda: gate.is_reached)
    session.run(gate.wait)
    session.run("'alive'")
    assert capsys.readouterr().out == "alive\n"


@pytest.mark.parametrize("word", ["exit", "Exit-PSSession", "exsn;"])
def test_leaving(session, capsys, word):
    """ENT-005, ENT-006: both words do the same, and a session that was made for the visit ends with it."""
    client = session.host.entered.client
    session.run(word)
    assert not session.host.pushed
    assert session.exit_code is None
    assert client.state.name == "CLOSED"
    session.run("$PID -gt 0")
    assert capsys.readouterr().out == "True\n"


def test_leaving_where_nobody_has_entered(local, capsys):
    """ENT-005"""
    before = local.prompt()
    local.run("Exit-PSSession; 'still here'")
    assert (capsys.readouterr().out, local.prompt(), local.exit_code) == ("still here\n", before, None)


def test_a_lasting_session_stays_open(local, capsys):
    """ENT-006"""
    local.run(f"$s = New-PSSession -ComputerName server01 {CREDENTIAL} -Name lasting; $id = $s.Id; $guid = $s.InstanceId")
    for way in ("-Session $s", "-Id $id", "-Name lasting", "-InstanceId $guid"):
        local.run(f"Enter-PSSession {way}")
        assert local.host.pushed, way
        local.run("$kept += 1")
        local.run("exit")
        assert not local.host.pushed
    local.run(ENTER)
    local.run("exit")
    capsys.readouterr()
    local.run("Get-PSSession | % { '{0} {1}' -f $_.Name, $_.State }; Invoke-Command $s { $kept }")
    assert capsys.readouterr().out == "lasting Opened\n4\n"


def test_local_things_are_not_there(local, capsys):
    """ENT-001, ENT-012: and are as they were when one comes back."""
    local.run("$a = 5; function Get-Mine { 'mine' }; $here = $PWD.Path")
    local.run(ENTER)
    local.run("\"[$a]\"; [bool](Get-Command Get-Mine -ErrorAction Ignore)")
    local.run("$a = 6; Set-Location C:\\")
    local.run("exit")
    local.run("$a; Get-Mine; $PWD.Path -eq $here")
    assert capsys.readouterr().out == "[]\nFalse\n5\nmine\nTrue\n"


def test_entering_twice(session, capsys):
    """ENT-001: what is typed runs over there, where nobody sits at a prompt."""
    entered = session.host.entered
    session.run(ENTER)
    assert capsys.readouterr().err != ""
    assert session.host.entered is entered
    session.run("exit")
    assert not session.host.pushed


def test_a_script_that_enters_goes_on_here(local, capsys):
    """ENT-013: the lines after Enter-PSSession are those of the script, which runs on this computer."""
    local.run(f"$mine = 'local'; {ENTER}; $mine")
    assert capsys.readouterr().out == "local\n"
    assert local.host.pushed


def test_a_session_cannot_be_left_from_inside(session, capsys):
    """ENT-007"""
    own = session.host.entered.instance_id
    session.run(f"Disconnect-PSSession -InstanceId {own}; Get-PSSession | Disconnect-PSSession")
    assert str(own) in capsys.readouterr().err
    session.run("'still here'")
    assert capsys.readouterr().out == "still here\n"
    assert session.host.entered.state == "Opened"


class TestDisconnected:
    """ENT-008: what was left is connected first."""

    @pytest.fixture
    def left(self, local):
        local.run(f"$c = {WORDS}; $s = New-PSSession -ComputerName server01 -Credential $c -Name left; $null = Disconnect-PSSession $s")
        return local

    def why(self, session, capsys):
        capsys.readouterr()
        session.run("$Error[0].FullyQualifiedErrorId.Split(',')[0]")
        return capsys.readouterr().out.strip()

    def test_it_is_connected(self, left, capsys):
        left.run("Enter-PSSession $s")
        left.run("$env:COMPUTERNAME")
        left.run("exit")
        left.run("$s.State")
        assert capsys.readouterr().out == "SERVER01\nOpened\n"

    def test_somebody_else_has_it(self, local, estate, capsys):
        other = shell(estate)
        other.run(f"$s = New-PSSession -ComputerName server01 {CREDENTIAL} -Name theirs; $s.State")
        local.run(f"$b = Get-PSSession -ComputerName server01 {CREDENTIAL} -Name theirs; $b.State; $b.Availability; Enter-PSSession $b")
        assert capsys.readouterr().out == "Opened\nDisconnected\nBusy\n"
        assert not local.host.pushed
        assert self.why(local, capsys) == "EnterPSSessionConnectSessionNotAvailable"
        other.run("Remove-PSSession $s")
        other.close()

    def test_its_server_is_gone(self, left, estate, capsys):
        estate["server01"].kill_session()
        left.run("Enter-PSSession $s")
        assert not left.host.pushed
        assert self.why(left, capsys) == "EnterPSSessionConnectSessionFailed"


class TestJobs:
    """The first way to run a job on another computer."""

    def test_it_belongs_to_the_session(self, session, estate, capsys):
        """RMT-001, RMT-002"""
        session.run("$j = Start-Job { 'there'; Start-Sleep 600 }; $j.Location; @(Get-Job).Count")
        session.run("while (-not $j.ChildJobs[0].Output.Count) { Start-Sleep -Milliseconds 5 }; Receive-Job $j")
        session.run("exit")
        session.run("@(Get-Job).Count")
        assert capsys.readouterr().out == "localhost\n1\nthere\n0\n"
        assert estate["server01"].sessions() == []
        session.run(ENTER)
        session.run("@(Get-Job).Count")
        assert capsys.readouterr().out == "0\n"

    def test_a_lasting_session_keeps_it(self, local, capsys):
        """RMT-002"""
        local.run(f"$s = New-PSSession -ComputerName server01 {CREDENTIAL}; Enter-PSSession $s")
        local.run("$j = Start-Job { 'kept' }; $null = Wait-Job $j")
        local.run("exit")
        local.run("Enter-PSSession $s")
        local.run("Receive-Job $j")
        assert capsys.readouterr().out == "kept\n"

    def test_files_are_over_there(self, session, estate, tmp_path, monkeypatch, capsys):
        """RMT-003"""
        monkeypatch.chdir(tmp_path)
        session.run("$j = Start-Job { 'result' }; $null = Wait-Job $j; Receive-Job $j > C:\\results.txt")
        assert estate["server01"].machine.files.open("C:\\results.txt", "rb").read().decode("utf-16").split() == ["result"]
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("lacks", "entered"), [(("Get-Command",), False), ((), True)])
def test_a_place_without_what_a_prompt_needs(local, monkeypatch, capsys, lacks, entered):
    """ENT-011: it is not entered, and the session that was made for it is not kept."""
    monkeypatch.setattr(restriction, "ALWAYS", tuple(one for one in restriction.ALWAYS if one not in lacks))
    machine = Machine.windows("jea01", endpoints=({"name": "bare", "visible": ("Get-Date",)},))
    with Emulator(machine, https_port=None) as host:
        words = {"address": "127.0.0.1", "port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}
        local.runspace.extras["connector"] = lambda name, said: Connection.of(name, **{**words, "configuration_name": "bare"})
        local.run("Enter-PSSession jea01 -ConfigurationName bare")
        assert local.host.pushed == entered
        assert len(host.sessions()) == entered
        local.host.pop_session()
    capsys.readouterr()
    if not entered:
        local.run("$Error[0].FullyQualifiedErrorId")
        assert "CommandNotFoundException" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("user", "here", "shown"),
    [("ada", "me", "[ada@server01]: PS "), ("me", "me", "[server01]: PS "), (None, "me", "[server01]: PS "), ("ME", "me", "[ME@server01]: PS ")],
)
def test_over_ssh_as_somebody_else(monkeypatch, user, here, shown):
    """ENT-004: the user stands in the prompt, when it is another than the one here."""
    monkeypatch.setattr("getpass.getuser", lambda: here)
    with ClientSession(ProcessTransport(own_server())) as there:
        host = remote.ShellHost(None)
        words = {} if user is None else {"username": user}
        host.push_session(PSSession(1, "s", Connection.of("server01", "ssh", **words), there), False)
        assert remote.prompt_there(host).startswith(shown)


def test_no_nesting(session):
    """ENT-001"""
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
