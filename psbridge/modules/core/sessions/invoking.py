"""Invoke-Command: here, in sessions, or on computers.

Decides which targets can work, whether the caller waits, gets a job, or gets sessions that were left at once, and which errors end the
statement: a failure of the only session of -Session does, one of several targets or of a temporary connection does not.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import cmdlet, parameter
from psbridge.engine.debugging.debugger import front_of, is_debugged
from psbridge.engine.errors import ScriptError, finish
from psbridge.engine.inputs import InputQueue
from psbridge.errors import PsBridgeError
from psbridge.jobs.ids import IDS
from psbridge.jobs.states import JobState
from psbridge.modules.core.jobs.finding import manager_of
from psbridge.modules.core.session import strict_level, strict_version
from psbridge.modules.core.sessions.connecting import Connecting, tell_redirections, transport_error, where_it_is
from psbridge.modules.core.sessions.declaring import CREDENTIAL, FILLED, GIVEN, MECHANISM, ONLY_TRUE, OPTION, PORTS, SESSION, par, uses
from psbridge.modules.core.sessions.delivering import Delivering
from psbridge.modules.core.sessions.feeding import AHEAD, Course, JobCourse
from psbridge.modules.core.sessions.making import arguments_of, client_of, open_all, open_limit
from psbridge.objects import ErrorRecord, NetException, unwrap
from psbridge.psrp import Pipeline
from psbridge.sessions.connection import Connection
from psbridge.sessions.options import buffer_mode, idle_seconds
from psbridge.sessions.origin import OriginInfo, RemotingErrorRecord
from psbridge.sessions.pssession import PSSession, table_of
from psbridge.sessions.remotejobs import Share, start_remote_job
from psbridge.sessions.scripts import pipeline_of
from psbridge.sessions.synchronous import SyncChild

_HERE = "InProcess"
_A = "System.Management.Automation."
_STATE = _A + "Runspaces.InvalidRunspaceStateException"
_INVALID = _A + "PSInvalidOperationException"
NO_SESSIONS = (
    "No valid sessions were specified.  Ensure you provide valid sessions that are in the Opened state and are available to run commands."
)
_COMPUTERS, _URIS = "ComputerName FilePathComputerName", "Uri FilePathUri"
_VMS = "VMId VMName FilePathVMId FilePathVMName"
_BOXES, _SSH = "ContainerId FilePathContainerId", "SSHHost FilePathSSHHost"
_TABLES = "SSHHostHashParam FilePathSSHHostHash"
_REMOTE = f"Session FilePathRunspace {_COMPUTERS} {_URIS} {_VMS} {_BOXES} {_SSH} {_TABLES}"
_BLOCKS = "InProcess!0 Session!1 ComputerName!1 Uri!1 VMId!1 VMName!1 ContainerId!1 SSHHost!1 SSHHostHashParam!1"
_FILES = "FilePathRunspace!1 FilePathComputerName!1 FilePathUri!1 FilePathVMId!1 FilePathVMName!1 FilePathContainerId!1"
_FILES += " FilePathSSHHost! FilePathSSHHostHash!"


@cmdlet(
    "Invoke-Command",
    default_set=_HERE,
    aliases=("icm",),
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.InvokeCommandCommand",
)
class InvokeCommand(Connecting, Delivering):
    """Runs commands here, in sessions, or on computers."""

    strict_mode = parameter("StrictMode", "version", sets=uses(_HERE), transform=(strict_version,))
    session = par("Session", f"{SESSION}[]", "Session0 FilePathRunspace0", validate=FILLED)
    computer_name = par("ComputerName", "string[]", "ComputerName0 FilePathComputerName0", "Cn", validate=FILLED)
    credential = par(
        "Credential",
        CREDENTIAL,
        " ".join(f"{one}~" for one in f"{_COMPUTERS} {_URIS}".split()) + " VMId!~ VMName!~ FilePathVMId!~ FilePathVMName!~",
    )
    port = par("Port", "int", f"{_COMPUTERS} SSHHost", validate=PORTS)
    use_ssl = par("UseSSL", "switch", _COMPUTERS)
    configuration_name = par("ConfigurationName", "string", " ".join(f"{one}~" for one in f"{_COMPUTERS} {_URIS} {_VMS} {_BOXES}".split()))
    application_name = par("ApplicationName", "string", "ComputerName~ FilePathComputerName~")
    throttle_limit = par("ThrottleLimit", "int", f"Session FilePathRunspace {_COMPUTERS} {_URIS} {_VMS} {_BOXES}", default=0)
    connection_uri = par("ConnectionUri", "uri[]", "Uri0 FilePathUri0", "URI", "CU", validate=FILLED)
    as_job = par("AsJob", "switch", _REMOTE)
    in_disconnected = par("InDisconnectedSession", "switch", f"{_COMPUTERS} {_URIS}", "Disconnected")
    session_name = par("SessionName", "string[]", _COMPUTERS, validate=FILLED)
    hide_computer_name = par("HideComputerName", "switch", _REMOTE, "HCN")
    job_name = par("JobName", "string", f"Session FilePathRunspace {_COMPUTERS} {_URIS} {_BOXES} SSHHost SSHHostHashParam")
    script_block = par("ScriptBlock", "scriptblock", _BLOCKS, "Command", validate=GIVEN)
    no_new_scope = par("NoNewScope", "switch", _HERE)
    file_path = par("FilePath", "string", _FILES, "PSPath", validate=GIVEN)
    allow_redirection = par("AllowRedirection", "switch", _URIS)
    session_option = par("SessionOption", OPTION, f"{_COMPUTERS} {_URIS}")
    authentication = par("Authentication", MECHANISM, f"{_COMPUTERS} {_URIS}")
    enable_network_access = par("EnableNetworkAccess", "switch", f"{_COMPUTERS} {_URIS}")
    run_as_administrator = par("RunAsAdministrator", "switch", _BOXES)
    input_object = par("InputObject", "psobject", pipeline=True)
    arguments = par("ArgumentList", "object[]", "", "Args")
    vm_id = par("VMId", "guid[]", "VMId!~0 FilePathVMId!~0", "VMGuid", validate=FILLED)
    vm_name = par("VMName", "string[]", "VMName!~ FilePathVMName!~", validate=FILLED)
    container_id = par("ContainerId", "string[]", "ContainerId!~ FilePathContainerId!~", validate=FILLED)
    certificate_thumbprint = par("CertificateThumbprint", "string", "ComputerName Uri")
    host_name = par("HostName", "string[]", "SSHHost! FilePathSSHHost!", validate=FILLED)
    user_name = par("UserName", "string", _SSH, validate=FILLED)
    key_file_path = par("KeyFilePath", "string", _SSH, "IdentityFilePath", validate=FILLED)
    subsystem = par("Subsystem", "string", _SSH)
    connecting_timeout = par("ConnectingTimeout", "int", _SSH, default=-1)
    ssh_transport = par("SSHTransport", "switch", _SSH, validate=ONLY_TRUE)
    ssh_connection = par("SSHConnection", "hashtable[]", "SSHHostHashParam! FilePathSSHHostHash!", validate=FILLED)
    options = par("Options", "hashtable", _SSH, validate=FILLED)
    remote_debug = par("RemoteDebug", "switch", _REMOTE)

    def begin(self) -> None:
        self.inputs: list[Any] = []
        self._course: Course | JobCourse | None = None
        if self.set_name != _HERE:
            self._check()

    def process(self) -> None:
        """Targets get each object as it comes; a block that runs here gets all at its end, as does one that is left alone."""
        if not self.is_bound("InputObject"):
            return
        if self.set_name == _HERE or self.in_disconnected:
            self.inputs.append(self.input_object)
            return
        if self._course is None:
            self._course = self._begun()
        self._course.put(self.input_object)

    def end(self) -> None:
        if self.set_name == _HERE:
            self._here()
        elif self.in_disconnected:
            self._block, self._text = self._script()
            self._and_leave(self._connections())
        else:
            if self._course is None:
                self._course = self._begun()
            self._course.finish()

    def dispose(self) -> None:
        course = getattr(self, "_course", None)
        if course is not None:
            course.dispose()

    def _begun(self) -> Course | JobCourse:
        self._block, self._text = self._script()
        if self.set_name in ("Session", "FilePathRunspace"):
            return self._in_sessions([unwrap(one) for one in self.session or ()])
        return self._on_targets(self._connections())

    def _connections(self) -> list[Connection]:
        found = self.connections()
        self.must_be_elsewhere(found)
        return found

    def _here(self) -> None:
        given = self.inputs if self.inputs or self.input_is_expected else None
        scope = self.ctx.scope
        before = scope.strict
        if self.is_bound("StrictMode"):
            scope.strict = strict_level(self.strict_mode)
        try:
            self.script_block.run(
                self.runtime.watch_blocks(), self, tuple(self.arguments or ()), input=given, new_scope=not self.no_new_scope
            )
        finally:
            scope.strict = before

    def _check(self) -> None:
        if self.remote_debug and front_of(self.runspace) is None:
            text = "The command cannot be debugged: the RemoteDebug parameter needs a host with a debugger, and this one has none."
            self.fail(self.error(_INVALID, text, "InvalidOperation", "InvalidOperation"))
        wants_job = self.as_job or self.is_bound("JobName")
        if self.in_disconnected and wants_job:
            text = "The AsJob and InDisconnectedSession parameters cannot be used together."
            kind = "System.InvalidOperationException"
            self.fail(self.error(kind, text, kind, "NotSpecified"))
        if self.is_bound("SessionName") and not self.in_disconnected:
            text = "The SessionName parameter can be used only with the InDisconnectedSession parameter."
            self.fail(self.error(_INVALID, text, "InvalidOperation", "InvalidOperation"))

    # -- what runs

    def _script(self) -> tuple[Any, str]:
        if self.file_path is None:
            return self.script_block, self.script_block.source
        try:
            found = self.paths.resolve(self.file_path)
        except ScriptError as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            raise
        path = str(found[0].path)
        if len(found) != 1 or not path.lower().endswith(".ps1"):
            text = f"The FilePath {self.file_path} must be one script file, whose name ends in .ps1."
            self.fail(self.error("System.ArgumentException", text, "System.ArgumentException", "InvalidArgument"))
        block = self.runspace.load_script(path)
        return block, block.source

    def _pipeline(self) -> Pipeline:
        made = pipeline_of(self._text, self._block, self.ctx, list(self.arguments or ()), add_to_history=True)
        made.no_input = not self._gives_input
        return made

    @property
    def _gives_input(self) -> bool:
        return self.is_bound("InputObject") or self.input_is_expected

    def _share(self, location: str, **more: Any) -> Share:
        given = InputQueue(limit=AHEAD) if self._gives_input else None
        return Share(
            location,
            self._pipeline(),
            input=given,
            host=self.host,
            hidden=bool(self.hide_computer_name),
            debugs=is_debugged(self.runspace, self._text),
            steps=bool(self.remote_debug),
            debug_handler=self.debug_handler(location),
            **more,
        )

    # -- in sessions

    def _in_sessions(self, sessions: list[PSSession]) -> Course | JobCourse:
        if self.as_job or self.is_bound("JobName"):
            return self._start_job([self._session_share(one) for one in sessions])
        usable = [one for one in sessions if self._can_work(one)]
        if not usable:
            self.fail(self.error(_INVALID, NO_SESSIONS, "InvalidOperation", "InvalidOperation"))
        IDS.next()  # as a job that nobody sees takes one
        alone = len(sessions) == 1

        def told(children: list[SyncChild]) -> None:
            for child in children:
                self._report(child, alone)

        return Course(self, [self._session_share(one) for one in usable], self.throttle_limit or 0, told)

    def _session_share(self, session: PSSession) -> Share:
        client = session.client if session.client is not None else client_of(self, session.connection)
        return self._share(session.computer_name, session=client, runspace=session.runspace, exits=True)

    def _can_work(self, session: PSSession) -> bool:
        facts = f"{session.name}, {session.instance_id}, {session.computer_name}"
        if session.state != "Opened":
            text = (
                f"Because the session state for session {facts} is not equal to Open, you cannot run a command  in the session.  "
                f"The session state is {session.state}."
            )
            error_id = "InvokeCommandCommandInvalidSessionState"
        elif session.availability_name != "Available":
            text = f"The session {facts} is not available to run commands.  The session availability is {session.availability_name}."
            error_id = "InvokeCommandCommandInvalidSessionAvailability"
        else:
            return True
        self.write_error(self.error(_STATE, text, error_id, "InvalidOperation", session))
        return False

    def _report(self, child: Any, alone: bool) -> None:
        """What made a target fail."""
        if child.state == JobState.Disconnected:
            self._left_alone(child)
        elif child.failure_record is not None:
            if alone:
                self.runtime.pass_failure(child.failure_record)
            self.runtime.pass_error(child.failure_record)

    def _left_alone(self, child: Any) -> None:
        """The network went; the session was disconnected by itself."""
        text = (
            f"The network connection to {child.location} has been lost, and the session has been disconnected. "
            "Its command goes on; connect to the session (Receive-PSSession) to get its results."
        )
        record = self.error(_A + "RuntimeException", text, "PowerShellNetworkFailedStartDisconnect", "OperationTimeout", child.location)
        self.write_error(record)
        name = ""
        for session in table_of(self.runspace).sessions:
            if session.instance_id == child.runspace_id:
                name, session.left_over = session.name, child.apart()
        self.write_warning(f"The session {name} with the instance ID {child.runspace_id} on {child.location} is disconnected.")

    # -- on computers

    def _on_targets(self, connections: list[Connection]) -> Course | JobCourse:
        shares = [self._temporary(one) for one in connections]
        if self.as_job or self.is_bound("JobName"):
            return self._start_job(shares)
        IDS.next()

        def told(children: list[SyncChild]) -> None:
            for child in children:
                if child.failure_record is not None:
                    self.runtime.pass_error(_with_target(child))

        return Course(self, shares, self.throttle_limit or 0, told)

    def _temporary(self, connection: Connection) -> Share:
        return self._share(
            connection.host,
            make_transport=connection.make,
            options=connection.client_options(),
            arguments=arguments_of(self),
            label=connection.host,
        )

    def _start_job(self, shares: list[Share]) -> JobCourse:
        manager = manager_of(self.runspace)
        job = start_remote_job(self._text, self.job_name, shares, throttle_limit=self.throttle_limit or 32, add=manager.add)
        self.write(job)
        return JobCourse(shares)

    def _and_leave(self, connections: list[Connection]) -> None:
        """-InDisconnectedSession: start it, leave, give the sessions."""
        table = table_of(self.runspace)
        clients = [client_of(self, connection) for connection in connections]
        failures = open_all(clients, self.throttle_limit, open_limit(self))
        facts = table.identify(len(clients), list(self.session_name or ()), False)
        for connection, client, failure, (number, name) in zip(connections, clients, failures, facts, strict=True):
            try:
                if failure is not None:
                    raise failure
                client.transport.holding = True  # type: ignore[attr-defined]
                client.run(self._pipeline(), input=self.inputs if self._gives_input else None, sink=lambda *_: None, host=self.host)
                option = self.option()
                client.disconnect(idle_seconds(option), buffer_mode(option))
                client.pipelines.clear()  # whoever receives takes them over
                client.pool.pipelines.clear()
                client.transport.forget()  # type: ignore[attr-defined]
                client.transport.holding = False  # type: ignore[attr-defined]
            except PsBridgeError as error:
                self.runtime.pass_error(transport_error(self, error, connection.host, "PSSessionStateBroken", connection.host, named=False))
                continue
            tell_redirections(self, client)
            self.write(table.add(PSSession(number, name, where_it_is(connection, client), client, self.option())))


def _with_target(child: Any) -> Any:
    """A lost temporary connection is told with the name of its computer."""
    record = child.failure_record
    if record.error_id.endswith("PSSessionStateBroken") and record.target_object is None:
        exception = record.exception
        told = NetException(exception.kind, f"[{child.location}] {exception.message}", None, **dict(exception.extra))
        return _again(record, told, child)
    return record


def _again(record: Any, exception: NetException, child: Any) -> RemotingErrorRecord:
    plain = finish(ErrorRecord(exception, record.error_id, 1, child.location))
    return RemotingErrorRecord(plain, OriginInfo(child.location, child.runspace_id))
