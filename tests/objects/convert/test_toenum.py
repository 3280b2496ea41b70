"""Patterns as values of those enums whose converter takes them."""

from __future__ import annotations

import pytest

from psbridge.jobs import JobState
from psbridge.objects import NetError, find_type
from psbridge.objects.convert import convert
from psbridge.objects.convert.toenum import enum_from_text
from psbridge.objects.membertypes import PSMemberTypes, PSMemberViewTypes


def test_patterns_of_member_types():
    kinds = find_type("System.Management.Automation.PSMemberTypes")
    everything = convert("*Property", kinds)
    assert everything & PSMemberTypes.MEMBERS["NoteProperty"]
    assert not everything & PSMemberTypes.MEMBERS["Method"]
    assert convert("Note*,Method", kinds) == PSMemberTypes.MEMBERS["NoteProperty"] | PSMemberTypes.MEMBERS["Method"]
    assert convert("a*", find_type("System.Management.Automation.PSMemberViewTypes")) & PSMemberViewTypes.MEMBERS["Adapted"]


def test_a_pattern_that_matches_nothing():
    kinds = find_type("System.Management.Automation.PSMemberTypes")
    with pytest.raises(NetError):
        enum_from_text("*Nope", kinds, PSMemberTypes)


def test_other_enums_take_none():
    with pytest.raises(NetError):
        convert("*ing", JobState.net_type)
