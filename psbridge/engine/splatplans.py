"""Plans for calls with one splat: how the arguments land depends on the names in the table (or the length of the list) only.

Decides which values may be splatted the short way: tables with names for keys, and lists without remembered parameter names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.binder.arguments import ParameterMark
from psbridge.engine.plan import Argument, Named, Place, Splat
from psbridge.objects.containers import NetDictionary, TypedArray
from psbridge.objects.psobject import unwrap

if TYPE_CHECKING:
    from psbridge.engine.fastcalls import CallPlan

_MANY = 16  # shapes of splats that one call remembers


class SplatPlans:
    """What one call with a splat has been called like so far."""

    __slots__ = ("plans", "shape", "splat")

    def __init__(self, shape: Any, splat: Splat) -> None:
        self.shape, self.splat = shape, splat
        self.plans: dict[Any, CallPlan | None] = {}

    def plan(self, ctx: Any, elements: tuple[Any, ...], make: Callable[[tuple[Any, ...]], CallPlan | None]) -> CallPlan | None:
        """The plan of this call with its values; None when the binder has to see to it."""
        found = _splatted(self.splat.value(ctx))
        if found is None:
            return None
        key, values = found
        if key not in self.plans:
            if len(self.plans) >= _MANY:
                self.plans.clear()
            self.plans[key] = make(_expanded(elements, self.splat, key))
        template = self.plans[key]
        return None if template is None else template.holding(values)


def _splatted(given: Any) -> tuple[Any, list[Any]] | None:
    value = unwrap(given)
    if isinstance(value, NetDictionary):
        pairs = value.pairs()
        names = tuple([name for name, _ in pairs])
        return (names, [item for _, item in pairs]) if all(name.__class__ is str for name in names) else None
    if value.__class__ is list or value.__class__ is TypedArray:
        return None if any(item.__class__ is ParameterMark for item in value) else (len(value), value)
    return None


def _expanded(elements: tuple[Any, ...], splat: Splat, key: Any) -> tuple[Any, ...]:
    """The elements of the call with those in place of the splat that it stands for."""
    made: list[Any] = []
    for one in elements:
        if one is not splat:
            made.append(one)
        elif isinstance(key, int):
            made += [Argument(Place(i), splat.ast) for i in range(key)]  # type: ignore[arg-type]
        else:
            made += [Named(name, Place(i), splat.ast) for i, name in enumerate(key)]  # type: ignore[arg-type]
    return tuple(made)
