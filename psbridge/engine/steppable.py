"""Steppable pipelines: a pipeline that a script begins, feeds and ends itself (proxy functions).

Decides where its output goes: to the command that was given to Begin, with $ExecutionContext to the function that runs, else back to the
caller of each step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.commands import pipeline_plan
from psbridge.engine.compiler.unit import Unit
from psbridge.engine.context import Collector
from psbridge.engine.errors import DownstreamFailed, StopUpstream, runtime_error
from psbridge.engine.pipeline import _end, _link, make_element, own_failure
from psbridge.engine.pscmdlet import PSCmdletObject
from psbridge.engine.scopes import UNSET
from psbridge.engine.sessionstate import EngineIntrinsics
from psbridge.language.ast import CommandAst, PipelineAst
from psbridge.objects import AutomationNull, NetObject, unwrap
from psbridge.objects.convert import truth
from psbridge.objects.nettypes import SMA, define

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.plan import PipelinePlan


class SteppablePipeline(NetObject):
    """A pipeline between its steps."""

    __slots__ = ("_context", "_elements", "_fed", "_opened", "_outlet", "_own", "_plan", "_sink", "_state", "_stepped")
    net_type = define("System.Management.Automation.SteppablePipeline", assembly=SMA)
    METHODS = {"Begin": "begin", "Process": "process", "End": "end", "Dispose": "dispose", "Clean": "dispose"}

    def __init__(self, context: Context, plan: PipelinePlan) -> None:
        super().__init__()
        self._context, self._plan = context, plan
        self._outlet = context.outlet
        self._elements: list[Any] = []
        self._opened: list[Any] = []
        self._sink = Collector()
        self._own = True  # output comes back to who takes a step
        self._fed = True
        self._stepped = False
        self._state = "new"

    def begin(self, expect: Any = False, *rest: Any) -> Any:
        """Begin(bool), Begin($PSCmdlet), Begin(bool, EngineIntrinsics)."""
        if self._state != "new":
            raise self._misused("begun")
        self._state = "begun"
        given = unwrap(expect)
        out: Any = self._sink
        fed = True
        if isinstance(given, PSCmdletObject):
            out, self._own, fed = given.element.out, False, given.element.expecting
        else:
            fed = truth(given)
            if self._outlet is not None and any(isinstance(unwrap(one), EngineIntrinsics) for one in rest):
                out, self._own = self._outlet.out, False
        self._fed = fed
        ctx = self._context
        self._elements = [make_element(ctx, one) for one in self._plan.elements]  # type: ignore[arg-type]
        _link(ctx, self._elements, self._plan.elements, out, fed, self._opened)
        self._step(self._start)
        return self._taken()

    def _start(self) -> None:
        for element in self._elements:
            if not element.begun:
                element.begin()
        for element in self._elements:
            element.settle()

    def _step(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except DownstreamFailed as failure:
            raise own_failure(self._elements, failure) from None

    def process(self, value: Any = UNSET) -> Any:
        """One object of input; a pipeline that was begun without input takes none."""
        if self._state != "begun":
            raise self._misused("processed")
        first = self._elements[0]
        alone, self._stepped = not self._fed and not self._stepped, True
        if alone or (value is not UNSET and self._fed):
            try:
                self._step(first.alone if alone else lambda: first.write(value))
            except StopUpstream as stop:
                if not any(element.is_target(stop.target) for element in self._elements):
                    raise
        return self._taken()

    def end(self) -> Any:
        if self._state != "begun":
            raise self._misused("ended")
        self._state = "ended"
        try:
            self._step(lambda: _end(self._elements, 0))
        finally:
            self.dispose()
        return self._taken()

    def dispose(self) -> Any:
        self._state = "ended"
        for element in self._elements:
            element.finish()
        for sink in self._opened:
            sink.close()
        self._elements, self._opened = [], []
        return AutomationNull

    def _taken(self) -> Any:
        if not self._own:
            return AutomationNull
        items = list(self._sink.items)
        self._sink.items.clear()
        return items or AutomationNull

    @staticmethod
    def _misused(what: str) -> Exception:
        return runtime_error(f"The steppable pipeline cannot be {what} now.", "InvalidOperation", "InvalidOperation")


def steppable_pipeline(ctx: Context, block: Any) -> SteppablePipeline:
    """The steppable pipeline of a block that is one pipeline of commands."""
    end = block.body.ast.end_block
    statements: tuple[Any, ...] = end.statements if end is not None else ()
    only = statements[0] if len(statements) == 1 else None
    if not isinstance(only, PipelineAst) or not all(isinstance(one, CommandAst) for one in only.pipeline_elements):
        raise runtime_error(
            "Only a script block that contains exactly one pipeline or command can be converted. Expressions or control structures are not "
            "permitted.",
            "CanConvertOneClauseOnly",
        )
    return SteppablePipeline(ctx, pipeline_plan(Unit(only.extent.source), only))
