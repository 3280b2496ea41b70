"""The PowerShell Remoting Protocol, versions 2.1 to 2.4, without any IO: client and server as state machines over bytes.

`ClientPool` and `ServerPool` are the two ends.  A carrier (WSMan, stdio, SSH, memory) takes bytes from one with `take` and gives bytes to
the other with `receive`, which returns events.
"""

from __future__ import annotations

from psbridge.psrp.client import ClientPipeline, ClientPool
from psbridge.psrp.commands import Command, MetadataQuery, Pipeline
from psbridge.psrp.fragments import MAX_BLOB, FragmentLimits
from psbridge.psrp.hostcalls import HostCall, HostMethod, HostResponse
from psbridge.psrp.hosttypes import HostDefaults, HostInfo
from psbridge.psrp.messages import MessageType
from psbridge.psrp.server import ServerPipeline, ServerPool
from psbridge.psrp.states import PipelineState, PoolState

__all__ = [
    "ClientPipeline",
    "ClientPool",
    "Command",
    "FragmentLimits",
    "HostCall",
    "HostDefaults",
    "HostInfo",
    "HostMethod",
    "HostResponse",
    "MAX_BLOB",
    "MessageType",
    "MetadataQuery",
    "Pipeline",
    "PipelineState",
    "PoolState",
    "ServerPipeline",
    "ServerPool",
]
