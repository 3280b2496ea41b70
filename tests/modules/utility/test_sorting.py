"""Sort-Object, Get-Unique, Group-Object, Compare-Object, Measure-Object."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import comparing, grouping, measuring, ordering, sorting
from psbridge.objects import PSObject


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("3,1,2 | Sort-Object", ["1", "2", "3"]),
        ("3,1,2 | Sort-Object -Descending", ["3", "2", "1"]),
        (
            (
                "Update-TypeData -TypeName S.T -DefaultKeyPropertySet B -Force; $x = [pscustomobject]@{PSTypeName='S.T'; A=1; B=2}, "
                "[pscustomobject]@{PSTypeName='S.T'; A=2; B=1}; ($x | Sort-Object).A; ($x | Group-Object).Name"
            ),
            ["2", "1", "1", "2"],
        ),
        ("'b','A','a' | Sort-Object -Unique", ["A", "b"]),
        ("'b','A','a' | Sort-Object -CaseSensitive", ["a", "A", "b"]),
        ("5,3,9,1 | Sort-Object -Top 2", ["1", "3"]),
        ("5,3,9,1 | Sort-Object -Bottom 2", ["5", "9"]),
        ("'aaa','b','cc' | Sort-Object Length", ["b", "cc", "aaa"]),
        ("'aaa','b','cc' | Sort-Object { $_.Length } -Descending", ["aaa", "cc", "b"]),
        ("@{n=1;s='b'}, @{n=1;s='a'} | Sort-Object n, s | ForEach-Object { $_.s }", ["a", "b"]),
        ("1,1,2,2,1 | Get-Unique", ["1", "2", "1"]),
        ("'a','A' | Get-Unique", ["a", "A"]),
        ("@(1,'a' | Get-Unique -OnType).Count", ["2"]),
        ("@([pscustomobject]@{A=1}, [pscustomobject]@{A=2} | Get-Unique).Count", ["1"]),
    ],
)
def test_sorting(session, script, expected):
    assert [key.name for key in sorting.SORT_KEYS] == ["expression", "ascending", "descending"]
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("'a','b','A' | Group-Object | ForEach-Object { \"$($_.Name)=$($_.Count)\" }", ["a=2", "b=1"]),
        ("'a','b','A' | Group-Object -CaseSensitive | ForEach-Object Name", ["a", "A", "b"]),
        ("('x','yy','z' | Group-Object Length -AsHashTable -AsString)['1'] -join ','", ["x,z"]),
        ("('x','yy' | Group-Object Length -NoElement)[0].Group.Count", ["0"]),
        ("1,2,3,4 | Group-Object { $_ % 2 } | ForEach-Object { $_.Group -join '+' }", ["2+4", "1+3"]),
    ],
)
def test_grouping(session, script, expected):
    assert grouping.GroupInfo.net_type.name == "GroupInfo"
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('Compare-Object 1,2 2,3 | ForEach-Object { "$($_.InputObject)$($_.SideIndicator)" }', ["3=>", "1<="]),
        ("@(Compare-Object 1,2 2,3 -IncludeEqual).Count", ["3"]),
        ("@(Compare-Object 1,2 2,3 -ExcludeDifferent).Count", ["0"]),
        ("(Compare-Object 1,2 2,3 -ExcludeDifferent -IncludeEqual).InputObject", ["2"]),
        ("@(Compare-Object a A -CaseSensitive).Count; @(Compare-Object a A).Count", ["2", "0"]),
        ("(Compare-Object a b -PassThru) -join ','", ["b,a"]),
    ],
)
def test_comparing(session, script, expected):
    assert (comparing.REFERENCE, comparing.DIFFERENCE, comparing.EQUAL) == ("<=", "=>", "==")
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(1..4 | Measure-Object).Count", ["4"]),
        ("$m = 1..4 | Measure-Object -Sum -Average -Minimum -Maximum; $m.Sum; $m.Average; $m.Minimum; $m.Maximum", ["10", "2.5", "1", "4"]),
        ("(2,4,4,4,5,5,7,9 | Measure-Object -StandardDeviation).StandardDeviation.ToString('N4')", ["2.1381"]),
        ("('ab','cde' | Measure-Object Length -Sum).Sum", ["5"]),
        ('$m = "a b`nc" | Measure-Object -Line -Word -Character; $m.Lines; $m.Words; $m.Characters', ["2", "3", "5"]),
        ('("a`nb`n" | Measure-Object -Line).Lines; ("10", "9" | Measure-Object -Maximum).Maximum', ["2", "10"]),
        ("('a b' | Measure-Object -Character -IgnoreWhiteSpace).Characters", ["2"]),
        ("(Measure-Command { 1 }).GetType().Name", ["TimeSpan"]),
    ],
)
def test_measuring(session, script, expected):
    assert measuring.MeasureObject.DECLARATION.name == "Measure-Object"
    assert session.lines(script) == expected


def test_measuring_wants_numbers(session):
    assert session.fails("'x' | Measure-Object -Sum") == ["NonNumericInputObject"]
    assert session.fails("1 | Measure-Object nope") == ["GenericMeasurePropertyNotFound"]


def test_property_bags_have_no_order():
    one, two = PSObject.of(a=1), PSObject.of(a=2)
    assert ordering.Comparer().compare(one, two) == 0
    assert ordering.Comparer(ascending=False).compare(1, 2) == 1
