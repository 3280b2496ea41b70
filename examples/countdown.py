"""A job class and a cmdlet with -AsJob, in Python.  Run it: `python examples/countdown.py`."""

from __future__ import annotations

import threading

import psbridge as psb
from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter
from psbridge.engine.commands import CmdletInfo
from psbridge.jobs import JobState
from psbridge.modules.core.jobs.finding import manager_of
from psbridge.objects import define


class CountdownJob(psb.Job):
    """Counts down on a thread of its own, one number every `pace` seconds."""

    __slots__ = ("_pace", "_start", "_stopping")
    net_type = define("Contoso.Jobs.CountdownJob", "System.Management.Automation.Job", assembly="Contoso.Jobs")

    def __init__(self, start: int, pace: float = 0.01) -> None:
        super().__init__(f"countdown {start}", job_type_name="CountdownJob")
        self._start, self._pace = start, pace
        self._stopping = threading.Event()

    def begin(self) -> None:
        """Start the work; the caller goes on."""
        self.set_job_state(JobState.Running)
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        for number in range(self._start, 0, -1):
            self.stream("output").add(number)
            if self._stopping.wait(self._pace):
                self.set_job_state(JobState.Stopped)
                return
        self.set_job_state(JobState.Completed)

    # -- what the base class leaves open

    def stop_job(self) -> None:
        self._stopping.set()
        self.finished.wait()

    @property
    def has_more_data(self) -> bool:
        return self.stream_count("output") > 0

    @property
    def location(self) -> str:
        return "here"

    @property
    def status_message(self) -> str:
        return ""


@cmdlet("Invoke-Countdown", output=("System.Int32",), net_class="Contoso.Commands.InvokeCountdownCommand")
class InvokeCountdown(Cmdlet):
    """Counts down, here or as a job."""

    start = parameter("Start", "int", position=0, mandatory=True)
    pace = parameter("Pace", "double", default=0.01)
    as_job = parameter("AsJob", "switch")

    def end(self) -> None:
        job = CountdownJob(self.start, self.pace)
        if self.as_job:
            manager_of(self.runspace).add(job)
            job.begin()
            self.write(job)
            return
        job.begin()
        for number in job:
            self.write(number)


def equip(runspace: psb.Runspace) -> psb.Runspace:
    """Give a session the command."""
    runspace.register(CmdletInfo("Invoke-Countdown", InvokeCountdown))
    return runspace


if __name__ == "__main__":
    with psb.Runspace() as session:
        equip(session)
        print(session.invoke("$job = Invoke-Countdown 3 -AsJob; $job | Wait-Job | Receive-Job; $job.State"))
