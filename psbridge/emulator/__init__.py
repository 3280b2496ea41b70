"""Emulated Windows hosts: one, or a whole estate, in process or listening on the loopback interface."""

from __future__ import annotations

from typing import Any

__all__ = ["Emulator", "Estate", "EstateRecorder", "Recorder"]
_WHERE = {"Emulator": "host", "Estate": "estate", "EstateRecorder": "recorder", "Recorder": "recorder"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(name)
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
