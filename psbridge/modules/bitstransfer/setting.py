"""Set-BitsTransfer."""

from __future__ import annotations

from psbridge.bits.codes import BitsError
from psbridge.bits.objects import BitsJob
from psbridge.bits.settings import PROXY_USAGES
from psbridge.engine.cmdlet import ValidateSet, cmdlet, parameter
from psbridge.modules.bitstransfer.command import JOBS, net_name
from psbridge.modules.bitstransfer.parameters import _SCHEME, PRIORITIES, JobProperties
from psbridge.modules.bitstransfer.waiting import jobs_of


@cmdlet("Set-BitsTransfer", output=(JOBS,), should_process=True, net_class=net_name("SetBitsTransferCommand"))
class SetBitsTransfer(JobProperties):
    """Changes the properties of BITS transfer jobs."""

    bits_job = parameter("BitsJob", JOBS, mandatory=True, position=0, pipeline=True, aliases=("b",))
    display_name = parameter("DisplayName", "string", aliases=("dn",))
    priority = parameter("Priority", "string", validate=PRIORITIES, aliases=("p",))
    description = parameter("Description", "string", aliases=("d",))
    http_method = parameter("HttpMethod", "string", aliases=("hm",))
    proxy_authentication = parameter("ProxyAuthentication", "string", validate=_SCHEME, aliases=("pa",))
    authentication = parameter("Authentication", "string", validate=_SCHEME, aliases=("au",))
    credential = parameter("Credential", "object", aliases=("cred",))
    proxy_bypass = parameter("ProxyBypass", "string[]", aliases=("pb",))
    proxy_credential = parameter("ProxyCredential", "object", aliases=("pc",))
    proxy_list = parameter("ProxyList", "uri[]", aliases=("pl",))
    proxy_usage = parameter("ProxyUsage", "string", validate=(ValidateSet(*PROXY_USAGES),), aliases=("pu",))
    set_owner = parameter("SetOwnerToCurrentUser", "switch", aliases=("so",))

    def process(self) -> None:
        for job in jobs_of(self, self.bits_job):
            if self.should_process(f"{job.display_name} ({job.uuid})", "Set-BitsTransfer"):
                self._one(job)

    def _one(self, job: BitsJob) -> None:
        try:
            owner = self.user if self.set_owner else None
            if owner is not None and owner != job.owner and not self.is_administrator:
                raise BitsError("NEW_OWNER_NO_FILE_ACCESS")
            job.manager.change(
                job.uuid,
                name=self.display_name if self.is_bound("DisplayName") else None,
                priority=self.priority_given(),
                owner=owner,
                credential=self.login_given("Credential", self.credential),
                proxy_credential=self.login_given("ProxyCredential", self.proxy_credential),
                **self.settings_given(),
            )
        except BitsError as problem:
            self.report(problem, job)
        else:
            self.write(job)
