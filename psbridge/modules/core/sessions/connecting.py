"""From the parameters of a session command to connections: computers, URIs, ssh hosts, ssh tables.

Decides what an unsaid credential means (what the inventory says of the host, else a Kerberos ticket), and PowerShell's refusals of bad ssh
tables.  `runspace.extras["connector"]` may know better: a function (name, facts) that gives a Connection or None.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.errors import finish
from psbridge.errors import ConfigurationError
from psbridge.objects import NetError, NetException, find_type, unwrap
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import convert, to_text
from psbridge.sessions.connection import Connection, from_inventory
from psbridge.sessions.options import PSSessionOption, idle_seconds, option_words

_A = "System.Management.Automation."
_STRUCTURE = _A + "Remoting.PSRemotingTransportException"
_AUTHENTICATIONS = {
    "Default": "negotiate",
    "Basic": "basic",
    "Negotiate": "negotiate",
    "NegotiateWithImplicitCredential": "negotiate",
    "Credssp": "credssp",
    "Kerberos": "kerberos",
    "Digest": "digest",
}
_SSH_KEYS = {
    "computername": "HostName",
    "hostname": "HostName",
    "username": "UserName",
    "keyfilepath": "KeyFilePath",
    "identityfilepath": "KeyFilePath",
    "port": "Port",
    "subsystem": "Subsystem",
    "connectingtimeout": "ConnectingTimeout",
    "options": "Options",
}
NO_WSMAN = (
    "This parameter set requires WSMan, and no supported WSMan client library was found. WSMan is either not installed or "
    "unavailable for this system."
)


LEAST_IDLE = 60  # seconds
_NO_ACCESS = (
    "A proxy credential cannot be specified when the proxy access type is None or NoProxyServer. Specify another proxy access type, "
    "or no proxy credential."
)
_PROXY_BASIC = "Only Basic is supported on this computer for a proxy's credential: New-PSSessionOption -ProxyAuthentication Basic."
_NO_UTF16 = "The UseUTF16 session option is not supported on this computer: requests are encoded in UTF-8."
_REFUSED_OPTIONS: tuple[tuple[Callable[[PSSessionOption], bool], str], ...] = (
    (lambda option: _has_proxy_credential(option) and str(option.proxy_access) in ("None", "NoProxyServer"), _NO_ACCESS),
    (lambda option: _has_proxy_credential(option) and str(option.proxy_authentication) != "Basic", _PROXY_BASIC),
    (lambda option: bool(option.use_utf16), _NO_UTF16),
)


def _has_proxy_credential(option: PSSessionOption) -> bool:
    return unwrap(option.proxy_credential) is not None


def is_loopback(host: str) -> bool:
    """Whether a name means this computer itself."""
    return host.lower() in ("localhost", "::1", "[::1]", socket.gethostname().lower()) or host.startswith("127.")


class Connecting(Cmdlet):
    """Base of the commands that make connections."""

    def connections(self) -> list[Connection]:
        """The targets of the present parameter set."""
        if self.is_bound("SSHConnection"):
            return [self._ssh_table(unwrap(table)) for table in self.ssh_connection]  # type: ignore[attr-defined]
        if self.is_bound("HostName"):
            names = self.host_name if isinstance(self.host_name, list | tuple) else [self.host_name]  # type: ignore[attr-defined]
            return [self._ssh(name) for name in names]
        for name in ("VMName", "VMId", "ContainerId"):
            if self.is_bound(name):
                text = f"The {name} parameter needs Hyper-V or containers of Windows, which are not available on this computer."
                self.fail(self.error(_A + "PSNotSupportedException", text, "HyperVModuleNotAvailable", "NotImplemented"))
        self.must_have_wsman()
        self._check_option()
        if self.is_bound("ConnectionUri"):
            given = self.connection_uri  # type: ignore[attr-defined]
            return [self._uri(str(unwrap(uri))) for uri in (given if isinstance(given, list | tuple) else [given])]
        names = getattr(self, "computer_name", None) or ["localhost"]
        return [self.computer(name) for name in (names if isinstance(names, list | tuple) else [names])]

    def must_have_wsman(self) -> None:
        """The recorded PowerShell has no WSMan on Linux."""
        if self.runspace.extras.get("strict") and self.runspace.profile == "local":
            error_id = _A + "Remoting.PSRemotingDataStructureException"
            self.fail(self.error(_STRUCTURE, NO_WSMAN, error_id, "ResourceUnavailable"))

    def computer(self, name: str) -> Connection:
        """A computer by name."""
        return self._wsman("localhost" if name == "." else name, {})

    def _uri(self, text: str) -> Connection:
        parts = urlsplit(text)
        if not parts.hostname:
            self.fail(
                self.error(
                    "System.UriFormatException",
                    f"The connection URI {text} is not valid.",
                    "CreateRemoteRunspaceFailed",
                    "InvalidArgument",
                    text,
                )
            )
        told = {
            "ssl": parts.scheme == "https",
            "port": parts.port or (443 if parts.scheme == "https" else 80),
            "path": parts.path.strip("/") or "wsman",
        }
        return self._wsman(str(parts.hostname), told)

    def _wsman(self, host: str, told: dict[str, Any]) -> Connection:
        words = {**self._said(), **told}
        connector = self.runspace.extras.get("connector")
        found = connector(host, words) if connector is not None else None
        if found is not None:
            return found  # type: ignore[no-any-return]
        if self.runspace.machine is not None:
            return Connection.of(host, "nowhere")
        try:
            return _of_inventory(host, words)
        except ConfigurationError as problem:
            self.fail(self.error(_A + "PSArgumentException", str(problem), "CreateRemoteRunspaceFailed", "InvalidArgument", host))

    def _said(self) -> dict[str, Any]:
        """What the parameters say, in the words of a connection."""
        words: dict[str, Any] = {}
        credential = unwrap(getattr(self, "credential", None))
        if credential is not None:
            words |= {"username": credential.user_name, "password": credential.reveal()}
        if self.is_bound("Port"):
            words["port"] = self.port  # type: ignore[attr-defined]
        if getattr(self, "use_ssl", False):
            words["ssl"] = True
        if self.is_bound("ApplicationName"):
            words["path"] = self.application_name  # type: ignore[attr-defined]
        if self.is_bound("ConfigurationName"):
            words["configuration_name"] = self.configuration_name  # type: ignore[attr-defined]
        if self.is_bound("Authentication"):
            words["auth"] = _AUTHENTICATIONS[str(self.authentication)]  # type: ignore[attr-defined]
        if self.is_bound("CertificateThumbprint"):
            text = (
                "The CertificateThumbprint parameter needs a certificate store of Windows; name certificate files in psbridge.toml instead."
            )
            self.fail(self.error(_A + "PSNotSupportedException", text, "CreateRemoteRunspaceFailed", "InvalidArgument"))
        return words | option_words(self.option(), redirect=bool(getattr(self, "allow_redirection", False)))

    def _check_option(self) -> None:
        """What a session option says that cannot be."""
        option = self.option()
        if option is None:
            return
        idle = idle_seconds(option)
        if idle is not None and idle < LEAST_IDLE:
            text = (
                f"The IdleTimeout of {idle:g} seconds in the session option is not valid: it is -1 (that of the host), or at least "
                f"{LEAST_IDLE} seconds."
            )
            self.fail(self.error(_A + "PSArgumentException", text, "Argument", "InvalidArgument"))
        refused = next((text for is_wrong, text in _REFUSED_OPTIONS if is_wrong(option)), None)
        if refused is not None:
            self.fail(self.error("System.ArgumentException", refused, "CreateRemoteRunspaceFailed", "InvalidArgument", option))

    def must_be_elsewhere(self, connections: list[Connection]) -> None:
        """-EnableNetworkAccess means sessions with this computer itself, whose log-on would carry a token that Windows alone has."""
        if not getattr(self, "enable_network_access", False) or self.runspace.machine is not None:
            return
        for one in connections:
            if one.transport == "wsman" and "address" not in one.words and is_loopback(one.host):
                text = (
                    f"The EnableNetworkAccess parameter cannot be used for {one.host}: a session with this computer itself needs "
                    "an interactive token of Windows."
                )
                self.fail(self.error(_A + "PSNotSupportedException", text, "CreateRemoteRunspaceFailed", "InvalidArgument", one.host))

    def option(self) -> PSSessionOption | None:
        """The session option: the parameter's, else the preference variable's."""
        given = getattr(self, "session_option", None)
        found = unwrap(given if given is not None else self.ctx.get_variable("PSSessionOption", None))
        if not isinstance(found, PSSessionOption) or (given is None and found.as_made):
            return None
        return found

    # -- ssh

    def _ssh(self, name: str, told: dict[str, Any] | None = None) -> Connection:
        facts = told if told is not None else self._ssh_parameters()
        user, _, host = name.rpartition("@")
        words = {
            "port": facts.get("Port"),
            "username": facts.get("UserName") or user or None,
            "key_file": facts.get("KeyFilePath"),
            "subsystem": facts.get("Subsystem"),
            "connect_timeout": _timeout(facts.get("ConnectingTimeout")),
            "ssh_options": _texts(facts.get("Options")),
        }
        extra = self.runspace.extras.get("ssh_arguments")
        if self.runspace.machine is not None and extra is None:
            return Connection.of(host, "nowhere")
        return Connection.of(host, "ssh", extra=extra, **words)

    def _ssh_parameters(self) -> dict[str, Any]:
        names = {"Port": "port", "UserName": "user_name", "KeyFilePath": "key_file_path", "Subsystem": "subsystem"}
        names |= {"ConnectingTimeout": "connecting_timeout", "Options": "options"}
        return {name: getattr(self, attribute, None) for name, attribute in names.items() if self.is_bound(name)}

    def _ssh_table(self, table: NetDictionary) -> Connection:
        facts: dict[str, Any] = {}
        for key, value in table.pairs():
            known = _SSH_KEYS.get(to_text(key).lower())
            if known is None:
                self._bad_table(f"The provided SSHConnection hashtable parameter {to_text(key)} is not supported.")
            facts[known or ""] = self._fact(known, value)
        if not facts.get("HostName"):
            self._bad_table("The provided SSHConnection hashtable is missing the required ComputerName or HostName parameter.")
        return self._ssh(to_text(facts["HostName"]), facts)

    def _fact(self, name: str | None, value: Any) -> Any:
        if name in ("Port", "ConnectingTimeout"):
            return self._number(value)
        return unwrap(value) if name == "Options" or value is None else to_text(value)

    def _number(self, value: Any) -> Any:
        try:
            return unwrap(convert(value, find_type("System.Int32")))
        except NetError as problem:
            self._bad_table(problem.exception.message)

    def _bad_table(self, text: str) -> None:
        self.fail(self.error(_A + "PSArgumentException", text, "Argument", "InvalidArgument"))


def _timeout(value: Any) -> int | None:
    return None if value is None or int(value) <= 0 else max(1, int(value) // 1000)


def _texts(table: Any) -> dict[str, str] | None:
    found = unwrap(table)
    return None if found is None else {to_text(key): to_text(value) for key, value in found.pairs()}


def _of_inventory(host: str, words: dict[str, Any]) -> Connection:
    """What psbridge.toml says of a host, and then what was said here."""
    from psbridge.sessions.inventory import load

    inventory = load()
    options = inventory.options(host)
    if "password" in words:
        options = {name: value for name, value in options.items() if not name.startswith("password")}
    return from_inventory(host, {**options, **words})


def transport_error(command: Any, error: Any, computer: str, suffix: str, target: Any, *, named: bool) -> Any:
    """The record of a session that could not be had."""
    from psbridge.errors import RedirectRequested, WSManFault
    from psbridge.objects import ErrorRecord
    from psbridge.sessions.limits import broken_record

    record = getattr(error, "error_record", None)
    if record is not None:  # the server said why
        made = ErrorRecord(record.exception, suffix, 1, target)
    else:
        told = error.reason if isinstance(error, WSManFault) else getattr(error, "what", str(error))
        if isinstance(error, RedirectRequested):
            told += _REDIRECT
        made = broken_record(error)
        exception = NetException(_STRUCTURE, f"[{computer}] {told}", None, ErrorCode=2100, TransportMessage=told)
        made = ErrorRecord(exception, f"{transport_id(error)},{suffix}", 1, target)
    finish(made)
    if named:
        made.category_info.activity = command.DECLARATION.name
    return made


def transport_id(error: Any) -> str:
    """The word before the comma: PowerShell's name of the failure over WSMan, 2100 for a process or ssh."""
    from psbridge.errors import AuthenticationError, ConnectionFailed, DeadlineExceeded, WSManFault

    if isinstance(error, WSManFault):
        return _FAULTS.get(error.code, str(error.code))
    if not getattr(error, "where", "").startswith("http"):
        return "2100"
    if isinstance(error, AuthenticationError):
        return "AccessDenied"
    if isinstance(error, DeadlineExceeded):
        return "WinRMOperationTimeout"
    if isinstance(error, ConnectionFailed):
        return "NetworkPathNotFound" if "is not known" in str(error) else "CannotConnect"
    return "2100"


_REDIRECT = (
    ' To automatically connect to the redirected URI, verify the "MaximumConnectionRedirectionCount" property of the session preference '
    'variable "PSSessionOption" and use the "AllowRedirection" parameter on the cmdlet.'
)
_FAULTS = {
    5: "AccessDenied",
    0x80338000: "URLNotAvailable",
    0x80338029: "WinRMOperationTimeout",
    0x8033803B: "InvalidResourceUri",
    0x80338199: "RedirectInformationRequired",
}


def tell_redirections(command: Any, client: Any) -> None:
    """A warning for each place that a session was sent to."""
    for place in getattr(client.transport, "redirections", ()):
        command.write_warning(f'Your connection has been redirected to the following URI: "{place}"')


def where_it_is(connection: Connection, client: Any) -> Connection:
    """The connection to where a session was sent in the end."""
    if not getattr(client.transport, "redirections", ()):
        return connection
    target = client.transport.target
    words = {name: value for name, value in connection.words.items() if name != "address"}
    return Connection(target.host, "wsman", {**words, "port": target.number, "ssl": target.secure, "path": target.path})
