"""Runspaces of scripts: [runspacefactory] and pools of runspaces.

Decides how these faces map to `Runspace.sibling`: a runspace that a script makes belongs to the same process, so it has the same machine,
environment, console and added types, and none of our variables.
"""

from __future__ import annotations

import threading
import uuid
import weakref
from typing import Any

from psbridge.concurrency import wait_heard
from psbridge.engine.members.arguments import invalid_operation, out_of_range
from psbridge.engine.members.sessionplans import SessionPlan, enum_value
from psbridge.engine.members.table import WithContext, fill
from psbridge.jobs.adapters import JobManager
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject, unwrap

_A = "System.Management.Automation."
_R = _A + "Runspaces."
_TABLE, _FACE = "runspace_table", "psbridge.runspace_face"


class RunspaceTable:
    """The runspaces of a process that scripts made, by number, until they are disposed of; the session that began it all is the first."""

    def __init__(self, first: Any) -> None:
        self.first, self.last = first, 1
        self.known: weakref.WeakValueDictionary[int, RunspaceFace] = weakref.WeakValueDictionary()

    @classmethod
    def among(cls, session: Any) -> RunspaceTable:
        """The table of a session's process."""
        found = session.extras.get(_TABLE)
        if found is None:
            found = session.extras[_TABLE] = cls(session)
        return found  # type: ignore[no-any-return]

    def add(self, face: RunspaceFace) -> int:
        self.last += 1
        self.known[self.last] = face
        return self.last

    def all(self) -> list[Any]:
        return [self.first, *(face for number, face in sorted(self.known.items()))]


class RunspaceFace(NetObject):
    """One runspace; ``session`` is there once it is open."""

    __slots__ = ("host", "instance_id", "maker", "name", "number", "own", "plan", "session", "state")
    net_type = define(_R + "Runspace", assembly=SMA)

    def __init__(self, maker: Any, session: Any = None, plan: SessionPlan | None = None, host: Any = None) -> None:
        """`maker`: the runspace that this one is a sibling of; `session`: an open one that somebody else owns."""
        super().__init__()
        self.maker, self.session, self.own, self.plan, self.host = maker, session, session is None, plan, host
        self.instance_id = uuid.uuid4() if session is None else session.instance_id
        self.number = RunspaceTable.among(maker).add(self) if session is None else getattr(session, "number", 1)
        self.name = f"Runspace{self.number}"
        self.state = "BeforeOpen" if session is None else "Opened"

    @property
    def events(self) -> Any:
        return (self.session or self.maker).events

    def open(self) -> None:
        if self.state != "BeforeOpen":
            raise invalid_operation("Cannot open the runspace because the runspace is not in the BeforeOpen state.")
        made = self.maker.sibling(host=self.host)
        if self.plan is not None and self.plan.empty:
            made.builtin = ()
            made.extras.pop("more_modules", None)
        owner = getattr(self.host, "runspace", None)
        made.extras[_FACE] = self
        self.session = made.open()
        if self.host is not None:
            self.host.runspace = owner
        self.state = "Opened"
        if self.plan is not None:
            self.plan.apply(self.session)

    def close(self) -> None:
        if self.own and self.session is not None and self.state == "Opened":
            self.session.close()
        self.state = "Closed"

    def dispose(self) -> None:
        self.close()
        RunspaceTable.among(self.maker).known.pop(self.number, None)

    def opened(self) -> Any:
        """The session behind it."""
        if self.session is None:
            raise invalid_operation("The runspace is not open: call Open first.")
        return self.session

    def set_variable(self, name: str, value: Any) -> None:
        self.opened().context().set_variable(f"global:{name}", value)

    def get_variable(self, name: str) -> Any:
        return self.opened().context().get_variable(f"global:{name}")


def shown(session: Any) -> Any:
    """What scripts see of the session they run in."""
    return session.extras.get(_FACE, session)


def face_of(given: Any) -> RunspaceFace:
    """A face for what scripts call a runspace."""
    return given if isinstance(given, RunspaceFace) else RunspaceFace(given, given)


def _availability(runspace: Any) -> str:
    """A session that nobody made here runs whoever asks."""
    if not isinstance(runspace, RunspaceFace) or not runspace.own:
        return "Busy"
    return "Available" if runspace.state == "Opened" else "None"


class StateInfo(NetObject):
    """A state and the reason for it."""

    __slots__ = ("reason", "state")
    net_type = define(_R + "RunspaceStateInfo", assembly=SMA)
    PROPERTIES = {"State": "state", "Reason": "reason"}

    def __init__(self, state: Any, reason: Any = None) -> None:
        super().__init__()
        self.state, self.reason = state, reason


class Proxy(NetObject):
    """SessionStateProxy of a runspace: its session state, seen from outside."""

    __slots__ = ("runspace",)
    net_type = define(_R + "SessionStateProxy", assembly=SMA)
    PROPERTIES = {
        "PSVariable": "variables",
        "Path": "path",
        "Drive": "drive",
        "Provider": "provider",
        "InvokeCommand": "invoke_command",
        "InvokeProvider": "invoke_provider",
        "Module": "module",
    }

    def __init__(self, runspace: RunspaceFace) -> None:
        super().__init__()
        self.runspace = runspace

    def __getattr__(self, name: str) -> Any:
        return getattr(self.runspace.opened().session_state, name)


def _set_mode(proxy: Proxy, mode: Any) -> None:
    proxy.runspace.opened().session_state.language_mode = mode


fill(
    Proxy.net_type,
    f"""
    {_A}PSLanguageMode LanguageMode {{get;set;}}
    void SetVariable(string name, System.Object value)
    System.Object GetVariable(string name)
    """,
    {
        "LanguageMode": lambda p: p.runspace.opened().session_state.language_mode,
        "LanguageMode=": _set_mode,
        "SetVariable": lambda p, name, value: p.runspace.set_variable(name, value),
        "GetVariable": lambda p, name: p.runspace.get_variable(name),
    },
)


def _version(runspace: Any) -> Any:
    """A runspace that is only a face asks the session behind it."""
    session: Any = getattr(runspace, "session", None) or getattr(runspace, "maker", runspace)
    return session.version_table["PSVersion"]


fill(
    RunspaceFace.net_type,
    f"""
    int Id {{get;}}
    string Name {{get;set;}}
    guid InstanceId {{get;}}
    {_R}RunspaceStateInfo RunspaceStateInfo {{get;}}
    {_R}SessionStateProxy SessionStateProxy {{get;}}
    {_R}RunspaceAvailability RunspaceAvailability {{get;}}
    {_R}InitialSessionState InitialSessionState {{get;}}
    {_A}JobManager JobManager {{get;}}
    System.Object ConnectionInfo {{get;}}
    bool RunspaceIsRemote {{get;}}
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
        "Id": lambda r: getattr(r, "number", 1),
        "Name": lambda r: getattr(r, "name", "Runspace1"),
        "Name=": lambda r, value: setattr(r, "name", value),
        "InstanceId": "instance_id",
        "RunspaceStateInfo": lambda r: StateInfo(enum_value(_R + "RunspaceState", getattr(r, "state", "Opened"))),
        "SessionStateProxy": lambda r: Proxy(face_of(r)),
        "RunspaceAvailability": lambda r: enum_value(_R + "RunspaceAvailability", _availability(r)),
        "InitialSessionState": lambda r: getattr(r, "plan", None),
        "JobManager": lambda r: JobManager.among((r.opened() if isinstance(r, RunspaceFace) else r).extras),
        "ConnectionInfo": lambda r: None,
        "RunspaceIsRemote": lambda r: False,
        "ThreadOptions": lambda r: enum_value(_R + "PSThreadOptions", "Default"),
        "ThreadOptions=": lambda r, value: None,
        "ApartmentState": lambda r: enum_value("System.Threading.ApartmentState", "MTA"),
        "ApartmentState=": lambda r, value: None,
        "Version": _version,
        "Open": RunspaceFace.open,
        "OpenAsync": RunspaceFace.open,
        "Close": RunspaceFace.close,
        "Dispose": RunspaceFace.dispose,
        "ResetRunspaceState": lambda r: r.opened().reset_state(),
        "::DefaultRunspace": WithContext(lambda ctx, net: shown(ctx.runspace)),
    },
)


class Pool(NetObject):
    """Runspaces that shells take turns with: at most ``size`` work at once, and each keeps its state for the next shell."""

    __slots__ = ("gate", "host", "idle", "instance_id", "low", "maker", "plan", "size", "state")
    net_type = define(_R + "RunspacePool", assembly=SMA)

    def __init__(self, maker: Any, low: int = 1, high: int = 1, plan: SessionPlan | None = None, host: Any = None) -> None:
        super().__init__()
        if high < 1 or low < 1 or low > high:
            raise out_of_range("maxRunspaces")
        self.maker, self.low, self.size, self.state, self.plan, self.host = maker, low, high, "BeforeOpen", plan, host
        self.gate = threading.Condition()
        self.idle: list[RunspaceFace] = []
        self.instance_id = uuid.uuid4()

    def open(self) -> None:
        if self.state != "BeforeOpen":
            raise invalid_operation("Cannot open the runspace pool because it is not in the BeforeOpen state.")
        self.state = "Opened"
        self.idle = [RunspaceFace(self.maker, None, self.plan, self.host) for _ in range(self.size)]

    def close(self) -> None:
        self.state = "Closed"
        for runspace in self.idle:
            runspace.dispose()

    def lease(self) -> RunspaceFace:
        """A runspace for one pipeline; waits until one is free."""
        if self.state != "Opened":
            text = (
                f"Cannot perform the operation because the runspace pool is not in the 'Opened' state. The current state is '{self.state}'."
            )
            raise invalid_operation(text)
        with self.gate:
            wait_heard(self.gate, lambda: self.idle)
            found = self.idle.pop()
        if found.state == "BeforeOpen":
            found.open()
        return found

    def give_back(self, runspace: RunspaceFace) -> None:
        with self.gate:
            self.idle.append(runspace)
            self.gate.notify_all()

    def resize(self, count: int) -> bool:
        """More runspaces, or fewer as they come back."""
        if count < self.low:
            return False
        with self.gate:
            more = count - self.size
            if more < 0 and len(self.idle) < -more:
                return False
            self.idle = self.idle[:more] if more < 0 else [*self.idle, *(RunspaceFace(self.maker, None, self.plan) for _ in range(more))]
            self.size = count
            self.gate.notify_all()
        return True


fill(
    Pool.net_type,
    f"""
    guid InstanceId {{get;}}
    bool IsDisposed {{get;}}
    {_R}InitialSessionState InitialSessionState {{get;}}
    System.Object RunspacePoolStateInfo {{get;}}
    System.Object ThreadOptions {{get;set;}}
    System.Object ApartmentState {{get;set;}}
    {_R}RunspacePoolAvailability RunspacePoolAvailability {{get;}}
    void Open()
    void Close()
    void Dispose()
    int GetMaxRunspaces()
    int GetMinRunspaces()
    int GetAvailableRunspaces()
    bool SetMaxRunspaces(int maxRunspaces)
    """,
    {
        "InstanceId": "instance_id",
        "IsDisposed": lambda p: p.state == "Closed",
        "InitialSessionState": "plan",
        "RunspacePoolStateInfo": lambda p: StateInfo(enum_value(_R + "RunspacePoolState", p.state)),
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
        "GetAvailableRunspaces": lambda p: len(p.idle),
        "SetMaxRunspaces": Pool.resize,
    },
)
define(_R + "RunspaceFactory", assembly=SMA)


def _sorted_out(given: tuple[Any, ...]) -> tuple[SessionPlan | None, Any]:
    """The plan and the host among the arguments of a factory; another runspace's host stays that one's."""
    bare = [unwrap(value) for value in given if value is not None]
    plan = next((value for value in bare if isinstance(value, SessionPlan)), None)
    return plan, next((value for value in bare if not isinstance(value, SessionPlan)), None)


def _create_runspace(ctx: Any, *given: Any) -> RunspaceFace:
    plan, host = _sorted_out(given)
    return RunspaceFace(ctx.runspace, None, plan, host)


def _create_pool(ctx: Any, low: Any = 1, high: int = 1, *given: Any) -> Pool:
    if isinstance(low, SessionPlan):
        return Pool(ctx.runspace, plan=low)
    plan, host = _sorted_out(given)
    return Pool(ctx.runspace, low, high, plan, host)


_HOST = _A + "Host.PSHost"
define(_HOST, assembly=SMA)
fill(
    _R + "RunspaceFactory",
    f"""
    static runspace CreateRunspace()
    static runspace CreateRunspace({_HOST} host)
    static runspace CreateRunspace(initialsessionstate initialSessionState)
    static runspace CreateRunspace({_HOST} host, initialsessionstate initialSessionState)
    static {_R}RunspacePool CreateRunspacePool()
    static {_R}RunspacePool CreateRunspacePool(initialsessionstate initialSessionState)
    static {_R}RunspacePool CreateRunspacePool(int minRunspaces, int maxRunspaces)
    static {_R}RunspacePool CreateRunspacePool(int minRunspaces, int maxRunspaces, System.Object host)
    static {_R}RunspacePool CreateRunspacePool(int minRunspaces, int maxRunspaces, initialsessionstate initialSessionState, System.Object host)
    """,
    {"::CreateRunspace": WithContext(_create_runspace), "::CreateRunspacePool": WithContext(_create_pool)},
)
