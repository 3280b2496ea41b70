"""The stdio framing that `pwsh -s`, background jobs and the SSH subsystem speak, both roles, without IO.

One XML element a line. `Client` queues what it has to send until the server's acknowledgements allow it; `Server` hands
out what arrived and writes the acknowledgements. Both take bytes with `receive`, give `Element`s with `events`, and
leave bytes in `data_to_send`. What is inside a Data element (fragments) is the business of `psbridge.psrp`.
"""

from __future__ import annotations

from psbridge.outofproc.client import Client
from psbridge.outofproc.elements import MAX_PAYLOAD, SESSION, Element, Kind, Stream
from psbridge.outofproc.reader import LineReader, scan_line
from psbridge.outofproc.server import FATAL_EXIT_CODE, Server

__all__ = [
    "FATAL_EXIT_CODE",
    "MAX_PAYLOAD",
    "SESSION",
    "Client",
    "Element",
    "Kind",
    "LineReader",
    "Server",
    "Stream",
    "scan_line",
]
