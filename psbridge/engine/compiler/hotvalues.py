"""Texts, collections and calls in hot loops.

Decides, by the values that variables hold when a loop is compiled, which method, item or text Python code may get at directly; each stands
behind a test that the operands are still of these classes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.compiler.hotexpressions import OPERATORS, TEXT_OPERATORS, Form, Names, Simple, form, simple_expression
from psbridge.engine.compiler.unit import type_of_name
from psbridge.engine.compiler.variables import AUTOMATIC, CONSTANTS, key_of
from psbridge.engine.invoke import DirectCall, direct_call, direct_static
from psbridge.engine.operators.comparison import equal
from psbridge.engine.operators.texts import replacer, searching
from psbridge.engine.scopes import UNSET
from psbridge.errors import PsBridgeError
from psbridge.language import ast as a
from psbridge.language.kinds import TokenKind as T
from psbridge.objects import ArrayList, GenericList, Hashtable, NetError, TypedArray
from psbridge.objects.convert.composite import parse_composite
from psbridge.objects.regex import compile_pattern
from psbridge.objects.wildcard import compile_wildcard

_CLASSES: dict[str, type] = {"int": int, "str": str, "float": float, "truth": bool, "bool": bool}  # of the values of a kind
_LISTS = (list, ArrayList, GenericList, TypedArray)
_COUNTED = {"length": (list, TypedArray, str), "count": _LISTS}
_NUMBERS = {"": "{}", "x": "{:x}", "X": "{:X}", "d": "{}", "D": "{}", "g": "{}", "G": "{}"}  # of whole numbers that are not negative


def _seen(ast: Any, names: Names) -> tuple[str, Any] | None:
    """The local of a plain variable, and what it holds now."""
    if not isinstance(ast, a.VariableExpressionAst) or not ast.variable_path.is_unqualified or ast.splatted:
        return None
    key = key_of(ast.variable_path)
    seen = names.ctx.vars
    if key in AUTOMATIC or key in CONSTANTS or key not in seen:
        return None
    return names.local(key), seen[key]


def _is_class(names: Names, local: str, value: Any) -> list[str]:
    """The tests that a local holds something of the same .NET type as the value."""
    tests = [f"{local}.__class__ is {names.keep('K', value.__class__)}"]
    if value.__class__ is GenericList:
        tests.append(f"{local}.net_type is {names.keep('N', value.net_type)}")
    return tests


# -- texts


@form(a.ExpandableStringExpressionAst)
def _expandable(ast: a.ExpandableStringExpressionAst, names: Names) -> Simple | None:
    """Text with numbers and texts in it."""
    found = Simple("", "str")
    pieces: list[str] = []
    for part in ast.parts:
        if isinstance(part, str):
            pieces.append(repr(part))
            continue
        inner = simple_expression(part, names) if isinstance(part, a.VariableExpressionAst) else None
        if inner is None or inner.kind not in ("int", "str"):
            return None
        found.leaves += inner.leaves
        found.checks += inner.checks
        pieces.append(_inserted(inner))
    found.text = f"({' '.join(pieces)})"
    return found


def _inserted(value: Simple, pattern: str = "{}") -> str:
    """A value as a piece of text: a literal as it is, since quotes cannot be nested."""
    return value.text if value.kind == "str" and not value.checks else "f'" + pattern.replace("{", "{" + value.text) + "'"


def _format(ast: a.BinaryExpressionAst, names: Names) -> Simple | None:
    """-f with a fixed text whose holes have no width, for texts and whole numbers."""
    values = ast.right.elements if isinstance(ast.right, a.ArrayLiteralAst) else (ast.right,)
    arguments = [simple_expression(value, names) for value in values]
    if not isinstance(ast.left, a.StringConstantExpressionAst):
        return None
    try:
        pieces = parse_composite(str(ast.left.value))
    except NetError:
        return None
    found = Simple("", "str")
    texts: list[str] = []
    for argument in arguments:
        if argument is None or argument.kind not in ("int", "str") or (argument.kind == "str" and not argument.atom):
            return None
        found.leaves += argument.leaves
        found.checks += argument.checks
    for piece in pieces:
        text = repr(piece) if isinstance(piece, str) else _hole(piece, arguments, found)
        if text is None:
            return None
        texts.append(text)
    found.text = f"({' '.join(texts) or repr('')})"
    return found


def _hole(hole: tuple[int, int, str], arguments: list[Simple | None], found: Simple) -> str | None:
    index, width, spec = hole
    argument = arguments[index] if index < len(arguments) else None
    if argument is None or width or (spec and argument.kind == "str") or spec not in _NUMBERS:
        return None
    if argument.kind == "int":  # the sign is the culture's
        found.checks.append(f"{argument.text} >= 0")
    return _inserted(argument, _NUMBERS[spec])


OPERATORS[T.Format] = _format


def _with_fixed_text(test: Callable[[Simple, str, Names], str]) -> Form:
    """A truth about a text on the left and a fixed one on the right; what `test` cannot make of them stays with the closures."""

    def made(ast: a.BinaryExpressionAst, names: Names) -> Simple | None:
        left = simple_expression(ast.left, names)
        if left is None or left.kind != "str" or left.failed or not isinstance(ast.right, a.StringConstantExpressionAst):
            return None
        try:
            return Simple(test(left, str(ast.right.value), names), "truth", left.leaves, left.checks)
        except NetError:
            return None

    return made


def _matching(ignore_case: bool, wanted: bool) -> Form:
    """-match and -notmatch, which set $Matches in the scope: it is never a local."""

    def test(left: Simple, text: str, names: Names) -> str:
        pattern = compile_pattern(text, 1 if ignore_case else 0)
        return f"{names.keep('M', searching(pattern, wanted))}(ctx, {left.text})"

    return _with_fixed_text(test)


def _like(ignore_case: bool, wanted: bool) -> Form:
    def test(left: Simple, text: str, names: Names) -> str:
        matches = names.keep("M", compile_wildcard(text, ignore_case))
        return f"({'' if wanted else 'not '}{matches}({left.text}))"

    return _with_fixed_text(test)


def _replace(ignore_case: bool) -> Form:
    def made(ast: a.BinaryExpressionAst, names: Names) -> Simple | None:
        left = simple_expression(ast.left, names)
        right = ast.right.elements if isinstance(ast.right, a.ArrayLiteralAst) else (ast.right,)
        texts = [str(part.value) for part in right if isinstance(part, a.StringConstantExpressionAst)]
        if left is None or left.kind != "str" or left.failed or not 1 <= len(texts) == len(right) <= 2:
            return None
        try:
            substitute = replacer(texts[0], texts[1] if len(texts) > 1 else "", ignore_case)
        except PsBridgeError:
            return None
        return Simple(f"{names.keep('M', substitute)}({left.text})", "str", left.leaves, left.checks)

    return made


def _same_text(ignore_case: bool, wanted: bool) -> Form:
    """-eq and -ne of a text and a fixed one."""

    def test(left: Simple, text: str, names: Names) -> str:
        return f"({'' if wanted else 'not '}{names.keep('M', equal)}({left.text}, {text!r}, {ignore_case}))"

    return _with_fixed_text(test)


OPERATORS.update({
    T.Imatch: _matching(True, True), T.Cmatch: _matching(False, True),
    T.Inotmatch: _matching(True, False), T.Cnotmatch: _matching(False, False),
    T.Ilike: _like(True, True), T.Clike: _like(False, True), T.Inotlike: _like(True, False), T.Cnotlike: _like(False, False),
    T.Ireplace: _replace(True), T.Creplace: _replace(False),
})  # fmt: skip
TEXT_OPERATORS.update(
    {T.Ieq: _same_text(True, True), T.Ine: _same_text(True, False), T.Ceq: _same_text(False, True), T.Cne: _same_text(False, False)}
)


# -- items and lengths


@form(a.IndexExpressionAst)
def _item(ast: a.IndexExpressionAst, names: Names) -> Simple | None:
    """`$list[$i]` within its bounds."""
    target = None if ast.null_conditional else _seen(ast.target, names)
    where = simple_expression(ast.index, names)
    if target is None or where is None or where.kind != "int" or target[1].__class__ not in _LISTS:
        return None
    local, temp = target[0], names.temp()
    same = f"{local}.__class__ is {names.keep('K', target[1].__class__)}"
    checks = [*where.checks, same, f"0 <= ({temp} := {where.text}) < len({local})"]
    kind = _kind_of_items(target[1])
    if kind is None:
        return Simple(f"{local}[{temp}]", "any", list(where.leaves), checks)
    item = names.temp()
    checks.append(f"({item} := {local}[{temp}]).__class__ is {kind.__name__}")
    return Simple(item, _KINDS[kind], list(where.leaves), checks)


_KINDS = {int: "int", float: "float", str: "str", bool: "truth"}


def _kind_of_items(items: list[Any]) -> type | None:
    """The class that the items of a list seem to have, when code can make use of it."""
    seen = {item.__class__ for item in (items[:1] + items[len(items) // 2 :][:1] + items[-1:])}
    kind = seen.pop() if len(seen) == 1 else None
    return kind if kind in _KINDS else None


@form(a.MemberExpressionAst)
def _length(ast: a.MemberExpressionAst, names: Names) -> Simple | None:
    """`$list.Count`, `$text.Length`."""
    if ast.static or ast.null_conditional or not isinstance(ast.member, a.StringConstantExpressionAst):
        return None
    target = _seen(ast.expression, names)
    if target is None or target[1].__class__ not in _COUNTED.get(ast.member.value.lower(), ()):
        return None
    return Simple(f"len({target[0]})", "int", checks=[f"{target[0]}.__class__ is {names.keep('K', target[1].__class__)}"], atom=True)


def put_text(items: dict[Any, Any], key: str, value: Any) -> None:
    """Set an item of a Hashtable; the first spelling of its key stays."""
    folded = key.lower()
    old = items.get(folded)
    items[folded] = (key if old is None else old[0], value)


def item_written(left: a.IndexExpressionAst, right: Any, names: Names) -> tuple[list[str], str] | None:
    """Tests and statement for `$table[$key] = value` and `$array[$i] = value`."""
    target = _seen(left.target, names)
    where, value = simple_expression(left.index, names), simple_expression(right, names)
    if target is None or where is None or value is None or where.kind not in ("int", "str") or value.failed:
        return None
    local, kind = target[0], target[1].__class__
    tests = [f"{local}.__class__ is {names.keep('K', kind)}", *where.tests(), *value.tests()]
    if kind is Hashtable:
        if where.kind == "str":
            return tests, f"{names.keep('F', put_text)}({local}._items, {where.text}, {value.text})"
        return tests, f"{local}._items[{where.text}] = ({where.text}, {value.text})"
    if where.kind == "int" and (kind is list or _CLASSES.get(value.kind) is _element_class(target[1])):
        temp = names.temp()
        of_type = [f"{local}.element is {names.keep('N', target[1].element)}"] if kind is TypedArray else []
        return [*tests, *of_type, f"0 <= ({temp} := {where.text}) < len({local})"], f"{local}[{temp}] = {value.text}"
    return None


def _element_class(value: Any) -> Any:
    """The class of the elements of a typed array, where exactly such values go in as they are."""
    return value.element.python if value.__class__ is TypedArray else UNSET


# -- calls


@form(a.InvokeMemberExpressionAst)
def _call(ast: a.InvokeMemberExpressionAst, names: Names) -> Simple | None:
    """A method that gives something, of a variable's value or of a type."""
    made = called(ast, names)
    return None if made is None or made.kind == "void" else made


def called(ast: a.InvokeMemberExpressionAst, names: Names) -> Simple | None:
    """A call whose overload the classes of its operands decide; of kind "void" when it gives nothing."""
    if ast.null_conditional or ast.generic_type_arguments or not isinstance(ast.member, a.StringConstantExpressionAst):
        return None
    operands = [_operand(value, names) for value in ast.arguments]
    kinds = tuple([operand[1] for operand in operands if operand is not None])
    if len(kinds) != len(operands):
        return None
    name, tests, before = ast.member.value, list[str](), ""
    if ast.static:
        found = _static(ast.expression, name, kinds, names)
    else:
        target = _seen(ast.expression, names)
        if target is None:
            return None
        found, before = direct_call(target[1], name, kinds), target[0]
        tests = _is_class(names, target[0], target[1])
    if found is None:
        return None
    texts = [before] if before else []
    simple = Simple("", "void" if found.void else "any", checks=tests, failed=names.keep("E", found.failure(ast.extent)))
    for (operand, _), widened in zip([o for o in operands if o is not None], found.widened, strict=True):
        simple.leaves += operand.leaves
        simple.checks += operand.checks
        texts.append(f"float({operand.text})" if widened else operand.text)
    simple.text = f"{names.keep('F', found.call)}({', '.join(texts)})"
    if found.wrap is not None and not found.void:
        simple.text = f"{names.keep('F', found.wrap)}({simple.text})"
    return simple


def _static(ast: Any, name: str, kinds: tuple[type, ...], names: Names) -> DirectCall | None:
    """A static method of a type that is no class of a script."""
    if not isinstance(ast, a.TypeExpressionAst) or names.ctx.scope.find_type(ast.type_name.full_name.lower()) is not None:
        return None
    try:
        return direct_static(type_of_name(names.unit, ast.type_name)(names.ctx), name, kinds)
    except PsBridgeError:  # the closure says so
        return None


def _operand(ast: Any, names: Names) -> tuple[Simple, type] | None:
    """An argument and its class."""
    found = simple_expression(ast, names)
    if found is None or found.failed:
        return None
    kind = _CLASSES.get(found.kind)
    return None if kind is None or kind is bool else (found, kind)
