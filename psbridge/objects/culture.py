"""Cultures: how numbers, dates and text are written in a language (System.Globalization.CultureInfo).

Decides which culture a name stands for; the figures stand in `culture_data`.
"""

from __future__ import annotations

from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import NetObject


class CultureInfo(NetObject):
    """A culture by its name; the invariant one has an empty name."""

    __slots__ = ("name",)
    net_type = find_type("System.Globalization.CultureInfo")

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name = name

    def __str__(self) -> str:
        return self.name


INVARIANT = CultureInfo("")
EN_US = CultureInfo("en-US")


def current_culture() -> CultureInfo:
    """The culture of the running thread: en-US unless it was set."""
    return EN_US
