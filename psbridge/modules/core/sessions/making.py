"""New-PSSession, New-PSSessionOption, New-PSTransportOption."""

from __future__ import annotations

import threading
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, ValidateRange, cmdlet, parameter
from psbridge.errors import PsBridgeError
from psbridge.jobs.declaring import properties
from psbridge.modules.core.sessions.connecting import Connecting, tell_redirections, transport_error, where_it_is
from psbridge.modules.core.sessions.declaring import (
    BUFFERING,
    CREDENTIAL,
    FILLED,
    GIVEN,
    MECHANISM,
    ONLY_TRUE,
    OPTION,
    PORTS,
    SESSION,
    UNSIGNED,
    par,
)
from psbridge.objects import NetObject, define, unwrap
from psbridge.objects.nettypes import SMA
from psbridge.sessions.client import ClientSession
from psbridge.sessions.connection import Connection
from psbridge.sessions.options import PSSessionOption, limit_of, milliseconds
from psbridge.sessions.pssession import PSSession, SessionRunspace, table_of
from psbridge.sessions.remotejobs import THROTTLE

_A = "System.Management.Automation."
_WSMAN = "ComputerName Uri"


def arguments_of(command: Any) -> dict[str, Any]:
    """What a real client tells of itself, and what its session option adds."""
    from psbridge.modules.core.jobs.starting import wrap_table

    option = command.option() if isinstance(command, Connecting) else None
    arguments = {"PSVersionTable": wrap_table(command.runspace.version_table)}
    given = unwrap(option.application_arguments) if option is not None else None
    return arguments if given is None else arguments | dict(given.pairs())


def open_limit(command: Any) -> float | None:
    """How long a session may take to open; None for ever."""
    option = command.option() if isinstance(command, Connecting) else None
    return 180.0 if option is None else limit_of(option.open_timeout)


def client_of(command: Any, connection: Connection) -> ClientSession:
    """A session that is not open yet."""
    arguments, host = arguments_of(command), command.host
    return ClientSession(connection.make(), host=host, application_arguments=arguments, **connection.client_options())


def open_all(clients: list[ClientSession], limit: int, timeout: float | None = 180.0) -> list[PsBridgeError | None]:
    """Open sessions at the same time, at most `limit` of them; what went wrong with each."""
    failures: list[PsBridgeError | None] = [None] * len(clients)
    room = threading.Semaphore(limit if limit > 0 else THROTTLE)

    def one(place: int) -> None:
        with room:
            try:
                clients[place].open(timeout)
            except PsBridgeError as error:
                failures[place] = error

    if len(clients) == 1:
        one(0)
        return failures
    threads = [threading.Thread(target=one, args=(place,), name="opening a session", daemon=True) for place in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@cmdlet(
    "New-PSSession",
    default_set="ComputerName",
    aliases=("nsn",),
    output=(SESSION,),
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.NewPSSessionCommand",
)
class NewPSSession(Connecting):
    """Opens persistent sessions on computers."""

    computer_name = par("ComputerName", "string[]", "ComputerName+~0", "Cn", validate=FILLED)
    credential = par("Credential", CREDENTIAL, "ComputerName~ Uri~ VMId!~ VMName!~")
    session = par("Session", f"{SESSION}[]", "Session+~0", validate=FILLED)
    name = par("Name", "string[]")
    enable_network_access = par("EnableNetworkAccess", "switch", "ComputerName Uri Session")
    configuration_name = par("ConfigurationName", "string", "ComputerName~ Uri~ VMId~ VMName~ ContainerId~")
    vm_id = par("VMId", "guid[]", "VMId!+~0", "VMGuid", validate=FILLED)
    vm_name = par("VMName", "string[]", "VMName!~", validate=FILLED)
    container_id = par("ContainerId", "string[]", "ContainerId!~", validate=FILLED)
    run_as_administrator = par("RunAsAdministrator", "switch", "ContainerId")
    port = par("Port", "int", "ComputerName SSHHost", validate=PORTS)
    use_ssl = par("UseSSL", "switch", "ComputerName")
    application_name = par("ApplicationName", "string", "ComputerName~")
    throttle_limit = par("ThrottleLimit", "int", "ComputerName Uri Session VMId VMName ContainerId", default=0)
    connection_uri = par("ConnectionUri", "uri[]", "Uri!~0", "URI", "CU", validate=FILLED)
    allow_redirection = par("AllowRedirection", "switch", "Uri")
    session_option = par("SessionOption", OPTION, _WSMAN, validate=GIVEN)
    authentication = par("Authentication", MECHANISM, _WSMAN)
    certificate_thumbprint = par("CertificateThumbprint", "string", _WSMAN)
    host_name = par("HostName", "string[]", "SSHHost!0", validate=FILLED)
    user_name = par("UserName", "string", "SSHHost", validate=FILLED)
    key_file_path = par("KeyFilePath", "string", "SSHHost", "IdentityFilePath", validate=FILLED)
    subsystem = par("Subsystem", "string", "SSHHost~")
    connecting_timeout = par("ConnectingTimeout", "int", "SSHHost", default=-1)
    ssh_transport = par("SSHTransport", "switch", "SSHHost", validate=ONLY_TRUE)
    options = par("Options", "hashtable", "SSHHost", validate=FILLED)
    ssh_connection = par("SSHConnection", "hashtable[]", "SSHHostHashParam!", validate=FILLED)
    use_windows_powershell = par("UseWindowsPowerShell", "switch", "UseWindowsPowerShellParameterSet")

    def begin(self) -> None:
        self._targets: list[tuple[Connection, PSSessionOption | None]] = []

    def process(self) -> None:
        if self.use_windows_powershell:
            text = "Windows PowerShell is not installed on this computer."
            self.fail(self.error(_A + "PSNotSupportedException", text, "CreateRemoteRunspaceFailed", "InvalidArgument"))
        if self.set_name == "Session":
            self._targets += [self._clone(unwrap(one)) for one in self.session or ()]
        else:
            option, found = self.option(), self.connections()
            self.must_be_elsewhere(found)
            self._targets += [(connection, option) for connection in found]

    def _clone(self, session: PSSession) -> tuple[Connection, PSSessionOption | None]:
        return session.connection, session.option

    def end(self) -> None:
        table = table_of(self.runspace)
        over_ssh = bool(self._targets) and self._targets[0][0].transport != "wsman"
        facts = table.identify(len(self._targets), list(self.name or ()), over_ssh)
        self._targets = [(_named(one, name), option) for (one, option), (_, name) in zip(self._targets, facts, strict=True)]
        clients = [client_of(self, connection) for connection, _ in self._targets]
        unhook = self.stopping.on_cancel(lambda *_: _kill(clients))
        failures = open_all(clients, self.throttle_limit, open_limit(self))
        unhook()
        for (connection, option), (number, name), client, failure in zip(self._targets, facts, clients, failures, strict=True):
            tell_redirections(self, client)
            if failure is None:
                self.write(table.add(PSSession(number, name, where_it_is(connection, client), client, option)))
            else:
                target = SessionRunspace()
                self.runtime.pass_error(transport_error(self, failure, connection.host, "PSSessionOpenFailed", target, named=True))


def _named(connection: Connection, name: str) -> Connection:
    """The host keeps the name of a session, so that another client finds it by its name."""
    return connection.with_words(name=name) if connection.transport == "wsman" else connection


def _kill(clients: list[ClientSession]) -> None:
    for client in clients:
        client.kill()


@cmdlet("New-PSSessionOption", output=(OPTION,), remoting="None", net_class="Microsoft.PowerShell.Commands.NewPSSessionOptionCommand")
class NewPSSessionOption(Cmdlet):
    """Makes an object with advanced options of sessions."""

    maximum_redirection = parameter("MaximumRedirection", "int")
    no_compression = parameter("NoCompression", "switch")
    no_machine_profile = parameter("NoMachineProfile", "switch")
    culture = parameter("Culture", "cultureinfo", validate=GIVEN)
    ui_culture = parameter("UICulture", "cultureinfo", validate=GIVEN)
    data_size = parameter("MaximumReceivedDataSizePerCommand", "int")
    object_size = parameter("MaximumReceivedObjectSize", "int")
    buffering = parameter("OutputBufferingMode", BUFFERING)
    retries = parameter("MaxConnectionRetryCount", "int", validate=UNSIGNED)
    application_arguments = parameter("ApplicationArguments", _A + "PSPrimitiveDictionary", validate=GIVEN)
    open_timeout = parameter("OpenTimeout", "int", aliases=("OpenTimeoutMSec",), validate=UNSIGNED)
    cancel_timeout = parameter("CancelTimeout", "int", aliases=("CancelTimeoutMSec",), validate=UNSIGNED)
    idle_timeout = parameter("IdleTimeout", "int", aliases=("IdleTimeoutMSec",), validate=(ValidateRange(-1, 2147483647),))
    proxy_access = parameter("ProxyAccessType", _A + "Remoting.ProxyAccessType", validate=FILLED)
    proxy_authentication = parameter("ProxyAuthentication", MECHANISM)
    proxy_credential = parameter("ProxyCredential", CREDENTIAL, validate=FILLED)
    skip_ca_check = parameter("SkipCACheck", "switch")
    skip_cn_check = parameter("SkipCNCheck", "switch")
    skip_revocation_check = parameter("SkipRevocationCheck", "switch")
    operation_timeout = parameter("OperationTimeout", "int", aliases=("OperationTimeoutMSec",), validate=UNSIGNED)
    no_encryption = parameter("NoEncryption", "switch")
    use_utf16 = parameter("UseUTF16", "switch")
    include_port = parameter("IncludePortInSPN", "switch")

    def begin(self) -> None:
        made = PSSessionOption()
        for name, attribute in _PLAIN.items():
            if self.is_bound(name):
                setattr(made, attribute, self.bound[name.lower()])
        for name in _SWITCHES:
            setattr(made, _SWITCHES[name], bool(self.bound.get(name.lower(), False)))
        for name, attribute in _SPANS.items():
            if self.is_bound(name):
                setattr(made, attribute, milliseconds(self.bound[name.lower()]))
        if str(made.proxy_authentication) not in ("Basic", "Digest", "Negotiate"):
            text = (
                f"The proxy authentication mechanism {made.proxy_authentication} is not supported. "
                "The following proxy authentication mechanisms are supported: Negotiate, Basic, Digest"
            )
            self.fail(self.error("System.ArgumentException", text, "NewPSSessionOption.InvalidProxyAuthentication", "InvalidArgument"))
        self.write(made)


_PLAIN = {
    "MaximumRedirection": "max_redirections",
    "Culture": "culture",
    "UICulture": "ui_culture",
    "MaximumReceivedDataSizePerCommand": "max_data_per_command",
    "MaximumReceivedObjectSize": "max_object_size",
    "OutputBufferingMode": "buffering",
    "MaxConnectionRetryCount": "max_connection_retries",
    "ApplicationArguments": "application_arguments",
    "ProxyAccessType": "proxy_access",
    "ProxyAuthentication": "proxy_authentication",
    "ProxyCredential": "proxy_credential",
}
_SWITCHES = {
    "NoCompression": "no_compression",
    "NoMachineProfile": "no_machine_profile",
    "SkipCACheck": "skip_ca_check",
    "SkipCNCheck": "skip_cn_check",
    "SkipRevocationCheck": "skip_revocation_check",
    "NoEncryption": "no_encryption",
    "UseUTF16": "use_utf16",
    "IncludePortInSPN": "include_port_in_spn",
}
_SPANS = {
    "OpenTimeout": "open_timeout",
    "CancelTimeout": "cancel_timeout",
    "IdleTimeout": "idle_timeout",
    "OperationTimeout": "operation_timeout",
}


_NULLABLE = "System.Nullable[int]"


class WSManConfigurationOption(NetObject):
    """What New-PSTransportOption makes: quotas of a session configuration, unset until they are said."""

    __slots__ = (
        "process_idle",
        "max_idle",
        "max_sessions",
        "max_concurrent",
        "per_user",
        "memory",
        "processes",
        "users",
        "idle_timeout",
        "buffering",
    )
    net_type = define("Microsoft.PowerShell.Commands.WSManConfigurationOption", assembly=SMA)
    PROPERTIES = properties(
        f"""
        {_NULLABLE} ProcessIdleTimeoutSec {{get;}} -> process_idle
        {_NULLABLE} MaxIdleTimeoutSec {{get;}} -> max_idle
        {_NULLABLE} MaxSessions {{get;}} -> max_sessions
        {_NULLABLE} MaxConcurrentCommandsPerSession {{get;}} -> max_concurrent
        {_NULLABLE} MaxSessionsPerUser {{get;}} -> per_user
        {_NULLABLE} MaxMemoryPerSessionMB {{get;}} -> memory
        {_NULLABLE} MaxProcessesPerSession {{get;}} -> processes
        {_NULLABLE} MaxConcurrentUsers {{get;}} -> users
        {_NULLABLE} IdleTimeoutSec {{get;}} -> idle_timeout
        System.Nullable[{BUFFERING}] OutputBufferingMode {{get;}} -> buffering
        """
    )


_SECONDS = (ValidateRange(60, 2147483),)
_SOME = (ValidateRange(1, 2147483647),)


@cmdlet(
    "New-PSTransportOption",
    output=("Microsoft.PowerShell.Commands.WSManConfigurationOption",),
    remoting="None",
    net_class="Microsoft.PowerShell.Commands.NewPSTransportOptionCommand",
)
class NewPSTransportOption(Cmdlet):
    """Makes an object with advanced options of session configurations."""

    max_idle = parameter("MaxIdleTimeoutSec", "int", by_property=True, validate=_SECONDS)
    process_idle = parameter("ProcessIdleTimeoutSec", "int", by_property=True, validate=(ValidateRange(0, 1209600),))
    max_sessions = parameter("MaxSessions", "int", by_property=True, validate=_SOME)
    max_concurrent = parameter("MaxConcurrentCommandsPerSession", "int", by_property=True, validate=_SOME)
    per_user = parameter("MaxSessionsPerUser", "int", by_property=True, validate=_SOME)
    memory = parameter("MaxMemoryPerSessionMB", "int", by_property=True, validate=(ValidateRange(5, 2147483647),))
    processes = parameter("MaxProcessesPerSession", "int", by_property=True, validate=_SOME)
    users = parameter("MaxConcurrentUsers", "int", by_property=True, validate=(ValidateRange(1, 100),))
    idle_timeout = parameter("IdleTimeoutSec", "int", by_property=True, validate=_SECONDS)
    buffering = parameter("OutputBufferingMode", BUFFERING, by_property=True)

    def process(self) -> None:
        made = WSManConfigurationOption()
        for name in WSManConfigurationOption.__slots__:
            setattr(made, name, getattr(self, name))
        self.write(made)


__all__ = ["NewPSSession", "NewPSSessionOption", "NewPSTransportOption", "client_of", "open_all"]
