"""One script block in a session of its own on a thread of its own.

Decides how it starts (session, place, values of $using:, initialization script, input, arguments), and how it ends: Completed,
Failed with the record, or Stopped.  What becomes of that is told to a listener.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from psbridge.concurrency import CancelToken
from psbridge.engine.errors import ExitRequest, LoopControl, PipelineStopped, ScriptError, runtime_error, script_error
from psbridge.engine.inputs import InputQueue
from psbridge.engine.running import pipeline_here
from psbridge.engine.scopes import UNSET
from psbridge.errors import Cancelled, PsBridgeError
from psbridge.language import find_all
from psbridge.language.ast import UsingExpressionAst, VariableExpressionAst
from psbridge.objects import ErrorRecord, NetException

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.runspace import Runspace

STACK = 64 << 20
_stack_lock = threading.Lock()
_SWITCH_INTERVAL = 0.0005  # how long another thread may keep us from answering a stop


class Sink(Protocol):
    """Where the records of a run go."""

    def write(self, value: Any) -> None: ...
    def error(self, record: Any) -> None: ...
    def warning(self, record: Any) -> None: ...
    def verbose(self, record: Any) -> None: ...
    def debug(self, record: Any) -> None: ...
    def information(self, record: Any) -> None: ...
    def progress(self, record: Any) -> None: ...


def start_thread(target: Callable[[], None], name: str) -> threading.Thread:
    """A daemon thread with a stack for deep scripts."""
    if sys.getswitchinterval() > _SWITCH_INTERVAL:
        sys.setswitchinterval(_SWITCH_INTERVAL)
    thread = threading.Thread(target=target, name=name, daemon=True)
    with _stack_lock:
        before = threading.stack_size(STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    return thread


def using_values(block: Any, ctx: Context, strict: bool = False) -> dict[str, Any]:
    """The values that $using: expressions of a block have where the block is handed over, by reference.

    A variable that is not there is null, or (`strict`) an error.
    """
    from psbridge.engine.compiler.variables import using_text

    values: dict[str, Any] = {}
    for expression in find_all(block.ast, UsingExpressionAst):
        text = using_text(expression)
        key = text.lower()
        if key not in values:
            plain = text.replace("_", "").isalnum()
            value = ctx.get_variable(text, UNSET) if plain else UNSET
            if value is UNSET:
                if strict and plain:
                    raise undefined_using(key)
                is_name = isinstance(expression.sub_expression, VariableExpressionAst)
                found = ctx.runspace.script_block(f"${{{text}}}" if is_name else f"${text}", ctx).invoke(ctx)
                value = found[0] if len(found) == 1 else found or None
            values[key] = value
    return values


def undefined_using(name: str) -> ScriptError:
    """The error about $using: with a variable that the caller has not."""
    text = f"The value of the using variable '$using:{name}' cannot be retrieved because it has not been set in the local session."
    return runtime_error(text, "UsingVariableIsUndefined", target=name)


class BlockRun:
    """A run; `start` begins it, `stop` asks it to end.  `ended(state, record)` is called on its thread at the end."""

    def __init__(
        self,
        parent: Runspace,
        text: str,
        sink: Sink,
        ended: Callable[[str, ErrorRecord | None], None],
        *,
        args: Iterable[Any] = (),
        using: dict[str, Any] | None = None,
        input: Iterable[Any] | None = None,  # noqa: A002  the name that scripts know
        dollar_under: Any = UNSET,
        init: str | None = None,
        file: str | None = None,
        host: Any = None,
    ) -> None:
        self.parent, self.text, self.sink, self.ended = parent, text, sink, ended
        self.args, self.using, self.input = tuple(args), using or {}, input
        self.dollar_under, self.init, self.file, self.host = dollar_under, init, file, host
        self.directory = parent.drives.file_location()
        self.token = CancelToken()
        self.begun = threading.Event()
        self.runspace: Runspace | None = None
        if isinstance(input, InputQueue):
            input.watch(self.token)

    def start(self, name: str) -> None:
        start_thread(self._run, name)

    def start_in_turn(self, name: str) -> None:
        """Start, and return when the script begins: what is started next is behind it, as where sessions are opened one by one."""
        self.start(name)
        self.begun.wait()

    def stop(self) -> None:
        self.token.cancel()

    def _run(self) -> None:
        state, record = "Completed", None
        ctx = None
        try:
            with self._session() as runspace, pipeline_here(self.token):
                self.runspace = runspace
                ctx = runspace.context(self.sink, self.token)
                ctx.using = self.using
                self.begun.set()
                self._scripts(runspace, ctx)
        except (PipelineStopped, Cancelled):
            state = "Stopped"
        except (ExitRequest, LoopControl):
            state = "Completed"
        except BaseException as problem:  # noqa: BLE001  a thread has nobody above it: whatever it is, the job must hear of it
            state, record = "Failed", self._record(problem, ctx)
            record.exception.stack_trace = record.exception.stack_trace or record.script_stack_trace
        self.begun.set()
        if state == "Completed" and self.token.cancelled:
            state = "Stopped"
        self.ended(state, record)

    def _scripts(self, runspace: Runspace, ctx: Context) -> None:
        if self.init is not None:
            runspace.script_block(self.init, ctx).run(ctx, self.sink, new_scope=False)
        block = runspace.script_block(self.text, ctx, self.file)
        block.run(ctx, self.sink, self.args, input=self.input, dollar_under=self.dollar_under, new_scope=False)

    def _session(self) -> Runspace:
        """A session like the parent's, standing where the parent stands."""
        return self.parent.sibling(host=self.host, directory=self.directory)

    @staticmethod
    def _record(problem: BaseException, ctx: Context | None) -> ErrorRecord:
        if isinstance(problem, PsBridgeError) and ctx is not None:
            return script_error(problem, ctx).record
        record = getattr(problem, "record", None)
        if record is not None:
            return record  # type: ignore[no-any-return]
        kind = "System.StackOverflowException" if isinstance(problem, RecursionError) else "System.Management.Automation.RuntimeException"
        return ErrorRecord(NetException(kind, f"{type(problem).__name__}: {problem}"), "RuntimeException", 0, None)


def stopped_exception() -> NetException:
    return NetException("System.Management.Automation.PipelineStoppedException", "The pipeline has been stopped.")


class CollectionSink:
    """Puts records into the stream collections of a job."""

    __slots__ = ("_host", "_job")

    def __init__(self, job: Any, host: Any = None) -> None:
        self._job, self._host = job, host

    def _put(self, stream: str, record: Any) -> None:
        collection = self._job.stream(stream)
        if collection.is_open:
            collection.add(record)

    def write(self, value: Any) -> None:
        self._put("output", value)

    def error(self, record: Any) -> None:
        self._put("error", record)

    def silent_error(self) -> None:
        """An error that was silenced leaves no trace in a job."""

    def warning(self, record: Any) -> None:
        self._put("warning", record)

    def verbose(self, record: Any) -> None:
        self._put("verbose", record)

    def debug(self, record: Any) -> None:
        self._put("debug", record)

    def information(self, record: Any) -> None:
        """A record; a host that the job streams to shows what was meant for a host at once."""
        if self._host is not None and "PSHOST" in record.tags and "FORWARDED" not in record.tags:
            record.tags.append("FORWARDED")
            data = record.message_data
            show = self._host.ui.write if getattr(data, "no_new_line", False) else self._host.ui.write_line
            show(str(data))
        self._put("information", record)

    def progress(self, record: Any) -> None:
        self._put("progress", record)


class RunsHere:
    """What a job on a thread of this process says of its place: the words of PowerShell's own."""

    __slots__ = ()

    @property
    def location(self) -> str:
        return "PowerShell"

    @property
    def status_message(self) -> str:
        return ""
