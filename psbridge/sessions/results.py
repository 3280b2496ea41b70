"""What came of a command: `Result` of one, `Results` of the same command on many hosts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psbridge.errors import PsBridgeError
from psbridge.objects.natural import to_python
from psbridge.objects.showing import Shown, data_frame, rows_of
from psbridge.objects.streams import DEBUG, ERROR, INFORMATION, OUTPUT, PROGRESS, VERBOSE, WARNING
from psbridge.psrp import PipelineState

if TYPE_CHECKING:
    from psbridge.sessions.pipelines import RunningPipeline

_ENDS = {PipelineState.COMPLETED: "Completed", PipelineState.FAILED: "Failed", PipelineState.STOPPED: "Stopped"}

_FIELDS = {
    OUTPUT: "output",
    ERROR: "errors",
    WARNING: "warnings",
    VERBOSE: "verbose",
    DEBUG: "debug",
    INFORMATION: "information",
    PROGRESS: "progress",
}


def _count(name: str, values: list[Any]) -> str:
    return f"{len(values)} {name}{'' if len(values) == 1 else 's'}"


class CommandFailed(PsBridgeError):
    """A command on a host failed, or wrote errors; `record` is the first error, `result` everything that came.

    Examples:
        >>> with psb.Session.emulated() as session:
        ...     session.invoke("Get-Item C:\\\\nowhere").raise_for_error()
        Traceback (most recent call last):
        psbridge.sessions.results.CommandFailed: Cannot find path 'C:\\nowhere' because it does not exist...
    """

    def __init__(self, result: Result) -> None:
        self.result = result
        self.record = result.reason or (result.errors[0] if result.errors else None)
        message = getattr(self.record, "message", None) or f"the command is {result.state}"
        super().__init__(str(message), where=result.host)


@dataclass(slots=True)
class Result(Shown):
    """Streams of a command and how it ended.  `output` holds natural Python values unless raw ones were asked for.

    Examples:
        >>> with psb.Session.emulated("web01") as session:
        ...     result = session.invoke("Write-Warning careful; $env:COMPUTERNAME")
        >>> result.output, result.warnings, result.succeeded
        (['WEB01'], ['careful'], True)
    """

    host: str = ""
    state: str = "Running"
    output: list[Any] = field(default_factory=list)
    errors: list[Any] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    verbose: list[str] = field(default_factory=list)
    debug: list[str] = field(default_factory=list)
    information: list[Any] = field(default_factory=list)
    progress: list[Any] = field(default_factory=list)
    reason: Any = None
    failure: PsBridgeError | None = None  # the session, not the command, failed
    started: float = 0.0  # when, in seconds since the epoch; 0: nobody looked at the clock
    ended: float = 0.0

    @property
    def succeeded(self) -> bool:
        """Whether it ran to its end without a terminating error."""
        return self.state == "Completed"

    @property
    def had_errors(self) -> bool:
        return bool(self.errors) or not self.succeeded

    @property
    def exit_code(self) -> int | None:
        """0 when it succeeded; what a console (winrs) ended with; otherwise 1, and None while it runs."""
        if self.state in ("Running", "Disconnected"):
            return None
        if getattr(self.reason, "error_id", "") == "ProgramExitedWithNonZeroCode":
            return int(self.reason.target_object)
        return 0 if self.succeeded else 1

    def raise_for_error(self) -> Result:
        """Raise when it failed or wrote errors; otherwise be itself."""
        if self.failure is not None:
            raise self.failure
        if self.had_errors:
            raise CommandFailed(self)
        return self

    def __repr__(self) -> str:
        others = {"error": self.errors, "warning": self.warnings}
        counts = [_count("object", self.output), *(_count(name, found) for name, found in others.items() if found)]
        return f"<Result {self.host} {self.state}: {', '.join(counts)}>"

    def _table(self) -> tuple[list[dict[str, Any]], str, str]:
        why = self.failure or self.reason
        return rows_of(self.output), f"{self.host}: {self.state}", "" if why is None else str(why)

    def to_pandas(self) -> Any:
        """The output as a pandas DataFrame: a row for each object, a column for each property."""
        return data_frame(rows_of(self.output), "pandas")

    def to_polars(self) -> Any:
        """The output as a polars DataFrame."""
        return data_frame(rows_of(self.output), "polars")

    def __iter__(self) -> Iterator[Any]:
        return iter(self.output)

    def __bool__(self) -> bool:
        return not self.had_errors

    def add(self, stream: int, value: Any, raw: bool = False) -> Any:
        """Take in a record; gives what was kept of it."""
        kept = shown(stream, value, raw)
        getattr(self, _FIELDS[stream]).append(kept)
        return kept


def note_end(result: Result, ended: RunningPipeline) -> None:
    """How a command has ended; the loss of its session is its failure."""
    result.state, result.reason = _ENDS.get(ended.state, "Failed"), ended.reason
    if ended.session.error is not None:
        result.failure = ended.session.error


def shown(stream: int, value: Any, raw: bool = False) -> Any:
    """A record as Python code gets it: output as natural values, text records as text, the others as they are."""
    if raw:
        return value
    if stream == OUTPUT:
        return to_python(value, notes=False)
    if stream in (WARNING, VERBOSE, DEBUG):
        return str(value.message)
    return value


@dataclass(slots=True)
class Results(Shown):
    """The same command on many hosts, in the order in which the hosts were given.

    Examples:
        >>> with psb.Session.emulated("web01") as web, psb.Session.emulated("db01") as db:
        ...     results = psb.invoke_command([web, db], "$env:COMPUTERNAME")
        >>> results.output
        ['WEB01', 'DB01']
        >>> results["db01"].output, len(results.failed)
        (['DB01'], 0)
    """

    results: list[Result] = field(default_factory=list)

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, key: int | str) -> Result:
        return self.by_host[key] if isinstance(key, str) else self.results[key]

    @property
    def succeeded(self) -> list[Result]:
        return [one for one in self.results if one.succeeded]

    @property
    def failed(self) -> list[Result]:
        return [one for one in self.results if not one.succeeded]

    @property
    def by_host(self) -> dict[str, Result]:
        return {one.host: one for one in self.results}

    @property
    def output(self) -> list[Any]:
        """Everything that every host gave."""
        return [value for one in self.results for value in one.output]

    def __repr__(self) -> str:
        wrote = sum(bool(one.errors) for one in self.succeeded)
        noted = f" ({wrote} with errors)" if wrote else ""
        return f"<Results of {len(self.results)} hosts: {len(self.succeeded)} succeeded{noted}, {len(self.failed)} failed>"

    def _table(self) -> tuple[list[dict[str, Any]], str, str]:
        rows = [
            {"Host": one.host, "State": one.state, "Objects": len(one.output), "Errors": len(one.errors), "Why": _why(one)}
            for one in self.results
        ]
        return rows, f"{len(self.results)} hosts", f"{len(self.failed)} failed"

    def rows(self) -> list[dict[str, Any]]:
        """A row for each object of each host, the host in front."""
        return [{"Host": one.host, **row} for one in self.results for row in rows_of(one.output)]

    def to_pandas(self) -> Any:
        """The output of all hosts as a pandas DataFrame, with the column Host."""
        return data_frame(self.rows(), "pandas")

    def to_polars(self) -> Any:
        """The output of all hosts as a polars DataFrame, with the column Host."""
        return data_frame(self.rows(), "polars")

    def raise_for_error(self) -> Results:
        for one in self.results:
            one.raise_for_error()
        return self


def _why(result: Result) -> str:
    """Why it failed, in a line."""
    if result.failure is not None:
        return result.failure.what
    return "" if result.reason is None else str(getattr(result.reason, "message", result.reason))
