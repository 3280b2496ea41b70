"""Which versions and GUIDs of a module will do."""

from __future__ import annotations

import uuid

import pytest

from psbridge.engine.modulespecs import accepting, specification, specifications, told
from psbridge.objects.containers import Hashtable
from psbridge.objects.scalars import Version

GUID = "9b945229-65fd-4629-ae99-88e2618377ff"


@pytest.mark.parametrize(
    ("limits", "fits"),
    [
        ({"moduleversion": "2.0"}, True),
        ({"moduleversion": "2", "maximumversion": "3.0"}, True),
        ({"requiredversion": "2.3.0"}, True),
        ({"moduleversion": "2.5"}, False),
        ({"maximumversion": "1.7"}, False),
        ({"requiredversion": "2.2"}, False),
        ({"guid": GUID}, True),
        ({"moduleversion": "2.0", "guid": str(uuid.UUID(int=1))}, False),
    ],
)
def test_limits(limits, fits):
    test = accepting(limits)
    assert test is not None
    assert test(Version(2, 3), uuid.UUID(GUID)) is fits


def test_nothing_limits_nothing():
    assert accepting({"moduleversion": None, "modulename": "m"}) is None


def test_specifications_of_a_manifest():
    table = Hashtable()
    table["ModuleName"], table["ModuleVersion"] = "m", "1.0"
    assert specification(table) == ("m", {"modulename": "m", "moduleversion": "1.0"})
    assert [name for name, _ in specifications(["a", table])] == ["a", "m"]
    assert specifications("a") == [("a", {})]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({}, ""),
        ({"moduleversion": "1.0"}, " with version '1.0'"),
        ({"maximumversion": "1.0"}, " with MaximumVersion '1.0'"),
        ({"minimumversion": "1.0", "maximumversion": "2.0"}, " with MinimumVersion '1.0' and MaximumVersion '2.0'"),
    ],
)
def test_told(limits, words):
    assert told(limits) == words
