"""Modules as Python: names, signatures, documentation, calls, errors; here and where a session says."""

from __future__ import annotations

import inspect

import pytest

import psbridge as psb
from psbridge.modules.shell import Runspace
from psbridge.ps.errors import CommandError
from psbridge.ps.imported import function_name
from psbridge.ps.sessions import use_runspace

MODULE = """
function Get-Tally {
    <#
    .SYNOPSIS
    Counts.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)][string] $Name, [int] $Times = 1, [switch] $Loud, [Parameter(ValueFromPipeline = $true)] $InputObject)
    begin { $n = 0 }
    process { if ($null -ne $InputObject) { $n++ } }
    end { $text = "$Name" * $Times; if ($Loud) { $text = $text.ToUpper() }; [pscustomobject] @{ Text = $text; Count = $n } }
}
function Get-Many { 1; 2 }
function Get-Word { param($For) "for $For" }
function Get-Nothing { }
function Write-Failure { [CmdletBinding()] param() Write-Error 'no' -ErrorId Mine; 'after' }
function Stop-Everything { throw 'end' }
"""


@pytest.fixture
def tally(tmp_path):
    (tmp_path / "Tally.psm1").write_text(MODULE)
    with Runspace() as runspace, use_runspace(runspace):
        yield psb.import_module(str(tmp_path / "Tally.psm1"))


def test_names_signatures_and_docs(tally):
    assert dir(tally) == ["get_many", "get_nothing", "get_tally", "get_word", "stop_everything", "write_failure"]
    assert [one.command for one in tally if one.__name__ == "get_tally"] == ["Get-Tally"]
    parameters = inspect.signature(tally.get_tally).parameters
    assert list(parameters) == ["arguments", "name", "times", "loud", "input_object", "input"]
    assert parameters["times"].annotation is int
    assert parameters["loud"].default is False
    assert tally.get_tally.__doc__ == "Get-Tally: Counts."


def test_calls(tally):
    assert tally.get_tally(name="ab", times=2, loud=True, input=[1, 2]) == {"Text": "ABAB", "Count": 2}
    assert tally.get_tally("x")["Text"] == "x"
    assert tally.get_many() == [1, 2]
    assert tally.get_nothing() == []
    assert tally.get_word(for_="me") == "for me"


def test_errors(tally):
    with pytest.raises(CommandError) as caught:
        tally.write_failure()
    assert caught.value.error_id == "Mine,Write-Failure"
    with pytest.raises(CommandError, match="end"):
        tally.stop_everything()
    with pytest.raises(TypeError, match="no parameter 'colour'"):
        tally.get_tally(colour="red")
    with pytest.raises(AttributeError, match="get_tally"):
        _ = tally.get_else


def test_a_session_says_where():
    asked = []

    class Answer:
        def __init__(self, output):
            self.output = output

        def raise_for_error(self):
            return self

    class Elsewhere:
        def invoke(self, script, *args):
            asked.append(args)
            row = {
                "Name": "Get-Thing",
                "Synopsis": "",
                "Parameters": {"Name": "Id", "Type": "Int32", "Switch": False, "Mandatory": False, "Position": 0},
            }
            return Answer([row] if len(args) == 1 else [42])

    module = psb.import_module("Things", session=Elsewhere())
    assert module.get_thing(id=5, error_action="Stop") == 42
    assert asked == [("Things",), ("Get-Thing", [], {"Id": 5, "erroraction": "Stop"}, [], [], False)]
    assert module.get_thing.__doc__ == "Get-Thing"


@pytest.mark.parametrize(("command", "name"), [("Get-BridgeJob", "get_bridge_job"), ("Get-PSSession", "get_pssession"), ("doIt", "do_it")])
def test_function_name(command, name):
    assert function_name(command) == name


def test_over_a_real_session(tmp_path):
    from psbridge.emulator.host import Emulator
    from tests.sessions.conftest import connection_of

    with Emulator("server01", https_port=None) as host, psb.Session("server01", connection=connection_of(host)) as session:
        session.install_module()
        bridge = psb.import_module("PSBridge", session=session)
        assert bridge.get_bridge_job() == []
        assert "CURSOR" not in bridge.receive_bridge_job.__doc__
        assert bridge.receive_bridge_job.__doc__.startswith("Receive-BridgeJob: Reads records of a job")
        assert inspect.signature(bridge.start_bridge_job).parameters["depth"].annotation is int
        ps = psb.import_module("Microsoft.PowerShell.Management", session=session)
        assert ps.get_service(name="W3SVC")["Status"] == "Running"
        assert "name" in inspect.signature(ps.get_service).parameters
        with pytest.raises(psb.errors.PsBridgeError, match="nothing"):
            ps.get_service(name="nothing")
