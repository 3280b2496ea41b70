"""Suspend-, Complete- and Remove-BitsTransfer."""

from __future__ import annotations

from psbridge.bits.objects import BitsJob
from psbridge.engine.cmdlet import cmdlet, parameter
from psbridge.modules.bitstransfer.command import JOBS, BitsCommand, net_name
from psbridge.modules.bitstransfer.waiting import jobs_of


class _EachJob(BitsCommand):
    """A command that does one thing with every job it gets."""

    bits_job = parameter("BitsJob", JOBS, mandatory=True, position=0, pipeline=True, aliases=("b",))

    def process(self) -> None:
        for job in jobs_of(self, self.bits_job):
            if self.should_process(f"{job.display_name} ({job.uuid})", self.DECLARATION.name):
                self.one(job)

    def one(self, job: BitsJob) -> None:
        raise NotImplementedError


@cmdlet("Suspend-BitsTransfer", output=(JOBS,), should_process=True, net_class=net_name("SuspendBitsTransferCommand"))
class SuspendBitsTransfer(_EachJob):
    """Suspends BITS transfer jobs."""

    def one(self, job: BitsJob) -> None:
        if self.act(job, lambda manager: manager.suspend(job.uuid)):
            self.write(job)


@cmdlet("Complete-BitsTransfer", should_process=True, net_class=net_name("CompleteBitsTransferCommand"))
class CompleteBitsTransfer(_EachJob):
    """Completes BITS transfer jobs: gives what has arrived its names and ends the jobs."""

    def one(self, job: BitsJob) -> None:
        self.act(job, lambda manager: manager.complete(job.uuid))


@cmdlet("Remove-BitsTransfer", should_process=True, net_class=net_name("RemoveBitsTransferCommand"))
class RemoveBitsTransfer(_EachJob):
    """Cancels BITS transfer jobs: nothing of them stays."""

    def one(self, job: BitsJob) -> None:
        self.act(job, lambda manager: manager.cancel(job.uuid))
