"""Variables, aliases, and writing to streams."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import aliasing, scoping, writing


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Set-Variable a 5; $a; (Get-Variable a).Name", ["5", "a"]),
        ("New-Variable c 1 -Option Constant; (Get-Variable c).Options", ["Constant"]),
        ("function f { Set-Variable g 2 -Scope 1 }; f; $g", ["2"]),
        ("$x = 1; Clear-Variable x; $null -eq $x", ["True"]),
        ("1,2 | Set-Variable v; $v.Count", ["2"]),
        ("Get-Variable nope -ErrorAction Ignore | Measure-Object | ForEach-Object Count", ["0"]),
        ("$ab1 = 1; $ab2 = 2; (Get-Variable ab*).Name; Get-Variable ab* -ValueOnly", ["ab1", "ab2", "1", "2"]),
        ("Set-Alias zz Get-Date; (Get-Alias zz).Definition", ["Get-Date"]),
        ("(Get-Alias -Definition Get-ChildItem).Name", ["dir", "gci"]),
        (
            "Set-Alias zz Get-Date -Verbose 4>&1 | ForEach-Object Message",
            ['Performing the operation "Set Alias" on target "Name: zz Value: Get-Date".'],
        ),
        ("New-Alias q1 Get-Date -Description d -PassThru | ForEach-Object Description", ["d"]),
        (
            "Set-Alias t1 Get-Date; Export-Alias a.csv -Name t1; Remove-Alias t1; Import-Alias a.csv; (Get-Alias t1).Definition",
            ["Get-Date"],
        ),
        (
            "'v1,c1,,ReadOnly', '# no', ' ', '\"a,\"\"b\",c2,d,0' > f; (Import-Alias f -PassThru).Name; (Get-Alias v1).Options",
            ["v1", 'a,"b', "ReadOnly"],
        ),
        ("Get-Variable ^, $ | % Name; $null -eq $StackTrace", ["^", "$", "True"]),
        ("Write-Output 1,2 -NoEnumerate | ForEach-Object Count", ["2"]),
        ('$r = Write-Host (0.1 + 0.2) 6>&1; "$r"', ["0.30000000000000004"]),
        ('$r = Write-Host hi 6>&1; "$r"; $r.Tags', ["hi", "PSHOST"]),
        ("Write-Information x -InformationVariable iv; $iv[0].Source", ["Write-Information"]),
    ],
)
def test_output(session, script, expected):
    assert aliasing.scope_named is scoping.scope_named
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Get-Variable nope", "VariableNotFound"),
        ("$a = 1; New-Variable a", "VariableAlreadyExists"),
        ("New-Variable k -Option ReadOnly; Set-Variable k 1", "VariableNotWritable"),
        ("New-Variable k -Option ReadOnly; Remove-Variable k", "VariableNotRemovable"),
        ("Get-Alias nope", "ItemNotFoundException"),
        ("New-Alias gci x", "AliasAlreadyExists"),
        ("Write-Error boom -ErrorId Mine", "Mine"),
        ("$a = 1; Set-Variable a -Option Constant", "VariableCannotBeMadeConstant"),
        ("New-Variable a -Option AllScope; Set-Variable a -Option None", "VariableAllScopeOptionCannotBeRemoved"),
        ("Get-Variable x -Scope bogus", "Argument"),
        ("Set-Alias x y -Scope bogus", "Argument"),
        ("Get-Alias x -Scope 99", "ArgumentOutOfRange"),
        ("'gci,x,,' > f; Import-Alias f", "ImportAliasFileFormatError"),
        ("'a,b,c,d,e' > f; Import-Alias f", "ImportAliasFileFormatError"),
        ("'a,b,,Odd' > f; Import-Alias f", "ImportAliasOptionsError"),
        ("'gci,x,,None' > f; Import-Alias f", "AliasAlreadyExists"),
        ("'Get-Item,x,,None' > f; & { Import-Alias f }", "AliasAlreadyExists"),
        ("Import-Alias none", "PathNotFound"),
        ("1 > f1; 1 > f2; Import-Alias f*", "NotSupported"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_write_host_joins_collections(session):
    session.run("Write-Host a, b -Separator '-'; Write-Host @{a=1}")
    assert [record.message_data.message for record in session.streams.information_records] == ["a-b", "System.Collections.DictionaryEntry"]
    assert writing.WriteHost.DECLARATION.name == "Write-Host"


def test_warnings_and_progress(session):
    session.run("Write-Warning w; Write-Verbose v -Verbose; Write-Debug d -Debug; Write-Progress Act -PercentComplete 5")
    assert [r.message for r in session.streams.warnings] == ["w"]
    assert [r.message for r in session.streams.verbose_records] == ["v"]
    assert [r.percent_complete for r in session.streams.progress_records] == [5]
