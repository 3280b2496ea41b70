"""Modules: what is loaded, what becomes visible, what a manifest says."""

from __future__ import annotations

import pytest

from psbridge.engine import datafiles, manifests, moduleloader, modulemembers, modules, modulestates
from psbridge.engine.errors import ScriptError
from psbridge.modules.shell import Runspace


@pytest.fixture
def shell(tmp_path):
    with Runspace(directory=str(tmp_path), environment={"PSModulePath": str(tmp_path / "mods")}) as runspace:
        yield runspace


FILES = {
    "m.psm1": "$script:c = 0; function Up { $script:c++; $script:c }; function hidden { }; Export-ModuleMember -Function Up",
    "p.psd1": "@{ ModuleVersion = '1.2'; RootModule = 'm.psm1'; FunctionsToExport = 'Up' }",
    "mods/Auto/Auto.psm1": "function Get-Auto { 'auto' }",
    "mods/V/1.0/V.psd1": "@{ ModuleVersion = '1.0'; RootModule = 'V.psm1' }",
    "mods/V/1.0/V.psm1": "function Get-V { 'one' }",
    "mods/V/2.0/V.psd1": "@{ ModuleVersion = '2.0'; RootModule = 'V.psm1' }",
    "mods/V/2.0/V.psm1": "function Get-V { 'two' }",
    "lost.ps1": "using module ./nosuch.psm1",
}


@pytest.fixture(autouse=True)
def files(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Import-Module ./m.psm1; Up; Up; Import-Module ./m.psm1 -Force; Up", [1, 2, 1]),
        ("Import-Module ./m.psm1 -Prefix My; MyUp", [1]),
        ("Import-Module ./p.psd1; (Get-Module p).Version.ToString(); Up", ["1.2", 1]),
        ("Import-Module ./m.psm1; Remove-Module m; @(Get-Module m).Count", [0]),
        ("Get-Auto", ["auto"]),
        ("Get-V", ["two"]),
        ("Import-Module V -RequiredVersion 1.0; Get-V", ["one"]),
        ("Import-Module V -MaximumVersion 1.5; Get-V", ["one"]),
        ("Import-Module -FullyQualifiedName @{ ModuleName = 'V'; ModuleVersion = '1.0' }; Get-V", ["two"]),
        ('Get-Module V -ListAvailable | ForEach-Object { "$($_.Version)" }', ["2.0", "1.0"]),
        (
            "try { Import-Module V -MinimumVersion 3.0 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }",
            ["Modules_ModuleWithVersionNotFound"],
        ),
        ("try { Import-Module V -MaximumVersion 0.5 -ErrorAction Stop } catch { \"$_\" -like '*MaximumVersion*0.5*' }", [True]),
        ("./lost.ps1 2>$null; 'after'", ["after"]),
        (
            (
                "$m = New-Module { $n = 4; function Get-N { $n }; Export-ModuleMember -Function * -Variable n } -AsCustomObject\n"
                "$m.n; $m.'Get-N'()"
            ),
            [4, 4],
        ),
        (  # the types of parameters are those where the function was defined, whoever calls it and whatever the caller calls so
            """enum Level { other }
            $m = { enum Level { low = 1 }; class Box { $x }; function Get-It([Level]$level, [Box]$box) { "$level $($box.x)" } }
            New-Module -Name kinds $m | Import-Module
            Get-It low @{ x = 2 }; (Get-Command Get-It).Parameters['level'].ParameterType.GetEnumNames()""",
            ["low 2", "low"],
        ),
        ("$null = New-Module { $n = 1; function Step { $script:n++; $script:n } }; Step; $null -eq $n", [2, True]),
        ("$m = New-Module { $x = 5 }; & $m { $x }", [5]),
        ("$null = New-Module -Name Q { function zz { 1 } }; @(Get-Module Q).Count; zz; (Get-Command zz).ModuleName", [0, 1, "Q"]),
        (
            "try { No\\Such } catch { $_.FullyQualifiedErrorId }; try { V\\Such } catch { $_.FullyQualifiedErrorId }",
            ["CouldNotAutoLoadModule", "CommandNotFoundException"],
        ),
        ("New-Module { throw 'bad' } -ErrorVariable e 2>$null; 'on'; $e[0].FullyQualifiedErrorId", ["on", "bad"]),
        ("function New-C { $n = 0; { $script:n++; $script:n }.GetNewClosure() }; $a = New-C; & $a; & $a", [1, 2]),
    ],
)
def test_modules(shell, script, expected):
    assert shell.invoke(script) == expected


def test_manifest_with_unknown_key_is_refused(shell, tmp_path):
    (tmp_path / "bad.psd1").write_text("@{ ModuleVersion = '1'; Bogus = 1 }")
    with pytest.raises(ScriptError) as caught:
        manifests.read_manifest(shell.drives.files.files, str(tmp_path / "bad.psd1"))
    assert caught.value.record.error_id == "Modules_InvalidManifestMember"


@pytest.mark.parametrize(
    ("text", "value"), [("@{ a = 1, 'x'; b = @($true) }", {"a": [1, "x"], "b": [True]}), ("'text'", "text"), ("-3", -3)]
)
def test_data_files(text, value):
    found = datafiles.read_data(text)
    assert (dict(found.pairs()) if hasattr(found, "pairs") else found) == value


@pytest.mark.parametrize("text", ["Get-Date", "@{ a = $(1) }", "@{ a = (Get-Date) }", "1; 2"])
def test_what_would_run_is_not_data(text):
    with pytest.raises(datafiles.NotData):
        datafiles.read_data(text)


def test_names_of_a_module_are_found_without_running_it(shell, tmp_path):
    loader = moduleloader.Loader(shell, shell.context())
    assert manifests.exported_names(loader, str(tmp_path / "m.psm1")) == {"up": ("function", "Up")}


def test_prefix_goes_before_the_noun():
    assert [moduleloader.prefixed(name, "My") for name in ("Get-Thing", "plain")] == ["Get-MyThing", "Myplain"]


def test_states_lie_below_the_global_scope(shell):
    info = modules.PSModuleInfo("x")
    state = modulestates.new_state(shell, info)
    assert state.scope.parent is shell.global_scope
    assert modulemembers.custom_object_of(info).shape.names == ()


def test_a_module_shows_what_its_manifest_states(ps, tmp_path):
    (tmp_path / "mm.psm1").write_text("function F1 { 1 }")
    (tmp_path / "mm.psd1").write_text(
        "@{ ModuleVersion = '2.3'; RootModule = 'mm.psm1'; Author = 'me'; Description = 'd'; PowerShellVersion = '5.1'; "
        "PrivateData = @{ PSData = @{ Tags = 'a', 'b' } } }"
    )
    module = ps.runspace.import_used(ps.runspace.context(), str(tmp_path / "mm.psd1"))
    assert [module.stated(name) for name in ("Author", "Description", "CompanyName")] == ["me", "d", None]
    assert [list(module.stated("Tags")), str(module.stated("PowerShellVersion"))] == [["a", "b"], "5.1"]


def test_a_module_knows_its_own_invocation(shell, tmp_path):
    script = "$m = New-Module { $MyInvocation.MyCommand.ScriptBlock.Module.OnRemove = { $global:gone = 1 } }; Import-Module $m; "
    assert shell.invoke(script + "Remove-Module $m; $gone") == [1]
    (tmp_path / "own.psm1").write_text("$global:name = $MyInvocation.MyCommand.Name")
    assert shell.invoke(f"Import-Module '{tmp_path}/own.psm1'; $name") == ["own.psm1"]


def test_a_manifest_needs_a_version(shell, tmp_path):
    (tmp_path / "m.psd1").write_text("@{ }")
    script = f"try {{ Import-Module '{tmp_path}/m.psd1' -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Message }}"
    error_id, message = shell.invoke(script)
    assert error_id == "Modules_InvalidManifest,Microsoft.PowerShell.Commands.ImportModuleCommand"
    assert message.startswith("The member 'ModuleVersion' is not present")


def test_what_a_module_imports_is_nested_in_it(shell, tmp_path):
    (tmp_path / "outer.psm1").write_text("Import-Module ./m.psm1; function Down { Up }")
    told = shell.invoke(
        "Import-Module ./outer.psm1; Down; (Get-Module outer).NestedModules.Name; (Get-Module m).Count; (Get-Module m -All).Name"
    )
    assert told == [1, "m", 0, "m"]
    assert shell.invoke("Import-Module ./m.psm1; (Get-Module m).Name") == ["m"]


def test_imports_tell_what_they_do(shell, tmp_path):
    (tmp_path / "n.psm1").write_text("function Get-A { }; function Frob-B { }; Set-Alias ga Get-A")
    told = shell.invoke("(Import-Module ./n.psm1 -Verbose -WarningVariable w) 4>&1 3>$null | ForEach-Object { $_.Message }; $w.Count")
    assert told[0].startswith("Loading module from path '")
    assert told[1:4] == ["Exporting function 'Get-A'.", "Exporting function 'Frob-B'.", "Exporting alias 'ga'."]
    assert told[-4:] == ["Importing function 'Get-A'.", "Importing function 'Frob-B'.", "Importing alias 'ga'.", 1]
    assert shell.invoke("Import-Module ./n.psm1 -Force -DisableNameChecking 3>&1") == []


@pytest.mark.parametrize(
    ("manifest", "error_id", "message"),
    [
        ("ModuleVersion = 'abc'", "Modules_InvalidManifest", "The member 'ModuleVersion' in the module manifest is not valid:"),
        ("ModuleVersion = '1'", "Modules_InvalidManifest", "The member 'ModuleVersion' in the module manifest is not valid:"),
        (
            "ModuleVersion = '1.0'; PowerShellVersion = '99.0'",
            "Modules_InsufficientPowerShellVersion",
            "The version of the loaded PowerShell is",
        ),
    ],
)
def test_versions_that_do_not_fit(shell, tmp_path, manifest, error_id, message):
    (tmp_path / "v.psd1").write_text("@{ " + manifest + " }")
    told = shell.invoke("try { Import-Module ./v.psd1 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }")
    assert told[0].startswith(error_id)
    assert told[1].startswith(message)


def test_a_manifest_gives_away_what_its_nested_manifests_have(shell, tmp_path):
    for name in ("inner", "outer"):
        (tmp_path / name).mkdir()
    (tmp_path / "inner" / "inner.psm1").write_text("function Get-Two { 'two' } function Hidden { } Export-ModuleMember Get-Two")
    (tmp_path / "inner" / "inner.psd1").write_text("@{ RootModule = 'inner.psm1'; ModuleVersion = '1.5'; FunctionsToExport = '*' }")
    (tmp_path / "outer" / "outer.psd1").write_text(
        "@{ NestedModules = '../inner/inner.psd1'; ModuleVersion = '2.0'; FunctionsToExport = 'Get-Two' }"
    )
    script = (
        f"$m = Import-Module {tmp_path}/outer/outer.psd1 -PassThru; Get-Two; $m.NestedModules.Name; (Get-Command Get-Two).Source; "
        "(Get-Module).Name -contains 'inner'; Remove-Module outer; @(Get-Command Get-Two, Hidden -ErrorAction Ignore).Count"
    )
    assert shell.invoke(script) == ["two", "inner", "outer", False, 0]


def test_a_module_goes_with_what_only_it_imported(shell, tmp_path):
    (tmp_path / "inner.psm1").write_text("function Get-Inner { 'first' }")
    (tmp_path / "outer.psm1").write_text("Import-Module $PSScriptRoot/inner.psm1; function Get-Outer { Get-Inner }")
    shell.invoke("Import-Module ./outer.psm1")
    (tmp_path / "inner.psm1").write_text("function Get-Inner { 'second' }")
    assert shell.invoke("Get-Outer; Import-Module ./outer.psm1; Get-Outer; Import-Module ./outer.psm1 -Force; Get-Outer") == [
        *("first", "first", "second"),
    ]


def test_what_the_session_imported_itself_stays(shell, tmp_path):
    (tmp_path / "inner.psm1").write_text("function Get-Inner { 'inner' }")
    (tmp_path / "outer.psm1").write_text("Import-Module $PSScriptRoot/inner.psm1")
    script = "Import-Module ./inner.psm1; Import-Module ./outer.psm1; Remove-Module outer; (Get-Module).Name -join ','"
    assert shell.invoke(script) == ["inner"]


@pytest.mark.parametrize(
    ("manifest", "error_id"),
    [
        ("@{ ModuleVersion = '1.0'; RequiredModules = 'B' }", "Modules_InvalidManifest"),
        ("@{ ModuleVersion = '1.0'; RootModule = 'a'; ModuleToProcess = 'a' }",
         "Modules_ModuleManifestCannotContainBothModuleToProcessAndRootModule"),
    ],
)  # fmt: skip
def test_manifests_that_cannot_be_followed(shell, tmp_path, manifest, error_id):
    for name, text in (("A", manifest), ("B", "@{ ModuleVersion = '1.0'; RequiredModules = 'A' }")):
        (tmp_path / "mods" / name).mkdir()
        (tmp_path / "mods" / name / f"{name}.psd1").write_text(text)
    script = "try { Import-Module A -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }"
    assert shell.invoke(script) == [error_id]
