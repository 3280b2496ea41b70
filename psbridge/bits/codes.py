"""BITS's error codes: the number, the text, in which part it happens, and whether trying again may help."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import IntEnum

from psbridge.errors import PsBridgeError


class Context(IntEnum):
    """BG_ERROR_CONTEXT: where an error happened."""

    NoContext = 0
    Unknown = 1
    GeneralQueueManager = 2
    QueueManagerNotification = 3
    LocalFile = 4
    RemoteFile = 5
    GeneralTransport = 6
    RemoteApplication = 7


CONTEXT_TEXTS = {
    Context.NoContext: "",
    Context.Unknown: "The error occurred in an unknown location.",
    Context.GeneralQueueManager: "The error occurred in the Background Intelligent Transfer Service (BITS) queue manager.",
    Context.QueueManagerNotification: (
        "The error occurred while the Background Intelligent Transfer Service (BITS) queue manager was notifying the client."
    ),
    Context.LocalFile: "The error occurred while the local file was being processed.",
    Context.RemoteFile: "The error occurred while the remote file was being processed.",
    Context.GeneralTransport: "The error occurred in the transport layer. The client could not connect to the server.",
    Context.RemoteApplication: "The error occurred while the server application was processing the request.",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One error."""

    name: str
    number: int
    text: str
    context: Context = Context.RemoteFile
    transient: bool = False


_Q, _L, _R, _T = Context.GeneralQueueManager, Context.LocalFile, Context.RemoteFile, Context.GeneralTransport
_CODES = (
    Code("NOT_FOUND", 0x80200001, "The requested job was not found.", _Q),
    Code(
        "INVALID_STATE",
        0x80200002,
        "The requested action is not allowed in the current job state. The job may have been canceled or completed transferring. "
        "It is in a read-only state now.",
        _Q,
    ),
    Code("EMPTY", 0x80200003, "There are no files attached to this job.", _Q),
    Code("FILE_NOT_AVAILABLE", 0x80200004, "No file is available because no URL generated an error.", _Q),
    Code("PROTOCOL_NOT_AVAILABLE", 0x80200005, "No protocol is available because no URL generated an error.", _Q),
    Code("DESTINATION_LOCKED", 0x8020000D, "The destination file system volume is not available.", _L, True),
    Code("NETWORK_DISCONNECTED", 0x80200010, "There are currently no active network connections.", _T, True),
    Code("MISSING_FILE_SIZE", 0x80200011, "The server did not return the file size. The URL might point to dynamic content.", _R),
    Code("INSUFFICIENT_HTTP_SUPPORT", 0x80200012, "The server does not support HTTP 1.1.", _R),
    Code("INSUFFICIENT_RANGE_SUPPORT", 0x80200013, "The server does not support the necessary HTTP protocol.", _R),
    Code("REMOTE_NOT_SUPPORTED", 0x80200014, "Background Intelligent Transfer Service (BITS) cannot be used remotely.", _Q),
    Code("NEW_OWNER_NO_FILE_ACCESS", 0x80200016, "The new owner has insufficient access to the temp files.", _Q),
    Code("INVALID_SERVER_RESPONSE", 0x8020001B,
         "The server's response was not valid. The server was not following the defined protocol.", _R, True),
    Code("TOO_MANY_FILES", 0x8020001C, "No more files can be added to this job.", _Q),
    Code("LOCAL_FILE_CHANGED", 0x8020001D, "The local file was changed during the transfer.", _L),
    Code("SESSION_NOT_FOUND", 0x8020001F, "The specified session could not be found on the server.", _R, True),
    Code("TOO_LARGE", 0x80200020, "The job is too large for the server to accept.", _R),
    Code("STRING_TOO_LONG", 0x80200021, "The specified string is too long.", _Q),
    Code("CLIENT_SERVER_PROTOCOL_MISMATCH", 0x80200022, "The client and server versions are incompatible.", _R),
    Code("NO_PROGRESS", 0x80200024, "The transfer was paused because no progress was made within the time allowed.", _T),
    Code("INVALID_AUTH_TARGET", 0x80200027, "The authentication target specified is invalid.", _Q),
    Code("INVALID_AUTH_SCHEME", 0x80200028, "The authentication scheme specified is invalid.", _Q),
    Code("FILE_NOT_FOUND", 0x80200029, "The specified file was not found in the job.", _Q),
    Code("CONNECT_FAILURE", 0x8020002D, "The connection to the server failed.", _T, True),
    Code("CONNECTION_CLOSED", 0x8020002E, "The connection was closed prematurely.", _T, True),
    Code("INVALID_PROXY_INFO", 0x8020003A, "The proxy list or the proxy bypass list is invalid.", _Q),
    Code("INVALID_CREDENTIALS", 0x8020003B, "The format of the supplied security credentials is invalid.", _Q),
    Code("MAX_DOWNLOAD_TIMEOUT", 0x80200044, "The job was not completed within the maximum download time.", _Q),
    Code("READ_ONLY_WHEN_WRITE_ONLY", 0x80200062, "The custom headers of the job are write-only; this cannot be undone.", _Q),
    Code("INVALID_ARGUMENT", 0x80070057, "The parameter is incorrect.", _Q),
    Code("ACCESS_DENIED", 0x80070005, "Access is denied.", _L),
    Code("PATH_NOT_FOUND", 0x80070003, "The system cannot find the path specified.", _L),
    Code("NO_SUCH_FILE", 0x80070002, "The system cannot find the file specified.", _L),
    Code("SHARING", 0x80070020, "The process cannot access the file because it is being used by another process.", _L),
    Code("DISK_FULL", 0x80070070, "There is not enough space on the disk.", _L),
    Code("INVALID_NAME", 0x8007007B, "The filename, directory name, or volume label syntax is incorrect.", _L),
    Code("IO_DEVICE", 0x8007045D, "The request could not be performed because of an I/O device error.", _L),
    Code("BAD_NETWORK_PATH", 0x80070035, "The network path was not found.", _R, True),
    Code("BAD_NETWORK_NAME", 0x80070043, "The network name cannot be found.", _R),
    Code("LOGON_FAILURE", 0x8007052E, "The user name or password is incorrect.", _R),
    Code("NOT_LOGGED_ON", 0x800704DD,
         "The operation being requested was not performed because the user has not logged on to the network. "
        "The specified service does not exist.", _Q),
    Code("SERVICE_DISABLED", 0x80070422,
         "The service cannot be started, either because it is disabled or because it has no enabled devices associated with it.", _Q),
    Code("SERVICE_STOPPED", 0x80070426, "The service has not been started.", _Q),
    Code("NOT_SUPPORTED", 0x80070032, "The request is not supported.", _Q),
    Code("TIMEOUT", 0x80072EE2, "The operation timed out", _T, True),
    Code("INVALID_URL", 0x80072EE5, "The URL is invalid", _Q),
    Code("UNRECOGNIZED_SCHEME", 0x80072EE6, "The URL does not use a recognized protocol", _Q),
    Code("NAME_NOT_RESOLVED", 0x80072EE7, "The server name or address could not be resolved", _T, True),
    Code("CANNOT_CONNECT", 0x80072EFD, "A connection with the server could not be established", _T, True),
    Code("CONNECTION_ABORTED", 0x80072EFE, "The connection with the server was terminated abnormally", _T, True),
    Code("CERT_DATE_INVALID", 0x80072F05, "The date in the certificate is invalid or has expired", _T),
    Code("CERT_CN_INVALID", 0x80072F06, "The host name in the certificate is invalid or does not match", _T),
    Code("CERT_INVALID_CA", 0x80072F0D, "The certificate authority is invalid or incorrect", _T),
    Code("CLIENT_CERT_NEEDED", 0x80072F0C, "A certificate is required to complete client authentication", _T),
    Code("SECURE_FAILURE", 0x80072F8F, "A security error occurred", _T),
    Code("REDIRECT_FAILED", 0x80072F7C, "The HTTP redirect request failed", _R),
    Code("REDIRECT_NEEDS_CONFIRMATION", 0x80072F68, "The HTTP redirect request must be confirmed by the user", _R),
    Code("SECURE_TO_INSECURE", 0x80072EF6, "The redirect from a secure to a non-secure connection is not allowed", _R),
)  # fmt: skip
CODES: dict[str, Code] = {one.name: one for one in _CODES}
BY_NUMBER: dict[int, Code] = {one.number: one for one in _CODES}

_HTTP_TEXTS = {
    400: "The server cannot process the request due to a syntax error or an invalid request.",
    401: "The user does not have access to the requested URL; authentication is required.",
    403: "The client does not have sufficient access rights to the requested server object.",
    404: "The requested URL does not exist on the server.",
    405: "The HTTP method is not allowed.",
    407: "Proxy authentication is required.",
    408: "The server timed out waiting for the request.",
    409: "The request could not be completed because of a conflict with the present state of the resource.",
    410: "The requested resource is no longer available at the server.",
    413: "The request is larger than the server is willing to accept.",
    416: "The requested range is not satisfiable.",
    429: "Too many requests were sent; try again later.",
    500: "An unexpected condition prevented the server from fulfilling the request.",
    501: "The server does not support the functionality required to fulfill the request.",
    502: "The server, while acting as a gateway, received an invalid response from the server it tried to reach.",
    503: "The service is temporarily overloaded.",
    504: "The request was timed out waiting for a gateway.",
    505: "The server does not support the HTTP protocol version that was used.",
}
_HTTP_TRANSIENT = frozenset((408, 425, 429, 500, 502, 503, 504))


def http_code(status: int) -> Code:
    """The error that an HTTP status means: 0x8019 and the status."""
    text = f"HTTP status {status}: {_HTTP_TEXTS.get(status, 'The server answered with a status that is not expected.')}"
    return Code(f"HTTP_{status}", 0x80190000 | status, text, Context.RemoteFile, status in _HTTP_TRANSIENT)


class BitsError(PsBridgeError):
    """A transfer cannot go on, or a job refuses a call.  `code` is BITS's, `file` the position of the file it happened with."""

    def __init__(
        self, code: Code | str, text: str = "", *, context: Context | None = None, transient: bool | None = None, where: str = ""
    ) -> None:
        known = CODES[code] if isinstance(code, str) else code
        super().__init__(text or known.text, where=where, hint=f"(Exception from HRESULT: 0x{known.number:08X})")
        self.code = known
        self.context = known.context if context is None else context
        self.transient = known.transient if transient is None else transient

    @property
    def hresult(self) -> int:
        """As .NET shows it: a signed number of 32 bits."""
        return self.code.number - (1 << 32)


_ERRNO = {
    errno.ENOENT: "NO_SUCH_FILE",
    errno.ENOTDIR: "PATH_NOT_FOUND",
    errno.EACCES: "ACCESS_DENIED",
    errno.EPERM: "ACCESS_DENIED",
    errno.EROFS: "ACCESS_DENIED",
    errno.EISDIR: "ACCESS_DENIED",
    errno.ENOSPC: "DISK_FULL",
    errno.EDQUOT: "DISK_FULL",
    errno.EFBIG: "DISK_FULL",
    errno.EBUSY: "SHARING",
    errno.ETXTBSY: "SHARING",
    errno.ENAMETOOLONG: "INVALID_NAME",
}


def of_os_error(problem: OSError, *, context: Context = Context.LocalFile) -> BitsError:
    """A failure of the file system as BITS names it."""
    name = _ERRNO.get(problem.errno or 0, "IO_DEVICE")
    return BitsError(name, context=context, transient=False, where=str(problem.filename or ""))
