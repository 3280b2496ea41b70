"""PSVariable: a variable as an object, as Get-Variable hands it out.

Decides nothing about variables themselves (scopes does): it is a view of one that lives in a scope, and writes through it.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.commands import ScopedItemOptions
from psbridge.engine.scopes import Scope, Variable, VariableProtected
from psbridge.objects import GenericList, NetError, NetObject, define, define_enum, find_type
from psbridge.objects.nettypes import SMA

_A = "System.Management.Automation."
SessionStateEntryVisibility: Any = define_enum(_A + "SessionStateEntryVisibility", "Public Private", assembly=SMA)
_ATTRIBUTE = define("System.Attribute")
_COLLECTION = "System.Collections.ObjectModel.Collection`1"
_ATTRIBUTES = define(_A + "PSVariableAttributeCollection", find_type(_COLLECTION).close(_ATTRIBUTE), assembly=SMA)


class PSVariable(NetObject):
    """One variable of one scope."""

    __slots__ = ("context", "scope", "variable")
    net_type = define(_A + "PSVariable", assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "Description": "description",
        "Value": "value",
        "Visibility": "visibility",
        "Module": "module",
        "ModuleName": "module_name",
        "Options": "options",
        "Attributes": "attributes",
    }
    METHODS = {"IsValidValue": "is_valid_value"}

    def __init__(self, variable: Variable, scope: Scope | None = None, context: Any = None) -> None:
        super().__init__()
        self.variable, self.scope, self.context = variable, scope, context

    @property
    def name(self) -> str:
        return self.variable.name

    @property
    def value(self) -> Any:
        return self.variable.get()

    @value.setter
    def value(self, new: Any) -> None:
        try:
            self.variable.set(self.context, new)
        except VariableProtected as problem:
            kind = _A + "SessionStateUnauthorizedAccessException"
            raise NetError.of(kind, str(problem), error_id="VariableNotWritable", category="WriteError") from problem

    @property
    def description(self) -> str:
        return self.variable.description

    @description.setter
    def description(self, new: str) -> None:
        self.variable.description = new

    @property
    def visibility(self) -> Any:
        return SessionStateEntryVisibility(self.variable.visibility)

    @visibility.setter
    def visibility(self, new: Any) -> None:
        self.variable.visibility = int(new)

    @property
    def module(self) -> Any:
        return self.variable.module

    @property
    def module_name(self) -> str:
        return getattr(self.variable.module, "name", "") or ""

    @property
    def options(self) -> Any:
        return ScopedItemOptions(self.variable.options)

    @options.setter
    def options(self, new: Any) -> None:
        self.variable.options = int(new)

    @property
    def attributes(self) -> Any:
        found = GenericList(_ATTRIBUTE, self.variable.attributes, _COLLECTION)
        found.net_type = _ATTRIBUTES
        return found

    def is_valid_value(self, value: Any) -> bool:
        """Whether an assignment of `value` would be accepted."""
        try:
            for transform in self.variable.transforms:
                value = transform(self.context, value)
        except Exception:  # noqa: BLE001  a validation may raise anything; all that counts is that it refused
            return False
        return True

    def __repr__(self) -> str:
        return f"<PSVariable {self.name}={self.value!r}>"


find_type(_A + "PSVariable").python = PSVariable
