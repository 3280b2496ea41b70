"""Property expressions: a name, a pattern or a script block, applied to an object.

Decides which properties a word stands for and what value they have; what goes wrong is given back, not raised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.objects import typetable
from psbridge.objects.access import get_property, properties_of
from psbridge.objects.members import MemberSet, PropertySet
from psbridge.objects.psobject import SPECIAL, PSObject, type_names_of
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.wildcard import compile_wildcard, has_wildcards, unescape

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment

MISSING: Any = object()
Computed = Callable[[Any, Any], Any]


def resolve_names(value: Any, text: str) -> list[str]:
    """The names of the properties that a name or pattern stands for on this object; property sets are taken apart."""
    if has_wildcards(text):
        return matching_names(value, compile_wildcard(text))
    text = unescape(text)
    together = property_set(value, text)
    if together is not None:
        return names_together(value, together)
    name = _exact_name(value, text)
    return [] if name is None else [name]


def matching_names(value: Any, matches: Callable[[str], bool]) -> list[str]:
    """The names of the properties that match, or belong to a property set that does: first the object's own, then those of its types."""
    views = {view.name.lower(): view.name for view in properties_of(value) if not view.hidden}
    sets = _property_sets(value)
    if not sets:
        return [name for name in views.values() if matches(name)]
    own = value.shape.index if isinstance(value, PSObject) else {}
    found: dict[str, str] = {}
    for key in [*own, *typetable.active().members(type_names_of(value)), *views]:
        if key in sets:
            if matches(sets[key].name):
                found.update((name.lower(), name) for name in names_together(value, sets[key]) if name.lower() not in found)
        elif key in views and matches(views[key]):
            found.setdefault(key, views[key])
    return list(found.values())


def names_together(value: Any, together: PropertySet) -> list[str]:
    """The properties of a set that the object has, as it spells them."""
    views = {view.name.lower(): view.name for view in properties_of(value)}
    return [views[name.lower()] for name in together.referenced if name.lower() in views]


def _exact_name(value: Any, text: str) -> str | None:
    """The name as the object spells it, None when there is no such property."""
    key = text.lower()
    if isinstance(value, PSObject):
        slot = value.shape.index.get(key)
        if slot is not None:
            return value.shape.names[slot]
    for view in properties_of(value):
        if view.name.lower() == key:
            return view.name
    return None


def property_set(value: Any, name: str) -> PropertySet | None:
    """The property set of that name: the object's own, else one of its types."""
    key = name.lower()
    if isinstance(value, PSObject) and not value.shape.plain:
        for one in value.values:
            if isinstance(one, PropertySet) and one.name.lower() == key:
                return one
    found = typetable.active().members(type_names_of(value)).get(key)
    return found if isinstance(found, PropertySet) else None


def _property_sets(value: Any) -> dict[str, PropertySet]:
    """The property sets of a value by their folded names: those of its types and its own."""
    members = typetable.active().members(type_names_of(value))
    found = {key: one for key, one in members.items() if isinstance(one, PropertySet)}
    if isinstance(value, PSObject) and not value.shape.plain:
        found.update({v.name.lower(): v for v in value.values if isinstance(v, PropertySet)})
    return found


def _standard_member(value: Any, name: str) -> Any:
    """A member of the PSStandardMembers that hang on the object itself."""
    if not isinstance(value, PSObject):
        return None
    slot = value.shape.index.get("psstandardmembers")
    if slot is None or value.shape.kinds[slot] != SPECIAL:
        return None
    standard = value.values[slot]
    return standard.members.get(name.lower()) if isinstance(standard, MemberSet) else None


def default_property_set(value: Any) -> tuple[str, ...]:
    """The names of the default display property set; empty when there is none."""
    return _standard_set(value, "DefaultDisplayPropertySet", "default_display_property_set")


def default_key_set(value: Any) -> tuple[str, ...]:
    """The properties that objects of its kind are sorted and grouped by when nobody says; empty when there are none."""
    return _standard_set(value, "DefaultKeyPropertySet", "default_key_property_set")


def _standard_set(value: Any, name: str, setting: str) -> tuple[str, ...]:
    own = _standard_member(value, name)
    if isinstance(own, PropertySet):
        return tuple(own.referenced)
    return tuple(typetable.active().setting(type_names_of(value), setting) or ())


def default_display_property(value: Any) -> str | None:
    own = _standard_member(value, "DefaultDisplayProperty")
    if own is not None:
        return str(own.get_value(value))
    told = typetable.active().setting(type_names_of(value), "default_display_property")
    return None if told is None else str(told)


class PropertyExpression:
    """A property by name (or pattern), computed by Python (built-in views) or by a script block."""

    __slots__ = ("block", "compute", "text")

    def __init__(self, text: str, *, block: Any = None, compute: Computed | None = None) -> None:
        self.text, self.block, self.compute = text, block, compute

    @property
    def is_name(self) -> bool:
        return self.block is None and self.compute is None

    def resolve(self, value: Any) -> list[PropertyExpression]:
        """One expression for every property that this one stands for."""
        if not self.is_name:
            return [self]
        return [PropertyExpression(name) for name in resolve_names(value, self.text)]

    def value(self, value: Any, env: Environment) -> tuple[Any, bool]:
        """The value and whether there is one: (exception, False) when it failed, (MISSING, False) when there is no such property."""
        try:
            if self.compute is not None:
                return self.compute(value, env), True
            if self.block is not None:
                result = env.evaluate(self.block, value)
                return (None if result is AutomationNull else result), True
            return self._named(value)
        except Exception as error:
            if _must_rise(error):
                raise
            return error, False

    def _named(self, value: Any) -> tuple[Any, bool]:
        found = get_property(value, self.text, MISSING)
        if found is not MISSING:
            return found, True
        for name in resolve_names(value, self.text):
            return get_property(value, name), True
        return MISSING, False

    def __str__(self) -> str:
        return self.text


def _must_rise(error: Exception) -> bool:
    """A stop of the pipeline is no failure of an expression."""
    return type(error).__name__ in ("PipelineStopped", "StopUpstream", "Cancelled", "ExitRequest")
