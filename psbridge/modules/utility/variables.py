"""Variable commands: Get-, New-, Set-, Clear-, Remove-Variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.psvariable import PSVariable
from psbridge.engine.scopes import ALL_SCOPE, CONSTANT, PRIVATE, UNSET, Scope, Variable, VariableProtected, is_protected
from psbridge.modules.utility.scoping import scope_named
from psbridge.objects import AutomationNull
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterator

_A = "System.Management.Automation."


class _VariableCommand(Cmdlet):
    """What the variable commands share: -Scope, -Include, -Exclude and the errors about names."""

    scope: Any = parameter("Scope", "string", validate=(NotNullOrEmpty(),))
    include: Any = None
    exclude: Any = None

    def target_scope(self) -> Scope:
        """The scope that -Scope names; the current one without it."""
        return scope_named(self, self.scope)

    def matching(self, name: str) -> list[tuple[Scope, Variable]]:
        """Variables by name or pattern: in the scope that -Scope names, else all visible ones."""
        accept = self._filter()
        if not has_wildcards(name):
            return [one for one in self._exact(name) if accept(one[1].name)]
        matches = compile_wildcard(name)
        found = [one for one in self._all() if matches(one[1].name) and accept(one[1].name)]
        return sorted(found, key=lambda one: one[1].name.lower())

    def _exact(self, name: str) -> Iterator[tuple[Scope, Variable]]:
        if self.scope is not None:
            scope = self.target_scope()
            own = scope.variable(name)
            if own is not None:
                yield scope, own
            return
        found = self.ctx.scope.find_variable(name)
        if found is not None:
            yield found

    def _all(self) -> Iterator[tuple[Scope, Variable]]:
        if self.scope is not None:
            scope = self.target_scope()
            pairs = [(key, scope) for key in list(scope.variables)]
        else:
            pairs = list(self.ctx.scope.visible())
        for key, scope in pairs:
            variable = scope.variable(key)
            if variable is not None:
                yield scope, variable

    def _filter(self) -> Any:
        included = [compile_wildcard(p) for p in self.include or ()]
        excluded = [compile_wildcard(p) for p in self.exclude or ()]
        return lambda name: (not included or any(m(name) for m in included)) and not any(m(name) for m in excluded)

    def not_found(self, name: str) -> None:
        text = f"Cannot find a variable with the name '{name}'."
        self.write_error(self.error(_A + "ItemNotFoundException", text, "VariableNotFound", "ObjectNotFound", name))

    def not_writable(self, name: str) -> None:
        text = f"Cannot overwrite variable {name} because it is read-only or constant."
        kind = _A + "SessionStateUnauthorizedAccessException"
        self.write_error(self.error(kind, text, "VariableNotWritable", "WriteError", name))

    def show(self, scope: Scope, variable: Variable) -> PSVariable:
        return PSVariable(variable, scope, self.ctx)


@cmdlet("Get-Variable", aliases=("gv",), output=(_A + "PSVariable",))
class GetVariable(_VariableCommand):
    """Gets the variables in the current console."""

    name = parameter("Name", "string[]", position=0, pipeline=True, by_property=True, wildcard=True, validate=(NotNullOrEmpty(),))
    value_only = parameter("ValueOnly", "switch")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")

    def process(self) -> None:
        for name in self.name or ("*",):
            found = self.matching(name)
            for scope, variable in found:
                self.write(variable.get() if self.value_only else self.show(scope, variable))
            if not found and not has_wildcards(name) and self._filter()(name):
                self.not_found(name)


@cmdlet("New-Variable", aliases=("nv",), should_process=True, output=(_A + "PSVariable",))
class NewVariable(_VariableCommand):
    """Creates a new variable."""

    name = parameter("Name", "string", position=0, mandatory=True, by_property=True)
    value = parameter("Value", "object", position=1, pipeline=True, by_property=True)
    description = parameter("Description", "string", default="")
    option = parameter("Option", _A + "ScopedItemOptions", default=0)
    visibility = parameter("Visibility", _A + "SessionStateEntryVisibility", default=0)
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        if not self.should_process(f"Name: {self.name} Value: {self.value}", "New variable"):
            return
        scope = self.target_scope()
        old = scope.variable(self.name)
        if old is not None and not self.force:
            text = f"A variable with name '{self.name}' already exists."
            self.write_error(self.error(_A + "SessionStateException", text, "VariableAlreadyExists", "ResourceExists", self.name))
            return
        if old is not None and old.options & CONSTANT:
            self.not_writable(self.name)
            return
        made = Variable(self.name, self.value, int(self.option), description=self.description or "")
        made.visibility = int(self.visibility)
        scope.put(made)
        if self.pass_thru:
            self.write(self.show(scope, made))


@cmdlet("Set-Variable", aliases=("sv", "set"), should_process=True, output=(_A + "PSVariable",))
class SetVariable(_VariableCommand):
    """Sets the value of a variable; creates it when there is none."""

    name = parameter("Name", "string[]", position=0, mandatory=True, by_property=True, wildcard=True)
    value = parameter("Value", "object", position=1, pipeline=True, by_property=True, default=UNSET)
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    description = parameter("Description", "string")
    option = parameter("Option", _A + "ScopedItemOptions")
    visibility = parameter("Visibility", _A + "SessionStateEntryVisibility")
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")

    def begin(self) -> None:
        self._collected: list[Any] = []
        self._by_name = self.is_bound("Name")

    def process(self) -> None:
        if self._by_name:
            if self.value is not AutomationNull and self.is_bound("Value"):
                self._collected.append(self.value)
        else:
            self._set(self.name, self.value)

    def end(self) -> None:
        if not self._by_name:
            return
        values = self._collected
        if not self.is_bound("Value") and not values:
            self._set(self.name, UNSET)
        elif self.input_is_expected and len(values) != 1:
            self._set(self.name, list(values) if values else None)
        else:
            self._set(self.name, values[0])

    def _set(self, names: list[str], value: Any) -> None:
        for name in names:
            for scope, variable in self._targets(name):
                if self.should_process(f"Name: {variable.name} Value: {value}", "Set variable"):
                    self._assign(scope, variable, value)

    def _targets(self, name: str) -> list[tuple[Scope, Variable]]:
        if has_wildcards(name):
            return self.matching(name)
        if not self._filter()(name):
            return []
        scope = self.target_scope()
        own = scope.variable(name)
        if own is None and self.scope is None:
            shared = self.ctx.scope.find_variable(name)
            if shared is not None and shared[1].options & ALL_SCOPE:
                return [shared]
        return [(scope, own if own is not None else Variable(name))]

    def _assign(self, scope: Scope, variable: Variable, value: Any) -> None:
        new = scope.own(variable.name) is UNSET
        if is_protected(variable.options, bool(self.force)):
            self.not_writable(variable.name)
            return
        try:
            if value is not UNSET:
                variable.set(self.ctx, value, bool(self.force))
        except VariableProtected:
            self.not_writable(variable.name)
            return
        if not self._describe(variable, new):
            return
        if new and not variable.options & ALL_SCOPE:
            self._keep(scope, variable)
        if self.pass_thru:
            self.write(self.show(scope, variable))

    def _describe(self, variable: Variable, new: bool) -> bool:
        """Description, options and visibility; False, and an error, for options that a variable can have from the beginning only."""
        if self.description is not None:
            variable.description = self.description
        if self.option is not None:
            refused = None if new else _late_option(variable, int(self.option))
            if refused is not None:
                error_id, text = refused
                kind = _A + "SessionStateUnauthorizedAccessException"
                self.write_error(self.error(kind, text, error_id, "WriteError", variable.name))
                return False
            variable.options = int(self.option)
        if self.visibility is not None:
            variable.visibility = int(self.visibility)
        return True

    def _keep(self, scope: Scope, variable: Variable) -> None:
        """A plain variable is kept as a plain value: that is what fast paths look for."""
        if variable.options or variable.description or variable.visibility or self.scope == "private":
            if self.scope is not None and str(self.scope).lower() == "private":
                variable.options |= PRIVATE
            scope.put(variable)
        else:
            scope.set(variable.name, variable.value, self.ctx)


def _late_option(variable: Variable, options: int) -> tuple[str, str] | None:
    """Why a variable that is there cannot get these options: error id and text."""
    if options & CONSTANT:
        text = f"Existing variable {variable.name} cannot be made constant. Variables can be made constant only at creation time."
        return "VariableCannotBeMadeConstant", text
    if variable.options & ALL_SCOPE and not options & ALL_SCOPE:
        return "VariableAllScopeOptionCannotBeRemoved", f"The AllScope option cannot be removed from the variable '{variable.name}'."
    return None


@cmdlet("Clear-Variable", aliases=("clv",), should_process=True, output=(_A + "PSVariable",))
class ClearVariable(_VariableCommand):
    """Deletes the value of a variable."""

    name = parameter("Name", "string[]", position=0, mandatory=True, by_property=True, wildcard=True)
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        for name in self.name:
            found = self.matching(name)
            if not found and not has_wildcards(name):
                self.not_found(name)
            for scope, variable in found:
                if self.should_process(f"Name: {variable.name}", "Clear variable"):
                    self._clear(scope, variable)

    def _clear(self, scope: Scope, variable: Variable) -> None:
        try:
            variable.set(self.ctx, None, bool(self.force))
        except VariableProtected:
            self.not_writable(variable.name)
            return
        if self.pass_thru:
            self.write(self.show(scope, variable))


@cmdlet("Remove-Variable", aliases=("rv",), should_process=True)
class RemoveVariable(_VariableCommand):
    """Deletes a variable and its value."""

    name = parameter("Name", "string[]", position=0, mandatory=True, by_property=True, wildcard=True)
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    force = parameter("Force", "switch")

    def process(self) -> None:
        for name in self.name:
            found = self.matching(name)
            if not found and not has_wildcards(name):
                self.not_found(name)
            for scope, variable in found:
                if self.should_process(f"Name: {variable.name}", "Remove variable"):
                    self._remove(scope, variable)

    def _remove(self, scope: Scope, variable: Variable) -> None:
        if is_protected(variable.options, bool(self.force)):
            text = (
                f"Cannot remove variable {variable.name} because it is constant or read-only. If the variable is read-only, "
                "try the operation again specifying the Force option."
            )
            kind = _A + "SessionStateUnauthorizedAccessException"
            self.write_error(self.error(kind, text, "VariableNotRemovable", "WriteError", variable.name))
            return
        scope.remove(variable.name)
