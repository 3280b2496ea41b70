"""The exception tree: every error that psbridge raises on purpose descends from `PsBridgeError`.

An error says *what* went wrong, *where* (a field, an offset, a host) and *what to do* about it (`hint`).
Who is to blame is part of the type: `LocalProtocolError` means that our side (or our caller) asked for something
illegal, `RemoteProtocolError` that the peer sent something illegal. Foreign exceptions (lxml, requests, sqlite3 ...)
are mapped to this tree at one border per package and kept as `__cause__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AuthenticationError",
    "BrokenStateError",
    "Cancelled",
    "ClixmlError",
    "ConfigurationError",
    "ConnectionFailed",
    "ConversionError",
    "CryptoError",
    "DeadlineExceeded",
    "FragmentError",
    "InvalidTransition",
    "JobFailure",
    "LimitExceeded",
    "LocalProtocolError",
    "MailboxClosed",
    "MessageError",
    "OutOfProcError",
    "ProtocolError",
    "PsBridgeError",
    "PsrpError",
    "RedirectRequested",
    "RemoteProtocolError",
    "SessionRefused",
    "SoapError",
    "StoreError",
    "StreamClosed",
    "TransportError",
    "UnknownEndpoint",
    "WSManFault",
]


class PsBridgeError(Exception):
    """Root of the tree. `what` states the problem, `where` the place, `hint` the way out.

    Examples:
        >>> problem = psb.PsBridgeError("The file is empty", where="hosts.toml", hint="Write a host into it.")
        >>> str(problem)
        'The file is empty (at hosts.toml). Write a host into it.'
        >>> problem.hint
        'Write a host into it.'
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.what} (at {self.where})" if self.where else self.what
        if not self.hint:
            return text
        stop = "" if text.endswith((".", "!", "?", ":")) else "."
        return f"{text}{stop} {self.hint}"


class ConfigurationError(PsBridgeError):
    """A file, an option or an environment variable says something that cannot be."""


class Cancelled(PsBridgeError):
    """The work was cancelled through its `CancelToken`.

    Examples:
        >>> token = psb.CancelToken()
        >>> token.cancel("no time left")
        True
        >>> token.check()
        Traceback (most recent call last):
        psbridge.errors.Cancelled: ...no time left...
    """


class DeadlineExceeded(PsBridgeError, TimeoutError):
    """The time given for an operation is over.

    Examples:
        >>> with psb.Session.emulated() as session:
        ...     session.invoke("Start-Sleep 60", timeout=0.1)
        Traceback (most recent call last):
        psbridge.errors.DeadlineExceeded: The command took longer than 0.1 seconds and was stopped (at ...)
    """


class MailboxClosed(PsBridgeError):
    """Nothing more can be put into, or taken out of, a mailbox."""


class LimitExceeded(PsBridgeError):
    """Input is larger, deeper or longer than the limit that guards us: `limit` names it, `maximum` is its value.

    Examples:
        >>> raise psb.LimitExceeded("depth of the document", 128, 200)
        Traceback (most recent call last):
        psbridge.errors.LimitExceeded: depth of the document exceeds the limit of 128, got 200. Raise the limit if the sender is trusted.
    """

    def __init__(self, limit: str, maximum: int, actual: int | None = None, *, where: str = "") -> None:
        got = "" if actual is None else f", got {actual}"
        super().__init__(
            f"{limit} exceeds the limit of {maximum}{got}",
            where=where,
            hint="Raise the limit if the sender is trusted.",
        )
        self.limit = limit
        self.maximum = maximum
        self.actual = actual


class StreamClosed(PsBridgeError):
    """A record was written to streams that are complete."""


class ConversionError(PsBridgeError, TypeError):
    """A Python value has no counterpart in PowerShell, or the other way round."""


class ProtocolError(PsBridgeError):
    """A rule of a protocol was broken; the two subclasses say by whom.

    Examples:
        >>> session = psb.Session("web01")
        >>> session.client  # it is not open
        Traceback (most recent call last):
        psbridge.errors.LocalProtocolError: The session is not open (at Session on web01). Call open(), or use it in a with block.
    """


class LocalProtocolError(ProtocolError):
    """Our side was asked to do what the protocol does not allow now."""


class RemoteProtocolError(ProtocolError):
    """The peer sent what the protocol does not allow."""


class InvalidTransition(LocalProtocolError):
    """A state machine got an event that its present state does not allow.

    Examples:
        >>> raise psb.InvalidTransition("JobState", "Completed", "start", ["remove"])
        Traceback (most recent call last):
        psbridge.errors.InvalidTransition: JobState: event start is not allowed in state Completed. Allowed: remove.
    """

    def __init__(self, machine: str, state: object, event: object, allowed: Iterable[object] = ()) -> None:
        options = tuple(allowed)
        names = ", ".join(_name(option) for option in options) or "nothing"
        super().__init__(f"{machine}: event {_name(event)} is not allowed in state {_name(state)}", hint=f"Allowed: {names}.")
        self.machine = machine
        self.state = state
        self.event = event
        self.allowed = options


class JobFailure(PsBridgeError):
    """A job ended as Failed; `job` is the job, `reason` the exception object that it gave, if any."""

    def __init__(self, job: Any) -> None:
        self.job = job
        self.reason = job.failure
        why = getattr(self.reason, "message", None) or "it gave no reason"
        super().__init__(f"Job {job.id} ({job.name}) failed: {why}", hint="Its error stream may say more: job.receive(stream='error').")


class ClixmlError(RemoteProtocolError):
    """A CLIXML document is malformed, or a value cannot be written as CLIXML.

    Examples:
        >>> psb.clixml.loads("<Objs")
        Traceback (most recent call last):
        psbridge.errors.ClixmlError: ...
    """


class PsrpError(RemoteProtocolError):
    """A PowerShell Remoting Protocol rule was broken by the peer; `events` are those that the same bytes brought before."""

    events: tuple[object, ...] = ()


class FragmentError(PsrpError):
    """A fragment is truncated, out of order, or belongs to nothing."""


class MessageError(PsrpError):
    """A reassembled message has a bad header, an unknown type, a wrong id, or a body that lacks a field."""


class CryptoError(PsrpError):
    """A session key is missing or does not fit."""


class BrokenStateError(PsrpError):
    """The peer reported that a pool or a pipeline is broken; `error_record` is what it sent along, if anything."""

    def __init__(self, what: str, *, where: str = "", hint: str = "", error_record: object = None) -> None:
        super().__init__(what, where=where, hint=hint)
        self.error_record = error_record


class OutOfProcError(RemoteProtocolError):
    """The stdio framing is broken beyond repair. `str()` starts with the text that PowerShell itself prints."""


class SoapError(RemoteProtocolError):
    """Bytes are not a SOAP envelope, or an envelope lacks what its action needs."""


class WSManFault(ProtocolError):
    """A WS-Management fault, received or to be sent.

    `code` is the Windows error number (0 when the fault carries none), `subcode` the WS-Management subcode with its
    prefix, `reason` the text, `machine` the computer that the provider names, `provider` the name and path of the
    plug-in that failed and `provider_fault` what it said, `relates_to` the id of the request that is answered.

    Examples:
        >>> fault = psb.WSManFault(5, "Access is denied.")
        >>> fault.code, fault.reason
        (5, 'Access is denied.')
    """

    def __init__(
        self,
        code: int,
        reason: str,
        *,
        subcode: str = "",
        machine: str = "",
        provider_fault: str = "",
        http_status: int = 500,
        where: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(reason, where=where, hint=hint)
        self.code = code & 0xFFFFFFFF
        self.reason = reason
        self.subcode = subcode
        self.machine = machine
        self.provider_fault = provider_fault
        self.provider: tuple[str, str] | None = None
        self.relates_to = ""
        self.http_status = http_status

    def __str__(self) -> str:
        return f"WSMan fault {self.code} (0x{self.code:08X}): {super().__str__()}"


class RedirectRequested(WSManFault):
    """A service says that another one is to be asked: `location` is its address."""

    def __init__(self, reason: str, location: str) -> None:
        hint = "Allow it: max_redirections=5 (AllowRedirection in scripts). The credentials go there as well."
        super().__init__(0x80338199, f"{reason.rstrip()} Redirect location reported: {location}.", subcode="w:InternalError", hint=hint)
        self.location = location


class UnknownEndpoint(WSManFault):
    """A host has no session configuration of that name; `offered` are those that it has, when it could be asked."""

    def __init__(self, code: int, endpoint: str, host: str, offered: tuple[str, ...] = ()) -> None:
        reason = "The WS-Management service cannot process the request."
        reason += f" Cannot find the {endpoint} session configuration in the WSMan: drive on the {host} computer."
        unasked = "Get-PSSessionConfiguration lists them there, Enable-PSRemoting makes them."
        listed = f"It offers {', '.join(offered)}." if offered else unasked
        super().__init__(code, reason, hint=f"{listed} Choose with configuration_name= (--configuration-name, -ConfigurationName).")
        self.endpoint, self.host, self.offered = endpoint, host, offered

    def offering(self, names: Iterable[str]) -> UnknownEndpoint:
        """The same, with what the host has."""
        return UnknownEndpoint(self.code, self.endpoint, self.host, tuple(names))

    def __reduce__(self) -> Any:
        return UnknownEndpoint, (self.code, self.endpoint, self.host, self.offered)

    def __str__(self) -> str:
        return f"There is no endpoint {self.endpoint!r} on {self.host}. {self.hint}"


class TransportError(PsBridgeError):
    """The carrier failed: no connection, a lost one, a dead process, a wrong HTTP status.

    Examples:
        >>> result = psb.invoke_command(["127.0.0.1:1"], "hostname", username="me", password="x", auth="ntlm")[0]
        >>> isinstance(result.failure, psb.TransportError)
        True
    """


class ConnectionFailed(TransportError, ConnectionError):
    """No connection could be made, or an existing one is lost."""


class SessionRefused(TransportError):
    """A session of that kind cannot be had here, whatever one tries."""


class AuthenticationError(TransportError):
    """The peer refused the credentials, or no authentication method is left to try.

    Examples:
        >>> def try_to(open_session):
        ...     try:
        ...         return open_session()
        ...     except psb.AuthenticationError as problem:
        ...         return problem.hint
        >>> def refused():
        ...     raise psb.AuthenticationError("The host refused the log-on", where="web01", hint="Check the password.")
        >>> try_to(refused)
        'Check the password.'
    """


class StoreError(PsBridgeError):
    """What should outlive the process could not be written or read."""


def _name(thing: object) -> str:
    """The member name of an enum, otherwise the text of the thing."""
    return str(getattr(thing, "name", thing))
