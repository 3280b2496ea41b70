"""Members beside values that are no PSObjects."""

from __future__ import annotations

import gc

from psbridge.objects import Hashtable
from psbridge.objects.access import find_member, get_property, properties_of
from psbridge.objects.attached import BESIDE, attach, members_beside


def test_members_live_as_long_as_the_value():
    table = Hashtable([("k", 1)])
    assert members_beside(table) is None
    bag = attach(table)
    assert bag is not None
    bag.set("Note", 5)
    assert get_property(table, "note") == 5
    assert find_member(table, "NOTE") is not None
    assert "Note" in [view.name for view in properties_of(table)]
    assert get_property(Hashtable(), "note") is None
    key = id(table)
    del table
    gc.collect()
    assert key not in BESIDE


def test_only_dictionaries_have_members_beside_them():
    assert attach([1]) is None
    assert attach("text") is None
