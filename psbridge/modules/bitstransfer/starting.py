"""Start-BitsTransfer."""

from __future__ import annotations

from psbridge.bits.authentication import Login
from psbridge.bits.codes import BitsError
from psbridge.bits.manager import DEFAULT_NAME
from psbridge.bits.objects import BitsJob
from psbridge.bits.settings import PROXY_USAGES, Settings
from psbridge.bits.states import Priority, TransferType
from psbridge.engine.cmdlet import ValidateSet, cmdlet, parameter
from psbridge.modules.bitstransfer.command import JOB, net_name
from psbridge.modules.bitstransfer.pairing import Pairing
from psbridge.modules.bitstransfer.parameters import _SCHEME, PRIORITIES, JobProperties, _spelled
from psbridge.modules.bitstransfer.waiting import transfer

DEFAULT_DESCRIPTION = "This is a file transfer that uses the Background Intelligent Transfer Service (BITS)."
# the last one is ours: a suspended job without files, to which Add-BitsFile adds some
_FILES, _HELD, _EMPTY = "Files", "FilesSuspended", "Suspended"


@cmdlet(
    "Start-BitsTransfer",
    default_set=_FILES,
    output=(JOB,),
    should_process=True,
    net_class=net_name("NewBitsTransferCommand"),
)
class StartBitsTransfer(JobProperties):
    """Creates a BITS transfer job."""

    asynchronous = parameter("Asynchronous", "switch")
    authentication = parameter("Authentication", "string", validate=_SCHEME)
    credential = parameter("Credential", "object")
    description = parameter("Description", "string")
    http_method = parameter("HttpMethod", "string")
    source = parameter("Source", "string[]", sets=(_FILES, _HELD), mandatory=True, position=0, by_property=True)
    destination = parameter("Destination", "string[]", sets=(_FILES, _HELD), position=1, by_property=True)
    display_name = parameter("DisplayName", "string")
    priority = parameter("Priority", "string", validate=PRIORITIES)
    proxy_authentication = parameter("ProxyAuthentication", "string", validate=_SCHEME)
    proxy_bypass = parameter("ProxyBypass", "string[]")
    proxy_credential = parameter("ProxyCredential", "object")
    proxy_list = parameter("ProxyList", "uri[]")
    proxy_usage = parameter("ProxyUsage", "string", validate=(ValidateSet(*PROXY_USAGES),))
    suspended = parameter("Suspended", "switch", sets=(_HELD, _EMPTY), mandatory=True)
    transfer_type = parameter("TransferType", "string", validate=(ValidateSet("Download", "Upload", "UploadReply"),))

    def begin(self) -> None:
        """Credentials are asked for once, not for every row."""
        self._logins: tuple[tuple[str, str] | None, tuple[str, str] | None] | None = None

    def process(self) -> None:
        target = ", ".join(self.source or ()) or self.display_name or DEFAULT_NAME
        if not self.should_process(target, "Start-BitsTransfer"):
            return
        try:
            job = self._made()
        except BitsError as problem:
            self.report(problem, target if problem.code.name in ("NO_SUCH_FILE", "PATH_NOT_FOUND") else None)
            return
        if job is None:
            return
        if self.suspended or self.asynchronous:
            self.write(job)
        else:
            transfer(self, job)

    def _made(self) -> BitsJob | None:
        """The job with its files, started unless -Suspended; nothing stays of one that cannot be filled or started."""
        told = self.settings_given()
        direction = _spelled(self.transfer_type or "Download", TransferType)
        settings = Settings(**{"description": DEFAULT_DESCRIPTION, **told, "transfer_type": direction})
        manager = self.manager
        server, proxy = self._credentials()
        login = None if server is None else Login(*server)
        pairing = Pairing(self.paths, manager, settings.is_upload, login)
        pairs = pairing.pairs(self.source, self.destination) if self.source else []
        row = manager.create(
            self.display_name or DEFAULT_NAME, self.user, self.priority_given() or Priority.Foreground, settings, server, proxy
        )
        job = self.view(row)
        try:
            if pairs:
                manager.add_files(row.id, pairs)
            if not self.suspended:
                manager.resume(row.id)
        except BitsError as problem:
            if problem.code.name != "NOT_LOGGED_ON":
                manager.cancel(row.id)  # one that nobody may run stays, suspended
            raise
        return job

    def _credentials(self) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        if self._logins is None:
            self._logins = (
                self.login_given("Credential", self.credential),
                self.login_given("ProxyCredential", self.proxy_credential),
            )
        return self._logins
