"""CSV texts and files."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import csvobjects, csvtext

ROW = "[pscustomobject]@{A=1;B='x,y';C=$null}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"{ROW} | ConvertTo-Csv", ['"A","B","C"', '"1","x,y",']),
        (
            (
                "$c = [cultureinfo]::new('en-US'); $c.TextInfo.ListSeparator = '~'; [cultureinfo]::CurrentCulture = $c; "
                f"try {{ {ROW} | ConvertTo-Csv -UseCulture }} "
                "finally { [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('en-US') }"
            ),
            ['"A"~"B"~"C"', '"1"~"x,y"~'],
        ),
        (f"{ROW} | ConvertTo-Csv -UseQuotes AsNeeded", ["A,B,C", '1,"x,y",']),
        (f"{ROW} | ConvertTo-Csv -UseQuotes Never -Delimiter ';'", ["A;B;C", "1;x,y;"]),
        (f"{ROW} | ConvertTo-Csv -QuoteFields B", ['A,"B",C', '1,"x,y",']),
        (f"({ROW} | ConvertTo-Csv -IncludeTypeInformation)[0]", ["#TYPE System.Management.Automation.PSCustomObject"]),
        (f"$r = {ROW}; $r.pstypenames.Insert(0, 'csv:T'); ($r | ConvertTo-Csv -IncludeTypeInformation)[0]", ["#TYPE T"]),
        (f"$r = {ROW}; $r.pstypenames.Clear(); ($r | ConvertTo-Csv -IncludeTypeInformation)[0]", ["#TYPE"]),
        (
            "[pscustomobject]@{L=1,2;D=[datetime]'2020-01-02'} | ConvertTo-Csv | Select-Object -Last 1",
            ['"System.Object[]","1/2/2020 12:00:00 AM"'],
        ),
        ("[pscustomobject]@{D=0.1+0.2} | ConvertTo-Csv | Select-Object -Last 1", ['"0.30000000000000004"']),
        ("'a,b','1,\"x,y\"' | ConvertFrom-Csv | ForEach-Object b", ["x,y"]),
        ("'1;2' | ConvertFrom-Csv -Delimiter ';' -Header p, q | ForEach-Object q", ["2"]),
        ('"a`n""x`ny""" | ConvertFrom-Csv | ForEach-Object { $_.a.Length }', ["3"]),
        ("'A,,', '1,2,3' | ConvertFrom-Csv | ForEach-Object { $_.psobject.Properties.Name }", ["A"]),
        ("'A,B', '# x', '1,2' | ConvertFrom-Csv | ForEach-Object A", ["1"]),
        ("'A,B', '\"x', 'y\",2' | ConvertFrom-Csv | ForEach-Object A", ["x", 'y"']),
        ('"#Version: 1`n#Fields: a,b`n1,2" | ConvertFrom-Csv | ForEach-Object b', ["2"]),
        ('"#TYPE My.Kind`nA`n1" | ConvertFrom-Csv | ForEach-Object { $_.PSObject.TypeNames }', ["My.Kind", "CSV:My.Kind"]),
        (f"{ROW} | Export-Csv e.csv; (Import-Csv e.csv).B; Get-Content e.csv -TotalCount 1", ["x,y", '"A","B","C"']),
        (f"{ROW} | Export-Csv e.csv; {ROW} | Export-Csv e.csv -Append; @(Import-Csv e.csv).Count", ["2"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Import-Csv none.csv", "FileOpenFailure"),
        (f"{ROW} | Export-Csv e.csv; {ROW} | Export-Csv e.csv -NoClobber", "NoClobber"),
        (f"{ROW} | Export-Csv no/such/e.csv", "FileOpenFailure"),
        (f"{ROW} | Export-Csv e.csv; [pscustomobject]@{{Z=1}} | Export-Csv e.csv -Append", "CannotAppendCsvWithMismatchedPropertyNames"),
        (f"{ROW} | ConvertTo-Csv -UseQuotes Never -QuoteFields A", "CannotSpecifyQuoteFieldsAndUseQuotes"),
        ("Import-Csv x.csv -Delimiter $null", "ParameterArgumentValidationError"),
        (f"{ROW} | Export-Csv", "CannotSpecifyPathAndLiteralPath"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_reader_keeps_quoted_line_ends():
    reader = csvtext.CsvReader(",")
    assert [*reader.rows('a,"b\r\nc"\n1,2')] == [["a", "b\r\nc"], ["1", "2"]]
    assert csvtext.quote_field('say "x"') == '"say ""x"""'
    assert csvobjects.columns_of({"a": 1}) is not None


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("x   ,y", ["x ", "y"]),
        ("a b   ,c", ["a b   ", "c"]),
        ('"a"x ,b', ["ax ", "b"]),
        ('"a"  ,b', ["a", "b"]),
        ('a "b,c"', ['a "b', 'c"']),
        ("1,", ["1"]),
        ("1,\n", ["1", ""]),
        ('"1",""', ["1", ""]),
        ('"abc""', ['abc"']),
        ('"', []),
    ],
)
def test_odd_fields(text, fields):
    assert [*csvtext.CsvReader(",").rows(text)] == [fields]
