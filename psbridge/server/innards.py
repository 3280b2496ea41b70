"""The parts of a served host that are not public and that clients reach by reflection all the same.

pypsrp lifts the limit on input of a runspace that way before it sends a file: $Host.ExternalHost._transportManager.Fragmentor
.DeserializationContext.MaximumAllowedMemory = $null.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects import NetObject, define
from psbridge.objects.nettypes import SMA

_R = "System.Management.Automation.Remoting."


class DeserializationContext(NetObject):
    """How much input a runspace takes: null, for this host has no limit to lift."""

    __slots__ = ("maximum",)
    net_type = define("System.Management.Automation.DeserializationContext", assembly=SMA)
    HIDDEN = {"MaximumAllowedMemory": "maximum"}

    def __init__(self) -> None:
        super().__init__()
        self.maximum: Any = None


class Fragmentor(NetObject):
    __slots__ = ("context",)
    net_type = define(_R + "Fragmentor", assembly=SMA)
    HIDDEN = {"DeserializationContext": "context"}

    def __init__(self) -> None:
        super().__init__()
        self.context = DeserializationContext()


class TransportManager(NetObject):
    __slots__ = ("fragmentor",)
    net_type = define(_R + "AbstractServerTransportManager", assembly=SMA)
    HIDDEN = {"Fragmentor": "fragmentor"}

    def __init__(self) -> None:
        super().__init__()
        self.fragmentor = Fragmentor()


class ServerRemoteHost(NetObject):
    """What stands behind $Host."""

    __slots__ = ("transport",)
    net_type = define(_R + "ServerRemoteHost", "System.Management.Automation.Host.PSHost", assembly=SMA)
    HIDDEN = {"_transportManager": "transport"}

    def __init__(self) -> None:
        super().__init__()
        self.transport = TransportManager()
