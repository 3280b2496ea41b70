"""Get-BitsTransfer."""

from __future__ import annotations

from psbridge.bits.codes import BitsError
from psbridge.bits.objects import BitsJob
from psbridge.engine.cmdlet import In, cmdlet, parameter
from psbridge.modules.bitstransfer.command import JOBS, BitsCommand, net_name
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_BY_NAME, _BY_ID = "ListJobsByName", "ListJobsById"


@cmdlet("Get-BitsTransfer", default_set=_BY_NAME, output=(JOBS,), net_class=net_name("GetBitsTransferCommand"))
class GetBitsTransfer(BitsCommand):
    """Gets the BITS transfer jobs of the current user, or of all users."""

    name = parameter("Name", "string[]", sets=(In(_BY_NAME, position=0),), aliases=("n",))
    all_users = parameter("AllUsers", "switch", sets=(In(_BY_NAME, position=1),), aliases=("all",))
    job_id = parameter("JobId", "guid[]", sets=(In(_BY_ID, mandatory=True, position=0, by_property=True),), aliases=("id",))

    def process(self) -> None:
        if self.set_name == _BY_ID:
            self._by_id()
            return
        if self.all_users and not self.is_administrator:
            self.report(BitsError("ACCESS_DENIED"), ends=True)
        self._by_name(None if self.all_users else self.user)

    def _by_name(self, owner: str | None) -> None:
        manager = self.manager
        stamp = manager.queue.stamp()
        rows = manager.jobs(owner)
        if not self.name:
            self.write_all([BitsJob(row, manager, stamp) for row in rows])
            return
        tests = [compile_wildcard(pattern) for pattern in self.name]
        for pattern, test in zip(self.name, tests, strict=True):
            if not has_wildcards(pattern) and not any(test(row.name) for row in rows):
                self.report(BitsError("NOT_FOUND", f"Cannot find a BITS transfer with the name '{pattern}'."), pattern)
        self.write_all([self.view(row) for row in rows if any(test(row.name) for test in tests)])

    def _by_id(self) -> None:
        for job_id in self.job_id:
            row = self.manager.queue.get(job_id)
            if row is None or row.state in ("Acknowledged", "Cancelled") or not (self.is_administrator or row.owner == self.user):
                self.report(BitsError("NOT_FOUND", f"Cannot find a BITS transfer with the job identifier '{job_id}'."), job_id)
            else:
                self.write(self.view(row))
