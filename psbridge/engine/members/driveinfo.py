"""System.IO.DriveInfo: the drives of an emulated machine, and what is mounted on this computer."""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.members.arguments import bad_argument, null_argument
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.table import WithContext, fill
from psbridge.machine import files_of
from psbridge.machine.fileinfo import DirectoryInfo
from psbridge.machine.volumes import Volume, volume_of, volumes
from psbridge.objects.containers import TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import NetObject

_LETTER = re.compile(r"([A-Za-z])(:\\?)?(?(2).*)\Z", re.DOTALL)


class DriveInfo(NetObject):
    """A drive by its name, whether it is there or not."""

    __slots__ = ("files", "root")
    net_type = define("System.IO.DriveInfo")

    def __init__(self, files: Any, root: str) -> None:
        super().__init__()
        self.files, self.root = files, root

    @property
    def volume(self) -> Volume | None:
        return volume_of(self.files, self.root)

    @property
    def kind(self) -> Any:
        found = self.volume
        kinds: Any = enum_type("System.IO.DriveType")
        return kinds.parse("NoRootDirectory" if found is None else found.kind)

    def fact(self, name: str) -> Any:
        """A fact of the volume, which has to be there."""
        found = self.volume
        if found is None:
            text = f"Could not find the drive '{self.root}'. The drive might not be ready or might not be mapped."
            raise NetError.of("System.IO.DriveNotFoundException", text)
        value = getattr(found, name)
        return Int64(value) if isinstance(value, int) else value

    def __str__(self) -> str:
        return self.root


def _new(ctx: Any, name: Any) -> DriveInfo:
    if name is None:
        raise null_argument("driveName")
    files = files_of(ctx.runspace.machine)
    if files.separator == "/":
        if not name or "\0" in name:
            raise bad_argument(f"The drive name '{name}' is invalid.", "driveName")
        return DriveInfo(files, name)
    found = _LETTER.match(name)
    if found is None:
        raise bad_argument("Drive name must be a root directory (i.e. 'C:\\') or a drive letter ('C').", "driveName")
    return DriveInfo(files, f"{found[1]}:\\")


def _all(ctx: Any) -> TypedArray:
    files = files_of(ctx.runspace.machine)
    return TypedArray(DriveInfo.net_type, [DriveInfo(files, one.root) for one in volumes(files)])


fill(
    DriveInfo.net_type,
    """
    new(string driveName)
    long AvailableFreeSpace {get;}
    string DriveFormat {get;}
    System.IO.DriveType DriveType {get;}
    bool IsReady {get;}
    string Name {get;}
    System.IO.DirectoryInfo RootDirectory {get;}
    long TotalFreeSpace {get;}
    long TotalSize {get;}
    string VolumeLabel {get;}
    string ToString()
    static System.IO.DriveInfo[] GetDrives()
    """,
    {
        "new": WithContext(_new),
        "AvailableFreeSpace": lambda own: own.fact("available"),
        "DriveFormat": lambda own: own.fact("file_system"),
        "DriveType": "kind",
        "IsReady": lambda own: own.volume is not None,
        "Name": "root",
        "RootDirectory": lambda own: DirectoryInfo(own.files, own.root),
        "TotalFreeSpace": lambda own: own.fact("free"),
        "TotalSize": lambda own: own.fact("total"),
        "VolumeLabel": lambda own: own.fact("label"),
        "ToString": str,
        "::GetDrives": WithContext(_all),
    },
)
