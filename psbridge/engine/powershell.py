"""PowerShell as a Python object: a pipeline of scripts and commands on a runspace, run here or on a thread of its own.

    with Runspace() as runspace:
        shell = PowerShell(runspace).add_command("Get-Date").add_parameter("Year", 2024)
        values = shell.invoke()

States move as in System.Management.Automation: NotStarted, Running, Completed, Failed, Stopped.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from psbridge.concurrency import CancelToken
from psbridge.engine.binder.arguments import Arg
from psbridge.engine.errors import ExitRequest, LoopControl, PipelineStopped, ScriptError, script_error
from psbridge.engine.functions import FunctionElement
from psbridge.engine.pipeline import element_for, give_input, run_elements
from psbridge.engine.running import pipeline_here
from psbridge.engine.scopes import UNSET
from psbridge.engine.written import Written
from psbridge.errors import Cancelled, InvalidTransition
from psbridge.objects.streams import OUTPUT, StreamSet
from psbridge.objects.waithandle import ManualResetEvent

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.runspace import Runspace

STACK = 256 * 1024 * 1024  # deep recursion of scripts goes through Python's stack
FAST_SWITCH = 0.0005


class _Command:
    """One element: a script or a command name, with its arguments."""

    __slots__ = ("args", "is_script", "local_scope", "text")

    def __init__(self, text: str, is_script: bool, local_scope: bool) -> None:
        self.text, self.is_script, self.local_scope = text, is_script, local_scope
        self.args: list[Arg] = []


class _Output:
    """The output stream as a sink of the engine."""

    __slots__ = ("write",)

    def __init__(self, write: Any) -> None:
        self.write = write


class PowerShell(Written):
    """Commands to be run once or again.  ``errors``, ``warnings`` ... show ``streams``; `invoke` gives the output."""

    def __init__(self, runspace: Runspace | None = None, *, streams: StreamSet | None = None) -> None:
        if runspace is None:
            from psbridge.engine.runspace import Runspace as Made

            runspace = Made().open()
        self.runspace = runspace
        self.streams = streams if streams is not None else StreamSet()
        self.state = "NotStarted"
        self.reason: ScriptError | None = None
        self.had_errors = False
        self.stop_token = CancelToken()
        self._statements: list[list[_Command]] = [[]]
        self._thread: threading.Thread | None = None
        self._done = ManualResetEvent()

    # -- building

    def add_script(self, text: str, use_local_scope: bool = False) -> PowerShell:
        """Append a script; it is dot-sourced unless it gets a scope of its own."""
        self._statements[-1].append(_Command(text, True, use_local_scope))
        return self

    def add_command(self, name: str, use_local_scope: bool = False) -> PowerShell:
        self._statements[-1].append(_Command(name, False, use_local_scope))
        return self

    def add_parameter(self, name: str, value: Any = UNSET) -> PowerShell:
        """Give the last command a parameter; without a value it is a switch."""
        self._last().args.append(Arg(name.lstrip("-"), value, None, True))
        return self

    def add_parameters(self, values: Any) -> PowerShell:
        """Parameters from a mapping, or arguments from a list."""
        if hasattr(values, "items"):
            for name, value in values.items():
                self.add_parameter(str(name), value)
        else:
            for value in values:
                self.add_argument(value)
        return self

    def add_argument(self, value: Any) -> PowerShell:
        self._last().args.append(Arg(None, value))
        return self

    def add_statement(self) -> PowerShell:
        """What is added next is a pipeline of its own."""
        if self._statements[-1]:
            self._statements.append([])
        return self

    def clear(self) -> PowerShell:
        self._statements = [[]]
        return self

    def _last(self) -> _Command:
        if not self._statements[-1]:
            raise ValueError("add a command or a script before its parameters")
        return self._statements[-1][-1]

    # -- running

    def invoke(self, input: Iterable[Any] | None = None, output: list[Any] | None = None) -> list[Any]:  # noqa: A002 - the name of the API
        """Run on this thread and give the output (in `output` if there is one); a terminating error is raised as ScriptError."""
        values: list[Any] = [] if output is None else output
        self._start()
        self._run(input, _Output(values.append))
        if self.reason is not None:
            raise self.reason
        return values

    def begin_invoke(self, input: Iterable[Any] | None = None) -> PowerShell:  # noqa: A002 - the name of the API
        """Run on a thread of its own; output goes to ``streams``."""
        self._start()
        sys.setswitchinterval(FAST_SWITCH)
        old = threading.stack_size(STACK)
        try:
            self._thread = threading.Thread(target=self._run, args=(input, _Output(self.streams.output)), name="pipeline", daemon=True)
            self._thread.start()
        finally:
            threading.stack_size(old)
        return self

    def end_invoke(self, timeout: float | None = None) -> list[Any]:
        """Wait for the end and give what is in the output stream; raises what ended the pipeline."""
        if not self.wait(timeout):
            raise TimeoutError("the pipeline is still running")
        if self.reason is not None:
            raise self.reason
        return self.streams.values(OUTPUT)

    async def invoke_async(self, input: Iterable[Any] | None = None) -> list[Any]:  # noqa: A002 - the name of the API
        """The same without blocking an event loop; cancelling the task stops the pipeline."""
        values: list[Any] = []
        loop = asyncio.get_running_loop()
        self._start()
        try:
            await loop.run_in_executor(None, self._run, input, _Output(values.append))
        except asyncio.CancelledError:
            self.stop()
            raise
        if self.reason is not None:
            raise self.reason
        return values

    def stream(self, input: Iterable[Any] | None = None) -> Iterator[tuple[int, Any]]:  # noqa: A002 - the name of the API
        """Run on a thread and give (stream, record) as they come."""
        with self.streams.cursor() as cursor:
            self.begin_invoke(input)
            yield from cursor

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when the time is over first."""
        return self._done.wait_heard(timeout)

    def stop(self, timeout: float | None = None) -> bool:
        """Stop the pipeline; True when it has ended."""
        self.stop_token.cancel("stopped")
        return self._thread is None or self._done.wait(timeout)

    def _start(self) -> None:
        if self.state == "Running":
            raise InvalidTransition("PowerShell", self.state, "invoke", ("stop",))
        self.state, self.reason, self.had_errors = "Running", None, False
        self._done.reset()
        self.streams.reopen()
        if self.stop_token.cancelled:
            self.stop_token = CancelToken()

    def _run(self, given: Iterable[Any] | None, out: Any) -> None:
        with pipeline_here(self.stop_token):
            self._run_here(given, out)

    def _run_here(self, given: Iterable[Any] | None, out: Any) -> None:
        watched = _Watched(self.streams)
        ctx = self.runspace.context(watched, self.stop_token)
        try:
            for commands in self._statements:
                if commands:
                    self._statement(ctx, commands, given, out)
            self.state = "Stopped" if self.stop_token.cancelled else "Completed"
        except (PipelineStopped, Cancelled):
            self.state = "Stopped"
        except ExitRequest as request:
            self.runspace.host.set_should_exit(request.code)
            self.state = "Completed"
        except LoopControl:
            self.state = "Completed"
        except Exception as error:  # noqa: BLE001 - whatever ended the pipeline is its reason
            self.reason = script_error(error, ctx)
            self.runspace.execution.remember(self.reason.record)
            self.state = "Failed"
        finally:
            self.had_errors = watched.had_errors or self.state == "Failed"
            self.streams.complete()
            self._done.set_event()

    def _statement(self, ctx: Context, commands: list[_Command], given: Iterable[Any] | None, out: Any) -> None:
        elements = [self._element(ctx, command) for command in commands]
        feed = None

        if given is not None:

            def feed(first: Any) -> None:
                give_input(first, given)

        run_elements(ctx, elements, out, feed)

    def _element(self, ctx: Context, command: _Command) -> Any:
        args = [Arg(arg.name, arg.value, None, arg.splatted) for arg in command.args]
        if command.is_script:
            block = self.runspace.script_block(command.text, ctx, top=True)
            return FunctionElement(None, block, "<ScriptBlock>", args, ctx, None, dot=not command.local_scope)
        info = self.runspace.discovery.resolve(ctx, command.text)
        return element_for(ctx, info, command.text, args, None)


class _Watched:
    """The streams, with HadErrors noted."""

    def __init__(self, streams: StreamSet) -> None:
        self.had_errors = False
        self._error = streams.error
        self.warning, self.verbose, self.debug = streams.warning, streams.verbose, streams.debug
        self.information, self.progress = streams.information, streams.progress

    def error(self, record: Any) -> None:
        self.had_errors = True
        self._error(record)

    def silent_error(self) -> None:
        self.had_errors = True
