"""Dates, spans, sleep, chance, and commands about text and the session."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import chance, dates, strings, verbs
from psbridge.objects import DateTime


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Get-Date '2020-02-03 04:05:06' -Format yyyy/MM", ["2020/02"]),
        ("Get-Date '2020-02-03T04:05:06' -UFormat '%c'", ["Mon 03 Feb 2020 04:05:06"]),
        ("Get-Date '2020-02-03T04:05:06.7Z' -UFormat '%s'", ["1580702707"]),
        ("Get-Date '2020-02-03 04:05:06' -UFormat '%Y-%m-%d %H:%M:%S %j %%'", ["2020-02-03 04:05:06 034 %"]),
        ("(Get-Date -Year 2001 -Month 2 -Day 3).ToString('yyyy-MM-dd')", ["2001-02-03"]),
        ("(Get-Date -Year 2020 -Month 2 -Day 30).ToString('yyyy-MM-dd')", ["2020-03-01"]),
        ("(Get-Date '2020-03-31 04:05' -Month 2 -Hour 23).ToString('s')", ["2020-02-29T23:05:00"]),
        ("Get-Date '2020-02-03 04:05:06' -Format FileDateTime", ["20200203T0405060000"]),
        ("(New-TimeSpan -Hours 1 -Minutes 30).TotalMinutes", ["90"]),
        ("(New-TimeSpan -Start '2020-01-01' -End '2020-01-03').Days", ["2"]),
        ("@(Start-Sleep -Milliseconds 1).Count", ["0"]),
        ("$a = Get-Random -SetSeed 4; (Get-Random -SetSeed 4) -eq $a", ["True"]),
        ("$n = Get-Random -Minimum 5 -Maximum 7; $n -in 5, 6; $n.GetType().Name", ["True", "Int32"]),
        ("Get-Random (7, 7); @($null | Get-Random).Count; (Get-Random -Minimum 5l) -gt 4", ["7", "1", "True"]),
        ("('a','b' | Get-Random) -in 'a','b'; @(1..9 | Get-Random -Count 3).Count", ["True", "3"]),
        ("(New-Guid).GetType().Name; New-Guid -Empty", ["Guid", "00000000-0000-0000-0000-000000000000"]),
        ("'a','b' | Join-String -Separator '+' -SingleQuote", ["'a'+'b'"]),
        (
            "1,2 | Join-String Nope ','; 'ab' | Join-String { 1, 2 } -FormatString ''; 1 | Join-String -FormatString '{0:N1}'",
            [",", "1 2", "1.0"],
        ),
        ("1,2 | Join-String { $_ * 2 } -OutputPrefix '<' -OutputSuffix '>' -Separator ','", ["<2,4>"]),
        ("('a=1','b = x' -join \"`n\" | ConvertFrom-StringData)['b']", ["x"]),
        ("(ConvertFrom-StringData 'a=\\u0041\\x42\\103').a", ["ABC"]),
        ("Invoke-Expression '1 + 2'; '$z = 5' | Invoke-Expression; $z", ["3", "5"]),
        ("(Get-Verb Get).Group; (Get-Verb -Group Security).Count", ["Common", "6"]),
        ("Get-Date 2021-01-03 -UFormat '+%G|%g|%V|%u|%w|%Q|{0:yyyy}|{{%%'", ["2021|21|53|0|0|Q|2021|{%"]),
        ("(Get-Verb Ad*, a*, Add).Verb", ["Add", "Approve", "Assert"]),
        ("(Get-Culture).Name; (Get-UICulture).Name; (Get-Culture de-DE).Name", ["en-US", "en-US", "de-DE"]),
        ("(Get-Host).Name", ["Default Host"]),
        ("function a { b }; function b { (Get-PSCallStack).Command }; a", ["b", "a", "<ScriptBlock>"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Get-Random -Minimum 5 -Maximum 5", "MinGreaterThanOrEqualMax"),
        ("Get-Random -InputObject @()", "ParameterArgumentValidationErrorEmptyArrayNotAllowed"),
        ("New-TimeSpan -Days 99999999", "System.ArgumentOutOfRangeException"),
        ("Read-Host name", "HostFunctionNotImplemented"),
        ("Get-Culture 'no such'", "ItemNotFoundException"),
        ("ConvertFrom-StringData 'p=C:\\dir'", "System.Text.RegularExpressions.RegexParseException"),
        ("ConvertFrom-StringData '=x'", "InvalidOperation"),
        ("Get-Date -Month 13", "ParameterArgumentValidationError"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_unix_letters():
    assert dates.unix_format(DateTime.of(2020, 2, 3, 4, 5, 6), "+%y%m %q") == "2002 q"


def test_tables():
    assert strings.ConvertFromStringData.DECLARATION.name == "ConvertFrom-StringData"
    assert len(verbs.VERBS) == len({row.verb for row in verbs.VERBS})
    assert chance.GetRandom.DECLARATION.name == "Get-Random"
