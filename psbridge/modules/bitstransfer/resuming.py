"""Resume-BitsTransfer."""

from __future__ import annotations

from psbridge.bits.objects import BitsJob
from psbridge.engine.cmdlet import cmdlet, parameter
from psbridge.modules.bitstransfer.command import JOBS, BitsCommand, net_name
from psbridge.modules.bitstransfer.waiting import jobs_of, transfer


@cmdlet("Resume-BitsTransfer", output=(JOBS,), should_process=True, net_class=net_name("ResumeBitsTransferCommand"))
class ResumeBitsTransfer(BitsCommand):
    """Resumes BITS transfer jobs; without -Asynchronous it waits for them and completes them."""

    bits_job = parameter("BitsJob", JOBS, mandatory=True, position=0, pipeline=True, aliases=("b",))
    asynchronous = parameter("Asynchronous", "switch", aliases=("as",))

    def process(self) -> None:
        started: list[BitsJob] = []
        for job in jobs_of(self, self.bits_job):
            if self.should_process(f"{job.display_name} ({job.uuid})", "Resume-BitsTransfer"):
                if not self.act(job, lambda manager, job=job: manager.resume(job.uuid)):
                    continue
                started.append(job)
        for job in started:
            if self.asynchronous:
                self.write(job)
            else:
                transfer(self, job)
