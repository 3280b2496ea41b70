"""How much a sender may ask of the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one document: nesting as PowerShell counts it, characters of the whole, characters of one text."""

    depth: int = 50
    size: int = 1 << 29
    string: int = 1 << 28


LIMITS = Limits()
