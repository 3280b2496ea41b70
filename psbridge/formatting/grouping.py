"""When a new group starts: the value of the grouping property differs from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.formatting.expressions import MISSING, PropertyExpression
from psbridge.formatting.fields import plain_text
from psbridge.objects import convert

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment


class Grouping:
    """Follows the value of an expression over a sequence of objects."""

    __slots__ = ("_env", "_source", "_told", "label", "value")

    def __init__(self, source: PropertyExpression, label: str | None, env: Environment) -> None:
        self._source, self._env = source, env
        self._told = label is not None
        self.label = label or ""
        self.value: Any = MISSING

    def update(self, value: Any) -> bool:
        """Take the next object in; True when its group is another one.  A failing expression keeps the group."""
        found, ok = self._source.value(value, self._env)
        if not ok:
            return False
        before, self.value = self.value, found
        if before is not MISSING and self._same(found, before):
            return False
        if not self._told:
            names = self._source.resolve(value)
            self.label = str(names[0] if names else self._source)
        return True

    def _same(self, a: Any, b: Any) -> bool:
        if a is b or (a.__class__ is b.__class__ is str and a.lower() == b.lower()):
            return True
        try:
            return convert.compare(a, b, True, self._env.culture) == 0
        except Exception:  # noqa: BLE001 - not comparable: their texts decide
            return plain_text(a, self._env).lower() == plain_text(b, self._env).lower()
