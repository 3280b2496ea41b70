"""Who may do what with the files and registry keys of an emulated machine.

Decides what a fresh installation gives to which place, and what places below inherit. What a session set is kept with the file or key
itself, and moves with it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from psbridge.machine.acl import FILE_RIGHTS, INHERITED, KEY_RIGHTS, Acl, Descriptor, inherited_from, loaded
from psbridge.machine.sddl import read

if TYPE_CHECKING:
    from psbridge.machine.computer import Machine

ADMINISTRATORS, SYSTEM = "S-1-5-32-544", "S-1-5-18"
INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
_PACKAGES = "(A;;0x1200a9;;;AC)(A;OICIIO;GXGR;;;AC)(A;;0x1200a9;;;S-1-15-2-2)(A;OICIIO;GXGR;;;S-1-15-2-2)"
_DRIVE = (
    f"O:{INSTALLER}G:{INSTALLER}D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)(A;CI;LC;;;BU)(A;CIIO;DC;;;BU)(A;OICIIO;GA;;;CO)"
)
_SYSTEM = (
    f"O:{INSTALLER}G:{INSTALLER}D:PAI(A;;FA;;;{INSTALLER})(A;CIIO;GA;;;{INSTALLER})(A;;0x1301bf;;;SY)(A;OICIIO;GA;;;SY)"
    f"(A;;0x1301bf;;;BA)(A;OICIIO;GA;;;BA)(A;;0x1200a9;;;BU)(A;OICIIO;GXGR;;;BU)(A;OICIIO;GA;;;CO){_PACKAGES}"
)
_FOLDERS = {
    "c:\\windows": _SYSTEM,
    "c:\\windows\\system32": _SYSTEM,
    "c:\\program files": _SYSTEM,
    "c:\\program files (x86)": _SYSTEM,
    "c:\\programdata": "O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICIIO;GA;;;CO)(A;OICI;0x1200a9;;;BU)(A;CI;DCLCRPCR;;;BU)",
    "c:\\users": "O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;0x1200a9;;;BU)(A;OICIIO;GXGR;;;BU)"
    "(A;;0x1200a9;;;WD)(A;OICIIO;GXGR;;;WD)",
}
_PROFILE = "O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{sid})"
_OPEN_KEY = "O:BAG:SYD:PAI(A;CIIO;KA;;;CO)(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)(A;CI;KR;;;AC)"
_KEYS = {
    "hkey_local_machine": "O:BAG:SYD:PAI(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)",
    "hkey_local_machine\\software": _OPEN_KEY,
    "hkey_local_machine\\system": _OPEN_KEY,
    "hkey_classes_root": _OPEN_KEY,
    "hkey_users": "O:BAG:SYD:PAI(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)",
    "hkey_current_config": _OPEN_KEY,
}
_HIVE_OF_USER = "O:SYG:SYD:PAI(A;CI;KA;;;{sid})(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;RC)"


@cache
def _told(text: str) -> Descriptor:
    return read(text)[0]


def no_group(machine: Machine) -> str:
    """The group that accounts of a machine belong to when they belong to none."""
    return f"{machine.accounts.machine_sid}-513"


def of_file(machine: Machine, path: str) -> Descriptor:
    """What is in force for a file or a folder."""
    drive, *parts = [part for part in machine.files.normalize(path).split("\\") if part]
    places = [drive + "\\", *("\\".join((drive, *parts[: i + 1])) for i in range(len(parts)))]
    found = Descriptor()
    for place in places:
        own = machine.descriptors.get(machine.files.identity(place)) or _fresh_folder(machine, place)
        fresh = Descriptor(ADMINISTRATORS, no_group(machine), auto=True)
        found = _in_force(own or fresh, found, is_folder(machine, place), FILE_RIGHTS)
    return found


def is_folder(machine: Machine, path: str) -> bool:
    stat = machine.files.stat(path)
    return stat is not None and stat.is_dir


def set_file(machine: Machine, path: str, given: Descriptor) -> None:
    """Keep what was set for a file; what it has of the folder above is not kept but found again."""
    machine.descriptors[machine.files.identity(path)] = _kept(given, of_file(machine, path), is_folder(machine, path))


def of_key(machine: Machine, path: str) -> Descriptor:
    """What is in force for a registry key."""
    parts = machine.registry.parts(path)
    found = Descriptor()
    for i in range(len(parts)):
        place = "\\".join(parts[: i + 1])
        own = machine.descriptors.get(machine.registry.find(place)) or _fresh_key(machine, place)
        found = _in_force(own or Descriptor(ADMINISTRATORS, SYSTEM, auto=True), found, True, KEY_RIGHTS)
    return found


def set_key(machine: Machine, path: str, given: Descriptor) -> None:
    """Keep what was set for a key."""
    machine.descriptors[machine.registry.find(path)] = _kept(given, of_key(machine, path), True)


def _in_force(own: Descriptor, above: Descriptor, container: bool, generic: dict[int, int]) -> Descriptor:
    more: Acl = () if own.protected else inherited_from(above, own.owner, own.group, container, generic)
    return replace(own, aces=(*own.aces, *more))


def _kept(given: Descriptor, before: Descriptor, container: bool) -> Descriptor:
    """The entries of its own; those that were inherited become that where nothing is inherited any more."""
    own = [replace(ace, flags=ace.flags & ~INHERITED) for ace in given.aces if given.protected or not ace.inherited]
    return Descriptor(given.owner or before.owner, given.group or before.group, loaded(own, container), given.protected, auto=True)


def _fresh_folder(machine: Machine, place: str) -> Descriptor | None:
    key = place.lower()
    if key.endswith("\\"):
        return _told(_DRIVE)
    head, _, name = key.rpartition("\\")
    user = machine.accounts.find(name) if head == "c:\\users" else None
    if user is not None:
        return _told(_PROFILE.format(sid=user.sid))
    return _told(_FOLDERS[key]) if key in _FOLDERS else None


def _fresh_key(machine: Machine, place: str) -> Descriptor | None:
    key = place.lower()
    user = machine.accounts.find("Administrator")
    if user is not None and key in ("hkey_current_user", f"hkey_users\\{user.sid.lower()}"):
        return _told(_HIVE_OF_USER.format(sid=user.sid))
    return _told(_KEYS[key]) if key in _KEYS else None
