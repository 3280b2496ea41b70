"""Attributes of script blocks and the check for the restricted language."""

from __future__ import annotations

import pytest

from psbridge.modules import shell


def test_attributes_stand_before_param():
    script = "$a = { [CmdletBinding(DefaultParameterSetName = 'A', SupportsShouldProcess)][OutputType([int])]param() }.Attributes\n"
    script += "$a[0].DefaultParameterSetName; $a[0].SupportsShouldProcess; $a[1].Type[0].Name; $a[0].TypeId.Name"
    assert shell.run(script) == ["A", True, "System.Int32", "CmdletBindingAttribute"]


def test_properties_stand_in_dotnets_order():
    names = shell.run("{ 1 }.PSObject.Properties.Name")
    assert " ".join(names) == "Attributes File IsFilter IsConfiguration Module StartPosition DebuggerHidden Id Ast"


def test_where_a_block_begins():
    assert shell.run("$p = { 1 }.StartPosition; $p.GetType().Name; $p.Type; $p.Content; $p.StartColumn") == [
        "PSToken",
        "Position",
        "{ 1 }",
        6,
    ]


def test_a_script_has_its_own_attributes():
    script = "class Mark : Attribute { [int] $N }\n{ [Mark(N = 3)]param() }.Attributes[0].N"
    assert shell.run(script) == [3]


@pytest.mark.parametrize(
    ("block", "commands", "text"),
    [
        ("Get-Item x", "[string[]]@('Get-Date')", "The command 'Get-Item' is not allowed"),
        ("$x = 1", "$null", "Assignment statements are not allowed"),
        ("param($x) 1", "$null", "Parameter declarations are not allowed"),
        ("Get-Date $env:x", "[string[]]@('Get-Date')", "variable"),
    ],
)
def test_the_restricted_language_refuses(block, commands, text):
    script = f"try {{ {{ {block} }}.CheckRestrictedLanguage({commands}, $null, $false) }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Message }}"
    error_id, message = shell.run(script)
    assert error_id == "ParseException"
    assert text in message


def test_what_is_allowed_passes():
    script = "{ Get-Date $x $env:y }.CheckRestrictedLanguage([string[]]@('Get-Date'), [string[]]@('x'), $true); 'passed'"
    assert shell.run(script) == ["passed"]


def test_blocks_can_be_hidden_from_the_debugger():
    assert shell.run("$b = { 1 }; $b.DebuggerHidden; $b.DebuggerHidden = $true; $b.DebuggerHidden") == [False, True]
