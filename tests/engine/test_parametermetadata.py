"""Parameters as objects that scripts read and change."""

from __future__ import annotations

from psbridge.modules import shell

TYPE = "[System.Management.Automation.ParameterMetadata]"


def test_sets_tell_how_a_parameter_is_bound():
    script = "function f { param([Parameter(Mandatory, Position = 1, ParameterSetName = 'A', HelpMessage = 'h')]$x) }"
    script += "\n$s = (Get-Command f).Parameters.x.ParameterSets.A; $s.GetType().Name; $s.IsMandatory; $s.Position; $s.HelpMessage"
    assert shell.run(script) == ["ParameterSetMetadata", True, 1, "h"]


def test_flags_are_attributes():
    script = (
        "function f { param([AllowNull()][AllowEmptyString()][Alias('y')]$x) }\n(Get-Command f).Parameters.x.Attributes.GetEnumerator() "
    )
    script += "| ForEach-Object { $_.GetType().Name }"
    assert shell.run(script) == ["ParameterAttribute", "AliasAttribute", "AllowNullAttribute", "AllowEmptyStringAttribute"]


def test_a_copy_is_its_own():
    script = (
        f"$a = {TYPE}::new('n', [int]); $b = {TYPE}::new($a); $b.Name = 'm'; $b.Aliases.Add('q'); $a.Name; $a.Aliases.Count; $b.Aliases[0]"
    )
    assert shell.run(script) == ["n", 0, "q"]


def test_switches_are_known_by_their_type():
    assert shell.run(f"{TYPE}::new('a', [switch]).SwitchParameter; {TYPE}::new('a').SwitchParameter") == [True, False]
