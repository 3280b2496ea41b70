"""Ansible.Basic.AnsibleModule: what a module is told, what it answers, and how it ends."""

from __future__ import annotations

import json

import pytest

START = """
param($parameters, $spec, $body)
$complex_args = $parameters
$out = [IO.StringWriter]::new()
$shell = [powershell]::Create()
$shell.Runspace.SessionStateProxy.SetVariable('complex_args', $parameters)
$shell.Runspace.SessionStateProxy.SetVariable('spec', $spec)
[Console]::SetOut($out)
try {
    $null = $shell.AddScript('$module = [Ansible.Basic.AnsibleModule]::Create(@(), $spec)').AddStatement().AddScript($body).Invoke()
}
finally { [Console]::SetOut([IO.StreamWriter]::Null) }
$out.ToString()
$shell.Runspace.SessionStateProxy.GetVariable('LASTEXITCODE')
"""


@pytest.fixture
def module(windows):
    def run(parameters, spec, body="$module.ExitJson()"):
        script = START.replace("param($parameters, $spec, $body)", f"$parameters = {parameters}; $spec = {spec}; $body = {{ {body} }}")
        script = script.replace("try {", "try {").replace("finally { [Console]::SetOut([IO.StreamWriter]::Null) }", "finally { }")
        document, code = windows(script)
        return json.loads(document), int(code)

    return run


OPTIONS = "@{ options = @{ name = @{ type = 'str' }; count = @{ type = 'int'; default = 3 }; deep = @{ type = 'bool' } } }"


def test_parameters_get_their_types_and_the_document_shows_them(module):
    told, code = module(
        "@{ name = 7; deep = 'yes' }", OPTIONS, "$module.Result.kind = $module.Params.name.GetType().Name; $module.ExitJson()"
    )
    assert code == 0
    assert told["invocation"]["module_args"] == {"name": "7", "deep": True, "count": 3}
    assert (told["changed"], told["kind"]) == (False, "String")


@pytest.mark.parametrize(
    ("parameters", "spec", "expected"),
    [
        ("@{ other = 1 }", OPTIONS, "Unsupported parameters for (undefined win module) module: other. Supported parameters include: "),
        ("@{ }", "@{ options = @{ a = @{ required = $true } } }", "missing required arguments: a"),
        ("@{ count = 'x' }", OPTIONS, "argument for count is of type System.String and we were unable to convert to int: "),
        ("@{ a = 'z' }", "@{ options = @{ a = @{ choices = 'b', 'c' } } }", "value of a must be one of: b, c. Got no match for: z"),
        (
            "@{ a = 1; b = 2 }",
            "@{ options = @{ a = @{}; b = @{} }; mutually_exclusive = @(, @('a', 'b')) }",
            "parameters are mutually exclusive: a, b",
        ),
        (
            "@{ a = 1 }",
            "@{ options = @{ a = @{}; b = @{} }; required_together = @(, @('a', 'b')) }",
            "parameters are required together: a, b",
        ),
        ("@{ }", "@{ options = @{ a = @{}; b = @{} }; required_one_of = @(, @('a', 'b')) }", "one of the following is required: a, b"),
        (
            "@{ a = 'x' }",
            "@{ options = @{ a = @{}; b = @{} }; required_if = @(, @('a', 'x', @('b'))) }",
            "a is x but all of the following are missing: b",
        ),
        (
            "@{ a = 'x' }",
            "@{ options = @{ a = @{}; b = @{} }; required_by = @{ a = 'b' } }",
            "missing parameter(s) required by 'a': b",
        ),
        ("@{ }", "@{ wrong = 1 }", "internal error: argument spec entry contains an invalid key 'wrong', valid keys: apply_defaults"),
        (
            "@{ a = @{ x = 1 } }",
            "@{ options = @{ a = @{ type = 'dict'; options = @{ b = @{} } } } }",
            "Unsupported parameters for (undefined win module) module: x found in a. Supported parameters include: b",
        ),
    ],
)
def test_what_is_wrong_ends_the_module(module, parameters, spec, expected):
    told, code = module(parameters, spec)
    assert (told["failed"], code) == (True, 1)
    assert told["msg"].startswith(expected), told["msg"]


def test_options_in_options_have_types_defaults_and_aliases(module):
    spec = (
        "@{ options = @{ items = @{ type = 'list'; elements = 'dict'; options = @{ n = @{ type = 'int'; aliases = 'number' };"
        " d = @{ default = 'x' } } } } }"
    )
    told, _ = module("@{ items = @(@{ number = '5' }, @{ n = 6 }) }", spec)
    assert [(item["n"], item["d"]) for item in told["invocation"]["module_args"]["items"]] == [(5, "x"), (6, "x")]


def test_secrets_do_not_show(module):
    told, _ = module(
        "@{ p = 'hush'; q = 'a hush b' }", "@{ options = @{ p = @{ no_log = $true }; q = @{} } }", "$module.FailJson('no hush')"
    )
    assert told["invocation"]["module_args"] == {"p": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "q": "a ******** b"}
    assert told["msg"] == "no ********"


def test_settings_of_the_controller_are_not_parameters(module, windows):
    parameters = "@{ _ansible_check_mode = $true; _ansible_module_name = 'win_x'; _ansible_verbosity = 3 }"
    body = "$module.Result.seen = @($module.CheckMode, $module.ModuleName, $module.Verbosity, $module.Params.Count); $module.ExitJson()"
    told, _ = module(parameters, "@{ supports_check_mode = $true }", body)
    assert told["seen"] == [True, "win_x", 3, 0]


def test_no_check_mode_is_a_skip(module):
    told, code = module("@{ _ansible_check_mode = $true }", "@{ }")
    assert (told["skipped"], told["msg"], code) == (True, "remote module (undefined win module) does not support check mode", 0)


def test_warnings_deprecations_and_differences(module):
    body = "$module.Warn('w'); $module.Deprecate('d', '2.0', 'x.y'); $module.Diff.before = 'b'; $module.ExitJson()"
    told, _ = module("@{ _ansible_diff = $true }", "@{ }", body)
    assert told["warnings"] == ["w"]
    assert told["deprecations"] == [{"msg": "d", "version": "2.0", "collection_name": "x.y"}]
    assert told["diff"] == {"before": "b"}


def test_it_goes_to_the_event_log(module, windows):
    module("@{ _ansible_module_name = 'win_x' }", "@{ }", "$module.Warn('look'); $module.ExitJson()")
    entries = windows.machine.eventlogs.find("Application").entries
    mine = [(one.kind, one.message) for one in entries if one.source == "Ansible"]
    assert mine == [("Information", "win_x - Invoked with:\r\n  "), ("Warning", "win_x - [WARNING] look")]


def test_the_temporary_directory_is_gone_afterwards(module, windows):
    told, _ = module("@{ }", "@{ }", 'Set-Content "$($module.Tmpdir)\\a.txt" 1; $module.Result.dir = $module.Tmpdir; $module.ExitJson()')
    assert told["dir"].startswith("C:\\Users\\Administrator\\AppData\\Local\\Temp\\ansible-moduletmp-")
    assert windows.machine.files.stat(told["dir"]) is None


def test_an_error_record_is_shown_to_those_who_ask_for_it(module):
    body = "try { Get-Item C:\\nowhere -ErrorAction Stop } catch { $module.FailJson('bad', $_) }"
    assert "exception" not in module("@{ }", "@{ }", body)[0]
    told, _ = module("@{ _ansible_verbosity = 3 }", "@{ }", body)
    assert "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand" in told["exception"]


def test_parsers_are_public(windows):
    assert windows("[Ansible.Basic.AnsibleModule]::ParseBool('off'); [Ansible.Basic.AnsibleModule]::ParseList('a, b').Count") == [
        "False",
        "2",
    ]
    assert windows("[Ansible.Basic.AnsibleModule]::ToJson(@{ a = 1 })") == ['{"a":1}']
    assert windows("[Ansible.Basic.AnsibleModule]::FromJson('{\"a\": [1, 2]}').a.Count") == ["2"]
