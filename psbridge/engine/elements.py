"""Cmdlets as elements of a pipeline: bind, begin, process each object, end; what a cmdlet throws becomes its terminating error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from psbridge.engine.binder.arguments import Arg
from psbridge.engine.binder.commandline import Binder
from psbridge.engine.binder.failures import Blame
from psbridge.engine.binder.frompipeline import InputBinder
from psbridge.engine.binder.recipes import bind as bind_as_before
from psbridge.engine.cmdlet import Cmdlet, metadata_of
from psbridge.engine.commandruntime import CommandRuntime, variable_list
from psbridge.engine.defaultvalues import default_values
from psbridge.engine.errors import UNCATCHABLE, PipelineStopped, ScriptError, end_by
from psbridge.engine.preferences import COMMON_PARAMETERS
from psbridge.engine.sinks import Tee
from psbridge.objects.scalars import SwitchParameter

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_PAGING = frozenset(("first", "skip", "includetotalcount"))


class CmdletElement:
    """A Python cmdlet in a pipeline."""

    __slots__ = (
        "args",
        "begun",
        "binder",
        "caller",
        "command",
        "expecting",
        "extent",
        "follows",
        "info",
        "input_binder",
        "name",
        "out",
        "pipe_bound",
        "runtime",
        "simple",
        "simple_key",
        "stepped",
        "streams",
        "table",
        "unhook",
        "write",
    )

    def __init__(self, info: Any, name: str, args: list[Arg], caller: Context, extent: Any) -> None:
        self.info, self.name, self.args, self.caller, self.extent = info, name, args, caller, extent
        self.begun = self.follows = self.stepped = False
        self.out: Any = None
        self.input_binder: InputBinder | None = None
        self.simple: str | None = None
        self.pipe_bound: tuple[str, ...] = ()
        self.unhook: Any = None
        self.write = self.first

    # -- preparation

    def prepare(self, out: Any, streams: Any, expecting: bool) -> None:
        self.out, self.streams, self.expecting = out, streams, expecting
        cls: type[Cmdlet] = self.info.cls
        told = cls.DECLARATION
        caller = self.caller
        if streams is not caller.streams:  # blocks that the command runs follow its redirections
            caller = caller.beside(streams)
        if caller.traps is not None:  # traps are for the statements of the caller, not for those of blocks that the command runs
            caller = caller.untrapped()
        runtime = self.runtime = CommandRuntime(caller, self.info, told.name, told.net_class, self.extent, told.impact)
        runtime.streams, runtime.expecting_input, runtime.called = streams, expecting, self.name
        command = self.command = cls()
        command.__dict__.update(cls.DEFAULTS)
        command.runtime, command.ctx, command.write = runtime, caller, out.write
        meta = metadata_of(cls)
        self.table = meta.by_key
        blame = Blame(told.name, told.net_class, self.extent, caller, self.info)
        binder = self.binder = Binder(meta, blame, expecting=expecting, evaluate=self._evaluate)
        dynamic = self._dynamic if cls.dynamic_parameters is not Cmdlet.dynamic_parameters else None
        command.bound = binder.values
        defaults = default_values(caller, told.name, runtime.write_warning)
        if dynamic is None and defaults is None:
            bind_as_before(binder, self.args, meta.recipes)
        else:
            binder.bind(self.args, dynamic, defaults)
        command.set_name = binder.set_name
        self._assign(binder.values)
        self._common(binder.values)
        if expecting:
            self.input_binder = InputBinder(binder)
            if self.input_binder.simple is not None:
                self.simple = self.input_binder.simple.attribute
                self.simple_key = self.input_binder.simple.name.lower()

    def _evaluate(self, block: Any, value: Any, collect: bool = False) -> Any:
        return block.invoke(self.caller, dollar_under=value) if collect else block.invoke_value(self.caller, dollar_under=value)

    def _dynamic(self, binder: Binder) -> Any:
        self._assign(binder.values)
        self.command.set_name = binder.set_name
        return self.command.dynamic_parameters()

    def _assign(self, values: dict[str, Any]) -> None:
        """Give bound values to the command: those of switch parameters as truth values."""
        attributes, table, dynamic = self.command.__dict__, self.table, self.runtime.dynamic_values
        for key, value in values.items():
            one = table.get(key)
            if one is None:
                if key not in COMMON_PARAMETERS:
                    dynamic[key] = value.present if isinstance(value, SwitchParameter) else value
            else:
                attributes[one.attribute] = value.present if value.__class__ is SwitchParameter and one.is_switch else value

    def _common(self, values: dict[str, Any]) -> None:
        wanted = COMMON_PARAMETERS | _PAGING if self.info.cls.DECLARATION.paging else COMMON_PARAMETERS
        common = {key: values[key] for key in values if key in wanted}
        if not common:
            return
        runtime = self.runtime
        runtime.common = {key: bool(value) if isinstance(value, SwitchParameter) else value for key, value in common.items()}
        runtime.watch()
        self.out = wrap_output(self.out, runtime.common, self.caller)
        self.command.write = self.out.write

    # -- running

    def begin(self) -> None:
        self.begun = True
        self.write = self.process if self.simple is None else self._process_simple
        command = self.command
        command.write = self.out.write
        if command.__class__.stop is not Cmdlet.stop:
            self.unhook = self.caller.stop.on_cancel(command.stop)
        try:
            command.begin()
        except UNCATCHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - the command fails, whatever the cause
            self._fail(error)

    def first(self, value: Any) -> None:
        """An object came before `begin` (or from somebody who kept this method): begin now, if need be."""
        if not self.begun:
            self.begin()
        self.write(value)

    def settle(self) -> None:
        """All elements have begun: write to the next one directly from now on."""
        self.command.write = self.out.write

    def process(self, value: Any) -> None:
        if self.caller.stop.cancelled:
            raise PipelineStopped
        if self.simple is not None and value is not None:
            self._process_simple(value)
            return
        if not self._bind(value):
            return
        try:
            self.command.process()
        except UNCATCHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - the command fails, whatever the cause
            self._fail(error)

    def _process_simple(self, value: Any) -> None:
        """The one parameter takes any object as it is."""
        if self.caller.stop.cancelled:
            raise PipelineStopped
        command = self.command
        setattr(command, self.simple, value)  # type: ignore[arg-type]
        command.bound[self.simple_key] = value
        try:
            command.process()
        except UNCATCHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - the command fails, whatever the cause
            self._fail(error)

    def _bind(self, value: Any) -> bool:
        binder, command = self.input_binder, self.command
        assert binder is not None
        try:
            found = binder.bind(value)
        except ScriptError as error:
            self.runtime.write_error(error.record)
            return False
        for key in self.pipe_bound:
            if key not in found:
                command.bound.pop(key, None)
                one = self.table[key]
                command.__dict__[one.attribute] = one.default
        self.pipe_bound = tuple(found)
        command.set_name = binder.binder.set_name
        command.bound = self.binder.values
        command.bound.update(found)
        self._assign(found)
        if binder.steady is not None:  # the next objects will be bound as this one
            self.simple_key = binder.steady.name.lower()
            self.simple = binder.steady.attribute
        return True

    def end(self) -> None:
        if not self.begun:
            self.begin()
        if not self.expecting and not self.stepped:
            self.alone()
        try:
            self.command.end()
        except UNCATCHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - the command fails, whatever the cause
            self._fail(error)

    def alone(self) -> None:
        """Process once, as nothing comes through the pipeline; not again when it ends."""
        self.stepped = True
        try:
            self.command.process()
        except UNCATCHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - the command fails, whatever the cause
            self._fail(error)

    def _fail(self, error: Exception) -> NoReturn:
        """End with an exception of the command or of code that it ran."""
        failure = self.runtime.adopt(error) if isinstance(error, ScriptError) else self.runtime.wrap(error)
        end_by(failure, error, self)

    def finish(self) -> None:
        if self.unhook is not None:
            self.unhook()
        command = getattr(self, "command", None)
        if command is not None and command.__class__.dispose is not Cmdlet.dispose:
            command.dispose()

    def is_target(self, target: Any) -> bool:
        """Whether StopUpstream means this element."""
        return target is self or target is getattr(self, "command", None) or target is getattr(self, "runtime", None)

    @property
    def failed(self) -> bool:
        return self.runtime.failed


def wrap_output(out: Any, common: dict[str, Any], ctx: Context) -> Any:
    """Output through -OutVariable and -PipelineVariable."""
    name = common.get("outvariable")
    if name:
        kept = variable_list(ctx, str(name))
        out = Tee(out, kept.append)
    name = common.get("pipelinevariable")
    if name:
        text = str(name)
        ctx.set_variable(text, None)
        out = Tee(out, lambda value: ctx.set_variable(text, value))
    return out
