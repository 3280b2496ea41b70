"""[powershell]::Create, runspaces and pools of them, for scripts that run scripts side by side.

Decides how these faces map to `engine.powershell` and `Runspace.sibling`: every shell without a runspace gets one of its own, a pool only bounds
how many run at once.
"""

from __future__ import annotations

import threading
import uuid
from typing import Any

from psbridge.engine.members import interfaces  # noqa: F401  IAsyncResult is named below
from psbridge.engine.members.arguments import invalid_operation, out_of_range
from psbridge.engine.members.table import WithContext, fill
from psbridge.objects.containers import GenericList
from psbridge.objects.datacollection import PSDataCollection
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject
from psbridge.objects.streams import Stream, StreamSet
from psbridge.objects.waithandle import ManualResetEvent

_A = "System.Management.Automation."
_R = _A + "Runspaces."
_OBJECT = find_type(_A + "PSObject")
_STREAMS = {"Error": Stream.ERROR, "Warning": Stream.WARNING, "Verbose": Stream.VERBOSE, "Debug": Stream.DEBUG, "Information": Stream.INFORMATION,
            "Progress": Stream.PROGRESS}  # fmt: skip


def _enum(name: str, label: str) -> Any:
    from psbridge.engine.types.written import type_from_text

    net = type_from_text(name)
    assert net is not None
    kind: Any = net.python
    assert issubclass(kind, PSEnum)
    return kind.parse(label)


# -- runspaces


class RunspaceFace(NetObject):
    """One runspace; ``session`` is there once it is open."""

    __slots__ = ("instance_id", "maker", "name", "number", "own", "session", "state")
    net_type = define(_R + "Runspace", assembly=SMA)
    made = 1

    def __init__(self, maker: Any, session: Any = None) -> None:
        """`maker`: the runspace that this one is a sibling of; `session`: an open one that somebody else owns."""
        super().__init__()
        RunspaceFace.made += 1
        self.maker, self.session, self.own = maker, session, session is None
        self.instance_id = uuid.uuid4() if session is None else session.instance_id
        self.number = RunspaceFace.made
        self.name = f"Runspace{self.number}"
        self.state = "BeforeOpen" if session is None else "Opened"

    def open(self) -> None:
        if self.state != "BeforeOpen":
            raise invalid_operation("Cannot open the runspace because the runspace is not in the BeforeOpen state.")
        self.session = self.maker.sibling().open()
        self.state = "Opened"

    def close(self) -> None:
        if self.own and self.session is not None and self.state == "Opened":
            self.session.close()
        self.state = "Closed"

    def set_variable(self, name: str, value: Any) -> None:
        self.session.context().set_variable(f"global:{name}", value)

    def get_variable(self, name: str) -> Any:
        return self.session.context().get_variable(f"global:{name}")


_STATE = define(_A + "Runspaces.RunspaceStateInfo", assembly=SMA)


class StateInfo(NetObject):
    """A state and the reason for it."""

    __slots__ = ("reason", "state")
    net_type = _STATE
    PROPERTIES = {"State": "state", "Reason": "reason"}

    def __init__(self, state: Any, reason: Any = None) -> None:
        super().__init__()
        self.state, self.reason = state, reason


class Proxy(NetObject):
    """SessionStateProxy of a runspace."""

    __slots__ = ("runspace",)
    net_type = define(_R + "SessionStateProxy", assembly=SMA)

    def __init__(self, runspace: RunspaceFace) -> None:
        super().__init__()
        self.runspace = runspace


fill(
    Proxy.net_type,
    "void SetVariable(string name, System.Object value)\nSystem.Object GetVariable(string name)",
    {
        "SetVariable": lambda p, name, value: p.runspace.set_variable(name, value),
        "GetVariable": lambda p, name: p.runspace.get_variable(name),
    },
)
fill(
    RunspaceFace.net_type,
    f"""
    int Id {{get;}}
    string Name {{get;set;}}
    guid InstanceId {{get;}}
    {_R}RunspaceStateInfo RunspaceStateInfo {{get;}}
    {_R}SessionStateProxy SessionStateProxy {{get;}}
    {_R}RunspaceAvailability RunspaceAvailability {{get;}}
    System.Object ThreadOptions {{get;set;}}
    System.Object ApartmentState {{get;set;}}
    version Version {{get;}}
    void Open()
    void OpenAsync()
    void Close()
    void Dispose()
    void ResetRunspaceState()
    static {_R}Runspace DefaultRunspace {{get;}}
    """,
    {
        "Id": "number",
        "Name": "name",
        "InstanceId": "instance_id",
        "RunspaceStateInfo": lambda r: StateInfo(_enum(_R + "RunspaceState", r.state)),
        "SessionStateProxy": Proxy,
        "RunspaceAvailability": lambda r: _enum(_R + "RunspaceAvailability", "Available" if r.state == "Opened" else "None"),
        "ThreadOptions": lambda r: _enum(_R + "PSThreadOptions", "Default"),
        "ThreadOptions=": lambda r, value: None,
        "ApartmentState": lambda r: _enum("System.Threading.ApartmentState", "MTA"),
        "ApartmentState=": lambda r, value: None,
        "Version": lambda r: (r.session or r.maker).version_table["PSVersion"],
        "Open": RunspaceFace.open,
        "OpenAsync": RunspaceFace.open,
        "Close": RunspaceFace.close,
        "Dispose": RunspaceFace.close,
        "ResetRunspaceState": lambda r: r.session.reset_state(),
        "::DefaultRunspace": WithContext(lambda ctx, net: RunspaceFace(ctx.runspace, ctx.runspace)),
    },
)


class Pool(NetObject):
    """A bound on how many shells run at once."""

    __slots__ = ("gate", "low", "maker", "size", "state")
    net_type = define(_R + "RunspacePool", assembly=SMA)

    def __init__(self, maker: Any, low: int = 1, high: int = 1) -> None:
        super().__init__()
        if high < 1 or low < 1 or low > high:
            raise out_of_range("maxRunspaces")
        self.maker, self.low, self.size, self.state = maker, low, high, "BeforeOpen"
        self.gate = threading.BoundedSemaphore(high)

    def open(self) -> None:
        self.state = "Opened"

    def close(self) -> None:
        self.state = "Closed"


fill(
    Pool.net_type,
    f"""
    System.Object RunspacePoolStateInfo {{get;}}
    System.Object ThreadOptions {{get;set;}}
    System.Object ApartmentState {{get;set;}}
    {_R}RunspacePoolAvailability RunspacePoolAvailability {{get;}}
    void Open()
    void Close()
    void Dispose()
    int GetMaxRunspaces()
    int GetMinRunspaces()
    """,
    {
        "RunspacePoolStateInfo": lambda p: StateInfo(_enum(_R + "RunspacePoolState", p.state)),
        "ThreadOptions": lambda p: None,
        "ThreadOptions=": lambda p, value: None,
        "ApartmentState": lambda p: None,
        "ApartmentState=": lambda p, value: None,
        "RunspacePoolAvailability": lambda p: "Available",
        "Open": Pool.open,
        "Close": Pool.close,
        "Dispose": Pool.close,
        "GetMaxRunspaces": lambda p: p.size,
        "GetMinRunspaces": lambda p: p.low,
    },
)
define(_R + "InitialSessionState", assembly=SMA)
define(_R + "RunspaceFactory", assembly=SMA)


class SessionPlan(NetObject):
    """InitialSessionState: the commands of a fresh session."""

    __slots__ = ()
    net_type = find_type(_R + "InitialSessionState")


fill(
    SessionPlan.net_type,
    "\n".join(f"static initialsessionstate {name}()" for name in ("CreateDefault", "CreateDefault2", "Create")),
    {f"::{name}": SessionPlan for name in ("CreateDefault", "CreateDefault2", "Create")},
)
fill(
    _R + "RunspaceFactory",
    f"""
    static runspace CreateRunspace()
    static runspace CreateRunspace(initialsessionstate initialSessionState)
    static {_R}RunspacePool CreateRunspacePool()
    static {_R}RunspacePool CreateRunspacePool(int minRunspaces, int maxRunspaces)
    static {_R}RunspacePool CreateRunspacePool(int minRunspaces, int maxRunspaces, System.Object host)
    static {_R}RunspacePool CreateRunspacePool(int minRunspaces, int maxRunspaces, initialsessionstate initialSessionState, System.Object host)
    """,
    {
        "::CreateRunspace": WithContext(lambda ctx, plan=None: RunspaceFace(ctx.runspace)),
        "::CreateRunspacePool": WithContext(lambda ctx, low=1, high=1, *rest: Pool(ctx.runspace, low, high)),
    },
)


# -- shells


class Ticket(NetObject):
    """What BeginInvoke gives."""

    __slots__ = ("handle", "shell")
    net_type = define(_A + "PowerShellAsyncResult", assembly=SMA, interfaces=["System.IAsyncResult"])

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell, self.handle = shell, ManualResetEvent()

    @property
    def done(self) -> bool:
        return self.handle.is_set


fill(
    Ticket.net_type,
    "bool IsCompleted {get;}\nbool CompletedSynchronously {get;}\nSystem.Object AsyncState {get;}\nSystem.Threading.WaitHandle AsyncWaitHandle {get;}",
    {"IsCompleted": "done", "CompletedSynchronously": lambda t: False, "AsyncState": lambda t: None, "AsyncWaitHandle": "handle"},
)


class Shell(NetObject):
    """A PowerShell object of a script."""

    __slots__ = ("engine", "instance_id", "kept", "maker", "pool", "runspace", "steps", "ticket")
    net_type = define(_A + "PowerShell", assembly=SMA)

    def __init__(self, maker: Any, runspace: RunspaceFace | None = None) -> None:
        super().__init__()
        self.maker, self.runspace = maker, runspace
        self.pool: Any = None
        self.steps: list[tuple[str, tuple[Any, ...]]] = []
        self.engine: Any = None
        self.ticket: Ticket | None = None
        self.kept = StreamSet()
        self.instance_id = uuid.uuid4()

    def step(self, name: str, *args: Any) -> Shell:
        self.steps.append((name, args))
        return self

    def session(self) -> Any:
        """The runspace to run in; one of our own when none was given."""
        if self.runspace is None or self.runspace.session is None:
            self.runspace = RunspaceFace(self.maker)
            self.runspace.open()
        return self.runspace.session

    def ready(self) -> Any:
        from psbridge.engine.powershell import PowerShell

        made = PowerShell(self.session(), streams=StreamSet())
        for name, args in self.steps:
            getattr(made, name)(*args)
        self.engine = made
        return made

    def invoke(self, given: Any = None, into: Any = None) -> Any:
        """`into`: a list that takes the output, of a pipeline that fails as well."""
        from psbridge.engine.errors import ScriptError

        made = self.ready()
        values: list[Any] = []
        try:
            made.invoke(given, values)
        except ScriptError as error:
            raise NetError(error.record.exception) from error
        finally:
            self.kept = made.streams
            if into is not None:
                into.extend(values)
        return None if into is not None else GenericList(_OBJECT, values, "System.Collections.ObjectModel.Collection`1")

    def begin(self, given: Any = None, *rest: Any) -> Ticket:
        made = self.ready()
        self.kept = made.streams
        ticket = self.ticket = Ticket(self)
        gate = self.pool.gate if self.pool is not None else None

        def run() -> None:
            if gate is not None:
                gate.acquire()
            try:
                made.begin_invoke(given)
                made.wait()
            finally:
                if gate is not None:
                    gate.release()
                ticket.handle.set_event()

        threading.Thread(target=run, daemon=True, name="shell").start()
        return ticket

    def end(self, ticket: Ticket) -> Any:
        from psbridge.engine.errors import ScriptError

        ticket.handle.wait()
        try:
            values = ticket.shell.engine.end_invoke()
        except ScriptError as error:
            raise NetError(error.record.exception) from error
        collected = PSDataCollection(_OBJECT, values)
        collected.complete()
        return collected

    def stop(self) -> None:
        if self.engine is not None:
            self.engine.stop(5)

    def dispose(self) -> None:
        if self.runspace is not None and self.runspace.own:
            self.runspace.close()

    @property
    def state(self) -> str:
        return "NotStarted" if self.engine is None else str(self.engine.state)


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
    return lambda streams: GenericList(_OBJECT, streams.shell.kept.values(number, keep=True), "System.Collections.ObjectModel.Collection`1")


fill(
    Streams.net_type,
    "\n".join(f"System.Object {name} {{get;}}" for name in _STREAMS) + "\nvoid ClearStreams()",
    {**{name: _records(number) for name, number in _STREAMS.items()}, "ClearStreams": Streams.clear},
)


def _put_runspace(shell: Shell, runspace: RunspaceFace) -> None:
    shell.runspace = runspace


def _put_pool(shell: Shell, pool: Any) -> None:
    shell.pool = pool


def _create(ctx: Any, mode: Any = None) -> Shell:
    """Create(), Create(CurrentRunspace), Create(runspace)."""
    if isinstance(mode, RunspaceFace):
        return Shell(ctx.runspace, mode)
    here = isinstance(mode, PSEnum) and mode.label == "CurrentRunspace"
    return Shell(ctx.runspace, RunspaceFace(ctx.runspace, ctx.runspace) if here else None)


_P = "powershell"
fill(
    Shell.net_type,
    f"""
    System.Object Commands {{get;}}
    bool HadErrors {{get;}}
    guid InstanceId {{get;}}
    System.Object InvocationStateInfo {{get;}}
    bool IsNested {{get;}}
    runspace Runspace {{get;set;}}
    {_R}RunspacePool RunspacePool {{get;set;}}
    {_A}PSDataStreams Streams {{get;}}
    {_P} AddArgument(System.Object value)
    {_P} AddCommand(string cmdlet)
    {_P} AddCommand(string cmdlet, bool useLocalScope)
    {_P} AddParameter(string parameterName)
    {_P} AddParameter(string parameterName, System.Object value)
    {_P} AddParameters(System.Collections.IDictionary parameters)
    {_P} AddParameters(System.Collections.IList parameters)
    {_P} AddScript(string script)
    {_P} AddScript(string script, bool useLocalScope)
    {_P} AddStatement()
    System.IAsyncResult BeginInvoke()
    System.IAsyncResult BeginInvoke(System.Object input)
    System.IAsyncResult BeginInvoke(System.Object input, System.Object output)
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
        "Commands": lambda s: s,
        "HadErrors": lambda s: s.engine is not None and s.engine.had_errors,
        "InstanceId": "instance_id",
        "InvocationStateInfo": lambda s: StateInfo(_enum(_A + "PSInvocationState", s.state)),
        "IsNested": lambda s: False,
        "Runspace": "runspace",
        "Runspace=": _put_runspace,
        "RunspacePool": "pool",
        "RunspacePool=": _put_pool,
        "Streams": Streams,
        "AddArgument": lambda s, value: s.step("add_argument", value),
        "AddCommand": lambda s, *args: s.step("add_command", *args),
        "AddParameter": lambda s, *args: s.step("add_parameter", *args),
        "AddParameters": lambda s, values: s.step("add_parameters", values),
        "AddScript": lambda s, *args: s.step("add_script", *args),
        "AddStatement": lambda s: s.step("add_statement"),
        "BeginInvoke": Shell.begin,
        "Dispose": Shell.dispose,
        "EndInvoke": Shell.end,
        "Invoke": Shell.invoke,
        "Stop": Shell.stop,
        "::Create": WithContext(_create),
    },
)
