"""Format objects that came over a wire: property bags become format objects again, by their class id."""

from __future__ import annotations

from typing import Any

from psbridge.formatting import packets
from psbridge.formatting.packets import CLASS_ID, STREAMS, Packet
from psbridge.objects.access import get_property
from psbridge.objects.convert import enumerate_value
from psbridge.objects.psobject import PSObject

_PREFIX = "Deserialized.Microsoft.PowerShell.Commands.Internal.Format."
_BY_ID: dict[str, type[Packet]] = {
    cls.ID: cls for cls in vars(packets).values() if isinstance(cls, type) and issubclass(cls, Packet) and cls.ID
}


def is_sent_packet(value: Any) -> bool:
    """Whether the value is a format object that was serialised."""
    return isinstance(value, PSObject) and not isinstance(value, Packet) and bool(value.custom_type_names) and _is_format(value)


def _is_format(value: PSObject) -> bool:
    names = value.type_names
    return len(names) > 0 and names[0].startswith(_PREFIX)


def as_packet(value: Any) -> Packet | None:
    """The format object that a value is or was; None for anything else."""
    if isinstance(value, Packet):
        return value
    if isinstance(value, PSObject) and isinstance(value.base, Packet):
        return value.base
    return _revive(value) if is_sent_packet(value) else None


def _revive(value: Any) -> Any:
    """A format object with all that hangs on it; other values as they are."""
    if not isinstance(value, PSObject):
        return value
    cls = _BY_ID.get(str(get_property(value, CLASS_ID)))
    if cls is None:
        items = enumerate_value(value)
        return value if items is None else [_revive(item) for item in items]
    made = cls()
    for name, attribute in cls.FIELDS:
        found = get_property(value, name)
        if attribute == "write_stream":
            found = STREAMS.index(found) if found in STREAMS else 0
        elif isinstance(found, PSObject | list):
            found = [_revive(item) for item in found] if isinstance(found, list) else _revive(found)
        setattr(made, attribute, found)
    return made
