"""Get-Command -ShowCommandInfo."""

from __future__ import annotations

from psbridge.modules.core import commandpictures

SCRIPT = "function f { [CmdletBinding()] param([ValidateSet('a', 'b')][string[]] $X) }; $s = Get-Command f -ShowCommandInfo; $p = $s.ParameterSets[0].Parameters[0]"


def test_a_command_as_plain_properties(session):
    assert session.lines(f"{SCRIPT}; \"$(($s | gm -Type NoteProperty).Name)\"; $s.ParameterSets.GetType().FullName; $s.Module.Name -eq ''") == [
        "CommandType Definition Module ModuleName Name ParameterSets",
        "System.Management.Automation.PSObject[]",
        "True",
    ]
    assert session.lines(f"{SCRIPT}; $p.HasParameterSet; $p.ValidParamSetValues -join ','; $p.ParameterType.ElementType.FullName") == [
        "True",
        "a,b",
        "System.String",
    ]
    enums = "($s.ParameterSets[0].Parameters | ? Name -eq ErrorAction).ParameterType"
    assert session.lines(f"{SCRIPT}; {enums}.IsEnum; {enums}.EnumValues -contains 'Stop'") == ["True", "True"]


def test_not_with_syntax(session):
    assert session.fails("Get-Command f* -ShowCommandInfo -Syntax") == ["GetCommandCannotSpecifySyntaxAndShowCommandInfoTogether"]


def test_type_of_no_enum():
    from psbridge.objects.nettypes import find_type

    shown = commandpictures._type(find_type("System.Int32").array())
    assert [shown.get(name) for name in ("FullName", "IsArray", "IsEnum")] == ["System.Int32[]", True, False]
