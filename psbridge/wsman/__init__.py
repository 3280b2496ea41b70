"""WS-Management as Windows speaks it, both roles, without IO.

`Client` turns a request message into bytes and bytes into a reply message (or a `WSManFault`), `Dialogue` is the same for a
service. Messages are the dataclasses of `requests` and `replies`; `shells` describes shells, `states` what they allow,
`faults` what goes wrong. What the streams carry (PSRP fragments, console output) is opaque here.
"""

from __future__ import annotations

from psbridge.wsman import replies, requests
from psbridge.wsman.client import Client, Pending, payload_room, render_request
from psbridge.wsman.faults import FaultKind, fault
from psbridge.wsman.names import Action, CommandState, Signal
from psbridge.wsman.requests import StreamData
from psbridge.wsman.server import Dialogue, Request
from psbridge.wsman.shells import CommandInfo, ShellInfo
from psbridge.wsman.soap import Header, Option

__all__ = [
    "Action",
    "Client",
    "CommandInfo",
    "CommandState",
    "Dialogue",
    "FaultKind",
    "Header",
    "Option",
    "Pending",
    "Request",
    "ShellInfo",
    "Signal",
    "StreamData",
    "fault",
    "payload_room",
    "render_request",
    "replies",
    "requests",
]
