"""Volumes: what stands behind the drives of an emulated machine and the mount points of this computer."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psbridge.machine.files import LocalFiles

MOUNTS = Path("/proc/self/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")
# kinds as System.IO.DriveType names them, with the file systems that .NET takes for them
_TABLE = """
    Fixed apfs aufs bcachefs btrfs ecryptfs ext ext2 ext3 ext4 f2fs jfs ntfs overlay overlayfs reiserfs ufs xfs zfs
    CDRom cramfs iso9660 squashfs udf
    Network afs ceph cifs coda nfs nfs4 smb smb2 smbfs sshfs v9fs 9p
    Removable exfat msdos usbdevfs vfat
    Ram autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devfs devpts devtmpfs fusectl hugetlbfs mqueue nsfs proc pstore ramfs
    Ram securityfs sysfs tmpfs tracefs
"""
_KINDS = {name: kind for kind, *names in map(str.split, _TABLE.strip().splitlines()) for name in names}


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume; sizes in bytes, ``available``: what this user may still take."""

    root: str
    kind: str
    file_system: str
    total: int
    free: int
    available: int
    label: str


def volumes(files: Any) -> list[Volume]:
    """All volumes of a file system."""
    if isinstance(files, LocalFiles):
        return [found for root, kind in _mounted() if (found := _measured(root, kind)) is not None]
    return [_emulated(files, root) for _, root in files.roots()]


def volume_of(files: Any, path: str) -> Volume | None:
    """The volume of a root (on this computer: that a path is on); None when there is none."""
    if not isinstance(files, LocalFiles):
        return next((one for one in volumes(files) if one.root.lower() == path.lower()), None)
    if not Path(path).exists():
        return None
    real = os.path.realpath(path)
    _, kind = max((one for one in _mounted() if _is_under(real, one[0])), key=lambda one: len(one[0]), default=("/", ""))
    return _measured(path, kind)


def _is_under(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")


def _emulated(files: Any, root: str) -> Volume:
    used, free = files.usage(root)
    return Volume(root.rstrip("\\") + "\\", "Fixed", "NTFS", used + free, free, free, "")


def _mounted() -> list[tuple[str, str]]:
    """Mount points with their file systems, each once."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return [("/", "")]
    rows = [line.split(" ") for line in lines]
    return list({_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), row[1]): row[2] for row in rows if len(row) > 2}.items())


def _measured(root: str, file_system: str) -> Volume | None:
    try:
        facts = os.statvfs(root)
    except OSError:
        return None
    size = facts.f_frsize
    kind = _KINDS.get(file_system, "Unknown")
    return Volume(root, kind, file_system, facts.f_blocks * size, facts.f_bfree * size, facts.f_bavail * size, root)
