"""Disconnect-PSSession and Connect-PSSession."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import cmdlet
from psbridge.errors import PsBridgeError
from psbridge.modules.core.sessions.declaring import BUFFERING, CREDENTIAL, FILLED, GIVEN, MECHANISM, OPTION, PORTS, SESSION, UNSIGNED, par
from psbridge.modules.core.sessions.finding import Finding
from psbridge.psrp import PoolState
from psbridge.sessions.options import buffer_mode
from psbridge.sessions.pssession import PSSession, table_of

_RUNTIME = "System.Management.Automation.RuntimeException"
LEAST_IDLE = 60  # seconds
MOST_IDLE = 2_147_483  # seconds: MaxIdleTimeoutMs is 2147483647


@cmdlet(
    "Disconnect-PSSession",
    default_set="Session",
    aliases=("dnsn",),
    output=(SESSION,),
    should_process=True,
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.DisconnectPSSessionCommand",
)
class DisconnectPSSession(Finding):
    """Leaves sessions; their commands go on."""

    session = par("Session", f"{SESSION}[]", "Session!+~0", validate=FILLED)
    idle_timeout = par("IdleTimeoutSec", "int", validate=UNSIGNED)
    buffering = par("OutputBufferingMode", BUFFERING)
    throttle_limit = par("ThrottleLimit", "int", default=0)
    name = par("Name", "string[]", "Name!~", validate=FILLED, wildcard=True)
    id = par("Id", "int[]", "Id!~0", validate=GIVEN)
    instance_id = par("InstanceId", "guid[]", "InstanceId!~", validate=GIVEN)

    def process(self) -> None:
        for session in list(self.known()):
            if self.should_process(session.name, "Disconnect"):
                self._leave(session)

    def _leave(self, session: PSSession) -> None:
        client = session.client
        if client is not None and client.state is PoolState.OPENED and not session.connection.can_disconnect:
            text = f"Disconnect operation is not supported for the session {session.name}: its transport is {session.transport}."
            self._failed(session, text, "PSSessionDisconnectFailed")
        elif client is None or client.state is PoolState.DISCONNECTED:
            self.write(session)
        elif client.state is not PoolState.OPENED:
            text = f"The session {session.name} cannot be disconnected: it is not in the Opened state."
            self._failed(session, text, "CannotDisconnectSessionWhenNotOpened")
        elif self._idle_is_right(session):
            self._disconnect(session, client)

    def _idle(self, session: PSSession) -> float | None:
        if self.is_bound("IdleTimeoutSec"):
            return float(self.idle_timeout)
        return None if session.idle_timeout < 0 else session.idle_timeout / 1000

    def _idle_is_right(self, session: PSSession) -> bool:
        seconds = self._idle(session)
        if seconds is None or LEAST_IDLE <= seconds <= MOST_IDLE:
            return True
        text = (
            f"The session {session.name} cannot be disconnected because its idle timeout of {seconds:g} seconds is not valid. "
            f"It must be between {LEAST_IDLE} and {MOST_IDLE} seconds."
        )
        record = self.error(_RUNTIME, text, "CannotDisconnectSessionWithInvalidIdleTimeout", "InvalidArgument", session)
        self.write_error(record)
        return False

    def _disconnect(self, session: PSSession, client: Any) -> None:
        said = self.is_bound("OutputBufferingMode") and str(self.buffering) != "None"
        mode = str(self.buffering) if said else buffer_mode(session.option)
        try:
            client.disconnect(self._idle(session), mode)
        except PsBridgeError as error:
            self._failed(session, f"The session {session.name} cannot be disconnected: {error}", "PSSessionDisconnectFailed")
            return
        if self.is_bound("IdleTimeoutSec"):
            session.idle_timeout = int(self.idle_timeout) * 1000
        if said:
            session.buffering = self.buffering
        self.write(session)

    def _failed(self, session: PSSession, text: str, error_id: str) -> None:
        self.write_error(self.error(_RUNTIME, text, error_id, "InvalidOperation", session))


def connect_session(command: Any, session: PSSession) -> None:
    """Open a session that is disconnected, ours or another's; raises PsBridgeError."""
    from psbridge.sessions.session import take_over

    option = command.option()
    if session.client is None:
        session.client = take_over(session.connection, session.instance_id, command.host)
        session.found_busy = False
        table_of(command.runspace).add(session)
    elif session.client.state is PoolState.DISCONNECTED:
        session.client.reconnect(buffer_mode(option))
    elif session.client.state is not PoolState.OPENED:
        raise PsBridgeError(f"The session is {session.state} and cannot be connected")
    if option is not None and buffer_mode(option):
        session.buffering = option.buffering


_HOSTS, _URIS = "ComputerName ComputerNameGuid", "ConnectionUri ConnectionUriGuid"


@cmdlet(
    "Connect-PSSession",
    default_set="Name",
    aliases=("cnsn",),
    output=(SESSION,),
    should_process=True,
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.ConnectPSSessionCommand",
)
class ConnectPSSession(Finding):
    """Takes up sessions that were left, by this process or another one."""

    session = par("Session", f"{SESSION}[]", "Session!+~0", validate=FILLED)
    computer_name = par("ComputerName", "string[]", "ComputerName! ComputerNameGuid!", "Cn", validate=FILLED)
    application_name = par("ApplicationName", "string", "ComputerName~ ComputerNameGuid~")
    configuration_name = par("ConfigurationName", "string", "ComputerName~ ComputerNameGuid~ ConnectionUri~ ConnectionUriGuid~")
    connection_uri = par("ConnectionUri", "uri[]", "ConnectionUri!~0 ConnectionUriGuid!~0", "URI", "CU", validate=FILLED)
    allow_redirection = par("AllowRedirection", "switch", _URIS)
    instance_id = par("InstanceId", "guid[]", "InstanceId! ComputerNameGuid! ConnectionUriGuid!", validate=GIVEN)
    name = par("Name", "string[]", "Name! ComputerName ConnectionUri", validate=FILLED)
    credential = par("Credential", CREDENTIAL, f"{_HOSTS} {_URIS}")
    authentication = par("Authentication", MECHANISM, f"{_HOSTS} {_URIS}")
    certificate_thumbprint = par("CertificateThumbprint", "string", f"{_HOSTS} {_URIS}")
    port = par("Port", "int", _HOSTS, validate=PORTS)
    use_ssl = par("UseSSL", "switch", _HOSTS)
    session_option = par("SessionOption", OPTION, f"{_HOSTS} {_URIS}")
    throttle_limit = par("ThrottleLimit", "int", default=0)
    id = par("Id", "int[]", "Id!~0", validate=GIVEN)

    def process(self) -> None:
        found = self.living() if self.is_bound("ComputerName") or self.is_bound("ConnectionUri") else self.known()
        for session in list(found):
            if self.should_process(session.name, "Connect"):
                self._connect(session)

    def _connect(self, session: PSSession) -> None:
        try:
            connect_session(self, session)
        except PsBridgeError as error:
            text = f"Connect operation failed for the session {session.name} with the following message: {error}"
            self.write_error(self.error(_RUNTIME, text, "PSSessionConnectFailed", "InvalidOperation", session))
            return
        self.write(session)


__all__ = ["ConnectPSSession", "DisconnectPSSession", "connect_session"]
