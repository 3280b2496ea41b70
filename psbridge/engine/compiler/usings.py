"""`using module` and `using assembly` of a script: done before its first statement.

Decides where the named module is looked for (beside the script), and that its classes are visible in the script as well as its commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psbridge.engine.assemblies import refusal
from psbridge.engine.compiler.unit import Unit
from psbridge.engine.errors import ScriptError
from psbridge.engine.modulespecs import Accepts, accepting, misfit
from psbridge.engine.parsefailures import parse_failure
from psbridge.engine.scriptplaces import folder_of
from psbridge.language.ast import UsingStatementAst, UsingStatementKind
from psbridge.language.constants import NotConstant, constant_value
from psbridge.language.errors import ParseError
from psbridge.language.messages import message
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import has_wildcards

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """The module that a `using module` names, and which versions of it will do."""

    name: str
    accepts: Accepts | None = None


def wanted(ast: UsingStatementAst, folder: str) -> Wanted | ParseError:
    """What a statement in a script of that folder asks for, or what is wrong with how it asks."""
    name, limits = (ast.name.value if ast.name is not None else ""), dict[str, Any]()
    if ast.module_specification is not None:
        try:
            table = constant_value(ast.module_specification)
        except NotConstant:
            return _fault(ast, "RequiresArgumentMustBeConstant")
        limits = {str(key).lower(): value for key, value in table.items()}
        fault = misfit(limits)
        if fault is not None:
            return _fault(ast, "RequiresModuleInvalid", fault)
        name = to_text(limits["modulename"])
    if has_wildcards(name):
        return _fault(ast, "WildCardModuleNameError")
    return Wanted(_beside(folder, name), accepting(limits))


def _fault(ast: UsingStatementAst, error_id: str, *words: str) -> ParseError:
    return ParseError(ast.extent, error_id, message(error_id, *words))


def faults(ctx: Context, statements: tuple[UsingStatementAst, ...], file: str | None) -> Iterator[ParseError]:
    """What keeps a script with these statements from beginning."""
    for one in statements:
        if one.using_statement_kind is UsingStatementKind.Assembly and one.name is not None:
            fault = refusal(ctx, one.name.value, one.name.extent)
            if fault is not None:
                yield fault
        elif one.using_statement_kind is UsingStatementKind.Module and (one.name or one.module_specification) is not None:
            module = wanted(one, folder_of(file))
            if isinstance(module, ParseError):
                yield module
            elif not ctx.runspace.can_use(ctx, module.name, module.accepts):
                yield _fault(one, "ModuleNotFoundDuringParse", _written(one))


def _written(ast: UsingStatementAst) -> str:
    named = ast.name.value if ast.name is not None else ast.module_specification.extent.text if ast.module_specification is not None else ""
    return str(named)


def _module(unit: Unit, ast: UsingStatementAst) -> Import:
    folder = folder_of(unit.file)

    def run(ctx: Context) -> None:
        module = wanted(ast, folder)
        if isinstance(module, ParseError):
            raise _ended(module, not folder)
        load(ctx, module, ast, whole=not folder)

    return run


def _beside(folder: str, name: str) -> str:
    """A relative path is meant from the folder of the script."""
    name = name.replace("\\", "/")
    is_absolute = name.startswith(("/", "~")) or name[1:2] == ":"
    return f"{folder}/{name}" if folder and "/" in name and not is_absolute else name


def load(ctx: Context, wanted: Wanted, ast: UsingStatementAst, *, whole: bool = True) -> None:
    """Import a module with its commands and classes; one that is not there ends the `whole` run, or the call of the script that uses it."""
    module = ctx.runspace.import_used(ctx, wanted.name, wanted.accepts)
    if module is None:
        raise _ended(_fault(ast, "ModuleNotFoundDuringParse", _written(ast)), whole)
    state = module.session_state
    for key, net in ((state.scope.types or {}) if state is not None else {}).items():
        ctx.scope.add_type(key, net)
        ctx.scope.add_type(f"{module.name}.{key}", net)


def _ended(fault: ParseError, whole: bool) -> ScriptError:
    failure = parse_failure([fault])
    failure.from_throw = failure.final = whole
    return failure
