"""Jobs that somebody may debug, and those on threads themselves: started by a session in which a person sits.

A job that stops while nobody is attached waits (AtBreakpoint) until somebody is, or until it is stopped.
"""

from __future__ import annotations

import threading
from typing import Any

from psbridge.engine.debugging.debugger import DETACH, QUIT, Debugger, Handler, Stop, debugger_of
from psbridge.engine.threads.blockrun import BlockRun
from psbridge.jobs import JobEvent, JobState, advance


class DebuggableRun(BlockRun):
    """A run whose code has hooks, and whose job has a debugger."""

    def __init__(self, job: Any, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.job = job

    def _session(self) -> Any:
        runspace = super()._session()
        debugger = debugger_of(runspace)
        debugger.handler = Attaching(self.job, self.token)
        self.job.debugger = debugger  # from now on others may use it
        return runspace

    def _scripts(self, runspace: Any, ctx: Any) -> None:
        if self.init is not None:
            runspace.script_block(self.init, ctx).run(ctx, self.sink, new_scope=False)
        block = hooked_block(self.text, ctx, self.file)
        block.run(ctx, self.sink, self.args, input=self.input, dollar_under=self.dollar_under, new_scope=False)


def hooked_block(text: str, ctx: Any, file: str | None) -> Any:
    """A block that is compiled for itself: what is kept of the same text has no hooks."""
    from psbridge.engine.compiler import compile_script
    from psbridge.engine.scriptblock import EngineScriptBlock, grammar_of
    from psbridge.language import parse
    from psbridge.language.parser.core import NEWEST

    result = parse(text, file, version=grammar_of(ctx.runspace) or NEWEST)
    if result.errors:
        return ctx.runspace.script_block(text, ctx, file)
    return EngineScriptBlock(compile_script(result.ast), ctx.session_state, ctx)


class Attaching:
    """The handler of a job's debugger: hands stops to whoever is attached."""

    def __init__(self, job: Any, token: Any) -> None:
        self.job, self.token = job, token
        self._changed = threading.Condition()
        self._attached: Handler | None = None
        token.on_cancel(self._wake)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    @property
    def is_attached(self) -> bool:
        return self._attached is not None

    def attach(self, handler: Handler | None) -> None:
        """From now on `handler` deals with stops; None: nobody does."""
        with self._changed:
            self._attached = handler
            self._changed.notify_all()
        self.job.notify_watchers()

    def __call__(self, stop: Stop) -> str:
        self._move(JobState.Running, JobEvent.BREAK)
        try:
            with self._changed:
                self._changed.wait_for(lambda: self.is_attached or self.token.cancelled)
            handler = self._attached
            action = QUIT if handler is None else handler(stop)
        finally:
            self._move(JobState.AtBreakpoint, JobEvent.CONTINUE)
        if action == DETACH:
            self.attach(None)
        return action

    def _move(self, before: JobState, event: JobEvent) -> None:
        if self.job.state == before:
            self.job.set_job_state(advance(before, event), None)


def debuggers_of(job: Any) -> list[Any]:
    """The debuggers of a job and its children that are running."""
    running = [one for one in job.family() if one.state in (JobState.Running, JobState.AtBreakpoint)]
    return [one.debugger for one in running if _can_attach(getattr(one, "debugger", None))]


def _can_attach(debugger: Any) -> bool:
    return isinstance(debugger, Debugger) or bool(getattr(debugger, "can_attach", False))
