"""Security descriptors as text (SDDL), as Windows writes and reads them."""

from __future__ import annotations

import re

from psbridge.machine.acl import CONTAINER, INHERIT_ONLY, INHERITED, NO_PROPAGATE, OBJECT, Ace, Acl, Descriptor

# accounts by the two letters that stand for them
SIDS = {
    "AC": "S-1-15-2-1", "AN": "S-1-5-7", "AO": "S-1-5-32-548", "AU": "S-1-5-11", "BA": "S-1-5-32-544", "BG": "S-1-5-32-546",
    "BO": "S-1-5-32-551", "BU": "S-1-5-32-545", "CG": "S-1-3-1", "CO": "S-1-3-0", "ED": "S-1-5-9", "IU": "S-1-5-4", "LS": "S-1-5-19",
    "NO": "S-1-5-32-556", "NS": "S-1-5-20", "NU": "S-1-5-2", "OW": "S-1-3-4", "PO": "S-1-5-32-550", "PS": "S-1-5-10",
    "PU": "S-1-5-32-547", "RC": "S-1-5-12", "RD": "S-1-5-32-555", "RM": "S-1-5-32-580", "RE": "S-1-5-32-552", "SO": "S-1-5-32-549",
    "SU": "S-1-5-6", "SY": "S-1-5-18", "WD": "S-1-1-0",
}  # fmt: skip
_LOCAL = {"LA": 500, "LG": 501}  # accounts of the machine itself, by their last number
_BITS = {
    "CC": 0x1, "DC": 0x2, "LC": 0x4, "SW": 0x8, "RP": 0x10, "WP": 0x20, "DT": 0x40, "LO": 0x80, "CR": 0x100, "SD": 0x10000,
    "RC": 0x20000, "WD": 0x40000, "WO": 0x80000, "GA": 0x10000000, "GX": 0x20000000, "GW": 0x40000000, "GR": 0x80000000,
}  # fmt: skip
_WHOLE = {"FA": 0x1F01FF, "FR": 0x120089, "FW": 0x120116, "FX": 0x1200A0, "KA": 0xF003F, "KR": 0x20019, "KW": 0x20006, "KX": 0x20019}
_RIGHTS = {**_BITS, **_WHOLE}
_NAMES = {mask: name for name, mask in reversed(_WHOLE.items())}
_FLAGS = {"OI": OBJECT, "CI": CONTAINER, "NP": NO_PROPAGATE, "IO": INHERIT_ONLY, "ID": INHERITED}
_TEXT = re.compile(
    r"(?:O:(?P<owner>[^:()]+?))?(?:G:(?P<group>[^:()]+?))?(?:D:(?P<control>[A-Z]*?)(?P<aces>(?:\([^()]*\))*))?(?:S:(?P<audit>.*))?"
)
_ENTRY = re.compile(r"\(([^()]*)\)")
_SID = re.compile(r"S-1-\d+(?:-\d+)+", re.IGNORECASE)
_CONTROL = re.compile(r"(P|AI|AR)*")
AUDIT, ACCESS, OWNER, GROUP = 1, 2, 4, 8  # the parts of a descriptor, as .NET's AccessControlSections counts them


# -- writing


def written(found: Descriptor, sections: int = 15, machine_sid: str = "") -> str:
    """The text of the parts that are asked for."""
    parts = []
    if sections & OWNER and found.owner is not None:
        parts.append("O:" + _sid_text(found.owner, machine_sid))
    if sections & GROUP and found.group is not None:
        parts.append("G:" + _sid_text(found.group, machine_sid))
    if sections & ACCESS:
        control = ("P" if found.protected else "") + ("AI" if found.auto else "")
        parts.append(f"D:{control}" + "".join(_entry_text(ace, machine_sid) for ace in found.aces))
    return "".join(parts)


def _sid_text(sid: str, machine_sid: str) -> str:
    known = {number: letters for letters, number in SIDS.items()}
    known.update((f"{machine_sid}-{number}", letters) for letters, number in _LOCAL.items())
    return known.get(sid, sid)


def _entry_text(ace: Ace, machine_sid: str) -> str:
    flags = "".join(word for word, bit in _FLAGS.items() if ace.flags & bit)
    return f"({'A' if ace.allow else 'D'};{flags};{_rights_text(ace.mask)};;;{_sid_text(ace.sid, machine_sid)})"


def _rights_text(mask: int) -> str:
    """Rights by one name, by the names of their bits, or as a number."""
    if mask in _NAMES:
        return _NAMES[mask]
    words = [(word, bit) for word, bit in _BITS.items() if mask & bit]
    return "".join(word for word, _ in words) if words and sum(bit for _, bit in words) == mask else f"0x{mask:x}"


# -- reading


def read(text: str, machine_sid: str = "") -> tuple[Descriptor, int]:
    """The descriptor that a text tells of, and which parts it has; ValueError when it tells of none."""
    found = _TEXT.fullmatch(text.strip())
    if found is None or _CONTROL.fullmatch(found["control"] or "") is None:
        raise ValueError(text)
    parts = {OWNER: found["owner"], GROUP: found["group"], ACCESS: found["control"], AUDIT: found["audit"]}
    owner, group = (None if parts[one] is None else _sid(parts[one], machine_sid) for one in (OWNER, GROUP))
    control = found["control"] or ""
    made = Descriptor(owner, group, _entries(found["aces"] or "", machine_sid), "P" in control, "AI" in control)
    return made, sum(section for section, part in parts.items() if part is not None)


def _sid(text: str, machine_sid: str) -> str:
    word = text.strip().upper()
    if word in _LOCAL and machine_sid:
        return f"{machine_sid}-{_LOCAL[word]}"
    if word not in SIDS and _SID.fullmatch(word) is None:
        raise ValueError(text)
    return SIDS.get(word, word)


def _entries(text: str, machine_sid: str) -> Acl:
    return tuple(_entry(inner.split(";"), machine_sid) for inner in _ENTRY.findall(text))


def _entry(fields: list[str], machine_sid: str) -> Ace:
    if len(fields) != 6 or fields[0].strip().upper() not in ("A", "D"):
        raise ValueError(";".join(fields))
    kind, flags, rights, _, _, sid = (field.strip().upper() for field in fields)
    return Ace(kind == "A", _sid(sid, machine_sid), _rights(rights), sum(_words(flags, _FLAGS)))


def _rights(text: str) -> int:
    if text[:1].isdigit():
        return int(text, 16 if text.startswith("0X") else 10) & 0xFFFFFFFF
    total = 0
    for bits in _words(text, _RIGHTS):
        total |= bits
    return total


def _words(text: str, known: dict[str, int]) -> list[int]:
    """What the pairs of letters of a text stand for."""
    pairs = [text[i : i + 2] for i in range(0, len(text), 2)]
    if any(pair not in known for pair in pairs):
        raise ValueError(text)
    return [known[pair] for pair in dict.fromkeys(pairs)]
