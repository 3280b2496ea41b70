"""Scripts run in a bare runspace (no modules): what they write, and their errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from psbridge.engine.context import Collector
from psbridge.engine.errors import ScriptError
from psbridge.engine.runspace import Runspace
from psbridge.engine.streamsets import StreamList

HAND_JOB = """
class HandJob : System.Management.Automation.Job {
  HandJob() : base('c', 'n') { }
  [string] get_StatusMessage() { return '' }
  [bool] get_HasMoreData() { return $false }
  [string] get_Location() { return 'here' }
  [void] StopJob() { $this.SetJobState('Stopped') }
  [void] Move([string] $state) { $this.SetJobState($state) }
}
"""  # a class for a job that is moved by hand


@dataclass
class Ran:
    """What a script did."""

    output: list[Any]
    errors: list[Any] = field(default_factory=list)
    terminating: Any = None

    @property
    def ids(self) -> list[str]:
        return [record.fully_qualified_error_id for record in self.errors]


class Shell:
    """One runspace; `run` gives everything, `()` the output of a script that must not fail."""

    def __init__(self) -> None:
        self.runspace = Runspace().open()

    def run(self, text: str) -> Ran:
        streams, sink = StreamList(), Collector()
        ctx = self.runspace.context(streams)
        ran = Ran(sink.items, streams.errors)
        try:
            self.runspace.run(text, ctx, sink)
        except ScriptError as error:
            ran.terminating = error.record
        return ran

    def __call__(self, text: str) -> list[Any]:
        ran = self.run(text)
        assert not ran.errors, [str(record) for record in ran.errors]
        assert ran.terminating is None, str(ran.terminating)
        return ran.output


@pytest.fixture
def ps() -> Shell:
    return Shell()
