"""Script blocks, functions and whole scripts: from their AST to a Body.

Decides when code is compiled: parameters at once, statements at their first run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import list_code
from psbridge.engine.compiler.constraints import attribute_plan, split_attributes
from psbridge.engine.compiler.unit import HOOKS, Unit, constant_of, expression, type_of_name
from psbridge.engine.context import NORMAL
from psbridge.engine.debugging.arming import is_wanted
from psbridge.engine.plan import AttributePlan, Body, Code, ParameterPlan
from psbridge.language.ast import (
    Ast,
    CommandBaseAst,
    FunctionDefinitionAst,
    NamedBlockAst,
    ParameterAst,
    ScriptBlockAst,
    StatementAst,
    StatementBlockAst,
    TypeDefinitionAst,
    UsingStatementKind,
    VariableExpressionAst,
)
from psbridge.language.visitor import children

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_TYPE_WORDS = re.compile(r"\b(?:class|enum)\b", re.IGNORECASE)
BLOCKS = ("begin", "process", "end", "clean", "dynamic")


def script_body(ast: ScriptBlockAst) -> Body:
    """A whole script."""
    own = frozenset(one.name.lower() for one in _types(ast))
    unit = Unit(ast.extent.source, namespaces_of(ast), own)
    return make_body(unit, ast, ast.param_block.parameters if ast.param_block is not None else (), whole=True)


def namespaces_of(ast: ScriptBlockAst) -> tuple[str, ...]:
    """The names of `using namespace`."""
    return tuple(
        one.name.value for one in ast.using_statements if one.using_statement_kind is UsingStatementKind.Namespace and one.name is not None
    )


def lazy_body(unit: Unit, ast: ScriptBlockAst) -> Body:
    """A script block `{ ... }` in a script."""
    return make_body(unit, ast, ast.param_block.parameters if ast.param_block is not None else ())


def function_body(unit: Unit, ast: FunctionDefinitionAst) -> Body:
    """The body of a function; parameters stand in parentheses or in param(), which its text has in both cases."""
    parameters = ast.parameters
    if parameters is None:
        parameters = ast.body.param_block.parameters if ast.body.param_block is not None else ()
    body = make_body(unit, ast.body, parameters, is_filter=ast.is_filter)
    if ast.parameters:
        body.text = f"param({', '.join(one.extent.text for one in ast.parameters)})\n{body.text}"
    return body


def make_body(
    unit: Unit, ast: ScriptBlockAst, parameters: tuple[ParameterAst, ...], *, is_filter: bool = False, whole: bool = False
) -> Body:
    if unit.in_class or unit.catching:
        unit = unit.plain()
    attributes = tuple(attribute_plan(unit, one) for one in _body_attributes(ast))
    plans = tuple(parameter_plan(unit, one) for one in parameters)
    body = Body(
        ast=ast,
        parameters=plans,
        attributes=attributes,
        begin=None,
        process=None,
        end=None,
        clean=None,
        dynamic=None,
        text=_text(ast, whole),
        file=unit.file,
        advanced=_is_advanced(attributes, plans),
        is_filter=is_filter,
        uses=ast.using_statements,
        volatile=any(_is_volatile(plan) for plan in plans),
    )
    _fill(unit, ast, body, is_filter, whole)
    return body


def _is_volatile(plan: ParameterPlan) -> bool:
    """Whether what the parameter is can differ from run to run: a type that only the run knows, an attribute with a computed argument."""
    if plan.type is not None and constant_of(plan.type) is None:
        return True
    return any(constant_of(closure) is None for one in plan.attributes for closure in (*one.positional, *(value for _, value in one.named)))


def _body_attributes(ast: ScriptBlockAst) -> tuple[Any, ...]:
    own = ast.attributes
    return own + (ast.param_block.attributes if ast.param_block is not None else ())


def _text(ast: ScriptBlockAst, whole: bool) -> str:
    text = ast.extent.text
    if not whole and text.startswith("{") and text.endswith("}"):
        return text[1:-1]
    return text


def _is_advanced(attributes: tuple[AttributePlan, ...], parameters: tuple[ParameterPlan, ...]) -> bool:
    if any(_names(one, "cmdletbinding") for one in attributes):
        return True
    return any(_names(one, "parameter") for plan in parameters for one in plan.attributes)


def _names(plan: AttributePlan, wanted: str) -> bool:
    key = plan.name.lower().removeprefix("system.management.automation.").removesuffix("attribute")
    return key == wanted


def _fill(unit: Unit, ast: ScriptBlockAst, body: Body, is_filter: bool, whole: bool) -> None:
    """Put code that compiles itself at its first run into the blocks that were written."""
    unnamed_end = ast.end_block is not None and ast.end_block.unnamed
    for name, block in zip(
        BLOCKS, (ast.begin_block, ast.process_block, ast.end_block, ast.clean_block, ast.dynamic_param_block), strict=True
    ):
        if block is None:
            continue
        slot = "process" if is_filter and name == "end" and unnamed_end else name
        _install(unit, body, slot, block, whole)
    if body.end is None and body.begin is None and body.process is None and body.clean is None:
        body.end = _empty


def _empty(ctx: Context, out: Any) -> int:
    return NORMAL


def _install(unit: Unit, body: Body, slot: str, block: NamedBlockAst, whole: bool) -> None:
    def first(ctx: Context, out: Any) -> int:
        ready = getattr(body, slot)
        if ready is not first:  # called through a copy of the body
            done: int = ready(ctx, out)
            return done
        outer, unit.body = unit.body, None if whole else body
        unit.debugged = unit.debugged or is_wanted(ctx)
        code = block_of(unit, block, whole)
        unit.body = outer
        if whole and body.uses and slot == body.first_slot():
            from psbridge.engine.compiler.usings import importer

            bring = importer(unit, body.uses)
            code = code if bring is None else _after(bring, code)
        setattr(body, slot, code)
        return code(ctx, out)

    body.firsts[slot] = first
    setattr(body, slot, first)


def block_of(unit: Unit, block: NamedBlockAst, whole: bool) -> Code:
    """The statements of a named block; types that stand among them come first."""
    tracks, unit.tracks = unit.tracks, unit.tracks or whole
    code = list_code(unit, block.statements, block.traps)
    unit.tracks = tracks
    if unit.debugged:
        from psbridge.engine.compiler.debugged import entered

        code = entered(code)
    types = list(_defined_in(block)) if mentions_types(unit.source.text) else []
    if not types:
        return code
    return _after(HOOKS.definer(unit, types), code)


def _after(first: Callable[[Context], None], code: Code) -> Code:
    """`first`, then the statements."""

    def run(ctx: Context, out: Any) -> int:
        first(ctx)
        return code(ctx, out)

    return run


def inline_block(unit: Unit, ast: ScriptBlockAst) -> Code:
    """A script block that runs where it stands (a condition of a switch)."""
    if ast.end_block is None:
        return _empty
    return list_code(unit, ast.end_block.statements, ast.end_block.traps)


def _types(ast: ScriptBlockAst) -> list[TypeDefinitionAst]:
    if not mentions_types(ast.extent.source.text):
        return []
    blocks = (ast.begin_block, ast.process_block, ast.end_block)
    return [one for block in blocks if block is not None for one in _defined_in(block)]


def mentions_types(text: str) -> bool:
    """Whether a script may define types at all."""
    return _TYPE_WORDS.search(text) is not None


def _defined_in(block: NamedBlockAst) -> Iterator[TypeDefinitionAst]:
    """The types of a block: they are known in all of it, even when they stand in an `if`."""
    pending: list[Ast] = list(reversed(block.statements))
    while pending:
        node = pending.pop()
        if isinstance(node, TypeDefinitionAst):
            yield node
        elif isinstance(node, (StatementBlockAst, StatementAst)) and not isinstance(node, (FunctionDefinitionAst, CommandBaseAst)):
            pending.extend(reversed(list(children(node))))


def parameter_plan(unit: Unit, ast: ParameterAst) -> ParameterPlan:
    name = ast.name
    assert isinstance(name, VariableExpressionAst)
    plans, constraint = split_attributes(unit, ast.attributes)
    return ParameterPlan(
        name.variable_path.unqualified,
        None if constraint is None else type_of_name(unit, constraint.type_name),
        plans,
        None if ast.default_value is None else expression(unit, ast.default_value),
        ast,
        "System.Object" if constraint is None else constraint.type_name.full_name,
    )
