"""[ref] to a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.reference import PSReference
from psbridge.engine.scopes import Variable

if TYPE_CHECKING:
    from psbridge.engine.context import Context


class VariableReference(PSReference):
    """A reference whose value is a variable's."""

    __slots__ = ("_context", "_variable")

    def __init__(self, context: Context, variable: Variable) -> None:
        super().__init__()
        self._context, self._variable = context, variable

    @property
    def value(self) -> Any:
        return self._variable.get()

    @value.setter
    def value(self, new: Any) -> None:
        self._variable.set(self._context, new)
