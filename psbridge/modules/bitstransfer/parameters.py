"""The properties of a job as parameters: those that Start- and Set-BitsTransfer share, and what they mean for the engine."""

from __future__ import annotations

from typing import Any

from psbridge.bits.codes import BitsError
from psbridge.bits.settings import PROXY_USAGES, SCHEMES
from psbridge.bits.states import Priority
from psbridge.engine.cmdlet import ValidateSet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.modules.bitstransfer.command import NAMESPACE, BitsCommand
from psbridge.objects import unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.credentials import PSCredential

_SCHEME = (ValidateSet(*SCHEMES),)
PRIORITIES = (ValidateSet("Foreground", "High", "Normal", "Low"),)


class Asked:
    """A bare user name, for which a password has to be asked."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class JobProperties(BitsCommand):
    """Settable properties.  `aliases` of Set-BitsTransfer differ, so each command declares the short names itself."""

    use_stored_credential = parameter("UseStoredCredential", NAMESPACE + "AuthenticationTargetValue")
    transfer_policy = parameter("TransferPolicy", NAMESPACE + "CostStates")
    retry_interval = parameter("RetryInterval", "int")
    retry_timeout = parameter("RetryTimeout", "int")
    max_download_time = parameter("MaxDownloadTime", "int")
    acl_flags = parameter("ACLFlags", NAMESPACE + "ACLFlagValue")
    security_flags = parameter("SecurityFlags", NAMESPACE + "SecurityFlagValue")
    custom_headers = parameter("CustomHeaders", "string[]")
    custom_headers_write_only = parameter("CustomHeadersWriteOnly", "switch")
    dynamic_content = parameter("Dynamic", "switch")
    notify_flags = parameter("NotifyFlags", NAMESPACE + "NotifyFlagValue")
    notify_cmd_line = parameter("NotifyCmdLine", "string[]")
    cert_store_location = parameter("CertStoreLocation", NAMESPACE + "CertStoreLocationValue")
    cert_store_name = parameter("CertStoreName", "string")
    cert_hash = parameter("CertHash", "byte[]")

    # declared with their aliases by the commands
    authentication: Any
    credential: Any
    proxy_credential: Any
    display_name: Any
    priority: Any

    def settings_given(self) -> dict[str, Any]:
        """Names of `Settings` with the values that were given."""
        return {name: _FORMS.get(name, to_plain)(getattr(self, attribute)) for word, name, attribute in _TABLE if self.is_bound(word)}

    def priority_given(self) -> Priority | None:
        return Priority[_spelled(self.priority, Priority)] if self.is_bound("Priority") else None

    def login_given(self, word: str, value: Any) -> tuple[str, str] | None:
        """User and password; for a name alone the password is asked for."""
        given = unwrap(value)
        if not self.is_bound(word) or given is None:
            return None
        if not isinstance(given, PSCredential):
            given = self._ask(to_text(given))
        if given is None:
            raise BitsError("INVALID_CREDENTIALS")
        return given.user_name, given.reveal()

    def _ask(self, name: str) -> Any:
        try:
            return unwrap(self.host.ui.prompt_for_credential("PowerShell credential request", "Enter your credentials.", name, ""))
        except ScriptError as problem:
            record = problem.record
            self.fail(self.error(record.exception.kind.full_name, record.exception.message, record.error_id, "NotImplemented"))


def to_plain(value: Any) -> Any:
    """A value as the engine stores it."""
    found = unwrap(value)
    if isinstance(found, bool):
        return found
    if isinstance(found, int):
        return int(found)
    if isinstance(found, list | tuple):
        return tuple(to_text(item) for item in found)
    return to_text(found)


def _spelled(value: Any, names: Any) -> str:
    text = to_text(value).lower()
    return next((name for name in getattr(names, "__members__", names) if name.lower() == text), to_text(value))


_FORMS: dict[str, Any] = {
    "authentication": lambda value: _spelled(value, SCHEMES),
    "proxy_authentication": lambda value: _spelled(value, SCHEMES),
    "proxy_usage": lambda value: _spelled(value, PROXY_USAGES),
    "use_stored_credential": to_text,
    "transfer_policy": lambda value: int(unwrap(value)),
    "acl_flags": lambda value: int(unwrap(value)),
    "security_flags": lambda value: int(unwrap(value)),
    "notify_flags": lambda value: int(unwrap(value)),
    "cert_store_location": to_text,
    "cert_hash": lambda value: bytes(int(b) for b in value).hex(),
    "custom_headers_write_only": bool,
    "dynamic": bool,
}
# parameter, field of Settings, attribute of the command
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("Authentication", "authentication", "authentication"),
    ("Description", "description", "description"),
    ("UseStoredCredential", "use_stored_credential", "use_stored_credential"),
    ("ProxyAuthentication", "proxy_authentication", "proxy_authentication"),
    ("ProxyUsage", "proxy_usage", "proxy_usage"),
    ("ProxyList", "proxy_list", "proxy_list"),
    ("ProxyBypass", "proxy_bypass", "proxy_bypass"),
    ("TransferPolicy", "transfer_policy", "transfer_policy"),
    ("RetryInterval", "retry_interval", "retry_interval"),
    ("RetryTimeout", "retry_timeout", "retry_timeout"),
    ("MaxDownloadTime", "max_download_time", "max_download_time"),
    ("ACLFlags", "acl_flags", "acl_flags"),
    ("SecurityFlags", "security_flags", "security_flags"),
    ("CustomHeaders", "custom_headers", "custom_headers"),
    ("CustomHeadersWriteOnly", "custom_headers_write_only", "custom_headers_write_only"),
    ("Dynamic", "dynamic", "dynamic_content"),
    ("HttpMethod", "http_method", "http_method"),
    ("NotifyFlags", "notify_flags", "notify_flags"),
    ("NotifyCmdLine", "notify_cmd_line", "notify_cmd_line"),
    ("CertStoreLocation", "cert_store_location", "cert_store_location"),
    ("CertStoreName", "cert_store_name", "cert_store_name"),
    ("CertHash", "cert_hash", "cert_hash"),
)
