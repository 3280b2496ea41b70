"""How a proxy module makes a session like the one that it was made with: the expressions in its text.

Decides what of a connection is repeated.  Passwords are not: the module asks for the credential when it needs one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.modules.utility.proxywriting import quoted
from psbridge.objects import unwrap
from psbridge.objects.scalars import TimeSpan
from psbridge.sessions.connection import Connection
from psbridge.sessions.options import PSSessionOption
from psbridge.sessions.pssession import PSSession

_AUTHENTICATIONS = {"negotiate": "Negotiate", "basic": "Basic", "kerberos": "Kerberos", "credssp": "Credssp", "ntlm": "Negotiate"}
_PORTS = {False: 5985, True: 5986}
_SPANS = {
    "OpenTimeout": "open_timeout",
    "CancelTimeout": "cancel_timeout",
    "OperationTimeout": "operation_timeout",
    "IdleTimeout": "idle_timeout",
}
_NUMBERS = {
    "MaximumRedirection": "max_redirections",
    "MaximumReceivedDataSizePerCommand": "max_data_per_command",
    "MaximumReceivedObjectSize": "max_object_size",
    "MaxConnectionRetryCount": "max_connection_retries",
}
_SWITCHES = {
    "NoCompression": "no_compression",
    "NoMachineProfile": "no_machine_profile",
    "NoEncryption": "no_encryption",
    "SkipCACheck": "skip_ca_check",
    "SkipCNCheck": "skip_cn_check",
    "SkipRevocationCheck": "skip_revocation_check",
    "IncludePortInSPN": "include_port_in_spn",
}
_WORDS = {"Culture": "culture", "UICulture": "ui_culture", "OutputBufferingMode": "buffering", "ProxyAccessType": "proxy_access"}


def place_of(connection: Connection) -> str:
    """Where a session leads, as its module's description says it."""
    if connection.transport != "wsman":
        return connection.host
    words = connection.words
    secure = bool(words.get("ssl"))
    port = words.get("port") or _PORTS[secure]
    return f"{'https' if secure else 'http'}://{connection.host}:{port}/{words.get('path', 'wsman')}"


def renewal(session: PSSession) -> str:
    """The expression that makes another session to the same place; "" when nothing can."""
    make = _MAKERS.get(session.connection.transport)
    return "" if make is None else make(session.connection)


def _wsman(connection: Connection) -> str:
    words = connection.words
    parts = ["Microsoft.PowerShell.Core\\New-PSSession -ComputerName", quoted(connection.host)]
    parts += ["-ConfigurationName", quoted(connection.configuration_name)]
    secure = bool(words.get("ssl"))
    if words.get("port") not in (None, _PORTS[secure]):
        parts.append(f"-Port {int(words['port'])}")
    if secure:
        parts.append("-UseSSL")
    if words.get("path", "wsman") != "wsman":
        parts += ["-ApplicationName", quoted(str(words["path"]))]
    if words.get("username"):
        parts += ["-Credential", _asked(str(words["username"]), connection)]
    authentication = _AUTHENTICATIONS.get(str(words.get("auth")))
    if authentication is not None:
        parts += ["-Authentication", authentication]
    return " ".join([*parts, "-SessionOption (Get-PSImplicitRemotingSessionOption)"])


def _asked(user: str, connection: Connection) -> str:
    told = ("PowerShell credential request", f"Enter your credentials for {place_of(connection)}.", user, connection.host)
    return f"($Host.UI.PromptForCredential({', '.join(map(quoted, told))}))"


def _ssh(connection: Connection) -> str:
    words = connection.words
    parts = ["Microsoft.PowerShell.Core\\New-PSSession -HostName", quoted(connection.host)]
    for parameter, name in (("UserName", "username"), ("KeyFilePath", "key_file"), ("Subsystem", "subsystem")):
        if words.get(name):
            parts += [f"-{parameter}", quoted(str(words[name]))]
    return " ".join([*parts, f"-Port {int(words['port'])}"] if words.get("port") else parts)


_MAKERS: dict[str, Callable[[Connection], str]] = {"wsman": _wsman, "ssh": _ssh}


def option_text(option: PSSessionOption | None) -> str:
    """The expression that makes the same PSSessionOption; a proxy's credential is asked for."""
    parts = ["Microsoft.PowerShell.Core\\New-PSSessionOption"]
    if option is None:
        return parts[0]
    parts += [f"-{name}" for name, attribute in _SWITCHES.items() if getattr(option, attribute)]
    parts += [f"-{name} {_milliseconds(getattr(option, attribute))}" for name, attribute in _SPANS.items()]
    parts += [f"-{name} {int(value)}" for name, attribute in _NUMBERS.items() if (value := getattr(option, attribute)) is not None]
    parts += [f"-{name} {quoted(str(value))}" for name, attribute in _WORDS.items() if (value := getattr(option, attribute)) is not None]
    credential = unwrap(option.proxy_credential)
    if credential is not None:
        told = ("PowerShell credential request", "Enter the credentials of the proxy.", str(credential.username), "")
        parts.append(f"-ProxyAuthentication {option.proxy_authentication}")
        parts.append(f"-ProxyCredential ($Host.UI.PromptForCredential({', '.join(map(quoted, told))}))")
    if option.application_arguments is not None:
        file = "(Microsoft.PowerShell.Management\\Join-Path -Path $PSScriptRoot -ChildPath ApplicationArguments.xml)"
        parts.append(f"-ApplicationArguments (Microsoft.PowerShell.Utility\\Import-Clixml -Path {file})")
    return " ".join(parts)


def _milliseconds(span: Any) -> int:
    bare: TimeSpan = unwrap(span)
    return bare.ticks // 10_000
