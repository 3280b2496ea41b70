"""Completion: what is offered where, in PowerShell's spelling."""

from __future__ import annotations

import pytest

from psbridge.engine.completion import (
    arguments,
    dynamicnames,
    files,
    hashkeys,
    inference,
    listings,
    members,
    names,
    oldlines,
    typenames,
    variables,
    words,
)
from psbridge.engine.completion.analysis import complete, open_quote
from psbridge.language import CommandAst, MemberExpressionAst, find, parse
from psbridge.modules.core.history import add_line
from psbridge.modules.shell import Runspace

_DYNAMIC = """
function Get-Late { [CmdletBinding()] param([switch] $More) dynamicparam { if ($More) {
    $table = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
    $attributes = [Collections.ObjectModel.Collection[Attribute]]::new()
    $attributes.Add([Parameter]::new()); $attributes.Add([ValidateSet]::new('early', 'late'))
    $table.Add('When', [System.Management.Automation.RuntimeDefinedParameter]::new('When', [string], $attributes)); $table } } process { } }
"""
_SETUP = """
class Paint { $Colour; $Gloss }
$word = 'abc'; $table = @{ alpha = 1; 'b c' = 2 }; $when = Get-Date; ${odd name} = 1
function Set-Paint { param([ValidateSet('red', 'dark red')] $Colour, [switch] $Wet, [ConsoleColor] $On, [bool] $Dry) }
function Get-Sets { [CmdletBinding()] param([Parameter(ParameterSetName='A')] $Alpha, [Parameter(ParameterSetName='B')] $Beta, [Alias('Zed')] $Both) }
function Get-Animal { param($Kind, $Size, [ArgumentCompletions('big', 'very big')] $Like) }
Register-ArgumentCompleter -CommandName Get-Animal -ParameterName Kind -ScriptBlock { param($c, $p, $w) 'cat', 'cow' | Where-Object { $_ -like "$w*" } }
Register-ArgumentCompleter -CommandName Get-Animal -ParameterName Size -ScriptBlock { param($c, $p, $w, $a, $bound) "$c $p $w $($bound.Kind)" }
Register-ArgumentCompleter -Native -CommandName tool -ScriptBlock { param($w, $a, $at)
    [System.Management.Automation.CompletionResult]::new("$w!", "shown", 'ParameterValue', "$a at $at") }
"""


@pytest.fixture(scope="module")
def runspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name in ("one.txt", "a b.txt", "x[1].txt", ".hidden"):
        (folder / name).touch()
    (folder / "sub").mkdir()
    with Runspace(directory=str(folder), environment={"HOME": str(folder), "PATH": "/usr/bin", "odd(x)": "1"}) as made:
        made.invoke(_SETUP)
        made.invoke(_DYNAMIC)
        yield made


def offered(runspace, text):
    found = complete(runspace.context(), text, len(text))
    return [text[: found.start] + one.text for one in found.items]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Set-Loca", "Set-Location"),
        ("if ($true) { Set-Loca", "if ($true) { Set-Location"),
        ('"now $(Get-Da', '"now $(Get-Date'),
        ("Get-ChildItem -Rec", "Get-ChildItem -Recurse"),
        ("gci -Rec", "gci -Recurse"),
        ("Get-Sets -Ze", "Get-Sets -Zed"),
        ("$wor", "$word"),
        ("$global:wor", "$global:word"),
        ("$odd", "${odd name}"),
        ("${wor", "${word}"),
        ("@tab", "@table"),
        ('"say $wor', '"say $word'),
        ("$env:PAT", "$env:PATH"),
        ("$env:odd", "${env:odd(x)}"),
        ("$en", "$EnabledExperimentalFeatures"),
        ("$later = 1; $lat", "$later = 1; $later"),
        ("$word.Len", "$word.Length"),
        ("$table.al", "$table.alpha"),
        ("$table.b", "$table.'b c'"),
        ("$when.AddD", "$when.AddDays("),
        ("$word.Whe", "$word.Where("),
        ("[int]::MaxV", "[int]::MaxValue"),
        ("[System.Text.StringBuilder]::n", "[System.Text.StringBuilder]::new("),
        ("(Get-Date).Ye", "(Get-Date).Year"),
        ("'a'.Substring(1).Tri", "'a'.Substring(1).Trim("),
        ("$made = Get-Date; $made.Ye", "$made = Get-Date; $made.Year"),
        ("[Version] $v = '1.0'; $v.Maj", "[Version] $v = '1.0'; $v.Major"),
        ("param([datetime] $d) $d.AddD", "param([datetime] $d) $d.AddDays("),
        ("foreach ($f in Get-ChildItem) { $f.FullN", "foreach ($f in Get-ChildItem) { $f.FullName"),
        ("Get-Process | Where-Object { $_.WorkingSet6", "Get-Process | Where-Object { $_.WorkingSet64"),
        ("gci | Sort-Object Length | select FullN", "gci | Sort-Object Length | select FullName"),
        ("[dateti", "[datetime"),
        ("[System.Text.StringB", "[System.Text.StringBuilder"),
        ("[StringB", "[System.Text.StringBuilder"),
        ("[System.Tex", "[System.Text"),
        ("using namespace System.Text\n[StringB", "using namespace System.Text\n[StringBuilder"),
        ("class Dog { }; [Do", "class Dog { }; [Dog"),
        ("New-Object System.Text.StringB", "New-Object System.Text.StringBuilder"),
        ("i-psdf", "Import-PowerShellDataFile"),
        ("f @PSBoundP", "f @PSBoundParameters"),
        ("(1..10).Whe", "(1..10).Where("),
        ("(1, 2).Len", "(1, 2).Length"),
        ("gci | Where-Object Len", "gci | Where-Object Length"),
        ("class Box { [int] $Side; [int] Area() { $this.Si", "class Box { [int] $Side; [int] Area() { $this.Side"),
        ("class Box { [int] Area() { $this.Ar", "class Box { [int] Area() { $this.Area("),
        ("class Oops : Exception { [string] M() { $this.Mess", "class Oops : Exception { [string] M() { $this.Message"),
        ("[System.Collections.Generic.Dicti", "[System.Collections.Generic.Dictionary"),
        ("[pscu", "[pscustomobject"),
        ("New-Object -TypeName Paint -Property @{ Col", "New-Object -TypeName Paint -Property @{ Colour"),
        ("New-Object Paint -Property @{ Col", "New-Object Paint -Property @{ Colour"),
        ("$word -ma", "$word -match"),
        ("Set-Paint -Colour r", "Set-Paint -Colour red"),
        ("Set-Paint -Colour da", "Set-Paint -Colour 'dark red'"),
        ("Set-Paint -Wet r", "Set-Paint -Wet red"),
        ("Set-Paint -On DarkG", "Set-Paint -On DarkGray"),
        ("Set-Paint -Dry ", "Set-Paint -Dry $true"),
        ("Get-Animal -Kind co", "Get-Animal -Kind cow"),
        ("Get-Animal -Kind cow -Size 'b", "Get-Animal -Kind cow -Size Get-Animal Size 'b cow"),
        ("Get-Animal -Like v", "Get-Animal -Like 'very big'"),
        ("tool ab", "tool ab!"),
        ("tool -", "tool -!"),
        ("Get-Late -More -Wh", "Get-Late -More -When"),
        ("Get-Late -More -When l", "Get-Late -More -When late"),
        ("Get-Content on", "Get-Content ./one.txt"),
        ("Get-Content ./on", "Get-Content ./one.txt"),
        ("Get-Content 'a", "Get-Content './a b.txt'"),
        ("Get-Content a", "Get-Content './a b.txt'"),
        ("Get-Content x", "Get-Content './x`[1`].txt'"),
        ("Get-Content .h", "Get-Content ./.hidden"),
        ("Get-Date > o", "Get-Date > ./one.txt"),
        ("cd s", "cd ./sub"),
        ("Get-Item -Path:on", "Get-Item -Path:./one.txt"),
        ("Get-Item env:PAT", "Get-Item env:PATH"),
        ("Get-Help Set-Loca", "Get-Help Set-Location"),
        ("Get-Help Get-ChildItem -Parameter Rec", "Get-Help Get-ChildItem -Parameter Recurse"),
        ("Import-Module ThreadJ", "Import-Module ThreadJob"),
        ("Get-Job -State Runn", "Get-Job -State Running"),
        ("Get-Variable wor", "Get-Variable word"),
        ("Get-Command -Verb Regi", "Get-Command -Verb Register"),
        ("gci | Format-Table @{ La", "gci | Format-Table @{ Label"),
        ("gci | Select-Object @{ Name = 'a'; Ex", "gci | Select-Object @{ Name = 'a'; Expression"),
        ("[UriBuilder]@{ Ho", "[UriBuilder]@{ Host"),
        ("[Parameter(Mand", "[Parameter(Mandatory"),
        ("using name", "using namespace"),
        ("using namespace System.Tex", "using namespace System.Text"),
        ("switch -reg", "switch -Regex"),
        (":outer while ($true) { break ou", ":outer while ($true) { break outer"),
        ("#requires -Mod", "#requires -Modules"),
    ],
)
def test_first_offer(runspace, typed, first):
    assert offered(runspace, typed)[:1] == [first]


@pytest.mark.parametrize("typed", ["a # $wor", "'$wor", "$nothing.", "Set-Paint -Nix", "gci | Select-Object @{ Name = 1; Na", "cd on"])
def test_nothing_to_offer(runspace, typed):
    assert offered(runspace, typed) == []


def test_offers_say_what_they_are(runspace):
    def only(text):
        one = complete(runspace.context(), text, len(text)).items[0]
        return (one.text, one.label, one.kind, one.about)

    assert only("Get-ChildItem -Rec") == ("-Recurse", "Recurse", "ParameterName", "[switch] Recurse")
    assert only("$wor") == ("$word", "word", "Variable", "[string]$word")
    assert only("gci") == ("gci", "gci", "Command", "Get-ChildItem")
    assert only("[System.Tex") == ("System.Text", "Text", "Namespace", "Namespace System.Text")
    assert only("[dateti") == ("datetime", "datetime", "Type", "Struct System.DateTime")
    assert only("$word.Len") == ("Length", "Length", "Property", "int Length {get;}")
    assert only("cd s")[:3] == ("./sub", "sub", "ProviderContainer")
    assert only("fore")[2:] == ("Command", "ForEach-Object")
    assert only("tool a") == ("a!", "shown", "ParameterValue", "tool a at 6")


def test_parameters_that_are_given_or_ruled_out_are_left_out(runspace):
    assert offered(runspace, "Get-Sets -Alpha 1 -")[:1] == ["Get-Sets -Alpha 1 -Both"]
    assert "Get-Sets -Verbose" in offered(runspace, "Get-Sets -")
    assert offered(runspace, "Get-Sets -A") == ["Get-Sets -Alpha"]


def test_splatted_tables_have_the_keys_of_their_command(runspace):
    text = "$p = @{ Col }; Set-Paint @p"
    found = complete(runspace.context(), text, 11)
    assert [one.text for one in found.items] == ["Colour"]


def test_history(runspace):
    add_line(runspace, "Get-Date -Year 1999")
    add_line(runspace, "Get-Random")
    number = runspace.history[-1].id
    assert offered(runspace, "#Date") == ["Get-Date -Year 1999"]
    assert offered(runspace, f"#{number}") == ["Get-Random"]
    assert oldlines.offers(runspace.context(), "a #Date") == (7, [])


def test_looking_leaves_no_trace(runspace):
    before = (list(runspace.execution.errors), runspace.execution.success)
    ctx = runspace.context()
    complete(ctx, "$word.", 6)
    words.quietly(ctx, "throw 'x'")
    words.quietly(ctx, "$leak = 1")
    assert (list(runspace.execution.errors), runspace.execution.success) == before
    assert runspace.invoke("$null -eq $leak") == [True]


def test_only_what_has_no_effect_is_evaluated(runspace):
    runspace.invoke("$ran = 0; function Bump { $global:ran++; 'x' }")
    complete(runspace.context(), "(Bump).", 7)
    complete(runspace.context(), "$word.Substring((Bump)).", 24)
    assert runspace.invoke("$ran") == [0]
    harmless = [members.is_harmless(find(parse(text).ast, MemberExpressionAst)) for text in ("$a.b.c", "$a.b().c", "[int]::MaxValue")]
    assert harmless == [True, False, True]


@pytest.mark.parametrize(
    ("text", "quote"),
    [("'a", "'"), ("\"a'", '"'), ("'a''b'", ""), ('"a`"', '"'), ("# 'a", "#"), ("\"$(f 'a') b", '"'), ('"$(f (1', ""), ("a#'b", "'")],
)
def test_open_quote(text, quote):
    assert open_quote(text) == quote


def test_words_are_quoted_where_they_must():
    assert [words.quoted(text) for text in ("ab", "a b", "it's", "$x", "a#b", "#a")] == ["ab", "'a b'", "'it''s'", "'$x'", "a#b", "'#a'"]
    assert words.quoted('$a"b', '"') == '"`$a`"b"'
    assert [words.unquoted(text) for text in ("'it''s", '"a"', "b")] == [("'", "it's"), ('"', "a"), ("", "b")]


def test_parts_by_themselves(runspace):
    ctx = runspace.context()
    command = find(parse("Get-Late -More -z").ast, CommandAst)
    info = words.resolve(ctx, command)
    assert [one.name for one in dynamicnames.dynamic_parameters(ctx, info, command)] == ["When"]
    assert names.operators("sh") == [words.Offer("-shl", "-shl", "Operator"), words.Offer("-shr", "-shr", "Operator")]
    assert [one.label for one in files.paths(ctx, "", extensions=(".txt",))] == ["a b.txt", "one.txt", "sub", "x[1].txt"]
    assert hashkeys.offers(ctx, "$x = 1; ", "") is None
    assert "ThreadJob" in words.modules(ctx)
    assert inference.types_of(ctx, find(parse("'a'.Length.z").ast, MemberExpressionAst).expression, parse("").ast) == ["int"]
    assert ("get-ciminstance", "classname") in listings._SPECIAL
    assert typenames.namespaces("System.Tex")[0].text == "System.Text"
    assert [one.text for one in variables.offers(ctx, parse("").ast, "$", "", "tabl")] == ["$table"]
    assert arguments.native(ctx, find(parse("other a").ast, CommandAst), "a", 7) is None
