"""Add-BitsFile."""

from __future__ import annotations

from psbridge.bits.codes import BitsError
from psbridge.engine.cmdlet import cmdlet, parameter
from psbridge.modules.bitstransfer.command import JOBS, BitsCommand, net_name
from psbridge.modules.bitstransfer.pairing import Pairing
from psbridge.modules.bitstransfer.waiting import jobs_of


@cmdlet("Add-BitsFile", output=(JOBS,), should_process=True, net_class=net_name("AddBitsFileCommand"))
class AddBitsFile(BitsCommand):
    """Adds one or more files to an existing BITS transfer job."""

    bits_job = parameter("BitsJob", JOBS, mandatory=True, position=0, pipeline=True)
    source = parameter("Source", "string[]", mandatory=True, position=1, by_property=True)
    destination = parameter("Destination", "string[]", position=2, by_property=True)

    def process(self) -> None:
        for job in jobs_of(self, self.bits_job):
            if not self.should_process(f"{job.display_name} ({job.uuid})", "Add-BitsFile"):
                continue
            try:
                pairs = Pairing(self.paths, job.manager, job.settings.is_upload, job.manager.login_of(job.row)).pairs(
                    self.source, self.destination
                )
                job.manager.add_files(job.uuid, pairs)
            except BitsError as problem:
                self.report(problem, job)
            else:
                self.write(job)
