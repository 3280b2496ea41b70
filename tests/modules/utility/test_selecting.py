"""Select-Object and property expressions."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import editions, expressions, selecting

ABC = "[pscustomobject]@{A=1;B='x'}, [pscustomobject]@{A=2;B='y'}, [pscustomobject]@{A=2;B='z'}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("1..5 | Select-Object -First 2", ["1", "2"]),
        ("1..5 | Select-Object -Last 2", ["4", "5"]),
        ("1..5 | Select-Object -Skip 3", ["4", "5"]),
        ("1..5 | Select-Object -SkipLast 3", ["1", "2"]),
        ("1..5 | Select-Object -Skip 1 -Last 2", ["3", "4"]),
        ("11..20 | Select-Object -First 1 -Last 2", ["11", "19", "20"]),
        ("'a','b','c' | Select-Object -Index 2, 0", ["a", "c"]),
        ("'a','b','c' | Select-Object -SkipIndex 1", ["a", "c"]),
        ("@($null | Select-Object Length).Count", ["0"]),
        ("'b','a','b','B' | Select-Object -Unique", ["b", "a", "B"]),
        (f"@({ABC} | Select-Object A -Unique).Count", ["2"]),
        (f"@({ABC} | Select-Object -Unique).Count", ["1"]),
        (f"({ABC} | Select-Object -ExpandProperty B) -join ''", ["xyz"]),
        (f"({ABC} | Select-Object -ExcludeProperty A | Get-Member -MemberType NoteProperty).Name", ["B"]),
        (f"({ABC} | Select-Object @{{n='Twice';e={{$_.A * 2}}}}).Twice", ["2", "4", "4"]),
        ("('abc' | Select-Object L*).Length", ["3"]),
        ("('abc' | Select-Object @{n='B';e={2}} -ExcludeProperty B).B", ["2"]),
        ("@(([pscustomobject]@{A=1;B=2} | Select-Object A,@{n='C';e='B'} -ExcludeProperty B).psobject.properties.name)", ["A"]),
        ("('abc' | Select-Object @{n='';e={$_.Length}}).psobject.properties.name", ["$_.Length"]),
        ("('abc' | Select-Object Nope).psobject.properties.name", ["Nope"]),
        ("('abc' | Select-Object Length).pstypenames[0]", ["Selected.System.String"]),
        (
            "$o = [pscustomobject]@{a=1} | Select-Object -First 1; $o.pstypenames[0]",
            ["Selected.System.Management.Automation.PSCustomObject"],
        ),
        ("$n = 0; 1..9 | ForEach-Object { $n++; $_ } | Select-Object -First 3 | Out-Null; $n", ["3"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("[pscustomobject]@{a=1} | Select-Object -ExpandProperty nope", "ExpandPropertyNotFound"),
        ("[pscustomobject]@{a=1} | Select-Object a, a", "AlreadyExistingUserSpecifiedPropertyNoExpand"),
        ("[pscustomobject]@{a=1;a2=2} | Select-Object -ExpandProperty a*", "MutlipleExpandProperties"),
        ("[pscustomobject]@{a=1;a2=2} | Select-Object @{n='x';e='a*'}", "RenamingMultipleResults"),
        ("1 | Select-Object @{bogus=1}", "DictionaryKeyIllegal"),
        ("1 | Select-Object {}", "EmptyScriptBlockAndNoName"),
        ("1..3 | Select-Object -Skip 1 -Index 0", "AmbiguousParameterSet"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_expressions_know_short_keys():
    assert selecting.SelectObject.DECLARATION.name == "Select-Object"
    assert expressions.unescape("a`*") == "a*"


def test_later_parameters_exist_in_later_versions(session, tmp_path):
    assert session.fails("1 | Select-Object -Unique -CaseInsensitive") == ["NamedParameterNotFound"]
    assert session.fails("1 | Get-Unique -CaseInsensitive") == ["NamedParameterNotFound"]
    assert session.fails("1 | Get-Random -Shuffle") == ["NamedParameterNotFound"]
    later = type(session)(tmp_path, version="7.4.1")
    assert later.lines("'b','a','B' | Select-Object -Unique -CaseInsensitive") == ["b", "a"]
    assert later.lines("@(1..5 | Get-Random -Shuffle).Count") == ["5"]
    later.runspace.close()
    assert not editions.at_least(selecting_command(session), 7, 1)


def selecting_command(session):
    class Command:
        runspace = session.runspace

    return Command
