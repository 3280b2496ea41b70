"""Volumes of emulated machines and of this computer."""

from __future__ import annotations

import pytest

from psbridge.machine import volumes
from psbridge.machine.computer import Machine
from psbridge.machine.files import LocalFiles


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    """A table of mounts: a root, and two below a directory with a space in its name."""
    place = tmp_path / "a b"
    (place / "in").mkdir(parents=True)
    table = tmp_path / "mounts"
    rows = [("/", "ext4"), (str(place), "tmpfs"), (str(place / "in"), "nfs4"), (str(tmp_path / "gone"), "xfs")]
    table.write_text("".join(f"dev {root.replace(' ', chr(92) + '040')} {kind} rw 0 0\n" for root, kind in rows))
    monkeypatch.setattr(volumes, "MOUNTS", table)
    return place


def test_what_is_mounted(mounts):
    found = {one.root: (one.kind, one.file_system) for one in volumes.volumes(LocalFiles())}
    assert found == {"/": ("Fixed", "ext4"), str(mounts): ("Ram", "tmpfs"), str(mounts / "in"): ("Network", "nfs4")}


def test_a_path_is_on_the_innermost_mount(mounts):
    kinds = [volumes.volume_of(LocalFiles(), str(one)) for one in (mounts.parent, mounts, mounts / "in")]
    assert [one and one.file_system for one in kinds] == ["ext4", "tmpfs", "nfs4"]
    assert volumes.volume_of(LocalFiles(), str(mounts / "none")) is None


def test_without_a_table_there_is_the_root(tmp_path, monkeypatch):
    monkeypatch.setattr(volumes, "MOUNTS", tmp_path / "none")
    assert [(one.root, one.kind) for one in volumes.volumes(LocalFiles())] == [("/", "Unknown")]


def test_emulated_drives_have_what_the_files_leave():
    files = Machine.windows("web01").files
    (found,) = volumes.volumes(files)
    used, free = files.usage("C:\\")
    assert (found.root, found.kind, found.file_system, found.total, found.free) == ("C:\\", "Fixed", "NTFS", used + free, free)
    assert volumes.volume_of(files, "c:\\") == found
    assert volumes.volume_of(files, "D:\\") is None
