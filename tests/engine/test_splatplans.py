"""Calls with splats, planned by the names in the table; blocks that code calls with values."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.engine.splatplans import SplatPlans
from psbridge.objects.convert import to_text

F = 'function f($A, $B, [switch]$S, [int]$N = 7) { "$A|$B|$S|$N|$($args -join ",")" }; '
G = 'function g { [CmdletBinding()] param([Parameter(Mandatory)]$A, [ValidateRange(1, 3)]$B = 2) "$A|$B" }; '


@pytest.fixture(scope="module")
def run():
    with Runspace() as runspace:
        yield lambda script: [to_text(item) for item in runspace.invoke(f"& {{ {script} }}")]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (F + "$h = @{A = 1; B = 2}; f @h; f @h 3", ["1|2|False|7|", "1|2|False|3|"]),
        (F + "$h = @{A = 1; S = $true; N = '12'}; f @h", ["1||True|12|"]),
        (F + "$h = @{zz = 1}; f @h", ["||False|7|-zz:,1"]),
        (F + "$l = 1, 2, 3; f @l; f -B 5 @l; $e = @(); f @e; $n = $null; f @n", ["1|2|False|3|", "1|5|False|2|3", "||False|7|", "||False|7|"]),
        (F + "foreach ($i in 1..3) { $h = @{A = $i}; if ($i -eq 2) { $h.B = 'q' }; f @h }", ["1||False|7|", "2|q|False|7|", "3||False|7|"]),
        (F + "function w { f @args }; w 1 2; w -B 1 -A 2", ["1|2|False|7|", "2|1|False|7|"]),
        (G + "$h = @{A = 1; Verbose = $false}; g @h; $h = @{A = 1}; g @h -B 3; g @h -ErrorAction Stop", ["1|2", "1|3", "1|2"]),
        (G + "$h = @{A = 1; C = 2}; try { g @h } catch { $_.FullyQualifiedErrorId }", ["NamedParameterNotFound,g"]),
        (G + "$h = @{A = 1; B = 9}; try { g @h } catch { $_.FullyQualifiedErrorId }", ["ParameterArgumentValidationError,g"]),
        (F + "$h = @{A = 1}; try { f @h -A 2 } catch { $_.FullyQualifiedErrorId }", ["ParameterAlreadyBound,f"]),
        (F + "$h = @{A = 1}; f @h; function f($B, $A) { \"new $A\" }; f @h", ["1||False|7|", "new 1"]),
        ("$s = { param($X, [int]$Y = 5) \"$X|$Y|$($args.Count)\" }; $s.Invoke(1); $s.Invoke(1, 2, 3); $s.Invoke()", ["1|5|0", "1|2|1", "|5|0"]),
        ("$s = { param([Parameter(Mandatory)]$X) $X }; $s.Invoke(3); try { $s.Invoke() } catch { $_.FullyQualifiedErrorId }", ["3", "ParameterBindingException"]),
        ("$x = 10; $s = { param($Y) $x + $Y; $x = 99 }; $s.Invoke(1); $x; $s = { param($A) process { \"p$A\" } }; $s.Invoke(7)", ["11", "10", "p7"]),
    ],
)  # fmt: skip
def test_calls(run, script, expected):
    assert run(script) == expected


def test_plans_are_made_as_shapes_come():
    assert SplatPlans(None, None).plans == {}  # type: ignore[arg-type]
