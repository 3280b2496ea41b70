"""Enter-PSSession and Exit-PSSession: the prompt of another computer, where the host has one to give away.

A host that can switch has `push_session(session, temporary)` and `pop_session()`; others refuse, as PowerShell's do.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet
from psbridge.errors import PsBridgeError
from psbridge.modules.core.sessions.connecting import tell_redirections, transport_error, where_it_is
from psbridge.modules.core.sessions.declaring import CREDENTIAL, FILLED, GIVEN, MECHANISM, ONLY_TRUE, OPTION, PORTS, SESSION, par
from psbridge.modules.core.sessions.finding import Finding
from psbridge.modules.core.sessions.leaving import connect_session
from psbridge.modules.core.sessions.making import client_of, open_all, open_limit
from psbridge.objects import ErrorRecord
from psbridge.objects.streams import ERROR
from psbridge.psrp import Command, Pipeline
from psbridge.sessions.pssession import PSSession, table_of

_A = "System.Management.Automation."
_WSMAN = "ComputerName Uri"


@cmdlet(
    "Enter-PSSession",
    default_set="ComputerName",
    aliases=("etsn",),
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.EnterPSSessionCommand",
)
class EnterPSSession(Finding):
    """Starts an interactive session with another computer."""

    computer_name = par("ComputerName", "string", "ComputerName!+~0", "Cn", validate=FILLED)
    session = par("Session", SESSION, "Session+~0", validate=FILLED)
    connection_uri = par("ConnectionUri", "uri", "Uri~1", "URI", "CU", validate=FILLED)
    instance_id = par("InstanceId", "guid", "InstanceId~", validate=GIVEN)
    id = par("Id", "int", "Id~0", validate=GIVEN)
    name = par("Name", "string", "Name~")
    enable_network_access = par("EnableNetworkAccess", "switch", _WSMAN)
    vm_id = par("VMId", "guid", "VMId!+~0", "VMGuid", validate=FILLED)
    vm_name = par("VMName", "string", "VMName!+~0", validate=FILLED)
    container_id = par("ContainerId", "string", "ContainerId!+~0", validate=FILLED)
    credential = par("Credential", CREDENTIAL, "ComputerName~1 Uri~ VMId!~1 VMName!~1")
    configuration_name = par("ConfigurationName", "string", "ComputerName~ Uri~ VMId~ VMName~ ContainerId~")
    run_as_administrator = par("RunAsAdministrator", "switch", "ContainerId")
    port = par("Port", "int", "ComputerName SSHHost", validate=PORTS)
    use_ssl = par("UseSSL", "switch", "ComputerName")
    application_name = par("ApplicationName", "string", "ComputerName~")
    allow_redirection = par("AllowRedirection", "switch", "Uri")
    session_option = par("SessionOption", OPTION, _WSMAN, validate=GIVEN)
    authentication = par("Authentication", MECHANISM, _WSMAN)
    certificate_thumbprint = par("CertificateThumbprint", "string", _WSMAN)
    host_name = par("HostName", "string", "SSHHost!+0", validate=FILLED)
    options = par("Options", "hashtable", "SSHHost", validate=FILLED)
    user_name = par("UserName", "string", "SSHHost", validate=FILLED)
    key_file_path = par("KeyFilePath", "string", "SSHHost", "IdentityFilePath", validate=FILLED)
    subsystem = par("Subsystem", "string", "SSHHost~")
    connecting_timeout = par("ConnectingTimeout", "int", "SSHHost", default=-1)
    ssh_transport = par("SSHTransport", "switch", "SSHHost", validate=ONLY_TRUE)

    def process(self) -> None:
        push = getattr(self.host, "push_session", None)
        session, temporary = self._target()
        if session is None:
            return
        if push is None:
            if temporary and session.client is not None:
                session.client.close()
            kind = _A + "PSNotImplementedException"
            self.fail(self.error(kind, "The method or operation is not implemented.", "NotImplemented", "NotImplemented"))
        lacking = _lacking(session)
        if lacking is not None:
            if temporary and session.client is not None:
                session.client.close()
            self.fail(lacking)
        push(session, temporary)

    def _target(self) -> tuple[PSSession | None, bool]:
        if self.set_name in ("Session", "InstanceId", "Id", "Name"):
            found = next(iter(self.known()), None)
            return (found if found is not None and self._ready(found) else None), False
        named = self.connections()
        self.must_be_elsewhere(named)
        connection = named[0]
        client = client_of(self, connection)
        failure = open_all([client], 1, open_limit(self))[0]
        tell_redirections(self, client)
        if failure is not None:
            self.fail(transport_error(self, failure, connection.host, "CreateRemoteRunspaceFailed", connection.host, named=True))
        number, name = table_of(self.runspace).identify(1, [], connection.transport != "wsman")[0]
        return PSSession(number, name, where_it_is(connection, client), client, self.option()), True

    def _ready(self, session: PSSession) -> bool:
        if session.state == "Disconnected":
            try:
                connect_session(self, session)
            except PsBridgeError as error:
                text = f"The session {session.name} is disconnected and cannot be connected: {error}"
                error_id = "EnterPSSessionConnectSessionNotAvailable" if session.found_busy else "EnterPSSessionConnectSessionFailed"
                self.write_error(self.error(_A + "RuntimeException", text, error_id, "InvalidOperation", session))
                return False
        if session.state != "Opened":
            text = "Session must be open."
            if self.set_name == "Session":
                how = f"Get-PSSession -ComputerName {session.computer_name} -InstanceId {session.instance_id}"
                text = (
                    f"Cannot enter session {session.name} because it is not in the disconnected state or is not available for connection. "
                    f"Retrieve the remote session using {how}."
                )
            self.write_error(self.error("System.ArgumentException", text, "PushedRunspaceMustBeOpen", "InvalidArgument"))
            return False
        return True


def _lacking(session: PSSession) -> ErrorRecord | None:
    """Why nobody can sit at a prompt over there: the error of asking for what a prompt needs."""
    problems: list[ErrorRecord] = []
    asked = Pipeline([Command("Get-Command", parameters=[("Name", ["Out-Default", "Exit-PSSession"])])])
    asked.no_input = True
    assert session.client is not None, "an opened session has a client"
    running = session.client.run(asked, sink=lambda stream, value: problems.append(value) if stream == ERROR else None)
    running.wait(None)
    return running.reason or next(iter(problems), None)


@cmdlet("Exit-PSSession", aliases=("exsn",), remoting="OwnedByCommand", net_class="Microsoft.PowerShell.Commands.ExitPSSessionCommand")
class ExitPSSession(Cmdlet):
    """Ends an interactive session; outside of one it does nothing."""

    def process(self) -> None:
        pop: Any = getattr(self.host, "pop_session", None)
        if pop is not None:
            pop()
