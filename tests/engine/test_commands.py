"""Commands: which one a name means, and what is shown of it."""

from __future__ import annotations

import pytest

from psbridge.engine import aliases, commandfaces, commands, discovery, startfunctions


@pytest.fixture
def find(ps):
    return lambda name: ps.runspace.discovery.find(ps.runspace.context(), name)


def test_alias_hides_function_hides_cmdlet(ps, find):
    ps("function foo { 1 }; function bar { 2 }")
    assert isinstance(find("foo"), commands.FunctionInfo)
    ps.runspace.global_scope.add_alias("foo", ps.runspace.make_alias("foo", "bar"))
    assert isinstance(find("foo"), commands.AliasInfo)
    assert ps("foo") == [2]


def test_a_command_without_get(ps, find):
    ps("function Get-Quux { 3 }")
    assert ps("quux") == [3]


def test_functions_by_scope(ps):
    assert ps("function global:gf { 1 }; gf; global:gf") == [1, 1]


def test_paths_find_scripts(ps, tmp_path):
    (tmp_path / "s.ps1").write_text('param($a) "s$a"; exit 3')
    ps.runspace.drives.go_file(str(tmp_path))
    assert ps("./s.ps1 1; $LASTEXITCODE") == ["s1", 3]


def test_syntax(ps, find):
    ps("function Get-W { [CmdletBinding()] param([Parameter(Mandatory)][string] $Name, [int] $Count, [switch] $All) }")
    assert commandfaces.syntax(find("Get-W")) == "\nGet-W [-Name] <string> [[-Count] <int>] [-All] [<CommonParameters>]\n"


def test_parameters_of_a_function(ps, find):
    ps("function f { [OutputType([int])] param([Alias('q')] [int] $a) }")
    table = commandfaces.parameter_table(find("f"))
    assert (list(table), list(table["a"].aliases), find("f").output_type[0].name) == (["a"], ["q"], "System.Int32")


def test_default_aliases_leave_programs_alone_on_unix():
    names = {name for name, _, _ in aliases.default_aliases(False)}
    assert "%" in names
    assert "ls" not in names
    assert "ls" in {name for name, _, _ in aliases.default_aliases(True)}
    assert {"sc", "curl", "wget"} <= {name for name, _, _ in aliases.default_aliases(True, True)}
    assert "sc" not in {name for name, _, _ in aliases.default_aliases(True)}


def test_start_functions_compile_when_used(ps):
    table = startfunctions.start_functions(ps.runspace)
    assert table["prompt"]._made is None
    assert ps("prompt")[0].startswith("PS ")


def test_wildcards_find_many(ps):
    ps("function one1 { }; function one2 { }")
    found = discovery.Discovery.matching(ps.runspace.discovery, ps.runspace.context(), "one*")
    assert sorted(info.name for info in found) == ["one1", "one2"]
