"""Commands that write to the streams: Write-Output, Write-Error and their kin, and Write-Host."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.objects import (
    ErrorDetails,
    ErrorRecord,
    HostInformationMessage,
    InformationRecord,
    NetException,
    ProgressRecord,
    ProgressRecordType,
    PSObject,
)
from psbridge.objects.convert import dotnet_text, enumerate_value, to_text

_WRITE_ERROR = "Microsoft.PowerShell.Commands.WriteErrorException"


@cmdlet("Write-Output", aliases=("write", "echo"))
class WriteOutput(Cmdlet):
    """Writes objects to the pipeline."""

    input_object = parameter(
        "InputObject", "psobject[]", position=0, mandatory=True, pipeline=True, remaining=True, allow_null=True, allow_empty=True
    )
    no_enumerate = parameter("NoEnumerate", "switch")

    def process(self) -> None:
        if self.input_object is None:
            self.write(None)
        elif self.no_enumerate:
            self.write(self.input_object[0] if len(self.input_object) == 1 else self.input_object)
        else:
            self.write_all(self.input_object)


@cmdlet("Write-Error", default_set="NoException")
class WriteError(Cmdlet):
    """Writes an object to the error stream."""

    exception = parameter("Exception", "System.Exception", sets=(In("WithException", mandatory=True, position=0),))
    message = parameter(
        "Message",
        "string",
        sets=(In("NoException", mandatory=True, position=0, pipeline=True), In("WithException")),
        aliases=("Msg",),
        allow_null=True,
        allow_empty=True,
    )
    error_record = parameter(
        "ErrorRecord", "System.Management.Automation.ErrorRecord", sets=(In("ErrorRecord", mandatory=True, position=0),)
    )
    category = parameter("Category", "System.Management.Automation.ErrorCategory", sets=("NoException", "WithException"))
    error_id = parameter("ErrorId", "string", sets=("NoException", "WithException"), default="")
    target_object = parameter("TargetObject", "object", sets=("NoException", "WithException"))
    recommended_action = parameter("RecommendedAction", "string", default="")
    activity = parameter("CategoryActivity", "string", aliases=("Activity",), default="")
    reason = parameter("CategoryReason", "string", aliases=("Reason",), default="")
    target_name = parameter("CategoryTargetName", "string", aliases=("TargetName",), default="")
    target_type = parameter("CategoryTargetType", "string", aliases=("TargetType",), default="")

    def process(self) -> None:
        record = self._again() if self.error_record is not None else self._fresh()
        if self.recommended_action:
            record.error_details = record.error_details or ErrorDetails(record.exception.message)
            record.error_details.recommended_action = self.recommended_action
        for name in ("activity", "reason", "target_name", "target_type"):
            if getattr(self, name):
                setattr(record.category_info, name, getattr(self, name))
        self.runtime.write_error_as_script(record)

    def _fresh(self) -> ErrorRecord:
        exception = self.exception or NetException(_WRITE_ERROR, self.message or "")
        record = ErrorRecord(exception, self.error_id or exception.kind.full_name, int(self.category or 0), self.target_object)
        if self.exception is not None and self.message:
            record.error_details = ErrorDetails(self.message)
        return record

    def _again(self) -> ErrorRecord:
        """The same error as a record of its own; its position is to be that of this call."""
        old = self.error_record
        record = ErrorRecord(old.exception, old.error_id, int(old.category_info.category), old.target_object)
        record.qualifier = ""
        record.error_details = old.error_details
        for name in ("activity", "reason", "target_name", "target_type"):
            setattr(record.category_info, name, getattr(old.category_info, name))
        return record


class _WriteText(Cmdlet):
    """Base of the commands that write a text to a stream."""

    message = parameter("Message", "string", position=0, mandatory=True, pipeline=True, aliases=("Msg",), allow_empty=True)


@cmdlet("Write-Warning")
class WriteWarning(_WriteText):
    """Writes a warning message."""

    def process(self) -> None:
        self.write_warning(self.message)


@cmdlet("Write-Verbose")
class WriteVerbose(_WriteText):
    """Writes text to the verbose message stream."""

    def process(self) -> None:
        self.write_verbose(self.message)


@cmdlet("Write-Debug")
class WriteDebug(_WriteText):
    """Writes a debug message."""

    def process(self) -> None:
        self.write_debug(self.message)


@cmdlet("Write-Information")
class WriteInformation(Cmdlet):
    """Writes to the information stream."""

    message_data = parameter(
        "MessageData", "object", position=0, mandatory=True, pipeline=True, aliases=("Msg", "Message"), allow_null=True
    )
    tags = parameter("Tags", "string[]", position=1, default=())

    def begin(self) -> None:
        for tag in self.tags or ():
            if str(tag).lower().startswith("ps"):
                text = f"Cannot use tag '{tag}'. The 'PS' prefix is reserved."
                kind = "System.InvalidOperationException"
                self.fail(self.error(kind, text, "PSPrefixReservedInInformationTag", "InvalidArgument", tag))

    def process(self) -> None:
        self.write_information(InformationRecord(self.message_data, None, list(self.tags or ())))


@cmdlet("Write-Host")
class WriteHost(Cmdlet):
    """Writes customized output to the host, as information records."""

    object = parameter("Object", "object", position=0, pipeline=True, remaining=True, aliases=("Msg", "Message"))
    no_newline = parameter("NoNewline", "switch")
    separator = parameter("Separator", "object", default=" ")
    foreground = parameter("ForegroundColor", "System.ConsoleColor")
    background = parameter("BackgroundColor", "System.ConsoleColor")

    def process(self) -> None:
        text = self._text(self.object)
        message = HostInformationMessage(text, bool(self.no_newline), self.foreground, self.background)
        self.write_information(InformationRecord(message, None, ["PSHOST"]))

    def _text(self, value: Any) -> str:
        """Collections element by element, with the separator between; inner ones likewise."""
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        items = enumerate_value(value)
        if items is None and hasattr(value, "pairs"):
            return to_text(self.separator).join("System.Collections.DictionaryEntry" for _ in value.pairs())
        if items is None:
            write = to_text if value.__class__ is PSObject else dotnet_text
            return write(value, self.runspace.culture)
        return to_text(self.separator).join(map(self._text, items))


@cmdlet("Write-Progress")
class WriteProgress(Cmdlet):
    """Displays a progress bar."""

    activity = parameter("Activity", "string", position=0, mandatory=True)
    status = parameter("Status", "string", position=1, default="Processing", validate=(NotNullOrEmpty(),))
    id = parameter("Id", "int", position=2, default=0, validate=(ValidateRange(0, 2147483647),))
    percent_complete = parameter("PercentComplete", "int", default=-1, validate=(ValidateRange(-1, 100),))
    seconds_remaining = parameter("SecondsRemaining", "int", default=-1)
    current_operation = parameter("CurrentOperation", "string")
    parent_id = parameter("ParentId", "int", default=-1, validate=(ValidateRange(-1, 2147483647),))
    completed = parameter("Completed", "switch")
    source_id = parameter("SourceId", "int", default=0)

    def process(self) -> None:
        record = ProgressRecord(self.id, self.activity, self.status)
        record.parent_activity_id, record.percent_complete = self.parent_id, self.percent_complete
        record.seconds_remaining, record.current_operation = self.seconds_remaining, self.current_operation
        record.record_type = ProgressRecordType(1 if self.completed else 0)
        self.write_progress(record)
