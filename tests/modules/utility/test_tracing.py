"""Trace-Command and its companions: what the engine decided, told as it happened."""

from __future__ import annotations

import sys

import pytest

from psbridge.objects.convert import to_text


def traced(session, names, expression, *more):
    """What a source tells of an expression, without its name."""
    session.run(f"$null = Trace-Command {names} {{ {expression} }} -FilePath trace.log {' '.join(more)}; $r = Get-Content trace.log; $r")
    lines = [to_text(one) for one in session.run("Get-Content trace.log")]
    return [line.partition(" Information: 0 : ")[2] for line in lines]


BINDING = [
    (
        "Get-Item .",
        [
            "BIND NAMED cmd line args [Get-Item]",
            "BIND POSITIONAL cmd line args [Get-Item]",
            "    BIND arg [.] to parameter [Path]",
            "        BIND arg [.] to param [Path] SUCCESSFUL",
            "BIND cmd line args to DYNAMIC parameters.",
            "MANDATORY PARAMETER CHECK on cmdlet [Get-Item]",
            "CALLING BeginProcessing",
            "CALLING ProcessRecord",
            "CALLING EndProcessing",
        ],
    ),
    (
        "function f { [CmdletBinding()] param([int]$Count, [ValidateSet('a', 'b')]$Kind) }; f -Count '5' -Kind a",
        [
            "BIND NAMED cmd line args [f]",
            "BIND POSITIONAL cmd line args [f]",
            "    BIND arg [5] to param [Count] SUCCESSFUL",
            "    BIND arg [a] to param [Kind] SUCCESSFUL",
            "MANDATORY PARAMETER CHECK on cmdlet [f]",
        ],
    ),
    (
        "1 | Out-Null",
        [
            "BIND NAMED cmd line args [Out-Null]",
            "BIND POSITIONAL cmd line args [Out-Null]",
            "MANDATORY PARAMETER CHECK on cmdlet [Out-Null]",
            "CALLING BeginProcessing",
            "BIND PIPELINE object to parameters: [Out-Null]",
            "    PIPELINE object TYPE = [System.Int32]",
            "    Parameter [InputObject] PIPELINE INPUT ValueFromPipeline NO COERCION",
            "    BIND arg [1] to param [InputObject] SUCCESSFUL",
            "CALLING ProcessRecord",
            "CALLING EndProcessing",
        ],
    ),
]


def only_binding(lines):
    """Without the conversions inside, which the other test looks at."""
    inner = (
        "COERCE",
        "Trying to convert",
        "CONVERT",
        "Executing",
        "Parameter and arg",
        "BIND arg [5] to parameter",
        "BIND arg [a] to parameter",
    )
    return [line for line in lines if not line.strip().startswith(inner)]


@pytest.mark.parametrize(("expression", "expected"), BINDING, ids=["cmdlet", "function", "pipeline"])
def test_parameter_binding(session, expression, expected):
    assert only_binding(traced(session, "ParameterBinding", expression)) == expected


def test_a_binding_that_is_known_is_told_like_the_first(session):
    session.run("Get-Item . | Out-Null; Get-Item . | Out-Null")
    assert only_binding(traced(session, "ParameterBinding", "Get-Item ."))[2:4] == [
        "    BIND arg [.] to parameter [Path]",
        "        BIND arg [.] to param [Path] SUCCESSFUL",
    ]


def test_coercion_and_its_failure(session):
    lines = traced(session, "ParameterBinding", "Get-Date -Year 2020; Get-Date -Year x")
    assert "        COERCE arg to [System.Int32]" in lines
    assert any("ERROR: COERCE FAILED: arg [x] could not be converted to the parameter type [System.Int32]" in line for line in lines)
    assert session.errors == []


OTHERS = [
    ("CommandDiscovery", "gi .", ["Looking up command: gi", "    Alias found: gi  Get-Item"]),
    ("CommandDiscovery", "no-such", ["Looking up command: no-such", "    The command [no-such] was not found"]),
    ("CommandDiscovery", "function ff { }; ff", ["Looking up command: ff", "    Function found: ff"]),
    ("TypeConversion", "[int]'5'", ['Converting "5" to "System.Int32".', '    Result: "5" of type "System.Int32".']),
    ("TypeConversion", "[int]'x'", ['Converting "x" to "System.Int32".', '    The value of type "System.String" cannot be converted.']),
    (
        "MemberResolution",
        "$x = 'abc'; $x.Length",
        ["Lookup", '    "Length" NOT present in type table.', "    Adapted property found: Length of System.String."],
    ),
    ("MemberResolution", "[pscustomobject]@{ a = 1 } | ForEach-Object a", ["Lookup", "    Found PSObject instance member: a."]),
    (
        "PathResolution",
        "Resolve-Path /",
        ['Resolving MSH path "/" to MSH path(s)', '    "/" means FileSystem::/ DRIVE: /', "    RESOLVED PATH: /"],
    ),
    (
        "PathResolution",
        "Get-Item /no-such",
        ['Resolving MSH path "/no-such" to MSH path(s)', '    "/no-such" means FileSystem::/no-such DRIVE: /'],
    ),
]


@pytest.mark.parametrize(("source", "expression", "expected"), OTHERS)
def test_other_sources(session, source, expression, expected):
    assert traced(session, source, expression)[: len(expected)] == expected


def test_nothing_is_watched_afterwards(session):
    before = sys.getprofile()
    session.run("Trace-Command * { 1 } -PSHost; try { Trace-Command * { throw 'x' } -PSHost } catch { }")
    assert sys.getprofile() is before
    assert session.lines("(Get-TraceSource ParameterBinding).Options; (Get-TraceSource).Count; (Get-TraceSource P*).Name") == [
        "None",
        "5",
        "ParameterBinding",
        "PathResolution",
    ]


def test_the_host_and_a_command_with_input(session):
    assert session.lines("1, 2 | Trace-Command CommandDiscovery -Command ForEach-Object -ArgumentList { $_ * 2 } -PSHost") == ["2", "4"]
    told = [record.message for record in session.streams.debug_records]
    assert told[:2] == [
        "CommandDiscovery Information: 0 : Looking up command: ForEach-Object",
        "CommandDiscovery Information: 0 :     Cmdlet found: ForEach-Object  Microsoft.PowerShell.Commands.ForEachObjectCommand",
    ]


def test_sources_that_stay_on(session):
    session.run("Set-TraceSource CommandDiscovery -Option All -FilePath on.log")
    assert session.lines(
        "gi . | Out-Null; (Get-TraceSource CommandDiscovery).Options; (Get-TraceSource CommandDiscovery).Listeners.Count"
    ) == ["All", "2"]
    assert "Looking up command: gi" in session.lines("(Get-Content on.log) -join '|'")[0]
    session.run("Set-TraceSource CommandDiscovery -RemoveFileListener *")
    length = session.lines("(Get-Content on.log).Count")
    session.run("gl | Out-Null")
    assert session.lines("(Get-Content on.log).Count") == length


def test_options_of_listeners_and_names_that_are_none(session):
    lines = [
        to_text(one)
        for one in session.run(
            "Trace-Command TypeConversion { $null = [int]'5' } -FilePath o.log -ListenerOption ProcessId, ThreadId; Get-Content o.log"
        )
    ]
    assert [line.strip().partition("=")[0] for line in lines[1:3]] == ["ProcessId", "ThreadId"]
    assert session.fails("Get-TraceSource nope") == ["TraceSourceNotFound"]
    assert session.lines("Trace-Command nope { 'ran' } -PSHost; @(Get-TraceSource no*).Count") == ["ran", "0"]
    assert session.fails("Trace-Command TypeConversion { } -Option Nonsense") == ["CannotConvertArgumentNoMessage"]


@pytest.mark.parametrize("path", ["Env:\\x", "no/such/dir/f"])
def test_files_that_cannot_be_written(session, path):
    assert session.fails(f"Trace-Command TypeConversion {{ 1 }} -FilePath {path}") == ["FileListenerPathResolutionFailed"]


def test_a_read_only_file_with_force(session):
    script = "'old' > f.log; Set-ItemProperty f.log IsReadOnly $true; Trace-Command TypeConversion { [int]'5' } -FilePath f.log"
    assert session.fails(script) == ["FileListenerPathResolutionFailed"]
    assert session.lines("Trace-Command TypeConversion { [int]'5' } -FilePath f.log -Force") == ["5"]
    assert session.lines("(Get-Content f.log)[0]; @(Get-Content f.log).Count -gt 1; (Get-Item f.log).IsReadOnly") == ["old", "True", "True"]
