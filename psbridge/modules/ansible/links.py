"""Ansible.LinkUtil: symbolic links, junctions and further names of files.

Decides which kind a link is: to a directory's place on the disk (junction), to any path (symbolic link), or another name of the same file.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import WithContext, fill
from psbridge.machine.files import REPARSE
from psbridge.objects.containers import TypedArray
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import NetObject

_OBJECT, _STRING = find_type("System.Object"), find_type("System.String")
_ASSEMBLY = "Ansible.LinkUtil, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null"
LinkType: Any = define_enum("Ansible.LinkType", "SymbolicLink JunctionPoint HardLink", register=False)
_KINDS = {"SymbolicLink": "symboliclink", "JunctionPoint": "junction", "HardLink": "hardlink"}


class LinkInfo(NetObject):
    """What is known of a link."""

    __slots__ = ("absolute", "hard", "kind", "printed", "substitute", "target")
    net_type = NetType("Ansible.LinkInfo", _OBJECT, assembly=_ASSEMBLY)
    PROPERTIES = {
        "Type": "kind",
        "PrintName": "printed",
        "SubstituteName": "substitute",
        "AbsolutePath": "absolute",
        "TargetPath": "target",
        "HardTargets": "hard",
    }

    def __init__(self, kind: str, target: str | None = None, absolute: str | None = None, hard: list[str] | None = None) -> None:
        super().__init__()
        self.kind = LinkType.parse(kind)
        self.target = self.printed = target
        self.absolute, self.substitute = absolute, None if absolute is None else f"\\??\\{absolute}"
        self.hard = None if hard is None else TypedArray(_STRING, hard)


def _files(ctx: Any, path: str) -> tuple[Any, str, Any]:
    """The file system, the whole path, and what is there; FileNotFoundException when there is nothing."""
    files, full = ctx.runspace.drives.files.files, str(ctx.runspace.full_path(path))
    found = files.stat(full)
    if found is None:
        raise NetError.of("System.IO.FileNotFoundException", f"Could not find file '{full}'.", FileName=full)
    return files, full, found


def get_info(ctx: Any, path: str) -> LinkInfo | None:
    """None for what is no link."""
    files, full, found = _files(ctx, path)
    if found.link is not None and found.attributes & REPARSE:
        base = full.rpartition("\\")[0]
        absolute = found.link if found.link[1:2] == ":" else str(files.normalize(f"{base}\\{found.link}"))
        return LinkInfo("JunctionPoint" if files.is_junction(full) else "SymbolicLink", found.link, absolute)
    names = [] if found.is_dir else files.hard_links(full)
    return LinkInfo("HardLink", hard=names) if len(names) > 1 else None


def delete(ctx: Any, path: str) -> None:
    """The link goes, what it leads to stays."""
    files, full, found = _files(ctx, path)
    if found.is_dir and found.link is None:
        files.remove_directory(full)
    else:
        files.remove_file(full)


def create(ctx: Any, path: str, target: str, kind: Any) -> None:
    files, full, _ = _files(ctx, target)
    place = str(ctx.runspace.full_path(path))
    try:
        files.link(place, full if kind.label != "SymbolicLink" else target, _KINDS[kind.label])
    except OSError as error:
        raise NetError.of("System.IO.IOException", f"Cannot create the link {path} to {target}: {error.strerror}") from error


UTIL = NetType("Ansible.LinkUtil", _OBJECT, assembly=_ASSEMBLY)
fill(
    UTIL,
    """
    static System.Object GetLinkInfo(string linkPath)
    static void DeleteLink(string linkPath)
    static void CreateLink(string linkPath, string linkTarget, System.Object linkType)
    """,
    {"::GetLinkInfo": WithContext(get_info), "::DeleteLink": WithContext(delete), "::CreateLink": WithContext(create)},
)
HELPER = NetType("Ansible.Command.SymLinkHelper", _OBJECT, assembly=_ASSEMBLY)
fill(
    HELPER,
    "static void DeleteDirectory(string path)\nstatic void DeleteFile(string path)",
    {"::DeleteDirectory": WithContext(delete), "::DeleteFile": WithContext(delete)},
)
TYPES = {net.full_name: net for net in (UTIL, HELPER, LinkInfo.net_type, LinkType.net_type)}
