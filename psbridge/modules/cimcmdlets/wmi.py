"""Get-WmiObject and Invoke-WmiMethod of Windows PowerShell: the same classes, times as DMTF text, methods on the objects."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, cmdlet, parameter
from psbridge.machine.cim import CALLER, CLASSES, NAMESPACE, CimClass
from psbridge.machine.wql import Query
from psbridge.modules.cimcmdlets.instances import CIM_INSTANCE, CimCommand
from psbridge.modules.cimcmdlets.methods import result_of
from psbridge.objects import DateTime, NetError, NetObject, PSObject, define, unwrap
from psbridge.objects.adapted import Method
from psbridge.objects.typetable import builtin

_M = "System.Management."
_OBJECT = _M + "ManagementObject"
_RESULT = _M + "ManagementBaseObject#\\__PARAMETERS"
_FAILURE = _M + "ManagementException"
# the methods that objects of some class have: .NET name -> names of its arguments
_METHODS = {
    "StartService": (),
    "StopService": (),
    "PauseService": (),
    "ResumeService": (),
    "ChangeStartMode": ("startmode",),
    "Terminate": ("reason",),
    "Create": ("commandline", "currentdirectory"),
}


def _dmtf(value: Any) -> Any:
    """A time as WMI writes it: 20240115093000.000000+000."""
    if not isinstance(value, DateTime):
        return value
    return f"{value.parts:%Y%m%d%H%M%S}.{value.fraction // 10:06}+000"


def _method(name: str, arguments: tuple[str, ...]) -> Any:
    def run(self: WmiObject, *given: Any) -> PSObject:
        method = self.kind.methods.get(name.lower())
        if method is None:
            text = f"Method invocation failed because [{_OBJECT}] does not contain a method named '{name}'."
            raise NetError.of("System.Management.Automation.RuntimeException", text)
        return result_of(method(self.machine, self.row, dict(zip(arguments, given, strict=False))), _RESULT)

    return run


class WmiObject(NetObject):
    """One instance, with its methods."""

    __slots__ = ("kind", "machine", "row")
    net_type = define(_OBJECT, "System.ComponentModel.Component")
    PROPERTIES = {"__CLASS": "class_name", "__NAMESPACE": "namespace", "__SERVER": "server", "__PATH": "path"}
    METHODS = {name: Method(name, _method(name, arguments)) for name, arguments in _METHODS.items()} | {"ConvertToDateTime": "to_time"}

    namespace = NAMESPACE.replace("/", "\\")

    def __init__(self, kind: CimClass, row: dict[str, Any], machine: Any, names: tuple[str, ...]) -> None:
        super().__init__()
        self.kind, self.row, self.machine = kind, row, machine
        self.custom_type_names = [f"{_OBJECT}#{self.namespace}\\{kind.name}", _OBJECT, _M + "ManagementBaseObject", "System.Object"]
        wanted = {name.lower() for name in (*names, *kind.keys)}
        for name, value in row.items():
            if not names or name.lower() in wanted:
                self.set(name, _dmtf(value))
        self.set("PSComputerName", machine.name.upper())

    class_name = property(lambda self: self.kind.name)
    server = property(lambda self: self.machine.name.upper())

    @property
    def path(self) -> str:
        keys = ",".join(f'{key}="{self.row[key]}"' for key in self.kind.keys)
        return f"\\\\{self.server}\\{self.namespace}:{self.kind.name}.{keys}"

    def to_time(self, text: str) -> DateTime:
        """ConvertToDateTime."""
        if len(text) < 14 or not text[:14].isdigit():
            raise NetError.of("System.ArgumentOutOfRangeException", "Specified argument was out of the range of valid values.")
        parts = (int(text[:4]), *(int(text[i : i + 2]) for i in range(4, 14, 2)))
        return DateTime.of(*parts)

    def __str__(self) -> str:
        return self.path


# what is shown of an object when nothing else is asked for
_SHOWN = {
    "Win32_OperatingSystem": "SystemDirectory Organization BuildNumber RegisteredUser SerialNumber Version",
    "Win32_ComputerSystem": "Domain Manufacturer Model Name PrimaryOwnerName TotalPhysicalMemory",
    "Win32_BIOS": "SMBIOSBIOSVersion Manufacturer Name SerialNumber Version",
    "Win32_Processor": "Caption DeviceID Manufacturer MaxClockSpeed Name SocketDesignation",
    "Win32_LogicalDisk": "DeviceID DriveType ProviderName FreeSpace Size VolumeName",
    "Win32_Service": "ExitCode Name ProcessId StartMode State Status",
    "Win32_UserAccount": "AccountType Caption Domain SID FullName Name",
    "Win32_Group": "Caption Domain Name SID",
    "Win32_Environment": "VariableValue Name UserName",
}
for _class, _names in _SHOWN.items():
    builtin(f"{_OBJECT}#{WmiObject.namespace}\\{_class}").default_display_property_set = tuple(_names.split())
    builtin(f"{CIM_INSTANCE}#{NAMESPACE}/{_class}").default_display_property_set = tuple(_names.split())


class _WmiCommand(CimCommand):
    """Refusals in the words of WMI."""

    def refuse(self, code: str, target: Any = None) -> None:
        words = {"0x80041010": "Invalid class", "0x8004100e": "Invalid namespace", "0x80041017": "Invalid query"}
        text = words.get(code, "Invalid method")
        named = str(target).rpartition(":")[2] if target else None
        message = f'{text} "{named}"' if named else text
        self.write_error(self.error(_FAILURE, message, "GetWMIManagementException", "InvalidOperation", target))


@cmdlet("Get-WmiObject", default_set="query", aliases=("gwmi",), output=(_OBJECT,))
class GetWmiObject(_WmiCommand):
    """Gets instances of WMI classes."""

    class_name = parameter("Class", "string", sets=(In("query", mandatory=True, position=0),), aliases=("ClassName",))
    property = parameter("Property", "string[]", sets=(In("query", position=1),))
    filter = parameter("Filter", "string", sets=("query",))
    query = parameter("Query", "string", sets=(In("WQLQuery", mandatory=True),))
    list_classes = parameter("List", "switch", sets=(In("list", mandatory=True),))
    namespace = parameter("Namespace", "string", aliases=("NS",))
    computer_name = parameter("ComputerName", "string[]", aliases=("Cn",))
    credential = parameter("Credential", "pscredential")

    def process(self) -> None:
        if not self.is_here(self.computer_name):
            return
        if self.list_classes:
            for each in CLASSES.values():
                self.write(PSObject.of(Name=each.name, Methods=list(each.methods), __NAMESPACE=WmiObject.namespace))
            return
        asked = self.query_of(self.class_name, self.filter, self.query)
        kind = self.class_named(asked.class_name, self.namespace) if asked is not None else None
        if asked is not None and kind is not None:
            self._write_rows(kind, asked)

    def _write_rows(self, kind: CimClass, asked: Query) -> None:
        names = tuple(name for name in self.property or asked.properties if name != "*")
        for row in asked.rows(kind.rows(self.machine)):
            self.write(WmiObject(kind, row, self.machine, names))


@cmdlet("Invoke-WmiMethod", default_set="class", aliases=("iwmi",), should_process=True, output=(_OBJECT,))
class InvokeWmiMethod(_WmiCommand):
    """Calls WMI methods."""

    class_name = parameter("Class", "string", sets=(In("class", mandatory=True, position=0),))
    input_object = parameter("InputObject", _OBJECT, sets=(In("object", mandatory=True, pipeline=True),))
    name = parameter("Name", "string", sets=(In("class", mandatory=True, position=1), In("object", mandatory=True, position=0)))
    argument_list = parameter("ArgumentList", "object[]", sets=(In("class", position=2), In("object", position=1)), aliases=("Args",))
    namespace = parameter("Namespace", "string", aliases=("NS",))
    computer_name = parameter("ComputerName", "string[]", aliases=("Cn",))

    def process(self) -> None:
        if not self.is_here(self.computer_name):
            return
        found = unwrap(self.input_object) if self.input_object is not None else None
        kind: CimClass | None = self.class_named(self.class_name, self.namespace) if found is None else found.kind
        method = kind.methods.get(self.name.lower()) if kind is not None else None
        if kind is None or method is None:
            if kind is not None:
                self.refuse("0x80041055", self.name)
            return
        names = next((names for name, names in _METHODS.items() if name.lower() == self.name.lower()), ())
        given = {CALLER: self.runspace.environment.get("USERNAME", ""), **dict(zip(names, self.argument_list or (), strict=False))}
        if self.should_process(found.path if found is not None else kind.name, self.DECLARATION.name):
            self.write(result_of(method(self.machine, found.row if found is not None else None, given), _RESULT))
