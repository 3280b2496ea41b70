"""$PSDefaultParameterValues: which values a table gives the parameters of a command, when they are bound, and what is said when they fail.

A default counts for the command's name and for the aliases that the session has for it, with wildcards in either part of the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.parameters import ALL_SETS, Parameter
from psbridge.objects.convert import to_text, truth
from psbridge.objects.defaultkeys import bad_keys, is_switch, split_key
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import custom_object, unwrap
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.scriptblock import ScriptBlock
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from psbridge.engine.binder.commandline import Binder
    from psbridge.engine.context import Context

_IGNORED = {
    "different": (
        "Multiple different default values are defined in $PSDefaultParameterValues for the parameter matching the following name or "
        "alias: {0}. These defaults have been ignored."
    ),
    "several": (
        "The following name or alias defined in $PSDefaultParameterValues for this cmdlet resolves to multiple parameters: {0}. "
        "The default has been ignored."
    ),
}
_FAILED = "The binding of default value '{0}' to parameter '{1}' failed: {2}"
_MAYBE = (
    "{0} This {1} caused by applying the default parameter binding. You can disable the default parameter binding in "
    '$PSDefaultParameterValues by setting $PSDefaultParameterValues["Disabled"] to be $true, and {2}. The following default '
    "{3} successfully bound for this cmdlet when the error occurred:{4}"
)
_ONE = ("failure might be", "retry", "parameter was")
_MANY = ("error might have been", "then trying again", "parameters were")


def table_of(ctx: Context) -> Any:
    """The dictionary that $PSDefaultParameterValues holds; None when it gives no defaults."""
    table = unwrap(ctx.get_variable("PSDefaultParameterValues"))
    if table is None or not hasattr(table, "pairs") or len(table) == 0:
        return None
    return table


def switched_off(table: Any) -> bool:
    return any(isinstance(key, str) and is_switch(key) and truth(value) for key, value in table.pairs())


def defaults_of(ctx: Context, command: str) -> dict[str, Any]:
    """What is said of the parameters of a command, by their lower-case names as written."""
    table = table_of(ctx)
    if table is None or switched_off(table):
        return {}
    asked = DefaultValues(ctx, table, command, lambda text: None)
    return {parameter.lower(): value for parameter, value in asked.rows()}


class DefaultValues:
    """The defaults of one call.  ``bound``: the names of the parameters that got one; ``warn`` takes the text of a warning."""

    __slots__ = ("bound", "ctx", "names", "table", "told", "warn")

    def __init__(self, ctx: Context, table: Any, command: str, warn: Callable[[str], None]) -> None:
        self.ctx, self.table, self.warn = ctx, table, warn
        self.names = (command, *_aliases_of(ctx, command.lower()))
        self.bound: list[str] = []
        self.told: set[str] = set()

    # -- what the table says

    def rows(self) -> Iterator[tuple[str, Any]]:
        """Parameter and value of each key for this command: plain keys first."""
        patterns: dict[str, tuple[str, Any]] = {}
        for key, value in self.table.pairs():
            parts = split_key(key) if isinstance(key, str) else None
            if parts is None:
                continue
            if has_wildcards(key):
                patterns[":".join(parts)] = (parts[1], value) if self._is_meant(parts[0]) else ("", None)
            elif self._is_meant(parts[0]):
                yield parts[1], value
        yield from (row for row in patterns.values() if row[0])

    def _is_meant(self, command: str) -> bool:
        return any(map(compile_wildcard(command), self.names))

    def forget_bad_keys(self) -> None:
        """Keys of another form are told of once: they leave the table."""
        bad = [key for key in self.table if isinstance(key, str) and split_key(key) is None and not is_switch(key)]
        if not bad:
            return
        for key in bad:
            del self.table[key]
        self.warn(bad_keys(bad))

    def _found(self, binder: Binder) -> list[tuple[Parameter, Any]]:
        """The parameters that have one default; those with several different ones have none."""
        found: dict[int, tuple[Parameter, Any]] = {}
        removed: set[int] = set()
        for name, value in self.rows():
            hits = _parameters_named(binder, name)
            if len(hits) > 1:
                self._ignore("several", name)
            if len(hits) != 1:
                continue
            old = found.setdefault(id(hits[0]), (hits[0], value))
            if old[1] is not value and unwrap(old[1]) != unwrap(value):
                removed.add(id(hits[0]))
                self._ignore("different", name)
        return [row for key, row in found.items() if key not in removed]

    def _ignore(self, why: str, name: str) -> None:
        if name.lower() not in self.told:
            self.told.add(name.lower())
            self.warn(_IGNORED[why].format(name))

    # -- binding

    def apply(self, binder: Binder) -> None:
        """Bind what is not bound yet and fits the parameter sets that are possible."""
        for one, value in _fitting(binder, self._found(binder)):
            given = value
            try:
                if isinstance(unwrap(value), ScriptBlock):
                    given = unwrap(value).invoke_value(self.ctx, _state(binder, self.bound))
                    if given is AutomationNull:
                        continue
                binder.put(one, given, None)
            except ScriptError as problem:
                self._tell_failure(one, given, problem)
            else:
                self.bound.append(one.name)

    def _tell_failure(self, one: Parameter, value: Any, problem: ScriptError) -> None:
        if "ParameterBinding" not in problem.record.exception.kind.name:
            raise problem
        key = ":" + one.name.lower()
        if key not in self.told:
            self.told.add(key)
            self.warn(_FAILED.format("null" if value is None else to_text(value), one.name, problem.record.exception.message))

    def elaborated(self, problem: ScriptError) -> ScriptError:
        """The error of a call whose defaults may be the reason for it."""
        old = problem.record
        if not self.bound or "ParameterBinding" not in old.exception.kind.name:
            return problem
        first, second, third = _ONE if len(self.bound) == 1 else _MANY
        text = _MAYBE.format(old.exception.message, first, second, third, "".join(f" -{name}" for name in self.bound))
        made = error_record("ParameterBindingException", text, old.error_id, old.category_info.category, old.target_object)
        made.qualifier, made.invocation_info = old.qualifier, old.invocation_info
        made.category_info.activity = old.category_info.activity
        made.exception.extra.update(old.exception.extra)
        made.exception.inner = old.exception.inner
        made.script_stack_trace = old.script_stack_trace
        return ScriptError(made)


def default_values(ctx: Context, command: str, warn: Callable[[str], None]) -> DefaultValues | None:
    """The defaults for a call, or None when there are none."""
    table = table_of(ctx)
    if table is None or switched_off(table):
        return None
    made = DefaultValues(ctx, table, command, warn)
    made.forget_bad_keys()
    return made


def _aliases_of(ctx: Context, command: str) -> list[str]:
    found = []
    for scope in ctx.scope.chain():
        found += [alias.name for alias in (scope.aliases or {}).values() if alias.target.lower() == command]
    return found


def _parameters_named(binder: Binder, name: str) -> list[Parameter]:
    """The parameters of that name or alias; with wildcards one for each name and alias that matches."""
    if not has_wildcards(name):
        one = binder.meta.names.get(name.lower())
        return [] if one is None else [one]
    matches = compile_wildcard(name)
    return [one for one in binder.meta.all for text in (one.name, *one.aliases) if matches(text)]


def _fitting(binder: Binder, found: list[tuple[Parameter, Any]]) -> list[tuple[Parameter, Any]]:
    """Those that may be bound now; none at all when they have no parameter set in common."""
    fitting, common = [], -1
    for one, value in found:
        mask = binder.meta.masks[id(one)]
        key = one.name.lower()
        if not mask & binder.valid or key in binder.values or key in binder.delayed:
            continue
        if all(use.name != ALL_SETS for use in one.uses):
            common &= mask
        fitting.append((one, value))
    return fitting if common else []


def _state(binder: Binder, defaulted: list[str]) -> Any:
    """What a default's script block is told: the names of the parameters that are bound, and how."""
    from psbridge.engine.members.collections import HashSet
    from psbridge.objects.containers import fold_key

    text = find_type("System.String")

    def names(of: Any) -> HashSet:
        made = HashSet(find_type("System.Collections.Generic.HashSet`1").close(text), text, fold_key)
        for name in of:
            made.add(name)
        return made

    rows = {
        "BoundParameters": [name for name, _ in binder.bound_parameters()],
        "BoundPositionalParameters": [one.name for one, arg, _ in binder.steps if arg.name is None],
        "BoundDefaultParameters": defaulted,
    }
    return custom_object((name, names(of)) for name, of in rows.items())
