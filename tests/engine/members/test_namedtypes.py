"""Types of PowerShell's engine that scripts name."""

from __future__ import annotations

import pytest

from psbridge.engine.members.named_data import NAMED
from psbridge.engine.types import type_from_text
from psbridge.modules import shell

A = "System.Management.Automation."
CODE = f"[{A}Language.CodeGeneration]"


@pytest.mark.parametrize("name", [line.partition(" ")[0] for line in NAMED.strip().splitlines()])
def test_every_listed_type_is_found(name):
    found = type_from_text(name)
    assert found is not None
    assert found.full_name == name


def test_parents_count():
    script = f"[{A}PSCmdlet].BaseType.Name; function f {{ [CmdletBinding()]param() $PSCmdlet -is [{A}Cmdlet] }}; f"
    assert shell.run(script) == ["Cmdlet", True]


def test_texts_are_escaped_for_powershell():
    script = f"{CODE}::EscapeSingleQuotedStringContent(\"it's\"); {CODE}::EscapeVariableName('a}}b'); {CODE}::EscapeFormatStringContent('{{x}}')"
    assert shell.run(script) == ["it''s", "a`}b", "{{x}}"]
    assert shell.run(f"{CODE}::EscapeBlockCommentContent('<# a #>')") == ["<`# a #`>"]


def test_variable_paths_can_be_made():
    script = f"$p = [{A}VariablePath]::new('env:home'); $p.DriveName; $p.IsVariable; [{A}VariablePath]::new('script:x').IsScript"
    assert shell.run(script) == ["env", False, True]
