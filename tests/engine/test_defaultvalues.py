"""$PSDefaultParameterValues: what is bound, and what is said of defaults that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from psbridge.engine.context import Collector
from psbridge.engine.defaultvalues import defaults_of
from psbridge.engine.runspace import Runspace
from psbridge.engine.streamsets import StreamList
from psbridge.modules.defaults import default_modules

K = """function Test-K { [CmdletBinding(DefaultParameterSetName = 'A')] param([Alias('Nick')] [int] $Number, [string] $Name,
    [Parameter(ParameterSetName = 'A')] $OnlyA, [Parameter(ParameterSetName = 'B')] $OnlyB)
    "$($PSCmdlet.ParameterSetName) $Number $Name $OnlyA $OnlyB".TrimEnd() }
"""


@pytest.fixture
def shell() -> Iterator[Callable[[str], Any]]:
    """Runs a script with all modules: what it writes to each stream."""
    with Runspace(modules=default_modules()) as runspace:

        def run(script: str) -> Any:
            streams, sink = StreamList(), Collector()
            runspace.run(script, runspace.context(streams), sink)
            return SimpleNamespace(output=sink.items, errors=streams.errors, warnings=streams.warnings)

        yield run


def _set(*pairs: str) -> str:
    return "$PSDefaultParameterValues = @{ " + "; ".join(pairs) + " }; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (_set("'test-k:number' = 4") + "Test-K", "A 4"),
        (_set("' \"Test-K\" : '' Number '' ' = 4") + "Test-K", "A 4"),
        (_set("'Test-*:Num*' = 4") + "Test-K", "A 4"),
        (_set("'Test-K:nick' = 4") + "Test-K", "A 4"),
        (_set("'Test-K:Numb' = 4") + "Test-K", "A 0"),  # the beginning of a name is not enough
        (_set("'Test-K:Number' = 4") + "Test-K -Number 5", "A 5"),
        (_set("'tk:Number' = 4") + "Set-Alias tk Test-K; Test-K", "A 4"),
        (_set("'Test-K:Number' = 4", "Disabled = $true") + "Test-K", "A 0"),
        (_set("'Test-K:OnlyB' = 4") + "Test-K", "B 0   4"),  # it chooses the parameter set
        (_set("'Test-K:OnlyB' = 4", "'Test-K:OnlyA' = 3") + "Test-K", "A 0  3"),  # they exclude one another: the default set decides
        (_set("'Test-K:Number' = { 1 + 2 }") + "Test-K", "A 3"),
        (_set("'Test-K:Number' = { $args[0].BoundParameters.Count }") + "Test-K -Name n", "A 1 n"),
        ("function x { $PSDefaultParameterValues = @{ 'Test-K:Number' = 6 }; Test-K } x", "A 6"),
        (_set("'Get-Date:Date' = '2020-01-02'") + "(Get-Date).Year", 2020),
    ],
)
def test_bound(shell, script, expected):
    ran = shell(K + script)
    assert (ran.errors, ran.warnings, ran.output) == ([], [], [expected])


@pytest.mark.parametrize(
    ("script", "warning"),
    [
        (_set("'Test-K:Number' = 'x'") + "Test-K", "The binding of default value 'x' to parameter 'Number' failed: Cannot process"),
        (_set("'Test-K:*N*' = 4") + "Test-K", "The following name or alias defined in $PSDefaultParameterValues for this cmdlet resolves"),
        (_set("'Test-K:Number' = 4", "'Test-K:Nick' = 5") + "Test-K", "Multiple different default values are defined in"),
        (
            "function x { $PSDefaultParameterValues = @{ bad = 6 }; Test-K; Test-K } x | Select-Object -First 1",
            "The key 'bad' does not have",
        ),
    ],
)
def test_defaults_that_are_passed_over(shell, script, warning):
    ran = shell(K + script)
    assert (ran.errors, ran.output) == ([], ["A 0"])
    assert [record.message.startswith(warning) for record in ran.warnings] == [True]


def test_an_error_after_defaults_were_bound_names_them(shell):
    ran = shell(K + _set("'Test-K:Number' = 4") + "Test-K 1 2 3 4")
    [record] = ran.errors
    assert record.fully_qualified_error_id == "PositionalParameterNotFound,Test-K"
    assert record.exception.message.startswith("A positional parameter cannot be found that accepts argument '")
    assert record.exception.message.endswith("for this cmdlet when the error occurred: -Number")


def test_parameters_as_written_for_redirections(ps):
    ps("$PSDefaultParameterValues = @{ 'Out-File:Encoding' = 'ascii'; 'Other:Width' = 3 }")
    assert defaults_of(ps.runspace.context(), "Out-File") == {"encoding": "ascii"}
