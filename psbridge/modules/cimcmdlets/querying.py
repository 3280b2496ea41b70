"""Get-CimInstance and Get-CimClass."""

from __future__ import annotations

from psbridge.engine.cmdlet import In, NotNullOrEmpty, cmdlet, parameter
from psbridge.machine.cim import CLASSES
from psbridge.modules.cimcmdlets.instances import CIM_INSTANCE, CimCommand, CimInstance, class_view
from psbridge.objects import unwrap
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_NAMED, _QUERY, _OBJECT = "ClassNameComputerSet", "QueryComputerSet", "CimInstanceComputerSet"


@cmdlet("Get-CimInstance", default_set=_NAMED, aliases=("gcim",), output=(CIM_INSTANCE,))
class GetCimInstance(CimCommand):
    """Gets the CIM instances of a class from a CIM server."""

    class_name = parameter("ClassName", "string", sets=(In(_NAMED, mandatory=True, position=0, by_property=True),))
    input_object = parameter(
        "InputObject", CIM_INSTANCE, sets=(In(_OBJECT, mandatory=True, position=0, pipeline=True),), aliases=("CimInstance",)
    )
    query = parameter("Query", "string", sets=(In(_QUERY, mandatory=True, by_property=True),))
    query_dialect = parameter("QueryDialect", "string", sets=(_QUERY,), default="WQL")
    filter = parameter("Filter", "string", sets=(_NAMED,))
    property = parameter("Property", "string[]", sets=(_NAMED,), aliases=("SelectProperties",))
    key_only = parameter("KeyOnly", "switch", sets=(_NAMED,))
    namespace = parameter("Namespace", "string")
    computer_name = parameter("ComputerName", "string[]", aliases=("CN", "ServerName"))
    operation_timeout = parameter("OperationTimeoutSec", "uint32", aliases=("OT",))
    shallow = parameter("Shallow", "switch", sets=(_NAMED,))

    def process(self) -> None:
        if not self.is_here(self.computer_name):
            return
        if self.input_object is not None:
            self._again(unwrap(self.input_object))
            return
        asked = self.query_of(self.class_name, self.filter, self.query)
        kind = self.class_named(asked.class_name, self.namespace) if asked is not None else None
        if asked is None or kind is None:
            return
        names = kind.keys if self.key_only else tuple(self.property or asked.properties)
        for row in asked.rows(kind.rows(self.machine)):
            self.write(CimInstance(kind, row, names))

    def _again(self, instance: CimInstance) -> None:
        kind = instance.kind
        for row in kind.rows(self.machine):
            if all(row[key] == instance.row[key] for key in kind.keys):
                self.write(CimInstance(kind, row, ()))
                return
        self.refuse("0x80041002", str(instance))


@cmdlet("Get-CimClass", output=("Microsoft.Management.Infrastructure.CimClass",))
class GetCimClass(CimCommand):
    """Gets a list of CIM classes in a namespace."""

    class_name = parameter("ClassName", "string", position=0, by_property=True, validate=(NotNullOrEmpty(),))
    namespace = parameter("Namespace", "string", position=1, by_property=True)
    method_name = parameter("MethodName", "string")
    property_name = parameter("PropertyName", "string")
    computer_name = parameter("ComputerName", "string[]", aliases=("CN", "ServerName"))

    def process(self) -> None:
        name = self.class_name or "*"
        if not self.is_here(self.computer_name) or (not has_wildcards(name) and self.class_named(name, self.namespace) is None):
            return
        matches = compile_wildcard(name)
        for kind in CLASSES.values():
            row = next(iter(kind.rows(self.machine)), {})
            if matches(kind.name) and _has(self.method_name, kind.methods) and _has(self.property_name, row):
                self.write(class_view(kind, row))


def _has(pattern: str | None, names: object) -> bool:
    matches = compile_wildcard(pattern or "*")
    return pattern is None or any(matches(name) for name in names)  # type: ignore[attr-defined]


