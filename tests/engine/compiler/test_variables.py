"""Variables in all scopes; typed ones (compiler.variables, compiler.constraints)."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler import constraints, variables
from psbridge.language.ast import VariablePath


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$script:v = 1; function f { $script:v++; $v }; f; $v", [2, 2]),
        ("$a = 1; & { $a = 2; $a; $script:a }; $a", [2, 1, 1]),
        ("$global:g = 3; & { $g }", [3]),
        ("$private:p = 1; $p; & { $null -eq $p }", [1, True]),
        ("function outer { $o = 1; inner }; function inner { $o }; outer", [1]),
        ("${a b} = 5; ${a b}; $variable:x = 2; $x", [5, 2]),
        ("1 | & { process { $_; $PSItem } }", [1, 1]),
        ("$true; $false; $null -eq $null", [True, False, True]),
        ("1 / 0 | Out-Null; 'x'", ["x"]),
        ("$local:l = 1; $l", [1]),
        ("[int[]] $a = '1', 2; $a += '3'; $a[2].GetType().Name", ["Int32"]),
        ("function f { [int] $x = '5'; $x.GetType().Name }; f", ["Int32"]),
    ],
)
def test_scopes(ps, script, expected):
    assert ps.run(script).output == expected


def test_success_is_followed(ps):
    assert ps.run("1 / 0; $?; $?").output == [False, True]
    assert ps.run("$x = No-Such; $?; $x = 1; $?").output == [False, True]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Set-StrictMode-Is-Not-Here", "CommandNotFoundException"),
        ("[ValidateRange(1, 5)] [int] $v = 3; $v = 9", "ValidateSetFailure"),
        ("[ValidateNotNullOrEmpty()] [string] $v = ''", "ValidateSetFailure"),
        ("[bool] $b = 'x'", "RuntimeException"),
        ("[ref] $nope", "NonExistingVariableReference"),
        ("$using:x", "UsingWithoutInvokeCommand"),
    ],
)
def test_refuses(ps, script, error_id):
    assert ps.run(script).ids == [error_id]


def test_strict_mode(ps):
    ps.runspace.global_scope.strict = 1
    assert ps.run("$nope").ids == ["VariableIsUndefined"]
    assert ps('"[$nope]"') == ["[]"]
    ps.runspace.global_scope.strict = 2
    assert ps.run('"[$nope]"').ids == ["VariableIsUndefined"]


def test_using_values_come_from_the_context(ps):
    from psbridge.engine.context import Collector

    ctx, sink = ps.runspace.context(), Collector()
    ctx.using = {"x": 5}
    ps.runspace.run("$using:x + 1", ctx, sink)
    assert sink.items == [6]


def test_names_are_kept_in_lower_case():
    assert variables.key_of(VariablePath("PSItem")) == "_"
    assert variables.key_of(VariablePath("script:Name")) == "name"
    assert constraints.to_type is not None
