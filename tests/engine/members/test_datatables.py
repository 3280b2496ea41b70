"""System.Data: tables of columns and rows, filters, and what is not there."""

from __future__ import annotations

import pytest

from psbridge.engine.members import datacolumns, datafilters, datatables
from psbridge.modules.shell import Runspace
from psbridge.objects import NetError
from psbridge.objects.convert import to_text
from psbridge.objects.dbnull import DB_NULL

PEOPLE = """
$t = [System.Data.DataTable]::new('People')
[void]$t.Columns.Add('Name'); [void]$t.Columns.Add('Age', [int]); [void]$t.Columns.Add('Town')
[void]$t.Rows.Add('Ann', 30, 'Rome'); [void]$t.Rows.Add('Bob', '41', $null); [void]$t.Rows.Add("O'Hara", 25, 'Oslo')
"""


@pytest.fixture(scope="module")
def run():
    with Runspace() as runspace:
        yield lambda text: [to_text(one) for one in runspace.invoke(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$t.Rows.Count; $t.Rows[1].Age; $t.Rows[1]['Age'].GetType().Name; $t.Rows[0][2]", ["3", "41", "Int32", "Rome"]),
        ("$t | ForEach-Object Name", ["Ann", "Bob", "O'Hara"]),
        ("$t.Rows[1].Town.GetType().FullName; $t.Rows[1].IsNull('Town'); $null -eq $t.Rows[1].Town", ["System.DBNull", "True", "True"]),
        ("$r = $t.NewRow(); $r.Age = '7'; $r['Name'] = 5; $t.Rows.Add($r); \"$($r.RowState) $($r.Name) $($r.Age)\"", ["Added 5 7"]),
        ("@($t.Rows.Add($t.NewRow())).Count; $t.Rows.Count", ["0", "4"]),
        ("$t.Columns['age'].Ordinal; $t.Columns.Contains('x'); \"$($t.Columns[0])\"; $t.Columns.Remove('Age'); $t.Rows[0].ItemArray -join ','",
         ["1", "False", "Name", "Ann,Rome"]),
        ("($t.Rows[0] | Get-Member -MemberType Property).Definition", ["int Age {get;set;}", "string Name {get;set;}", "string Town {get;set;}"]),
        ("$t.DefaultView.Sort = 'Age DESC'; $t.DefaultView.RowFilter = 'Age > 25'; $t.DefaultView | % Name; $t.DefaultView.Count", ["Bob", "Ann", "2"]),
        ("$v = $t.DefaultView.ToTable($true, 'Town'); $v.Rows.Count; $v.Columns.Count", ["3", "1"]),
        ("$c = $t.Copy(); $c.Rows[0].Name = 'x'; $t.Rows[0].Name; $c.Clone().Rows.Count", ["Ann", "0"]),
        ("$t.PrimaryKey = $t.Columns['Name']; $t.Rows.Find('bob').Age; $t.Rows.Find('Bob').Age; $t.Rows.Contains('Zoe')", ["41", "41", "False"]),
        ("$t.Rows[0].Delete(); $t.Rows.RemoveAt(0); $t.Rows.Count; $t.Clear(); $t.Rows.Count", ["1", "0"]),
        ("$c = $t.Columns.Add('Id', [int]); $c.AutoIncrement = $true; $c.AutoIncrementSeed = 5; $t.NewRow().Id; $t.NewRow().Id", ["5", "6"]),
        ("$s = [System.Data.DataSet]::new('S'); $s.Tables.Add($t); $s.Tables['people'].TableName; $t.DataSet.DataSetName", ["People", "S"]),
        ("$t.Compute('Sum(Age)', ''); $t.Compute('Avg(Age)', 'Age > 26'); $t.Compute('Max(Name)', 'Age > 99') -is [DBNull]", ["96", "35", "True"]),
        ("(ConvertTo-Json -Compress ($t | Select-Object -First 2 Town))", ['[{"Town":"Rome"},{"Town":null}]']),
    ],
)  # fmt: skip
def test_tables(run, text, expected):
    assert run(f"{PEOPLE}{text}") == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Age > 26", ["Ann", "Bob"]),
        ("Age >= 25 AND NOT Name = 'ann'", ["Bob", "O'Hara"]),
        ("Name = 'O''Hara'", ["O'Hara"]),
        ("Town IS NULL OR [Town] LIKE 'R*'", ["Ann", "Bob"]),
        ("Town IS NOT NULL", ["Ann", "O'Hara"]),
        ("Name NOT LIKE '%b'", ["Ann", "O'Hara"]),
        ("Age IN (25, 30)", ["Ann", "O'Hara"]),
        ("Age NOT IN (25)", ["Ann", "Bob"]),
        ("(Age + 5) * 2 = 70", ["Ann"]),
        ("Len(Name) = 3 AND IsNull(Town, 'none') <> 'none'", ["Ann"]),
        ("Town <> 'Rome'", ["O'Hara"]),
        ("IIF(Age > 40, true, false)", ["Bob"]),
        ("", ["Ann", "Bob", "O'Hara"]),
    ],
)
def test_filters(run, text, names):
    quoted = text.replace("'", "''")
    assert run(f"{PEOPLE}$t.Select('{quoted}', 'Name') | ForEach-Object {{ $_.Name }}") == names


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("$t.Rows.Add('x', 'old')", "ArgumentException"),
        ("$t.Rows.Add(1, 2, 3, 4)", "ArgumentException"),
        ("$t.Columns.Add('NAME')", "DuplicateNameException"),
        ("$t.Select('nope = 1')", "EvaluateException"),
        ("$t.Select('Age =')", "SyntaxErrorException"),
        ("$t.Select('Foo(1) = 1')", "EvaluateException"),
        ("$t.Rows.Find('x')", "MissingPrimaryKeyException"),
        ("$t.Columns['Name'].AllowDBNull = $false; $t.Rows.Add($null, 1)", "NoNullAllowedException"),
        ("$t.Columns['Age'].Unique = $true; $t.Rows.Add('z', 30)", "ConstraintException"),
    ],
)
def test_what_does_not_fit(run, text, identity):
    assert run(f"{PEOPLE}try {{ {text} }} catch {{ $_.FullyQualifiedErrorId }}") == [identity]


def test_a_filter_needs_characters_that_it_knows():
    table = datatables.DataTable("t")
    table.columns.add("a")
    with pytest.raises(NetError, match="invalid character"):
        datafilters.filtered(table, "a = ~")
    assert datacolumns.DataColumn("a").fitting(None) is DB_NULL


def test_dbnull(run):
    text = "[DBNull]::Value.GetType().FullName; [bool][DBNull]::Value; [DBNull]::Value -eq $null; \"[$([DBNull]::Value)]\"; [DBNull]::Value -eq ''"
    assert run(text) == ["System.DBNull", "False", "True", "[]", "False"]
