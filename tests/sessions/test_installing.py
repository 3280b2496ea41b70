"""Modules on hosts: where they go, that nothing is copied twice, what is refused, and that it works without PSBridge's help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import ConfigurationError
from psbridge.sessions import installing
from psbridge.sessions.installing import InstallError, install_module, module_folder, version_of
from psbridge.sessions.session import Session
from tests.sessions.conftest import connection_of

OWN = {"Microsoft.PowerShell": "WindowsPowerShell", "PowerShell.7": "PowerShell"}


@pytest.fixture
def session() -> Iterator[Session]:
    with Emulator("server01", https_port=None) as host, Session(host.machine.name, connection=connection_of(host)) as made:
        yield made


@pytest.fixture
def module(tmp_path: Path) -> Path:
    return make(tmp_path, "1.2.0")


def make(folder: Path, version: str, text: str = "function Get-Made { 'made' }") -> Path:
    place = folder / "Made"
    (place / "inner").mkdir(parents=True, exist_ok=True)
    (place / "Made.psd1").write_text(f"@{{ ModuleVersion = '{version}'; RootModule = 'Made.psm1'; FunctionsToExport = 'Get-Made' }}")
    (place / "Made.psm1").write_text(text)
    (place / "inner" / "data.bin").write_bytes(bytes(range(256)) * 3)
    (place / "inner" / "empty.txt").write_bytes(b"")
    return place


@pytest.mark.parametrize("endpoint", OWN)
def test_goes_to_the_users_modules_of_each_edition(module: Path, endpoint: str) -> None:
    with Emulator("server01", https_port=None) as host:
        connection = connection_of(host).with_words(configuration_name=endpoint)
        with Session(host.machine.name, connection=connection) as session:
            done = session.install_module(module)
            assert done.path == rf"C:\Users\{host.username}\Documents\{OWN[endpoint]}\Modules\Made\1.2.0"
            assert sorted(done.copied) == ["Made.psd1", "Made.psm1", "inner/data.bin", "inner/empty.txt"]
            assert session.invoke("Get-Made").raise_for_error().output == ["made"]
            assert not [name for name in host.machine.files.list(done.path.rpartition("\\")[0]) if name != "1.2.0"]
            assert session.install_module(module).copied == ()


def test_large_files_go_in_pieces(session: Session, module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "_CHUNK", 100)
    done = install_module(session, module)
    size = f"(Get-Item -LiteralPath '{done.path}\\inner\\data.bin').Length"
    assert session.invoke(size).output == [768]


def test_other_files_of_the_same_version_stay_unless_forced(session: Session, module: Path, tmp_path: Path) -> None:
    session.install_module(module)
    make(tmp_path, "1.2.0", "function Get-Made { 'other' }")
    with pytest.raises(InstallError, match="other files"):
        session.install_module(module)
    session.install_module(module, force=True)
    assert session.invoke("Get-Made").output == ["other"]


def test_a_newer_version_stays_in_front(session: Session, module: Path, tmp_path: Path) -> None:
    session.install_module(make(tmp_path, "1.10.0"))
    make(tmp_path, "1.9.0")
    with pytest.raises(InstallError, match=r"1\.10\.0 is there and newer than 1\.9\.0"):
        session.install_module(module)
    assert session.install_module(module, force=True).version == "1.9.0"
    assert session.install_module(make(tmp_path, "1.11.0")).version == "1.11.0"


def test_what_arrives_otherwise_is_not_installed(session: Session, module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "_pieces", lambda files: iter([{"Path": "Made.psd1", "Data": b"@{}"}]))
    with pytest.raises(InstallError, match="did not arrive"):
        session.install_module(module)
    assert session.invoke("@(Get-Module -ListAvailable Made).Count").output == [0]


def test_the_module_that_comes_with_us(tmp_path: Path) -> None:
    assert version_of(module_folder("PSBridge")) == "0.1.0"
    assert module_folder(module_folder("PSBridge") / "PSBridge.psd1").name == "PSBridge"
    with pytest.raises(ConfigurationError, match="no module"):
        module_folder(tmp_path)
