"""What the compiler knows while it compiles one script, and the tables by node type.

Each module of this package adds its functions with `@expression_of` and `@statement_of`; `expression` and `statement` dispatch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from psbridge.engine.debugging.arming import speaks_of_debugging
from psbridge.engine.plan import Closure, Code
from psbridge.engine.types.names import TypeNames, resolve
from psbridge.objects import NetType
from psbridge.objects.nettypes import ACCELERATORS

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.language.ast import Ast, ITypeName
    from psbridge.language.source import Source

F = TypeVar("F", bound=Callable[..., Any])

EXPRESSIONS: dict[type, Callable[[Unit, Any], Closure]] = {}
STATEMENTS: dict[type, Callable[[Unit, Any], Code]] = {}


class Unit:
    """One script being compiled.

    ``tracks``: something in it reads $?, so that every statement must set it.  ``own_types``: lower-case names of its classes and enums.
    ``catching``: we are inside a catch block (a bare `throw` rethrows).  ``uses_foreach``/``uses_switch``: $foreach and $switch are read.
    ``debugged``: the debugger is told of statements, commands and variables.
    """

    __slots__ = (
        "body",
        "catching",
        "debugged",
        "file",
        "in_class",
        "namespaces",
        "own_types",
        "source",
        "tracks",
        "uses_foreach",
        "uses_switch",
    )

    def __init__(self, source: Source, namespaces: tuple[str, ...] = (), own_types: frozenset[str] = frozenset()) -> None:
        text = source.text
        self.source = source
        self.file = source.file
        self.namespaces = namespaces
        self.own_types = own_types
        self.tracks = "$?" in text or "&&" in text or "||" in text or "${?}" in text
        lower = text.lower() if "$" in text else ""
        self.uses_foreach = "$foreach" in lower
        self.uses_switch = "$switch" in lower
        self.debugged = speaks_of_debugging(text)
        self.catching = False
        self.in_class = False
        self.body: Any = None  # the script block whose statements are being compiled

    def for_class(self) -> Unit:
        """The same for the methods of a class: `return` gives the value, nothing else does."""
        made = self.plain()
        made.in_class = True
        return made

    def plain(self) -> Unit:
        """The same for a script block of its own."""
        made = Unit(self.source, self.namespaces, self.own_types)
        made.debugged = self.debugged
        return made


class Hooks:
    """What modules of the compiler call of those above them; the module that defines a function puts it here when it is imported."""

    __slots__ = ("definer", "step_expression", "with_traps")

    with_traps: Callable[..., Code]  # traps
    step_expression: Callable[..., Closure]  # assignments
    definer: Callable[..., Callable[[Context], None]]  # engine.classes


HOOKS = Hooks()


def expression_of(*kinds: type) -> Callable[[F], F]:
    def register(function: F) -> F:
        for kind in kinds:
            EXPRESSIONS[kind] = function
        return function

    return register


def statement_of(*kinds: type) -> Callable[[F], F]:
    def register(function: F) -> F:
        for kind in kinds:
            STATEMENTS[kind] = function
        return function

    return register


def expression(unit: Unit, ast: Ast) -> Closure:
    """An expression as `f(ctx) -> value`."""
    return EXPRESSIONS[ast.__class__](unit, ast)


def statement(unit: Unit, ast: Ast) -> Code:
    """A statement as `f(ctx, out) -> code`."""
    return STATEMENTS[ast.__class__](unit, ast)


def constant(value: Any) -> Closure:
    """A closure that always gives `value`; `constant_of` recognises it."""

    def run(ctx: Context) -> Any:
        return value

    run.constant = (value,)  # type: ignore[attr-defined]
    return run


def constant_of(closure: Closure) -> tuple[Any] | None:
    """The value of a constant closure, in a tuple; None when it is not constant."""
    return getattr(closure, "constant", None)


def early_type(unit: Unit, name: ITypeName) -> NetType | None:
    """The type of a name that cannot mean anything else at run time: an accelerator that no class of the script hides."""
    key = name.full_name.lower()
    if key in unit.own_types:
        return None
    return ACCELERATORS.get(key)


def type_of_name(unit: Unit, name: ITypeName) -> Closure:
    """The NetType of a written type name; looked up once, unless it is a class of a script."""
    early = early_type(unit, name)
    if early is not None:
        return constant(early)
    cache: list[NetType] = []
    namespaces = unit.namespaces

    def run(ctx: Context) -> NetType:
        if cache:
            return cache[0]
        hits: list[str] = []

        def own(text: str) -> NetType | None:
            found = ctx.scope.find_type(text.lower())
            if found is not None:
                hits.append(text)
            return found

        found = resolve(ctx, name, TypeNames(own, namespaces))
        if not hits:
            cache.append(found)
        return found

    return run
