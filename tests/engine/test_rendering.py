"""Formatting in a running frame: culture, preferences, views of the session, script blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.engine.rendering import environment, own_views, render, text_formatter, views_of
from psbridge.engine.runspace import Runspace
from psbridge.formatting import builtin
from psbridge.formatting.views.build import table
from psbridge.objects import PSObject


@pytest.fixture
def runspace() -> Iterator[Runspace]:
    with Runspace() as made:
        yield made


def test_preference_variables_are_seen(runspace: Runspace) -> None:
    ctx = runspace.context()
    ctx.set_variable("FormatEnumerationLimit", 2)
    ctx.set_variable("ErrorView", "NormalView")
    env = environment(ctx)
    assert (env.enumeration_limit, env.error_view) == (2, "NormalView")


def test_script_blocks_run_with_the_object_and_forget_errors(runspace: Runspace) -> None:
    ctx = runspace.context()
    env = environment(ctx)
    block: Any = env.compile("$_.A + 1")
    assert env.evaluate(block, PSObject.of(A=1)) == 2


def test_a_session_changes_views_of_its_own(runspace: Runspace) -> None:
    assert views_of(runspace) is builtin()
    own_views(runspace).prepend([table("My.Thing", "B")])
    thing = PSObject.of(A=1, B=2)
    thing.custom_type_names = ["My.Thing"]
    assert render(runspace.context(), [thing]) == "\nB\n-\n2\n\n"
    assert builtin().find(["My.Thing"]) is None


def test_lines_come_while_objects_do(runspace: Runspace) -> None:
    lines: list[str] = []
    formatter = text_formatter(runspace.context(), lines.append, 40)
    formatter.write("one")
    assert lines == ["one"]
    formatter.write(PSObject.of(A=1))
    formatter.end()
    assert lines == ["one", "", "A", "-", "1", ""]
