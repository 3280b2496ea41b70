"""The servers and engines that tests of transfers use."""

from __future__ import annotations

from tests.bits.servers import engine, nginx, proxy, samba, store, web

__all__ = ["engine", "nginx", "proxy", "samba", "store", "web"]
