"""Drives: what a session has, the scope a new one lives in, and what a root must be."""

from __future__ import annotations

import pytest

from psbridge.modules.management import drives

MADE = "$null = mkdir sub; Set-Content sub/a 'text'; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "(Get-PSDrive alias, env, variable).Description",
            [
                "Drive that contains a view of the aliases stored in a session state",
                "Drive that contains a view of the environment variables for the process",
                "Drive that contains a view of those variables stored in a session state",
            ],
        ),
        ("$d = Get-PSDrive /; $d.Used -gt 0; $d.Free -is [long]; $null -eq (Get-PSDrive env).Used", ["True", "True", "True"]),
        (MADE + "function f { $null = New-PSDrive q FileSystem ./sub; Get-Content q:/a; ${q:a}; g }; function g { Test-Path q:/a }; f; Test-Path q:/a",
         ["text", "text", "True", "False"]),
        (MADE + "function f { $null = New-PSDrive q FileSystem sub -Scope Global }; f; Get-Content q:/a; Remove-PSDrive q; Test-Path q:/a", ["text", "False"]),
        (MADE + "$null = New-PSDrive q FileSystem sub; & { $null = New-PSDrive q FileSystem /; (Get-PSDrive q).Root; Remove-PSDrive q; (Get-PSDrive q).Root -ne '/' }", ["/", "True"]),
        (MADE + "$null = New-PSDrive q FileSystem sub; & { (Get-PSDrive -Scope 0).Count; (Get-PSDrive -Scope 1).Name -contains 'q' }", ["0", "True"]),
        (MADE + "New-PSDrive q FileSystem sub -WhatIf; Test-Path q:", ["False"]),
    ],
)  # fmt: skip
def test_results(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error_id", "category", "message"),
    [
        (
            "New-PSDrive q FileSystem /nope-dir",
            "DriveRootError,Microsoft.PowerShell.Commands.NewPSDriveCommand",
            "ReadError",
            'The specified drive root "/nope-dir" either does not exist, or it is not a folder.',
        ),
        (
            MADE + "$null = New-PSDrive q FileSystem sub; New-PSDrive q FileSystem sub",
            "DriveAlreadyExists,Microsoft.PowerShell.Commands.NewPSDriveCommand",
            "ResourceExists",
            "A drive with the name 'q' already exists.",
        ),
        (
            "Get-PSDrive -Scope 7",
            "ArgumentOutOfRange,Microsoft.PowerShell.Commands.GetPSDriveCommand",
            "InvalidArgument",
            "The scope number '7' exceeds the number of active scopes. (Parameter 'scopeID')\nActual value was 7.",
        ),
        (
            "New-PSDrive q Nope /",
            "ProviderNotFound,Microsoft.PowerShell.Commands.NewPSDriveCommand",
            "ObjectNotFound",
            "Cannot find a provider with the name 'Nope'.",
        ),
    ],
)
def test_errors(session, script, error_id, category, message):
    assert drives.NewPSDrive
    session.run(script)
    (record,) = session.streams.errors
    assert (record.fully_qualified_error_id, str(record.category_info.category), str(record)) == (error_id, category, message)
