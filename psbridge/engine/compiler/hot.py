"""Hot loops as Python source.

Decides which loops may leave the closures behind after some hundred rounds: those without commands, labels and traps.  Their variables
become Python locals, operators on whole numbers become Python's, and everything else calls the closure that the loop ran before: each
piece of generated code stands behind a test of its operands, and the closures stay the reference.  Variables go back to the scope before
any closure runs, and when the loop ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import at_statement
from psbridge.engine.compiler.hotexpressions import TESTED, Names, Simple, pure, simple_expression
from psbridge.engine.compiler.hotvalues import called, item_written
from psbridge.engine.compiler.unit import Unit, statement
from psbridge.engine.compiler.variables import key_of
from psbridge.engine.debugging.arming import ARMING, COLD
from psbridge.engine.errors import PipelineStopped
from psbridge.engine.scopes import UNSET
from psbridge.language import ast as a
from psbridge.language.kinds import TokenKind as T
from psbridge.language.visitor import walk
from psbridge.objects.convert import truth

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.language.ast import Ast, ExpressionAst, StatementBlockAst

_REFUSED = (
    a.CommandAst, a.TrapStatementAst, a.FunctionDefinitionAst, a.TypeDefinitionAst, a.ExitStatementAst, a.SubExpressionAst,
    a.UsingExpressionAst,
)  # fmt: skip
_MIN, _MAX = -0x8000_0000, 0x7FFF_FFFF
_COMPOUND = {T.PlusEquals: "+", T.MinusEquals: "-", T.MultiplyEquals: "*"}

Hot = Callable[..., int]


class NotHot(Exception):
    """The loop stays with its closures."""


def eligible(loop: Ast) -> bool:
    """Whether a loop is of the kind that can be compiled."""
    for node in walk(loop):
        if isinstance(node, _REFUSED):
            return False
        if isinstance(node, a.BreakStatementAst | a.ContinueStatementAst) and node.label is not None:
            return False
        if isinstance(node, a.LoopStatementAst | a.SwitchStatementAst) and node.label is not None:
            return False
        if isinstance(node, a.StatementBlockAst) and node.traps:
            return False
        if isinstance(node, a.TryStatementAst | a.SwitchStatementAst) and _leaves(node):
            return False
    return True


def _leaves(node: Ast) -> bool:
    kinds = (a.BreakStatementAst, a.ContinueStatementAst, a.ReturnStatementAst)
    return any(isinstance(inner, kinds) for inner in walk(node))


class Writer:
    """The source of one loop while it grows."""

    def __init__(self, unit: Unit, ctx: Context) -> None:
        self.unit = unit
        self.lines: list[str] = []
        self.depth = 1
        self.names = Names(unit, ctx)
        self.keep = self.names.keep
        self.extents: list[Any] = []

    def put(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def under(self, head: str) -> Iterator[None]:
        """What is put meanwhile stands under this line."""
        self.put(head)
        self.depth += 1
        yield
        self.depth -= 1

    # -- statements

    def block(self, block: StatementBlockAst) -> None:
        if not block.statements:
            self.put("pass")
        for one in block.statements:
            self.statement(one)

    def statement(self, ast: Ast) -> None:
        jump = _JUMPS.get(ast.__class__)
        if jump is not None:
            self.put(jump)
            return
        number = len(self.extents)
        self.extents.append(ast.extent)
        with self.under("try:"):
            self._inside(ast)
        with self.under("except Exception as error:"):
            self.put("@IN")  # a closure failed: what it did to variables is newer than the locals
            self.put(f"at_statement(ctx, out, error, extents[{number}])")
            self.put("@IN")

    def _inside(self, ast: Ast) -> None:
        if isinstance(ast, a.IfStatementAst):
            self._if(ast)
        elif ast.__class__ in _TRIED and _TRIED[ast.__class__](self, ast):
            return
        elif isinstance(ast, a.ReturnStatementAst):
            self._call_code(ast, leaves=True)
        elif isinstance(ast, a.WhileStatementAst | a.ForStatementAst | a.DoWhileStatementAst | a.DoUntilStatementAst):
            self.loop(ast)
        else:
            self._call_code(ast)

    def _call_code(self, ast: Ast, *, leaves: bool = False) -> None:
        """The closure of the statement."""
        if not leaves and _leaves(ast):
            raise NotHot
        code = self.keep("S", statement(self.unit, ast))
        self.put("@OUT")
        self.put(f"return {code}(ctx, out)" if leaves else f"{code}(ctx, out)")
        if not leaves and not pure(ast):
            self.put("@IN")

    def _if(self, ast: a.IfStatementAst) -> None:
        depth = self.depth
        for condition, body in ast.clauses:
            self.test(condition, "flag")
            with self.under("if flag:"):
                self.block(body)
            self.put("else:")
            self.depth += 1
        if ast.else_clause is not None:
            self.block(ast.else_clause)
        else:
            self.put("pass")
        self.depth = depth

    def _expression(self, ast: a.PipelineAst) -> bool:
        """`$i++` and the like, and calls that give nothing."""
        value = ast.get_pure_expression()
        found = called(value, self.names) if isinstance(value, a.InvokeMemberExpressionAst) else None
        if found is None or found.kind != "void":
            return self._step(value)
        with self.under(_when(found.tests())):
            self._attempt(found.text, found)
        with self.under("else:"):
            self._call_code(ast)
        return True

    def _switch(self, ast: a.SwitchStatementAst) -> bool:
        """A switch over a whole number whose clauses are whole numbers."""
        value = ast.condition.get_pure_expression() if isinstance(ast.condition, a.PipelineAst) else None
        found = simple_expression(value, self.names) if value is not None and not ast.flags and not _uses_item(ast) else None
        if found is None or found.kind != "int" or not all(_is_whole(condition) for condition, _ in ast.clauses):
            return False
        item, hit = self.names.temp(), self.names.temp()
        with self.under(_when(found.tests())):
            self.put(f"{item} = {found.text}; {hit} = False")
            for condition, body in ast.clauses:
                with self.under(f"if {item} == {condition.value}:"):  # type: ignore[attr-defined]
                    self.put(f"{hit} = True")
                    self.block(body)
            if ast.default is not None:
                with self.under(f"if not {hit}:"):
                    self.block(ast.default)
        with self.under("else:"):
            self._call_code(ast)
        return True

    def _attempt(self, line: str, found: Simple) -> None:
        """A line that calls what may fail."""
        if not found.failed:
            self.put(line)
            return
        with self.under("try:"):
            self.put(line)
        with self.under("except Exception as error:"):
            self.put("@OUT")
            self.put(f"raise {found.failed}(ctx, error)")

    def _assignment(self, ast: a.AssignmentStatementAst) -> bool:
        """`$x = value`, `$x += value` for a variable of the current scope; an item of a table or array."""
        left = ast.left
        value = ast.right.get_pure_expression() if isinstance(ast.right, a.PipelineAst) else None
        if isinstance(ast.right, a.CommandExpressionAst) and not ast.right.redirections:
            value = ast.right.expression
        if value is None:
            return False
        if isinstance(left, a.IndexExpressionAst):
            return ast.operator is T.Equals and self._item(ast, left, value)
        if not isinstance(left, a.VariableExpressionAst) or not _plain(left):
            return False
        name = self.names.assigned(key_of(left.variable_path))
        whole = self.keep("S", statement(self.unit, ast))
        if ast.operator is T.Equals:
            found = simple_expression(value, self.names)
            if found is None:
                return pure(value) and self._computed(left, name, value)
            self._guarded(found, name, whole)
            return True
        symbol = _COMPOUND.get(ast.operator)
        found = simple_expression(value, self.names) if symbol else None
        if found is None or found.kind not in ("int", "float") or symbol is None:
            return False
        self._compound(name, symbol, found, whole)
        return True

    def _computed(self, left: a.VariableExpressionAst, name: str, value: ExpressionAst) -> bool:
        """A value that its closure computes, without changing variables on the way."""
        from psbridge.engine.compiler.unit import expression
        from psbridge.engine.compiler.variables import assign_variable

        temp = self.names.temp()
        closure, write = self.keep("X", expression(self.unit, value)), self.keep("W", assign_variable(self.unit, left))
        self.put("@OUT")
        self.put(f"{temp} = {closure}(ctx)")
        self.put(f"if {name}.__class__ is not Variable and {name} is not UNSET: {name} = {temp}")
        with self.under("else:"):
            self.put(f"{write}(ctx, {temp})")
            self.put("@IN")
        return True

    def _item(self, ast: a.AssignmentStatementAst, left: a.IndexExpressionAst, value: ExpressionAst) -> bool:
        made = item_written(left, value, self.names)
        if made is None:
            return False
        with self.under(_when(made[0])):
            self.put(made[1])
        with self.under("else:"):
            self._whole(self.keep("S", statement(self.unit, ast)))
        return True

    def _guarded(self, found: Simple, name: str, whole: str) -> None:
        """An assignment in Python where its operands are as expected, else by its closure."""
        with self.under(_when([f"{name}.__class__ is not Variable and {name} is not UNSET", *found.tests()])):
            self._attempt(f"{name} = {found.text}", found)
        with self.under("else:"):
            self._whole(whole)

    def _compound(self, name: str, symbol: str, found: Simple, whole: str) -> None:
        """`+=` and its like on a number: of whole numbers that stay small ones, else with floats."""
        whole_number, real = found.is_class("int"), found.is_class("float")
        temp = self.names.temp()
        steady = found.checks if not found.atom else []
        small = f"{_MIN} <= ({temp} := {name} {symbol} {found.text}) <= {_MAX}"
        with self.under(_when([f"{name}.__class__ is int", *whole_number, *steady, small])):
            self.put(f"{name} = {temp}")
        float_too = f"{name}.__class__ is float and ({_all(whole_number)} or {_all(real)})"
        with self.under(f"elif ({float_too} or {name}.__class__ is int and {_all(real)}){''.join(f' and {test}' for test in steady)}:"):
            self.put(f"{name} = {name} {symbol} {found.text}")
        with self.under("else:"):
            self._whole(whole)

    def _whole(self, code: str) -> None:
        self.put("@OUT")
        self.put(f"{code}(ctx, out)")
        self.put("@IN")

    def _step(self, ast: ExpressionAst | None) -> bool:
        """`$i++` and the like."""
        if not isinstance(ast, a.UnaryExpressionAst) or ast.token_kind not in _STEPS:
            return False
        child = ast.child
        if not isinstance(child, a.VariableExpressionAst) or not _plain(child):
            return False
        from psbridge.engine.compiler.unit import expression

        name = self.names.assigned(key_of(child.variable_path))
        by, limit = _STEPS[ast.token_kind]
        whole = self.keep("X", expression(self.unit, ast))
        self.put(f"if {name}.__class__ is int and {name} != {limit}: {name} {by}= 1")
        with self.under("else:"):
            self.put("@OUT")
            self.put(f"{whole}(ctx)")
            self.put("@IN")
        return True

    # -- conditions and loops

    def test(self, condition: Ast, target: str) -> None:
        """Set `target` to whether a condition holds."""
        from psbridge.engine.compiler.blocks import value_of_statement

        value = condition.get_pure_expression() if isinstance(condition, a.PipelineAst) else None
        found = simple_expression(value, self.names) if value is not None else None
        if found is not None and found.kind not in TESTED:
            found = None
        closure = self.keep("C", value_of_statement(self.unit, condition))
        if found is not None:
            self.put(f"if {' and '.join(found.tests()) or 'True'}: {target} = {found.text}")
            self.put("else:")
            self.depth += 1
        self.put("@OUT")
        self.put(f"{target} = truth({closure}(ctx))")
        if not pure(condition):
            self.put("@IN")
        if found is not None:
            self.depth -= 1

    def loop(self, ast: Any, *, first: bool = True) -> None:
        """A while, do or for loop; `first` False: it is already running, and begins with its condition."""
        if isinstance(ast, a.ForStatementAst):
            self._for(ast, first)
        elif isinstance(ast, a.WhileStatementAst):
            self._rounds(ast.condition, ast.body, None, not first)
        else:
            self._do(ast, first)

    def _for(self, ast: a.ForStatementAst, first: bool) -> None:
        if first and ast.initializer is not None:
            self._quiet(ast.initializer)
        self._rounds(ast.condition, ast.body, ast.iterator, not first)

    def _rounds(self, condition: Ast | None, body: StatementBlockAst, step: Ast | None, leaves: bool = False) -> None:
        """`leaves`: it is the whole loop, which may be left between two rounds."""
        again = step is not None and _continues(body)
        flag = self.names.temp() if again else ""
        if again:
            self.put(f"{flag} = False")
        with self.under("while True:"):
            if again and step is not None:
                with self.under(f"if {flag}:"):
                    self._quiet(step)
                self.put(f"{flag} = True")
            if leaves:
                self._cold_check()
            if condition is not None:
                self.test(condition, "flag")
                self.put("if not flag: break")
            self._stop_check()
            self.block(body)
            if step is not None and not again:
                self._quiet(step)

    def _do(self, ast: Any, first: bool) -> None:
        """A do loop that has no `continue` (which would have to reach the condition)."""
        if _continues(ast.body):
            raise NotHot
        wanted = "not flag" if isinstance(ast, a.DoWhileStatementAst) else "flag"
        with self.under("while True:"):
            if not first:
                self.test(ast.condition, "flag")
                self.put(f"if {wanted}: break")
            self._stop_check()
            self.block(ast.body)
            if first:
                self.test(ast.condition, "flag")
                self.put(f"if {wanted}: break")

    def _stop_check(self) -> None:
        with self.under("if stop.cancelled:"):
            self.put("@OUT")
            self.put("raise PipelineStopped")

    def _cold_check(self) -> None:
        if self.unit.debugged:
            self.put(f"if arming.count: return {COLD}")

    def _quiet(self, ast: Ast) -> None:
        """Initialiser or step of a for loop: an assignment or `++`; what else it may be is left to closures."""
        with self.under("if True:"):
            if isinstance(ast, a.AssignmentStatementAst):
                if not self._assignment(ast):
                    self._whole(self.keep("S", statement(self.unit, ast)))
            elif not (isinstance(ast, a.PipelineAst) and self._step(ast.get_pure_expression())):
                raise NotHot

    def foreach(self, ast: a.ForEachStatementAst) -> None:
        """The rest of a foreach that is already running: `items` is its iterator."""
        variable = ast.variable
        if not isinstance(variable, a.VariableExpressionAst) or not _plain(variable):
            raise NotHot
        name = self.names.assigned(key_of(variable.variable_path))
        with self.under("for item in items:"):
            self._stop_check()
            with self.under(f"if {name}.__class__ is Variable:"):
                self.put("@OUT")
                self.put(f"{name}.set(ctx, item)")
                self.put("@IN")
            self.put(f"else: {name} = item")
            self.block(ast.body)
            self._cold_check()

    # -- the whole

    def finish(self) -> Hot:
        """Compile what was written."""
        names = self.names
        load = [f"{local} = get({key!r}, UNSET)" for key, local in names.locals.items()]
        store = [f"if {local} is not UNSET: vars[{key!r}] = {local}" for key, local in names.locals.items() if key in names.written]
        text = [
            "def run(ctx, out, items=None):",
            "    vars = ctx.vars; get = vars.get; stop = ctx.stop",
            *("    " + line for line in load),
            "    try:",
        ]
        for line in self.lines:
            text.extend("    " + one for one in _expand(line, load, store))
        text += ["        return 0", "    finally:", *("        " + line for line in store or ["pass"])]
        scope: dict[str, Any] = dict(names.values)
        scope.update(UNSET=UNSET, truth=truth, at_statement=at_statement, PipelineStopped=PipelineStopped)
        scope.update(extents=self.extents, Variable=_variable(), arming=ARMING)
        exec(compile("\n".join(text), "<hot loop>", "exec"), scope)  # noqa: S102 - made of templates, reprs of names and whole numbers
        made: Hot = scope["run"]
        return made


def _variable() -> type:
    from psbridge.engine.scopes import Variable

    return Variable


def _expand(line: str, load: list[str], store: list[str]) -> list[str]:
    """A line with the marks for "variables out to the scope" and "in again" replaced."""
    word = line.strip()
    if word not in ("@OUT", "@IN"):
        return [line]
    blanks = line[: len(line) - len(word)]
    return [blanks + one for one in (store if word == "@OUT" else load)] or [blanks + "pass"]


_TRIED: dict[type, Callable[[Writer, Any], bool]] = {
    a.AssignmentStatementAst: Writer._assignment,
    a.PipelineAst: Writer._expression,
    a.SwitchStatementAst: Writer._switch,
}
_JUMPS: dict[type, str] = {a.BreakStatementAst: "break", a.ContinueStatementAst: "continue"}
_STEPS = {T.PlusPlus: ("+", _MAX), T.PostfixPlusPlus: ("+", _MAX), T.MinusMinus: ("-", _MIN), T.PostfixMinusMinus: ("-", _MIN)}


def _plain(ast: a.VariableExpressionAst) -> bool:
    from psbridge.engine.compiler.variables import AUTOMATIC, CONSTANTS

    key = key_of(ast.variable_path)
    return ast.variable_path.is_unqualified and key not in CONSTANTS and key not in AUTOMATIC and key != "matches" and not ast.splatted


def _continues(body: Ast) -> bool:
    return any(isinstance(node, a.ContinueStatementAst) for node in walk(body))


def _when(tests: list[str]) -> str:
    """The head of what runs where the tests hold."""
    return f"if {' and '.join(tests) or 'True'}:"


def _all(tests: list[str]) -> str:
    return f"({' and '.join(tests) or 'True'})"


def _is_whole(ast: Ast) -> bool:
    return isinstance(ast, a.ConstantExpressionAst) and ast.value.__class__ is int


def _uses_item(ast: Ast) -> bool:
    """Whether code looks at the item of a switch."""
    names = ("_", "psitem", "switch")
    return any(isinstance(node, a.VariableExpressionAst) and key_of(node.variable_path) in names for node in walk(ast))


def make_hot(unit: Unit, ast: Any, ctx: Context) -> Hot | None:
    """The generated form of a loop that is already running, or None."""
    writer = Writer(unit, ctx)
    try:
        if isinstance(ast, a.ForEachStatementAst):
            writer.foreach(ast)
        else:
            writer.loop(ast, first=False)
    except NotHot:
        return None
    return writer.finish()
