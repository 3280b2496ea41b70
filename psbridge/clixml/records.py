"""Records of the streams as objects on the wire: errors, warnings, verbose, debug and information, both ways.

Decides the names and order of their members ([MS-PSRP] 2.2.3.15, 2.2.3.16) and what is made of them at the other end.  Progress records
have a tag of their own in documents and a bag in messages; the messages' side is here too.
"""

from __future__ import annotations

from typing import Any

from psbridge.clixml.invocations import command_members, extended_members, read_invocation
from psbridge.objects.containers import GenericList
from psbridge.objects.exceptions import NetException
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.numbers import UInt32
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.objects.records import (
    DebugRecord,
    ErrorCategory,
    ErrorDetails,
    ErrorRecord,
    InformationalRecord,
    InformationRecord,
    ProgressRecord,
    ProgressRecordType,
    VerboseRecord,
    WarningRecord,
)
from psbridge.objects.scalars import DateTime

Members = list[tuple[str, Any]]
REMOTE_EXCEPTION = "System.Management.Automation.RemoteException"
_STRING = find_type("System.String")
_INFORMATION_TYPES: dict[str, type[InformationalRecord]] = {
    "warning": WarningRecord,
    "verbose": VerboseRecord,
    "debug": DebugRecord,
}
define("System.Management.Automation.Runspaces.RemotingErrorRecord", "System.Management.Automation.ErrorRecord", assembly=SMA)


# -- writing


def exception_text(error: NetException) -> str:
    """Exception.ToString: type and message, inner exceptions, the stack."""
    text = f"{error.kind.full_name}: {error.message}" if error.message else error.kind.full_name
    if error.inner is not None:
        text += f"\n ---> {exception_text(error.inner)}\n   --- End of inner exception stack trace ---"
    return f"{text}\n{error.stack_trace}" if error.stack_trace else text


def error_members(record: ErrorRecord, extended: bool = False) -> Members:
    """The members of an ErrorRecord; `extended`: with all of its invocation, as RemoteStreamOptions may ask."""
    invocation = record.invocation_info
    whole = extended and invocation is not None
    category = record.category_info
    members: Members = [
        ("Exception", record.exception),
        ("TargetObject", record.target_object),
        ("FullyQualifiedErrorId", record.fully_qualified_error_id),
        ("InvocationInfo", invocation if invocation is not None else record.exception.extra.get("SerializedRemoteInvocationInfo")),
        ("ErrorCategory_Category", int(category.category)),
        ("ErrorCategory_Activity", category.activity),
        ("ErrorCategory_Reason", category.reason),
        ("ErrorCategory_TargetName", category.target_name),
        ("ErrorCategory_TargetType", category.target_type),
        ("ErrorCategory_Message", category.get_message()),
    ]
    details = record.error_details
    if details is not None:
        members += [("ErrorDetails_Message", details.message), ("ErrorDetails_RecommendedAction", details.recommended_action)]
    members.append(("SerializeExtendedInfo", whole))
    if whole and invocation is not None:
        members += [*extended_members(invocation), *command_members(invocation)]
        members.append(("PipelineIterationInfo", record.pipeline_iteration_info))
    if record.script_stack_trace is not None:
        members.append(("ErrorDetails_ScriptStackTrace", record.script_stack_trace))
    return [(name, value) for name, value in members if name.lower() not in record.shape.index]


def informational_members(record: InformationalRecord, extended: bool = False) -> Members:
    """The members of a warning, verbose or debug record; `extended` as for errors."""
    invocation = record.invocation_info if extended else None
    members: Members = [
        ("InformationalRecord_Message", record.message),
        ("InformationalRecord_SerializeInvocationInfo", invocation is not None),
    ]
    if invocation is not None:
        members += [*extended_members(invocation), *command_members(invocation)]
        members.append(("InformationalRecord_PipelineIterationInfo", record.pipeline_iteration_info))
    return members


def extended_body(record: ErrorRecord | InformationalRecord) -> PSObject:
    """A record with its invocation, ready to be sent."""
    is_error = isinstance(record, ErrorRecord)
    members = error_members(record, True) if isinstance(record, ErrorRecord) else informational_members(record, True)
    own = [(name, value) for name, value in record.items() if record.shape.plain]
    made = bare([*own, *members, *([("PSMessageDetails", None)] if is_error else [])])
    made.custom_type_names = tuple(record.type_names)
    made.text = str(record)
    return made


def state_error(record: ErrorRecord) -> PSObject:
    """The error that comes with a state; it lacks what only a runspace can work out."""
    made = bare([*record.items(), *error_members(record)] if record.shape.plain else error_members(record))
    made.custom_type_names = tuple(record.type_names)
    made.text = str(record)
    return made


def bare(members: Members) -> PSObject:
    """A bag without type names, as messages are."""
    made = PSObject.of(*members)
    made.custom_type_names = ()
    return made


def information_body(record: InformationRecord) -> PSObject:
    """The body of an information message."""
    return bare(information_members(record))


def information_members(record: InformationRecord) -> Members:
    """The properties of an information record."""
    return [
        ("MessageData", record.message_data),
        ("Source", record.source),
        ("TimeGenerated", record.time_generated),
        ("Tags", GenericList(_STRING, record.tags)),
        ("User", record.user),
        ("Computer", record.computer),
        ("ProcessId", UInt32(record.process_id)),
        ("NativeThreadId", UInt32(record.native_thread_id)),
        ("ManagedThreadId", UInt32(record.managed_thread_id)),
    ]


def progress_body(record: ProgressRecord) -> PSObject:
    """The body of a progress message."""
    return bare(
        [
            ("Activity", record.activity),
            ("ActivityId", record.activity_id),
            ("StatusDescription", record.status_description),
            ("CurrentOperation", record.current_operation),
            ("ParentActivityId", record.parent_activity_id),
            ("PercentComplete", record.percent_complete),
            ("Type", record.record_type),
            ("SecondsRemaining", record.seconds_remaining),
        ]
    )


# -- reading


def _text(value: Any) -> str:
    """A text member; anything else counts by its text."""
    plain = unwrap(value)
    return "" if plain is None else plain if isinstance(plain, str) else str(plain)


def _number(value: Any, default: int = 0) -> int:
    plain = unwrap(value)
    return int(plain) if isinstance(plain, int) else default


def read_exception(value: Any, message: str) -> NetException:
    """The exception of a received error: a RemoteException around what was sent."""
    if isinstance(value, NetException):
        return value
    said = value.get("Message") if isinstance(value, PSObject) else None
    error = NetException(REMOTE_EXCEPTION, _text(said) or message)
    error.hresult = -2146233087
    error.extra = {"SerializedRemoteException": value, "SerializedRemoteInvocationInfo": None}
    return error


def read_error(bag: Any) -> ErrorRecord:
    """An ErrorRecord from the object of an error message (or from an ErrorRecord, as it is)."""
    if isinstance(bag, ErrorRecord):
        return bag
    if not isinstance(bag, PSObject):
        return ErrorRecord(NetException(REMOTE_EXCEPTION, _text(bag)))
    get = bag.get
    error = read_exception(get("Exception"), bag.text or _text(get("ErrorCategory_Message")))
    category = _number(get("ErrorCategory_Category"))
    record = ErrorRecord(error, _text(get("FullyQualifiedErrorId")), ErrorCategory(category), get("TargetObject"))
    error.error_record = record
    info = record.category_info
    info.activity, info.reason = _text(get("ErrorCategory_Activity")), _text(get("ErrorCategory_Reason"))
    info.target_name, info.target_type = _text(get("ErrorCategory_TargetName")), _text(get("ErrorCategory_TargetType"))
    details = get("ErrorDetails_Message")
    if details is not None:
        record.error_details = ErrorDetails(_text(details), _text(get("ErrorDetails_RecommendedAction")))
    stack = get("ErrorDetails_ScriptStackTrace")
    record.script_stack_trace = None if stack is None else _text(stack)
    error.extra["SerializedRemoteInvocationInfo"] = get("InvocationInfo")
    if get("SerializeExtendedInfo") is True:
        record.invocation_info = read_invocation(bag)
        record.pipeline_iteration_info = get("PipelineIterationInfo")
    _copy_extra(bag, record)
    return record


_OWN: tuple[str, ...] = (
    "exception",
    "targetobject",
    "fullyqualifiederrorid",
    "invocationinfo",
    "serialize",
    "pipelineiterationinfo",
    "psmessagedetails",
)
_OWN += ("errorcategory_", "errordetails_", "invocationinfo_", "commandinfo_", "informationalrecord_")


def _copy_extra(bag: PSObject, record: Any) -> None:
    """Notes that somebody added on the way, such as PSComputerName."""
    for name, value in bag.items():
        if not name.lower().startswith(_OWN):
            record.set(name, value)


def read_informational(kind: str, bag: Any) -> InformationalRecord:
    """A warning, verbose or debug record (`kind` in lower case) from its object or its bare text."""
    make = _INFORMATION_TYPES[kind]
    if isinstance(bag, InformationalRecord):
        return bag
    if not isinstance(bag, PSObject) or bag.base is not None:
        return make(_text(bag))
    message = bag.get("InformationalRecord_Message", bag.get("Message", bag.text))
    record = make(_text(message))
    if bag.get("InformationalRecord_SerializeInvocationInfo") is True:
        record.invocation_info = read_invocation(bag)
        record.pipeline_iteration_info = bag.get("InformationalRecord_PipelineIterationInfo")
    _copy_extra(bag, record)
    return record


def read_information(bag: Any) -> InformationRecord:
    """An information record from the body of its message, or from the object that an output stream carries."""
    if isinstance(bag, InformationRecord):
        return bag
    if not isinstance(bag, PSObject):
        return InformationRecord(bag)
    get = bag.get
    record = InformationRecord(get("MessageData"), None if get("Source") is None else _text(get("Source")))
    tags = unwrap(get("Tags"))
    record.tags = [_text(tag) for tag in tags] if isinstance(tags, list | tuple) else []
    moment = get("TimeGenerated")
    if isinstance(moment, DateTime):
        record.time_generated = moment
    record.user = None if get("User") is None else _text(get("User"))
    record.computer = None if get("Computer") is None else _text(get("Computer"))
    record.process_id, record.native_thread_id = _number(get("ProcessId")), _number(get("NativeThreadId"))
    record.managed_thread_id = _number(get("ManagedThreadId"))
    return record


def read_progress(bag: Any) -> ProgressRecord:
    """A progress record from the body of its message."""
    if isinstance(bag, ProgressRecord):
        return bag
    get = (bag if isinstance(bag, PSObject) else PSObject()).get
    record = ProgressRecord(_number(get("ActivityId")), _text(get("Activity")), _text(get("StatusDescription")))
    record.parent_activity_id = _number(get("ParentActivityId"), -1)
    record.percent_complete = _number(get("PercentComplete"), -1)
    record.seconds_remaining = _number(get("SecondsRemaining"), -1)
    operation = get("CurrentOperation")
    record.current_operation = None if operation is None else _text(operation)
    record.record_type = ProgressRecordType(_number(get("Type")))
    return record
