"""The commands about the WS-Management service of an emulated Windows machine."""

from __future__ import annotations

import pytest

from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace


@pytest.fixture
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace


def ask(windows, script):
    return list(windows.invoke(script))


def test_the_own_service_answers_until_it_is_stopped(windows):
    assert ask(windows, "(Test-WSMan).ProductVendor") == ["Microsoft Corporation"]
    ask(windows, "Stop-Service WinRM; Test-WSMan -ErrorAction SilentlyContinue -ErrorVariable problem")
    assert ask(windows, "$problem.Count") == [1]


def test_no_other_computer_is_there(windows):
    for command in ("Test-WSMan", "Connect-WSMan", "Get-WSManInstance winrm/config -ComputerName"):
        ask(windows, f"{command} server02 -ErrorAction SilentlyContinue -ErrorVariable problem")
        assert "server02" in ask(windows, '"$problem"')[0]


def test_an_instance_is_what_the_drive_shows(windows):
    assert ask(windows, "(Get-WSManInstance winrm/config/listener -Enumerate).Port") == ["5985"]
    ask(windows, "Set-Item WSMan:\\localhost\\Client\\TrustedHosts a -Force")
    assert ask(windows, "(Get-WSManInstance winrm/config/client).TrustedHosts") == ["a"]
    assert ask(windows, "(Get-WSManInstance winrm/config/listener -SelectorSet @{Transport='HTTP'}).Address") == ["*"]


def test_credssp_is_turned_on_and_off(windows):
    state = "(Get-Item WSMan:\\localhost\\Client\\Auth\\CredSSP).Value; @(Get-WSManCredSSP)[0] -like '*wsman/*.corp*'"
    ask(windows, "$null = Enable-WSManCredSSP -Role Client -DelegateComputer *.corp -Force")
    assert ask(windows, state) == ["true", True]
    ask(windows, "Disable-WSManCredSSP -Role Client")
    assert ask(windows, state) == ["false", False]


def test_the_server_role_delegates_to_nobody(windows):
    ask(windows, "try { Enable-WSManCredSSP -Role Server -DelegateComputer x } catch { $problem = $_ }")
    assert "not valid with the server role" in ask(windows, '"$problem"')[0]
