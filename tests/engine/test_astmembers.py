"""The AST in scripts (psbridge.engine.astmembers)."""

from __future__ import annotations

import pytest

from psbridge.engine.astproperties import LANGUAGE


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("{ 1 + 2 }.Ast.GetType().FullName", ["System.Management.Automation.Language.ScriptBlockAst"]),
        ("{ 1 + 2 }.Ast.EndBlock.Statements.Count", [1]),
        ("{ 1 + 2 }.Ast.Extent.Text", ["{ 1 + 2 }"]),
        ("{ $x = 1 }.Ast.EndBlock.Statements[0].Left.VariablePath.UserPath", ["x"]),
        ("{ $x = 1 }.Ast.EndBlock.Statements[0].Operator", ["Equals"]),
        ("{ Get-Item a; Get-Item b }.Ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true).Count", [2]),
        ("{ Get-Item a }.Ast.EndBlock.Statements[0].PipelineElements[0].GetCommandName()", ["Get-Item"]),
        ("{ 'a', 5 }.Ast.EndBlock.Statements[0].PipelineElements[0].Expression.SafeGetValue() -join ','", ["a,5"]),
        ("{\n\n1 }.Ast.EndBlock.Extent.StartLineNumber", [3]),
    ],
)
def test_nodes(ps, script, expected):
    assert ps(script) == expected


@pytest.mark.parametrize(
    ("expression", "is_safe"),
    [
        ("@{ a = 1; b = 'x', (2); c = @{ d = $true } }", True),
        ('"a$(1)b"', True),
        ("-5", True),
        ("[int] '5'", True),
        ("'abc'[1]", True),
        ("{ Get-Item }", True),
        ("[string] 5", False),
        ("1 + 1", False),
        ("$x", False),
        ("[int]", False),
        ("(Get-Item)", False),
        ("@{ a = Get-Item }", False),
        ("'a'.Length", False),
        ("$PSScriptRoot", False),
    ],
)
def test_safe_values(ps, expression, is_safe):
    script = f"$node = {{ {expression} }}.Ast.EndBlock.Statements[0].PipelineElements[0].Expression; try {{ $null = $node.SafeGetValue() }} catch {{ $_.FullyQualifiedErrorId }}"
    assert ps(script) == ([] if is_safe else ["InvalidOperationException"])


def test_a_tree_with_errors_gives_no_block(ps):
    parse = "$tree = [System.Management.Automation.Language.Parser]::ParseInput('{}', [ref] $null, [ref] $null); "
    body = "$tree.EndBlock.Statements[0].Body.GetScriptBlock()"
    assert ps(parse.format("function f { 5 }") + f"& {body}") == [5]
    assert ps(parse.format("function f { [ref][ref] 1 }") + f"try {{ {body} }} catch {{ $_.FullyQualifiedErrorId }}") == [
        "PSInvalidOperationException"
    ]


def test_every_node_has_its_type():
    from psbridge.language import ast
    from psbridge.objects.nettypes import lookup_type

    assert lookup_type(LANGUAGE + ast.PipelineAst.__name__) is not None


def test_nodes_know_what_is_above_them(ps):
    script = (
        "$ast = { param([int]$a, $c) foreach ($i in 1) { $i } }.Ast; $ast.Parent.GetType().Name; "
        "$ast.EndBlock.Statements[0].Parent.GetType().Name; $p = $ast; while ($p.Parent) { $p = $p.Parent }; $p.GetType().Name"
    )
    assert ps(script) == ["ScriptBlockExpressionAst", "NamedBlockAst", "ScriptBlockAst"]


def test_expressions_and_parameters_tell_their_types(ps):
    script = (
        "$ast = { param([int]$a, [switch]$b, $c) 'x'; 5; @{}; @(1) }.Ast; $ast.ParamBlock.Parameters.StaticType.Name; "
        "$ast.EndBlock.Statements.PipelineElements.Expression.StaticType.Name"
    )
    assert ps(script) == ["Int32", "SwitchParameter", "Object", "String", "Int32", "Hashtable", "Object[]"]
