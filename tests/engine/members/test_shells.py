"""[powershell]::Create, runspaces and pools from inside a script."""

from __future__ import annotations

import pytest

from psbridge.engine.members import shells

CASES = [
    ("$p = [powershell]::Create(); $p.AddScript('1 + 1; 5').Invoke(); $p.HadErrors; $p.Dispose()", ["2", "5", "False"]),
    (
        "$p = [powershell]::Create().AddScript('param($x) $x * 2').AddArgument(21); $h = $p.BeginInvoke(); $p.EndInvoke($h); $h.IsCompleted",
        ["42", "True"],
    ),
    ("$t = [powershell]::Create().AddScript('5; 6').InvokeAsync(); $t.Wait(); $t.Result; $t.Status", ["5", "6", "RanToCompletion"]),
    (
        "$t = [powershell]::Create().AddScript('throw 1').InvokeAsync(); try { $t.Wait() } catch { }; $t.IsFaulted; $t.Exception.InnerException.Message",
        ["True", "1"],
    ),
    (
        "$p = [powershell]::Create(); $t = $p.AddScript('while ($true) { }').InvokeAsync(); $p.StopAsync($null, $null).Wait(); $p.InvocationStateInfo.State",
        ["Stopped"],
    ),
    ("$global:v = 3; [powershell]::Create('CurrentRunspace').AddScript('$v').Invoke()", ["3"]),
    ("$v = 3; $null -eq [powershell]::Create().AddScript('$v').Invoke()[0]", ["True"]),
    (
        "$r = [runspacefactory]::CreateRunspace(); $r.Open(); $r.SessionStateProxy.SetVariable('q', 4); $p = [powershell]::Create(); $p.Runspace = $r; $p.AddScript('$q + 1').Invoke(); $r.RunspaceStateInfo.State; $r.Close()",
        ["5", "Opened"],
    ),
    (
        "$pool = [runspacefactory]::CreateRunspacePool(1, 2); $pool.Open(); $all = foreach ($i in 1..3) { $p = [powershell]::Create().AddScript('param($n) $n * 10').AddArgument($i); $p.RunspacePool = $pool; [pscustomobject]@{ P = $p; H = $p.BeginInvoke() } }; foreach ($one in $all) { $one.P.EndInvoke($one.H) }",
        ["10", "20", "30"],
    ),
    ("try { [powershell]::Create().AddScript('throw 1').Invoke() } catch { $_.Exception.GetType().Name }", ["MethodInvocationException"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected


def test_a_shell_starts_with_nothing_to_show():
    assert shells.Shell(None).state == "NotStarted"


MORE = [
    (
        "$p = [powershell]::Create(); $p.Runspace.SessionStateProxy.SetVariable('x', 7); $p.AddScript('$x').Invoke(); $p.Runspace.RunspaceStateInfo.State",
        ["7", "Opened"],
    ),
    (
        "$p = [powershell]::Create(); $p.Commands.AddScript('1').AddStatement().AddCommand('x'); $p.Commands.Commands.CommandText; $p.Commands.Commands[0].IsScript; $p.Commands.Clear(); $p.Commands.Commands.Count",
        None,
    ),
    (
        "try { [powershell]::Create().AddParameter('x') } catch { $_.Exception.InnerException.GetType().Name }",
        ["InvalidOperationException"],
    ),
    (
        "$s = [initialsessionstate]::CreateDefault(); $s.Variables.Add([Management.Automation.Runspaces.SessionStateVariableEntry]::new('a', 5, '')); $s.Commands.Add([Management.Automation.Runspaces.SessionStateFunctionEntry]::new('f', '$a + 1')); $s.Commands.Add([Management.Automation.Runspaces.SessionStateAliasEntry]::new('g', 'f')); [powershell]::Create($s).AddScript('g').Invoke()",
        ["6"],
    ),
    (
        "$r = [runspacefactory]::CreateRunspace([initialsessionstate]::Create()); $r.Open(); $p = [powershell]::Create(); $p.Runspace = $r; try { $p.AddCommand('Get-Date').Invoke() } catch { $_.Exception.InnerException.GetType().Name }",
        ["CommandNotFoundException"],
    ),
    (
        "$pool = [runspacefactory]::CreateRunspacePool(1, 1); $pool.Open(); foreach ($i in 1..2) { $p = [powershell]::Create(); $p.RunspacePool = $pool; $p.AddScript('$n = $n + 1; $n').Invoke() }; $pool.GetAvailableRunspaces(); $pool.Close()",
        ["1", "2", "1"],
    ),
    (
        "$o = [System.Management.Automation.PSDataCollection[psobject]]::new(); $p = [powershell]::Create().AddScript('1; 2'); $i = [System.Management.Automation.PSDataCollection[psobject]]::new(); $i.Complete(); $h = $p.BeginInvoke($i, $o); $null = $h.AsyncWaitHandle.WaitOne(20000); $o.Count",
        ["2"],
    ),
    (
        "$p = [powershell]::Create().AddScript('throw 1'); try { $p.Invoke() } catch { }; $p.InvocationStateInfo.State; $p.InvocationStateInfo.Reason.Message",
        ["Failed", "1"],
    ),
    (
        "$a = [powershell]::Create().AddScript('1'); $b = [powershell]::Create().AddScript('2'); $h = $a.BeginInvoke(); try { $b.EndInvoke($h) } catch { $_.Exception.InnerException.GetType().Name }",
        ["ArgumentException"],
    ),
]


@pytest.mark.parametrize(("script", "expected"), MORE)
def test_hosting(evaluate, script, expected):
    got = evaluate(script)
    assert got == expected if expected is not None else got[-4:] == ["1", "x", "True", "0"]


@pytest.mark.parametrize(
    ("script", "error_id", "inner"),
    [
        ("if (1", "IncompleteParseException", "MissingEndParenthesisAfterStatement"),
        ("1,", "IncompleteParseException", "MissingExpressionAfterToken"),
        ("1 | 2", "ParseException", "ExpressionsMustBeFirstInPipeline"),
    ],
)
def test_a_script_that_only_lacks_its_end_is_told_so(ps, script, error_id, inner):
    found = ps(
        f"try {{ [powershell]::Create().AddScript('{script}').Invoke() }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId }}"
    )
    assert found == [error_id, inner]
