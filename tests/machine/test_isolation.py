"""Nothing on an emulated machine reads, writes, runs or connects to anything of the computer that it runs on."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from psbridge.engine.runspace import Runspace as Engine
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace

SECRET = "TOPSECRET"
READS = [
    "Get-Content $p",
    "Get-Content C:\\..\\..\\..$p",
    "Get-Content FileSystem::$p",
    "Get-Content \\\\?\\$p",
    "New-PSDrive x FileSystem / | Out-Null; Get-Content x:$p",
    "[IO.File]::ReadAllText($p)",
    "[IO.File]::ReadAllLines('\\\\localhost' + $p)",
    "[IO.StreamReader]::new($p).ReadToEnd()",
    "([IO.FileInfo]$p).OpenText().ReadToEnd()",
    "([IO.DirectoryInfo]$d).GetFiles() | Get-Content",
    "$x = New-Object xml; $x.Load($p); $x.OuterXml",
    "& /bin/cat $p",
    'powershell -c "Get-Content $p"',
    'pwsh -c "Get-Content $p"',
    "Start-Process /bin/cat $p -Wait -PassThru",
    "Select-String TOP $p",
    "Import-Csv $p",
    "switch -File $p { default { $_ } }",
    "Copy-Item $p C:\\c.txt; Get-Content C:\\c.txt",
    "New-Item -ItemType SymbolicLink C:\\l -Target $p; Get-Content C:\\l",
    ". $d/s.ps1",
    "Import-Module $d/m.psm1",
    "Start-ThreadJob { Get-Content $using:p } | Wait-Job | Receive-Job",
    "Start-Job { Get-Content $using:p; $env:PSB_SECRET } | Wait-Job | Receive-Job",
    "$env:PSB_SECRET; [Environment]::GetEnvironmentVariable('PSB_SECRET'); Get-ChildItem Env: | Out-String",
    "Start-BitsTransfer $p C:\\b.txt; Get-Content C:\\b.txt",
]
WRITES = [
    "'x' > $d/made",
    "Set-Content $d/made x",
    "[IO.File]::WriteAllText(\"$d/made\", 'x')",
    '([IO.FileInfo]"$d/made").Create()',
    "New-Item $d/made -Force",
    "1 | Export-Csv $d/made",
    "mkdir $d/made",
    "Start-Process /bin/touch $d/made -Wait",
    "[Diagnostics.Process]::Start('/bin/touch', \"$d/made\")",
    "Remove-Item $p; Remove-Item $d -Recurse -Force",
]
WATCHES = [
    "[IO.FileSystemWatcher]::new($d)",
    "[IO.FileSystemWatcher]::new().Path = $d",
    "$w = [IO.FileSystemWatcher]::new('C:\\'); $w.Path = '\\localhost' + $d",
]
CONNECTIONS = [
    "Invoke-WebRequest http://127.0.0.1:$port/",
    "Invoke-RestMethod http://localhost:$port/",
    '[Net.WebClient]::new().DownloadString("http://127.0.0.1:$port/")',
    "[Net.Sockets.TcpClient]::new('127.0.0.1', $port)",
    "Test-Connection 127.0.0.1 -TcpPort $port",
    "Start-BitsTransfer http://127.0.0.1:$port/x C:\\b.txt",
    "Invoke-Command -ComputerName 127.0.0.1 -Port $port { 1 }",
    "Invoke-Command -HostName 127.0.0.1 -Port $port { 1 }",
    "New-PSSession -ComputerName localhost -Port $port",
    "$c = [Net.Mail.SmtpClient]::new('127.0.0.1', $port); $c.Timeout = 2000; $c.Send('a@b.c', 'd@e.f', 's', 'b')",
    "[Net.NetworkInformation.Ping]::new().Send('127.0.0.1')",
    "Send-MailMessage -To a@b -From a@b -Subject x -SmtpServer 127.0.0.1 -Port $port",
]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "s.txt").write_text(f"<a>{SECRET}</a>")
    (tmp_path / "s.ps1").write_text(f"'{SECRET}'")
    (tmp_path / "m.psm1").write_text(f"'{SECRET}'")
    return tmp_path


@pytest.fixture
def windows(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("PSB_SECRET", SECRET)
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        runspace.invoke(f"$d = '{here}'; $p = '{here}/s.txt'")
        yield runspace


def attempt(windows: Engine, script: str) -> str:
    """What a script gives or complains of, without the path of the secret in it."""
    said = windows.invoke(f'$said = try {{ & {{ {script} }} 2>&1 | Out-String }} catch {{ "$_" }}; $said')
    return "".join(map(str, said))


@pytest.mark.parametrize("script", READS, ids=range(len(READS)))
def test_nothing_is_read(windows: Engine, script: str) -> None:
    assert SECRET not in attempt(windows, script)


@pytest.mark.parametrize("script", WRITES, ids=range(len(WRITES)))
def test_nothing_is_written(windows: Engine, here: Path, script: str) -> None:
    attempt(windows, script)
    assert sorted(path.name for path in here.iterdir()) == ["m.psm1", "s.ps1", "s.txt"]


@pytest.mark.parametrize("script", WATCHES, ids=range(len(WATCHES)))
def test_nothing_is_watched(windows: Engine, script: str) -> None:
    assert "directory name" in attempt(windows, script)


@pytest.mark.parametrize("script", CONNECTIONS, ids=range(len(CONNECTIONS)))
def test_nothing_is_connected_to(windows: Engine, script: str) -> None:
    calls: list[str] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(script)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        windows.invoke(f"$port = {server.server_address[1]}")
        attempt(windows, script)
        server.shutdown()
    assert not calls
