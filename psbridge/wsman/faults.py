"""Faults: the Windows errors that matter to shells in one table, faults to bytes, bytes to faults.

A `FaultKind` is a row of the table; `fault(kind, ...)` makes the `WSManFault` to raise, `write_fault` its body,
`read_fault` the other way. Codes and subcodes are those of wsmerror.h; texts are the texts Windows sends.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from psbridge.errors import WSManFault
from psbridge.wsman.names import FAULT_DETAIL, A, E, F, N, S, W, X
from psbridge.wsman.soap import LANG, text_of

if TYPE_CHECKING:
    from psbridge.wsman.soap import Element

ACTION_WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
_ACTIONS = {"a": f"{A}/fault", "x": f"{X}/fault", "n": f"{N}/fault", "e": f"{E}/fault"}
PROVIDER_SHELL = ("Shell provider", r"%systemroot%\system32\WsmSvc.dll")
PROVIDER_CMD = ("Shell cmd plugin", r"%systemroot%\system32\winrscmd.dll")

_SERVICE = "The WS-Management service cannot process the request"
_WINRM = "The WinRM service cannot process the request"


@dataclass(frozen=True, slots=True)
class Row:
    """One error: code, SOAP code and subcode, text, fault detail, HTTP status."""

    code: int
    subcode: str
    text: str
    detail: str = ""
    receiver: bool = False
    http_status: int = 500


class FaultKind(enum.Enum):
    """The table."""

    ACCESS_DENIED = Row(5, "w:AccessDenied", "Access is denied. ")
    INVALID_PARAMETER = Row(87, "w:InvalidParameter", "The parameter is incorrect. ", "InvalidValue")
    OPERATION_ABORTED = Row(
        995,
        "w:InternalError",
        "The I/O operation has been aborted because of either a thread exit or an application request. ",
        receiver=True,
    )
    CANCELLED = Row(1223, "w:InternalError", "The operation was canceled by the user. ", receiver=True)
    FILE_NOT_FOUND = Row(0x80070002, "w:InternalError", "The system cannot find the file specified. ", receiver=True)
    RESOURCE_NOT_FOUND = Row(
        0x80338000,
        "a:DestinationUnreachable",
        f"{_SERVICE}. The service cannot find the resource identified by the resource URI and selectors. ",
    )
    PROVIDER_FAILURE = Row(0x80338003, "w:InternalError", "An error was encountered inside the plugin. ", receiver=True)
    INVALID_HEADER = Row(
        0x8033800F,
        "a:InvalidMessageInformationHeader",
        f"{_SERVICE}. The request contains one or more invalid SOAP headers. ",
    )
    MUST_UNDERSTAND = Row(
        0x80338010,
        "",
        "The WS-Management service cannot process a SOAP header in the request that is marked as mustUnderstand by the "
        "client.  This could be caused by the use of a version of the protocol which is not supported, or may be an "
        "incompatibility  between the client and server implementations. ",
    )
    HEADER_REQUIRED = Row(
        0x80338011,
        "a:MessageInformationHeaderRequired",
        f"{_SERVICE}. The request does not have all the expected SOAP headers. ",
    )
    ACTION_NOT_SUPPORTED = Row(
        0x80338013,
        "a:ActionNotSupported",
        "The WS-Management service does not support the action specified in the request. ",
    )
    INVALID_REPRESENTATION = Row(
        0x80338015,
        "x:InvalidRepresentation",
        "The WS-Management service cannot identify the format of the object passed to a Put or Create method. "
        "The input XML may not be appropriate for the resource or uses the wrong schema for the resource. "
        "Change the input XML in the request. ",
    )
    INVALID_ENUMERATION_CONTEXT = Row(
        0x8033801B,
        "n:InvalidEnumerationContext",
        "The WS-Enumeration context in the enumeration is not valid. Enumeration may have been completed or canceled. "
        "You cannot use this enumeration context anymore. Start a new enumeration. ",
        receiver=True,
    )
    INVALID_BODY = Row(
        0x80338027,
        "w:InvalidBody",
        f"{_SERVICE} because the request packet does not have a valid SOAP body. ",
    )
    TIMED_OUT = Row(
        0x80338029,
        "w:TimedOut",
        "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ",
        receiver=True,
    )
    UNSUPPORTED_ENCODING = Row(
        0x8033802C,
        "w:UnsupportedFeature",
        "The request contains character encoding that is unsupported. WS-Management only supports requests that are "
        "encoded in UTF-8 or UTF-16. Change the character encoding in the request and try the request again. ",
    )
    CONCURRENCY = Row(
        0x80338032,
        "w:Concurrency",
        "The WS-Management service cannot complete the WS-Addressing Action URI in the request because the resource was already in use. ",
    )
    ENCODING_LIMIT = Row(
        0x80338035,
        "w:EncodingLimit",
        f"{_SERVICE} because the encoding of the request exceeds an internal encoding limit. Reconfigure the client to "
        "send messages which fit the encoding limits of the service. ",
    )
    INVALID_OPTIONS = Row(
        0x80338039,
        "w:InvalidOptions",
        f"{_SERVICE} because one or more options are not valid. The option names or values may not be valid or they are "
        "used in incorrect combinations. Retrieve the catalog entry for the resource and determine how to correct the "
        "invalid option values. ",
    )
    INVALID_RESOURCE_URI = Row(
        0x8033803B,
        "a:DestinationUnreachable",
        f"{_SERVICE}. The resource URI is missing or it has an incorrect format. Check the documentation or use the "
        'following command for information on how to construct a resource URI: "winrm help uris". ',
        "InvalidResourceURI",
    )
    REDIRECT_REQUESTED = Row(
        0x80338199,
        "w:InternalError",
        f"{_SERVICE} because the request needs to be sent to a different machine. Use the redirect information to send the request "
        "to a new machine. ",
        receiver=True,
    )
    QUOTA_LIMIT = Row(0x8033803F, "w:QuotaLimit", "The WS-Management service is busy servicing other requests. Retry later. ")
    INVALID_XML = Row(
        0x80338043,
        "w:SchemaValidationError",
        f"{_SERVICE} because the XML is invalid. ",
        http_status=400,
    )
    ENVELOPE_SIZE = Row(
        0x80338047,
        "w:EncodingLimit",
        "The maximum envelope size in the request is too large. Change the maximum envelope size and try the request again.  ",
        "MaxEnvelopeSize",
    )
    RESPONSE_TOO_LARGE = Row(
        0x80338048,
        "w:EncodingLimit",
        "The response that the WS-Management service computed exceeds the maximum envelope size in the request. ",
        "MaxEnvelopeSizeExceeded",
    )
    OPTIONS_NOT_SUPPORTED = Row(
        0x80338051,
        "w:InvalidOptions",
        "The WS-Management provider does not support the specified option set because mustComply for one of the options "
        "is set to true. Change mustComply for one of the options to false. ",
        "NotSupported",
    )
    INSUFFICIENT_SELECTORS = Row(
        0x8033805A,
        "w:InvalidSelectors",
        f"{_SERVICE} because the request did not contain all required selectors. ",
        "InsufficientSelectors",
    )
    UNEXPECTED_SELECTORS = Row(
        0x8033805B,
        "w:InvalidSelectors",
        f"{_SERVICE} because the request contained invalid selectors for the resource. ",
        "UnexpectedSelectors",
    )
    QUOTA_MAX_SHELLS = Row(
        0x803381A5,
        "w:QuotaLimit",
        f"{_SERVICE}. The maximum number of concurrent shells for this user has been exceeded. Close existing shells or "
        "raise the quota for this user. ",
    )
    QUOTA_MAX_OPERATIONS = Row(
        0x803381A6,
        "w:QuotaLimit",
        f"{_SERVICE}. The maximum number of concurrent operations for this user has been exceeded. Close existing "
        "operations for this user, or raise the quota for this user. ",
    )
    QUOTA_MAX_SHELL_USERS = Row(
        0x803381AB,
        "w:QuotaLimit",
        f"{_SERVICE}. The maximum number of users executing shell operations has been exceeded. Retry after some time or "
        "raise the quota for concurrent shell users. ",
    )
    QUOTA_PLUGIN_USER_SHELLS = Row(
        0x803381E4,
        "w:QuotaLimit",
        f"{_SERVICE}. The maximum number of concurrent shells that this user may have with the plug-in has been exceeded. Close existing "
        "shells or raise the plug-in's quota for this user. ",
    )
    QUOTA_PLUGIN_USERS = Row(
        0x803381E5,
        "w:QuotaLimit",
        f"{_SERVICE}. The maximum number of concurrent users of the plug-in has been exceeded. Retry later or raise the plug-in's quota. ",
    )
    QUOTA_PLUGIN_SHELLS = Row(
        0x803381E6,
        "w:QuotaLimit",
        f"{_SERVICE}. The maximum number of concurrent shells of the plug-in has been exceeded. Retry later or raise the plug-in's quota. ",
    )
    QUOTA_PLUGIN_COMMANDS = Row(
        0x803381E9,
        "w:QuotaLimit",
        f"{_SERVICE}. The maximum number of concurrent commands in a shell of the plug-in has been exceeded. Retry later or raise the "
        "plug-in's quota. ",
    )
    SHELLS_NOT_ALLOWED = Row(
        0x803381AC,
        "w:AccessDenied",
        f"{_SERVICE}. The service is configured to not accept any remote shell requests. ",
    )
    FILTER_DIALECT = Row(
        0x80338019,
        "n:FilterDialectRequestedUnavailable",
        f"{_SERVICE} because the filter dialect of the enumeration is not supported. Use WQL. ",
    )
    FILTER_INVALID = Row(
        0x80338122,
        "n:CannotProcessFilter",
        f"{_SERVICE}. The data source cannot process the filter: its query is not valid. ",
    )
    COMMAND_FILTER_EXPECTED = Row(
        0x803381C0,
        "n:CannotProcessFilter",
        f"{_WINRM}. The enumeration request expects a selector based filter to specify the shell identifier. ",
    )
    SHELL_DISCONNECTED = Row(
        0x803381C4,
        "w:InvalidSelectors",
        f"{_WINRM} because the WinRS shell instance is currently disconnected. ",
    )
    DISCONNECT_NOT_SUPPORTED = Row(
        0x803381C5,
        "w:UnsupportedFeature",
        f"{_WINRM}. This WinRS shell instance does not support disconnect and reconnect operations because it was created "
        "by an older WinRS client or its provider does not support the disconnect operation. ",
    )
    SESSION_ID_MISMATCH = Row(
        0x803381C6,
        "w:AccessDenied",
        f"{_WINRM} because the WinRS shell instance is connected to a different client. ",
    )
    CONNECTED_TO_OTHER = Row(
        0x803381CD,
        "w:Concurrency",
        f"{_WINRM}. The WinRS shell instance is currently connected to a different client. ",
    )
    ALREADY_DISCONNECTED = Row(
        0x803381CF,
        "w:Concurrency",
        "The WinRM client cannot process the request. A disconnect operation cannot be performed on a WinRS shell "
        "instance that is already disconnected. ",
    )
    ALREADY_CONNECTED = Row(
        0x803381D0,
        "w:Concurrency",
        "The WinRM client cannot process the request. A reconnect operation cannot be performed on a WinRS shell "
        "instance that is currently connected. ",
    )
    BAD_COMMAND_ID = Row(
        0x803381D4,
        "w:InvalidParameter",
        f"{_WINRM} because the command ID specified by the client is not a valid GUID. Modify the request and retry the request. ",
    )
    BAD_SHELL_ID = Row(
        0x803381D5,
        "w:InvalidParameter",
        f"{_WINRM} because the shell ID specified by the client is not a valid GUID. Provide a valid ID and try again. ",
    )
    COMMAND_ID_CONFLICT = Row(
        0x803381D6,
        "w:AlreadyExists",
        f"{_WINRM}. A command already exists with the command ID specified by the client. ",
    )
    SHELL_ID_CONFLICT = Row(
        0x803381D7,
        "w:AlreadyExists",
        f"{_WINRM}. A resource already exists with the shell ID specified by the client. ",
    )
    STREAM_DISCONNECTED = Row(
        0x803381DE,
        "w:InternalError",
        f"{_SERVICE} because the stream is currently disconnected. ",
        receiver=True,
    )


NO_SUCH_COMMAND = (
    "The Windows Remote Shell received a request to perform an operation on a command identifier that does not exist. "
    "Either the command has completed execution or the client specified an invalid command identifier. "
)
"""The message with which UNEXPECTED_SELECTORS answers for a command that is gone."""

BY_CODE: dict[int, FaultKind] = {kind.value.code: kind for kind in FaultKind}


def fault(kind: FaultKind, message: str = "", *, provider: tuple[str, str] | None = None, machine: str = "") -> WSManFault:
    """The exception for a row; `message` replaces the text in the detail, `provider` says which plug-in it came from."""
    row = kind.value
    error = WSManFault(row.code, message or row.text, subcode=row.subcode, machine=machine, http_status=row.http_status)
    if provider is not None:
        error.provider_fault = message or row.text
        error.provider = provider
    return error


def write_fault(body: Element, error: WSManFault, machine: str, language: str) -> str:
    """The body of a fault; returns the action for the header."""
    kind = BY_CODE.get(error.code)
    row = kind.value if kind else Row(error.code, error.subcode or "w:InternalError", error.reason, receiver=True)
    subcode = error.subcode or row.subcode
    element = etree.SubElement(body, f"{{{S}}}Fault")
    code = etree.SubElement(element, f"{{{S}}}Code")
    who = "s:MustUnderstand" if kind is FaultKind.MUST_UNDERSTAND else ("s:Receiver" if row.receiver else "s:Sender")
    etree.SubElement(code, f"{{{S}}}Value").text = who
    if subcode:
        etree.SubElement(etree.SubElement(code, f"{{{S}}}Subcode"), f"{{{S}}}Value").text = subcode
    reason = etree.SubElement(element, f"{{{S}}}Reason")
    etree.SubElement(reason, f"{{{S}}}Text", {LANG: language}).text = row.text
    detail = etree.SubElement(element, f"{{{S}}}Detail")
    if row.detail:
        etree.SubElement(detail, f"{{{W}}}FaultDetail").text = FAULT_DETAIL + row.detail
    _write_detail(detail, error, error.machine or machine)
    return _ACTIONS.get(subcode.partition(":")[0], ACTION_WSMAN)


def _write_detail(parent: Element, error: WSManFault, machine: str) -> None:
    attributes = {"Code": str(error.code), "Machine": machine}
    element = etree.SubElement(parent, f"{{{F}}}WSManFault", attributes, nsmap={"f": F})
    message = etree.SubElement(element, f"{{{F}}}Message")
    if error.provider is None:
        message.text = error.reason
        return
    provider, path = error.provider
    inner = etree.SubElement(message, f"{{{F}}}ProviderFault", {"provider": provider, "path": path})
    if error.provider == PROVIDER_SHELL:
        nested = etree.SubElement(inner, f"{{{F}}}WSManFault", attributes)
        etree.SubElement(nested, f"{{{F}}}Message").text = error.provider_fault or error.reason
    else:
        inner.text = error.provider_fault or error.reason


def find_fault(body: Element) -> Element | None:
    """The fault in a body, if it holds one."""
    return body.find(f"{{{S}}}Fault")


def read_fault(element: Element) -> WSManFault:
    """The exception for a fault of any service; what it leaves out stays empty."""
    subcode = text_of(element.find(f"{{{S}}}Code/{{{S}}}Subcode/{{{S}}}Value"))
    reason = text_of(element.find(f"{{{S}}}Reason/{{{S}}}Text"))
    detail = element.find(f"{{{S}}}Detail/{{{F}}}WSManFault")
    if detail is None:
        return WSManFault(0, reason, subcode=subcode)
    message = detail.find(f"{{{F}}}Message")
    provider = None if message is None else message.find(f"{{{F}}}ProviderFault")
    error = WSManFault(_code(detail.get("Code", "")), text_of(message) or reason, subcode=subcode, machine=detail.get("Machine", ""))
    if provider is not None:
        error.provider = (provider.get("provider", ""), provider.get("path", ""))
        error.provider_fault = "".join(str(part) for part in provider.itertext()).strip()
    return error


def _code(text: str) -> int:
    """A DWORD; services other than Windows write it signed, or not at all."""
    digits = text.strip().removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 11 else 0
