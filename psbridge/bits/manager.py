"""What can be done with jobs: make, fill, set, resume, suspend, complete, cancel, wait.  Commands, Python and the command line call this.

A change is one step in the queue; whoever works on the job (psbridge.bits.service) sees it there.  Completing is safe against being
killed: it is announced first, every step can be done again, and whoever comes next finishes it.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from psbridge.bits.authentication import Login
from psbridge.bits.codes import CONTEXT_TEXTS, BitsError, Context
from psbridge.bits.places import Kind, is_wild, kind_of, temporary_name
from psbridge.bits.settings import INACTIVITY, MAX_TEXT, MIN_RETRY_INTERVAL, Settings, check
from psbridge.bits.states import ACTIVE, FINAL, TRANSITIONS, Event, Priority, State

if TYPE_CHECKING:
    from psbridge.bits.queue import Queue
    from psbridge.bits.sealing import Seal
    from psbridge.bits.volumes import Volume
    from psbridge.bits.world import Surroundings
    from psbridge.concurrency import CancelToken
    from psbridge.store.transfers import Sums, Transfer, TransferFile

DEFAULT_NAME = "BITS Transfer"
KEEP_OVER = 86_400.0  # how long the state of a job that is over can still be asked for
MAX_FILES = 200_000
_NOBODY = {"committing": None, "committer": None}


class Manager:
    """The jobs of one queue."""

    def __init__(
        self,
        queue: Queue,
        world: Surroundings,
        seal: Seal,
        *,
        wake: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.time,
        minimum_interval: int = MIN_RETRY_INTERVAL,
    ) -> None:
        self.queue, self.world, self.seal = queue, world, seal
        self.clock, self._minimum = clock, minimum_interval
        self._wake = wake

    def wake(self) -> None:
        """There is work, or less of it."""
        if self._wake is not None:
            self._wake()

    # -- looking

    def get(self, job: uuid.UUID) -> Transfer:
        found = self.queue.get(job)
        if found is None:
            raise BitsError("NOT_FOUND", where=str(job))
        return found

    def state(self, job: uuid.UUID) -> State:
        return State[self.get(job).state]

    def jobs(self, owner: str | None = None) -> list[Transfer]:
        return self.queue.jobs(owner)

    def files(self, job: uuid.UUID) -> list[TransferFile]:
        return self.queue.files(job)

    def sums(self, job: uuid.UUID) -> Sums:
        return self.queue.sums(job)

    def settings(self, job: Transfer) -> Settings:
        return Settings.of(job.details.get("settings", {}))

    def login_of(self, job: Transfer) -> Login | None:
        """The credential for the server that was given to the job."""
        told = self.settings(job)
        if not told.sealed:
            return None
        return Login(*self.seal.open(told.sealed, f"server:{job.owner}"), told.authentication)

    # -- making

    def create(
        self,
        name: str = DEFAULT_NAME,
        owner: str | None = None,
        priority: Priority = Priority.Normal,
        settings: Settings | None = None,
        credential: tuple[str, str] | None = None,
        proxy_credential: tuple[str, str] | None = None,
    ) -> Transfer:
        """A new job, suspended and empty.  The service's own priority is Normal; the cmdlets ask for Foreground."""
        told = check(settings or Settings(), self._minimum)
        if len(name) > MAX_TEXT // 4:
            raise BitsError("STRING_TOO_LONG", "The display name is longer than 256 characters.")
        if told.foreground_only:
            priority = Priority.Foreground
        now = self.clock()
        whose = owner or self.world.user()
        told = self._sealed(told, whose, credential, proxy_credential)
        return self.queue.create(name, whose, int(priority), {"settings": told.stored(), "progress_at": now})

    def _sealed(self, settings: Settings, owner: str, credential: tuple[str, str] | None, proxy: tuple[str, str] | None) -> Settings:
        """The settings with credentials under seal: bound to the owner, of whose queue they are."""
        changes: dict[str, Any] = {}
        if credential is not None:
            changes["sealed"] = self.seal.seal(*credential, f"server:{owner}")
        if proxy is not None:
            changes["proxy_sealed"] = self.seal.seal(*proxy, f"proxy:{owner}")
        return settings.changed(**changes) if changes else settings

    def add_files(self, job: uuid.UUID, pairs: Iterable[tuple[str, str]]) -> None:
        """Put (source, destination) pairs into a job; all of them or none."""
        told = self.settings(self.get(job))
        wanted = list(pairs)
        for source, destination in wanted:
            self._fits(told, source, destination)
        have = self.queue.sums(job).files_total
        if told.is_upload and have + len(wanted) > 1:
            raise BitsError("TOO_MANY_FILES", "An upload job can hold only one file.")
        if have + len(wanted) > MAX_FILES:
            raise BitsError("TOO_MANY_FILES")
        self._change(job, Event.ADD)
        self.queue.add_files(job, wanted)
        self.wake()

    def _fits(self, settings: Settings, source: str, destination: str) -> None:
        """Whether one side is where the direction wants it, and the local one can be there."""
        if is_wild(destination) or is_wild(source):
            raise BitsError(
                "INVALID_NAME", "Wildcard characters are not supported here.", where=destination if is_wild(destination) else source
            )
        far, near = (destination, source) if settings.is_upload else (source, destination)
        if kind_of(near) is Kind.HTTP:
            raise BitsError(
                "INVALID_NAME",
                "The source is an address; an upload needs a local file." if settings.is_upload
                else "The destination is an address; set the TransferType parameter to Upload to send a file to a server.",
                where=near,
            )  # fmt: skip
        if kind_of(near) is Kind.LOCAL and not settings.is_upload:
            self._can_be_written(near)
        if kind_of(far) is Kind.LOCAL and settings.transfer_type == "UploadReply":
            raise BitsError("NOT_SUPPORTED", "An upload with reply needs an HTTP server.", where=far)

    def _can_be_written(self, path: str) -> None:
        from psbridge.bits.places import split

        volume = self.world.volume(path, None)
        directory, name = split(path, volume.separator)
        folder = volume.look(directory)
        if not name or folder is None or not folder.is_dir:
            raise BitsError("PATH_NOT_FOUND", where=path)
        found = volume.look(path)
        if found is not None and found.is_dir:
            raise BitsError("ACCESS_DENIED", where=path)

    # -- state

    def _change(self, job: uuid.UUID, event: Event, **details: Any) -> Transfer:
        """Advance by the table; BitsError INVALID_STATE when it does not allow that, or nothing changes."""

        def decide(now: Transfer) -> dict[str, Any] | None:
            then = TRANSITIONS.get((State[now.state], event))
            if then is None or (now.details.get("committing") and event is not Event.COMPLETE):
                raise BitsError("INVALID_STATE", where=str(job))
            change: dict[str, Any] = {} if then.name == now.state else {"state": then.name}
            return {**change, "details": details} if details else change

        found = self.queue.update(job, decide)
        if found is None:
            raise BitsError("NOT_FOUND", where=str(job))
        return found

    def resume(self, job: uuid.UUID) -> Transfer:
        if State[self.get(job).state] not in FINAL and not self.queue.sums(job).files_total:
            raise BitsError("EMPTY", where=str(job))
        before = self.get(job)
        if not self.world.is_logged_on(before.owner):
            raise BitsError("NOT_LOGGED_ON", where=str(job))
        fresh: dict[str, Any] = {}
        if before.state in ("Suspended", "Error", "TransientError"):
            fresh = {"error": None, "retry_at": None, "progress_at": self.clock()}
        found = self._change(job, Event.RESUME, **fresh)
        self.wake()
        return found

    def suspend(self, job: uuid.UUID) -> Transfer:
        found = self._change(job, Event.SUSPEND)
        self.wake()
        return found

    def change(
        self,
        job: uuid.UUID,
        *,
        name: str | None = None,
        priority: Priority | None = None,
        owner: str | None = None,
        credential: tuple[str, str] | None = None,
        proxy_credential: tuple[str, str] | None = None,
        **settings: Any,
    ) -> Transfer:
        """Set properties of a job that is not over."""

        def decide(now: Transfer) -> dict[str, Any]:
            if State[now.state] in FINAL:
                raise BitsError("INVALID_STATE", where=str(job))
            old = self.settings(now)
            self._may_change(old, now, priority, settings)
            told = check(old.changed(**settings), self._minimum)
            told = self._sealed(told, now.owner, credential, proxy_credential)
            change: dict[str, Any] = {"details": {"settings": told.stored()}}
            if name is not None:
                change["name"] = name
            if owner is not None:
                change["owner"] = owner
            if priority is not None:
                change["priority"] = int(priority)
            if told.foreground_only:
                change["priority"] = int(Priority.Foreground)
            return change

        found = self.queue.update(job, decide)
        if found is None:
            raise BitsError("NOT_FOUND", where=str(job))
        self.wake()
        return found

    @staticmethod
    def _may_change(old: Settings, now: Transfer, priority: Priority | None, settings: dict[str, Any]) -> None:
        if old.custom_headers_write_only and settings.get("custom_headers_write_only") is False:
            raise BitsError("READ_ONLY_WHEN_WRITE_ONLY")
        fixed = old.foreground_only or str(settings.get("http_method", "GET")).upper() != "GET"
        if fixed and priority not in (None, Priority.Foreground):
            raise BitsError(
                "INVALID_ARGUMENT", "The priority of a job with an HTTP method other than GET is Foreground and cannot be changed."
            )

    # -- the end

    def cancel(self, job: uuid.UUID) -> None:
        """Nothing of it stays: temporary files go, files that were not completed too."""
        now = self.get(job)
        files = self.queue.files(job)
        self._change(job, Event.CANCEL)
        self.wake()
        self._sweep(now, files)

    def _sweep(self, job: Transfer, files: list[TransferFile]) -> None:
        """Remove temporary files, the ones too that were begun but not yet noted."""
        if self.settings(job).is_upload:
            return
        for file in files:
            volume = self.world.volume(file.destination, None)
            path = file.temporary or (None if file.complete else temporary_name(job.id, file.position, file.destination, volume.separator))
            if path is not None:
                _quietly(volume, path)

    def complete(self, job: uuid.UUID) -> None:
        """Give the files that are whole their names, drop the rest, and end the job.

        An upload must be Transferred.  When a file cannot be placed the job stays as it was, and the error says why.
        """

        def announce(now: Transfer) -> dict[str, Any]:
            state = State[now.state]
            if (state, Event.COMPLETE) not in TRANSITIONS or (self.settings(now).is_upload and state is not State.Transferred):
                raise BitsError("INVALID_STATE", where=str(job))
            before, by = now.details.get("committing"), now.details.get("committer", "")
            if before and self.world.lives(by):
                raise BitsError("INVALID_STATE", where=str(job))  # somebody is at it
            taken_over.append(bool(before))
            return {
                "state": "Suspended" if state in ACTIVE else now.state,
                "details": {"committing": before or now.state, "committer": self.world.process()},
            }

        taken_over: list[bool] = []
        now = self.queue.update(job, announce)
        if now is None:
            raise BitsError("NOT_FOUND", where=str(job))
        self.wake()
        try:
            self._place(now, taken_over[-1])
        except BitsError:
            self.queue.update(job, lambda row: {"state": row.details.get("committing", row.state), "details": _NOBODY})
            raise
        self.queue.update(job, lambda row: {"state": State.Acknowledged.name, "details": _NOBODY})
        self.wake()

    def _place(self, job: Transfer, again: bool) -> None:
        """Rename; `again`: somebody began to, and what is in its place already counts as done."""
        settings = self.settings(job)
        if settings.is_upload:
            self._place_reply(job)
            return
        files = self.queue.files(job.id)
        whole = [file for file in files if file.complete and file.temporary and not (again and self._is_placed(file))]
        self._make_durable([file for file in whole if file.synced < (file.total or 0)])
        for file in whole:
            assert file.temporary is not None
            self.world.volume(file.destination, None).replace(file.temporary, file.destination)
            self.queue.progress(job.id, file.position, temporary=None)
        self._sweep(job, [file for file in files if not file.complete])

    def _is_placed(self, file: TransferFile) -> bool:
        volume = self.world.volume(file.destination, None)
        there = volume.look(file.destination)
        return volume.look(file.temporary or "") is None and there is not None and there.size == file.total

    def _make_durable(self, files: list[TransferFile]) -> None:
        """On the disk before they get their names."""
        if len(files) > 16:
            import os

            os.sync()
            return
        for file in files:
            assert file.temporary is not None
            self.world.volume(file.destination, None).sync(file.temporary)

    def _place_reply(self, job: Transfer) -> None:
        reply = job.details.get("reply")
        if reply:
            volume = self.world.volume(reply["name"], None)
            if volume.look(reply["temporary"]) is not None:
                volume.replace(reply["temporary"], reply["name"])

    def recover(self) -> None:
        """Finish completions that somebody began and did not end; forget jobs that are long over, or idle for too long."""
        now = self.clock()
        for job in self.queue.jobs():
            if job.details.get("committing"):
                if self.world.lives(job.details.get("committer", "")):
                    continue  # whoever completes it is still at it
                try:
                    self.complete(job.id)
                except BitsError:
                    continue
            elif now - job.changed > INACTIVITY:
                self.cancel(job.id)
        self.queue.purge(now - KEEP_OVER)

    # -- waiting

    def wait(
        self,
        job: uuid.UUID,
        until: Callable[[Transfer], bool] | None = None,
        timeout: float | None = None,
        token: CancelToken | None = None,
        each: Callable[[Transfer], None] | None = None,
    ) -> Transfer:
        """Until nothing happens to the job by itself (or `until`); `each` is told of every change.  TimeoutError when late."""
        end = None if timeout is None else time.monotonic() + timeout
        pause, stamp, looked = 0.002, None, 0.0
        while True:
            now = self.queue.stamp()
            if now != stamp:
                stamp = now
                row = self.get(job)
                if each is not None:
                    each(row)
                if until(row) if until is not None else State[row.state] not in ACTIVE:
                    return row
            if not self.world.is_running():
                raise BitsError("SERVICE_STOPPED")
            if end is not None and time.monotonic() >= end:
                raise TimeoutError(f"The transfer job {job} is still {self.get(job).state}")
            if token is None:
                time.sleep(pause)
            elif token.wait(pause):
                token.check()
            pause = min(pause * 1.5, 0.05)
            if time.monotonic() - looked > 1.0:
                looked = time.monotonic()
                self.wake()


def error_of(job: Transfer) -> BitsError | None:
    """The error that a job is in, as an exception."""
    told = job.details.get("error")
    if not told:
        return None
    from psbridge.bits.codes import BY_NUMBER, Code, http_code

    number = int(told["code"])
    code = BY_NUMBER.get(number) or (http_code(number & 0xFFFF) if number >> 16 == 0x8019 else Code("UNKNOWN", number, told["text"]))
    return BitsError(code, told["text"], context=Context(told["context"]), where=told.get("where", ""))


def context_text(job: Transfer) -> str:
    told = job.details.get("error")
    return CONTEXT_TEXTS[Context(told["context"])] if told else ""


def _quietly(volume: Volume, path: str) -> None:
    """Remove what can be removed: what stays is BG_S_UNABLE_TO_DELETE_FILES, a success."""
    try:
        volume.remove(path)
    except BitsError:
        return
