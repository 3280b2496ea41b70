"""The member sets that every value has: psobject, psbase, psadapted, psextended, pstypenames.

Decides nothing but where they come from; what PSObject.Properties and its kin do stands in `members.automation`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _psobject(ctx: Any, obj: Any) -> Any:
    from psbridge.engine.members.memberfaces import MemberFace

    return MemberFace(obj)


def _type_names(ctx: Any, obj: Any) -> Any:
    from psbridge.engine.members.memberinfo import type_names_collection

    return type_names_collection(obj)


def _base(ctx: Any, obj: Any) -> Any:
    from psbridge.engine.members.setvalues import PartFace

    return PartFace(obj, "psbase")


def _adapted(ctx: Any, obj: Any) -> Any:
    from psbridge.engine.members.setvalues import PartFace

    return PartFace(obj, "psadapted")


def _extended(ctx: Any, obj: Any) -> Any:
    from psbridge.engine.members.setvalues import PartFace

    return PartFace(obj, "psextended")


def _standard(ctx: Any, obj: Any) -> Any:
    from psbridge.engine.members.setvalues import MemberSetFace, standard_members

    found = standard_members(obj)
    return None if found is None else MemberSetFace(found)


MEMBER_SETS: dict[str, Callable[[Any, Any], Any]] = {
    "psobject": _psobject,
    "pstypenames": _type_names,
    "psbase": _base,
    "psadapted": _adapted,
    "psextended": _extended,
    "psstandardmembers": _standard,
}
