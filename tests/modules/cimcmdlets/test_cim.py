"""CIM and WMI on an emulated Windows machine, and the queries."""

from __future__ import annotations

import pytest

from psbridge.machine.computer import Machine
from psbridge.machine.wql import WqlProblem, parse_condition, parse_query
from psbridge.modules.shell import Runspace

CIM = ",Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand"


@pytest.fixture
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace


def ask(windows, script):
    return list(windows.invoke(script))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Name = 'W3SVC'", True),
        ("Name = 'w3svc' AND Id > 3", True),
        ("Name LIKE 'w_%' AND NOT Id = 4", False),
        ("(Id < 3 OR Id >= 4) AND Path IS NULL", True),
        ("Name NOT LIKE '%[0-9]%'", False),
        ("Path IS NOT NULL OR Started = TRUE", True),
    ],
    ids=["equal", "and", "not", "brackets", "not-like", "or"],
)
def test_conditions(condition, expected):
    row = {"name": "W3SVC", "id": 4, "path": None, "started": True}
    assert parse_condition(condition)(row) is expected


@pytest.mark.parametrize("text", ["", "select", "select * form X", "select * from X where", "select * from X where a ~ 1"])
def test_what_is_no_query_is_refused(text):
    with pytest.raises(WqlProblem):
        parse_query(text)


def test_the_service_found_is_the_one_that_get_service_shows(windows):
    found = ask(windows, "(Get-CimInstance Win32_Service -Filter \"Name='W3SVC'\").State; (Get-Service W3SVC).Status.ToString()")
    assert found == ["Running", "Running"]


def test_a_method_changes_the_machine(windows):
    script = "(gwmi Win32_Service -Filter \"Name='W3SVC'\").StopService().ReturnValue; (Get-Service W3SVC).Status.ToString()"
    assert ask(windows, script) == [0, "Stopped"]
    again = "Get-CimInstance Win32_Service -Filter \"Name='W3SVC'\" | Invoke-CimMethod -MethodName StopService | % ReturnValue"
    assert ask(windows, again) == [5]


def test_a_process_is_created_and_ended(windows):
    script = "$made = Invoke-CimMethod Win32_Process Create @{CommandLine='notepad.exe a.txt'}; (Get-Process -Id $made.ProcessId).Name"
    assert ask(windows, script) == ["notepad"]
    ended = 'gwmi Win32_Process -Filter "ProcessId=$($made.ProcessId)" | % { $_.Terminate().ReturnValue }'
    assert ask(windows, ended) == [0]
    assert ask(windows, "@(Get-Process -Id $made.ProcessId -ErrorAction SilentlyContinue).Count") == [0]


def test_whatif_changes_nothing(windows):
    assert ask(windows, "$before = @(Get-Process).Count; Invoke-CimMethod Win32_Process Create @{CommandLine='x'} -WhatIf") == []
    assert ask(windows, "@(Get-Process).Count -eq $before") == [True]


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
def test_what_is_refused(windows, script, error_id):
    assert ask(windows, f"{script} -ErrorAction SilentlyContinue -ErrorVariable problem; $problem.FullyQualifiedErrorId") == [error_id]


def test_times_are_times_and_in_wmi_text(windows):
    made = "(gcim Win32_OperatingSystem).InstallDate.Year"
    script = made + "; $os = gwmi Win32_OperatingSystem; $os.InstallDate; $os.ConvertToDateTime($os.InstallDate).Year"
    assert ask(windows, script) == [2024, "20240115093000.000000+000", 2024]


def test_only_windows_has_them():
    with Runspace() as here:
        here.invoke("Get-CimInstance Win32_BIOS -ErrorAction SilentlyContinue")
        assert list(here.invoke("$Error[0].FullyQualifiedErrorId")) == ["CommandNotFoundException"]
