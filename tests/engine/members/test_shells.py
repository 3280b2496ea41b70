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
    ("$v = 3; [powershell]::Create('CurrentRunspace').AddScript('$v').Invoke()", ["3"]),
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
