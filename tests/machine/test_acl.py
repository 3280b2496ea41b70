"""What changes make of access control lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.machine import acl
from psbridge.machine.acl import Ace, Descriptor

USERS, ADMINS, OWNER = "S-1-5-32-545", "S-1-5-32-544", "S-1-3-0"
CI, OI, NP, IO, ID = acl.CONTAINER, acl.OBJECT, acl.NO_PROPAGATE, acl.INHERIT_ONLY, acl.INHERITED


def test_same_account_and_flags_share_rights():
    assert acl.add((Ace(True, USERS, 1),), Ace(True, USERS, 6), True) == (Ace(True, USERS, 7),)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (0, OI | IO, OI),
        (CI, CI | OI | IO, CI | OI),
        (CI | OI | IO, 0, CI | OI),
        (CI, OI, CI | OI),
        (0, CI | NP, CI | NP),
        (CI | IO, CI, CI),
    ],
)
def test_same_rights_share_where_they_reach(one, other, both):
    assert acl.add((Ace(True, USERS, 1, one),), Ace(True, USERS, 1, other), True) == (Ace(True, USERS, 1, both),)


def test_what_no_flags_can_say_stays_apart():
    assert len(acl.add((Ace(True, USERS, 1, CI | NP),), Ace(True, USERS, 1, OI), True)) == 2
    assert len(acl.add((Ace(True, USERS, 1, CI),), Ace(True, USERS, 2, OI), True)) == 2


def test_what_is_inherited_takes_nothing_in():
    inherited = Ace(True, USERS, 1, ID)
    assert acl.add((inherited,), Ace(True, USERS, 2), True) == (Ace(True, USERS, 2), inherited)


def test_denials_come_first_then_by_account_then_what_is_inherited():
    told = (Ace(False, USERS, 1, ID), Ace(True, USERS, 1), Ace(True, ADMINS, 1), Ace(True, OWNER, 1), Ace(False, USERS, 1))
    assert acl.canonical(told) == (told[4], told[3], told[2], told[1], told[0])
    assert not acl.is_canonical(told)
    assert acl.loaded(told, True) == told  # a list out of order is left alone


def test_set_replaces_what_is_of_the_same_kind():
    told = (Ace(False, USERS, 1), Ace(True, USERS, 2), Ace(True, USERS, 4, CI), Ace(True, USERS, 8, ID))
    assert acl.put(told, Ace(True, USERS, 16), True) == (told[0], Ace(True, USERS, 16), told[3])


def test_purge_keeps_what_is_inherited():
    told = (Ace(False, USERS, 1), Ace(True, ADMINS, 2), Ace(True, USERS, 8, ID))
    assert acl.purge(told, USERS) == told[1:]


def test_remove_splits():
    told = (Ace(True, USERS, 7, CI | OI),)
    assert acl.remove(told, Ace(True, USERS, 2)) == (Ace(True, USERS, 5, CI | OI), Ace(True, USERS, 2, CI | OI | IO))
    assert acl.remove(told, Ace(True, USERS, 7, CI | OI)) == ()
    assert acl.remove(told, Ace(True, ADMINS, 7, CI | OI)) == told
    assert acl.remove(told, Ace(False, USERS, 7, CI | OI)) == told


def test_remove_refuses_what_flags_cannot_say():
    assert acl.remove((Ace(True, USERS, 1, CI | OI),), Ace(True, USERS, 1, CI | NP)) is None


def test_same_entry_only():
    told = (Ace(True, USERS, 3, CI), Ace(True, USERS, 1, OI))
    assert acl.remove_same(told, Ace(True, USERS, 1, CI)) == told
    assert acl.remove_same(told, told[0]) == told[1:]


@pytest.mark.parametrize(
    ("given_flags", "container", "left"),
    [(CI | OI, False, 0), (IO, False, None), (CI | IO, False, None), (IO, True, None), (NP, True, 0), (CI | IO | NP, True, CI | IO | NP)],
)
def test_flags_that_say_nothing(given_flags, container, left):
    found = acl.meaningful(Ace(True, USERS, 1, given_flags), container)
    assert (None if found is None else found.flags) == left
    assert acl.meaningful(Ace(True, USERS, 0), True) is None


@pytest.mark.parametrize(
    ("flags", "in_folder", "in_file"),
    [
        (0, [], []),
        (CI, [CI | ID], []),
        (OI, [OI | IO | ID], [ID]),
        (CI | OI, [CI | OI | ID], [ID]),
        (CI | OI | IO, [CI | OI | ID], [ID]),
        (CI | OI | NP, [ID], [ID]),
        (OI | NP, [], [ID]),
    ],
)
def test_inheritance(flags, in_folder, in_file):
    parent = Descriptor(aces=(Ace(True, USERS, 1, flags),))
    for container, expected in ((True, in_folder), (False, in_file)):
        made = acl.inherited_from(parent, ADMINS, None, container, acl.FILE_RIGHTS)
        assert [ace.flags for ace in made] == expected


def test_creators_and_generic_rights_become_what_they_stand_for():
    parent = Descriptor(aces=(Ace(True, OWNER, acl.GENERIC_ALL, CI | OI | IO),))
    made = acl.inherited_from(parent, USERS, None, True, acl.FILE_RIGHTS)
    assert made == (Ace(True, USERS, 0x1F01FF, ID), Ace(True, OWNER, acl.GENERIC_ALL, CI | OI | IO | ID))
    assert acl.inherited_from(parent, USERS, None, False, acl.FILE_RIGHTS) == made[:1]
    assert acl.mapped(acl.GENERIC_READ | 1, acl.KEY_RIGHTS) == 0x20019


_ACES = st.builds(
    Ace, st.booleans(), st.sampled_from([USERS, ADMINS]), st.integers(1, 15), st.sampled_from([0, CI, OI, CI | OI, CI | IO, ID])
)


def _granted(aces: acl.Acl, mask: int) -> set[tuple[bool, str, int]]:
    """What own entries say for the thing itself."""
    return {(ace.allow, ace.sid, bit) for ace in aces if not ace.flags & (IO | ID) for bit in (1, 2, 4, 8) if ace.mask & bit and mask & bit}


@given(st.lists(_ACES, max_size=6), _ACES)
def test_adding_adds_and_removing_removes(told, one):
    own = Ace(one.allow, one.sid, one.mask, one.flags & ~ID)
    start: acl.Acl = ()
    for ace in told:
        start = acl.add(start, ace, True)
    more = acl.add(start, own, True)
    assert acl.is_canonical(more)
    assert _granted(more, 15) == _granted(start, 15) | _granted((own,), 15)
    everywhere = acl.remove(more, Ace(own.allow, own.sid, own.mask, CI | OI))
    assert everywhere is not None
    assert not any(ace.mask & own.mask for ace in everywhere if not ace.inherited and (ace.allow, ace.sid) == (own.allow, own.sid))
