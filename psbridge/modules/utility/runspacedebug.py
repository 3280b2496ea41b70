"""Debug-Runspace, and whether the breakpoints of a runspace wait for somebody (Enable-, Disable- and Get-RunspaceDebug).

Decides that a runspace of a script stops only for who debugs it, that it goes on where nobody does unless its breakpoints are to wait, and
that Debug-Runspace stays until it is told to detach, or is stopped itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.debugging.debugger import DETACH, GO_ON, Handler, Stop, debugger_of, front_of
from psbridge.engine.pscmdlet import PSCMDLET
from psbridge.modules.utility.debugging import runspaces
from psbridge.objects import NetObject, define
from psbridge.objects.access import get_property
from psbridge.objects.psobject import unwrap
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
_RUNSPACE = _A + "Runspaces.Runspace"
_BY_PIPELINE = In("RunspaceParameterSet", mandatory=True, position=0, pipeline=True, by_property=True)
_GIVEN = (NotNullOrEmpty(),)
_KEY = "psbridge.runspace_debug"
_BEAT = 0.2  # how soon a script that waits for a debugger notices that it is to stop


class Debugging:
    """How stops of one runspace are dealt with; the handler of its debugger once somebody asked for that."""

    def __init__(self) -> None:
        self.waits = self.breaks = False
        self._changed = threading.Condition()
        self._attached: Handler | None = None

    @classmethod
    def of(cls, session: Any) -> Debugging:
        found = session.extras.get(_KEY)
        if found is None:
            found = session.extras[_KEY] = cls()
        return found  # type: ignore[no-any-return]

    @property
    def is_attached(self) -> bool:
        return self._attached is not None

    def attach(self, handler: Handler | None) -> None:
        self._attached = handler
        self.tell()

    def tell(self) -> None:
        """Those who wait look again."""
        with self._changed:
            self._changed.notify_all()

    def wait_for_the_end(self, token: Any) -> None:
        """Until nobody is attached any more, or whoever asks is stopped."""
        with self._changed:
            while self.is_attached and not token.cancelled:
                self._changed.wait(_BEAT)

    def __call__(self, stop: Stop) -> str:
        with self._changed:
            while self.waits and not self.is_attached and not stop.ctx.stop.cancelled:
                self._changed.wait(_BEAT)
        handler = self._attached
        if handler is None:
            return GO_ON
        action = handler(stop)
        if action == DETACH:
            self.attach(None)
        return action


class PSRunspaceDebug(NetObject):
    """Whether a runspace can be debugged."""

    __slots__ = ("break_all", "enabled", "runspace_id", "runspace_name")
    net_type = define("Microsoft.PowerShell.Commands.PSRunspaceDebug")
    PROPERTIES = {"Enabled": "enabled", "BreakAll": "break_all", "RunspaceName": "runspace_name", "RunspaceId": "runspace_id"}

    def __init__(self, name: str, number: int, enabled: bool = False, break_all: bool = False) -> None:
        super().__init__()
        self.enabled, self.break_all = enabled, break_all
        self.runspace_name, self.runspace_id = name, number


def _session(runspace: Any) -> Any:
    """The session behind what scripts see; None: it is not open."""
    if not hasattr(runspace, "session"):
        return runspace
    return runspace.session if runspace.state == "Opened" else None


@cache
def _kind(noun: str) -> type[NetObject]:
    net = define(f"Microsoft.PowerShell.Commands.{noun}Command", PSCMDLET)
    return type(noun, (NetObject,), {"__slots__": (), "net_type": net, "__str__": lambda itself: net.full_name})


def itself(command: Cmdlet) -> NetObject:
    """A command, as what its errors are about."""
    return _kind(type(command).__name__)()


class _Choosing(Cmdlet):
    """Parameters that choose runspaces."""

    name: Any = parameter("RunspaceName", "string[]", sets=(In("RunspaceNameParameterSet", position=0),), validate=_GIVEN)
    given: Any = parameter(
        "Runspace",
        _RUNSPACE + "[]",
        sets=(_BY_PIPELINE,),
        validate=_GIVEN,
    )
    id: Any = parameter("RunspaceId", "int[]", sets=(In("RunspaceIdParameterSet", mandatory=True, position=0),), validate=_GIVEN)
    instance_id: Any = parameter(
        "RunspaceInstanceId",
        "guid[]",
        sets=(In("RunspaceInstanceIdParameterSet", mandatory=True, position=0),),
        validate=_GIVEN,
    )
    process_name: Any = parameter("ProcessName", "string", sets=(In("ProcessNameParameterSet", position=0),), validate=_GIVEN)
    domain_name: Any = parameter("AppDomainName", "string[]", sets=(In("ProcessNameParameterSet", position=1),), validate=_GIVEN)

    def chosen(self) -> Iterator[tuple[Any, Any]]:
        """The runspaces that are open, and their sessions; the others are errors."""
        if self.set_name == "ProcessNameParameterSet":
            return  # what other processes are told is kept for Windows PowerShell
        among = [unwrap(one) for one in self.given] if self.set_name == "RunspaceParameterSet" else self._found()
        for one in among:
            session = _session(one)
            if session is not None:
                yield one, session
                continue
            text, error_id = self._refused(get_property(one, "Name"))
            self.write_error(self.error(_A + "PSInvalidOperationException", text, error_id, "InvalidOperation", itself(self)))

    def _refused(self, name: str) -> tuple[str, str]:
        """What is said of a runspace that is not open."""
        text = f"Cannot set debug options on Runspace {name} because it is not in the Opened state."
        return text, "SetRunspaceDebugOptionCommandInvalidRunspaceState"

    def _found(self) -> list[Any]:
        everything = runspaces(self)
        if self.set_name == "RunspaceIdParameterSet":
            return [one for one in everything if get_property(one, "Id") in self.id]
        if self.set_name == "RunspaceInstanceIdParameterSet":
            return [one for one in everything if get_property(one, "InstanceId") in self.instance_id]
        tests = [compile_wildcard(name) for name in self.name or ("*",)]
        return [one for one in everything if any(test(get_property(one, "Name")) for test in tests)]

    def set_up(self, session: Any) -> Debugging:
        """Deal with the stops of a session; the one where somebody sits deals with its own."""
        found = Debugging.of(session)
        debugger = debugger_of(session)
        if session is not self.runspace and debugger.handler is None:
            debugger.handler = found
        return found


_BREAK_ALL_SETS = ("RunspaceNameParameterSet", "RunspaceParameterSet", "RunspaceIdParameterSet")


@cmdlet("Enable-RunspaceDebug", default_set="RunspaceNameParameterSet")
class EnableRunspaceDebug(_Choosing):
    """Has the breakpoints of runspaces wait until somebody debugs."""

    break_all = parameter("BreakAll", "switch", sets=tuple(In(name, position=1) for name in _BREAK_ALL_SETS))

    def process(self) -> None:
        for _, session in self.chosen():
            found = self.set_up(session)
            found.waits = True
            if self.is_bound("BreakAll"):
                found.breaks = bool(self.break_all)
                if found.breaks:
                    debugger_of(session).break_next()


@cmdlet("Disable-RunspaceDebug", default_set="RunspaceNameParameterSet")
class DisableRunspaceDebug(_Choosing):
    """Has the scripts of runspaces go on where nobody debugs."""

    def process(self) -> None:
        for _, session in self.chosen():
            found = Debugging.of(session)
            found.waits = found.breaks = False
            debugger_of(session).ended()
            found.tell()


@cmdlet("Get-RunspaceDebug", default_set="RunspaceNameParameterSet", output=(PSRunspaceDebug.net_type.full_name,))
class GetRunspaceDebug(_Choosing):
    """Tells which runspaces can be debugged."""

    def _refused(self, name: str) -> tuple[str, str]:
        return f"No debugger was found for Runspace {name}.", "RunspaceDebugOptionNoDebugger"

    def process(self) -> None:
        for one, session in self.chosen():
            found = Debugging.of(session)
            self.write(PSRunspaceDebug(get_property(one, "Name"), get_property(one, "Id"), found.waits, found.breaks))


@cmdlet("Debug-Runspace", default_set="RunspaceParameterSet", should_process=True)
class DebugRunspace(Cmdlet):
    """Debugs what runs in another runspace of the process."""

    given = parameter("Runspace", _RUNSPACE, sets=(_BY_PIPELINE,))
    name = parameter("Name", "string", sets=(In("NameParameterSet", mandatory=True, position=0),))
    id = parameter("Id", "int", sets=(In("IdParameterSet", mandatory=True, position=0),))
    instance_id = parameter("InstanceId", "guid", sets=(In("InstanceIdParameterSet", mandatory=True, position=0),))
    break_all = parameter("BreakAll", "switch")

    def end(self) -> None:
        one = self._one()
        session = _session(one)
        if session is self.runspace:
            text = (
                "You cannot debug the default host Runspace using this cmdlet. "
                "To debug the default Runspace use the normal debugging commands from the host."
            )
            self._refuse("PSInvalidOperation", text, "DebugRunspaceCannotDebugHostRunspace")
        name = get_property(one, "Name")
        if not self.should_process(name, "Debug"):
            return
        front = front_of(self.runspace)
        if front is None:
            text = "Cannot debug Runspace. There is no host or the host has no debugger for runspaces."
            self._refuse("PSInvalidOperation", text, "DebugRunspaceNoHostAvailable")
        if session is None:
            text = f"Cannot set debug options on Runspace {name} because it is not in the Opened state."
            self._refuse("PSInvalidOperation", text, "InvalidOperation")
        self._debug(name, session, front(name))

    def _debug(self, name: str, session: Any, handler: Handler) -> None:
        for line in (
            f"Debugging Runspace: {name}",
            "To end the debugging session type the 'Detach' command at the debugger prompt, or type 'Ctrl+C' otherwise.",
            "",
        ):
            self.host.ui.write_line(line)
        found = Debugging.of(session)
        debugger = debugger_of(session)
        debugger.handler = found
        found.attach(handler)
        if self.break_all:
            debugger.break_next()
        try:
            found.wait_for_the_end(self.stopping)
        finally:
            found.attach(None)
            debugger.ended()

    def _one(self) -> Any:
        if self.set_name == "RunspaceParameterSet":
            return unwrap(self.given)
        everything = runspaces(self)
        if self.set_name == "NameParameterSet":
            test = compile_wildcard(self.name)
            found = [one for one in everything if test(get_property(one, "Name"))]
        elif self.set_name == "IdParameterSet":
            found = [one for one in everything if get_property(one, "Id") == self.id]
        else:
            found = [one for one in everything if get_property(one, "InstanceId") == self.instance_id]
        if len(found) > 1:
            text = "More than one Runspace was found. Only one Runspace can be debugged at a time."
            self._refuse("PSArgument", text, "DebugRunspaceTooManyRunspaceFound")
        if not found:
            text = "Value cannot be null. (Parameter 'No Runspace was found.')"
            self._refuse("PSArgumentNull", text, "DebugRunspaceNoRunspaceFound")
        return found[0]

    def _refuse(self, kind: str, text: str, error_id: str) -> None:
        self.fail(self.error(f"{_A}{kind}Exception", text, error_id, "InvalidOperation", itself(self)))
