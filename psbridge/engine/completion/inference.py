"""Which types an expression must have, without running it: casts, commands that say what they give, assignments, parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from psbridge.engine.completion.words import resolve
from psbridge.engine.context import Context
from psbridge.engine.types.written import type_from_text
from psbridge.errors import PsBridgeError
from psbridge.language import (
    ArrayExpressionAst,
    ArrayLiteralAst,
    AssignmentStatementAst,
    Ast,
    AttributedExpressionAst,
    BinaryExpressionAst,
    CommandAst,
    CommandExpressionAst,
    ConstantExpressionAst,
    ConvertExpressionAst,
    ExpandableStringExpressionAst,
    ForEachStatementAst,
    HashtableAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    ParameterAst,
    ParenExpressionAst,
    PipelineAst,
    ScriptBlockExpressionAst,
    StringConstantExpressionAst,
    TokenKind,
    TypeConstraintAst,
    TypeExpressionAst,
    VariableExpressionAst,
    walk,
)
from psbridge.objects import type_of
from psbridge.objects.adapted import members_of

Upstream = Callable[[], Iterable[str]]
_NOTHING: Upstream = tuple
_DEEPEST = 20  # variables that are assigned from each other


def types_of(ctx: Context, node: Ast | None, tree: Ast, upstream: Upstream = _NOTHING, depth: int = 0) -> list[str]:
    """Full names of the types that an expression may have; empty when nothing is known."""
    reader = _READERS.get(type(node)) if depth < _DEEPEST else None
    return reader(ctx, node, tree, upstream, depth + 1) if reader is not None else []


def _variable(ctx: Context, node: Any, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    name = node.variable_path.unqualified.lower()
    if name in ("_", "psitem"):
        return list(upstream())
    best: list[str] = []
    for one in walk(tree):
        if one.extent.start >= node.extent.start or (one.extent.end >= tree.extent.end and isinstance(one, AssignmentStatementAst)):
            continue
        if isinstance(one, AssignmentStatementAst):
            best = _assigned(ctx, one, name, tree, upstream, depth) or best
        elif isinstance(one, ParameterAst) and _is_called(one.name, name):
            best = [kind.type_name.full_name for kind in one.attributes if isinstance(kind, TypeConstraintAst)] or best
        elif isinstance(one, ForEachStatementAst) and _is_called(one.variable, name):
            best = [kind.removesuffix("[]") for kind in _of_statement(ctx, one.condition, tree, upstream, depth)] or best
    return best


def _is_called(node: Any, name: str) -> bool:
    return isinstance(node, VariableExpressionAst) and node.variable_path.unqualified.lower() == name


def _assigned(ctx: Context, one: AssignmentStatementAst, name: str, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    target = one.left
    if isinstance(target, ConvertExpressionAst) and _is_called(target.child, name):
        return [target.attribute.type_name.full_name]
    while isinstance(target, AttributedExpressionAst):
        target = target.child
    return _of_statement(ctx, one.right, tree, upstream, depth) if _is_called(target, name) else []


def _of_statement(ctx: Context, node: Any, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    if isinstance(node, PipelineAst):
        last = node.pipeline_elements[-1]
        if isinstance(last, CommandAst):
            return _through(ctx, node, last, tree)
        node = last
    if isinstance(node, CommandExpressionAst):
        return types_of(ctx, node.expression, tree, upstream, depth)
    return types_of(ctx, node, tree, upstream, depth)


def _through(ctx: Context, pipeline: PipelineAst, last: CommandAst, tree: Ast) -> list[str]:
    info = resolve(ctx, last)
    if info is not None and info.name.lower() in _PASSING:
        return types_before(ctx, [pipeline], last, tree)
    return given_types(ctx, last)


def _member(ctx: Context, node: Any, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    if not isinstance(node.member, StringConstantExpressionAst):
        return []
    name, found = node.member.value.lower(), []
    if node.static:
        owners = [node.expression.type_name.full_name] if isinstance(node.expression, TypeExpressionAst) else []
    else:
        owners = types_of(ctx, node.expression, tree, upstream, depth)
    called = isinstance(node, InvokeMemberExpressionAst)
    if called and node.static and name == "new":
        return owners
    for owner in owners:
        found += _type_of_member(owner, name, node.static, called)
    return found


def _type_of_member(owner: str, name: str, static: bool, called: bool) -> list[str]:
    net = type_from_text(owner)
    if net is None:
        return []
    table = members_of(net)
    if not called:
        one = (table.static_properties if static else table.properties).get(name)
        return [one.type_name] if one is not None else []
    method = (table.static_methods if static else table.methods).get(name)
    return [line.removeprefix("static ").partition(" ")[0] for line in getattr(method, "definitions", ())[:1]]


def _constant(ctx: Context, node: Any, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    return [type_of(node.value).full_name]


def _always(name: str) -> Callable[..., list[str]]:
    return lambda *_: [name]


def _binary(ctx: Context, node: Any, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    """A range is an array; other operators give what stands on their left, mostly."""
    return ["System.Object[]"] if node.operator is TokenKind.DotDot else types_of(ctx, node.left, tree, upstream, depth)


def _paren(ctx: Context, node: Any, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    return _of_statement(ctx, node.pipeline, tree, upstream, depth)


def _converted(ctx: Context, node: Any, tree: Ast, upstream: Upstream, depth: int) -> list[str]:
    return [node.attribute.type_name.full_name]


_READERS: dict[type, Callable[..., list[str]]] = {
    VariableExpressionAst: _variable,
    MemberExpressionAst: _member,
    InvokeMemberExpressionAst: _member,
    ConstantExpressionAst: _constant,
    StringConstantExpressionAst: _always("System.String"),
    ExpandableStringExpressionAst: _always("System.String"),
    HashtableAst: _always("System.Collections.Hashtable"),
    ArrayExpressionAst: _always("System.Array"),
    ArrayLiteralAst: _always("System.Object[]"),
    BinaryExpressionAst: _binary,
    ScriptBlockExpressionAst: _always("System.Management.Automation.ScriptBlock"),
    TypeExpressionAst: _always("System.RuntimeType"),
    ParenExpressionAst: _paren,
    ConvertExpressionAst: _converted,
}


# -- commands


def given_types(ctx: Context, command: CommandAst) -> list[str]:
    """What a command says that it gives."""
    info = resolve(ctx, command)
    name = "" if info is None else info.name.lower()
    if name == "new-object":
        return [one.value for one in command.command_elements[1:] if isinstance(one, StringConstantExpressionAst)][:1]
    if name in _GIVEN:
        return _GIVEN[name]
    try:
        found = getattr(info, "output_type", None) or ()
    except PsBridgeError:
        return []
    return [str(getattr(one, "name", None) or one) for one in found]


_FILES = ["System.IO.FileInfo", "System.IO.DirectoryInfo"]
_GIVEN = {"get-childitem": _FILES, "get-item": _FILES}  # what they mostly give; what they may give depends on the drive
_PASSING = frozenset(("where-object", "sort-object", "tee-object", "select-object"))


def types_before(ctx: Context, nodes: list[Ast], command: CommandAst, tree: Ast | None = None) -> list[str]:
    """What comes down the pipeline to a command; commands that only choose or sort pass on what comes to them."""
    pipeline = next((node for node in nodes if isinstance(node, PipelineAst) and command in node.pipeline_elements), None)
    if pipeline is None:
        return []
    before = pipeline.pipeline_elements[: pipeline.pipeline_elements.index(command)]
    for one in reversed(before):
        if isinstance(one, CommandExpressionAst):
            return [kind.removesuffix("[]") for kind in types_of(ctx, one.expression, tree if tree is not None else one)]
        info = resolve(ctx, one) if isinstance(one, CommandAst) else None
        if info is not None and info.name.lower() not in _PASSING:
            return given_types(ctx, one)  # type: ignore[arg-type]
    return []
