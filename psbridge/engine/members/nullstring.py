"""[NullString]::Value: where a text is wanted, it is null and not the empty text that $null would become."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import fill
from psbridge.objects.convert import register_quick
from psbridge.objects.nettypes import SMA, NetType, define, find_type
from psbridge.objects.psobject import NetObject


class NullString(NetObject):
    """The only one there is."""

    __slots__ = ()
    net_type = define("System.Management.Automation.Language.NullString", assembly=SMA)
    LIKE_NULL = True

    def __str__(self) -> str:
        return ""


def _no_text(value: Any, net: NetType, culture: Any) -> None:
    return None


register_quick(find_type("System.String"), NullString, _no_text)
fill(
    NullString.net_type,
    "string ToString()\nstatic System.Management.Automation.Language.NullString Value {get;}",
    {"ToString": lambda own: None, "::Value": NullString()},
)
