"""System.ObsoleteAttribute."""

from __future__ import annotations

from psbridge.engine.members.table import fill
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject

define("System.Attribute")


class ObsoleteAttribute(NetObject):
    """The attribute as an object."""

    __slots__ = ("is_error", "message")
    net_type = define("System.ObsoleteAttribute", "System.Attribute")

    def __init__(self, message: str | None = None, is_error: bool = False) -> None:
        super().__init__()
        self.message, self.is_error = message, is_error


fill(
    ObsoleteAttribute.net_type,
    """
    new()
    new(string message)
    new(string message, bool error)
    bool IsError {get;}
    string Message {get;}
    type TypeId {get;}
    """,
    {"new": ObsoleteAttribute, "IsError": "is_error", "Message": "message", "TypeId": lambda own: own.net_type},
)
