"""Folders and names of script files in both notations, and what scripts on a Windows machine see of theirs."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.engine.scriptplaces import folder_of, leaf_of
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules


@pytest.mark.parametrize(
    ("path", "folder", "leaf"),
    [
        ("/a/b.ps1", "/a", "b.ps1"),
        ("/b.ps1", "/", "b.ps1"),
        ("/a/b\\c.ps1", "/a", "b\\c.ps1"),
        ("C:\\a\\b.ps1", "C:\\a", "b.ps1"),
        ("C:\\b.ps1", "C:\\", "b.ps1"),
        ("C:/a/b.ps1", "C:/a", "b.ps1"),
        ("\\\\host\\share\\b.ps1", "\\\\host\\share", "b.ps1"),
        ("b.ps1", "", "b.ps1"),
        (None, "", ""),
    ],
)
def test_folder_and_leaf(path, folder, leaf):
    assert (folder_of(path), leaf_of(path)) == (folder, leaf)


def test_scripts_on_a_windows_machine_find_their_neighbours():
    machine = Machine.windows("web01")
    for name, text in (
        ("a.ps1", ". (Join-Path $PSScriptRoot b.ps1); fx"),
        ("b.ps1", "function fx { $PSScriptRoot }"),
        ("m.psm1", ". (Join-Path $PSScriptRoot b.ps1)"),
    ):
        with machine.files.open(f"C:\\{name}", "w") as file:
            file.write(text.encode())
    runspace = Runspace(
        modules=default_modules(), machine=machine, profile="windows", environment=machine.environment, directory="C:\\", version="5.1.20348.1"
    ).open()
    assert runspace.invoke("& C:\\a.ps1; (Import-Module C:\\m.psm1 -PassThru).ModuleBase; fx") == ["C:\\", "C:\\", "C:\\"]
    assert not runspace.execution.errors
