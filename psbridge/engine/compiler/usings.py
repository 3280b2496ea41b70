"""`using module` and `using assembly` of a script: done before its first statement.

Decides where the named module is looked for (beside the script), and that its classes are visible in the script as well as its commands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.unit import Unit, expression
from psbridge.engine.parsefailures import parse_failure
from psbridge.engine.scriptplaces import folder_of
from psbridge.language.ast import UsingStatementAst, UsingStatementKind
from psbridge.language.errors import ParseError
from psbridge.language.messages import MESSAGES
from psbridge.objects import NetDictionary, unwrap
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context

Import = Callable[["Context"], None]


def importer(unit: Unit, statements: tuple[UsingStatementAst, ...]) -> Import | None:
    """What imports the modules that a script uses and looks for its assemblies; None when it uses none."""
    steps = [_assembly(one) for one in statements if one.using_statement_kind is UsingStatementKind.Assembly]
    steps += [_module(unit, one) for one in statements if one.using_statement_kind is UsingStatementKind.Module]
    if not steps:
        return None

    def run(ctx: Context) -> None:
        for step in steps:
            step(ctx)

    return run


def _assembly(ast: UsingStatementAst) -> Import:
    from psbridge.engine.assemblies import use

    named = ast.name
    assert named is not None, "the grammar demands a name"
    return lambda ctx: use(ctx, named.value, named.extent)


def _module(unit: Unit, ast: UsingStatementAst) -> Import:
    extent, folder = ast.extent, folder_of(unit.file)
    table_of = expression(unit, ast.module_specification) if ast.module_specification is not None else None
    written = ast.name.value if ast.name is not None else ""

    def run(ctx: Context) -> None:
        name = written
        if table_of is not None:
            table = unwrap(table_of(ctx))
            name = to_text(table.get("ModuleName")) if isinstance(table, NetDictionary) else ""
        load(ctx, _beside(folder, name), extent, whole=not folder)

    return run


def _beside(folder: str, name: str) -> str:
    """A relative path is meant from the folder of the script."""
    return f"{folder}/{name}" if folder and name.startswith((".", "..")) else name


def load(ctx: Context, name: str, extent: Any, *, whole: bool = True) -> None:
    """Import a module with its commands and classes; one that is not there ends the `whole` run, or the call of the script that uses it."""
    module = ctx.runspace.import_used(ctx, name)
    if module is None:
        message = MESSAGES["ModuleNotFoundDuringParse"].format(name)
        failure = parse_failure([ParseError(extent, "ModuleNotFoundDuringParse", message)])
        failure.from_throw = failure.final = whole
        raise failure
    state = module.session_state
    for key, net in ((state.scope.types or {}) if state is not None else {}).items():
        ctx.scope.add_type(key, net)
