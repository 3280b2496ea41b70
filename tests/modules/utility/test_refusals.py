"""Arguments that make no sense end in PowerShell's errors, and -WhatIf changes nothing."""

from __future__ import annotations

import pytest

from psbridge.engine import paging
from psbridge.modules.utility import aliasing, chance, clixmlfiles, csvobjects, html


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("ConvertTo-Csv 1 ([pscustomobject]@{a=1})", "CannotConvertArgumentNoMessage"),
        ("Get-ChildItem -Attributes x", "CannotConvertArgumentNoMessage"),
        ("'x' | Set-Content -AsByteStream f", "Argument"),
        ("Get-ExecutionPolicy $null", "ParameterBindingFailed"),
        # validation speaks first, then that a mandatory parameter takes no null, then the property that is set
        ("Select-Object -First $null", "ParameterArgumentValidationError"),
        ("Write-Host x -ForegroundColor $null", "ParameterBindingFailed"),
        ("Add-Member -MemberType $null", "ParameterArgumentValidationErrorNullNotAllowed"),
        ("Get-Date -UFormat ''", "ParameterArgumentValidationError"),
        ("Import-Alias -LiteralPath ''", "ParameterArgumentValidationErrorEmptyStringNotAllowed"),
        ("Import-Alias -LiteralPath env:a", "NotSupported"),
        ("Import-Alias env:PATH", "NotSupported"),
        ("Get-Date -UFormat '%Y%'", "System.IndexOutOfRangeException"),
        ("Get-Date -UFormat '{'", "System.FormatException"),
        ("Start-Sleep -Seconds $null", "ParameterArgumentValidationError"),
        ("New-TimeSpan -Days $null", "ParameterBindingFailed"),
        ("1 | Out-File", "InputObjectMissingMandatory"),
        ("1 | Export-Alias", "InputObjectMissingMandatory"),
        ("Export-Alias a.csv -As Foo", "CannotConvertArgumentNoMessage"),
        ("ConvertTo-Html -Title $null", "ParameterArgumentValidationError"),
        ("Set-Content a.csv 'zz,Get-Date,,Foo'; Import-Alias a.csv", "ImportAliasOptionsError"),
        ("Set-Content a.csv 'bad'; Import-Alias a.csv", "ImportAliasFileFormatError"),
    ],
)
def test_refusals(session, script, error):
    assert all(module.__doc__ for module in (aliasing, chance, csvobjects, html))
    assert session.fails(script) == [error]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Export-Alias a.csv gci -WhatIf; Test-Path a.csv", ["False"]),
        ("Set-Content a.csv 'zz,Get-Date,,None'; Import-Alias a.csv -WhatIf; Test-Path alias:zz", ["False"]),
        ("Update-TypeData -TypeName Q.W -MemberType NoteProperty -MemberName n -Value 1 -WhatIf; @(Get-TypeData Q.W).Count", ["0"]),
        ("Export-Alias a.csv gci -As Script -Description 'd'; (Get-Content a.csv)[0, 4, 5]", ["# Alias File", "#", "# d"]),
        ("[pscustomobject]@{LiteralPath='q.txt'} | Out-File; Test-Path q.txt", ["True"]),
        ("New-TimeSpan (Get-Date 0) (Get-Date 0) | ForEach-Object Ticks", ["0"]),
        ("New-TimeSpan -Start (Get-Date 0) -End (Get-Date 0) | ForEach-Object Ticks", ["0"]),
        ("1, 255 | Set-Content -AsByteStream f; (Get-Content f -AsByteStream) -join ' '", ["1 255"]),
        ("@(Get-Command -Verb $null -Noun Date).Count", ["2"]),
        ("@(1, 'a' | ConvertTo-Csv).Count", ["0"]),
        ("$null = New-Item -ItemType Directory d; (Get-ChildItem -Attributes Directory, ReadOnly).Name", ["d"]),
        ("(Get-ChildItem -Attributes !D+!H).Count", ["0"]),
    ],
)
def test_what_happens(session, script, expected):
    assert session.lines(script) == expected


def test_a_total_says_how_sure_it_is(session):
    assert clixmlfiles.ImportClixml.DECLARATION.name == "Import-Clixml"
    assert session.shown("1..5 | Export-Clixml f.xml; Import-Clixml f.xml -IncludeTotalCount -First 1") == "Total count: 5\n1"
    assert str(paging._sentence(paging.total_count(7, 0.5))) == "Estimated total count: 7"
    assert str(paging._sentence(paging.total_count(7, 0.0))) == "Unknown total count"
