"""Walking a tree: children, walk, find, visit. Nothing here recurses, so that deep trees are no danger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, TypeVar

from psbridge.language.ast import Ast, ExpandableStringExpressionAst, ScriptBlockExpressionAst

_T = TypeVar("_T")
_FIELDS: dict[type, tuple[str, ...]] = {}


def field_names(kind: type) -> tuple[str, ...]:
    """Names of the fields of a node class, `extent` left out."""
    known = _FIELDS.get(kind)
    if known is None:
        known = _FIELDS[kind] = tuple(f.name for f in fields(kind) if f.name != "extent")
    return known


def children(node: Ast) -> Iterator[Ast]:
    """The nodes directly below, in the order of their fields."""
    for name in field_names(type(node)):
        if name != "parts":  # the parts of a string repeat its nested expressions
            value = getattr(node, name)
            if isinstance(value, Ast):
                yield value
            elif type(value) is tuple:
                yield from _in_tuple(value)


def _in_tuple(values: tuple[Any, ...]) -> Iterator[Ast]:
    for value in values:
        if isinstance(value, Ast):
            yield value
        elif type(value) is tuple:
            yield from _in_tuple(value)


def walk(node: Ast, *, nested_script_blocks: bool = True) -> Iterator[Ast]:
    """The node and all below it, outer before inner, left before right."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        if not nested_script_blocks and isinstance(current, ScriptBlockExpressionAst):
            continue
        pending.extend(reversed(list(children(current))))


def parent_of(node: Ast) -> Ast | None:
    """The node directly above one of a parsed text; None for the whole."""
    source = node.extent.source
    if source.parents is None:
        source.parents = {}
        if source.root is not None:
            for above in walk(source.root):
                source.parents.update((id(below), above) for below in children(above))
    found: Ast | None = source.parents.get(id(node))
    return found


def find_all(node: Ast, predicate: Callable[[Ast], bool] | type[_T], *, search_nested_script_blocks: bool = True) -> Iterator[Any]:
    """The nodes that a predicate accepts, or those of a class."""
    for current in walk(node, nested_script_blocks=search_nested_script_blocks):
        if isinstance(current, predicate) if isinstance(predicate, type) else predicate(current):
            yield current


def find(node: Ast, predicate: Callable[[Ast], bool] | type[_T], *, search_nested_script_blocks: bool = True) -> Any:
    """The first node that a predicate accepts, or None."""
    return next(find_all(node, predicate, search_nested_script_blocks=search_nested_script_blocks), None)


class AstVisitor:
    """Calls `visit_<ClassName>(node)` for each node; a method that returns False keeps the visitor out of the node.

    A class without a method of its own is offered to the methods of its bases, `visit_Ast` last.
    """

    def __init__(self) -> None:
        self._methods: dict[type, Callable[[Any], object]] = {}

    def visit(self, node: Ast) -> None:
        """Visit a node and what is below it."""
        pending = [node]
        while pending:
            current = pending.pop()
            if self._method(type(current))(current) is not False:
                pending.extend(reversed(list(children(current))))

    def _method(self, kind: type) -> Callable[[Any], object]:
        known = self._methods.get(kind)
        if known is None:
            names = (f"visit_{base.__name__}" for base in kind.__mro__)
            known = next((getattr(self, name) for name in names if hasattr(self, name)), _ignore)
            self._methods[kind] = known
        return known


def _ignore(node: object) -> None:
    """What a visitor does with nodes that it has no method for."""


def _compared(kind: type) -> tuple[str, ...]:
    """Fields that make a node what it is; the value of an expandable string only repeats how its parts were written."""
    names = field_names(kind)
    return tuple(name for name in names if name != "value") if kind is ExpandableStringExpressionAst else names


def same_tree(left: Any, right: Any) -> bool:
    """Whether two trees say the same, wherever they stand."""
    pending = [(left, right)]
    while pending:
        a, b = pending.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, Ast):
            pending.extend((getattr(a, name), getattr(b, name)) for name in _compared(type(a)))
        elif type(a) is tuple:
            if len(a) != len(b):
                return False
            pending.extend(zip(a, b, strict=True))
        elif a != b and not (a != a and b != b):
            return False
    return True
