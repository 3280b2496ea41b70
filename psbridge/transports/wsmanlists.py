"""What lives on a WSMan service: lists of shells and commands, however many parts they come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.errors import RedirectRequested
from psbridge.transports.redirection import redirected
from psbridge.transports.wsmanlink import Link, Target
from psbridge.wsman import requests as ask
from psbridge.wsman.names import RESOURCE_SHELL


def enumerate_all(asking: Callable[[Any, str], Any], uri: str, selectors: dict[str, str] | None = None) -> list[Any]:
    """Every item of a list, however many parts it comes in."""
    listed = asking(ask.Enumerate(32000, True, selectors), uri)
    found = list(listed.items)
    while not listed.end:
        listed = asking(ask.Pull(listed.context, 32000), uri)
        found += listed.items
    return found


def find_shells(target: Target) -> list[Any]:
    """The shells of our user on a host, of whatever kind."""
    while True:
        link = Link(target, target.client())
        try:
            return enumerate_all(link.ask, RESOURCE_SHELL)
        except RedirectRequested as asked:
            target = redirected(target, asked)
        finally:
            link.close()
