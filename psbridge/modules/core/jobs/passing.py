"""Records of a job or of another computer, written by a command: Receive-Job, Invoke-Command, and Debug-Job while it is attached.

Decides that records of this process are real records, while text of another process is replayed by the host.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet
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
                pass_remote(self, member, stream, record, source=source)
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
            inform(self, record)
        elif stream == "progress":
            self.write_progress(record)
        else:
            getattr(self, f"write_{stream}")(record.message)


def inform(command: Cmdlet, record: Any) -> None:
    """Information; what a host was told already is only for those who ask for it by a redirection or a variable."""
    streams = command.runtime.streams
    if "FORWARDED" not in record.tags:
        command.write_information(record)
    elif isinstance(streams, Redirected):
        streams.information(record)  # type: ignore[attr-defined]
    else:
        collect(streams, "information", record)


# How a command writes what is no object: text is replayed by the host, and heard by whoever asked for it by a variable.
_REMOTE: dict[str, Callable[[Cmdlet, Any], None]] = {
    "error": lambda command, record: command.runtime.pass_error(record),
    "information": inform,
    "progress": lambda command, record: command.host.ui.write_progress(0, record),
    "host": lambda command, call: call(command.host),
}


def pass_remote(command: Cmdlet, child: Any, stream: str, record: Any, *, source: bool = False) -> None:
    """Write a record of another process or computer."""
    if stream == "output":
        command.write(marked(record, child, source))
        return
    write = _REMOTE.get(stream)
    if write is not None:
        write(command, record)
        return
    collect(command.runtime.streams, stream, record)
    getattr(command.host.ui, f"write_{stream}_line")(record.message)


def marked(record: Any, child: Any, source: bool) -> Any:
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
