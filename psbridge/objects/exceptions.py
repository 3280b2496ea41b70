"""Exceptions of .NET as values, and the Python exception that carries one.

Decides the hierarchy of exception types (a table) and how a failure inside a method is expressed: `raise
NetError.of("System.ArgumentException", "message")`.  Turning it into an ErrorRecord is the engine's business.
"""

from __future__ import annotations

import copy
from operator import attrgetter
from typing import Any

from psbridge.errors import PsBridgeError
from psbridge.objects.adapted import Property, declare
from psbridge.objects.nettypes import CORE, SMA, NetType, define, find_type, lookup_type
from psbridge.objects.psobject import NetObject

# name: parent; without a namespace: System
_SYSTEM = """
ArgumentException SystemException
ArgumentNullException ArgumentException
ArgumentOutOfRangeException ArgumentException
ArithmeticException SystemException
DivideByZeroException ArithmeticException
OverflowException ArithmeticException
ArrayTypeMismatchException SystemException
FormatException SystemException
UriFormatException FormatException
IndexOutOfRangeException SystemException
InvalidCastException SystemException
InvalidOperationException SystemException
ObjectDisposedException InvalidOperationException
InvalidProgramException SystemException
MissingMemberException SystemException
MissingMethodException MissingMemberException
NotImplementedException SystemException
NotSupportedException SystemException
PlatformNotSupportedException NotSupportedException
NullReferenceException SystemException
OperationCanceledException SystemException
OutOfMemoryException SystemException
RankException SystemException
StackOverflowException SystemException
TimeoutException SystemException
TypeLoadException SystemException
TypeInitializationException SystemException
UnauthorizedAccessException SystemException
AggregateException Exception
AccessViolationException SystemException
System.Collections.Generic.KeyNotFoundException SystemException
System.IO.IOException SystemException
System.IO.FileNotFoundException System.IO.IOException
System.IO.DirectoryNotFoundException System.IO.IOException
System.IO.DriveNotFoundException System.IO.IOException
System.IO.EndOfStreamException System.IO.IOException
System.IO.InternalBufferOverflowException SystemException
System.IO.PathTooLongException System.IO.IOException
System.IO.FileLoadException System.IO.IOException
System.IO.InvalidDataException SystemException
System.Reflection.TargetInvocationException ApplicationException
System.Reflection.AmbiguousMatchException SystemException
System.Security.SecurityException SystemException
System.Security.Cryptography.CryptographicException SystemException
System.Runtime.Serialization.SerializationException SystemException
System.Runtime.InteropServices.ExternalException SystemException
System.Runtime.InteropServices.COMException System.Runtime.InteropServices.ExternalException
System.ComponentModel.Win32Exception System.Runtime.InteropServices.ExternalException
System.Threading.Tasks.TaskCanceledException OperationCanceledException
System.Threading.SemaphoreFullException SystemException
System.Threading.SynchronizationLockException SystemException
System.Xml.XmlException SystemException
System.Xml.XPath.XPathException SystemException
System.Net.WebException InvalidOperationException
System.Net.NetworkInformation.PingException InvalidOperationException
System.Net.Sockets.SocketException System.ComponentModel.Win32Exception
System.Net.Http.HttpRequestException Exception
System.Text.DecoderFallbackException ArgumentException
System.Text.Json.JsonException Exception
System.Text.RegularExpressions.RegexParseException ArgumentException
System.Globalization.CultureNotFoundException ArgumentException
System.Configuration.SettingsPropertyNotFoundException Exception
System.ServiceProcess.TimeoutException SystemException
Newtonsoft.Json.JsonException Exception
Newtonsoft.Json.JsonReaderException Newtonsoft.Json.JsonException
"""

# name parent; without a namespace: System.Management.Automation; a parent with "System." is taken as it is
_AUTOMATION = """
RuntimeException System.SystemException
ActionPreferenceStopException RuntimeException
ApplicationFailedException RuntimeException
CmdletInvocationException RuntimeException
CmdletProviderInvocationException CmdletInvocationException
CommandNotFoundException RuntimeException
DiscoveryExceptions RuntimeException
ExtendedTypeSystemException RuntimeException
FlowControlException System.SystemException
GetValueException ExtendedTypeSystemException
GetValueInvocationException GetValueException
SetValueException ExtendedTypeSystemException
SetValueInvocationException SetValueException
HaltCommandException System.SystemException
IncompleteParseException ParseException
InvalidJobStateException System.SystemException
JobDefinitionNotFoundException System.Exception
JobFailedException System.SystemException
InvalidPipelineStateException System.SystemException
MetadataException RuntimeException
ValidationMetadataException MetadataException
ArgumentTransformationMetadataException MetadataException
ParsingMetadataException MetadataException
MethodException ExtendedTypeSystemException
MethodInvocationException MethodException
ParameterBindingException RuntimeException
ParameterBindingValidationException ParameterBindingException
ParameterBindingArgumentTransformationException ParameterBindingException
ParseException RuntimeException
PipelineClosedException RuntimeException
PipelineDepthException System.SystemException
PipelineStoppedException RuntimeException
ProviderInvocationException RuntimeException
ProviderNameAmbiguousException ProviderNotFoundException
ProviderNotFoundException SessionStateException
DriveNotFoundException SessionStateException
ItemNotFoundException SessionStateException
ParentContainsErrorRecordException System.SystemException
PSArgumentException System.ArgumentException
PSArgumentNullException System.ArgumentNullException
PSArgumentOutOfRangeException System.ArgumentOutOfRangeException
PSInvalidCastException System.InvalidCastException
PSInvalidOperationException System.InvalidOperationException
PSNotImplementedException System.NotImplementedException
PSNotSupportedException System.NotSupportedException
PSObjectDisposedException System.ObjectDisposedException
PSSecurityException RuntimeException
RedirectedException RuntimeException
RemoteException RuntimeException
ScriptBlockToPowerShellNotSupportedException RuntimeException
ScriptCallDepthException System.SystemException
ScriptRequiresException RuntimeException
SessionStateException RuntimeException
SessionStateOverflowException SessionStateException
SessionStateUnauthorizedAccessException SessionStateException
WildcardPatternException RuntimeException
System.Management.Automation.Runspaces.InvalidRunspaceStateException System.SystemException
System.Management.Automation.Runspaces.InvalidRunspacePoolStateException System.SystemException
System.Management.Automation.Runspaces.InvalidPipelineStateException System.SystemException
System.Management.Automation.Runspaces.PSConsoleLoadException System.SystemException
System.Management.Automation.Runspaces.RunspaceOpenModuleLoadException RuntimeException
System.Management.Automation.Runspaces.TypeTableLoadException RuntimeException
System.Management.Automation.Runspaces.FormatTableLoadException RuntimeException
System.Management.Automation.Remoting.PSRemotingDataStructureException RuntimeException
System.Management.Automation.Remoting.PSRemotingTransportException RuntimeException
Remoting.PSRemotingTransportRedirectException Remoting.PSRemotingTransportException
System.Management.Automation.Remoting.PSDirectException RuntimeException
System.Management.Automation.Host.HostException RuntimeException
System.Management.Automation.Host.PromptingException System.Management.Automation.Host.HostException
Microsoft.PowerShell.Commands.WriteErrorException System.SystemException
Microsoft.PowerShell.Commands.ProcessCommandException System.SystemException
Microsoft.PowerShell.Commands.ServiceCommandException System.SystemException
Microsoft.PowerShell.Commands.HttpResponseException System.Net.Http.HttpRequestException
Microsoft.PowerShell.Commands.HelpNotFoundException System.SystemException
"""


_ROOTS = ("System.", "Microsoft.", "Newtonsoft.")


def _register(table: str, namespace: str, assembly: str) -> None:
    """Define every type of a table, parents before children whatever their order in it."""
    parents = {}
    for line in table.strip().splitlines():
        name, parent = (word if word.startswith(_ROOTS) else f"{namespace}.{word}" for word in line.split())
        parents[name] = parent

    def ensure(name: str) -> None:
        parent = parents.pop(name, None)
        if parent is not None:
            ensure(parent)
            define(name, parent, assembly=_assembly(name, assembly))

    for name in list(parents):
        ensure(name)


def _assembly(name: str, default: str) -> str:
    return CORE if name.startswith("System.") and not name.startswith("System.Management") else default


_register(_SYSTEM, "System", CORE)
_register(_AUTOMATION, "System.Management.Automation", SMA)


# the number that an exception type brings along; a type that is not here has that of its nearest ancestor
_HRESULTS = {
    "System.Exception": 0x80131500,
    "System.SystemException": 0x80131501,
    "System.ApplicationException": 0x80131600,
    "System.ArgumentException": 0x80070057,
    "System.ArgumentNullException": 0x80004003,
    "System.ArgumentOutOfRangeException": 0x80131502,
    "System.ArithmeticException": 0x80070216,
    "System.ArrayTypeMismatchException": 0x80131503,
    "System.DivideByZeroException": 0x80020012,
    "System.FormatException": 0x80131537,
    "System.IndexOutOfRangeException": 0x80131508,
    "System.InvalidCastException": 0x80004002,
    "System.InvalidOperationException": 0x80131509,
    "System.NotImplementedException": 0x80004001,
    "System.NotSupportedException": 0x80131515,
    "System.NullReferenceException": 0x80004003,
    "System.ObjectDisposedException": 0x80131622,
    "System.OperationCanceledException": 0x8013153B,
    "System.OutOfMemoryException": 0x8007000E,
    "System.OverflowException": 0x80131516,
    "System.RankException": 0x80131517,
    "System.TimeoutException": 0x80131505,
    "System.UnauthorizedAccessException": 0x80070005,
    "System.Collections.Generic.KeyNotFoundException": 0x80131577,
    "System.IO.IOException": 0x80131620,
    "System.IO.DirectoryNotFoundException": 0x80070003,
    "System.IO.FileNotFoundException": 0x80070002,
    "System.IO.PathTooLongException": 0x800700CE,
}


def hresult_of(kind: NetType) -> int:
    """The HResult of a new exception of that type, as a signed number."""
    return next((_HRESULTS[name] for name in kind.type_names if name in _HRESULTS), 0x80131500) - 0x1_0000_0000


def _fixed(name: str, attribute: str, type_name: str) -> Property:
    return Property(name, attrgetter(attribute), None, type_name)


def _changeable(name: str, attribute: str, type_name: str) -> Property:
    return Property(name, attrgetter(attribute), lambda exception, value: setattr(exception, attribute, value), type_name)


class NetException(NetObject):
    """An exception object.  ``error_record`` is there for those that carry one (RuntimeException and below)."""

    __slots__ = (
        "data",
        "error_record",
        "extra",
        "help_link",
        "hresult",
        "inner",
        "kind",
        "message",
        "source",
        "stack_trace",
        "target_site",
    )
    net_type = define("System.Exception")
    PROPERTIES = {
        "Message": _fixed("Message", "message", "string"),
        "Data": _fixed("Data", "data", "System.Collections.IDictionary"),
        "InnerException": _fixed("InnerException", "inner", "System.Exception"),
        "HResult": _changeable("HResult", "hresult", "int"),
        "Source": _changeable("Source", "source", "string"),
        "StackTrace": _fixed("StackTrace", "stack_trace", "string"),
        "HelpLink": _changeable("HelpLink", "help_link", "string"),
        "TargetSite": _fixed("TargetSite", "target_site", "System.Reflection.MethodBase"),
    }

    def __init__(self, kind: str | NetType, message: str | None = None, inner: NetException | None = None, **extra: Any) -> None:
        """`kind` names a registered exception type; `extra` are further properties such as ParamName."""
        super().__init__()
        found = lookup_type(kind) if isinstance(kind, str) else kind
        self.kind: NetType = found if found is not None else define(str(kind), "System.Exception")
        self.message = f"Exception of type '{self.kind.full_name}' was thrown." if message is None else message
        self.inner = inner
        self.data: Any = None
        self.hresult = hresult_of(self.kind)
        self.source: str | None = None
        self.stack_trace: str | None = None
        self.help_link: str | None = None
        self.target_site: Any = None
        self.error_record: Any = None
        self.extra = extra

    def is_a(self, full_name: str) -> bool:
        """Whether the exception is of that type or a descendant of it."""
        return full_name in self.kind.type_names

    def __repr__(self) -> str:
        return f"<{self.kind.full_name}: {self.message}>"


# the registry asks the instance: its type is its kind, whatever the class
NetException.net_type = property(lambda self: self.kind)  # type: ignore[assignment]


class NetError(PsBridgeError):
    """A .NET exception on its way up; ``exception`` is the value that a script's catch sees."""

    def __init__(self, exception: NetException) -> None:
        super().__init__(exception.message)
        self.exception = exception

    @classmethod
    def of(cls, kind: str, message: str | None = None, inner: NetException | None = None, **extra: Any) -> NetError:
        return cls(NetException(kind, message, inner, **extra))


def bad_pattern(pattern: str, offset: int, what: str) -> NetError:
    """What .NET says of a regular expression that is none."""
    return NetError.of("System.Text.RegularExpressions.RegexParseException", f"Invalid pattern '{pattern}' at offset {offset}. {what}")


def extra_property(name: str, type_name: str = "System.Object") -> Property:
    """A property that lives in NetException.extra."""
    return Property(name, lambda exception: exception.extra.get(name), None, type_name)


def inner_record(exception: NetException) -> Any:
    """The record inside an exception: its exception only stands for the one around it, so that nothing goes round in circles."""
    found = exception.error_record
    if found is None or found.exception is not exception:
        return found
    made = copy.copy(found)
    made.exception = NetException("System.Management.Automation.ParentContainsErrorRecordException", exception.message)
    made.qualifier = ""
    made.category_info = copy.copy(made.category_info)
    made.category_info.reason = made.exception.kind.name
    return made


declare(find_type("System.Management.Automation.RuntimeException")).properties.update(
    errorrecord=Property("ErrorRecord", inner_record),
    wasthrownfromthrowstatement=Property(
        "WasThrownFromThrowStatement", lambda exception: bool(exception.extra.get("thrown")), None, "bool"
    ),
)
