"""What all BITS commands share: whose jobs, on which machine, and how failures become error records."""

from __future__ import annotations

from typing import Any

from psbridge.bits.codes import BitsError
from psbridge.bits.manager import Manager
from psbridge.bits.objects import BitsJob
from psbridge.engine.cmdlet import Cmdlet
from psbridge.objects import PSObject, unwrap

NAMESPACE = "Microsoft.BackgroundIntelligentTransfer.Management."
JOB = NAMESPACE + "BitsJob"
JOBS = JOB + "[]"
_REMOTE_HOST = "ServerRemoteHost"
_COM = "System.Runtime.InteropServices.COMException"
_CATEGORIES = {
    "INVALID_ARGUMENT": "InvalidArgument",
    "INVALID_NAME": "InvalidArgument",
    "STRING_TOO_LONG": "InvalidArgument",
    "INVALID_PROXY_INFO": "InvalidArgument",
    "INVALID_AUTH_TARGET": "InvalidArgument",
    "INVALID_AUTH_SCHEME": "InvalidArgument",
    "NOT_FOUND": "ObjectNotFound",
    "NO_SUCH_FILE": "ObjectNotFound",
    "PATH_NOT_FOUND": "ObjectNotFound",
    "ACCESS_DENIED": "PermissionDenied",
}


class BitsCommand(Cmdlet):
    """Base of the commands."""

    @property
    def is_emulated(self) -> bool:
        return bool(self.runspace.is_windows)

    @property
    def manager(self) -> Manager:
        """The queue of the machine that the session is on; on an emulated one its service is started on demand."""
        if self.is_emulated:
            from psbridge.bits.emulated import service_of

            service = service_of(self.machine)
            service.world.start()
            if self.host.name != _REMOTE_HOST:
                service.world.at_console(self.user)
            return service.manager
        from psbridge.bits.local import local_manager

        return local_manager()

    @property
    def user(self) -> str:
        """Whose jobs these are: the session's user."""
        if not self.is_emulated:
            return self.manager.world.user()
        environment = self.runspace.environment
        return f"{environment.get('USERDOMAIN') or self.machine.name}\\{environment.get('USERNAME') or 'Administrator'}"

    @property
    def is_administrator(self) -> bool:
        if not self.is_emulated:
            return self.manager.world.is_administrator()
        return bool(self.machine.accounts.is_administrator(self.user))

    def job_of(self, value: Any) -> BitsJob | None:
        """The job behind an argument; a deserialized one is looked up by its id."""
        found = unwrap(value)
        if isinstance(found, BitsJob):
            return found
        if isinstance(found, PSObject):
            from psbridge.objects.access import get_property

            job_id = get_property(found, "JobId")
            row = self.manager.queue.get(job_id) if job_id is not None else None
            return BitsJob(row, self.manager) if row is not None else None
        return None

    def view(self, row: Any) -> BitsJob:
        return BitsJob(row, self.manager)

    def report(self, problem: BitsError, target: Any = None, *, ends: bool = False) -> None:
        """A failure as PowerShell shows it: those of arguments are argument errors, those of the service COM exceptions."""
        category = _CATEGORIES.get(problem.code.name, "InvalidOperation")
        verb = self.DECLARATION.name.replace("-", "").removesuffix("Transfer")
        if category == "InvalidArgument":
            record = self.error("System.ArgumentException", problem.what, f"{verb}TransferArgumentException", category, target)
        else:
            text = f"{problem.what} {problem.hint}"
            record = self.error(_COM, text, f"{verb}TransferCOMException", category, target)
            record.exception.hresult = problem.hresult
        if ends:
            self.fail(record)
        self.write_error(record)

    def act(self, job: BitsJob, what: Any) -> bool:
        """Do something with a job; False (and an error whose target is the job) when it is refused."""
        try:
            what(job.manager)
        except BitsError as problem:
            self.report(problem, job)
            return False
        return True


def net_name(verb: str) -> str:
    return f"{NAMESPACE}{verb}"
