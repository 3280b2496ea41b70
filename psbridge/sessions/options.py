"""PSSessionOption: every setting of a session, in PowerShell's units, and what it means for a connection.

Decides the defaults (OPT-001) and which combinations are refused.  Times are TimeSpan for scripts; `seconds` gives them to Python.
"""

from __future__ import annotations

import math
from typing import Any

from psbridge.engine.members.table import fill
from psbridge.jobs.declaring import properties
from psbridge.objects import NetObject, define
from psbridge.objects.nettypes import SMA
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import TimeSpan
from psbridge.sessions.enums import AuthenticationMechanism, OutputBufferingMode, ProxyAccessType

_R = "System.Management.Automation.Remoting."
_RUN = "System.Management.Automation.Runspaces."
MILLISECOND = 10_000  # ticks


def milliseconds(value: int) -> TimeSpan:
    return TimeSpan(value * MILLISECOND)


class PSSessionOption(NetObject):
    """What New-PSSessionOption makes."""

    __slots__ = (
        "application_arguments",
        "buffering",
        "cancel_timeout",
        "culture",
        "idle_timeout",
        "include_port_in_spn",
        "max_connection_retries",
        "max_data_per_command",
        "max_object_size",
        "max_redirections",
        "no_compression",
        "no_encryption",
        "no_machine_profile",
        "open_timeout",
        "operation_timeout",
        "proxy_access",
        "proxy_authentication",
        "proxy_credential",
        "skip_ca_check",
        "skip_cn_check",
        "skip_revocation_check",
        "ui_culture",
        "use_utf16",
    )
    net_type = define(_R + "PSSessionOption", assembly=SMA)
    PROPERTIES = properties(
        f"""
        int MaximumConnectionRedirectionCount {{get;set;}} -> max_redirections
        bool NoCompression {{get;set;}} -> no_compression
        bool NoMachineProfile {{get;set;}} -> no_machine_profile
        {_R}ProxyAccessType ProxyAccessType {{get;set;}} -> proxy_access
        {_RUN}AuthenticationMechanism ProxyAuthentication {{get;set;}} -> proxy_authentication
        pscredential ProxyCredential {{get;set;}} -> proxy_credential
        bool SkipCACheck {{get;set;}} -> skip_ca_check
        bool SkipCNCheck {{get;set;}} -> skip_cn_check
        bool SkipRevocationCheck {{get;set;}} -> skip_revocation_check
        timespan OperationTimeout {{get;set;}} -> operation_timeout
        bool NoEncryption {{get;set;}} -> no_encryption
        bool UseUTF16 {{get;set;}} -> use_utf16
        bool IncludePortInSPN {{get;set;}} -> include_port_in_spn
        {_RUN}OutputBufferingMode OutputBufferingMode {{get;set;}} -> buffering
        int MaxConnectionRetryCount {{get;set;}} -> max_connection_retries
        cultureinfo Culture {{get;set;}} -> culture
        cultureinfo UICulture {{get;set;}} -> ui_culture
        System.Nullable[int] MaximumReceivedDataSizePerCommand {{get;set;}} -> max_data_per_command
        System.Nullable[int] MaximumReceivedObjectSize {{get;set;}} -> max_object_size
        System.Management.Automation.PSPrimitiveDictionary ApplicationArguments {{get;set;}} -> application_arguments
        timespan OpenTimeout {{get;set;}} -> open_timeout
        timespan CancelTimeout {{get;set;}} -> cancel_timeout
        timespan IdleTimeout {{get;set;}} -> idle_timeout
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self.max_redirections, self.max_connection_retries = 5, 5
        self.no_compression = self.no_machine_profile = self.no_encryption = self.use_utf16 = self.include_port_in_spn = False
        self.skip_ca_check = self.skip_cn_check = self.skip_revocation_check = False
        self.proxy_access = ProxyAccessType.parse("None")
        self.proxy_authentication = AuthenticationMechanism.parse("Negotiate")
        self.buffering = OutputBufferingMode.parse("None")
        self.proxy_credential: Any = None
        self.culture: Any = None
        self.ui_culture: Any = None
        self.max_data_per_command: int | None = None
        self.application_arguments: Any = None
        self.max_object_size = 209715200
        self.operation_timeout = self.open_timeout = milliseconds(180_000)
        self.cancel_timeout, self.idle_timeout = milliseconds(60_000), milliseconds(-1)


    @property
    def as_made(self) -> bool:
        """Whether nothing was set: what $PSSessionOption is until somebody changes it."""
        fresh = PSSessionOption()
        return all(getattr(self, name) == getattr(fresh, name) for name in PSSessionOption.__slots__)


fill(PSSessionOption.net_type, "new()", {"new": PSSessionOption})


def seconds(span: Any) -> float:
    """A TimeSpan in seconds."""
    return float(unwrap(span).ticks) / 10_000_000


def buffer_mode(option: PSSessionOption | None) -> str:
    """What WSMan calls the buffering mode; "" for the one of the configuration."""
    name = str(option.buffering) if option is not None else "None"
    return "" if name == "None" else name


def idle_seconds(option: PSSessionOption | None) -> float | None:
    """The idle time-out, None for the one of the configuration."""
    if option is None or unwrap(option.idle_timeout).ticks < 0:
        return None
    return seconds(option.idle_timeout)


def limit_of(span: Any) -> float | None:
    """A time-out in seconds; zero, in PowerShell, is none."""
    found = seconds(span)
    return found if found > 0 else None


def option_words(option: PSSessionOption | None, *, redirect: bool = False) -> dict[str, Any]:
    """What a session option means for a connection; `redirect`: the caller allows redirections at all.

    NoCompression and SkipRevocationCheck say what is always so here.
    """
    if option is None:
        return {"max_redirections": _DEFAULT_REDIRECTIONS} if redirect else {}
    connect, operation = limit_of(option.open_timeout), limit_of(option.operation_timeout)
    words: dict[str, Any] = {
        "connect_timeout": None if connect is None else math.ceil(connect),
        "operation_timeout": MOST_PARKED if operation is None else min(math.ceil(operation), MOST_PARKED),
        "cancel_timeout": limit_of(option.cancel_timeout),
        "retries": None if option.max_connection_retries == 5 else option.max_connection_retries,
        "idle_timeout": idle_seconds(option),
        "buffer_mode": buffer_mode(option) or None,
        "max_object_size": option.max_object_size,
        "max_data_per_command": option.max_data_per_command,
        "locale": None if option.ui_culture is None else str(option.ui_culture),
        "data_locale": None if option.culture is None else str(option.culture),
        "encryption": "never" if option.no_encryption else None,
        **{word: True for name, word in _FLAGS.items() if getattr(option, name)},
        **_proxy_words(option),
    }
    if redirect:
        words["max_redirections"] = option.max_redirections if option.max_redirections >= 0 else _UNLIMITED
    return {name: value for name, value in words.items() if value is not None}


MOST_PARKED = 180  # seconds that a request may wait at the host; what takes longer is asked again
_DEFAULT_REDIRECTIONS, _UNLIMITED = 5, 2**31 - 1
_FLAGS = {
    "no_machine_profile": "no_profile",
    "skip_ca_check": "skip_ca_check",
    "skip_cn_check": "skip_cn_check",
    "include_port_in_spn": "include_port_in_spn",
}


def _proxy_words(option: PSSessionOption) -> dict[str, Any]:
    """The settings of a user (IEConfig), of the system (WinHttpConfig) and detection are what the environment says here."""
    if str(option.proxy_access) == "NoProxyServer":
        return {"no_proxy": True}
    credential = unwrap(option.proxy_credential)
    if credential is None:
        return {}
    return {"proxy_username": credential.user_name, "proxy_password": credential.reveal()}
