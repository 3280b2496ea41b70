"""What commands declare of their parameters decides which error a wrong value gives: validation attributes speak before the mandatory
check does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from psbridge.machine.computer import Machine
from tests.modules.conftest import Session

INVALID = "ParameterArgumentValidationError"
NULL, EMPTY, ARRAY = (f"{INVALID}{what}NotAllowed" for what in ("Null", "EmptyString", "EmptyArray"))


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Invoke-Command -ScriptBlock $null", INVALID),
        ("Invoke-Command -ComputerName x -FilePath ''", EMPTY),
        ("Get-PSSession -Id @()", ARRAY),
        ("Get-PSSession -Id $null", INVALID),
        ("Connect-PSSession -InstanceId @()", ARRAY),
        ("Remove-PSSession -Session $null", NULL),
        ("New-PSSession -HostName x -SSHTransport:$false", INVALID),
        ("Disconnect-PSSession -Id 1 -IdleTimeoutSec -1", INVALID),
        ("Receive-PSSession -ComputerName x -Name y -Port 0", INVALID),
        ("New-PSSessionOption -OpenTimeout -1", INVALID),
        ("New-PSSessionOption -IdleTimeout -2", INVALID),
        ("New-PSTransportOption -MaxIdleTimeoutSec 59", INVALID),
        ("New-PSTransportOption -MaxConcurrentUsers 101", INVALID),
        ("Remove-Module ''", EMPTY),
        ("Import-Module x -Scope Script", INVALID),
        ("Get-Command -ParameterType @()", INVALID),
        ("Get-Help x -Category Nothing", INVALID),
        ("1 | ForEach-Object ''", INVALID),
        ("1 | Where-Object ''", INVALID),
        ("'x' | Tee-Object -FilePath ''", EMPTY),
        ("'x' | Tee-Object -Variable ''", EMPTY),
        ("Unregister-Event ''", EMPTY),
        ("Select-Xml -XPath '' -Content '<a/>'", INVALID),
        ("Select-Xml -XPath '/a' -Content @()", INVALID),
        ("1, 2 | Select-Object -Index -1", INVALID),
        ("1, 2 | Select-Object -SkipIndex -1", INVALID),
        ("Update-List -Add @()", INVALID),
        ("Update-TypeData -TypeName T -DefaultDisplayPropertySet @()", INVALID),
        ("Update-TypeData -TypeName T -SerializationDepth -1", INVALID),
        ("Remove-TypeData -TypeName ''", INVALID),
        ("1 | Add-Member -TypeName ''", INVALID),
        ("1 | Add-Member @{}", INVALID),
        ("1 | ConvertTo-Html -Charset x", INVALID),
        ("Format-Hex -LiteralPath ''", INVALID),
        ("Format-Hex -Path x -Count 0", INVALID),
        ("Start-Process ''", INVALID),
        ("Test-Connection ''", INVALID),
        ("Restart-Computer -Delay 0", INVALID),
        ("Get-Random -SetSeed $null", INVALID),
        ("'x' | Wait-Event -Timeout 0", "InputObjectNotBound"),
        ("Invoke-WebRequest http://localhost:1 -TransferEncoding nope", INVALID),
    ],
)
def test_wrong_values(session, script, error):
    assert session.fails(script) == [error]


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("(1 | ConvertTo-Html -Head '' -Body '').Count -gt 0", ["True"]),
        ("Register-ArgumentCompleter -CommandName x -ParameterName y -ScriptBlock $null; 'kept'", ["kept"]),
        ("'Own.T' | Update-TypeData -MemberType NoteProperty -MemberName one -Value 1; (Get-TypeData Own.T).TypeName", ["Own.T"]),
    ],
)
def test_values_that_are_taken(session, script, lines):
    assert session.lines(script) == lines


def test_null_is_no_string_before_it_is_converted(session):
    assert session.fails("1 | Where-Object $null") == [NULL]
    assert "'FilterScript'" in session.streams.errors[0].exception.message, "the property's name, a string, does not take null"


def test_whose_words_say_that_a_kind_of_range_is_left(session):
    session.run("'1' | ConvertFrom-Json -Depth 0")
    assert session.streams.errors[0].exception.message.endswith(
        'The argument "0" cannot be validated because its value is not greater than zero.'
    )


def test_removing_jobs_needs_no_command(session):
    assert session.lines("(Get-Command Remove-Job).Parameters['Command'].ParameterSets.Values.IsMandatory") == ["False"]


@pytest.fixture
def windows_session(tmp_path: Path) -> Iterator[Session]:
    machine = Machine.windows("web01")
    made = Session(tmp_path, machine=machine, profile="windows", environment=machine.environment)
    yield made
    made.runspace.close()


@pytest.mark.parametrize("arguments", ["-Status Restarted", "-DisplayName ''", "-Description ''"])
def test_services_refuse_what_they_cannot_become(windows_session, arguments):
    assert windows_session.fails(f"Set-Service -Name Spooler {arguments}") == [INVALID]


def test_getting_services_needs_a_name_that_is_one(windows_session):
    assert windows_session.fails("Get-Service -Name ''") == [INVALID]
