"""What the commands of the module share: the computer's store, and definitions by object, number or name."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, parameter
from psbridge.modules.scheduledjob.definitions import ScheduledJobDefinition
from psbridge.modules.scheduledjob.instances import attach
from psbridge.modules.scheduledjob.schedule import S
from psbridge.modules.scheduledjob.store import Store, store_of
from psbridge.objects import unwrap
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

DEFINITION_TYPE = S + "ScheduledJobDefinition"
DEFINITION, BY_ID, BY_NAME = "Definition", "DefinitionId", "DefinitionName"
_EXCEPTION = S + "ScheduledJobException"


class ScheduledJobCommand(Cmdlet):
    """Base of all."""

    @property
    def store(self) -> Store:
        attach(self.runspace)
        return store_of(self.runspace.machine)

    def find_by_id(self, number: int) -> ScheduledJobDefinition | None:
        found = next((one for one in self.store.listed() if one.number == number), None)
        if found is None:
            self.complain(f"A scheduled job definition with Id {number} could not be found.", "ScheduledJobDefinitionIdNotFound", number)
        return found

    def find_by_name(self, name: str) -> list[ScheduledJobDefinition]:
        fits = compile_wildcard(name)
        found = [one for one in self.store.listed() if fits(one.name)]
        if not found and not has_wildcards(name):
            self.complain(f"A scheduled job definition with Name {name} could not be found.", "ScheduledJobDefinitionNameNotFound", name)
        return found

    def complain(self, text: str, error_id: str, target: Any) -> None:
        self.write_error(self.error(_EXCEPTION, text, error_id, "ObjectNotFound", target))

    def refuse(self, text: str, error_id: str, category: str, target: Any = None) -> None:
        self.fail(self.error(_EXCEPTION, text, error_id, category, target))

    def definitions_of(self, objects: Any, numbers: Any, names: Any) -> list[ScheduledJobDefinition]:
        """Those that the parameters of a set name."""
        if self.set_name == BY_ID:
            return [one for number in numbers if (one := self.find_by_id(number)) is not None]
        if self.set_name == BY_NAME:
            return [one for name in names for one in self.find_by_name(name)]
        return [unwrap(one) for one in objects]


def input_object(array: bool = True, position: int = 0, name: str = "InputObject") -> Any:
    kind = DEFINITION_TYPE + "[]" * array
    use = In(DEFINITION, mandatory=True, position=position, pipeline=True, by_property=True)
    return parameter(name, kind, sets=(use,), validate=(NotNull(),))


def number_parameter(name: str = "Id", array: bool = True, position: int = 0) -> Any:
    return parameter(name, "int" + "[]" * array, sets=(In(BY_ID, mandatory=True, position=position),))


def name_parameter(name: str = "Name", array: bool = True, position: int = 0) -> Any:
    use = In(BY_NAME, mandatory=True, position=position)
    return parameter(name, "string" + "[]" * array, sets=(use,), validate=(NotNullOrEmpty(),), wildcard=array)
