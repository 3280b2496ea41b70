"""ForEach-Object: script blocks, members and methods for each object."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.functions import leave
from psbridge.engine.inputs import reads_input, restore, with_input
from psbridge.engine.scopes import UNSET
from psbridge.objects.convert import to_text

_BLOCK, _MEMBER, _PARALLEL = "ScriptBlockSet", "PropertyAndMethodSet", "ParallelParameterSet"


@cmdlet(
    "ForEach-Object",
    default_set=_BLOCK,
    aliases=("foreach", "%"),
    should_process=True,
    impact="Low",
    remoting="None",
    net_class="Microsoft.PowerShell.Commands.ForEachObjectCommand",
)
class ForEachObject(Cmdlet):
    """Runs script blocks, reads a property or calls a method for each object that comes down the pipeline."""

    input_object = parameter("InputObject", "psobject", pipeline=True, sets=(_BLOCK, _MEMBER, _PARALLEL))
    begin_block = parameter("Begin", "scriptblock", sets=(_BLOCK,))
    process_block = parameter("Process", "scriptblock[]", sets=(In(_BLOCK, mandatory=True, position=0),), allow_null=True, allow_empty=True)
    end_block = parameter("End", "scriptblock", sets=(_BLOCK,))
    remaining = parameter("RemainingScripts", "scriptblock[]", sets=(In(_BLOCK, remaining=True),), allow_null=True, allow_empty=True)
    member = parameter("MemberName", "string", sets=(In(_MEMBER, mandatory=True, position=0),), validate=(NotNullOrEmpty(),))
    arguments = parameter("ArgumentList", "object[]", aliases=("Args",), sets=(In(_MEMBER, remaining=True),))
    parallel = parameter("Parallel", "scriptblock", sets=(In(_PARALLEL, mandatory=True),))
    throttle_limit = parameter("ThrottleLimit", "int", sets=(_PARALLEL,), default=5, validate=(ValidateRange(1, 2147483647),))
    timeout_seconds = parameter("TimeoutSeconds", "int", sets=(_PARALLEL,), default=0, validate=(ValidateRange(0, 2147483),))
    as_job = parameter("AsJob", "switch", sets=(_PARALLEL,))
    use_new_runspace = parameter("UseNewRunspace", "switch", sets=(_PARALLEL,))

    def begin(self) -> None:
        self.worker: Any = None
        if self.set_name == _PARALLEL:
            from psbridge.engine.threads.parallel import ParallelWorker

            self.worker = ParallelWorker(self)
            self.worker.begin()
            return
        if self.set_name == _MEMBER:
            return
        if self.bound.get("whatif") or self.bound.get("confirm"):
            text = "The -WhatIf and -Confirm parameters are not supported for script blocks."
            self.fail(self.error("System.InvalidOperationException", text, "NoShouldProcessForScriptBlockSet", "InvalidOperation"))
        self.ctx = self.runtime.watch_blocks()
        self._split()
        for block in self.first:
            self._run(block, UNSET)
        self._choose()

    def _split(self) -> None:
        """Which of the blocks given by position are begin, process and end."""
        blocks = [*(self.process_block or ()), *(self.remaining or ())]
        first = [self.begin_block] if self.begin_block is not None else []
        last = [self.end_block] if self.end_block is not None else []
        if not first and len(blocks) > 1:
            first = [blocks.pop(0)]
        if not last and not self.is_bound("End") and len(blocks) > 1:
            last = [blocks.pop()]
        self.first, self.middle, self.last = first, [block for block in blocks if block is not None], last

    def _choose(self) -> None:
        """The fast way for the usual case: one block without parameters that lives where we run."""
        self.code: Any = None
        if len(self.middle) != 1:
            return
        block = self.middle[0]
        body, state = block.body, block.session_state
        if body.parameters or body.begin is not None or body.process is not None or body.end is None or body.dynamic is not None:
            return
        if state is None or state is self.ctx.session_state:
            self.body = body
            self.code = body.end
            self.process = self._process_with_input if reads_input(block) else self._process_fast  # type: ignore[method-assign]

    def _process_with_input(self) -> None:
        with_input(self.ctx.vars, self.input_object, self._process_fast)

    def _process_fast(self) -> None:
        ctx = self.ctx
        vars_ = ctx.vars
        old = vars_.get("_", UNSET)
        vars_["_"] = self.input_object
        try:
            code = self.body.end(ctx, self)
            if code:
                leave(code, ctx)
        finally:
            restore(vars_, old)

    def process(self) -> None:
        if self.worker is not None:
            self.worker.process(self.input_object)
        elif self.set_name == _MEMBER:
            self._member()
        else:
            for block in self.middle:
                self._run(block, self.input_object)

    def end(self) -> None:
        if self.worker is not None:
            self.worker.end()
        elif self.set_name == _BLOCK:
            for block in self.last:
                self._run(block, UNSET)

    def stop(self) -> None:
        worker = getattr(self, "worker", None)
        if worker is not None:
            worker.stop()

    def dispose(self) -> None:
        worker = getattr(self, "worker", None)
        if worker is not None:
            worker.dispose()

    def _run(self, block: Any, value: Any) -> None:
        if block is not None:
            self.invoke_block(block, (), dollar_under=value, out=self)

    # -- members

    def _member(self) -> None:
        from psbridge.modules.core.eachmember import apply_member

        target = self.input_object
        name = to_text(self.member)
        for value in apply_member(self, target, name, self.arguments):
            self.write(value)
