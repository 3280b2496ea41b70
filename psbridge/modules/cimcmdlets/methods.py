"""Invoke-CimMethod."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, cmdlet, parameter
from psbridge.machine.cim import CALLER, CimClass
from psbridge.modules.cimcmdlets.instances import CIM_INSTANCE, CimCommand
from psbridge.objects import PSObject, unwrap
from psbridge.objects.convert import to_text

_NAMED, _QUERY, _OBJECT = "ClassNameComputerSet", "QueryComputerSet", "CimInstanceComputerSet"
RESULT = "Microsoft.Management.Infrastructure.CimMethodResult"


def result_of(facts: dict[str, Any], type_name: str) -> PSObject:
    made = PSObject(None, [type_name, "System.Object"])
    for name, value in facts.items():
        made.set(name, value)
    made.set("PSComputerName", None)
    return made


@cmdlet("Invoke-CimMethod", default_set=_NAMED, aliases=("icim",), should_process=True, output=(RESULT,))
class InvokeCimMethod(CimCommand):
    """Invokes a method of a CIM class or of instances."""

    class_name = parameter("ClassName", "string", sets=(In(_NAMED, mandatory=True, position=0),), aliases=("Class",))
    input_object = parameter(
        "InputObject", CIM_INSTANCE, sets=(In(_OBJECT, mandatory=True, position=0, pipeline=True),), aliases=("CimInstance",)
    )
    query = parameter("Query", "string", sets=(In(_QUERY, mandatory=True, by_property=True),))
    query_dialect = parameter("QueryDialect", "string", sets=(_QUERY,), default="WQL")
    method_name = parameter(
        "MethodName",
        "string",
        sets=(In(_NAMED, mandatory=True, position=1), In(_QUERY, mandatory=True, position=0), In(_OBJECT, mandatory=True, position=1)),
        aliases=("Name",),
    )
    arguments = parameter(
        "Arguments", "System.Collections.IDictionary", sets=(In(_NAMED, position=2), In(_QUERY, position=1), In(_OBJECT, position=2))
    )
    namespace = parameter("Namespace", "string")
    computer_name = parameter("ComputerName", "string[]", aliases=("CN", "ServerName"))
    operation_timeout = parameter("OperationTimeoutSec", "uint32", aliases=("OT",))

    def process(self) -> None:
        if not self.is_here(self.computer_name):
            return
        if self.input_object is not None:
            instance = unwrap(self.input_object)
            self._run(instance.kind, instance.row, str(instance))
        elif self.query is not None:
            self._run_query()
        else:
            kind = self.class_named(self.class_name, self.namespace)
            if kind is not None:
                self._run(kind, None, kind.name)

    def _run_query(self) -> None:
        asked = self.query_of(None, None, self.query)
        kind = self.class_named(asked.class_name, self.namespace) if asked is not None else None
        if asked is not None and kind is not None:
            for row in asked.rows(kind.rows(self.machine)):
                self._run(kind, row, kind.name)

    def _run(self, kind: CimClass, row: dict[str, Any] | None, target: str) -> None:
        method = kind.methods.get(self.method_name.lower())
        if method is None:
            self.refuse("0x80041055", target)
            return
        given = {to_text(key).lower(): value for key, value in (self.arguments or {}).items()}
        given[CALLER] = self.runspace.environment.get("USERNAME", "")
        if self.should_process(target, f"Invoke-CimMethod: {self.method_name}"):
            self.write(result_of(method(self.machine, row, given), RESULT))
