"""Select-String and what it gives."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import matchinfo, matching

LINES = "'l1','l2','mark','l4','mark','l6','l7'"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("'alpha','beta' | Select-String ^a | ForEach-Object Line", ["alpha"]),
        ("('a1b22' | Select-String '\\d+' -AllMatches).Matches.Value", ["1", "22"]),
        ("('k=v' | Select-String '(\\w)=(?<val>\\w)').Matches[0].Groups['val'].Value", ["v"]),
        ("'Cat','cat' | Select-String cat -CaseSensitive -Raw", ["cat"]),
        ("'a.c','abc' | Select-String a.c -SimpleMatch -Raw", ["a.c"]),
        ("'a','b','c' | Select-String b -NotMatch -Raw", ["a", "c"]),
        ("'tin','zinc' | Select-String zi, ti | ForEach-Object Pattern", ["ti", "zi"]),
        ("'x','y' | Select-String y -Quiet; $null -eq ('x' | Select-String y -Quiet)", ["True", "True"]),
        ("'x','y' | Select-String y | ForEach-Object { $_.LineNumber; $_.Filename }", ["2", "InputStream"]),
        (f'{LINES} | Select-String mark -Context 1 | ForEach-Object {{ "$_" }}', ["  l2\n> mark\n  l4", "> mark\n  l6"]),
        (f"({LINES} | Select-String mark -Context 2, 0)[1].Context.PreContext -join ','", ["mark,l4"]),
        (f"({LINES} | Select-String mark -Context 0, 2)[0].Context.PostContext -join ','", ["l4,mark"]),
        (
            "'red','blue','red' > f.txt; (Select-String red f.txt).LineNumber; Select-String red f.txt -List | ForEach-Object Filename",
            ["1", "3", "f.txt"],
        ),
        ("'red' > f.txt; 'red' > g.log; (Select-String red * -Include *.txt).Filename", ["f.txt"]),
        ("'red' > f.txt; Select-String blue f.txt -Quiet", ["False"]),
        ("mkdir d | Out-Null; Select-String x d; Select-String x -LiteralPath d; (Get-Item d | Select-String d).Filename", ["InputStream"]),
        ("'red' > f.txt; (Get-Item f.txt | Select-String red).Filename", ["f.txt"]),
        ("('ab' | Select-String a | Select-String b).Line", ["ab"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("'x' | Select-String '(('", "InvalidRegex"),
        ("Select-String x ./absent.txt", "PathNotFound"),
        ("'x' | Select-String x -Culture en-US", "CannotSpecifyCultureWithoutSimpleMatch"),
        ("'x' | Select-String x -SimpleMatch -Culture '?!'", "ParameterBindingFailed"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_relative_path():
    found = matchinfo.MatchInfo("line", "p", [], True)
    found.file, found.line_number = "/a/b/c.txt", 3
    assert found.to_text("/a/b") == "c.txt:3:line"
    assert found.to_text("/x") == "/a/b/c.txt:3:line"
    assert matching.SelectString.DECLARATION.aliases == ("sls",)
