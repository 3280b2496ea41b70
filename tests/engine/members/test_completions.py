"""TabExpansion2, [CommandCompletion] and [CompletionResult] as scripts see them."""

from __future__ import annotations

import pytest

from psbridge.modules.shell import Runspace


@pytest.fixture(scope="module")
def runspace():
    with Runspace() as made:
        yield made


def test_tabexpansion2_replaces_what_was_typed(runspace):
    script = "$r = TabExpansion2 '1; Get-ChildIt -Rec' 14; $r.ReplacementIndex; $r.ReplacementLength; $r.CurrentMatchIndex; $r.CompletionMatches.CompletionText"
    assert runspace.invoke(script) == [3, 11, -1, "Get-ChildItem"]


def test_nothing_found_is_minus_one(runspace):
    assert runspace.invoke(
        "$r = TabExpansion2 '$nothingIsCalledSo.' 19; $r.ReplacementIndex; $r.ReplacementLength; $r.CompletionMatches.Count"
    ) == [-1, -1, 0]


def test_positions_count_as_net_does(runspace):
    assert runspace.invoke(
        "$s = '\"\U0001f600\"; Get-ChildIt'; $r = TabExpansion2 $s $s.Length; $r.ReplacementIndex; $r.ReplacementLength"
    ) == [6, 11]


def test_trees_are_completed_too(runspace):
    script = """
    $m = [System.Management.Automation.CommandCompletion]::MapStringInputToParsedInput('Get-ChildIt', 11)
    (TabExpansion2 -ast $m.Item1 -tokens $m.Item2 -positionOfCursor $m.Item3).CompletionMatches.CompletionText
    $tokens = $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput('Get-ChildIt', [ref] $tokens, [ref] $errors)
    $at = $ast.Extent.EndScriptPosition; $at.Offset; $at.LineNumber; $at.ColumnNumber
    [System.Management.Automation.CommandCompletion]::CompleteInput($ast, $tokens, $at, $null).CompletionMatches[0].ListItemText
    """
    assert runspace.invoke(script) == ["Get-ChildItem", 11, 1, 12, "Get-ChildItem"]


def test_results_go_round(runspace):
    script = """
    $r = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-Item', 8, $null)
    $n = $r.CompletionMatches.Count; $names = 0..$n | ForEach-Object { $r.GetNextResult($true).CompletionText }
    $names[0] -eq $names[$n]; $r.CurrentMatchIndex; $r.GetNextResult($false).CompletionText -eq $names[$n - 1]
    """
    assert runspace.invoke(script) == [True, 0, True]


def test_a_cursor_outside_the_text_is_refused(runspace):
    script = "try { [System.Management.Automation.CommandCompletion]::CompleteInput('a', 5, $null) } catch { $_.Exception.InnerException.Message }"
    assert runspace.invoke(script) == ["Specified argument was out of the range of valid values. (Parameter 'cursorIndex')"]


def test_results_that_scripts_make(runspace):
    script = "$r = [System.Management.Automation.CompletionResult]::new('a', 'b', 'Method', 'c'); $r.CompletionText, $r.ListItemText, \"$($r.ResultType)\", $r.ToolTip"
    assert runspace.invoke(script) == ["a", "b", "Method", "c"]
    assert runspace.invoke("[System.Management.Automation.CompletionResult]::new('a').ResultType.ToString()") == ["Text"]
    script = "try { [System.Management.Automation.CompletionResult]::new('a', '', 'Text', 'c') } catch { \"$_\" -match 'listItemText' }"
    assert runspace.invoke(script) == [True]


def test_a_class_completes(runspace):
    script = """
    class Fruit : System.Management.Automation.IArgumentCompleter {
        [System.Collections.Generic.IEnumerable[System.Management.Automation.CompletionResult]] CompleteArgument(
            [string] $command, [string] $parameter, [string] $word, [System.Management.Automation.Language.CommandAst] $ast,
            [System.Collections.IDictionary] $bound) {
            return [System.Management.Automation.CompletionResult[]] @([System.Management.Automation.CompletionResult]::new("$word-fig"))
        }
    }
    function Get-Fruit { param([ArgumentCompleter([Fruit])] $Name) }
    (TabExpansion2 'Get-Fruit -Name x' 17).CompletionMatches.CompletionText
    """
    assert runspace.invoke(script) == ["x-fig"]
