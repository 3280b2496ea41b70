"""Get-PSSession, Remove-PSSession, and how the other commands find the sessions that they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from psbridge.engine.cmdlet import cmdlet
from psbridge.errors import PsBridgeError
from psbridge.modules.core.sessions.connecting import Connecting, transport_error
from psbridge.modules.core.sessions.declaring import CREDENTIAL, FILLED, GIVEN, MECHANISM, OPTION, PORTS, SESSION, par
from psbridge.objects import unwrap
from psbridge.objects.wildcard import compile_wildcard, has_wildcards
from psbridge.psrp import PoolState
from psbridge.sessions.connection import Connection, wsman_target
from psbridge.sessions.pssession import PSSession, table_of
from psbridge.wsman.names import POWERSHELL

_ARGUMENT = "System.ArgumentException"
_UNIX = "The ComputerName parameter of Get-PSSession is not supported on this platform, which has no WSMan."


class Finding(Connecting):
    """Base of the commands that are given sessions."""

    def known(self) -> Iterator[PSSession]:
        """Sessions of this runspace that the present parameter set means; what is not there is reported."""
        sessions = list(table_of(self.runspace).sessions)
        if self.set_name == "Session":
            given = self.session  # type: ignore[attr-defined]
            yield from (unwrap(one) for one in (given if isinstance(given, list | tuple) else [given]))
        elif self.is_bound("InstanceId"):
            yield from self._matching(sessions, self.instance_id, "instance_id", "RunspaceId", "Remote session is not available for {}.")  # type: ignore[attr-defined]
        elif self.is_bound("Id"):
            yield from self._matching(sessions, self.id, "id", "SessionId", "The remote session with the session ID {} is not available.")  # type: ignore[attr-defined]
        elif self.is_bound("Name"):
            yield from self._matching(sessions, self.name, "name", "Name", "The remote session with the name {}  is not available.")  # type: ignore[attr-defined]
        elif self.is_bound("ComputerName"):
            text = "Remote session is not available for ComputerName {}."
            yield from self._matching(sessions, self.computer_name, "computer_name", "Computer", text)  # type: ignore[attr-defined]
        else:
            yield from sessions

    def _matching(self, sessions: list[PSSession], wanted: Any, attribute: str, word: str, text: str) -> Iterator[PSSession]:
        for one in wanted if isinstance(wanted, list | tuple) else [wanted]:
            test = compile_wildcard(one) if isinstance(one, str) else None
            found = [session for session in sessions if (test(getattr(session, attribute)) if test else getattr(session, attribute) == one)]
            if not found and not (isinstance(one, str) and has_wildcards(one)):
                self._missing(one, word, text)
            yield from found

    def _missing(self, wanted: Any, word: str, text: str) -> None:
        error_id = f"RemoteRunspaceNotAvailableForSpecified{word}"
        self.write_error(self.error(_ARGUMENT, text.format(wanted), error_id, "InvalidArgument", wanted))

    # -- on hosts

    def living(self) -> Iterator[PSSession]:
        """Sessions of our user that live on the computers that the parameters name."""
        for connection in self.connections():
            try:
                yield from self._on(connection)
            except PsBridgeError as error:
                record = transport_error(self, error, connection.host, self.query_error, connection.host, named=True)
                self.runtime.pass_error(record)

    query_error = "RemotePSSessionQueryFailed"

    def _on(self, connection: Connection) -> Iterator[PSSession]:
        from psbridge.transports.wsmanlists import find_shells

        table = table_of(self.runspace)
        ours = {session.instance_id: session for session in table.sessions}
        names = [compile_wildcard(name) for name in _listed(getattr(self, "name", None))]
        ids = set(_listed(getattr(self, "instance_id", None)))
        for shell in find_shells(wsman_target(connection)):
            if not shell.resource_uri.startswith(POWERSHELL):
                continue
            instance = UUID(shell.shell_id)
            session = ours.get(instance) or _found(table.number(), connection, shell, instance)
            wanted = (not names or any(test(session.name) for test in names)) and (not ids or instance in ids)
            if wanted and self._of_configuration(session):
                yield session

    def _of_configuration(self, session: PSSession) -> bool:
        wanted = self.configuration_name if self.is_bound("ConfigurationName") else None  # type: ignore[attr-defined]
        return wanted is None or session.configuration_name.lower() == wanted.lower().rpartition("/")[2]


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def _found(number: int, connection: Connection, shell: Any, instance: UUID) -> PSSession:
    own = connection.with_words(configuration_name=shell.resource_uri)
    made = PSSession(number, shell.name or f"Runspace{number}", own, None, None, instance)
    made.found_busy = shell.state == "Connected"
    if shell.idle_timeout is not None:
        made.idle_timeout = int(shell.idle_timeout * 1000)
    return made


_HOSTS = "ComputerName ComputerInstanceId"
_URIS = "ConnectionUri ConnectionUriInstanceId"
_VIRTUAL = "ContainerId ContainerIdInstanceId VMId VMIdInstanceId VMName VMNameInstanceId"


@cmdlet(
    "Get-PSSession",
    default_set="Name",
    aliases=("gsn",),
    output=(SESSION,),
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.GetPSSessionCommand",
)
class GetPSSession(Finding):
    """Gives the sessions of this process, or those that live on computers."""

    computer_name = par("ComputerName", "string[]", "ComputerName!~0 ComputerInstanceId!~0", "Cn", validate=FILLED)
    application_name = par("ApplicationName", "string", "ComputerName~ ComputerInstanceId~")
    connection_uri = par("ConnectionUri", "uri[]", "ConnectionUri!~0 ConnectionUriInstanceId!~0", "URI", "CU", validate=FILLED)
    configuration_name = par("ConfigurationName", "string", " ".join(f"{one}~" for one in f"{_HOSTS} {_URIS} {_VIRTUAL}".split()))
    allow_redirection = par("AllowRedirection", "switch", _URIS)
    name = par("Name", "string[]", "ComputerName~ ConnectionUri~ Name~ ContainerId~ VMId~ VMName~", validate=FILLED)
    instance_id = par(
        "InstanceId",
        "guid[]",
        "ComputerInstanceId! ConnectionUriInstanceId! InstanceId ContainerIdInstanceId! VMIdInstanceId! VMNameInstanceId!",
        validate=GIVEN,
    )
    credential = par("Credential", CREDENTIAL, f"{_HOSTS} {_URIS}")
    authentication = par("Authentication", MECHANISM, f"{_HOSTS} {_URIS}")
    certificate_thumbprint = par("CertificateThumbprint", "string", f"{_HOSTS} {_URIS}")
    port = par("Port", "int", _HOSTS, validate=PORTS)
    use_ssl = par("UseSSL", "switch", _HOSTS)
    throttle_limit = par("ThrottleLimit", "int", f"{_HOSTS} {_URIS}", default=0)
    state = par("State", "Microsoft.PowerShell.Commands.SessionFilterState", f"{_HOSTS} {_URIS} {_VIRTUAL}")
    session_option = par("SessionOption", OPTION, f"{_HOSTS} {_URIS}")
    container_id = par("ContainerId", "string[]", "ContainerId! ContainerIdInstanceId!", validate=FILLED)
    vm_id = par("VMId", "guid[]", "VMId! VMIdInstanceId!", "VMGuid", validate=FILLED)
    vm_name = par("VMName", "string[]", "VMName! VMNameInstanceId!", validate=FILLED)
    id = par("Id", "int[]", "Id!~0", validate=GIVEN)

    def process(self) -> None:
        if self.is_bound("ComputerName") or self.is_bound("ConnectionUri") or self.set_name in _VIRTUAL.split():
            for session in self.living():
                if self._in_state(session):
                    self.write(session)
            return
        for session in self.known():
            self.write(session)

    def must_have_wsman(self) -> None:
        if self.runspace.extras.get("strict") and self.runspace.profile == "local":
            kind = "System.Management.Automation.PSNotImplementedException"
            self.fail(self.error(kind, _UNIX, "PSSessionComputerNameUnix", "NotImplemented"))

    def _in_state(self, session: PSSession) -> bool:
        return self.state is None or str(self.state) in ("All", session.state)


@cmdlet(
    "Remove-PSSession",
    default_set="Id",
    aliases=("rsn",),
    should_process=True,
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.RemovePSSessionCommand",
)
class RemovePSSession(Finding):
    """Closes sessions."""

    session = par("Session", f"{SESSION}[]", "Session!+~0")
    container_id = par("ContainerId", "string[]", "ContainerId!~", validate=FILLED)
    id = par("Id", "int[]", "Id!~0", validate=GIVEN)
    name = par("Name", "string[]", "Name!~", validate=FILLED, wildcard=True)
    instance_id = par("InstanceId", "guid[]", "InstanceId!~", validate=GIVEN)
    vm_id = par("VMId", "guid[]", "VMId!~", "VMGuid", validate=FILLED)
    vm_name = par("VMName", "string[]", "VMName!~", validate=FILLED)
    computer_name = par("ComputerName", "string[]", "ComputerName!~0", "Cn", validate=FILLED)

    def process(self) -> None:
        if self.set_name in ("ContainerId", "VMId", "VMName"):
            return  # there are none of these
        table = table_of(self.runspace)
        for session in list(self.known()):
            if self.should_process(session.name, "Remove"):
                self._close(session)
                table.remove(session)

    def _close(self, session: PSSession) -> None:
        try:
            if session.client is None:
                from psbridge.sessions.session import take_over

                session.client = take_over(session.connection, session.instance_id, self.host)
            elif session.client.state is PoolState.DISCONNECTED:
                session.client.reconnect()
            session.client.close()
        except PsBridgeError as error:
            text = f"The session {session.name} is closed here, but the server could not be told: {error}"
            kind = "System.Management.Automation.RuntimeException"
            self.write_error(self.error(kind, text, "RemoveSessionCannotConnectToServer", "InvalidOperation", session))
