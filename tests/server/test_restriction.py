"""Endpoints of the machine: versions, groups, switched off, restricted to commands."""

from __future__ import annotations

import pytest

from psbridge.emulator.host import Emulator
from psbridge.machine.computer import Machine
from psbridge.server.restriction import ALWAYS, Restriction


@pytest.fixture(scope="module")
def host():
    machine = Machine.windows(
        "JEA01", endpoints=({"name": "JEARole", "visible": ("Get-Date", "Get-S*")}, {"name": "Off", "enabled": False})
    )
    with Emulator(machine, https_port=None) as made:
        yield made


@pytest.fixture
def run(host):
    from pypsrp.powershell import PowerShell, RunspacePool
    from pypsrp.wsman import WSMan

    def invoke(endpoint, *, script=None, command=None):
        with (
            WSMan("127.0.0.1", port=host.port, ssl=False, username=host.username, password=host.password, auth="ntlm") as wsman,
            RunspacePool(wsman, configuration_name=endpoint) as pool,
        ):
            shell = PowerShell(pool)
            shell.add_script(script) if script else shell.add_cmdlet(command)
            return shell.invoke(), [str(error) for error in shell.streams.error]

    return invoke


@pytest.mark.parametrize(("endpoint", "major"), [("Microsoft.PowerShell", 5), ("PowerShell.7", 7)])
def test_versions(run, endpoint, major):
    assert run(endpoint, script="$PSVersionTable.PSVersion.Major; $PSVersionTable.PSEdition")[0] == [
        major,
        "Desktop" if major == 5 else "Core",
    ]


def test_restricted_endpoints_run_named_commands_only(run):
    assert len(run("JEARole", command="Get-Date")[0]) == 1
    assert run("JEARole", command="Get-Service")[0]
    assert "The term 'Set-Item' is not recognized" in run("JEARole", command="Set-Item")[1][0]
    for script in ("1+1", "Get-Date", "[IO.File]::ReadAllText('C:\\x')"):
        assert run("JEARole", script=script) == ([], [
            "The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode."
        ])  # fmt: skip


@pytest.mark.parametrize("endpoint", ["Off", "Unknown"])
def test_what_is_not_there_or_off_is_refused(run, endpoint):
    from pypsrp.exceptions import WSManFaultError

    with pytest.raises(WSManFaultError):
        run(endpoint, command="Get-Date")


def test_what_clients_need_is_always_there():
    class Command:
        is_script, text = False, "Microsoft.PowerShell.Utility\\Select-Object"

    Restriction(()).check(None, Command())
    assert "Get-Command" in ALWAYS
