"""The commands about the WS-Management service of an emulated Windows machine."""

from __future__ import annotations


def test_the_own_service_answers_until_it_is_stopped(ask):
    assert ask("(Test-WSMan).ProductVendor") == ["Microsoft Corporation"]
    ask("Stop-Service WinRM; Test-WSMan -ErrorAction SilentlyContinue -ErrorVariable problem")
    assert ask("$problem.Count") == [1]


def test_no_other_computer_is_there(ask):
    for command in ("Test-WSMan", "Connect-WSMan", "Get-WSManInstance winrm/config -ComputerName"):
        ask(f"{command} server02 -ErrorAction SilentlyContinue -ErrorVariable problem")
        assert "server02" in ask('"$problem"')[0]


def test_an_instance_is_what_the_drive_shows(ask):
    assert ask("(Get-WSManInstance winrm/config/listener -Enumerate).Port") == ["5985"]
    ask("Set-Item WSMan:\\localhost\\Client\\TrustedHosts a -Force")
    assert ask("(Get-WSManInstance winrm/config/client).TrustedHosts") == ["a"]
    assert ask("(Get-WSManInstance winrm/config/listener -SelectorSet @{Transport='HTTP'}).Address") == ["*"]


def test_credssp_is_turned_on_and_off(ask):
    state = "(Get-Item WSMan:\\localhost\\Client\\Auth\\CredSSP).Value; @(Get-WSManCredSSP)[0] -like '*wsman/*.corp*'"
    ask("$null = Enable-WSManCredSSP -Role Client -DelegateComputer *.corp -Force")
    assert ask(state) == ["true", True]
    ask("Disable-WSManCredSSP -Role Client")
    assert ask(state) == ["false", False]


def test_the_server_role_delegates_to_nobody(ask):
    ask("try { Enable-WSManCredSSP -Role Server -DelegateComputer x } catch { $problem = $_ }")
    assert "not valid with the server role" in ask('"$problem"')[0]
