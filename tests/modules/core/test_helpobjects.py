"""The shape of help: elements of the document that PowerShell makes of a comment."""

from __future__ import annotations

import pytest

from psbridge.modules.core import helpobjects

PIE = r"""function Get-Pie {
<#
.SYNOPSIS
 Bakes.
.PARAMETER Fruit
 which
.EXAMPLE
 PS C:\> Get-Pie apple

 An apple pie.
.EXAMPLE
 Get-Pie
.NOTES
 hot
.LINK
 Get-Item
.LINK
 https://example.com/pie
.INPUTS
 System.String
.OUTPUTS
 Pie
#>
param([Parameter(Mandatory)][string]$Fruit, [switch]$Fast, [string[]]$Names) }
$h = Get-Help Get-Pie
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$h.examples.example.Count; $e = $h.examples.example[0]; $e.introduction[0].Text; $e.code; $e.remarks[0].Text; $e.remarks.Count",
         ["2", "PS C:\\>", "Get-Pie apple", "An apple pie.", "5"]),
        ("$h.syntax.syntaxItem.name; $h.syntax.syntaxItem.parameter | % { \"$($_.name) $($_.required) $($_.position) $($_.parameterValue)\" }",
         ["Get-Pie", "Fruit true 1 String", "Names false 2 String[]", "Fast false named "]),
        ("$h.parameters.parameter.name; $h.parameters.parameter[0].description[0].Text; $h.parameters.parameter[2].type.name",
         ["Fruit", "Fast", "Names", "which", "String[]"]),
        ("$h.relatedLinks.navigationLink | % { \"$($_.linkText)|$($_.uri)\" }", ["Get-Item|", "|https://example.com/pie"]),
        ("$h.inputTypes.inputType.type.name; $h.returnValues.returnValue.type.name; $h.alertSet.alert[0].Text; $h.details.description[0].Text",
         ["System.String", "Pie", "hot", "Bakes."]),
        ("$h.pstypenames -join ','; (Get-Help Get-Pie -Full).pstypenames[0]; $h.examples.example[0].pstypenames -join ','",
         ["MamlCommandHelpInfo,HelpInfo", "MamlCommandHelpInfo#FullView", "MamlCommandHelpInfo#example"]),
        ("function one { param($X) }; (Get-Help one).parameters.parameter.name; (Get-Help one -Parameter X).name; (Get-Help one).pstypenames[-2]",
         ["X", "X", "CmdletHelpInfo"]),
    ],
)  # fmt: skip
def test_shape(session, script, expected):
    assert session.lines(PIE + script) == expected


def test_examples_are_cut_at_the_first_empty_line():
    assert helpobjects._example("a\nb") == ("PS >", "a\nb", "")
    assert helpobjects._example("PS> a\n\nb\n\nc") == ("PS>", "a", "b\n\nc")


_TOLD = """
# .SYNOPSIS
#  What every function needs and no filter does.
# .COMPONENT
#  Kitchen
# .ROLE
#  Cook
function Get-Oven($Heat = 200, [PSDefaultValue(Help = 'all of them')] $Pies = @(1), [switch] $Fan, $Door) { }
function Get-Range { <#
.FORWARDHELPTARGETNAME Get-Oven
#> }
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(Get-Help Get-Oven).Synopsis", ["What every function needs and no filter does."]),
        ("(Get-Help Get-Oven).parameters.parameter.defaultValue -join '|'", ["200|all of them|False|"]),
        (
            "(Get-Help Get-Range).Name; (Get-Oven -?).Name; (Get-Item -?).Name; (dir -?).Name",
            ["Get-Oven", "Get-Oven", "Get-Item", "Get-ChildItem"],
        ),
        ("(Get-Help Get-Oven -Component Kit* -Role waiter, cook).Role", ["Cook"]),
        (
            "try { Get-Help Get-Oven -Role waiter -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }",
            ["HelpNotFound,Microsoft.PowerShell.Commands.GetHelpCommand"],
        ),
        ("/bin/echo -?", ["-?"]),
        ("(Get-Help Get-* -Category Function).Name", ["Get-Oven", "Get-Range"]),
        ("(Get-Help -Category Alias).Category | Select-Object -Unique", ["Alias"]),
        ("(Get-Help dir -Category Alias).Name; (Get-Help Get-Job -Category All).Name", ["Get-ChildItem", "Get-Job"]),
        ("try { Get-Help Get-Oven -Category Cmdlet -ErrorAction Stop } catch { 'no cmdlet' }", ["no cmdlet"]),
        ("(Get-Help Get-* -Role Cook).Name", ["Get-Oven"]),
    ],
)
def test_what_comments_of_functions_say(session, script, expected):
    assert session.lines(_TOLD + script) == expected
