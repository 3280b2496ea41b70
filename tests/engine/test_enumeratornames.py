"""The types of enumerators."""

from __future__ import annotations

import pytest

from psbridge.engine.enumeratornames import enumerator_name, enumerator_type
from psbridge.engine.runspace import Runspace


@pytest.fixture(scope="module")
def made():
    with Runspace() as runspace:
        yield lambda script: runspace.invoke(f",({script})")[0]


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("1, 2", "System.Array+SZArrayEnumerator"),
        ("[int[,]]::new(2, 2)", "System.Array+ArrayEnumerator"),
        ("[Collections.ArrayList]@(1)", "System.Collections.ArrayList+ArrayListEnumeratorSimple"),
        ("[Collections.Generic.List[int]]@(1)", "System.Collections.Generic.List`1+Enumerator[System.Int32]"),
        ("[Collections.Queue]::new()", "System.Collections.Queue+QueueEnumerator"),
        ("@{}.Keys", "System.Collections.Hashtable+HashtableEnumerator"),
    ],
)
def test_names(made, script, name):
    assert enumerator_name(made(script)) == name


def test_an_enumerator_is_its_own(made):
    found = made("[Collections.ArrayList]@(1)")
    kind = enumerator_type(found)
    assert kind.full_name.startswith("System.Collections.ArrayList+")
    assert any(one.full_name == "System.Collections.IEnumerator" for one in kind.interfaces)
