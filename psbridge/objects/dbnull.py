"""DBNull: what a database has where there is no value.  It is not null, and equal to it."""

from __future__ import annotations

from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject


class DBNull(NetObject):
    """Its only value is `DB_NULL`."""

    __slots__ = ()
    net_type = define("System.DBNull")
    LIKE_NULL = True

    def __str__(self) -> str:
        return ""


DB_NULL = DBNull()


def is_like_null(value: object) -> bool:
    """Whether a value equals null without being it, and is false: DBNull, NullString."""
    return getattr(value.__class__, "LIKE_NULL", False) is True
