"""What becomes of sessions when the process that made them ends, and when the line is cut.  Names are statements of the catalogue."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from psbridge.emulator.host import Emulator
from psbridge.sessions.client import ClientSession
from psbridge.sessions.pssession import PSSession, table_of
from psbridge.transports.wsman import ShellOptions, WSManTransport
from tests.conftest import FakeClock
from tests.modules.core.sessions.conftest import Shell
from tests.sessions.conftest import connection_of
from tests.sessions.test_background import until
from tests.sessions.test_long_run import Line, wsman_target

BUSY = "Invoke-Command $s { 'up'; while ($true) { Start-Sleep -Milliseconds 5 } } -AsJob"


@pytest.fixture
def line(clock: FakeClock) -> Iterator[Line]:
    with Emulator("server01", https_port=None) as host:
        yield Line(host, clock)


@pytest.mark.parametrize(("busy", "after"), [(False, []), (True, ["Disconnected"])])
def test_a_creator_that_ends(line: Line, busy: bool, after: list[str]) -> None:
    """CON-040: what runs a command is left to go on, what is idle ends."""
    shell = Shell({"server01": line.host})
    shell("$script:s = New-PSSession -ComputerName Server01")
    if busy:
        shell(f"$j = {BUSY}; while (-not $j.ChildJobs[0].Output.Count) {{ Start-Sleep -Milliseconds 5 }}")
    shell.runspace.close()
    assert [one.state for one in line.host.sessions()] == after


def test_the_idle_clock_runs_while_commands_do(line: Line) -> None:
    """IDL-001: from the moment the session was left; at its end the session and its data are gone."""
    shell = Shell({"server01": line.host})
    shell(
        f"$script:s = New-PSSession -ComputerName Server01; $script:j = {BUSY}; while (-not $j.ChildJobs[0].Output.Count) {{ Start-Sleep -Milliseconds 5 }}"
    )
    table = line.host.service.shells

    async def pass_by(seconds: float) -> None:
        table.expire(time.monotonic() + seconds)

    line.host.call(pass_by(90))
    assert len(line.host.sessions()) == 1  # nobody has left it
    shell("$null = Disconnect-PSSession $s -IdleTimeoutSec 60")
    line.host.call(pass_by(30))
    assert [one.state for one in line.host.sessions()] == ["Disconnected"]
    line.host.call(pass_by(90))
    assert line.host.sessions() == []
    shell("Receive-PSSession $s")
    assert shell.errors == ["ReceivePSSessionCannotConnectSession,Microsoft.PowerShell.Commands.ReceivePSSessionCommand"]
    shell.runspace.close()


class TestOutage:
    """The line is cut while a command runs; the client's clock runs in its pauses."""

    @pytest.fixture
    def shell(self, line: Line) -> Iterator[Shell]:
        """$s is a session over the line; `line.told` hears of its troubles."""
        made = Shell({"server01": line.host})
        connection = connection_of(line.host)
        transport = WSManTransport(wsman_target(connection), ShellOptions(listen=False), clock=line.clock, pause=line.pause)
        transport.on_trouble = line.tell
        session = PSSession(1, "over the line", connection, ClientSession(transport).open())
        table_of(made.runspace).add(session)
        made.runspace.context().set_variable("s", session)
        yield made
        made.runspace.close()

    def cut_in_the_middle(self, shell: Shell, line: Line, seconds: float) -> list[str]:
        """Run a command and cut the line after its first record; it goes on when there is a file."""
        found: list[str] = []
        text = "Invoke-Command $s { 1; while (-not (Test-Path C:\\go)) { Start-Sleep -Milliseconds 5 }; 2; 3 } | ForEach-Object { $global:seen = $_; $_ }"
        thread = threading.Thread(target=lambda: found.extend(shell(text)), daemon=True)
        thread.start()
        until(lambda: shell.runspace.context().get_variable("seen", None))
        line.cut(seconds)
        line.until("disconnected" if seconds > 240 else "retrying")
        if seconds > 240:
            thread.join(60)
        else:
            assert line.mended.acquire(timeout=60)
        line.host.machine.files.open("C:\\go", "w").close()
        thread.join(60)
        return found

    @pytest.mark.parametrize(
        "rest", ["Receive-PSSession $s", "$j = Receive-PSSession $s -OutTarget Job; $null = Wait-Job $j; Receive-Job $j"]
    )
    def test_longer_than_four_minutes(self, shell: Shell, line: Line, rest: str) -> None:
        """ICM-021: the session is left, an error and a warning say so, and the results can be had later."""
        began = line.clock()
        assert self.cut_in_the_middle(shell, line, 300) == ["1"]
        assert 240 <= line.clock() - began <= 300
        assert shell.errors == ["PowerShellNetworkFailedStartDisconnect,Microsoft.PowerShell.Commands.InvokeCommandCommand"]
        assert str(shell.streams.errors[0].category_info.category) == "OperationTimeout"
        (warning,) = shell.streams.warnings
        assert "over the line" in warning.message
        line.clock.advance(60)
        line.mend()
        assert shell(f"$s.State; {rest}; $s.State") == ["Disconnected", "2", "3", "Opened"]

    def test_shorter(self, shell: Shell, line: Line) -> None:
        """ICM-022: the command goes on where it was."""
        assert self.cut_in_the_middle(shell, line, 30) == ["1", "2", "3"]
        assert shell.errors == []
        assert shell("$s.State") == ["Opened"]
