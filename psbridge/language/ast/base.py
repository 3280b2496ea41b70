"""What every AST node is: a frozen slotted dataclass that is equal only to itself.

Nodes are compared by identity (an engine may key caches on them); `psbridge.language.same_tree` compares by content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

from psbridge.language.source import Extent

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, eq_default=False)
def node(cls: type[_T]) -> type[_T]:
    """Make a node class: frozen, slotted, identity equality."""
    return dataclass(frozen=True, slots=True, eq=False)(cls)


@node
class Ast:
    """Root of all nodes. `extent` is where the node stands in its source."""

    extent: Extent

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
