"""Values as written: numbers, strings, arrays, hashtables, script blocks, sub-expressions, types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.unit import Unit, constant, constant_of, expression, expression_of, type_of_name
from psbridge.engine.compiler.variables import read_slow
from psbridge.engine.context import Collector
from psbridge.engine.errors import runtime_error
from psbridge.engine.plan import Closure
from psbridge.engine.scopes import UNSET, Variable
from psbridge.language.ast import (
    ArrayExpressionAst,
    ArrayLiteralAst,
    ConstantExpressionAst,
    ErrorExpressionAst,
    ExpandableStringExpressionAst,
    ExpressionAst,
    HashtableAst,
    ParenExpressionAst,
    PipelineAst,
    ScriptBlockExpressionAst,
    StatementBlockAst,
    StringConstantExpressionAst,
    SubExpressionAst,
    TypeExpressionAst,
    UnaryExpressionAst,
    VariableExpressionAst,
)
from psbridge.objects import AutomationNull, Hashtable, OrderedDictionary, PSObject, unwrap
from psbridge.objects.convert import enumerate_value, join_text, to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context


@expression_of(ConstantExpressionAst, StringConstantExpressionAst)
def constant_value(unit: Unit, ast: ConstantExpressionAst) -> Closure:
    return constant(ast.value)


@expression_of(ErrorExpressionAst)
def broken(unit: Unit, ast: ErrorExpressionAst) -> Closure:
    raise AssertionError("a script with syntax errors does not reach the compiler")


@expression_of(TypeExpressionAst)
def type_value(unit: Unit, ast: TypeExpressionAst) -> Closure:
    return type_of_name(unit, ast.type_name)


# -- strings


def expanded(ctx: Context, value: Any) -> str:
    """The text of a value inside a string: collections are joined with $OFS."""
    if value.__class__ is str:
        return value
    if value.__class__ is int:
        return int.__repr__(value)
    if value is None or value is AutomationNull:
        return ""
    base = unwrap(value)
    if isinstance(base, str):
        return to_text(value)
    items = enumerate_value(base)
    if items is None:
        plain = value.__class__ is PSObject and value.text is not None and base is not value
        return to_text(base if plain else value)  # a deserialised enum counts by its number
    separator = ctx.get_variable("OFS", None)
    return join_text(items, separator=" " if separator is None else to_text(separator))


@expression_of(ExpandableStringExpressionAst)
def expandable(unit: Unit, ast: ExpandableStringExpressionAst) -> Closure:
    pieces = [constant(part) if isinstance(part, str) else _piece(unit, part) for part in ast.parts]
    fixed = [constant_of(piece) for piece in pieces]
    if len(pieces) == 1:
        only = pieces[0]
        return lambda ctx: expanded(ctx, only(ctx))
    if len(pieces) == 2 and fixed[0] is not None and fixed[0][0].__class__ is str:
        return _head_and_tail(fixed[0][0], pieces[1])
    return _many_pieces(pieces)


def _head_and_tail(head: str, tail: Closure) -> Closure:
    def run(ctx: Context) -> str:
        value = tail(ctx)
        kind = value.__class__
        if kind is int:
            return head + int.__repr__(value)
        return head + (value if kind is str else expanded(ctx, value))

    return run


def _piece(unit: Unit, part: ExpressionAst) -> Closure:
    """A part of a string; strict mode 1 does not mind unset variables here."""
    value_of = expression(unit, part)
    watched: Closure | None = getattr(value_of, "inner", None)
    local = getattr(watched or value_of, "local", None)
    if local is None or not isinstance(part, VariableExpressionAst):
        return value_of
    piece = _lenient(local, part.variable_path.user_path)
    if watched is None:
        return piece
    from psbridge.engine.compiler.debugged import watched_read

    return watched_read(part, local, piece)


def _lenient(key: str, shown: str) -> Closure:
    """A variable that may be unset in strict mode 1."""

    def run(ctx: Context) -> Any:
        value = ctx.vars.get(key, UNSET)
        if value is UNSET or value.__class__ is Variable:
            return read_slow(ctx, key, shown, 2)
        return value

    return run


def _many_pieces(pieces: list[Closure]) -> Closure:
    def run(ctx: Context) -> str:
        texts: list[str] = []
        for piece in pieces:
            value = piece(ctx)
            kind = value.__class__
            texts.append(value if kind is str else int.__repr__(value) if kind is int else expanded(ctx, value))
        return "".join(texts)

    return run


# -- arrays


@expression_of(ArrayLiteralAst)
def array_literal(unit: Unit, ast: ArrayLiteralAst) -> Closure:
    parts = [expression(unit, element) for element in ast.elements]
    fixed = [constant_of(part) for part in parts]
    if all(value is not None for value in fixed):
        values = [value[0] for value in fixed if value is not None]
        return lambda ctx: values.copy()

    def run(ctx: Context) -> list[Any]:
        return [None if value is AutomationNull else value for value in [part(ctx) for part in parts]]

    return run


@expression_of(ArrayExpressionAst)
def array_expression(unit: Unit, ast: ArrayExpressionAst) -> Closure:
    block = ast.sub_expression
    only = _only_expression(block)
    if only is not None:
        return _array_of(unit, only)
    code = inner_block(unit, block)

    def run(ctx: Context) -> list[Any]:
        sink = Collector()
        code(ctx, sink)
        return sink.items

    return run


def _array_of(unit: Unit, only: ExpressionAst) -> Closure:
    """`@(expression)`: an array stays what it is when it is one, others are taken apart."""
    value_of = expression(unit, only)
    literal = isinstance(only, ArrayLiteralAst)

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        if literal:
            return value
        if value is AutomationNull:
            return []
        items = enumerate_value(value)
        return [value] if items is None else list(items)

    return run


def _only_expression(block: StatementBlockAst) -> ExpressionAst | None:
    """The expression of a block that is nothing else."""
    if len(block.statements) != 1 or block.traps:
        return None
    only = block.statements[0]
    found = only.get_pure_expression() if isinstance(only, PipelineAst) and not only.background else None
    return None if isinstance(found, UnaryExpressionAst) and found.token_kind.name.endswith(("PlusPlus", "MinusMinus")) else found


@expression_of(SubExpressionAst)
def sub_expression(unit: Unit, ast: SubExpressionAst) -> Closure:
    block = ast.sub_expression
    if not block.statements and not block.traps:
        return constant(None)
    only = _only_expression(block)
    if only is not None:
        return _unrolled(expression(unit, only), only)
    code = inner_block(unit, block)

    def run(ctx: Context) -> Any:
        sink = Collector()
        code(ctx, sink)
        items = sink.items
        if len(items) == 1:
            return items[0]
        return items or AutomationNull

    return run


def _unrolled(value_of: Closure, only: ExpressionAst) -> Closure:
    """`$(expression)`: an empty collection is null, a collection of one is its item. It is a statement: its error ends nothing else."""
    from psbridge.engine.compiler.blocks import at_statement

    def run(ctx: Context) -> Any:
        try:
            value = value_of(ctx)
        except Exception as error:  # noqa: BLE001 - a script's statement fails, whatever the cause
            sink = Collector()
            at_statement(ctx, sink, error, only.extent)
            value = sink.items
        if value.__class__ is str or value.__class__ is int:
            return value
        items = enumerate_value(value)
        if items is None:
            return value
        made = list(items)
        if len(made) == 1:
            return made[0]
        return made or AutomationNull

    return run


def inner_block(unit: Unit, block: StatementBlockAst) -> Any:
    """The statements of $() or @(): a break or continue inside leaves through an exception."""
    from psbridge.engine.compiler.blocks import block_code
    from psbridge.engine.errors import LoopControl

    code = block_code(unit, block)

    def run(ctx: Context, out: Any) -> int:
        done = code(ctx, out)
        if done in (1, 2):
            raise LoopControl(done, ctx.label)
        return done

    return run


@expression_of(ParenExpressionAst)
def paren(unit: Unit, ast: ParenExpressionAst) -> Closure:
    from psbridge.engine.compiler.blocks import value_of_statement

    value = value_of_statement(unit, ast.pipeline)
    if constant_of(value) is not None or getattr(value, "local", None) is not None:
        return lambda ctx: value(ctx)
    return value


# -- hashtables


def pair_closures(unit: Unit, ast: HashtableAst) -> list[tuple[Closure, Closure]]:
    from psbridge.engine.compiler.blocks import value_of_statement

    return [(expression(unit, key), value_of_statement(unit, value)) for key, value in ast.key_value_pairs]


@expression_of(HashtableAst)
def hashtable(unit: Unit, ast: HashtableAst) -> Closure:
    return _dictionary(pair_closures(unit, ast), Hashtable)


def ordered(unit: Unit, ast: HashtableAst) -> Closure:
    """`[ordered]@{}`."""
    return _dictionary(pair_closures(unit, ast), OrderedDictionary)


def _dictionary(pairs: list[tuple[Closure, Closure]], kind: Any) -> Closure:
    fixed = [constant_of(key) for key, _ in pairs]
    keys = [key[0] for key in fixed if key is not None and key[0].__class__ is str]
    if len({key.lower() for key in keys}) == len(pairs):
        return _with_fixed_keys([(key.lower(), key, value) for key, (_, value) in zip(keys, pairs, strict=True)], kind)

    hashed = kind is Hashtable and len(pairs) > 5  # a smaller one grows in the same steps

    def run(ctx: Context) -> Any:
        table = kind()
        if hashed:
            table.room = len(pairs)
        for key_of, value_of in pairs:
            key = key_of(ctx)
            value = value_of(ctx)
            if key.__class__ is not str:
                key = _checked_key(key)
            if key in table:
                raise _duplicate(key, table)
            table[key] = None if value is AutomationNull else value
        return table

    return run


def _with_fixed_keys(rows: list[tuple[str, str, Closure]], kind: Any) -> Closure:
    """A dictionary whose keys are different constant texts."""

    def run(ctx: Context) -> Any:
        table = kind()
        items = table._items
        for folded, key, value_of in rows:
            value = value_of(ctx)
            items[folded] = (key, None if value is AutomationNull else value)
        return table

    return run


def _checked_key(key: Any) -> Any:
    base = unwrap(key)
    if base is None or base is AutomationNull:
        raise runtime_error("A null key is not allowed in a hash literal.", "InvalidNullKey", "InvalidOperation")
    return base if not isinstance(base, PSObject) else key


def _duplicate(key: Any, table: Any) -> Exception:
    error = runtime_error(
        f"Duplicate keys '{to_text(key)}' are not allowed in hash literals.", "DuplicateKeyInHashLiteral", "InvalidOperation"
    )
    error.record.target_object = table
    error.record.category_info.target_name, error.record.category_info.target_type = "System.Collections.Hashtable", "Hashtable"
    return error


def custom_object(unit: Unit, ast: HashtableAst) -> Closure:
    """`[pscustomobject]@{}`: constant names share one shape."""
    from psbridge.objects import note_shape

    pairs = pair_closures(unit, ast)
    fixed = [constant_of(key) for key, _ in pairs]
    names = tuple(str(name[0]) for name in fixed if name is not None)
    plain = len(names) == len(pairs) and len({name.lower() for name in names}) == len(names)
    if not plain or "pstypename" in {name.lower() for name in names}:
        return _custom_slow(_dictionary(pairs, OrderedDictionary))
    shape, values = note_shape(names), [value for _, value in pairs]

    def run(ctx: Context) -> PSObject:
        made = [None if value is AutomationNull else value for value in [value_of(ctx) for value_of in values]]
        return PSObject.from_shape(shape, made)

    return run


def _custom_slow(table_of: Closure) -> Closure:
    return lambda ctx: to_custom_object(table_of(ctx))


def to_custom_object(table: Any) -> PSObject:
    """The object that a dictionary's pairs make; PSTypeName names its type."""
    made = PSObject()
    for key, value in table.items():
        name = to_text(key)
        if name.lower() == "pstypename":
            made.own_type_names.insert(0, to_text(value))
        else:
            made.set(name, value)
    return made


# -- script blocks


@expression_of(ScriptBlockExpressionAst)
def script_block(unit: Unit, ast: ScriptBlockExpressionAst) -> Closure:
    from psbridge.engine.compiler.scripts import lazy_body
    from psbridge.engine.scriptblock import EngineScriptBlock

    body = lazy_body(unit, ast.script_block)

    def run(ctx: Context) -> EngineScriptBlock:
        return EngineScriptBlock(body, ctx.session_state, ctx)

    return run
