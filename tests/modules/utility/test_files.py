"""Whole files on an emulated Windows machine with 5.1: line ends, encodings, and a world that is closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from psbridge.engine.context import Collector
from psbridge.engine.runspace import Runspace
from psbridge.engine.streamsets import StreamList
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules
from psbridge.modules.utility import files


@pytest.fixture
def desktop():
    runspace = Runspace(machine=Machine.windows(), profile="windows", version="5.1.14393.206", modules=default_modules()).open()
    yield runspace
    runspace.close()


def run(runspace, script):
    streams, sink = StreamList(), Collector()
    runspace.run(script, runspace.context(streams), sink)
    return sink.items, [record.fully_qualified_error_id.partition(",")[0] for record in streams.errors]


def read(runspace, path):
    with runspace.machine.files.open(path, "r") as source:
        return source.read()


def test_csv_is_ascii_and_clixml_unicode(desktop):
    run(desktop, "[pscustomobject]@{a='é'} | Export-Csv C:\\e.csv -NoTypeInformation; 1 | Export-Clixml C:\\c.xml")
    assert read(desktop, "C:\\e.csv") == b'"a"\r\n"?"\r\n'
    assert read(desktop, "C:\\c.xml").startswith(b"\xff\xfe<\0O\0b\0j\0s\0")


def test_nothing_leaves_the_machine(desktop):
    assert run(desktop, "Invoke-WebRequest http://127.0.0.1:1/") == ([], ["WebCmdletWebResponseException"])
    assert not Path("C:\\e.csv").exists()


def test_policies_and_descriptors(desktop):
    items, errors = run(desktop, "Set-ExecutionPolicy Bypass -Scope Process -Force; Get-ExecutionPolicy; (Get-Acl C:\\Windows).Owner")
    assert ([str(item) for item in items], errors) == (["Bypass", "NT SERVICE\\TrustedInstaller"], [])
    assert run(desktop, "Set-ExecutionPolicy Restricted -Force")[1] == ["ExecutionPolicyOverride"]
    assert run(desktop, "Protect-CmsMessage -To x -Content y")[1] == ["NoCertificateFound"]


def test_desktop_edition():
    class Old:
        version = "5.1.14393.206"

    assert files.is_desktop(Old)


def test_what_is_no_file_is_not_written(desktop):
    for script in ("'x' | Out-File env:made", "'x' | Tee-Object -FilePath variable:made", "1 | Export-Csv HKLM:\\made"):
        _, errors = run(desktop, script)
        assert errors == ["ReadWriteFileNotFileSystemProvider"]


@pytest.mark.parametrize("command", ["Out-File -FilePath C:\\r", "Export-Csv C:\\r", "Export-Clixml C:\\r"])
def test_a_file_that_was_read_only_is_so_again(desktop, command):
    script = f"1 | Out-File C:\\r; Set-ItemProperty C:\\r IsReadOnly $true; 'new' | {command} -Force; (Get-Item C:\\r).IsReadOnly; 'new' | {command}"
    assert run(desktop, script) == ([True], ["FileOpenFailure"])
