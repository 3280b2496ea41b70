"""The WSMan: drive and the session configurations of an emulated computer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from psbridge.engine.runspace import Runspace as Engine
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace


@pytest.fixture
def windows() -> Iterator[Engine]:
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace


def test_the_limits_of_the_service_are_read_where_windows_keeps_them(windows: Engine) -> None:
    read = "(Get-Item WSMan:\\localhost\\Shell\\MaxProcessesPerShell).Value, (Get-Item WSMan:\\localhost\\MaxEnvelopeSizekb).Value"
    assert list(windows.invoke(read)) == ["2147483647", "500"]


def test_a_value_that_is_set_stays_set(windows: Engine) -> None:
    windows.invoke("Set-Item WSMan:\\localhost\\Client\\TrustedHosts -Value 'a,b' -Force")
    assert list(windows.invoke("(Get-Item WSMan:\\localhost\\Client\\TrustedHosts).Value")) == ["a,b"]


def test_a_path_that_is_not_there_is_named(windows: Engine) -> None:
    windows.invoke("Get-Item WSMan:\\localhost\\NoSuchThing -ErrorAction SilentlyContinue -ErrorVariable missing")
    assert "NoSuchThing" in next(iter(windows.invoke('"$missing"')))


def test_a_configuration_lives_until_it_is_unregistered(windows: Engine) -> None:
    windows.invoke("$null = Register-PSSessionConfiguration -Name Ops -Force")
    assert list(windows.invoke("(Get-PSSessionConfiguration Ops).Name")) == ["Ops"]
    windows.invoke("Unregister-PSSessionConfiguration -Name Ops -Force")
    windows.invoke("Get-PSSessionConfiguration Ops -ErrorAction SilentlyContinue -ErrorVariable gone")
    assert list(windows.invoke("$gone.Count")) == [1]
    assert "Ops" in next(iter(windows.invoke('"$gone"')))


def test_a_configuration_is_registered_only_once(windows: Engine) -> None:
    windows.invoke("$null = Register-PSSessionConfiguration -Name Ops -Force")
    windows.invoke("Register-PSSessionConfiguration -Name Ops -Force -ErrorAction SilentlyContinue -ErrorVariable twice")
    assert list(windows.invoke("$twice.Count")) == [1]


def test_disabled_and_enabled(windows: Engine) -> None:
    states = "(Get-PSSessionConfiguration PowerShell.7).Enabled"
    windows.invoke("Disable-PSSessionConfiguration PowerShell.7 -Force")
    off = list(windows.invoke(states))
    windows.invoke("Enable-PSSessionConfiguration PowerShell.7 -Force")
    assert [str(value) for value in (*off, *windows.invoke(states))] == ["False", "True"]


def test_a_written_file_is_a_valid_one(windows: Engine) -> None:
    windows.invoke("New-PSSessionConfigurationFile -Path C:\\ops.pssc -SessionType RestrictedRemoteServer -VisibleCmdlets Get-Process")
    assert list(windows.invoke("Test-PSSessionConfigurationFile C:\\ops.pssc")) == [True]
    windows.invoke("Set-Content C:\\bad.pssc '@{ LanguageMode = \"Sideways\" }'")
    assert list(windows.invoke("Test-PSSessionConfigurationFile C:\\bad.pssc -WarningAction SilentlyContinue")) == [False]
