"""Errors of running scripts: what travels up the Python stack, and how it becomes an ErrorRecord.

Decides which exception stands for which kind of ending (terminating error, stop, exit, loop control that leaves a command), maps .NET's
and Python's exceptions to records at one border (`record_of`), and fills in where they happened (`locate`, `stack_trace`).  What a
statement does about an error is the compiler's.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from psbridge.engine.scopes import VariableProtected
from psbridge.engine.scriptplaces import folder_of
from psbridge.errors import Cancelled, PsBridgeError
from psbridge.language.source import position_message
from psbridge.objects import ErrorCategory, ErrorRecord, InvocationInfo, NetError, NetException

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.language.source import Extent

RUNTIME = "System.Management.Automation.RuntimeException"


class ScriptError(PsBridgeError):
    """A terminating error on its way up.

    ``from_throw``: made by `throw`.  ``final``: nobody asks $ErrorActionPreference about it any more (-ErrorAction Stop, an error that was
    rethrown because the preference is Stop).  ``written``: what a command wrote ends things by that preference or parameter.  ``owned``: a
    command ended with it in its own name, so that no command further out puts its name to it.  ``frame``: the
    context that it ends at once, past its own try and trap ($PSCmdlet's ThrowTerminatingError); its callers see an error like any other.
    """

    frame: Any = None
    written = False
    owned = False

    def __init__(self, record: ErrorRecord, *, from_throw: bool = False, final: bool = False) -> None:
        super().__init__(record.message)
        self.record = record
        self.from_throw = from_throw
        self.final = final


class PipelineStopped(PsBridgeError):
    """The pipeline was stopped from outside; nothing catches it, finally blocks run."""

    def __init__(self, what: str = "The pipeline has been stopped.") -> None:
        super().__init__(what)


class StopUpstream(PsBridgeError):
    """A command wants no more input (Select-Object -First); ``target`` is that pipeline element."""

    def __init__(self, target: Any = None) -> None:
        super().__init__("The rest of the pipeline is not wanted")
        self.target = target


class DownstreamFailed(PsBridgeError):
    """A command failed while one before it in the pipeline wrote to it: those before it only see that the pipeline ends.

    ``element`` is the one that failed, ``error`` what leaves its pipeline in the end.
    """

    def __init__(self, element: Any, error: Exception) -> None:
        super().__init__("A later command of the pipeline has failed")
        self.element, self.error = element, error


def end_by(failure: Exception, error: Exception, element: Any) -> NoReturn:
    """End an element of a pipeline by a failure that an error has become."""
    if element.follows:
        raise DownstreamFailed(element, failure) from error
    if failure is error:
        raise error
    raise failure from error


class ExitRequest(PsBridgeError):
    """`exit code`; ends the script file it stands in, else the runspace's pipeline."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(f"exit {code}")
        self.code = code


class LoopControl(PsBridgeError):
    """`break` or `continue` that left a function or script block; the nearest loop (of that label) of a caller takes it.

    ``code`` is context.BREAK or context.CONTINUE.
    """

    def __init__(self, code: int, label: str | None = None) -> None:
        super().__init__("break" if code == 1 else "continue")
        self.code = code
        self.label = label


# -- making records


def category_of(category: int | str) -> Any:
    """An ErrorCategory by name or number."""
    return ErrorCategory.parse(category) if isinstance(category, str) else ErrorCategory(category)


def error_record(
    kind: str,
    message: str | None,
    error_id: str | None,
    category: int | str = "NotSpecified",
    target: Any = None,
    inner: NetException | None = None,
) -> ErrorRecord:
    """A record around a new exception of type `kind`; without a namespace: System.Management.Automation."""
    name = kind if "." in kind else f"System.Management.Automation.{kind}"
    exception = NetException(name, message, inner)
    return finish(ErrorRecord(exception, error_id, category_of(category), target))


def finish(record: ErrorRecord) -> ErrorRecord:
    """Fill what follows from the target (its name and type in CategoryInfo) and tie record and exception together."""
    info = record.category_info
    target = record.target_object
    if target is not None and not info.target_type:
        info.target_name, info.target_type = _describe(target)
    exception = record.exception
    if exception.error_record is None and exception.is_a(RUNTIME):
        exception.error_record = record
    return record


def _describe(target: Any) -> tuple[str, str]:
    from psbridge.objects import NetType, PSObject, type_of
    from psbridge.objects.convert import to_text, type_text

    if isinstance(target, list):
        return type_text(type_of(target)), type_of(target).name
    if isinstance(target, NetType):
        return type_text(target), "RuntimeType"
    if target.__class__ is PSObject and target.base is None:
        return to_text(target), "PSObject"
    try:
        return to_text(target), type_of(target).name
    except Exception:  # noqa: BLE001 - a ToString of a script may fail; the error to be shown is another one
        return "", type_of(target).name


def terminate(
    kind: str,
    message: str,
    error_id: str,
    category: int | str = "NotSpecified",
    target: Any = None,
    inner: NetException | None = None,
) -> NoReturn:
    """Raise a statement-terminating error."""
    raise ScriptError(error_record(kind, message, error_id, category, target, inner))


def runtime_error(message: str, error_id: str, category: int | str = "InvalidOperation", target: Any = None) -> ScriptError:
    """A RuntimeException as the interpreter makes it, ready to be raised."""
    return ScriptError(error_record("RuntimeException", message, error_id, category, target))


# -- the border: any exception -> a record


def script_error(error: BaseException, ctx: Context | None = None) -> ScriptError:
    """The ScriptError for any exception that may be caught by a script."""
    return error if isinstance(error, ScriptError) else ScriptError(record_of(error, ctx))


def record_of(error: BaseException, ctx: Context | None = None) -> ErrorRecord:
    """The record of an exception."""
    if isinstance(error, ScriptError):
        return error.record
    if isinstance(error, NetError):
        return record_of_net(error.exception)
    for kind, make in _PYTHON:
        if isinstance(error, kind):
            made: ErrorRecord = make(error)
            return made
    return _foreign(error)


def seen_outside(error: ScriptError) -> NetException:
    """The exception that whoever called a pipeline from .NET gets: what cmdlets end with travels in one of PowerShell's own."""
    record, inner = error.record, error.record.exception
    if error.written:
        made = NetException("System.Management.Automation.ActionPreferenceStopException", _stop_text(inner))
    elif inner.is_a(RUNTIME) and not error.owned:
        return inner
    else:
        made = NetException("System.Management.Automation.CmdletInvocationException", inner.message, inner)
    made.error_record = record
    return made


def _stop_text(exception: NetException) -> str:
    """Other preferences than that for errors are named in the exception itself."""
    if exception.kind.name == "ParentContainsErrorRecordException":
        return exception.message
    shared = 'The running command stopped because the preference variable "ErrorActionPreference" or common parameter is set to Stop: '
    return shared + exception.message


def record_of_net(exception: NetException) -> ErrorRecord:
    """The record of a .NET exception: its own, or one under the name of its type."""
    own = exception.error_record
    if own is not None:
        if exception.is_a(RUNTIME):
            made_before: ErrorRecord = own
            return finish(made_before)
        made = NetException(RUNTIME, exception.message, exception)
        record = ErrorRecord(made, own.error_id, own.category_info.category, own.target_object)
        return finish(record)
    named = exception.extra.get("error_id")
    if named is not None:
        return _interpreted(exception, named)
    told = _TELLING.get(exception.kind.full_name)
    if told is not None:
        return _interpreted(exception, *told)
    if exception.is_a(RUNTIME):
        error_id, category = exception.kind.name, "NotSpecified"
    else:
        error_id, category = exception.kind.full_name, "OperationStopped"
    return finish(ErrorRecord(exception, error_id, category_of(category), None))


# PowerShell's exceptions that bring a record of their own
_TELLING = {
    f"System.Management.Automation.PS{kind}Exception": (kind, category)
    for kind, category in (
        ("Argument", "InvalidArgument"),
        ("ArgumentNull", "InvalidArgument"),
        ("ArgumentOutOfRange", "InvalidArgument"),
        ("InvalidOperation", "InvalidOperation"),
        ("NotImplemented", "NotImplemented"),
        ("NotSupported", "NotImplemented"),
        ("ObjectDisposed", "InvalidOperation"),
    )
}


def _interpreted(exception: NetException, error_id: str, category: str | None = None) -> ErrorRecord:
    """An exception that names its error id (extra: error_id, category, target): what is not a RuntimeException is put into one."""
    usual = category or ("InvalidArgument" if exception.is_a("System.InvalidCastException") else "InvalidOperation")
    category = exception.extra.get("category", usual)
    shown = exception if exception.is_a(RUNTIME) else NetException(RUNTIME, exception.message, exception)
    return finish(ErrorRecord(shown, error_id, category_of(category), exception.extra.get("target")))


def _divide_by_zero(error: BaseException) -> ErrorRecord:
    inner = NetException("System.DivideByZeroException", "Attempted to divide by zero.")
    return error_record("RuntimeException", inner.message, "RuntimeException", "NotSpecified", None, inner)


def _too_deep(error: BaseException) -> ErrorRecord:
    return error_record(
        "ScriptCallDepthException",
        "The script failed due to call depth overflow.",
        "CallDepthOverflow",
        "InvalidOperation",
    )


def _memory(error: BaseException) -> ErrorRecord:
    return record_of_net(NetException("System.OutOfMemoryException", "Insufficient memory to continue the execution of the program."))


def _protected(error: BaseException) -> ErrorRecord:
    assert isinstance(error, VariableProtected)
    return error_record(
        "SessionStateUnauthorizedAccessException",
        f"Cannot overwrite variable {error.name} because it is read-only or constant.",
        "VariableNotWritable",
        "WriteError",
        error.name,
    )


def _os_error(error: BaseException) -> ErrorRecord:
    assert isinstance(error, OSError)
    name = error.filename if isinstance(error.filename, str) else ""
    for kind, net, text in _OS:
        if isinstance(error, kind):
            return record_of_net(NetException(net, text.format(name=name)))
    return record_of_net(NetException("System.IO.IOException", f"{error.strerror or error} : '{name}'" if name else str(error)))


DEBUG: list[Any] = []  # a test puts a callable here to see foreign exceptions


def _foreign(error: BaseException) -> ErrorRecord:
    for look in DEBUG:
        look(error)
    return record_of_net(NetException("System.InvalidOperationException", f"{type(error).__name__}: {error}"))


_OS: tuple[tuple[type[OSError], str, str], ...] = (
    (FileNotFoundError, "System.IO.FileNotFoundException", "Could not find file '{name}'."),
    (NotADirectoryError, "System.IO.DirectoryNotFoundException", "Could not find a part of the path '{name}'."),
    (PermissionError, "System.UnauthorizedAccessException", "Access to the path '{name}' is denied."),
    (IsADirectoryError, "System.UnauthorizedAccessException", "Access to the path '{name}' is denied."),
    (FileExistsError, "System.IO.IOException", "The file '{name}' already exists."),
)

_PYTHON: tuple[tuple[type[BaseException], Any], ...] = (
    (ZeroDivisionError, _divide_by_zero),
    (RecursionError, _too_deep),
    (VariableProtected, _protected),
    (MemoryError, _memory),
    (OSError, _os_error),
)

UNCATCHABLE: tuple[type[BaseException], ...] = (PipelineStopped, StopUpstream, DownstreamFailed, ExitRequest, LoopControl, Cancelled)
"""What no catch, trap or error preference of a script may touch."""


# -- where it happened


def invocation_at(extent: Extent, invocation: InvocationInfo | None = None) -> InvocationInfo:
    """An InvocationInfo that stands at `extent`, else like `invocation` (which it leaves alone)."""
    made = InvocationInfo()
    if invocation is not None:
        for name in InvocationInfo.__slots__:
            setattr(made, name, getattr(invocation, name))
    return place(made, extent)


@lru_cache(maxsize=1024)
def _facts(extent: Extent) -> tuple[int, int, str, str]:
    """Line, column, text of the line and position message; kept because the statements that fail in a loop are few."""
    line, column = extent.source.line_column(extent.start)
    return line, column, extent.source.line_text(line), position_message(extent)


def place(info: InvocationInfo, extent: Extent) -> InvocationInfo:
    """Fill in all that follows from a position."""
    info.position = extent
    info.script_line_number, info.offset_in_line, info.line, info.position_message = _facts(extent)
    info.script_name = extent.file or ""
    info.ps_command_path = extent.file or ""
    info.ps_script_root = folder_of(extent.file)
    return info


def locate(record: ErrorRecord, ctx: Context | None, extent: Extent | None = None) -> ErrorRecord:
    """Give a record its place and stack trace, unless it has them."""
    where = extent if extent is not None else (ctx.position if ctx is not None else None)
    info = record.invocation_info
    if where is not None and (info is None or info.position is None):
        record.invocation_info = invocation_at(where, info)
    if record.script_stack_trace is None and ctx is not None:
        record.script_stack_trace = stack_trace(ctx, where)
    return record


def stack_trace(ctx: Context, extent: Extent | None = None) -> str:
    """As ErrorRecord.ScriptStackTrace: one line for each frame, the innermost first."""
    lines = []
    frame: Context | None = ctx
    where = extent
    while frame is not None:
        where = where if where is not None else frame.position
        if where is not None:
            file = where.file or "<No file>"
            lines.append(f"at {frame.name}, {file}: line {_facts(where)[0]}")
        frame, where = frame.caller, None
    return "\n".join(lines)
