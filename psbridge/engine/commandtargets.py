"""Errors whose target is the command itself: the object that stands for it, by the name of its .NET class."""

from __future__ import annotations

from functools import cache
from typing import Any

from psbridge.objects import NetObject, define

_BASE = "System.Management.Automation.PSCmdlet"


def command_target(net_class: str) -> Any:
    """What a record holds when a cmdlet of that class gave itself as the target."""
    return _class_of(net_class)()


@cache
def _class_of(net_class: str) -> type[NetObject]:
    def text(self: NetObject) -> str:
        return net_class

    made: type[NetObject] = type(
        "CommandTarget", (NetObject,), {"__slots__": (), "net_type": define(net_class, define(_BASE)), "__str__": text}
    )
    return made
