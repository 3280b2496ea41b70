"""Tools for tests: emulated hosts as context managers, and a pytest plugin with fixtures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psbridge.emulator.estate import Estate
    from psbridge.emulator.host import Emulator

__all__ = ["emulated_estate", "emulated_host"]


@contextmanager
def emulated_host(machine: Any = None, **options: Any) -> Iterator[Emulator]:
    """A Windows host on 127.0.0.1 for the time of a with block; options are those of `Emulator`."""
    from psbridge.emulator.host import Emulator

    with Emulator(machine, **options) as host:
        yield host


@contextmanager
def emulated_estate(machines: Iterable[Any], **options: Any) -> Iterator[Estate]:
    """Several hosts for the time of a with block; options are those of `Estate`."""
    from psbridge.emulator.estate import Estate

    with Estate(machines, **options) as estate:
        yield estate
