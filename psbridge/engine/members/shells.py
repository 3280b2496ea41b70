"""[powershell]::Create and what it gives, for scripts that run scripts side by side.

Decides how these faces map to `engine.powershell`: a shell without a runspace gets one of its own the first time that somebody needs it, one
with a pool borrows a runspace for each run.
"""

from __future__ import annotations

import threading
import uuid
from typing import Any

from psbridge.concurrency import check_heard
from psbridge.engine.members import interfaces  # noqa: F401  IAsyncResult is named below
from psbridge.engine.members.runspaces import Pool, RunspaceFace, StateInfo, face_of
from psbridge.engine.members.sessionplans import SessionPlan, enum_value
from psbridge.engine.members.table import WithContext, fill
from psbridge.objects.containers import GenericList
from psbridge.objects.datacollection import PSDataCollection
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.streams import Stream, StreamSet
from psbridge.objects.waithandle import ManualResetEvent

_A = "System.Management.Automation."
_R = _A + "Runspaces."
_OBJECT = find_type(_A + "PSObject")
_COLLECTION = "System.Collections.ObjectModel.Collection`1"
_STREAMS = {"Error": Stream.ERROR, "Warning": Stream.WARNING, "Verbose": Stream.VERBOSE, "Debug": Stream.DEBUG, "Information": Stream.INFORMATION,
            "Progress": Stream.PROGRESS}  # fmt: skip


class Ticket(NetObject):
    """What BeginInvoke gives."""

    __slots__ = ("handle", "output", "shell", "state")
    net_type = define(_A + "PowerShellAsyncResult", assembly=SMA, interfaces=["System.IAsyncResult"])

    def __init__(self, shell: Shell, output: Any = None, state: Any = None) -> None:
        """`output`: a collection of the caller that takes the output; `state`: what AsyncState gives back."""
        super().__init__()
        self.shell, self.output, self.state, self.handle = shell, output, state, ManualResetEvent()

    @property
    def done(self) -> bool:
        return self.handle.is_set


fill(
    Ticket.net_type,
    "bool IsCompleted {get;}\nbool CompletedSynchronously {get;}\nSystem.Object AsyncState {get;}\nSystem.Threading.WaitHandle AsyncWaitHandle {get;}",
    {"IsCompleted": "done", "CompletedSynchronously": lambda t: False, "AsyncState": "state", "AsyncWaitHandle": "handle"},
)


class CommandFace(NetObject):
    """One command of a shell, as `Commands` lists it."""

    __slots__ = ("is_script", "parameters", "written")
    net_type = define(_R + "Command", assembly=SMA)
    PROPERTIES = {"CommandText": "written", "IsScript": "is_script", "Parameters": "parameters"}

    def __init__(self, text: str, is_script: bool) -> None:
        super().__init__()
        self.written, self.is_script = text, is_script
        self.parameters = GenericList(_OBJECT, (), _COLLECTION)

    def __str__(self) -> str:
        return self.written


class ParameterFace(NetObject):
    """A parameter or an argument of a command."""

    __slots__ = ("name", "value")
    net_type = define(_R + "CommandParameter", assembly=SMA)
    PROPERTIES = {"Name": "name", "Value": "value"}

    def __init__(self, name: str | None, value: Any) -> None:
        super().__init__()
        self.name, self.value = name, value


class CommandList(NetObject):
    """PSCommand: pipelines that are being put together."""

    __slots__ = ("steps",)
    net_type = define(_A + "PSCommand", assembly=SMA)

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[str, tuple[Any, ...]]] = []

    def step(self, name: str, *args: Any) -> CommandList:
        self._check(name)
        self.steps.append((name, args))
        return self

    def _check(self, name: str) -> None:
        """Parameters and arguments belong to a command."""
        last = self.steps[-1][0] if self.steps else "add_statement"
        if name.startswith(("add_parameter", "add_argument")) and last == "add_statement":
            text = "A command is required to add a parameter. A command must be added to the PowerShell instance before adding a parameter."
            raise NetError.of("System.InvalidOperationException", text)

    def clear(self) -> None:
        self.steps.clear()

    def clone(self) -> CommandList:
        made = CommandList()
        made.steps = list(self.steps)
        return made

    def commands(self) -> Any:
        made = GenericList(CommandFace.net_type, (), _COLLECTION)
        for name, args in self.steps:
            if name in ("add_command", "add_script"):
                made.append(CommandFace(str(args[0]), name == "add_script"))
            elif name == "add_argument":
                made[-1].parameters.append(ParameterFace(None, args[0]))
            elif name == "add_parameter":
                made[-1].parameters.append(ParameterFace(str(args[0]), args[1] if len(args) > 1 else None))
        return made


_BUILDERS = {
    "AddArgument": lambda s, value: s.step("add_argument", value),
    "AddCommand": lambda s, *args: s.step("add_command", *args),
    "AddParameter": lambda s, *args: s.step("add_parameter", *args),
    "AddParameters": lambda s, values: s.step("add_parameters", unwrap(values)),
    "AddScript": lambda s, *args: s.step("add_script", *args),
    "AddStatement": lambda s: s.step("add_statement"),
}


def _building(kind: str) -> str:
    """The members that put commands together, of a type that gives itself back."""
    return f"""
    {kind} AddArgument(System.Object value)
    {kind} AddCommand(string cmdlet)
    {kind} AddCommand(string cmdlet, bool useLocalScope)
    {kind} AddParameter(string parameterName)
    {kind} AddParameter(string parameterName, System.Object value)
    {kind} AddParameters(System.Collections.IDictionary parameters)
    {kind} AddParameters(System.Collections.IList parameters)
    {kind} AddScript(string script)
    {kind} AddScript(string script, bool useLocalScope)
    {kind} AddStatement()"""


_SEQUENCE = f"{_A}PSCommand"
fill(
    CommandList.net_type,
    f"new()\n{_building(_SEQUENCE)}\nSystem.Object Commands {{get;}}\nvoid Clear()\n{_SEQUENCE} Clone()",
    {**_BUILDERS, "new": CommandList, "Commands": CommandList.commands, "Clear": CommandList.clear, "Clone": CommandList.clone},
)


class Shell(NetObject):
    """A PowerShell object of a script."""

    __slots__ = ("commands", "engine", "instance_id", "kept", "maker", "owns", "pool", "runspace", "ticket")
    net_type = define(_A + "PowerShell", assembly=SMA)

    def __init__(self, maker: Any, runspace: RunspaceFace | None = None) -> None:
        super().__init__()
        self.maker, self.runspace = maker, runspace
        self.pool: Any = None
        self.owns = False  # whether the runspace was made for this shell
        self.commands = CommandList()
        self.engine: Any = None
        self.ticket: Ticket | None = None
        self.kept = StreamSet()
        self.instance_id = uuid.uuid4()

    def step(self, name: str, *args: Any) -> Shell:
        self.commands.step(name, *args)
        return self

    def place(self) -> RunspaceFace | None:
        """The runspace to run in; an open one of our own when neither a runspace nor a pool was given."""
        if self.runspace is None and self.pool is None:
            self.runspace, self.owns = RunspaceFace(self.maker), True
            self.runspace.open()
        return self.runspace

    def ready(self, where: RunspaceFace) -> Any:
        from psbridge.engine.powershell import PowerShell

        made = PowerShell(where.opened(), streams=StreamSet())
        for name, args in self.commands.steps:
            getattr(made, name)(*args)
        self.engine, self.kept = made, made.streams
        return made

    def borrow(self) -> RunspaceFace:
        """Where the next run happens; `give_back` ends it."""
        place = self.place()
        return place if place is not None else self.pool.lease()

    def give_back(self, where: RunspaceFace) -> None:
        if where is not self.runspace and self.pool is not None:
            self.pool.give_back(where)

    def invoke(self, given: Any = None, into: Any = None) -> Any:
        """`into`: a list that takes the output, of a pipeline that fails as well."""
        from psbridge.engine.errors import ScriptError, seen_outside

        where = self.borrow()
        values: list[Any] = []
        try:
            self.ready(where).invoke(given, values)
            check_heard()
        except ScriptError as error:
            raise NetError(seen_outside(error)) from error
        finally:
            self.give_back(where)
            if into is not None:
                into.extend(values)
        return None if into is not None else GenericList(_OBJECT, values, _COLLECTION)

    def begin(self, given: Any = None, output: Any = None, settings: Any = None, callback: Any = None, state: Any = None) -> Ticket:
        ticket = self.ticket = Ticket(self, output if isinstance(output, PSDataCollection | GenericList) else None, state)
        if self.place() is not None:
            self.ready(self.borrow()).begin_invoke(given)

        def run() -> None:
            where = self.borrow()
            try:
                if self.pool is not None and self.runspace is None:
                    self.ready(where).begin_invoke(given)
                self.engine.wait()
                if ticket.output is not None:
                    ticket.output.extend(self.engine.streams.values(Stream.OUTPUT))
            finally:
                self.give_back(where)
                ticket.handle.set_event()
            if callback is not None:
                callback(ticket)

        threading.Thread(target=run, daemon=True, name="shell").start()
        return ticket

    def end(self, ticket: Any) -> Any:
        from psbridge.engine.errors import ScriptError, seen_outside

        if not isinstance(ticket, Ticket) or ticket.shell is not self:
            text = "The IAsyncResult was not made by BeginInvoke of this object. (Parameter 'asyncResult')"
            raise NetError.of("System.ArgumentException", text)
        ticket.handle.wait_heard()
        try:
            values = ticket.shell.engine.end_invoke()
        except ScriptError as error:
            raise NetError(seen_outside(error)) from error
        collected = PSDataCollection(_OBJECT, values)
        collected.complete()
        return collected

    def begin_task(self, given: Any = None, output: Any = None, settings: Any = None, callback: Any = None, state: Any = None) -> Any:
        """A task for the run; its result is the output."""
        from psbridge.engine.members import tasks

        ticket = self.begin(given, output, settings, callback, state)
        return tasks.running(lambda: self.end(ticket), tasks.TASK_OF.close(PSDataCollection(_OBJECT).net_type))

    def stop_task(self, callback: Any = None, state: Any = None) -> Any:
        from psbridge.engine.members import tasks

        return tasks.running(self.stop)

    def nested(self) -> Shell:
        """A shell for the same runspace."""
        return Shell(self.maker, self.place())

    def stop(self) -> None:
        if self.engine is not None:
            self.engine.stop(5)

    def dispose(self) -> None:
        if self.runspace is not None and self.owns:
            self.runspace.dispose()

    @property
    def state(self) -> str:
        return "NotStarted" if self.engine is None else str(self.engine.state)

    @property
    def reason(self) -> Any:
        from psbridge.engine.errors import seen_outside

        failure = getattr(self.engine, "reason", None)
        return None if failure is None else seen_outside(failure)


class Streams(NetObject):
    """The streams of a shell but its output."""

    __slots__ = ("shell",)
    net_type = define(_A + "PSDataStreams", assembly=SMA)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell

    def clear(self) -> None:
        for number in _STREAMS.values():
            self.shell.kept.values(number)


def _records(number: Any) -> Any:
    return lambda streams: GenericList(_OBJECT, streams.shell.kept.values(number, keep=True), _COLLECTION)


fill(
    Streams.net_type,
    "\n".join(f"System.Object {name} {{get;}}" for name in _STREAMS) + "\nvoid ClearStreams()",
    {**{name: _records(number) for name, number in _STREAMS.items()}, "ClearStreams": Streams.clear},
)


def _put_runspace(shell: Shell, runspace: Any) -> None:
    shell.runspace, shell.owns = None if runspace is None else face_of(runspace), False


def _put_pool(shell: Shell, pool: Pool) -> None:
    shell.pool, shell.runspace = pool, None


def _create(ctx: Any, mode: Any = None) -> Shell:
    """Create(), Create(CurrentRunspace), Create(runspace), Create(initialSessionState)."""
    if isinstance(mode, RunspaceFace) or mode is ctx.runspace:
        return Shell(ctx.runspace, face_of(mode))
    if isinstance(mode, SessionPlan):
        made = Shell(ctx.runspace, RunspaceFace(ctx.runspace, None, mode))
        made.runspace.open()  # type: ignore[union-attr]
        made.owns = True
        return made
    here = isinstance(mode, PSEnum) and mode.label == "CurrentRunspace"
    return Shell(ctx.runspace, face_of(ctx.runspace) if here else None)


_P = "powershell"
fill(
    Shell.net_type,
    f"""
    {_A}PSCommand Commands {{get;set;}}
    bool HadErrors {{get;}}
    guid InstanceId {{get;}}
    System.Object InvocationStateInfo {{get;}}
    bool IsNested {{get;}}
    runspace Runspace {{get;set;}}
    {_R}RunspacePool RunspacePool {{get;set;}}
    {_A}PSDataStreams Streams {{get;}}
    {_building(_P)}
    System.IAsyncResult BeginInvoke()
    System.IAsyncResult BeginInvoke(System.Object input)
    System.IAsyncResult BeginInvoke(System.Object input, System.Object output)
    System.IAsyncResult BeginInvoke(System.Object input, System.Object output, System.Object settings, System.Object call, System.Object state)
    System.Threading.Tasks.Task InvokeAsync()
    System.Threading.Tasks.Task InvokeAsync(System.Object input)
    System.Threading.Tasks.Task InvokeAsync(System.Object input, System.Object output)
    System.Threading.Tasks.Task InvokeAsync(System.Object input, System.Object output, System.Object settings, System.Object call, System.Object state)
    System.Threading.Tasks.Task StopAsync(System.AsyncCallback callback, System.Object state)
    {_P} CreateNestedPowerShell()
    void Dispose()
    System.Object EndInvoke(System.IAsyncResult asyncResult)
    System.Collections.ObjectModel.Collection[psobject] Invoke()
    System.Collections.ObjectModel.Collection[psobject] Invoke(System.Collections.IEnumerable input)
    void Invoke(System.Collections.IEnumerable input, System.Collections.IList output)
    void Stop()
    static {_P} Create()
    static {_P} Create({_A}RunspaceMode runspace)
    static {_P} Create(runspace runspace)
    static {_P} Create(initialsessionstate initialSessionState)
    """,
    {
        "Commands": "commands",
        "HadErrors": lambda s: s.engine is not None and s.engine.had_errors,
        "InstanceId": "instance_id",
        "InvocationStateInfo": lambda s: StateInfo(enum_value(_A + "PSInvocationState", s.state), s.reason),
        "IsNested": lambda s: False,
        "Runspace": Shell.place,
        "Runspace=": _put_runspace,
        "RunspacePool": "pool",
        "RunspacePool=": _put_pool,
        "Streams": Streams,
        **_BUILDERS,
        "CreateNestedPowerShell": Shell.nested,
        "BeginInvoke": Shell.begin,
        "Dispose": Shell.dispose,
        "EndInvoke": Shell.end,
        "Invoke": Shell.invoke,
        "InvokeAsync": Shell.begin_task,
        "StopAsync": Shell.stop_task,
        "Stop": Shell.stop,
        "::Create": WithContext(_create),
    },
)
