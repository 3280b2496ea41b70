"""How Get-Help looks."""

from __future__ import annotations

import pytest

from psbridge.formatting.views import helptopics
from psbridge.modules.shell import run

_PIE = """
function Get-Pie {
<#
.SYNOPSIS
Returns a pie.
.DESCRIPTION
Bakes, then returns.
.PARAMETER Fruit
Which fruit.
.EXAMPLE
Get-Pie -Fruit apple
Gives an apple pie.
.LINK
about_Pies
#>
param([string] $Fruit) }
"""


def shown(command):
    return "".join(run(f"{_PIE}; {command} | Out-String -Width 100"))


def headings(command):
    return [line for line in shown(command).splitlines() if line and not line.startswith(" ")]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("Get-Help Get-Pie", ["NAME", "SYNOPSIS", "SYNTAX", "DESCRIPTION", "RELATED LINKS", "REMARKS"]),
        ("Get-Help Get-Pie -Examples", ["NAME", "SYNOPSIS", "EXAMPLES"]),
        ("Get-Help Get-Pie -Full", ["NAME", "SYNOPSIS", "SYNTAX", "DESCRIPTION", "PARAMETERS", "EXAMPLES", "RELATED LINKS"]),
        ("Get-Help Get-Date", ["NAME", "SYNOPSIS", "SYNTAX", "REMARKS"]),
    ],
)
def test_sections(command, expected):
    assert headings(command) == expected


def test_parameters_and_examples():
    text = shown("Get-Help Get-Pie -Full")
    assert "    -Fruit <String>\n        Which fruit.\n        Required?                   false\n" in text
    assert "    Gives an apple pie.\n" in text


def test_several_are_a_table():
    assert shown("Get-Help Get-C*").split("\n")[1].split() == ["Name", "Category", "ModuleName", "Synopsis"]
    assert "HelpInfoShort" in [view.name for view in helptopics.VIEWS]


@pytest.mark.parametrize(
    ("command", "first", "some"),
    [
        ("(Get-Help Get-Pie).syntax", "Get-Pie [[-Fruit] <String>]", "[-Fruit]"),
        ("(Get-Help Get-Pie).syntax.syntaxItem", "Get-Pie [[-Fruit] <String>]", "[-Fruit]"),
        ("(Get-Help Get-Pie).parameters", "-Fruit <String>", "    Which fruit."),
        ("Get-Help Get-Pie -Parameter Fruit", "-Fruit <String>", "    Position?                   1"),
        ("(Get-Help Get-Pie).examples", "-------------------------- EXAMPLE 1 --------------------------", "Gives an apple pie."),
        ("(Get-Help Get-Pie).relatedLinks", "about_Pies", "about_Pies"),
        ("(Get-Help Get-Date).syntax", "Get-Date [[-Date] <DateTime>]", "[-Format <String>]"),
    ],
)
def test_an_element_by_itself(command, first, some):
    text = shown(command)
    assert text.strip().startswith(first)
    assert some in text
