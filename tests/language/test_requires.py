import pytest

from psbridge.language import ModuleSpecification, parse
from psbridge.language.requires import module_specification


def test_requirements():
    text = (
        "#requires -Version 5.1 -PSEdition Core\n#Requires -Modules a, @{ ModuleName = 'b'; ModuleVersion = '1.2' }\n"
        "  #requires -RunAsAdministrator\n#requires -Assembly x.dll\n#requires -ShellId Microsoft.PowerShell\n1"
    )
    result = parse(text)
    assert not result.errors
    found = result.ast.script_requirements
    assert (found.required_ps_version, found.required_ps_editions) == ("5.1", ("Core",))
    assert found.required_modules == (ModuleSpecification("a"), ModuleSpecification("b", "1.2"))
    assert (found.is_elevation_required, found.required_assemblies) == (True, ("x.dll",))
    assert found.required_application_id == "Microsoft.PowerShell"


def test_no_requirements():
    assert parse("# requires nothing\n1").ast.script_requirements is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#requires -Version", ["ParameterRequiresArgument"]),
        ("#requires -Version x", ["RequiresVersionInvalid"]),
        ("#requires -Version 5.1 -Version 7.0", ["ParameterAlreadyBound"]),
        ("#requires -Version $x", ["RequiresArgumentMustBeConstant"]),
        ("#requires -PSEdition Foo", ["RequiresPSEditionInvalid"]),
        ("#requires -PSEdition Core, Core", ["RequiresPSEditionValueIsAlreadySpecified"]),
        ("#requires -Modules @{ x = 1 }", ["RequiresModuleInvalid"]),
        ("#requires -RunAsAdministrator 1", ["ParameterCannotHaveArgument"]),
        ("#requires x", ["ScriptRequiresInvalidFormat"]),
        ("#requires -Foo x", ["ScriptRequiresInvalidFormat"]),
        ("#requires -ShellId 1", ["RequiresInvalidStringArgument"]),
        ("#requires -Assembly 1", ["RequiresInvalidStringArgument"]),
    ],
)
def test_errors(errors, line, expected):
    assert errors(line) == expected


def test_module_specification():
    assert module_specification(5) is None
    assert module_specification({"ModuleName": "a", "Guid": "g"}) == ModuleSpecification("a", guid="g")
