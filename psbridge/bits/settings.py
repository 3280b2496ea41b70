"""What can be set on a transfer job, with its limits: one frozen value that is stored as text and checked in one place."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from psbridge.bits.codes import BitsError
from psbridge.bits.states import TransferType

MIN_RETRY_INTERVAL = 60
MAX_TEXT = 1024
DAY = 86_400
INACTIVITY = 90 * DAY

COST_STATES = {
    "None": 0,
    "Unrestricted": 0x1,
    "Capped": 0x2,
    "BelowCap": 0x4,
    "NearCap": 0x8,
    "OverCapCharged": 0x10,
    "OverCapThrottled": 0x20,
    "UsageBased": 0x40,
    "Roaming": 0x80,
    "IgnoreCongestion": 0x80000000,
    "PolicyUnrestricted": 0x80000021,
    "Standard": 0x80000067,
    "NoSurcharge": 0x8000006F,
    "NotRoaming": 0x8000007F,
    "Always": 0x800000FF,
}
SCHEMES = ("Basic", "Digest", "Ntlm", "Negotiate", "Passport")
PROXY_USAGES = ("SystemDefault", "NoProxy", "AutoDetect", "Override")
STORED = ("None", "Server", "Proxy")
ACL_FLAGS = {"o": 1, "g": 2, "d": 4, "s": 8}
# BG_HTTP: what the security flags ask for
CHECK_REVOCATION, IGNORE_CN, IGNORE_DATE, IGNORE_CA, IGNORE_USAGE = 0x1, 0x2, 0x4, 0x8, 0x10
REDIRECT_SILENT, REDIRECT_REPORT, REDIRECT_DISALLOW, HTTPS_TO_HTTP = 0x000, 0x100, 0x200, 0x800
REDIRECT_MASK = 0x700
NOTIFY_DONE, NOTIFY_ERROR, NOTIFY_NONE = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Settings:
    """A job's properties besides name, owner and priority.  `sealed` and `proxy_sealed` are credentials that only the owner can open."""

    transfer_type: str = "Download"
    description: str = ""
    retry_interval: int = 600
    retry_timeout: int = 1_209_600
    max_download_time: int = 7_776_000
    authentication: str = "Negotiate"
    sealed: str = ""
    proxy_authentication: str = "Negotiate"
    proxy_sealed: str = ""
    use_stored_credential: str = "None"
    proxy_usage: str = "SystemDefault"
    proxy_list: tuple[str, ...] = ()
    proxy_bypass: tuple[str, ...] = ()
    transfer_policy: int = COST_STATES["Unrestricted"]
    notify_flags: int = 3
    notify_cmd_line: tuple[str, ...] = ()
    custom_headers: tuple[str, ...] = ()
    custom_headers_write_only: bool = False
    http_method: str = "GET"
    dynamic: bool = False
    security_flags: int = 0
    acl_flags: int = 0
    cert_store_location: str = ""
    cert_store_name: str = ""
    cert_hash: str = ""
    bandwidth: int = 0

    def stored(self) -> dict[str, Any]:
        """Only what differs from the defaults."""
        return {f.name: value for f in dataclasses.fields(self) if (value := getattr(self, f.name)) != f.default}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Settings:
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
        return cls(**values)

    def changed(self, **changes: Any) -> Settings:
        return dataclasses.replace(self, **changes)

    @property
    def direction(self) -> TransferType:
        return TransferType[self.transfer_type]

    @property
    def is_upload(self) -> bool:
        return self.transfer_type != "Download"

    @property
    def foreground_only(self) -> bool:
        """A method other than GET works in the foreground only."""
        return self.http_method.upper() != "GET"


def check(settings: Settings, minimum_interval: int = MIN_RETRY_INTERVAL) -> Settings:
    """The settings, when they can be; BitsError with the reason otherwise."""
    for bad, code, text in _RULES:
        if bad(settings):
            raise BitsError(code, text)
    if settings.retry_interval < minimum_interval:
        raise BitsError(
            "INVALID_ARGUMENT", f"The retry interval must be at least {minimum_interval} seconds; {settings.retry_interval} was given."
        )
    for header in settings.custom_headers:
        name, colon, _ = header.partition(":")
        if not colon or not name.strip() or "\n" in header or "\r" in header:
            raise BitsError("INVALID_ARGUMENT", f"The custom header {name.strip()!r} is not of the form 'Name: value'.")
    return settings


_RULES: tuple[tuple[Any, str, str], ...] = (
    (lambda s: len(s.description) > MAX_TEXT, "STRING_TOO_LONG", f"The description is longer than {MAX_TEXT} characters."),
    (
        lambda s: (s.proxy_list or s.proxy_bypass) and s.proxy_usage != "Override",
        "INVALID_PROXY_INFO",
        "The ProxyList and ProxyBypass parameters can be used only when the ProxyUsage parameter is Override.",
    ),
    (
        lambda s: s.proxy_usage == "Override" and not s.proxy_list,
        "INVALID_PROXY_INFO",
        "The ProxyList parameter must be given when the ProxyUsage parameter is Override.",
    ),
    (
        lambda s: s.use_stored_credential == "Server",
        "INVALID_AUTH_TARGET",
        "The value Server is not supported for UseStoredCredential; use None or Proxy.",
    ),
    (lambda s: s.retry_timeout < 0, "INVALID_ARGUMENT", "The retry timeout cannot be negative."),
    (lambda s: s.max_download_time < 0, "INVALID_ARGUMENT", "The maximum download time cannot be negative."),
    (lambda s: s.notify_flags & ~7 or not s.notify_flags, "INVALID_ARGUMENT", "The notify flags must be 1, 2, 3 or 4."),
    (lambda s: s.notify_flags & NOTIFY_NONE and s.notify_flags != NOTIFY_NONE, "INVALID_ARGUMENT", "The notify flag 4 stands alone."),
    (
        lambda s: s.transfer_type not in TransferType.__members__,
        "INVALID_ARGUMENT",
        "The transfer type is Download, Upload or UploadReply.",
    ),
    (lambda s: s.authentication == "Passport", "INVALID_AUTH_SCHEME", "Passport authentication does not exist any more."),
    (lambda s: s.proxy_authentication == "Passport", "INVALID_AUTH_SCHEME", "Passport authentication does not exist any more."),
)
