"""BindingFlags: which members reflection lists.

Decides that without flags what is public counts, of instances and of the type, and that flags must name both a visibility and one of Instance
and Static; what only a derived class may call is listed by its declarations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap

DECLARED_ONLY, _INSTANCE, _STATIC, _PUBLIC, NON_PUBLIC = 2, 4, 8, 16, 32
_USUAL = _INSTANCE | _STATIC | _PUBLIC
PROTECTED: dict[str, tuple[str, ...]] = {}  # full name of a type -> declarations of what only classes derived from it may call
ABSTRACT: dict[str, tuple[str, ...]] = {}  # full name of a type -> methods that classes derived from it must supply


def bits_of(flags: tuple[Any, ...]) -> int:
    """The flags among the arguments of a method of Type."""
    given = [int(unwrap(one)) for one in flags if isinstance(unwrap(one), int) and not isinstance(one, bool)]
    return given[0] if given else _USUAL


def listed(members: Iterable[Any], bits: int) -> list[Any]:
    """Those members that the flags mean."""
    return [one for one in members if _fits(one, bits)]


def _fits(member: Any, bits: int) -> bool:
    side = _STATIC if getattr(member, "static", False) else _INSTANCE
    hidden = getattr(member, "is_family", False) or getattr(getattr(member, "method", None), "hidden", False)
    return bool(bits & side) and bool(bits & (NON_PUBLIC if hidden else _PUBLIC))


def name_of(declaration: str) -> str:
    """The name in `void SetJobState(JobState state)`."""
    return declaration.partition("(")[0].rpartition(" ")[2]


def not_callable(*_: Any) -> Any:
    raise NetError.of("System.MethodAccessException", "Attempt to access the method failed: only derived classes may call it.")
