"""using module, using assembly."""

from __future__ import annotations

import pytest

from psbridge.engine.assemblies import use
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace

MODULE = """
class Animal { [string] $Name; Animal([string] $n) { $this.Name = $n } [string] Speak() { return "$($this.Name) speaks" } }
enum Kind { A; B }
function Get-Animal([string] $n) { [Animal]::new($n) }
"""


def test_classes_and_commands_of_a_module(ps, tmp_path):
    (tmp_path / "M.psm1").write_text(MODULE)
    script = tmp_path / "s.ps1"
    script.write_text(
        "using module ./M.psm1\n[Animal]::new('Rex').Speak(); [int] [Kind]::B; (Get-Animal 'Tom').Name\n"
        "class Dog : Animal { Dog() : base('dog') { } }\n[Dog]::new().Speak()"
    )
    assert ps(f"& '{script}'") == ["Rex speaks", 1, "Tom", "dog speaks"]


def test_a_module_that_is_not_there(ps, tmp_path):
    script = tmp_path / "s.ps1"
    script.write_text("using module ./Nope.psm1\n'never'")
    ran = ps.run(f"& '{script}'; 'after'")
    assert ran.output == ["after"]  # its call ends, the caller goes on
    assert ran.ids == ["ModuleNotFoundDuringParse"]


@pytest.mark.parametrize(
    ("name", "error_id", "text"),
    [
        ("System.Windows.Forms", "ErrorLoadingAssembly", "Cannot load assembly 'System.Windows.Forms'."),
        ("./mine.dll", "ErrorLoadingAssembly", "Cannot load assembly './mine.dll'."),
        ("http://example.com/a.dll", "CannotLoadAssemblyWithUriSchema", "Cannot use assembly with uri schema 'http'."),
        ("//server/share/a.dll", "CannotLoadAssemblyFromUncPath", "Cannot use assembly with an UNC path: '//server/share/a.dll'."),
    ],
)
def test_an_assembly_that_cannot_be_loaded_keeps_the_script_from_beginning(ps, tmp_path, name, error_id, text):
    script = tmp_path / "s.ps1"
    script.write_text(f"using assembly {name}\n'never'")
    found = ps(
        f"try {{ & '{script}' }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Errors[0].Message; $_.Exception.Errors[0].Extent.Text }}"
    )
    assert found == [error_id, text, name]


def test_windows_powershell_looks_into_the_cache():
    with Runspace(Machine.windows("web01"), profile="windows", version="5.1.20348.2849") as runspace:
        assert runspace.invoke("using assembly System.Windows.Forms\n'began'") == ["began"]
        assert runspace.invoke(
            'try { Invoke-Expression "using assembly System.Nonsense`n1" } catch { $_.FullyQualifiedErrorId }'
        ) == ["ErrorLoadingAssembly,Microsoft.PowerShell.Commands.InvokeExpressionCommand"]
        use(runspace.context(), "System.Core, Version=4.0.0.0", None)


def test_which_version_of_a_module_and_whose_classes(ps, tmp_path):
    for version in ("1.0", "2.0"):
        folder = tmp_path / "Kinds" / version
        folder.mkdir(parents=True)
        (folder / "Kinds.psm1").write_text(f"class Kind {{ $version = '{version}' }}")
        (folder / "Kinds.psd1").write_text(f"@{{ ModuleVersion = '{version}'; RootModule = 'Kinds.psm1' }}")
    here = f"using module @{{ ModuleName = '{tmp_path}/Kinds'; RequiredVersion = '1.0' }}"
    assert ps(f"{here}\nclass Kind {{ $version = 'own' }}; class Sub : Kinds.Kind {{ }}; [Sub]::new().version; [Kind]::new().version") == [
        "1.0",
        "own",
    ]
    assert (
        ps.run(f"using module @{{ ModuleName = '{tmp_path}/Kinds'; RequiredVersion = '3.0' }}").terminating.error_id
        == "ModuleNotFoundDuringParse"
    )
    script = tmp_path / "s" / "s.ps1"
    script.parent.mkdir()
    script.write_text("using module ..\\Kinds\n[Kind]::new().version")
    assert ps(f"& '{script}'") == ["2.0"]
