"""using module."""

from __future__ import annotations

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
    ran = ps.run(f"& '{script}'")
    assert ran.output == []
    assert ran.terminating.fully_qualified_error_id == "ModuleNotFoundDuringParse"
