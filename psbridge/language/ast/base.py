"""What every AST node is: a frozen slotted dataclass that is equal only to itself.

Nodes are compared by identity (an engine may key caches on them); `psbridge.language.same_tree` compares by content.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from types import CodeType, FunctionType
from typing import TypeVar, dataclass_transform

from psbridge.language.source import Extent

_T = TypeVar("_T")


_INITS: dict[tuple[str, ...], CodeType] = {}  # classes with the same fields share the code of their __init__
_set = object.__setattr__


def _init_code(names: tuple[str, ...]) -> CodeType:
    code = _INITS.get(names)
    if code is None:
        lines = "".join(f" _set(self, {name!r}, {name})\n" for name in names)
        namespace: dict[str, FunctionType] = {}
        exec(f"def __init__(self, {', '.join(names)}):\n{lines}", {}, namespace)  # noqa: S102  the names are ours
        code = _INITS[names] = namespace["__init__"].__code__
    return code


@dataclass_transform(frozen_default=True, eq_default=False)
def node(cls: type[_T]) -> type[_T]:
    """Make a node class: frozen, slotted, identity equality.

    `dataclass` would compile four functions for each of the hundred classes, which the start of every program would pay for;
    the nodes share what can be shared.
    """
    made = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    known = fields(made)  # type: ignore[arg-type]  # a dataclass since the line above
    names = tuple(field.name for field in known)
    defaults = tuple(field.default for field in known if field.default is not MISSING)
    made.__init__ = FunctionType(_init_code(names), globals(), "__init__", defaults)  # type: ignore[method-assign]  # as dataclass does
    return made


@node
class Ast:
    """Root of all nodes. `extent` is where the node stands in its source."""

    extent: Extent

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __repr__(self) -> str:
        """Only the place: a tree may be deeper than the C stack would bear."""
        return f"{type(self).__name__}({self.extent!r})"

    def __str__(self) -> str:
        return self.extent.text


@node
class StatementAst(Ast):
    """A statement."""


@node
class PipelineBaseAst(StatementAst):
    """A statement that may stand where a pipeline may: pipeline, chain, assignment, error."""


@node
class CommandElementAst(Ast):
    """An element of a command: its name, an argument or a parameter."""


@node
class ExpressionAst(CommandElementAst):
    """An expression."""


@node
class RedirectionAst(Ast):
    """A redirection."""
