"""A session with all modules: tests say a script and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.engine.context import Collector
from psbridge.engine.errors import ScriptError
from psbridge.engine.rendering import render
from psbridge.engine.runspace import Runspace
from psbridge.engine.streamsets import StreamList
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules, equip
from psbridge.modules.shell import Runspace as Shell
from psbridge.objects.convert import to_text


class Session:
    """Runs scripts; ``streams`` are those of the last run."""

    def __init__(self, directory: Path, **options: Any) -> None:
        self.runspace = Runspace(modules=default_modules(), directory=str(directory), **options).open()
        equip(self.runspace)
        self.streams = StreamList()

    def run(self, script: str) -> list[Any]:
        """The output objects."""
        self.streams, sink = StreamList(), Collector()
        try:
            self.runspace.run(script, self.runspace.context(self.streams), sink)
        except ScriptError as error:
            self.streams.errors.append(error.record)
        return sink.items

    def lines(self, script: str) -> list[str]:
        """The output as texts; errors are a failure of the test."""
        items = self.run(script)
        assert self.errors == [], [record.exception.message for record in self.streams.errors]
        return [to_text(item) for item in items]

    def shown(self, script: str) -> str:
        """The output as a screen shows it."""
        return render(self.runspace.context(), self.run(script), 120).strip("\n")

    @property
    def errors(self) -> list[str]:
        """Ids of the errors of the last run."""
        return [record.fully_qualified_error_id for record in self.streams.errors]

    def fails(self, script: str) -> list[str]:
        """The ids of the errors, without the names of commands."""
        self.run(script)
        return [error.partition(",")[0] for error in self.errors]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session(tmp_path)
    yield made
    made.runspace.close()


@pytest.fixture
def ask() -> Iterator[Callable[[str], list[Any]]]:
    """What a script answers on an emulated Windows machine with Windows PowerShell; errors are raised."""
    machine = Machine.windows("web01")
    with Shell(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield lambda script: list(runspace.invoke(script))
