"""PSSession: a session as scripts see it, and the table of those that a runspace knows.

Decides numbers and names (a number of its own counter for each; over ssh the name takes one more), and what Availability says.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from typing import TYPE_CHECKING, Any

from psbridge.concurrency import Deadline
from psbridge.errors import PsBridgeError
from psbridge.jobs.declaring import properties
from psbridge.jobs.remoting import RemoteRunspace
from psbridge.objects import ComputedScriptProperty, DateTime, NetObject, define, unwrap
from psbridge.objects.eventsource import EventSource
from psbridge.objects.nettypes import SMA
from psbridge.objects.typetable import builtin
from psbridge.psrp import PoolState
from psbridge.sessions.client import ClientSession
from psbridge.sessions.connection import Connection
from psbridge.sessions.debugging import working
from psbridge.sessions.enums import OutputBufferingMode, RunspaceAvailability, RunspaceState, TargetMachineType
from psbridge.sessions.options import PSSessionOption, idle_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

_A = "System.Management.Automation."
_R = _A + "Runspaces."
DEFAULT_IDLE = 7_200_000  # milliseconds


class RunspaceStateInfo(NetObject):
    """A state and what led to it."""

    __slots__ = ("reason", "state")
    net_type = define(_R + "RunspaceStateInfo", assembly=SMA)
    PROPERTIES = properties(
        f"""
        {_R}RunspaceState State {{get;}} -> state
        System.Exception Reason {{get;}} -> reason
        """
    )

    def __init__(self, state: str, reason: Any = None) -> None:
        super().__init__()
        self.state, self.reason = RunspaceState.parse(state), reason

    def __str__(self) -> str:
        return str(self.state)


class RunspaceStateEventArgs(NetObject):
    """What a listener to StateChanged is told."""

    __slots__ = ("info",)
    net_type = define(_R + "RunspaceStateEventArgs", "System.EventArgs", assembly=SMA)
    PROPERTIES = properties(f"{_R}RunspaceStateInfo RunspaceStateInfo {{get;}} -> info")

    def __init__(self, info: RunspaceStateInfo) -> None:
        super().__init__()
        self.info = info


class SessionRunspace(RemoteRunspace):
    """The runspace of a session.  ``state_changed``: the event StateChanged."""

    __slots__ = ("session", "state_changed")
    PROPERTIES = {**RemoteRunspace.PROPERTIES, **properties(f"{_R}RunspaceStateInfo RunspaceStateInfo {{get;}} -> state_info")}
    session: PSSession

    def __init__(self) -> None:
        super().__init__()
        self.state_changed = EventSource("StateChanged")

    @property
    def state_info(self) -> RunspaceStateInfo:
        return RunspaceStateInfo(self.session.state)


class PSSession(NetObject):
    """A session.  `client` is None for one that was found on a host and never connected to."""

    __slots__ = (
        "buffering",
        "client",
        "computer_name",
        "connection",
        "disconnected_on",
        "found_busy",
        "left_over",
        "id",
        "idle_timeout",
        "instance_id",
        "name",
        "nothing",
        "option",
        "runspace",
    )
    net_type = define(_R + "PSSession", assembly=SMA)
    PROPERTIES = properties(
        f"""
        {_R}TargetMachineType ComputerType {{get;}} -> computer_type
        string ComputerName {{get;}} -> computer_name
        string ContainerId {{get;}} -> nothing
        string VMName {{get;}} -> nothing
        System.Nullable[guid] VMId {{get;}} -> nothing
        string ConfigurationName {{get;}} -> configuration_name
        guid InstanceId {{get;}} -> instance_id
        int Id {{get;}} -> id
        string Name {{get;set;}} -> name
        {_R}RunspaceAvailability Availability {{get;}} -> availability
        {_A}PSPrimitiveDictionary ApplicationPrivateData {{get;}} -> private_data
        {_R}Runspace Runspace {{get;}} -> runspace
        string Transport {{get;}} -> transport
        """
    )

    def __init__(
        self,
        number: int,
        name: str,
        connection: Connection,
        client: ClientSession | None,
        option: PSSessionOption | None = None,
        instance_id: uuid.UUID | None = None,
    ) -> None:
        super().__init__()
        self.id, self.name, self.connection, self.client, self.option = number, name, connection, client, option
        self.computer_name = connection.host
        self.instance_id: uuid.UUID = client.pool.rpid if client is not None else instance_id or uuid.uuid4()
        self.nothing = None
        self.left_over: Any = None  # the SyncChild of a call whose line was cut, until somebody receives the rest
        self.found_busy = False
        self.runspace = SessionRunspace()
        self.runspace.session, self.runspace.instance_id = self, self.instance_id
        seconds = idle_seconds(option)
        self.idle_timeout = -1 if not connection.can_disconnect else DEFAULT_IDLE if seconds is None else int(seconds * 1000)
        mode = "Block" if option is None or str(option.buffering) == "None" else str(option.buffering)
        self.buffering = OutputBufferingMode.parse(mode) if connection.can_disconnect else None
        self.disconnected_on: DateTime | None = None

    computer_type = TargetMachineType.parse("RemoteMachine")

    @property
    def configuration_name(self) -> str:
        return self.connection.configuration_name.rpartition("/")[2]

    @property
    def transport(self) -> str:
        return {"ssh": "SSH", "wsman": "WSMan"}.get(self.connection.transport, "Process")

    @property
    def state(self) -> str:
        return "Disconnected" if self.client is None else self.client.state.runspace_state

    @property
    def availability(self) -> Any:
        return RunspaceAvailability.parse(self.availability_name)

    @property
    def availability_name(self) -> str:
        if self.client is None:
            return "Busy" if self.found_busy else "None"
        if self.client.state is not PoolState.OPENED:
            return "None"
        if self.client.in_breakpoint:
            return "RemoteDebug"
        return "Busy" if working(self.client) else "Available"

    @property
    def private_data(self) -> Any:
        return None if self.client is None else self.client.private_data

    @property
    def expires_on(self) -> DateTime | None:
        if self.disconnected_on is None or self.idle_timeout < 0:
            return None
        return DateTime(self.disconnected_on.ticks + self.idle_timeout * 10_000, self.disconnected_on.kind)

    def watch(self) -> None:
        """Note when it is left, and tell listeners of each new state."""
        last = [self.state]

        def look(client: ClientSession) -> None:
            if self.state != last[0]:
                last[0] = self.state
                self.runspace.state_changed.fire(self.runspace, RunspaceStateEventArgs(self.runspace.state_info))
            away = client.state is PoolState.DISCONNECTED
            self.disconnected_on = (self.disconnected_on or DateTime.now()) if away else None

        if self.client is not None:
            self.client.listeners.append(look)

    def __str__(self) -> str:
        return f"[PSSession]{self.name}"

    def copy_items(self, command: Any, sources: list[str], destination: str | None, *, to_remote: bool) -> Iterator[Any]:
        """Copy-Item -ToSession and -FromSession."""
        from psbridge.sessions.copy import copy_for_cmdlet

        return copy_for_cmdlet(self, command, sources, destination, to_remote=to_remote)


def _script(name: str, get: Any, text: str) -> ComputedScriptProperty:
    return ComputedScriptProperty(name, lambda one: get(unwrap(one)), text)


_data = builtin(_R + "PSSession")
_data.add(_script("State", lambda s: RunspaceState.parse(s.state), "$this.Runspace.RunspaceStateInfo.State"))
_data.add(_script("IdleTimeout", lambda s: s.idle_timeout, "$this.Runspace.ConnectionInfo.IdleTimeout"))
_data.add(_script("OutputBufferingMode", lambda s: s.buffering, "$this.Runspace.ConnectionInfo.OutputBufferingMode"))
_data.add(_script("DisconnectedOn", lambda s: s.disconnected_on, "$this.Runspace.DisconnectedOn"))
_data.add(_script("ExpiresOn", lambda s: s.expires_on, "$this.Runspace.ExpiresOn"))


_FAREWELL = 5.0  # seconds that the end of a process waits for its sessions


class SessionTable:
    """The sessions of a runspace."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self.sessions: list[PSSession] = []

    def number(self) -> int:
        """The next number."""
        with self._lock:
            self._last += 1
            return self._last

    def add(self, session: PSSession) -> PSSession:
        with self._lock:
            self.sessions.append(session)
        session.watch()
        return session

    def remove(self, session: PSSession) -> None:
        with self._lock:
            if session in self.sessions:
                self.sessions.remove(session)

    def close(self) -> None:
        """The process that made them ends: sessions that work are left to go on, the others end with it."""
        with self._lock:
            threads = [threading.Thread(target=_let_go, args=(one,), name=f"end of {one.name}", daemon=True) for one in self.sessions]
            self.sessions.clear()
        deadline = Deadline.after(_FAREWELL)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(deadline.remaining())

    def identify(self, count: int, names: list[str], own_names: bool) -> list[tuple[int, str]]:
        """Numbers and names of new sessions, by place; `own_names`: a default name takes a number besides the session's (ssh)."""
        labels = [self.number() for _ in range(count)] if own_names else []
        made = []
        for place in range(count):
            number = self.number()
            label = labels[place] if own_names else number
            made.append((number, names[place] if place < len(names) else f"Runspace{label}"))
        return made


def _let_go(session: PSSession) -> None:
    client = session.client
    if client is None or client.state is not PoolState.OPENED:
        return
    with contextlib.suppress(PsBridgeError):  # it may be gone already
        if session.connection.can_disconnect and client.pipelines:
            client.disconnect()
        else:
            client.close()


def table_of(runspace: Any) -> SessionTable:
    """The sessions that a runspace knows."""
    found: SessionTable | None = runspace.extras.get("sessions")
    if found is None:
        found = runspace.extras["sessions"] = SessionTable()
    return found
