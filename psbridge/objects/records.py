"""Records of PowerShell's streams: errors, warnings, verbose, debug, information and progress, and what they are made of.

Decides their fields, as .NET objects with PowerShell's property names.  Where they come from (position, command) is filled in by the
engine.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.adapted import Property
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetException
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.numbers import UInt32
from psbridge.objects.psobject import NetObject, PSObject
from psbridge.objects.scalars import DateTime

_A = "System.Management.Automation."

ErrorCategory = define_enum(
    _A + "ErrorCategory",
    "NotSpecified OpenError CloseError DeviceError DeadlockDetected InvalidArgument InvalidData InvalidOperation InvalidResult InvalidType "
    "MetadataError NotImplemented NotInstalled ObjectNotFound OperationStopped OperationTimeout SyntaxError ParserError PermissionDenied "
    "ResourceBusy ResourceExists ResourceUnavailable ReadError WriteError FromStdErr SecurityError ProtocolError ConnectionError "
    "AuthenticationError LimitsExceeded QuotaExceeded NotEnabled",
    assembly=SMA,
)
CommandOrigin = define_enum(_A + "CommandOrigin", "Runspace Internal", assembly=SMA)
ProgressRecordType = define_enum(_A + "ProgressRecordType", "Processing Completed", assembly=SMA)
ConsoleColor = define_enum(
    "System.ConsoleColor",
    "Black DarkBlue DarkGreen DarkCyan DarkRed DarkMagenta DarkYellow Gray DarkGray Blue Green Cyan Red Magenta Yellow White",
)
ActionPreference = define_enum(_A + "ActionPreference", "SilentlyContinue Stop Continue Inquire Ignore Suspend Break", assembly=SMA)


class ErrorCategoryInfo(NetObject):
    """Category of an error and the words that describe it."""

    __slots__ = ("activity", "category", "reason", "target_name", "target_type")
    net_type = find_type(_A + "ErrorCategoryInfo")
    PROPERTIES = {
        "Category": "category",
        "Activity": "activity",
        "Reason": "reason",
        "TargetName": "target_name",
        "TargetType": "target_type",
    }
    METHODS = {"GetMessage": "get_message"}

    def __init__(self, category: int = 0, activity: str = "", reason: str = "", target_name: str = "", target_type: str = "") -> None:
        super().__init__()
        self.category = ErrorCategory(category)
        self.activity, self.reason, self.target_name, self.target_type = activity, reason, target_name, target_type

    def get_message(self, culture: Any = None) -> str:
        """As CategoryInfo shows: ``Category: (target:type) [activity], reason``."""
        return f"{self.category.label}: ({_short(self.target_name)}:{_short(self.target_type)}) [{_short(self.activity)}], {self.reason}"

    def __str__(self) -> str:
        return self.get_message()


def _short(text: str | None) -> str:
    """Long words lose their middle: 19 characters, an ellipsis, 18 characters."""
    words = text or ""
    return words if len(words) <= 40 else words[:19] + "..." + words[-18:]


class ErrorDetails(NetObject):
    """A message that replaces the exception's, with an action to recommend."""

    __slots__ = ("message", "recommended_action")
    net_type = find_type(_A + "ErrorDetails")
    PROPERTIES = {"Message": "message", "RecommendedAction": "recommended_action"}

    def __init__(self, message: str, recommended_action: str = "") -> None:
        super().__init__()
        self.message, self.recommended_action = message, recommended_action

    def __str__(self) -> str:
        return self.message


class InvocationInfo(NetObject):
    """Where and how a command was called. ``position`` is the extent of the call (or None)."""

    __slots__ = (
        "bound_parameters",
        "command_origin",
        "display_script_position",
        "expecting_input",
        "history_id",
        "invocation_name",
        "line",
        "my_command",
        "offset_in_line",
        "pipeline_length",
        "pipeline_position",
        "position",
        "position_message",
        "ps_command_path",
        "ps_script_root",
        "script_line_number",
        "script_name",
        "unbound_arguments",
    )
    net_type = find_type(_A + "InvocationInfo")
    PROPERTIES = {
        "MyCommand": "my_command",
        "BoundParameters": "bound_parameters",
        "UnboundArguments": "unbound_arguments",
        "ScriptLineNumber": "script_line_number",
        "OffsetInLine": "offset_in_line",
        "HistoryId": "history_id",
        "ScriptName": "script_name",
        "Line": "line",
        "PositionMessage": "position_message",
        "PSScriptRoot": "ps_script_root",
        "PSCommandPath": "ps_command_path",
        "InvocationName": "invocation_name",
        "PipelineLength": "pipeline_length",
        "PipelinePosition": "pipeline_position",
        "ExpectingInput": "expecting_input",
        "CommandOrigin": "command_origin",
        "DisplayScriptPosition": "display_script_position",
    }

    def __init__(self, my_command: Any = None, invocation_name: str = "", position: Any = None) -> None:
        super().__init__()
        self.my_command, self.invocation_name, self.position = my_command, invocation_name, position
        self.bound_parameters: Any = None
        self.unbound_arguments: Any = None
        self.script_line_number = self.offset_in_line = self.pipeline_length = self.pipeline_position = 0
        self.history_id: int = -1
        self.script_name: str | None = None
        self.line = self.position_message = self.ps_script_root = ""
        self.ps_command_path: str | None = None
        self.expecting_input = False
        self.command_origin = CommandOrigin(1)
        self.display_script_position: Any = None


class ErrorRecord(NetObject):
    """One error.  ``fully_qualified_error_id`` is the id, with the command that raised it when there is one."""

    __slots__ = (
        "category_info",
        "error_details",
        "error_id",
        "exception",
        "invocation_info",
        "pipeline_iteration_info",
        "qualifier",
        "script_stack_trace",
        "target_object",
    )
    net_type = find_type(_A + "ErrorRecord")
    PROPERTIES = {
        "Exception": "exception",
        "TargetObject": "target_object",
        "CategoryInfo": "category_info",
        "FullyQualifiedErrorId": "fully_qualified_error_id",
        "ErrorDetails": "error_details",
        "InvocationInfo": "invocation_info",
        "ScriptStackTrace": "script_stack_trace",
        "PipelineIterationInfo": "pipeline_iteration_info",
    }

    def __init__(self, exception: NetException, error_id: str | None = None, category: int = 0, target: Any = None) -> None:
        super().__init__()
        self.exception = exception
        self.error_id = error_id or ""
        self.qualifier = ""  # what stands behind the comma: the class of the command, or its name for a function
        self.category_info = ErrorCategoryInfo(category, reason=exception.kind.name)
        self.target_object = target
        self.error_details: ErrorDetails | None = None
        self.invocation_info: InvocationInfo | None = None
        self.script_stack_trace: str | None = None
        self.pipeline_iteration_info: Any = None

    @property
    def fully_qualified_error_id(self) -> str:
        own = self.error_id or self.exception.kind.full_name
        return f"{own},{self.qualifier}" if self.qualifier else own

    @property
    def message(self) -> str:
        """What is shown: the details' message, else the exception's."""
        details = self.error_details
        return details.message if details is not None and details.message else self.exception.message

    def beside(self) -> ErrorRecord:
        """The same error once more, for somebody who tells it in another way."""
        made = ErrorRecord(self.exception, self.error_id, self.category_info.category, self.target_object)
        for name in ("qualifier", "error_details", "invocation_info", "script_stack_trace", "pipeline_iteration_info"):
            setattr(made, name, getattr(self, name))
        for name in ErrorCategoryInfo.__slots__:
            setattr(made.category_info, name, getattr(self.category_info, name))
        return made

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"<ErrorRecord {self.fully_qualified_error_id}: {self.message}>"


class InformationalRecord(NetObject):
    """Base of the records that are a text."""

    __slots__ = ("invocation_info", "message", "pipeline_iteration_info")
    net_type = find_type(_A + "InformationalRecord")
    PROPERTIES = {
        "Message": "message",
        "InvocationInfo": "invocation_info",
        "PipelineIterationInfo": "pipeline_iteration_info",
    }

    def __init__(self, message: str | None, invocation_info: InvocationInfo | None = None) -> None:
        super().__init__()
        self.message, self.invocation_info = message, invocation_info
        self.pipeline_iteration_info: Any = None

    def __str__(self) -> str:
        return self.message or ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.message!r}>"


class WarningRecord(InformationalRecord):
    __slots__ = ("fully_qualified_warning_id",)
    net_type = find_type(_A + "WarningRecord")
    PROPERTIES = {"FullyQualifiedWarningId": "fully_qualified_warning_id"}

    def __init__(self, message: str | None, invocation_info: InvocationInfo | None = None) -> None:
        super().__init__(message, invocation_info)
        self.fully_qualified_warning_id = ""


class VerboseRecord(InformationalRecord):
    __slots__ = ()
    net_type = find_type(_A + "VerboseRecord")


class DebugRecord(InformationalRecord):
    __slots__ = ()
    net_type = find_type(_A + "DebugRecord")


class HostInformationMessage(NetObject):
    """What Write-Host writes: text, colours, whether a line ends."""

    __slots__ = ("background_color", "foreground_color", "message", "no_new_line")
    net_type = find_type(_A + "HostInformationMessage")
    PROPERTIES = {
        "Message": "message",
        "NoNewLine": "no_new_line",
        "ForegroundColor": "foreground_color",
        "BackgroundColor": "background_color",
    }

    def __init__(self, message: str, no_new_line: bool | None = None, foreground: Any = None, background: Any = None) -> None:
        super().__init__()
        self.message, self.no_new_line, self.foreground_color, self.background_color = (
            message,
            no_new_line,
            foreground,
            background,
        )

    def __str__(self) -> str:
        return self.message


def _unsigned(name: str, attribute: str) -> Property:
    """A number of .NET's UInt32."""
    return Property(name, lambda record: UInt32(getattr(record, attribute)), None, "uint")


class InformationRecord(NetObject):
    """A message of the information stream, with where and when it was written."""

    __slots__ = (
        "computer",
        "managed_thread_id",
        "message_data",
        "native_thread_id",
        "process_id",
        "source",
        "tags",
        "time_generated",
        "user",
    )
    net_type = find_type(_A + "InformationRecord")
    PROPERTIES = {
        "MessageData": "message_data",
        "Source": "source",
        "TimeGenerated": "time_generated",
        "Tags": "tags",
        "User": "user",
        "Computer": "computer",
        "ProcessId": _unsigned("ProcessId", "process_id"),
        "NativeThreadId": _unsigned("NativeThreadId", "native_thread_id"),
        "ManagedThreadId": _unsigned("ManagedThreadId", "managed_thread_id"),
    }

    def __init__(self, message_data: Any, source: str | None = None, tags: list[str] | None = None) -> None:
        super().__init__()
        self.message_data, self.source = message_data, source
        self.tags: list[str] = tags or []
        self.time_generated = DateTime.now()
        self.user: str | None = None
        self.computer: str | None = None
        self.process_id = self.native_thread_id = self.managed_thread_id = 0

    def __str__(self) -> str:
        data = self.message_data
        said = getattr(data, "text", None) if isinstance(data, PSObject) and data.base is None else None
        return str(data) if said is None else str(said)

    def __repr__(self) -> str:
        return f"<InformationRecord: {self}>"


class ProgressRecord(NetObject):
    """One state of a progress display."""

    __slots__ = (
        "activity",
        "activity_id",
        "current_operation",
        "parent_activity_id",
        "percent_complete",
        "record_type",
        "seconds_remaining",
        "status_description",
    )
    net_type = find_type(_A + "ProgressRecord")
    PROPERTIES = {
        "ActivityId": "activity_id",
        "ParentActivityId": "parent_activity_id",
        "Activity": "activity",
        "StatusDescription": "status_description",
        "CurrentOperation": "current_operation",
        "PercentComplete": "percent_complete",
        "SecondsRemaining": "seconds_remaining",
        "RecordType": "record_type",
    }

    def __init__(self, activity_id: int, activity: str, status_description: str) -> None:
        super().__init__()
        self.activity_id, self.activity, self.status_description = activity_id, activity, status_description
        self.parent_activity_id = self.percent_complete = self.seconds_remaining = -1
        self.current_operation: str | None = None
        self.record_type = ProgressRecordType(0)

    def __str__(self) -> str:
        fields = (
            ("parent", self.parent_activity_id),
            ("id", self.activity_id),
            ("act", self.activity),
            ("stat", self.status_description),
        )
        more = (
            ("cur", self.current_operation),
            ("pct", self.percent_complete),
            ("sec", self.seconds_remaining),
            ("type", self.record_type),
        )
        return " ".join(f"{name} = {'' if value is None else value}" for name, value in (*fields, *more))


define("System.Management.Automation.Host.PSHost", assembly=SMA)
