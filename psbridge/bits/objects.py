"""BitsJob and BitsFile: jobs as scripts see them, always as they are now.

Member names beyond those of the pages are inferred from the interfaces below the cmdlets (IBackgroundCopyJob and its successors).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from psbridge.bits.codes import BitsError
from psbridge.bits.manager import context_text, error_of
from psbridge.bits.settings import COST_STATES
from psbridge.objects import NetObject, TypedArray, define, define_enum, find_type
from psbridge.objects.numbers import UInt32, UInt64
from psbridge.objects.scalars import DateTime, Uri

if TYPE_CHECKING:
    from psbridge.bits.manager import Manager
    from psbridge.bits.settings import Settings
    from psbridge.store.transfers import Sums, Transfer, TransferFile

_M = "Microsoft.BackgroundIntelligentTransfer.Management."
_ASSEMBLY = "Microsoft.BackgroundIntelligentTransfer.Management"
UNKNOWN_SIZE = (1 << 64) - 1

JobState: Any = define_enum(
    _M + "BitsJobState",
    "Queued Connecting Transferring Suspended Error TransientError Transferred Acknowledged Cancelled",
    assembly=_ASSEMBLY,
)
TransferType: Any = define_enum(_M + "BitsJobType", "Download Upload UploadReply", assembly=_ASSEMBLY)
JobPriority: Any = define_enum(_M + "BitsJobPriority", "Foreground High Normal Low", assembly=_ASSEMBLY)
CostStates: Any = define_enum(_M + "CostStates", COST_STATES, flags=True, underlying=UInt32, assembly=_ASSEMBLY)
ErrorCondition: Any = define_enum(_M + "BitsJobErrorCondition", "NoError TransientError PermanentError", assembly=_ASSEMBLY)
StoredCredential: Any = define_enum(_M + "AuthenticationTargetValue", "None Server Proxy", assembly=_ASSEMBLY)
NotifyFlags: Any = define_enum(
    _M + "NotifyFlagValue", "JobTransferred=1 JobError=2 JobTransferredOrError=3 Disable=4", flags=True, assembly=_ASSEMBLY
)
SecurityFlags: Any = define_enum(
    _M + "SecurityFlagValue",
    "None=0 EnableCRLCheck=1 IgnoreCertCNInvalid=2 IgnoreCertDateInvalid=4 IgnoreUnknownCA=8 IgnoreCertWrongUsage=16 "
    "RedirectPolicyAllowReport=256 RedirectPolicyDisallow=512 RedirectPolicyAllowHttpsToHttp=2048",
    flags=True,
    assembly=_ASSEMBLY,
)
AclFlags: Any = define_enum(_M + "ACLFlagValue", "o=1 g=2 d=4 s=8", flags=True, assembly=_ASSEMBLY)
CertStoreLocation: Any = define_enum(
    _M + "CertStoreLocationValue",
    "CURRENT_USER LOCAL_MACHINE CURRENT_SERVICE SERVICES USERS CURRENT_USER_GROUP_POLICY LOCAL_MACHINE_GROUP_POLICY "
    "LOCAL_MACHINE_ENTERPRISE",
    assembly=_ASSEMBLY,
)
_STRING = find_type("System.String")
_STATES: dict[str, Any] = {name: JobState.parse(name) for name in JobState.MEMBERS}
_DIRECTIONS: dict[str, Any] = {name: TransferType.parse(name) for name in TransferType.MEMBERS}


class BitsFile(NetObject):
    """One file of a job."""

    __slots__ = ("row",)
    net_type = define(_M + "BitsFile", assembly=_ASSEMBLY)
    PROPERTIES = {
        "RemoteName": "remote_name",
        "LocalName": "local_name",
        "IsTransferComplete": "is_complete",
        "BytesTotal": "bytes_total",
        "BytesTransferred": "bytes_transferred",
    }

    def __init__(self, row: TransferFile, upload: bool) -> None:
        super().__init__()
        self.row = (row, upload)

    remote_name = property(lambda self: self.row[0].destination if self.row[1] else self.row[0].source)
    local_name = property(lambda self: self.row[0].source if self.row[1] else self.row[0].destination)
    is_complete = property(lambda self: self.row[0].complete)
    bytes_total = property(lambda self: _size(self.row[0].total))
    bytes_transferred = property(lambda self: UInt64(self.row[0].done))

    def __str__(self) -> str:
        return str(self.remote_name)


BITS_FILE = BitsFile.net_type


class BitsJob(NetObject):
    """A job.  What it shows is looked up when asked for, and again only when the queue has changed."""

    __slots__ = ("kept", "manager", "stamp", "totals", "uuid")
    net_type = define(_M + "BitsJob", assembly=_ASSEMBLY)
    PROPERTIES = {
        "JobId": "job_id",
        "DisplayName": "display_name",
        "TransferType": "transfer_type",
        "JobState": "job_state",
        "OwnerAccount": "owner",
        "Priority": "priority",
        "TransferPolicy": "transfer_policy",
        "Description": "description",
        "FilesTransferred": "files_transferred",
        "FilesTotal": "files_total",
        "BytesTransferred": "bytes_transferred",
        "BytesTotal": "bytes_total",
        "CreationTime": "creation_time",
        "ModificationTime": "modification_time",
        "TransferCompletionTime": "completion_time",
        "ErrorCondition": "error_condition",
        "InternalErrorCode": "error_code",
        "ErrorDescription": "error_description",
        "ErrorContextDescription": "error_context",
        "FileList": "file_list",
        "RetryInterval": "retry_interval",
        "RetryTimeout": "retry_timeout",
        "MaxDownloadTime": "max_download_time",
        "ProxyUsage": "proxy_usage",
        "ProxyList": "proxy_list",
        "ProxyBypassList": "proxy_bypass",
        "NotifyFlags": "notify_flags",
        "NotifyCmdLine": "notify_cmd_line",
        "HttpMethod": "http_method",
        "CustomHeaders": "custom_headers",
        "Dynamic": "dynamic",
        "SecurityFlags": "security_flags",
        "ACLFlags": "acl_flags",
        "ReplyFileName": "reply_file",
    }

    def __init__(self, row: Transfer, manager: Manager, stamp: Any = None) -> None:
        super().__init__()
        self.uuid: uuid.UUID = row.id
        self.manager = manager
        self.kept, self.stamp = row, stamp or manager.queue.stamp()
        self.totals: tuple[Any, Sums] | None = None

    # -- as it is now

    @property
    def row(self) -> Transfer:
        now = self.manager.queue.stamp()
        if now != self.stamp:
            found = self.manager.queue.get(self.uuid)
            if found is not None:
                self.kept = found
            self.stamp = now
        return self.kept

    @property
    def sums(self) -> Sums:
        now = self.manager.queue.stamp()
        if self.totals is None or self.totals[0] != now:
            self.totals = (now, self.manager.queue.sums(self.uuid))
        return self.totals[1]

    @property
    def settings(self) -> Settings:
        return self.manager.settings(self.row)

    job_id = property(lambda self: self.uuid)
    display_name = property(lambda self: self.row.name)
    transfer_type = property(lambda self: _direction(self.row))
    job_state = property(lambda self: _STATES[self.row.state])
    owner = property(lambda self: self.row.owner)
    priority = property(lambda self: JobPriority(self.row.priority))
    transfer_policy = property(lambda self: CostStates(self.settings.transfer_policy))
    description = property(lambda self: self.settings.description)
    files_transferred = property(lambda self: UInt32(self.sums.files_done))
    files_total = property(lambda self: UInt32(self.sums.files_total))
    bytes_transferred = property(lambda self: UInt64(self.sums.bytes_done))
    bytes_total = property(lambda self: _size(self.sums.bytes_total))
    creation_time = property(lambda self: _time(self.row.created))
    modification_time = property(lambda self: _time(self.row.changed))
    completion_time = property(lambda self: _time(self.row.details.get("completed_at")))
    retry_interval = property(lambda self: self.settings.retry_interval)
    retry_timeout = property(lambda self: self.settings.retry_timeout)
    max_download_time = property(lambda self: self.settings.max_download_time)
    proxy_usage = property(lambda self: self.settings.proxy_usage)
    proxy_list = property(lambda self: TypedArray(find_type("System.Uri"), [Uri(text) for text in self.settings.proxy_list]))
    proxy_bypass = property(lambda self: TypedArray(_STRING, list(self.settings.proxy_bypass)))
    notify_flags = property(lambda self: NotifyFlags(self.settings.notify_flags))
    notify_cmd_line = property(lambda self: TypedArray(_STRING, list(self.settings.notify_cmd_line)))
    http_method = property(lambda self: self.settings.http_method)
    dynamic = property(lambda self: self.settings.dynamic)
    security_flags = property(lambda self: SecurityFlags(self.settings.security_flags))
    acl_flags = property(lambda self: AclFlags(self.settings.acl_flags))
    error_condition = property(lambda self: ErrorCondition.parse(_condition(self.row)))
    error_context = property(lambda self: context_text(self.row) or None)

    @property
    def custom_headers(self) -> Any:
        """Nothing once they are write-only."""
        told = self.settings
        return None if told.custom_headers_write_only else TypedArray(_STRING, list(told.custom_headers))

    @property
    def error(self) -> BitsError | None:
        return error_of(self.row) if self.row.state in ("Error", "TransientError") else None

    @property
    def error_code(self) -> Any:
        found = self.error
        return None if found is None else found.hresult

    @property
    def error_description(self) -> str | None:
        found = self.error
        return None if found is None else found.what

    @property
    def reply_file(self) -> str | None:
        reply = self.row.details.get("reply") or {}
        return reply.get("name") or self.row.details.get("reply_file")

    @property
    def file_list(self) -> TypedArray:
        upload = self.settings.is_upload
        return TypedArray(BITS_FILE, [BitsFile(row, upload) for row in self.manager.files(self.uuid)])

    def __str__(self) -> str:
        return _M + "BitsJob"

    def __repr__(self) -> str:
        return f"<BitsJob {self.uuid} {self.row.state}>"


def _direction(row: Transfer) -> Any:
    """Most jobs are downloads, and then nothing stands in their details."""
    if "transfer_type" not in row.text:
        return _DIRECTIONS["Download"]
    return _DIRECTIONS[row.details["settings"].get("transfer_type", "Download")]


def _condition(row: Transfer) -> str:
    return {"Error": "PermanentError", "TransientError": "TransientError"}.get(row.state, "NoError")


def _size(total: int | None) -> UInt64:
    """A size that the server has not told yet is the largest number there is."""
    return UInt64(UNKNOWN_SIZE if total is None else total)


def _time(seconds: float | None) -> DateTime | None:
    if seconds is None:
        return None
    return DateTime.from_datetime(dt.datetime.fromtimestamp(seconds, dt.UTC)).to_local()
