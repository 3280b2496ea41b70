"""Records of a job, written by a command: Receive-Job, and Debug-Job while it is attached.

Decides that records of this process are real records, while text of another process is replayed by the host.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.sinks import Redirected, collect
from psbridge.jobs.job import Job
from psbridge.jobs.remoting import RemotingChildJob
from psbridge.jobs.states import JobState
from psbridge.modules.core.jobs.finding import JobCommand
from psbridge.objects import wrap


class Passing(JobCommand):
    """Base of the commands that write what jobs hold."""

    @property
    def keeps(self) -> bool:
        """Whether what is written stays with the job."""
        return False

    def drain(self, member: Job, source: bool = False) -> None:
        """Write everything that a job itself holds."""
        if isinstance(member, RemotingChildJob) and member.disconnected_blocked:
            return  # what it asks cannot be answered before somebody connects
        for stream, record in member.take_own(keep=self.keeps):
            if isinstance(member, RemotingChildJob):
                self._deliver_remote(member, stream, record, source)
            else:
                self._deliver_local(stream, record)
        if member.state == JobState.Blocked and isinstance(member, RemotingChildJob):
            member.runner.unblock(member)

    def _deliver_local(self, stream: str, record: Any) -> None:
        """Records of this process are real records: redirections and preferences apply."""
        if stream == "output":
            self.write(record)
        elif stream == "error":
            self.runtime.pass_error(record)
        elif stream == "information":
            self._inform(record)
        elif stream == "progress":
            self.write_progress(record)
        else:
            getattr(self, f"write_{stream}")(record.message)

    def _deliver_remote(self, child: RemotingChildJob, stream: str, record: Any, source: bool) -> None:
        """Records of another process: text streams are replayed by the host, the others are written."""
        if stream == "output":
            self.write(marked(record, child, source))
        elif stream == "error":
            self.runtime.pass_error(record)
        elif stream == "information":
            self._inform(record)
        elif stream == "progress":
            self.host.ui.write_progress(0, record)
        elif stream == "host":
            record(self.host)
        else:
            collect(self.runtime.streams, stream, record)
            getattr(self.host.ui, f"write_{stream}_line")(record.message)

    def _inform(self, record: Any) -> None:
        """Information; what a host was told already is only for those who ask for it by a redirection or a variable."""
        streams = self.runtime.streams
        if "FORWARDED" not in record.tags:
            self.write_information(record)
        elif isinstance(streams, Redirected):
            streams.information(record)  # type: ignore[attr-defined]
        else:
            collect(streams, "information", record)


def marked(record: Any, child: RemotingChildJob, source: bool) -> Any:
    """An object with the notes that say where it came from; null stays null."""
    if record is None:
        return None
    made = wrap(record)
    made.set("PSComputerName", child.location)
    made.set("RunspaceId", child.runspace_id)
    made.set("PSShowComputerName", not child.hide_computer_name)
    if source:
        made.set("PSSourceJobInstanceId", child.instance_id)
    return made
