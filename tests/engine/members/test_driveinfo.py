"""DriveInfo: drives of an emulated machine, and what is mounted here."""

from __future__ import annotations

from pathlib import Path

import pytest

from psbridge.engine.members import driveinfo
from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.objects.convert import to_text

_CAUGHT = "catch { $_.Exception.InnerException.Message }"


@pytest.fixture(scope="module")
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", environment=machine.environment, directory="C:\\") as runspace:
        yield lambda script: [to_text(item) for item in runspace.invoke(script)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("[IO.DriveInfo]::GetDrives().Name", ["C:\\"]),
        (
            "$d = [IO.DriveInfo]::new('C'); $d.DriveType; $d.DriveFormat; $d.IsReady; $d.RootDirectory.FullName",
            ["Fixed", "NTFS", "True", "C:\\"],
        ),
        ("$d = [IO.DriveInfo]'C:'; $d.TotalSize - $d.TotalFreeSpace -eq $d.TotalSize - $d.AvailableFreeSpace", ["True"]),
        ("$d = [IO.DriveInfo]::new('c:\\Windows'); \"$d\"; $d.TotalSize.GetType().Name; $d.VolumeLabel.Length", ["c:\\", "Int64", "0"]),
        ("$d = [IO.DriveInfo]::new('x'); $d.IsReady; $d.DriveType", ["False", "NoRootDirectory"]),
        (
            "try { [IO.DriveInfo]::new('foo') } " + _CAUGHT,
            ["Drive name must be a root directory (i.e. 'C:\\') or a drive letter ('C'). (Parameter 'driveName')"],
        ),
    ],
)
def test_emulated_drives(windows, script, expected):
    assert windows(script) == expected


def test_mounts_of_this_computer(evaluate, tmp_path):
    found = evaluate(f"$d = [IO.DriveInfo]::new('{tmp_path}'); $d.Name; $d.IsReady; $d.TotalSize -ge $d.TotalFreeSpace; $d.VolumeLabel")
    assert found == [str(tmp_path), "True", "True", str(tmp_path)]
    mounted = {line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()}
    drives = evaluate("[IO.DriveInfo]::GetDrives().Name")
    assert drives
    assert {name for name in drives if " " not in name} <= mounted  # the file writes blanks otherwise
    assert evaluate(f"[IO.DriveInfo]::new('{tmp_path}/none').IsReady; try {{ [IO.DriveInfo]::new('') }} {_CAUGHT}") == [
        "False",
        "The drive name '' is invalid. (Parameter 'driveName')",
    ]


@pytest.mark.parametrize("module", [driveinfo])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
