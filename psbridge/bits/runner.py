"""Works on one job: its files one after another, until all are there, something fails, or it is told to stop.

Decides what a failure means (try again later, or Error), and from which byte a file goes on.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from psbridge.bits.clients import HttpClient, client_over, login_of
from psbridge.bits.codes import BitsError, Context
from psbridge.bits.origins import HttpOrigin, Origin, VolumeOrigin
from psbridge.bits.places import Kind, kind_of, temporary_name
from psbridge.bits.pump import CHUNK, Pump, closing
from psbridge.bits.states import FINAL, TRANSITIONS, Event, State
from psbridge.bits.throttle import Throttle
from psbridge.errors import Cancelled, PsBridgeError

if TYPE_CHECKING:
    import uuid

    from psbridge.bits.authentication import Login
    from psbridge.bits.manager import Manager
    from psbridge.bits.settings import Settings
    from psbridge.bits.volumes import Volume, Writer
    from psbridge.concurrency import CancelToken
    from psbridge.store.transfers import Transfer, TransferFile

SYNC_EVERY = 5.0
SYNC_FROM = 64 << 20
QUICK_RETRIES = 1  # a connection that breaks is made again at once, while bytes come
_BROKEN = frozenset(("CONNECTION_CLOSED", "CONNECTION_ABORTED"))


class JobOver(PsBridgeError):
    """The job was taken out of our hands."""


class Runner:
    """One run of one job, on the thread that calls `run`."""

    def __init__(self, manager: Manager, job: uuid.UUID, token: CancelToken, throttle: Throttle) -> None:
        self.manager, self.job, self.token = manager, job, token
        self.queue, self.world = manager.queue, manager.world
        self._shared = throttle
        self._transport: Any = None
        self._client: HttpClient | None = None
        self._row: Transfer = manager.get(job)
        self.settings: Settings = manager.settings(self._row)
        self.throttles = tuple(t for t in (throttle, Throttle(self.settings.bandwidth)) if t.rate)
        self._moving = False
        self._progress_at: float | None = None
        self._progressed = False

    # -- the job

    def run(self) -> None:
        unhook = self.token.on_cancel(self._interrupt)
        try:
            self._advance(Event.CONNECT)
            self._all_files()
            self._advance(Event.DONE, completed_at=self.manager.clock(), error=None)
            self._notify(1)
        except Cancelled:
            self._yield()
        except JobOver:
            return
        except BitsError as problem:
            if self.token.cancelled:
                self._yield()
            else:
                self._failed(problem)
        except Exception as problem:  # noqa: BLE001  whatever it is, the job must say so instead of standing still
            self._failed(BitsError("IO_DEVICE", f"{type(problem).__name__}: {problem}", context=Context.Unknown))
        finally:
            unhook()
            if self._client is not None:
                self._client.close()

    def _all_files(self) -> None:
        """Until none is missing: files may be added meanwhile."""
        while True:
            missing = [file for file in self.queue.files(self.job) if not self._is_whole(file)]
            if not missing:
                return
            for file in missing:
                self._one(file)

    def _is_whole(self, file: TransferFile) -> bool:
        """What was written before a power cut counts only as far as it was on the disk."""
        return file.complete and (file.boot == self.world.boot or file.synced >= (file.total or 0) or file.temporary is None)

    def _one(self, file: TransferFile) -> None:
        self._check()
        barren = 0
        while True:
            self._progressed = False
            try:
                (self._upload if self.settings.is_upload else self._download)(file)
                return
            except BitsError as problem:
                problem.where = problem.where or file.source
                barren = 0 if self._progressed else barren + 1
                if problem.code.name not in _BROKEN or barren > QUICK_RETRIES:
                    raise
            self._check()
            file = next(one for one in self._files() if one.position == file.position)

    def _check(self) -> None:
        if self.token.cancelled:
            raise Cancelled("The transfer was stopped")

    def _files(self) -> list[TransferFile]:
        files = self.queue.files(self.job)
        if not files:
            raise JobOver("The job is over")
        return files

    # -- what both directions need

    @property
    def login(self) -> Login | None:
        return self.manager.login_of(self._row)

    def client(self, url: str) -> HttpClient:
        """One for the whole job, so that files share its connection."""
        if self._client is None:
            proxy = login_of(self.manager.seal, self.settings.proxy_sealed, self.settings.proxy_authentication, f"proxy:{self._row.owner}")
            self._transport = self.world.transport(self.settings, self.login, proxy, url)
            self._client = client_over(self._transport)
            if self.token.cancelled:
                raise Cancelled("The transfer was stopped")
        return self._client

    def _interrupt(self) -> None:
        close_now = getattr(self._transport, "close_now", None)
        if close_now is not None:
            close_now()

    def origin(self, path: str, context: Context) -> Origin:
        if kind_of(path) is Kind.HTTP:
            return HttpOrigin(self.client(path), path, self.settings)
        return VolumeOrigin(self.world.volume(path, self.login), path, context)

    def note(self, file: TransferFile, **facts: Any) -> None:
        if not self.queue.progress(self.job, file.position, **facts):
            raise JobOver("The job is over")

    def moved(self) -> None:
        """The first bytes of a file came."""
        self._progressed = True
        if not self._moving:
            self._moving = True
            self._progress_at = self.manager.clock()
            started = self._row.details.get("started_at") or self.manager.clock()
            self._advance(Event.TRANSFER, started_at=started, progress_at=self.manager.clock(), error=None)

    def pump(self, file: TransferFile, **facts: Any) -> Pump:
        def report(done: int) -> None:
            self._progress_at, self._progressed = self.manager.clock(), True
            self.note(file, done=done, **facts)

        return Pump(self.token, self.throttles, report, self.moved)

    # -- down

    def _download(self, file: TransferFile) -> None:
        volume = self.world.volume(file.destination, self.login)
        temporary = file.temporary or temporary_name(self.job, file.position, file.destination, volume.separator)
        self._fetch(file, self.origin(file.source, Context.RemoteFile), volume, temporary)

    def _trusted(self, file: TransferFile, volume: Volume, temporary: str) -> int:
        """How many bytes of the temporary file are what they should be."""
        if file.temporary is None or file.validator is None:
            return 0
        there = volume.look(temporary)
        if there is None:
            return 0
        size = there.size if file.boot == self.world.boot else min(there.size, file.synced)
        return size if file.total is None or size <= file.total else 0

    def _fetch(self, file: TransferFile, origin: Origin, volume: Volume, temporary: str) -> None:
        offset = self._trusted(file, volume, temporary)
        opened = origin.open(offset, file.validator)
        writer: Writer | None = None
        try:
            writer = volume.writer(temporary, opened.offset)
            small = opened.total is not None and opened.total <= CHUNK and not file.temporary
            facts = {"total": opened.total, "validator": opened.validator, "temporary": temporary, "boot": self.world.boot}
            if not small:
                self.note(file, done=opened.offset, synced=min(file.synced, opened.offset), complete=0, **facts)
            with _Syncer(self, file, writer, (opened.total or SYNC_FROM) >= SYNC_FROM and file.synced == 0):
                done = self.pump(file).move(opened, writer)
            same = getattr(origin, "same", None)
            if same is not None and not same(opened):
                raise BitsError("CONNECTION_CLOSED", "The source was changed during the transfer.", context=Context.RemoteFile)
        except JobOver:
            closing(writer)
            self._leave(volume, temporary)
            raise
        finally:
            closing(opened.reader, *([writer] if writer is not None else []))
        self._secure(file, volume, temporary)
        try:
            self.note(file, **{**facts, "done": done, "total": done, "complete": 1})
        except JobOver:
            self._leave(volume, temporary)
            raise

    def _leave(self, volume: Volume, temporary: str) -> None:
        """A job that is over leaves nothing; one that was only held keeps what it has."""
        row = self.queue.get(self.job)
        if row is None or State[row.state] in FINAL:
            volume.remove(temporary)

    def _secure(self, file: TransferFile, volume: Volume, temporary: str) -> None:
        """What -ACLFlags asks to keep; like BITS this is of files, not of what a web server sends."""
        if not self.settings.acl_flags or kind_of(file.source) is Kind.HTTP:
            return
        keep = getattr(volume, "secure_like", None)
        if keep is None or kind_of(file.source) is Kind.UNC:
            raise BitsError("NOT_SUPPORTED", "The security of files on shares cannot be kept on this platform.", where=file.source)
        keep(file.source, temporary, self.settings.acl_flags)

    # -- up

    def _upload(self, file: TransferFile) -> None:
        from psbridge.bits.upload import upload_file

        upload_file(self, file)

    # -- state

    def _advance(self, event: Event, **details: Any) -> None:
        """By the table; when it does not allow that, somebody else has decided meanwhile."""

        def decide(now: Transfer) -> dict[str, Any]:
            then = TRANSITIONS.get((State[now.state], event))
            if then is None or now.state == "Suspended" or now.details.get("committing"):
                raise JobOver("The job is over")
            return {"state": then.name, "details": details} if details else {"state": then.name}

        row = self.queue.update(self.job, decide)
        if row is None:
            raise JobOver("The job is over")
        self._row = row

    def _yield(self) -> None:
        """Back into the queue, unless somebody decided otherwise."""
        try:
            self._advance(Event.WAIT)
        except JobOver:
            return

    def _failed(self, problem: BitsError) -> None:
        now = self.manager.clock()
        told = {"code": problem.code.number, "text": problem.what, "context": int(problem.context), "where": problem.where}
        interval, limit = self.settings.retry_interval, self.settings.retry_timeout
        since = self._progress_at or self._row.details.get("progress_at", now)
        again = problem.transient and limit > 0 and interval <= limit and now - since < limit
        try:
            if again:
                self._advance(Event.TRANSIENT, error=told, retry_at=now + interval, progress_at=since)
            else:
                self._advance(Event.FAIL, error=told)
                self._notify(2)
        except JobOver:
            return

    def _notify(self, what: int) -> None:
        """Run the job's command, for what it asked to hear of."""
        if self.settings.notify_cmd_line and self.settings.notify_flags & what:
            try:
                self.world.notify(self.settings.notify_cmd_line, str(self.job))
            except OSError as problem:
                words = str(problem)
                self.queue.update(self.job, lambda row: {"details": {"notify_error": words}})


class _Syncer:
    """While a large file comes: now and then what is there goes to the disk for good, on a thread of its own."""

    def __init__(self, runner: Runner, file: TransferFile, writer: Writer, wanted: bool) -> None:
        self._runner, self._file, self._writer = runner, file, writer
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="bits-sync", daemon=True) if wanted else None

    def __enter__(self) -> _Syncer:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        queue, job, position = self._runner.queue, self._runner.job, self._file.position
        while not self._stop.wait(SYNC_EVERY):
            now = next((one.done for one in queue.files(job) if one.position == position), 0)
            try:
                self._writer.sync()
            except BitsError:
                return
            if now:
                queue.progress(job, position, synced=now)
