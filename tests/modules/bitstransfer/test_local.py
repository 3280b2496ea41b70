"""The commands on Linux itself: the user's own queue, its worker process, real servers."""

from __future__ import annotations

import os

import pytest

from psbridge.bits.bell import Lock
from psbridge.modules.shell import Runspace
from tests.bits.servers import nginx, proxy, samba

__all__ = ["nginx", "proxy", "samba"]
DATA = os.urandom(500_000)
CREDENTIAL = "[pscredential]::new('{0}', (ConvertTo-SecureString '{1}' -AsPlainText -Force))"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A session in a directory, with a store of its own."""
    store = tmp_path / "queue" / "store.sqlite3"
    monkeypatch.setenv("PSBRIDGE_STORE", str(store))
    monkeypatch.setenv("PSBRIDGE_BITS_IDLE", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    folder = tmp_path / "here"
    folder.mkdir()
    with Runspace(directory=str(folder)) as session:
        session.folder = folder
        yield session
    pid = Lock(store).holder()
    if pid is not None:
        os.kill(pid, 15)


def test_synchronous_and_asynchronous(here, nginx):
    url = nginx.put("a.bin", DATA)
    assert here.invoke(f"Start-BitsTransfer {url} ./") == []
    assert (here.folder / "a.bin").read_bytes() == DATA
    out = here.invoke(
        f"$j = Start-BitsTransfer {url} b.bin -Asynchronous; "
        "while ($j.JobState -in 'Queued', 'Connecting', 'Transferring') { Start-Sleep -Milliseconds 10 }; "
        "[string]$j.JobState; $j.BytesTransferred; Complete-BitsTransfer $j; [string]$j.JobState; @(Get-BitsTransfer).Count"
    )
    assert out == ["Transferred", 500_000, "Acknowledged", 0]
    assert (here.folder / "b.bin").read_bytes() == DATA


def test_failures(here, nginx):
    out = here.invoke(
        f'Start-BitsTransfer {nginx.url}/none x 2>&1 | ForEach-Object {{ "$_"; $_.FullyQualifiedErrorId }}; @(Get-BitsTransfer).Count'
    )
    assert out[0].startswith("HTTP status 404")
    assert out[1] == "StartBitsTransferCOMException,Microsoft.BackgroundIntelligentTransfer.Management.NewBitsTransferCommand"
    assert out[2] == 0


def test_wildcards_and_local_files(here):
    for name in ("1.txt", "2.txt", "3.log"):
        (here.folder / name).write_text(name)
    (here.folder / "to").mkdir()
    here.invoke("Start-BitsTransfer ./*.txt ./to")
    assert sorted(path.name for path in (here.folder / "to").iterdir()) == ["1.txt", "2.txt"]


def test_credentials_and_a_proxy(here, nginx, proxy):
    url = nginx.put("private/a.bin", DATA)
    here.invoke(
        f"Start-BitsTransfer {url} ./ -Credential {CREDENTIAL.format('user', 'secret')} -Authentication Basic "
        f"-ProxyUsage Override -ProxyList {proxy[0]} -ProxyCredential {CREDENTIAL.format('pu', 'pp')}".replace("[ps", "([ps").replace(
            "Force))", "Force)))"
        )
    )
    assert (here.folder / "a.bin").read_bytes() == DATA
    assert "127.0.0.1" in proxy[1].read_text()


def test_shares(here, samba):
    root, folder = samba
    for name in ("1.txt", "2.txt", "3.log"):
        (folder / name).write_text(name)
    here.invoke(f"$c = {CREDENTIAL.format('root', 'secret')}; Start-BitsTransfer '{root}\\*.txt' ./ -Credential $c")
    assert sorted(path.name for path in here.folder.iterdir()) == ["1.txt", "2.txt"]
    here.invoke(f"Start-BitsTransfer ./1.txt {root}\\up.txt -TransferType Upload -Credential $c")
    assert (folder / "up.txt").read_text() == "1.txt"
