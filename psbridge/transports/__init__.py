"""What carries a session's bytes: processes, ssh, memory. All behind one protocol."""

from __future__ import annotations

from psbridge.transports.carrier import Capabilities, Receiver, Transport

__all__ = ["Capabilities", "Receiver", "Transport"]
