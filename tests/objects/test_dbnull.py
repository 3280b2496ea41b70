"""DBNull: false, equal to null and to itself only, without text."""

from __future__ import annotations

import pytest

from psbridge import clixml
from psbridge.engine.members.nullstring import NullString
from psbridge.objects.convert import equals, to_text, truth
from psbridge.objects.dbnull import DB_NULL, DBNull, is_like_null


@pytest.mark.parametrize(
    ("other", "left", "right"), [(None, True, True), (DB_NULL, True, True), ("", False, True), (0, False, False), (False, False, True)]
)
def test_what_equals_it(other, left, right):
    """What stands left decides what the other side is converted to."""
    assert (equals(DB_NULL, other), equals(other, DB_NULL)) == (left, right)


def test_it_is_false_and_without_text():
    assert (truth(DB_NULL), truth([DB_NULL]), to_text(DB_NULL)) == (False, False, "")


def test_it_travels_under_its_type():
    assert "System.DBNull" in clixml.dumps(DB_NULL, 1)
    assert isinstance(DB_NULL, DBNull)


def test_what_is_like_null():
    for one in (DB_NULL, NullString()):
        assert is_like_null(one)
        assert not truth(one)
        assert equals(one, None, True)
        assert equals(None, one, True)
    assert not equals(DB_NULL, NullString(), True)
    assert not any(is_like_null(other) for other in ("", 0, []))
