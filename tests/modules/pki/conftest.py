"""A session on an emulated Windows host."""

from __future__ import annotations

import pytest

from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace


@pytest.fixture
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace
