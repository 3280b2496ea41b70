"""A session on an emulated Windows host, as Windows PowerShell 5.1 sees it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.machine.computer import Machine


def _session_class() -> Any:
    """The class of the conftest above; test folders are no packages, so it is loaded by its path once more."""
    name = "psbridge_tests_modules_session"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent.parent / "conftest.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name].Session


@pytest.fixture
def windows() -> Iterator[Any]:
    """A session on a Windows host of its own."""
    made = _session_class()("C:\\", machine=Machine.windows(), profile="windows", version="5.1.20348.2227")
    yield made
    made.runspace.close()
