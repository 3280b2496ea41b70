"""What a run wrote beside its output, as Python code asks for it."""

from __future__ import annotations

import pytest

import psbridge as psb
from psbridge.engine.errors import ScriptError
from psbridge.engine.written import Output
from psbridge.objects.streams import ERROR, StreamSet

SCRIPT = "Write-Error boo; Write-Warning w; 5; Write-Verbose v -Verbose; Write-Debug d -Debug; Write-Host hi; Write-Progress p"


def test_the_output_is_a_list_that_knows_the_rest():
    found = psb.run(SCRIPT)
    assert isinstance(found, Output)
    assert found == [5]
    assert [str(record) for record in found.errors] == ["boo"]
    assert (found.warnings, found.verbose, found.debug) == (["w"], ["v"], ["d"])
    assert [str(record) for record in found.information] == ["hi"]
    assert [record.activity for record in found.progress] == ["p"]


def test_errors_are_raised_when_asked_for():
    with pytest.raises(ScriptError, match="boo"):
        psb.run(SCRIPT).raise_for_error()
    assert psb.run("5").raise_for_error() == [5]


def test_streams_that_are_given_take_everything():
    streams = StreamSet()
    with psb.Runspace() as runspace:
        psb.run("Write-Error one", runspace=runspace, streams=streams)
        runspace.invoke("Write-Error two", streams=streams)
    assert [str(record) for record in streams.values(ERROR)] == ["one", "two"]


def test_a_shell_runs_again_and_keeps_what_nobody_read():
    shell = psb.PowerShell().add_script("Write-Error boo; 5")
    assert (shell.invoke(), shell.invoke(), len(shell.errors)) == ([5], [5], 2)
    assert shell.begin_invoke().end_invoke(20) == [5]
    assert len(shell.errors) == 3
