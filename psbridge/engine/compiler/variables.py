"""Variables: reading, writing, references.

Decides at compile time where a name may live (constant, automatic, local look-up, named scope, drive) and compiles one closure for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.unit import Unit, constant, expression_of
from psbridge.engine.errors import runtime_error
from psbridge.engine.plan import Closure
from psbridge.engine.preferences import transform_of
from psbridge.engine.scopes import UNSET, Scope, Variable
from psbridge.engine.scriptplaces import folder_of
from psbridge.language.ast import UsingExpressionAst, VariableExpressionAst, VariablePath

if TYPE_CHECKING:
    from psbridge.engine.context import Context

Assign = Callable[["Context", Any], None]

CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}


def key_of(path: VariablePath) -> str:
    """The lower-case name under which a variable is kept; $PSItem is $_."""
    key = path.unqualified.lower()
    return "_" if key == "psitem" else key


@expression_of(VariableExpressionAst)
def read_variable(unit: Unit, ast: VariableExpressionAst) -> Closure:
    read = _read(unit, ast)
    if not unit.debugged:
        return read
    from psbridge.engine.compiler.debugged import watched_read

    return watched_read(ast, key_of(ast.variable_path), read)


def _read(unit: Unit, ast: VariableExpressionAst) -> Closure:
    path = ast.variable_path
    if path.drive_name is not None:
        return _read_drive(path.drive_name, path.unqualified)
    key = key_of(path)
    if path.scope in (None, "variable"):
        if key in CONSTANTS:
            return constant(CONSTANTS[key])
        special = AUTOMATIC.get(key)
        if special is not None:
            return special(unit, ast)
        return read_local(key, path.user_path)
    return _read_scoped(path.scope or "", key, path.user_path)


def read_local(key: str, shown: str) -> Closure:
    """An unqualified name: the current scope, then the outer ones."""
    variable = Variable
    unset = UNSET

    def run(ctx: Context) -> Any:
        value = ctx.vars.get(key, unset)
        if value is unset or value.__class__ is variable:
            return read_slow(ctx, key, shown)
        return value

    run.local = key  # type: ignore[attr-defined]
    return run


def read_slow(ctx: Context, key: str, shown: str, strict: int = 1) -> Any:
    """A name that is not a plain value of the current scope; `strict` is the mode from which on an unset one is an error."""
    found = ctx.scope.lookup(key)
    if found.__class__ is Variable:
        return found.get()
    return _undefined(ctx, shown, strict) if found is UNSET else found


def _undefined(ctx: Context, shown: str, strict: int = 1) -> None:
    if ctx.scope.strict_mode >= strict:
        text = f"The variable '${shown}' cannot be retrieved because it has not been set."
        raise runtime_error(text, "VariableIsUndefined", "InvalidOperation", shown)


def _read_drive(drive: str, path: str) -> Closure:
    def run(ctx: Context) -> Any:
        return ctx.runspace.read_drive(ctx, drive, path)

    return run


def scope_of(ctx: Context, name: str) -> Scope:
    """The scope that a prefix names."""
    if name == "global":
        return ctx.execution.global_scope
    return ctx.scope.script if name == "script" else ctx.scope


def _read_scoped(name: str, key: str, shown: str) -> Closure:
    def run(ctx: Context) -> Any:
        value = scope_of(ctx, name).variables.get(key, UNSET)
        if value.__class__ is Variable:
            return value.get()
        return _undefined(ctx, shown) if value is UNSET else value

    return run


# -- automatic variables that need no slot


def _success(unit: Unit, ast: VariableExpressionAst) -> Closure:
    return lambda ctx: ctx.execution.success


def _invocation(unit: Unit, ast: VariableExpressionAst) -> Closure:
    def run(ctx: Context) -> Any:
        found = ctx.vars.get("myinvocation", UNSET)
        return ctx.invocation if found is UNSET else found

    return run


def _script_root(unit: Unit, ast: VariableExpressionAst) -> Closure:
    return _place("psscriptroot", folder_of(unit.file))


def _command_path(unit: Unit, ast: VariableExpressionAst) -> Closure:
    return _place("pscommandpath", unit.file or "")


def _place(key: str, place: str) -> Closure:
    """Where a script stands, unless somebody assigned something else here."""

    def run(ctx: Context) -> Any:
        found = ctx.vars.get(key, UNSET)
        return place if found is UNSET else found.get() if found.__class__ is Variable else found

    return run


AUTOMATIC: dict[str, Callable[[Unit, VariableExpressionAst], Closure]] = {
    "?": _success,
    "myinvocation": _invocation,
    "psscriptroot": _script_root,
    "pscommandpath": _command_path,
}


# -- $using:


def using_key(ast: UsingExpressionAst) -> str:
    """Under which key the value of a $using: expression travels in Context.using."""
    return using_text(ast).lower()


def using_text(ast: UsingExpressionAst) -> str:
    """What stands behind $using: as it is written."""
    text = ast.sub_expression.extent.text
    for prefix in ("$using:", "@using:", "${using:"):
        if text[: len(prefix)].lower() == prefix:
            return text[len(prefix) :].rstrip("}")
    return text.lstrip("$@")


@expression_of(UsingExpressionAst)
def read_using(unit: Unit, ast: UsingExpressionAst) -> Closure:
    key = using_key(ast)

    def run(ctx: Context) -> Any:
        values = ctx.using
        if values is not None and key in values:
            return values[key]
        raise runtime_error(
            "A Using variable cannot be retrieved. A Using variable can be used only with Invoke-Command, Start-Job, or InlineScript in "
            "the script workflow. When it is used with Invoke-Command, the Using variable is valid only if the script block is invoked "
            "on a remote computer.",
            "UsingWithoutInvokeCommand",
            "InvalidOperation",
            key,
        )

    return run


# -- writing


def assign_variable(unit: Unit, ast: VariableExpressionAst) -> Assign:
    """`$name = value` for any kind of name."""
    write = _write(ast)
    if not unit.debugged:
        return write
    from psbridge.engine.compiler.debugged import watched_write

    watched: Assign = watched_write(ast, key_of(ast.variable_path), write)
    return watched


def _write(ast: VariableExpressionAst) -> Assign:
    path = ast.variable_path
    if path.drive_name is not None:
        return _write_drive(path.drive_name, path.unqualified)
    key, name = key_of(path), path.unqualified
    if path.scope in (None, "variable", "local"):
        write, transform = write_local(key, name), transform_of(key)
        return write if transform is None else lambda ctx, value: write(ctx, transform(ctx, value))
    if path.scope == "private":
        return _write_private(key, name)
    return _write_scoped(path.scope or "", key, name)


def write_local(key: str, name: str) -> Assign:
    """An assignment in the current scope."""
    if key in CONSTANTS:
        return _write_nothing if key == "null" else _refuse(name)
    unset, variable = UNSET, Variable

    def run(ctx: Context, value: Any) -> None:
        variables = ctx.vars
        old = variables.get(key, unset)
        if old is unset:
            ctx.scope.create(key, name, value, ctx)
        elif old.__class__ is variable:
            old.set(ctx, value)
        else:
            variables[key] = value

    return run


def _write_nothing(ctx: Context, value: Any) -> None:
    """`$null = value`."""


def _refuse(name: str) -> Assign:
    from psbridge.engine.scopes import VariableProtected

    def run(ctx: Context, value: Any) -> None:
        raise VariableProtected(name)

    return run


def _write_scoped(scope: str, key: str, name: str) -> Assign:
    def run(ctx: Context, value: Any) -> None:
        scope_of(ctx, scope).set(name if key != "_" else "_", value, ctx)

    return run


def _write_private(key: str, name: str) -> Assign:
    from psbridge.engine.scopes import PRIVATE

    def run(ctx: Context, value: Any) -> None:
        found = ctx.scope.variable(name)
        if found is None:
            ctx.scope.put(Variable(name, value, PRIVATE))
        else:
            found.set(ctx, value)
            found.options |= PRIVATE

    return run


def _write_drive(drive: str, path: str) -> Assign:
    def run(ctx: Context, value: Any) -> None:
        ctx.runspace.write_drive(ctx, drive, path, value)

    return run


# -- references


def find_variable(ctx: Context, path: VariablePath) -> Variable:
    """The variable that `[ref] $name` means."""
    key = key_of(path)
    if path.scope in ("global", "script"):
        found = scope_of(ctx, path.scope).variable(key)
    else:
        pair = ctx.scope.find_variable(key)
        found = None if pair is None else pair[1]
    if found is None:
        error = runtime_error("[ref] cannot be applied to a variable that does not exist.", "NonExistingVariableReference")
        error.record.target_object = path.user_path
        error.record.category_info.target_name, error.record.category_info.target_type = path.user_path, "VariablePath"
        raise error
    return found
