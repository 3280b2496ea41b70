"""Security descriptors as bytes, in the self-relative form that Windows keeps and hands about."""

from __future__ import annotations

import struct

from psbridge.machine.acl import Ace, Descriptor

_HEADER = struct.Struct("<BBHIIII")  # revision, -, control, then where owner, group, audit and access list begin (0: nowhere)
_LIST = struct.Struct("<BBHHH")
_ENTRY = struct.Struct("<BBHI")
_PRESENT, _AUTO, _PROTECTED, _SELF_RELATIVE = 0x4, 0x400, 0x1000, 0x8000


def packed_sid(sid: str) -> bytes:
    """A SID as bytes: revision, number of parts, authority, parts."""
    authority, *parts = (int(part) for part in sid.split("-")[2:])
    return struct.pack(f"<BB6s{len(parts)}I", 1, len(parts), authority.to_bytes(6, "big"), *parts)


def unpacked_sid(data: bytes, start: int = 0) -> str:
    count = data[start + 1]
    parts = struct.unpack_from(f"<{count}I", data, start + 8)
    return "-".join(map(str, ("S-1", int.from_bytes(data[start + 2 : start + 8], "big"), *parts)))


def packed(found: Descriptor) -> bytes:
    """The bytes of a descriptor."""
    control = _PRESENT | _SELF_RELATIVE | (_AUTO if found.auto else 0) | (_PROTECTED if found.protected else 0)
    owner, group = (b"" if sid is None else packed_sid(sid) for sid in (found.owner, found.group))
    entries = b"".join(_packed_entry(ace) for ace in found.aces)
    access = _LIST.pack(2, 0, _LIST.size + len(entries), len(found.aces), 0) + entries
    at_owner = _HEADER.size
    at_group = at_owner + len(owner)
    header = _HEADER.pack(1, 0, control, at_owner if owner else 0, at_group if group else 0, 0, at_group + len(group))
    return header + owner + group + access


def _packed_entry(ace: Ace) -> bytes:
    sid = packed_sid(ace.sid)
    return _ENTRY.pack(0 if ace.allow else 1, ace.flags, _ENTRY.size + len(sid), ace.mask) + sid


def unpacked(data: bytes) -> Descriptor:
    """The descriptor of some bytes; ValueError when they are none."""
    try:
        _, _, control, owner, group, _, access = _HEADER.unpack_from(data)
        if data[0] != 1 or not control & _SELF_RELATIVE:
            raise ValueError("no self-relative descriptor")
        who, whose = (unpacked_sid(data, at) if at else None for at in (owner, group))
        aces = _entries(data, access) if access and control & _PRESENT else ()
    except (struct.error, IndexError) as problem:
        raise ValueError(str(problem)) from problem
    return Descriptor(who, whose, aces, bool(control & _PROTECTED), bool(control & _AUTO))


def _entries(data: bytes, start: int) -> tuple[Ace, ...]:
    """The permissions and denials of a list; entries of other kinds are passed over."""
    made, at = [], start + _LIST.size
    for _ in range(_LIST.unpack_from(data, start)[3]):
        kind, flags, size, mask = _ENTRY.unpack_from(data, at)
        if kind in (0, 1):
            made.append(Ace(kind == 0, unpacked_sid(data, at + _ENTRY.size), mask, flags))
        at += size
    return tuple(made)
