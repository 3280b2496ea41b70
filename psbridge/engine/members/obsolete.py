"""System.ObsoleteAttribute."""

from __future__ import annotations

from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject

define("System.Attribute")


class ObsoleteAttribute(NetObject):
    """The attribute as an object."""

    __slots__ = ("is_error", "message")
    net_type = define("System.ObsoleteAttribute", "System.Attribute")
    PROPERTIES = {"Message": "message", "IsError": "is_error"}

    def __init__(self, message: str | None = None, is_error: bool = False) -> None:
        super().__init__()
        self.message, self.is_error = message, is_error


__all__ = ["ObsoleteAttribute"]
