"""Instances of CIM classes as scripts see them, and where they come from.

Decides type names, the text of an instance and what an unknown class, namespace or computer is answered.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.machine.cim import CLASSES, NAMESPACE, CimClass
from psbridge.machine.wql import Query, WqlProblem, parse_condition, parse_query
from psbridge.objects import NetObject, PSObject, define
from psbridge.objects.convert import to_text

_I = "Microsoft.Management.Infrastructure."
CIM_INSTANCE = _I + "CimInstance"
EXCEPTION = _I + "CimException"
# code -> (message, category)
_FAILURES = {
    "0x80041010": ("Invalid class ", "MetadataError"),
    "0x8004100e": ("Invalid namespace ", "MetadataError"),
    "0x80041017": ("Invalid query ", "InvalidArgument"),
    "0x80041055": ("This method is not implemented in any class ", "NotImplemented"),
    "0x80041002": ("Not found ", "ObjectNotFound"),
}


class CimInstance(NetObject):
    """One instance; `row` is what the machine said, for methods to find it again."""

    __slots__ = ("kind", "row")
    net_type = define(CIM_INSTANCE)
    PROPERTIES = {"CimClass": "cim_class", "CimSystemProperties": "system_properties"}

    def __init__(self, kind: CimClass, row: dict[str, Any], names: tuple[str, ...]) -> None:
        super().__init__()
        self.kind, self.row = kind, row
        self.custom_type_names = [f"{CIM_INSTANCE}#{NAMESPACE}/{kind.name}", f"{CIM_INSTANCE}#{kind.name}", CIM_INSTANCE, "System.Object"]
        wanted = {name.lower() for name in (*names, *kind.keys)}
        for name, value in row.items():
            self.set(name, value if not names or name.lower() in wanted else None)
        self.set("PSComputerName", None)

    @property
    def cim_class(self) -> PSObject:
        return class_view(self.kind, self.row)

    @property
    def system_properties(self) -> PSObject:
        return PSObject.of(Namespace=NAMESPACE, ServerName=self.row.get("CSName"), ClassName=self.kind.name, Path=None)

    def __str__(self) -> str:
        keys = ", ".join(f'{key} = "{to_text(self.row.get(key))}"' for key in self.kind.keys)
        caption = self.row.get("Caption")
        return f"{self.kind.name}: {caption} ({keys})" if caption else f"{self.kind.name} ({keys})"


def class_view(kind: CimClass, row: dict[str, Any] | None) -> PSObject:
    made = PSObject(None, [_I + "CimClass", "System.Object"])
    made.set("CimClassName", kind.name)
    made.set("CimClassMethods", [PSObject.of(Name=name) for name in kind.methods])
    made.set("CimClassProperties", [PSObject.of(Name=name) for name in row or ()])
    made.set("CimSystemProperties", PSObject.of(Namespace=NAMESPACE, ClassName=kind.name))
    made.text = f"{NAMESPACE}:{kind.name}"
    return made


class CimCommand(Cmdlet):
    """What the commands share: classes by name, queries, refusals."""

    def refuse(self, code: str, target: Any = None) -> None:
        message, category = _FAILURES[code]
        record = self.error(EXCEPTION, message, f"HRESULT {code}", category, target)
        record.qualifier = f"{_I}CimCmdlets.{self.DECLARATION.name.replace('-', '')}Command"
        self.write_error(record)

    def is_here(self, names: Any) -> bool:
        """Whether the computers are this one: an emulated machine knows no other."""
        own = self.machine.own_names | {"", ".", "127.0.0.1"}
        for name in names or ():
            if name.lower() not in own:
                text = f"The WinRM client cannot process the request because the server name cannot be resolved: {name}."
                self.write_error(self.error(EXCEPTION, text, "HRESULT 0x803380e4", "OpenError", name))
                return False
        return True

    def class_named(self, name: str, namespace: str | None = None) -> CimClass | None:
        if namespace and namespace.replace("\\", "/").strip("/").lower() != NAMESPACE:
            self.refuse("0x8004100e", namespace)
            return None
        found = CLASSES.get(name.lower())
        if found is None:
            self.refuse("0x80041010", f"{NAMESPACE.replace('/', chr(92))}:{name}")
        return found

    def query_of(self, class_name: str | None, condition: str | None, query: str | None) -> Query | None:
        try:
            if query is not None:
                return parse_query(query)
            return Query(class_name or "", (), parse_condition(condition) if condition else None)
        except WqlProblem:
            self.refuse("0x80041017")
            return None
