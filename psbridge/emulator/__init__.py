"""Emulated Windows hosts: one, or a whole estate, in process or listening on the loopback interface."""

from psbridge.emulator.host import Emulator

__all__ = ["Emulator"]
