"""The same calls on another computer: its own BITS does the work, a session carries the commands.

Whatever has `invoke(script, *args)` with PowerShell's output will do; the job lives on that computer, so it goes on when the session is
disconnected, and another session finds it by its id.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from psbridge.bits.codes import BY_NUMBER, BitsError, Code, http_code
from psbridge.bits.states import ACTIVE, State

Named = str | Sequence[str]


class Invoker(Protocol):
    def invoke(self, script: Any, *args: Any, **options: Any) -> Any: ...


_START = """param([hashtable]$told, $user, $password)
$ErrorActionPreference = 'Stop'
Import-Module BitsTransfer
if ($user) { $told.Credential = New-Object pscredential $user, (ConvertTo-SecureString $password -AsPlainText -Force) }
[string](Start-BitsTransfer @told).JobId"""
_LOOK = """param($ids, $name)
$ErrorActionPreference = 'Stop'
Import-Module BitsTransfer
$found = if ($ids) { Get-BitsTransfer -JobId ([guid[]]$ids) -ErrorAction SilentlyContinue } else { Get-BitsTransfer }
foreach ($job in $found) {
  if ($ids -or $job.DisplayName -like $name) {
    '{0}|{1}|{2}|{3}|{4}|{5}|{6}|{7}' -f $job.JobId, [int]$job.JobState, $job.FilesTransferred, $job.FilesTotal,
      $job.BytesTransferred, $job.BytesTotal, $job.InternalErrorCode, $job.ErrorDescription
  }
}"""
_ACT = """param($id, [string]$verb, [hashtable]$told)
$ErrorActionPreference = 'Stop'
Import-Module BitsTransfer
$job = Get-BitsTransfer -JobId ([guid]$id)
switch ($verb) {
  'resume' { $null = Resume-BitsTransfer $job -Asynchronous }
  'suspend' { $null = Suspend-BitsTransfer $job }
  'complete' { Complete-BitsTransfer $job }
  'remove' { Remove-BitsTransfer $job }
  'add' { $null = Add-BitsFile $job @told }
  'set' { $null = Set-BitsTransfer $job @told }
}"""
_UNKNOWN = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class RemoteProgress:
    """A job there at one moment."""

    id: uuid.UUID
    state: State
    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int | None
    error: BitsError | None


class RemoteTransfer:
    """A job on the computer of a session."""

    def __init__(self, session: Invoker, job: uuid.UUID) -> None:
        self.session, self.id = session, job

    @property
    def progress(self) -> RemoteProgress:
        found = _look(self.session, [str(self.id)], "*")
        if not found:
            raise BitsError("NOT_FOUND", where=str(self.id))
        return found[0]

    @property
    def state(self) -> State:
        return self.progress.state

    @property
    def error(self) -> BitsError | None:
        return self.progress.error

    def _act(self, verb: str, told: dict[str, Any] | None = None) -> RemoteTransfer:
        _checked(self.session.invoke(_ACT, str(self.id), verb, told or {}))
        return self

    def add(self, source: Named, destination: Named) -> RemoteTransfer:
        return self._act("add", {"Source": _listed(source), "Destination": _listed(destination)})

    def set(self, **properties: Any) -> RemoteTransfer:
        """Parameters of Set-BitsTransfer: `Priority="High"`."""
        return self._act("set", properties)

    def resume(self) -> RemoteTransfer:
        return self._act("resume")

    def suspend(self) -> RemoteTransfer:
        return self._act("suspend")

    def complete(self) -> None:
        self._act("complete")

    def cancel(self) -> None:
        self._act("remove")

    remove = cancel

    def watch(self, interval: float = 1.0) -> Iterator[RemoteProgress]:
        """What changes, from now until nothing happens any more; asked for every `interval` seconds."""
        last: RemoteProgress | None = None
        while True:
            now = self.progress
            if last is None or (now.state, now.bytes_done, now.files_done) != (last.state, last.bytes_done, last.files_done):
                yield now
                last = now
            if now.state not in ACTIVE:
                return
            time.sleep(interval)

    def wait(self, timeout: float | None = None, *, complete: bool = False, interval: float = 1.0) -> State:
        """Until it is Transferred, Error or Suspended; with `complete` a transferred job is completed, a failed one raises its error."""
        end = None if timeout is None else time.monotonic() + timeout
        now = self.progress
        while now.state in ACTIVE:
            if end is not None and time.monotonic() >= end:
                raise TimeoutError(f"The transfer job {self.id} is still {now.state.name}")
            time.sleep(interval)
            now = self.progress
        if complete and now.state is State.Transferred:
            self.complete()
            return State.Acknowledged
        if complete and now.state is State.Error:
            raise now.error or BitsError("CONNECTION_CLOSED")
        return now.state

    def __await__(self) -> Generator[Any, None, State]:
        return asyncio.to_thread(self.wait).__await__()

    def __repr__(self) -> str:
        return f"<RemoteTransfer {self.id}>"


def start_remote(
    session: Invoker, source: Named, destination: Named, *, credential: tuple[str, str] | None = None, suspended: bool = False,
    **parameters: Any,
) -> RemoteTransfer:  # fmt: skip
    """Start a job there; `parameters` are those of Start-BitsTransfer: `DisplayName="x"`, `Priority="Low"`."""
    told = {"Source": _listed(source), "Destination": _listed(destination), **parameters}
    told["Suspended" if suspended else "Asynchronous"] = True
    user, password = credential or ("", "")
    made = _checked(session.invoke(_START, told, user, password))
    return RemoteTransfer(session, uuid.UUID(str(made[-1])))


def remote_jobs(session: Invoker, name: str = "*") -> list[RemoteTransfer]:
    """The jobs of the session's user on that computer."""
    return [RemoteTransfer(session, found.id) for found in _look(session, None, name)]


def _listed(names: Named) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _checked(result: Any) -> list[Any]:
    """The output; the first error as BitsError, with the number that PowerShell's text carries."""
    failure = getattr(result, "failure", None)
    if failure is not None:
        raise failure
    reason = getattr(result, "reason", None)
    errors = ([reason] if reason is not None else []) + list(getattr(result, "errors", ()))
    if errors:
        raise _error_of(str(errors[0]))
    return list(getattr(result, "output", result))


def _error_of(text: str) -> BitsError:
    _, found, rest = text.partition("HRESULT: 0x")
    number = int(rest[:8], 16) if found else 0x80070057
    return BitsError(_code(number, text), text)


def _code(number: int, text: str) -> Code:
    number &= 0xFFFFFFFF
    return BY_NUMBER.get(number) or (http_code(number & 0xFFFF) if number >> 16 == 0x8019 else Code("UNKNOWN", number, text))


def _look(session: Invoker, ids: list[str] | None, name: str) -> list[RemoteProgress]:
    return [_read(str(line)) for line in _checked(session.invoke(_LOOK, ids, name))]


def _read(line: str) -> RemoteProgress:
    job, state, files_done, files_total, done, total, code, text = line.split("|", 7)
    now = State(int(state))
    failed = now in (State.Error, State.TransientError)
    error = BitsError(_code(int(code or 0), text), text) if failed else None
    size = None if int(total) == _UNKNOWN else int(total)
    return RemoteProgress(uuid.UUID(job), now, int(files_done), int(files_total), int(done), size, error)
