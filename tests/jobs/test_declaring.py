"""Members of the job classes as lines of text."""

from __future__ import annotations

import pytest

from psbridge.jobs.declaring import properties


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("bool", 1, True),
        ("string", 5, "5"),
        ("int", "7", 7),
        ("System.Nullable[int]", "7", 7),
        ("System.Nullable[int]", None, None),
        ("No.Such.Type", 1, 1),
    ],
)
def test_what_is_assigned_becomes_a_value_of_the_type(kind, given, kept):
    class Thing:
        value = None

    thing = Thing()
    properties(f"{kind} Value {{get;set;}} -> value")["Value"].set(thing, given)
    assert thing.value == kept
    assert type(thing.value) is type(kept)
