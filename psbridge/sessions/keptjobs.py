"""`session.start_job()`: a job that outlives the session, this process and the connection, as an object.

Decides what a handle is (a number of the user's store and a connection), so that another process finds the same job again, and that what
`receive` gave is acknowledged when it returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from psbridge import clixml
from psbridge.errors import StoreError
from psbridge.jobs.states import JobState
from psbridge.objects.streams import OUTPUT
from psbridge.sessions.bridgejobs import is_kept, is_over
from psbridge.sessions.results import Result, shown
from psbridge.sessions.storedjobs import Received, StoredJobs
from psbridge.store import Database, JobRow, JobStore

if TYPE_CHECKING:
    from pathlib import Path

    from psbridge.sessions.session import Session


class KeptJob:
    """A job of the store.  `receive` gives every record once, whatever is cut or killed meanwhile."""

    def __init__(self, jobs: StoredJobs, number: int) -> None:
        self._jobs, self.id = jobs, number

    @classmethod
    def start(cls, session: Session, script: Any, args: tuple[Any, ...], name: str | None, store: str | Path | None) -> Self:
        """Start a script on the host of a session: kept by the host when it has the PSBridge module, else in a session that is left."""
        jobs = _stored(session, store)
        text = session.pipeline(script).commands[0].text
        return cls(jobs, jobs.start(session.connection, text, args, name).id)

    @classmethod
    def find(cls, session: Session, job: int | str, store: str | Path | None = None) -> Self:
        """The job of that number or name which this or another process has started on the host of a session."""
        jobs = _stored(session, store)
        for row in reversed(jobs.store.all()):
            if row.location == session.host and job in (row.id, row.name):
                return cls(jobs, row.id)
        raise StoreError(f"There is no job {job!r} of {session.host} in the store", hint="psbridge job list shows those that are there.")

    # -- facts

    @property
    def row(self) -> JobRow:
        """What the store knows."""
        return self._jobs.store.get(self.id)

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def location(self) -> str:
        return self.row.location

    @property
    def state(self) -> str:
        """As of the last time that the host was asked."""
        return str(JobState(self.row.state))

    @property
    def is_kept_by_host(self) -> bool:
        """Whether the host spools it (it has the PSBridge module); otherwise a session was left there."""
        return is_kept(self.row)

    def __repr__(self) -> str:
        return f"<KeptJob {self.id} {self.name!r} on {self.location}: {self.state}>"

    # -- work

    def wait(self, timeout: float | None = None) -> bool:
        """Until it is over, its records in the store; False when it is not over after `timeout` seconds."""
        return is_over(self._jobs.fetch(self.id, wait=True, timeout=timeout))

    def receive(self, *, wait: bool = False, timeout: float | None = None, keep: bool = False, raw: bool = False) -> Result:
        """What it has written and nobody has received yet; `wait`: until it is over, `keep`: give it again the next time."""
        row = self._jobs.fetch(self.id, wait=wait, timeout=timeout)
        result = Result(row.location, str(JobState(row.state)))
        if row.reason is not None:
            result.reason = clixml.read_element(row.reason)

        def deliver(one: Received) -> None:
            _take(result, one, raw)

        self._jobs.receive(self.id, keep=keep, deliver=deliver)
        return result

    def stop(self) -> None:
        """Stop it; what it wrote until then is kept."""
        self._jobs.stop(self.id)

    def remove(self, *, force: bool = False) -> None:
        """Forget it, here and on the host; one that runs must be stopped before, or with `force` is."""
        self._jobs.remove(self.id, force=force)


def _take(result: Result, one: Received, raw: bool) -> None:
    if one.stream == OUTPUT:
        result.output.append(shown(OUTPUT, one.value, raw))
        return
    names = {2: "errors", 3: "warnings", 4: "verbose", 5: "debug", 6: "information"}
    getattr(result, names[one.stream]).append(one.value)


def _stored(session: Session, store: str | Path | None) -> StoredJobs:
    return StoredJobs(JobStore(Database(store)), lambda host, options: session.connection)


__all__ = ["KeptJob"]
