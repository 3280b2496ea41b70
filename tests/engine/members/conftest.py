"""A runspace that answers expressions, for tests of what .NET types can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from psbridge.engine.runspace import Runspace
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
