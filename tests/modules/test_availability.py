"""What strict sessions do not know: commands and parameters of later versions and of other systems."""

from __future__ import annotations

import pytest

from psbridge.cli.run import main
from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.modules import availability
from psbridge.modules.defaults import default_modules, equip
from psbridge.objects.convert import to_text


def opened(version, windows=False, strict=True):
    machine = Machine.windows("web01") if windows else None
    options = {"machine": machine, "profile": "windows", "environment": machine.environment, "directory": "C:\\"} if windows else {}
    runspace = Runspace(modules=default_modules(), version=version, **options)
    runspace.extras["strict"] = strict
    equip(runspace)
    return runspace.open()


def known(runspace, command, name=None):
    script = f"@(Get-Command {command} -ErrorAction Ignore).Count"
    if name is not None:
        script = f"(Get-Command {command}).Parameters.ContainsKey('{name}')"
    return to_text(runspace.invoke(script)[0]) in ("1", "True")


COMMANDS = [
    ("7.0.13", False, "Get-SecureRandom", False),
    ("7.4.6", False, "Get-SecureRandom", True),
    ("7.0.13", False, "Get-Error", True),
    ("7.0.13", False, "Disconnect-PSSession", False),
    ("7.4.6", False, "Start-BitsTransfer", False),
    ("7.0.13", False, "Protect-CmsMessage", False),
    ("7.4.6", False, "Protect-CmsMessage", True),
    ("7.4.6", True, "Disconnect-PSSession", True),
    ("7.4.6", True, "Start-BitsTransfer", True),
    ("5.1.20348.2849", True, "Get-Error", False),
    ("5.1.20348.2849", True, "Join-String", False),
    ("5.1.20348.2849", True, "Protect-CmsMessage", True),
]


@pytest.mark.parametrize(("version", "windows", "command", "there"), COMMANDS)
def test_commands(version, windows, command, there):
    with opened(version, windows) as runspace:
        assert known(runspace, command) is there


PARAMETERS = [
    ("7.0.13", False, "ForEach-Object", "Parallel", True),
    ("7.0.13", False, "ForEach-Object", "UseNewRunspace", False),
    ("7.4.6", False, "ForEach-Object", "UseNewRunspace", True),
    ("5.1.20348.2849", True, "ForEach-Object", "Parallel", False),
    ("5.1.20348.2849", True, "Split-Path", "LeafBase", False),
    ("5.1.20348.2849", True, "Split-Path", "Leaf", True),
    ("7.0.13", False, "Resolve-Path", "RelativeBasePath", False),
]


@pytest.mark.parametrize(("version", "windows", "command", "name", "there"), PARAMETERS)
def test_parameters(version, windows, command, name, there):
    with opened(version, windows) as runspace:
        assert known(runspace, command, name) is there


def test_a_command_with_fewer_parameters_works_like_the_whole_one():
    with opened("7.0.13") as runspace:
        assert [
            to_text(one) for one in runspace.invoke("3, 1 | Sort-Object | ForEach-Object { $_ * 2 }; 1 | ForEach-Object -Parallel { $_ }")
        ] == ["2", "6", "1"]
        runspace.invoke(
            "1 | ForEach-Object -Parallel { $_ } -UseNewRunspace -ErrorAction SilentlyContinue; $script:id = $Error[0].FullyQualifiedErrorId"
        )
        assert runspace.invoke("$id") == ["NamedParameterNotFound,Microsoft.PowerShell.Commands.ForEachObjectCommand"]


def test_sets_that_need_a_hidden_parameter_are_gone():
    with opened("7.0.13") as runspace:
        assert runspace.invoke(
            "(1, 1 | Get-Random) -eq 1; (Get-Command Get-Random).ParameterSets.Name -contains 'ShuffleParameterSet'"
        ) == [
            True,
            False,
        ]
    with opened("5.1.20348.2849", windows=True) as runspace:
        assert not known(runspace, "ForEach-Object", "AsJob")


def test_others_know_everything():
    with opened("7.0.13", strict=False) as runspace:
        assert known(runspace, "Get-SecureRandom")
        assert known(runspace, "ForEach-Object", "UseNewRunspace")


def test_every_name_is_one_of_ours():
    places = {name.lower(): place for told in default_modules() for name, place in told.commands(windows=True, desktop=True).items()}
    assert {*availability.COMMANDS, *availability.NOT_ON_UNIX, *availability.PARAMETERS} <= places.keys()


def test_the_command_line_hides_too(capsys):
    assert main(["--strict", "-c", "@(Get-Command Get-SecureRandom -ErrorAction Ignore).Count"]) == 0
    assert capsys.readouterr().out.strip() == "0"


@pytest.mark.parametrize(("text", "expected"), [("7.0.13", (7, 0)), ("5.1.20348.2849", (5, 1)), ("7", (7, 0))])
def test_versions(text, expected):
    assert availability.version_of(text) == expected


@pytest.mark.parametrize(("version", "there"), [("5.1.20348.2849", []), ("7.4.6", ["Parent", "CommandLine"])])
def test_what_windows_powershell_says_of_processes(version, there):
    with opened(version, windows=True, strict=False) as runspace:
        assert runspace.invoke("(Get-Process)[0] | Get-Member Parent, CommandLine | ForEach-Object Name") == there
