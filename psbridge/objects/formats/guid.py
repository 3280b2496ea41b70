"""Guid to text (N D B P X) and back, with Guid.Parse's words for what is wrong."""

from __future__ import annotations

import re
import uuid

from psbridge.objects.formats.failure import format_error, null_argument

_BAD_SPEC = 'Format String can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".'
_HEX_SHAPE = re.compile(
    r"\{0x([0-9a-f]{1,8}),0x([0-9a-f]{1,4}),0x([0-9a-f]{1,4}),\{" + ",".join([r"0x([0-9a-f]{1,2})"] * 8) + r"\}\}", re.IGNORECASE
)
_DASHED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def format_guid(value: uuid.UUID, spec: str | None) -> str:
    letter = (spec or "D").upper()
    if letter == "D":
        return str(value)
    if letter == "N":
        return value.hex
    if letter == "B":
        return f"{{{value}}}"
    if letter == "P":
        return f"({value})"
    if letter == "X":
        tail = ",".join(f"0x{b:02x}" for b in value.bytes[8:])
        return f"{{0x{value.time_low:08x},0x{value.time_mid:04x},0x{value.time_hi_version:04x},{{{tail}}}}}"
    raise format_error(_BAD_SPEC)


def parse_guid(text: str | None) -> uuid.UUID:
    """What Guid.Parse gives; FormatException otherwise."""
    if text is None:
        raise null_argument("input")
    trimmed = text.strip()
    if not trimmed:
        raise format_error("Unrecognized Guid format.")
    if trimmed[0] == "{" and "0x" in trimmed.lower():
        return _hexadecimal(trimmed)
    core = trimmed[1:-1] if trimmed[0] + trimmed[-1] in ("{}", "()") and len(trimmed) > 1 else trimmed
    if _DASHED.fullmatch(core):
        return uuid.UUID(core)
    if core is trimmed and re.fullmatch("[0-9a-fA-F]{32}", core):
        return uuid.UUID(core)
    raise format_error(_reason(trimmed))


def _reason(text: str) -> str:
    if text[0] in "({":
        return "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."
    if "-" not in text and len(text) == 32:
        return "Guid string should only contain hexadecimal characters."
    if "-" in text and len(text) == 36 and [i for i, c in enumerate(text) if c == "-"] == [8, 13, 18, 23]:
        return "Guid string should only contain hexadecimal characters."
    return "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."


def _hexadecimal(text: str) -> uuid.UUID:
    found = _HEX_SHAPE.fullmatch(re.sub(r"\s", "", text))
    if found is None:
        raise format_error("Could not find a brace, or the length between the previous token and the brace was zero (i.e., '0x,'etc.).")
    numbers = [int(part, 16) for part in found.groups()]
    head = numbers[0] << 96 | numbers[1] << 80 | numbers[2] << 64
    return uuid.UUID(int=head | int.from_bytes(bytes(numbers[3:]), "big"))
