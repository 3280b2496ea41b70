"""CommandMetadata and the text of proxies."""

from __future__ import annotations

from psbridge.modules import shell

META = "[System.Management.Automation.CommandMetadata]::new"
PROXY = "[System.Management.Automation.ProxyCommand]"


def test_parameters_are_written_with_what_they_accept():
    script = "function f { [CmdletBinding()]param([Parameter(Mandatory, Position = 0)][ValidateSet('a', 'b')][string]$x, [switch]$y) }\n"
    [text] = shell.run(script + f"{PROXY}::GetParamBlock({META}((Get-Command f)))")
    first = ["[Parameter(Mandatory=$true, Position=0)]", "[ValidateSet('a','b')]", "[string]", "${x},", "", "[switch]", "${y}"]
    assert [line.strip() for line in text.splitlines()[1:]] == first


def test_a_proxy_runs_its_command():
    script = f"$text = {PROXY}::Create({META}((Get-Command Get-Date)))\nSet-Item function:now ([scriptblock]::Create($text))\n"
    assert shell.run(script + "now -Date '2020-01-02' -Format yyyy") == ["2020"]


def test_what_is_taken_out_of_the_metadata_is_not_in_the_proxy():
    script = f"$m = {META}((Get-Command Get-Date)); [void]$m.Parameters.Remove('Year'); {PROXY}::Create($m) -match 'Year'"
    assert shell.run(script) == [False]


def test_plain_functions_hand_their_arguments_on():
    [text] = shell.run(f"function f($a) {{ }}\n{PROXY}::GetBegin({META}((Get-Command f)))")
    assert "$PSBoundParameters.Add('$args', $args)" in text
    assert "$myInvocation.ExpectingInput" in text


def test_help_stands_behind_it():
    [text] = shell.run(f"{PROXY}::Create({META}((Get-Command Get-Date)), 'mine')")
    assert text.endswith("<#\nmine\n#>\n")


def test_commands_that_ask_their_provider_are_asked():
    script = f"{PROXY}::Create({META}((Get-Command Get-Item))) -match 'dynamicparam'; {PROXY}::Create({META}((Get-Command Get-Item)), '', $false)"
    found = shell.run(script)
    assert found[0] is True
    assert "dynamicparam" not in found[1]


def test_dynamic_parameters_are_among_the_parameters():
    script = """function f { [CmdletBinding()]param() dynamicparam {
        $d = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
        $d.Add('Dyn', [System.Management.Automation.RuntimeDefinedParameter]::new('Dyn', [int], @([Parameter]::new()))); $d } process { } }
    $one = (Get-Command f).Parameters['Dyn']; $one.IsDynamic; $one.ParameterType.Name"""
    assert shell.run(script) == [True, "Int32"]


def test_the_type_name_that_a_parameter_asks_for_is_written():
    [text] = shell.run(f"function f {{ param([PSTypeName('Some.Thing')] $x) }}\n{PROXY}::GetParamBlock({META}((Get-Command f)))")
    assert "[PSTypeName('Some.Thing')]" in text
