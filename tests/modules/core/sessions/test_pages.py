"""Where pages say different things: what is so.  Names are statements of the semantics catalogue."""

from __future__ import annotations

import pytest

from tests.modules.core.sessions.conftest import Shell


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("$o = New-PSSessionOption; $o.ProxyAccessType; $o.MaximumReceivedObjectSize", ["None", "209715200"], id="CON-019"),
        pytest.param(
            "$o = New-PSSessionOption; $o.ProxyAccessType -eq 'IEConfig'; $o.IdleTimeout.TotalMinutes -eq 4",
            ["False", "False"],
            id="OPT-002",
        ),
        pytest.param(
            "$p = (Get-Command Disconnect-PSSession).Parameters['Session']; $p.ParameterSets['Session'].Position", ["0"], id="CON-020"
        ),
        pytest.param(
            "$p = (Get-Command New-PSSession).Parameters['UseWindowsPowerShell']; $p.ParameterSets['UseWindowsPowerShellParameterSet'].IsMandatory",
            ["False"],
            id="CON-021",
        ),
    ],
)
def test_here(shell: Shell, text: str, expected: list[str]) -> None:
    """CON-019, CON-020, CON-021, OPT-002"""
    assert shell(text) == expected


def test_the_largest_idle_time(shell: Shell) -> None:
    """CON-017: of the two numbers, the one that a computer has whose configuration nobody has touched."""
    text = "(Get-PSSessionConfiguration Microsoft.PowerShell).MaxIdleTimeoutms; (Get-Item WSMan:\\localhost\\Shell\\IdleTimeout).Value"
    assert shell(f"Invoke-Command -ComputerName Server01 {{ {text} }}")[0] == "2147483647"


def test_a_job_is_called_as_it_was_said(shell: Shell) -> None:
    """CON-043"""
    shell("$script:d = Invoke-Command -ComputerName Server01 { 'user1' } -InDisconnectedSession -SessionName ADSession")
    found = shell(
        "$j = Receive-PSSession -Session $d -OutTarget Job -JobName AD; $j.Name; (Get-Job AD).Id -eq $j.Id; $j | Wait-Job | Receive-Job"
    )
    assert found == ["AD", "True", "user1"]
