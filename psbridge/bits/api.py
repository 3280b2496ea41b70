"""`psb.bits`: transfers from Python.

    job = psb.bits.start("https://server/file.zip", "file.zip")      # runs in the worker process; survives this one
    for at in job.watch(): print(at.state, at.bytes_done)
    job.complete()                                                    # or: await job; job.wait(complete=True)

Jobs are those of the user's queue; with `session=` those of that session's computer.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psbridge.bits.codes import BitsError
from psbridge.bits.local import local_manager
from psbridge.bits.manager import DEFAULT_NAME, Manager, error_of
from psbridge.bits.places import Kind, file_name, kind_of
from psbridge.bits.remote import Invoker, remote_jobs, start_remote
from psbridge.bits.settings import Settings
from psbridge.bits.states import ACTIVE, Priority, State
from psbridge.concurrency import CancelToken
from psbridge.objects.showing import Shown
from psbridge.objects.wildcard import compile_wildcard

Names = str | Path | Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Progress:
    """A job at one moment; `bytes_total` is None while a size is unknown."""

    state: State
    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int | None


class Transfer(Shown):
    """A job of the queue, as it is now."""

    __slots__ = ("_manager", "id")

    def __init__(self, job: uuid.UUID, manager: Manager) -> None:
        self.id, self._manager = job, manager

    # -- looking

    @property
    def state(self) -> State:
        return self._manager.state(self.id)

    @property
    def name(self) -> str:
        return self._manager.get(self.id).name

    @property
    def owner(self) -> str:
        return self._manager.get(self.id).owner

    @property
    def priority(self) -> Priority:
        return Priority(self._manager.get(self.id).priority)

    @property
    def settings(self) -> Settings:
        return self._manager.settings(self._manager.get(self.id))

    @property
    def error(self) -> BitsError | None:
        """Why it is in Error or TransientError."""
        return error_of(self._manager.get(self.id))

    @property
    def progress(self) -> Progress:
        row, sums = self._manager.get(self.id), self._manager.sums(self.id)
        return Progress(State[row.state], sums.files_done, sums.files_total, sums.bytes_done, sums.bytes_total)

    @property
    def files(self) -> list[tuple[str, str]]:
        return [(file.source, file.destination) for file in self._manager.files(self.id)]

    # -- doing

    def add(self, source: Names, destination: Names | None = None) -> Transfer:
        self._manager.add_files(self.id, pairs(source, destination, upload=self.settings.is_upload))
        return self

    def resume(self) -> Transfer:
        self._manager.resume(self.id)
        return self

    def suspend(self) -> Transfer:
        self._manager.suspend(self.id)
        return self

    def complete(self) -> None:
        """Give what has arrived its names; the job is over."""
        self._manager.complete(self.id)

    def cancel(self) -> None:
        """Nothing of it stays."""
        self._manager.cancel(self.id)

    remove = cancel

    def set(self, **changes: Any) -> Transfer:
        """Change properties: name, priority, credential, and the fields of `Settings`."""
        self._manager.change(self.id, **changes)
        return self

    # -- waiting

    def wait(self, timeout: float | None = None, *, complete: bool = False, token: CancelToken | None = None) -> State:
        """Until it is Transferred, Error or Suspended; with `complete` a transferred job is completed, a failed one raises its error."""
        row = self._manager.wait(self.id, timeout=timeout, token=token)
        if not complete:
            return State[row.state]
        if row.state == State.Transferred.name:
            self.complete()
        elif row.state == State.Error.name:
            raise error_of(row) or BitsError("CONNECTION_CLOSED")
        return self.state

    def watch(self, interval: float = 0.1) -> Iterator[Progress]:
        """What changes, from now until nothing happens any more."""
        last: Progress | None = None
        while True:
            now = self.progress
            if now != last:
                yield now
                last = now
            if now.state not in ACTIVE:
                return
            try:
                self._manager.wait(self.id, timeout=interval)
            except TimeoutError:
                continue

    def __await__(self) -> Generator[Any, None, State]:
        """Like `wait`, without holding the event loop."""
        return self._wait().__await__()

    async def _wait(self) -> State:
        token = CancelToken()
        try:
            return await asyncio.to_thread(self.wait, token=token)
        finally:
            token.cancel()

    async def changes(self, interval: float = 0.1) -> AsyncIterator[Progress]:
        """`watch` for asyncio."""
        last: Progress | None = None
        while True:
            now = self.progress
            if now != last:
                yield now
                last = now
            if now.state not in ACTIVE:
                return
            await asyncio.sleep(interval)

    def _table(self) -> tuple[list[dict[str, Any]], str, str]:
        at = self.progress
        row = {"Id": self.id, "Name": self.name, "JobState": at.state.name, "Files": f"{at.files_done} of {at.files_total}"}
        return [row | {"Bytes": at.bytes_done, "Total": at.bytes_total}], "", ""

    def __repr__(self) -> str:
        row = self._manager.queue.get(self.id)
        return f"<Transfer {self.id} {row.state if row is not None else 'gone'}>"


def open_queue(store: str | Path | None = None) -> Manager:
    """The queue of this user, or of another store file."""
    return local_manager(None if store is None else Path(store))


def start(
    source: Names,
    destination: Names | None = None,
    *,
    transfer_type: str = "Download",
    name: str = DEFAULT_NAME,
    priority: Priority | str = Priority.Foreground,
    credential: tuple[str, str] | None = None,
    proxy_credential: tuple[str, str] | None = None,
    suspended: bool = False,
    store: str | Path | None = None,
    session: Invoker | None = None,
    **settings: Any,
) -> Any:
    """Make a job and start it; it goes on in the background, also when this program ends.  `settings` are fields of `Settings`.

    With `session` the job is one of that session's computer (a RemoteTransfer).
    """
    if session is not None:
        return start_remote(
            session,
            _plain(source),
            _plain("." if destination is None else destination),
            credential=credential,
            suspended=suspended,
            TransferType=transfer_type,
            DisplayName=name,
            Priority=priority if isinstance(priority, str) else priority.name,
            **{_parameter(word): value for word, value in settings.items()},
        )
    queue = open_queue(store)
    told = Settings(transfer_type=transfer_type, **settings)
    wanted = pairs(source, destination, upload=told.is_upload)
    rank = Priority[priority] if isinstance(priority, str) else priority
    row = queue.create(name, None, rank, told, credential, proxy_credential)
    try:
        queue.add_files(row.id, wanted)
        if not suspended:
            queue.resume(row.id)
    except BitsError:
        queue.cancel(row.id)
        raise
    return Transfer(row.id, queue)


def pairs(source: Names, destination: Names | None, *, upload: bool) -> list[tuple[str, str]]:
    """(source, destination) with whole paths; one directory may take several sources."""
    sources = _texts(source)
    targets = ["."] if destination is None else _texts(destination)
    if len(targets) == 1 and len(sources) > 1:
        targets *= len(sources)
    if len(targets) != len(sources):
        raise BitsError("INVALID_ARGUMENT", f"{len(sources)} sources and {len(targets)} destinations do not make pairs.")
    return [(_whole(one), _target(one, target, upload)) for one, target in zip(sources, targets, strict=True)]


def _texts(names: Names) -> list[str]:
    return [str(names)] if isinstance(names, str | Path) else [str(name) for name in names]


def _plain(names: Names) -> str | list[str]:
    """Paths there are not resolved here."""
    return str(names) if isinstance(names, str | Path) else [str(name) for name in names]


def _parameter(word: str) -> str:
    """`retry_interval` as the command calls it."""
    return "".join(part.capitalize() for part in word.split("_"))


def _whole(text: str) -> str:
    return str(Path(text).expanduser().absolute()) if kind_of(text) is Kind.LOCAL else text


def _target(source: str, target: str, upload: bool) -> str:
    kind = kind_of(target)
    if kind is Kind.HTTP:
        return target + file_name(source) if upload and target.endswith("/") else target
    if kind is Kind.LOCAL:
        path = Path(target).expanduser().absolute()
        return str(path / file_name(source)) if path.is_dir() else str(path)
    return target + file_name(source) if target.endswith("\\") else target


def jobs(name: str = "*", *, store: str | Path | None = None, session: Invoker | None = None) -> list[Any]:
    """The jobs that are not over, oldest first; `name` may have wildcards."""
    if session is not None:
        return list(remote_jobs(session, name))
    queue, matches = open_queue(store), compile_wildcard(name)
    return [Transfer(row.id, queue) for row in queue.jobs() if matches(row.name)]


def get(job: uuid.UUID | str, *, store: str | Path | None = None) -> Transfer:
    """The job of that id, or whose id begins so; BitsError NOT_FOUND when there is none."""
    queue, text = open_queue(store), str(job).lower()
    found = [row.id for row in queue.jobs() if str(row.id).startswith(text)]
    if len(found) != 1:
        raise BitsError("NOT_FOUND", where=text)
    return Transfer(found[0], queue)


def _each(job: Transfer | uuid.UUID | str) -> Transfer:
    return job if isinstance(job, Transfer) else get(job)


def add(job: Transfer | uuid.UUID | str, source: Names, destination: Names | None = None) -> Transfer:
    return _each(job).add(source, destination)


def resume(job: Transfer | uuid.UUID | str) -> Transfer:
    return _each(job).resume()


def suspend(job: Transfer | uuid.UUID | str) -> Transfer:
    return _each(job).suspend()


def complete(job: Transfer | uuid.UUID | str) -> None:
    _each(job).complete()


def remove(job: Transfer | uuid.UUID | str) -> None:
    _each(job).cancel()
