"""Blocks of several clauses."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.objects.convert import to_text


@pytest.fixture(scope="module")
def run():
    with Runspace() as runspace:
        yield lambda script: [to_text(item) for item in runspace.invoke(script)]


@pytest.mark.parametrize("block", ["{ 7 }", "{ process { 7 } }", "{ end { 7 } }", "{ param($a) 7 }"])
def test_one_clause_runs(run, block):
    assert run(f"{block}.Invoke()") == ["7"]


@pytest.mark.parametrize("block", ["{ begin { 7 } }", "{ begin { } process { 7 } }", "{ process { 7 } end { 8 } }"])
def test_more_are_refused(run, block):
    assert run(f"try {{ {block}.Invoke() }} catch {{ $_.Exception.Message -match 'more than one clause' }}") == ["True"]
