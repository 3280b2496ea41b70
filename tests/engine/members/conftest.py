"""A runspace that answers expressions, for tests of what .NET types can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from psbridge.engine.members.index import MODULES, find
from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules
from psbridge.objects.adapted import members_of
from psbridge.objects.convert import to_text

Evaluate = Callable[[str], list[str]]


@pytest.fixture(scope="package")
def evaluate() -> Iterator[Evaluate]:
    """The output of a script as texts; null stands as "null".  An error that the script does not catch fails the test."""
    with Runspace() as runspace:

        def run(script: str) -> list[str]:
            found = runspace.invoke(f"& {{ $ErrorActionPreference = 'Stop'; {script}\n}}")
            return ["null" if item is None else to_text(item) for item in found]

        yield run


@pytest.fixture(scope="module")
def windows() -> Iterator[Runspace]:
    """A session of Windows PowerShell on an emulated machine."""
    machine = Machine.windows("WEB01")
    with Runspace(machine, None, default_modules(), "windows", "en-US", "5.1.20348.2849", machine.environment) as runspace:
        yield runspace


@pytest.fixture
def without_members() -> Callable[[ModuleType], list[str]]:
    """The types that a module is listed to declare that are not there, or have no members."""

    def bare(name: str) -> bool:
        net = find(name)
        own = None if net is None else members_of(net)
        return own is None or not (own.properties or own.methods or own.static_methods)

    return lambda module: [name for name in MODULES[module.__name__.rpartition(".")[2]].split() if bare(name)]
