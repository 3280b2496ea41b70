"""The page's example on remote sessions: the commands as printed there, typed into two windows (two shells of psbridge).

Where the page leaves the password to a prompt, or the credential to the logon of the user, the tests say it.
"""

from __future__ import annotations

import pytest

from psbridge.bits.emulated import service_of
from psbridge.bits.estate import network_of
from psbridge.cli.prompt.session import ShellSession
from psbridge.testing import emulated_estate
from tests.modules.bitstransfer.conftest import HeldSite

PASSWORD = "Not-a-secret-1"
CREDENTIAL = f"$credential = [pscredential]::new('User01', (ConvertTo-SecureString '{PASSWORD}' -AsPlainText -Force))"
FIRST = (
    "New-PSSession -ComputerName Server01 -Name MyRemoteSession -Credential $credential",
    "Enter-PSSession -Name MyRemoteSession",
    "Get-BitsTransfer",
    "Start-BitsTransfer -Source https://Server1.TrustedDomain.com/File1.zip -Destination c:\\temp\\downloads\\ -Asynchronous",
)
LEAVING = ("Exit-PSSession", "Disconnect-PSSession -Name MyRemoteSession")
SECOND = (
    "Connect-PSSession -ComputerName Server01 -Name MyRemoteSession -Credential $credential",
    "Enter-PSSession -Name MyRemoteSession",
    "Get-BitsTransfer",
)
END = ("Exit-PSSession", "Remove-PSSession -Name MyRemoteSession")


@pytest.fixture
def server():
    with emulated_estate(["Server01"], user="User01", password=PASSWORD, https=False) as estate:
        host = estate["Server01"]
        files = host.machine.files
        for folder in ("C:\\web", "C:\\temp", "C:\\temp\\downloads"):
            if files.stat(folder) is None:
                files.make_directory(folder)
        with files.open("C:\\web\\File1.zip", "w") as file:
            file.write(b"PK zip" * 1000)
        host.site = HeldSite(lambda: files, "C:\\web")
        network_of(host.machine).offer("Server1.TrustedDomain.com", host.site)
        yield host
        host.site.let_go()
        service_of(host.machine).stop()


@pytest.fixture
def window():
    opened: list[ShellSession] = []

    def open_window() -> ShellSession:
        made = ShellSession(asks=False)
        made.run(CREDENTIAL)
        opened.append(made)
        return made

    yield open_window
    for one in opened:
        one.close()


def test_bit_078_the_printed_sequence(server, window, capsys):
    server.site.hold()
    first = window()
    for text in FIRST:
        first.run(text)
    assert "BITS Transfer" in capsys.readouterr().out
    assert server.site.reached.wait(60)
    for text in LEAVING:
        first.run(text)
    first.close()
    server.site.let_go()
    manager = service_of(server.machine).manager
    assert manager.wait(manager.jobs()[0].id, timeout=60).state == "Transferred"
    capsys.readouterr()
    second = window()
    for text in SECOND:
        second.run(text)
    assert "Transferred" in capsys.readouterr().out
    second.run("Get-BitsTransfer | Complete-BitsTransfer")
    for text in END:
        second.run(text)
    told = capsys.readouterr()
    assert told.err == ""
    assert manager.jobs() == []
    assert server.machine.files.list("C:\\temp\\downloads") == ["File1.zip"]
