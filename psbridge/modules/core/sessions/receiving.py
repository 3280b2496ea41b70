"""Receive-PSSession."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

from psbridge.engine.cmdlet import cmdlet
from psbridge.errors import PsBridgeError
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.jobs.states import FINISHED, JobEvent, JobState
from psbridge.modules.core.jobs.finding import manager_of
from psbridge.modules.core.sessions.declaring import CREDENTIAL, FILLED, MECHANISM, OPTION, PORTS, SESSION, par
from psbridge.modules.core.sessions.delivering import Delivering
from psbridge.modules.core.sessions.finding import Finding
from psbridge.modules.core.sessions.leaving import connect_session
from psbridge.sessions.pssession import PSSession
from psbridge.sessions.remotejobs import Share, start_remote_job
from psbridge.sessions.synchronous import ENDED, QUESTION, SyncChild

_HOSTS, _URIS = "ComputerSessionName ComputerInstanceId", "ConnectionUriSessionName ConnectionUriInstanceId"
_OPERATION = "System.InvalidOperationException"


@cmdlet(
    "Receive-PSSession",
    default_set="Session",
    aliases=("rcsn",),
    should_process=True,
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.ReceivePSSessionCommand",
)
class ReceivePSSession(Finding, Delivering):
    """Gets the results of commands in sessions that were left."""

    session = par("Session", SESSION, "Session!+~0", validate=FILLED)
    id = par("Id", "int", "Id!+~0")
    computer_name = par("ComputerName", "string", "ComputerSessionName!~0 ComputerInstanceId!~0", "Cn", validate=FILLED)
    application_name = par("ApplicationName", "string", "ComputerSessionName~ ComputerInstanceId~")
    configuration_name = par(
        "ConfigurationName", "string", "ComputerSessionName~ ComputerInstanceId~ ConnectionUriSessionName~ ConnectionUriInstanceId~"
    )
    connection_uri = par("ConnectionUri", "uri", "ConnectionUriSessionName!~0 ConnectionUriInstanceId!~0", "URI", "CU", validate=FILLED)
    allow_redirection = par("AllowRedirection", "switch", _URIS)
    instance_id = par("InstanceId", "guid", "ComputerInstanceId! InstanceId! ConnectionUriInstanceId!", validate=FILLED)
    name = par("Name", "string", "ComputerSessionName! SessionName! ConnectionUriSessionName!", validate=FILLED)
    out_target = par("OutTarget", "Microsoft.PowerShell.Commands.OutTarget")
    job_name = par("JobName", "string", validate=FILLED)
    credential = par("Credential", CREDENTIAL, f"{_HOSTS} {_URIS}")
    authentication = par("Authentication", MECHANISM, f"{_HOSTS} {_URIS}")
    certificate_thumbprint = par("CertificateThumbprint", "string", f"{_HOSTS} {_URIS}")
    port = par("Port", "int", _HOSTS, validate=PORTS)
    use_ssl = par("UseSSL", "switch", _HOSTS)
    session_option = par("SessionOption", OPTION, f"{_HOSTS} {_URIS}")

    query_error = "ReceivePSSessionQueryForSessionFailed"

    def process(self) -> None:
        found = list(self.living() if self.is_bound("ComputerName") or self.is_bound("ConnectionUri") else self.known())
        if self.is_bound("ComputerName") and not found:
            self._missing(self.name or self.instance_id, "Name" if self.name else "RunspaceId", "session with the name {} ")
        for session in found:
            if self.should_process(session.name, "Receive"):
                self._receive(session)

    def _receive(self, session: PSSession) -> None:
        job = self._job_of(session)
        try:
            connect_session(self, session)
            client = session.client
            assert client is not None
            waiting = client.waiting_pipelines() if session.connection.can_disconnect else []
        except PsBridgeError as error:
            text = f"The session {session.name} cannot be connected: {error}"
            self.write_error(self.error(_OPERATION, text, "ReceivePSSessionCannotConnectSession", "InvalidOperation", session))
            return
        to_job = self._wants_job(job)
        if job is not None and to_job:
            self.write(job)
        elif job is not None:
            self._drain(job)
        elif session.left_over is not None:
            child, session.left_over = session.left_over, None
            self._new_job_of(child) if to_job else self._rest_of(child, session)
        elif to_job:
            self._new_job(session, waiting)
        else:
            self._stream(session, waiting)

    def _wants_job(self, job: RemotingJob | None) -> bool:
        target = "Default" if self.out_target is None else str(self.out_target)
        return job is not None if target == "Default" else target == "Job"

    def _job_of(self, session: PSSession) -> RemotingJob | None:
        """The job of this process that waits for that session."""
        for job in manager_of(self.runspace).top_level():
            if not isinstance(job, RemotingJob):
                continue
            for child in job.child_jobs:
                if child.state == JobState.Disconnected and child.runspace.instance_id == session.instance_id:  # type: ignore[attr-defined]
                    return job
        return None

    def _new_job(self, session: PSSession, waiting: list[UUID]) -> None:
        shares = [self._share(session, pid) for pid in waiting]
        if shares:
            self.write(start_remote_job("", self.job_name, shares, add=manager_of(self.runspace).add))

    def _share(self, session: PSSession, pid: UUID) -> Share:
        asked = self.debug_handler(session.computer_name)
        return Share(
            session.computer_name, session=session.client, adopts=pid, host=self.host, runspace=session.runspace, debug_handler=asked
        )

    def _stream(self, session: PSSession, waiting: list[UUID]) -> None:
        for child in self.run_and_write([self._share(session, pid) for pid in waiting], 0):
            if child.failure_record is not None:
                self._failed(child.failure_record, session)

    def _rest_of(self, child: SyncChild, session: PSSession) -> None:
        """What a call whose line was cut did not hear."""
        self.write_until_ended([child], child.records)
        if child.failure_record is not None:
            self._failed(child.failure_record, session)

    def _new_job_of(self, child: SyncChild) -> None:
        """The same as a job: a thread hands on what comes."""
        job = RemotingJob("", self.job_name)
        part = RemotingChildJob("", child.location, child.runner, hide_computer_name=child.hide_computer_name)
        part.runspace_id = child.runspace_id
        job.adopt([part])
        manager_of(self.runspace).add(job)
        job.begin()
        part.move(JobEvent.START)
        threading.Thread(target=_hand_on, args=(child, part), name=f"records of job {job.id}", daemon=True).start()
        self.write(job)

    def _failed(self, record: Any, session: PSSession) -> None:
        text = f"The command in the session {session.name} failed: {record.message}"
        made = self.error(
            "System.Management.Automation.RemoteException", text, "ReceivePSSessionPipelineFailed", "OperationStopped", session
        )
        self.write_error(made)

    def _drain(self, job: RemotingJob) -> None:
        """An existing job, to the host: its first child's records as they come; the job is let go."""
        from psbridge.concurrency import Deadline
        from psbridge.modules.core.jobs.ending import Watch

        child: Any = job.child_jobs[0]
        with Watch([child], self.stopping) as watch:
            while not self.stopping.cancelled:
                over = child.state in FINISHED
                for stream, record in child.take_own():
                    self.deliver(child, stream, record)
                if over or not watch.changed(Deadline.never()):
                    break
        if self.stopping.cancelled:
            job.stop_job()  # who breaks off what comes to the host wants no more of it
        if child.failure_record is not None:
            self.runtime.pass_error(child.failure_record)
        if job.is_finished:
            manager_of(self.runspace).discard(job)


def _hand_on(child: SyncChild, part: RemotingChildJob) -> None:
    while True:
        _, stream, record = child.records.get()
        if stream == ENDED:
            break
        if stream == QUESTION:
            part.move(JobEvent.BLOCK)
        else:
            part.put(stream, record)
    part.failure_record = child.failure_record
    ends = {JobState.Completed: JobEvent.COMPLETE, JobState.Stopped: JobEvent.STOP, JobState.Disconnected: JobEvent.DISCONNECT}
    part.move(ends.get(child.state, JobEvent.FAIL), child.reason)
