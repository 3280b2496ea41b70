"""Completion: what is offered where."""

from __future__ import annotations

import pytest

from psbridge.cli.prompt import offer, values
from psbridge.cli.prompt.completing import complete, open_quote
from psbridge.modules.shell import Runspace

_SETUP = """
$word = 'abc'; $table = @{ alpha = 1 }; $when = Get-Date
function Set-Paint { param([ValidateSet('red', 'dark red')] $Colour, [switch] $Wet, [ConsoleColor] $On, [bool] $Dry) }
function Get-Animal { param($Kind) }
Register-ArgumentCompleter -CommandName Get-Animal -ParameterName Kind -ScriptBlock { param($c, $p, $w) 'cat', 'cow' | Where-Object { $_ -like "$w*" } }
"""


@pytest.fixture(scope="module")
def runspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "one.txt").touch()
    (folder / "a b.txt").touch()
    (folder / "sub").mkdir()
    with Runspace(directory=str(folder)) as made:
        made.invoke(_SETUP)
        yield made


def offered(runspace, text):
    found = complete(runspace, text, len(text))
    return [text[: found.start] + one.text for one in found.items]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Set-Loca", "Set-Location"),
        ("if ($true) { Set-Loca", "if ($true) { Set-Location"),
        ('"now $(Get-Da', '"now $(Get-Date'),
        ("Get-ChildItem -Rec", "Get-ChildItem -Recurse"),
        ("gci -Rec", "gci -Recurse"),
        ("$wor", "$word"),
        ('"say $wor', '"say $word'),
        ("$env:PAT", "$env:PATH"),
        ("$word.Len", "$word.Length"),
        ("$table.al", "$table.alpha"),
        ("$when.AddD", "$when.AddDays("),
        ("[int]::MaxV", "[int]::MaxValue"),
        ("(Get-Date).Ye", "(Get-Date).Year"),
        ("Get-Process | Where-Object { $_.WorkingSet6", "Get-Process | Where-Object { $_.WorkingSet64"),
        ("gci | Sort-Object Length | select FullN", "gci | Sort-Object Length | select FullName"),
        ("[dateti", "[datetime"),
        ("[System.Text.StringB", "[System.Text.StringBuilder"),
        ("$word -ma", "$word -match"),
        ("Set-Paint -Colour r", "Set-Paint -Colour red"),
        ("Set-Paint -Colour da", "Set-Paint -Colour 'dark red'"),
        ("Set-Paint -Wet r", "Set-Paint -Wet red"),
        ("Set-Paint -On DarkG", "Set-Paint -On DarkGray"),
        ("Set-Paint -Dry ", "Set-Paint -Dry $true"),
        ("Get-Animal -Kind co", "Get-Animal -Kind cow"),
        ("Get-Content on", "Get-Content one.txt"),
        ("Get-Content 'a", "Get-Content 'a b.txt'"),
        ("Get-Content a", "Get-Content 'a b.txt'"),
        ("cd s", "cd sub/"),
        ("Get-Item -Path:on", "Get-Item -Path:one.txt"),
        ("Get-Help Set-Loca", "Get-Help Set-Location"),
        ("Import-Module ThreadJ", "Import-Module ThreadJob"),
    ],
)
def test_first_offer(runspace, typed, first):
    assert offered(runspace, typed)[:1] == [first]


@pytest.mark.parametrize("typed", ["# $wor", "'$wor", "$nothing.", "Set-Paint -Nix"])
def test_nothing_to_offer(runspace, typed):
    assert offered(runspace, typed) == []


def test_looking_leaves_no_trace(runspace):
    before = (list(runspace.execution.errors), runspace.execution.success)
    complete(runspace, "$word.", 6)
    values.quietly(runspace, "throw 'x'")
    assert (list(runspace.execution.errors), runspace.execution.success) == before


def test_only_what_has_no_effect_is_evaluated(runspace):
    runspace.invoke("$ran = 0; function Bump { $global:ran++; 'x' }")
    complete(runspace, "(Bump).", 7)
    complete(runspace, "$word.Substring((Bump)).", 24)
    assert runspace.invoke("$ran") == [0]


@pytest.mark.parametrize(
    ("text", "quote"),
    [("'a", "'"), ("\"a'", '"'), ("'a''b'", ""), ('"a`"', '"'), ("# 'a", "#"), ("\"$(f 'a') b", '"'), ('"$(f (1', ""), ("a#'b", "'")],
)
def test_open_quote(text, quote):
    assert open_quote(text) == quote


def test_words_are_quoted_where_they_must():
    assert [offer.quoted(text) for text in ("ab", "a b", "it's", "$x")] == ["ab", "'a b'", "'it''s'", "'$x'"]
    assert offer.quoted('$a"b', '"') == '"`$a`"b"'
