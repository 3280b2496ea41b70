"""What a running command may ask of its surroundings: writing to streams under the preferences, ShouldProcess, ThrowTerminatingError.

One `CommandRuntime` belongs to one command of one pipeline, be it a cmdlet in Python or an advanced function ($PSCmdlet).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from psbridge.engine.confirmation import Confirmation
from psbridge.engine.errors import PipelineStopped, ScriptError, error_record, finish, invocation_at, locate, record_of, seen_outside
from psbridge.engine.invocations import operator_of
from psbridge.engine.preferences import BREAK, CONTINUE, IGNORE, INQUIRE, SILENT, STOP, preference, preference_number
from psbridge.engine.scopes import UNSET
from psbridge.engine.sinks import Watching, collect
from psbridge.objects import NetError
from psbridge.objects.containers import ArrayList
from psbridge.objects.convert.failure import is_invalid_cast
from psbridge.objects.records import (
    DebugRecord,
    ErrorRecord,
    InformationRecord,
    InvocationInfo,
    VerboseRecord,
    WarningRecord,
)

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_STREAM_PREFERENCES = {
    # kind: (parameter that says it, switch, variable, default)
    "warning": ("warningaction", "", "WarningPreference", CONTINUE),
    "verbose": ("", "verbose", "VerbosePreference", SILENT),
    "debug": ("", "debug", "DebugPreference", SILENT),
    "information": ("informationaction", "", "InformationPreference", SILENT),
}
_VARIABLES = {"error": "errorvariable", "warning": "warningvariable", "information": "informationvariable"}


class CommandRuntime:
    """``common``: the values of common parameters by lower-case name; ``ctx``: where preference variables are looked up."""

    __slots__ = (
        "_invocation",
        "called",
        "common",
        "confirmation",
        "ctx",
        "dynamic_values",
        "expecting_input",
        "extent",
        "failed",
        "impact",
        "info",
        "name",
        "place",
        "qualifier",
        "quiet",
        "streams",
    )

    def __init__(self, ctx: Context, info: Any, name: str, qualifier: str, extent: Any, impact: str = "Medium") -> None:
        self.ctx, self.info, self.name, self.extent, self.impact = ctx, info, name, extent, impact
        self.qualifier = "" if qualifier.startswith("<") else qualifier  # blocks have no name
        self.common: dict[str, Any] = {}
        self.streams: Any = ctx.streams
        self.failed = False
        self.place = (1, 1)  # in the pipeline, and how many commands it has
        self.expecting_input = False
        self.dynamic_values: dict[str, Any] = {}
        self.called: str | None = None  # the name that the call was written with
        self._invocation: InvocationInfo | None = None
        self.confirmation: Confirmation | None = None
        self.quiet: bool | None = None

    @property
    def invocation(self) -> InvocationInfo:
        """Where and how the command was called."""
        found = self._invocation
        if found is None:
            found = InvocationInfo(self.info, operator_of(self.extent) or self.called or self.name)
            if self.extent is not None:
                found = invocation_at(self.extent, found)
            found.expecting_input = self.expecting_input
            found.pipeline_position, found.pipeline_length = self.place
            found.history_id = len(self.ctx.runspace.history) + 1
            self._invocation = found
        return found

    # -- variables named by common parameters

    def watch(self, ctx: Context | None = None) -> None:
        """Set up -ErrorVariable, -WarningVariable and -InformationVariable; `ctx`: whose variables they are."""
        lists: dict[str, list[Any]] = {}
        for kind, parameter in _VARIABLES.items():
            name = self.common.get(parameter)
            if name:
                lists[kind] = variable_list(ctx or self.ctx, str(name))
        if lists:
            self.streams = Watching(self.streams, lists)

    # -- errors

    @property
    def error_action(self) -> int:
        said = self.common.get("erroraction", UNSET)
        return preference(self.ctx, "ErrorActionPreference", CONTINUE) if said is UNSET else preference_number(said)

    def dress(self, record: ErrorRecord) -> ErrorRecord:
        """Fill in who raised it and where, unless that is known."""
        finish(record)
        if not record.category_info.activity:
            record.category_info.activity = self.name if self.qualifier else ""
        if record.invocation_info is None:
            record.invocation_info = self.invocation
        return locate(record, self.ctx, self.extent)

    def write_error(self, record: ErrorRecord) -> None:
        """Non-terminating, unless the preference says otherwise."""
        self.check_stop()
        record.qualifier = (record.qualifier or self.qualifier).strip()
        self.pass_error(self.dress(record))

    def pass_error(self, record: ErrorRecord) -> None:
        """Write a record that somebody else raised as it is: an error that a job brings back."""
        action = self.error_action
        self.failed = True
        if action == IGNORE:
            return
        if action == STOP or (action == INQUIRE and not self._inquire(record.message, "ErrorAction")):
            failure = ScriptError(record, final=True)
            failure.written = True
            raise self.told(failure)
        collect(self.streams, "error", record)
        self.ctx.execution.remember(record)
        if action in (CONTINUE, INQUIRE, BREAK):
            self.streams.error(record)

    def write_error_as_script(self, record: ErrorRecord) -> None:
        """An error in the name of the function or script that called the command (Write-Error); in its own where no script did."""
        frame = self.ctx
        if self.extent is None and frame.invocation is None:
            self.write_error(record)
            return
        named = frame.name if not frame.name.startswith("<") else ""
        record.qualifier = named or " "
        if not record.category_info.activity:
            record.category_info.activity = self.name
        if record.invocation_info is None and frame.invocation is not None:
            record.invocation_info = frame.invocation
            if frame.invocation.position is None:  # a script that nobody called from a line: none is to be made up
                frame.invocation.position = self.extent
        self.write_error(record)

    def fail(self, record: ErrorRecord) -> NoReturn:
        """Terminating."""
        if not record.qualifier:
            record.qualifier = self.qualifier
        self.dress(record)
        self.failed = True
        raise self.told(ScriptError(record))

    def pass_failure(self, record: ErrorRecord) -> NoReturn:
        """End the command with what somebody else failed with, in the words and in the name of that."""
        finish(record)
        record.invocation_info = record.invocation_info or self.invocation
        locate(record, self.ctx, self.extent)
        self.failed = True
        raise self.told(ScriptError(record))

    def told(self, error: ScriptError) -> ScriptError:
        """-ErrorVariable gets the exception that ends a command, not its record."""
        error.owned = True
        collect(self.streams, "error", seen_outside(error))
        return error

    def adopt(self, error: ScriptError) -> ScriptError:
        """An error of code that the command ran, a block or a text, ends the command in the command's own name.

        What was thrown keeps its name, and so does what another command has ended with."""
        if error.from_throw or error.owned or error.record.exception.kind.name == "ScriptCallDepthException":
            return error
        record = error.record = error.record.beside()
        record.qualifier, record.invocation_info = self.qualifier, None
        record.category_info.activity = ""
        self.dress(record)
        self.failed = True
        return self.told(error)

    def wrap(self, error: BaseException) -> ScriptError:
        """The terminating error for an exception that the command did not foresee."""
        record = record_of(error, self.ctx)
        if isinstance(error, NetError) and is_invalid_cast(error):  # only the language itself puts it into a RuntimeException
            record.exception = error.exception
            record.category_info.reason = error.exception.kind.name
        if not record.qualifier:
            record.qualifier = self.qualifier
        self.dress(record)
        record.category_info.category = (
            type(record.category_info.category)(0) if record.category_info.category == 14 else record.category_info.category
        )
        self.failed = True
        return self.told(ScriptError(record))

    # -- the other streams

    def _wanted(self, kind: str) -> int:
        parameter, switch, variable, default = _STREAM_PREFERENCES[kind]
        if switch and switch in self.common:
            return CONTINUE if self.common[switch] else SILENT
        said = self.common.get(parameter, UNSET) if parameter else UNSET
        return preference(self.ctx, variable, default) if said is UNSET else preference_number(said)

    def _write(self, kind: str, record: Any, message: str) -> None:
        self.check_stop()
        action = self._wanted(kind)
        if action != IGNORE:
            collect(self.streams, kind, record)
        if action == SILENT and kind == "information":
            hidden(self.streams, record)
        if action in (SILENT, IGNORE):
            return
        getattr(self.streams, kind)(record)
        self._noted(kind, message)
        if action == STOP:
            self._stopped_by(kind, message)
        if action == INQUIRE and not self._inquire(message, kind):
            self._stopped_by(kind, message)

    def _noted(self, kind: str, message: str) -> None:
        """Copy a record into the transcripts, if there are any."""
        if "transcripts" in self.ctx.runspace.extras:
            from psbridge.engine.transcripts import note

            note(self.ctx.runspace, message if kind == "information" else f"{kind.upper()}: {message}")

    def _stopped_by(self, kind: str, message: str) -> NoReturn:
        variable = _STREAM_PREFERENCES[kind][2]
        text = f'The running command stopped because the preference variable "{variable}" or common parameter is set to Stop: {message}'
        record = error_record("ParentContainsErrorRecordException", text, "ActionPreferenceStop", "OperationStopped")
        record.qualifier = self.qualifier
        failure = ScriptError(self.dress(record), final=True)
        failure.owned = failure.written = True
        raise failure

    def write_warning(self, text: str) -> None:
        self._write("warning", WarningRecord(text, self.invocation), text)

    def write_verbose(self, text: str) -> None:
        if self._wanted("verbose") != SILENT:
            self._write("verbose", VerboseRecord(text, self.invocation), text)

    def write_debug(self, text: str) -> None:
        if self._wanted("debug") != SILENT:
            self._write("debug", DebugRecord(text, self.invocation), text)

    def write_information(self, record: InformationRecord) -> None:
        """Information; what Write-Host writes (tag PSHOST) is shown whatever the preference is."""
        if record.source is None:
            record.source = self.invocation.ps_command_path or self.name
        if "PSHOST" in record.tags and self._wanted("information") != IGNORE:
            collect(self.streams, "information", record)
            if self.common.get("informationaction", UNSET) is UNSET or self._wanted("information") not in (SILENT, IGNORE):
                self.streams.information(record)
                self._noted("information", str(record.message_data))
            return
        self._write("information", record, str(record.message_data))

    def write_progress(self, record: Any) -> None:
        self.check_stop()
        if preference(self.ctx, "ProgressPreference", CONTINUE) not in (SILENT, IGNORE):
            self.streams.progress(record)

    def check_stop(self) -> None:
        if self.ctx.stop.cancelled:
            raise PipelineStopped

    # -- questions

    def _asking(self) -> Confirmation:
        if self.confirmation is None:
            self.confirmation = Confirmation(self)
        return self.confirmation

    def _inquire(self, message: str, kind: str) -> bool:
        return self._asking().inquire(message)

    def should_process(self, target: str, action: str) -> bool:
        return self._asking().should_process(target, action)

    def asks_nothing(self) -> bool:
        """Whether should_process says yes to everything without a word; found out once for a command, as PowerShell does."""
        if self.quiet is None:
            self.quiet = self._asking().is_silent() and self._wanted("verbose") == SILENT
        return self.quiet

    def should_process_text(self, description: str, query: str, caption: str) -> bool:
        return self._asking().should_process_text(description, query, caption)

    def should_continue(self, query: str, caption: str) -> bool:
        return self._asking().should_continue(query, caption)

    # -- the host

    def read_line(self, prompt: str | None, secret: bool) -> Any:
        """A line from whoever sits at the host."""
        ui = self.ctx.runspace.host.ui
        if prompt is not None:
            ui.write(f"{prompt}: ")
        return ui.read_secret() if secret else ui.read_line()

    def call_stack(self) -> list[Any]:
        """The frames of Get-PSCallStack, innermost first."""
        from psbridge.engine.callstack import frames_of

        return frames_of(self.ctx)

    # -- script blocks

    def watch_blocks(self) -> Context:
        """Where blocks run whose records count for the command's -ErrorVariable and the like as well, which few commands want."""
        if self.streams is not self.ctx.streams:
            self.ctx = self.ctx.beside(self.streams)
        return self.ctx

    def invoke_text(self, text: str, write: Any) -> None:
        """Run a text in the caller's scope."""
        try:
            block = self.ctx.runspace.script_block(text, self.ctx)
        except ScriptError as error:
            error.record.qualifier, error.record.invocation_info = self.qualifier, None
            raise ScriptError(self.dress(error.record)) from error
        block.run(self.watch_blocks(), _Written(write), new_scope=False)

    def invoke_block(self, block: Any, args: list[Any], input_: Any, dollar_under: Any, out: Any) -> Any:
        """Run a block in the caller's scope; its output goes to `out` or is returned as a list."""
        from psbridge.engine.context import Collector
        from psbridge.engine.singleclause import single_clause

        sink = Collector() if out is None else out
        given = None if input_ is UNSET else input_
        single_clause(block).run(self.ctx, sink, tuple(args), dollar_under=dollar_under, input=given, new_scope=False)
        return sink.items if out is None else None


class _Written:
    """A sink over a write function."""

    __slots__ = ("write",)

    def __init__(self, write: Any) -> None:
        self.write = write


def variable_list(ctx: Context, name: str) -> ArrayList:
    """The list behind `-OutVariable name`: a new one, or with `+name` the one that is there."""
    append = name.startswith("+")
    name = name.lstrip("+")
    if append:
        found = ctx.get_variable(name)
        if isinstance(found, ArrayList):
            return found
        fresh = ArrayList() if found is None else ArrayList(found if isinstance(found, list) else [found])
    else:
        fresh = ArrayList()
    ctx.set_variable(name, fresh)
    return fresh


def hidden(streams: Any, record: Any) -> None:
    """Information that is kept but not shown."""
    tell = getattr(streams, "hidden_information", None)
    (tell or streams.information)(record)


def note_silent(streams: Any) -> None:
    """An error that nobody sees still makes HadErrors true."""
    tell = getattr(streams, "silent_error", None)
    if tell is None and hasattr(streams, "base"):
        note_silent(streams.base)
    elif tell is not None:
        tell()
