"""CIM and WMI on an emulated Windows machine."""

from __future__ import annotations

import pytest

from psbridge.modules.cimcmdlets.instances import CimInstance
from psbridge.modules.shell import Runspace

CIM = ",Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand"


def test_the_service_found_is_the_one_that_get_service_shows(ask):
    found = ask("(Get-CimInstance Win32_Service -Filter \"Name='W3SVC'\").State; (Get-Service W3SVC).Status.ToString()")
    assert found == ["Running", "Running"]


def test_a_method_changes_the_machine(ask):
    script = "(gwmi Win32_Service -Filter \"Name='W3SVC'\").StopService().ReturnValue; (Get-Service W3SVC).Status.ToString()"
    assert ask(script) == [0, "Stopped"]
    again = "Get-CimInstance Win32_Service -Filter \"Name='W3SVC'\" | Invoke-CimMethod -MethodName StopService | % ReturnValue"
    assert ask(again) == [5]


def test_a_process_is_created_and_ended(ask):
    script = "$made = Invoke-CimMethod Win32_Process Create @{CommandLine='notepad.exe a.txt'}; (Get-Process -Id $made.ProcessId).Name"
    assert ask(script) == ["notepad"]
    ended = 'gwmi Win32_Process -Filter "ProcessId=$($made.ProcessId)" | % { $_.Terminate().ReturnValue }'
    assert ask(ended) == [0]
    assert ask("@(Get-Process -Id $made.ProcessId -ErrorAction SilentlyContinue).Count") == [0]


def test_whatif_changes_nothing(ask):
    assert ask("$before = @(Get-Process).Count; Invoke-CimMethod Win32_Process Create @{CommandLine='x'} -WhatIf") == []
    assert ask("@(Get-Process).Count -eq $before") == [True]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Get-CimInstance NoSuch", "HRESULT 0x80041010" + CIM),
        (
            "Get-CimInstance Win32_BIOS -Namespace root/none",
            "HRESULT 0x8004100e,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand",
        ),
        ("Get-CimInstance -Query 'delete x'", "HRESULT 0x80041017" + CIM),
        ("Get-WmiObject NoSuch", "GetWMIManagementException,Microsoft.PowerShell.Commands.GetWmiObjectCommand"),
    ],
    ids=["class", "namespace", "query", "wmi-class"],
)
def test_what_is_refused(ask, script, error_id):
    assert ask(f"{script} -ErrorAction SilentlyContinue -ErrorVariable problem; $problem.FullyQualifiedErrorId") == [error_id]


def test_times_are_times_and_in_wmi_text(ask):
    made = "(gcim Win32_OperatingSystem).InstallDate.Year"
    script = made + "; $os = gwmi Win32_OperatingSystem; $os.InstallDate; $os.ConvertToDateTime($os.InstallDate).Year"
    assert ask(script) == [2024, "20240115093000.000000+000", 2024]


def test_only_windows_has_them():
    with Runspace() as here:
        here.invoke("Get-CimInstance Win32_BIOS -ErrorAction SilentlyContinue")
        assert list(here.invoke("$Error[0].FullyQualifiedErrorId")) == ["CommandNotFoundException"]


def test_an_instance_names_its_class_and_its_key(ask):
    found = ask("Get-CimInstance Win32_Service -Filter \"Name='W3SVC'\"")[0]
    assert isinstance(found, CimInstance)
    assert str(found) == 'Win32_Service: World Wide Web Publishing Service (Name = "W3SVC")'
    assert found.type_names[0] == "Microsoft.Management.Infrastructure.CimInstance#root/cimv2/Win32_Service"
