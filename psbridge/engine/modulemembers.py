"""Members of the object that New-Module -AsCustomObject makes."""

from __future__ import annotations

from typing import Any

from psbridge.engine.commands import FunctionInfo
from psbridge.engine.scopes import Variable
from psbridge.objects.members import NoteProperty, ScriptMethod
from psbridge.objects.psobject import PSObject


class ModuleVariable(NoteProperty):
    """A property that is a variable of the module."""

    __slots__ = ("variable",)

    def __init__(self, variable: Variable) -> None:
        super().__init__(variable.name, None)
        self.variable = variable

    def get_value(self, instance: Any) -> Any:
        return self.variable.get()

    def set_value(self, instance: Any, value: Any) -> None:
        self.variable.set(None, value)


class ModuleMethod(ScriptMethod):
    """A method that calls an exported function."""

    __slots__ = ()

    def __init__(self, info: FunctionInfo) -> None:
        super().__init__(info.name, info.block)


def custom_object_of(module: Any) -> PSObject:
    """The exports as an object: functions are methods, variables are properties."""
    made = PSObject()
    for variable in module.variables.values():
        made.add_member(ModuleVariable(variable))
    for info in module.functions.values():
        made.add_member(ModuleMethod(info))
    return made
