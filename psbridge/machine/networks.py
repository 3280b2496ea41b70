"""The network of an emulated machine: one adapter, on a network that nobody can reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Adapter:
    """A network adapter with its address."""

    name: str
    description: str
    id: str
    index: int
    mac: str
    address: str
    mask: str
    prefix: int
    gateway: str
    dns: tuple[str, ...]
    speed: int


ADAPTER = Adapter(
    "Ethernet",
    "Microsoft Hyper-V Network Adapter",
    "{5C7D2BD3-0D1A-4A8C-9C5B-0A5B1E0D4F11}",
    4,
    "00-15-5D-00-01-0A",
    "10.0.0.15",
    "255.255.255.0",
    24,
    "10.0.0.1",
    ("10.0.0.1",),
    10_000_000_000,
)
