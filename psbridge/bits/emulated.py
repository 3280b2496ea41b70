"""The transfer service of an emulated machine: its own queue in memory, its virtual files, and only the network that it is in."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any

from psbridge.bits.codes import BitsError
from psbridge.bits.estate import EstateTransport, network_of
from psbridge.bits.manager import Manager
from psbridge.bits.places import Kind, kind_of
from psbridge.bits.queue import MemoryQueue
from psbridge.bits.sealing import Seal
from psbridge.bits.service import Service
from psbridge.bits.settings import COST_STATES, MIN_RETRY_INTERVAL, Settings
from psbridge.bits.volumes import Look, Reader, VirtualVolume, Volume, Writer, mapped
from psbridge.concurrency import CancelToken
from psbridge.errors import InvalidTransition

if TYPE_CHECKING:
    import httpx

    from psbridge.bits.authentication import Login

IDLE_SECONDS = 2.0


class _ShareVolume:
    """Paths below UNC roots, each in the file system that offers it."""

    separator = "\\"

    def __init__(self, machine: Any) -> None:
        self._machine = machine

    def _at(self, path: str) -> tuple[VirtualVolume, str]:
        files, inner = network_of(self._machine).share_of(path)
        return VirtualVolume(files), inner

    def look(self, path: str) -> Look | None:
        volume, inner = self._at(path)
        return volume.look(inner)

    def list(self, path: str) -> list[str]:
        files, inner = network_of(self._machine).share_of(path)
        with mapped():
            return list(files().list(inner))

    def reader(self, path: str, offset: int) -> Reader:
        volume, inner = self._at(path)
        return volume.reader(inner, offset)

    def writer(self, path: str, offset: int) -> Writer:
        volume, inner = self._at(path)
        return volume.writer(inner, offset)

    def replace(self, temporary: str, final: str) -> None:
        volume, inner = self._at(final)
        volume.replace(self._at(temporary)[1], inner)

    def remove(self, path: str) -> None:
        volume, inner = self._at(path)
        volume.remove(inner)

    def sync(self, path: str) -> None:
        """Memory is as durable as it gets."""


class EmulatedWorld:
    """A machine as the engine sees it.

    Whoever serves sessions says who is there, a disconnected session included: `machine.presences` is asked, or told by `log_on` and
    `log_off`, once for each session.  Until there is somebody to ask, everybody counts as logged on.
    """

    boot = "emulated"

    def __init__(self, machine: Any) -> None:
        self._machine = weakref.ref(machine)
        self._disk = VirtualVolume(lambda: self.machine.files)
        self._sessions: dict[str, int] | None = None
        self._lock = threading.Lock()
        self._console: set[str] = set()
        self.cost_state = COST_STATES["Unrestricted"]
        self.notified: list[tuple[tuple[str, ...], str]] = []

    @property
    def machine(self) -> Any:
        found = self._machine()
        if found is None:
            raise BitsError("SERVICE_STOPPED")
        return found

    def volume(self, path: str, login: Login | None) -> Volume:
        return _ShareVolume(self.machine) if kind_of(path) is Kind.UNC else self._disk

    def transport(self, settings: Settings, login: Login | None, proxy_login: Login | None, url: str) -> httpx.BaseTransport:
        return EstateTransport(network_of(self.machine), settings, login, proxy_login)

    def cost(self) -> int:
        return self.cost_state

    # -- sessions

    def log_on(self, user: str) -> None:
        with self._lock:
            table = self._sessions = {} if self._sessions is None else self._sessions
            table[_key(user)] = table.get(_key(user), 0) + 1

    def log_off(self, user: str) -> None:
        with self._lock:
            if self._sessions is not None and self._sessions.get(_key(user)):
                self._sessions[_key(user)] -= 1

    def is_logged_on(self, owner: str) -> bool:
        if self._sessions is not None:
            return self._sessions.get(_key(owner), 0) > 0
        sources = self.machine.presences
        return not sources or _key(owner) in self._console or any(source(owner) for source in list(sources))

    def at_console(self, user: str) -> None:
        """A user who works on the machine itself."""
        self._console.add(_key(user))

    # -- the service and its users

    def is_running(self) -> bool:
        service = self.machine.services.find("BITS")
        return service is None or service.status == "Running"

    def start(self) -> None:
        """On demand, as Windows does; BitsError when it is disabled."""
        services = self.machine.services
        service = services.find("BITS")
        if service is None or service.status == "Running":
            return
        if service.start_type == "Disabled":
            raise BitsError("SERVICE_DISABLED")
        try:
            services.control(service, "start")
        except InvalidTransition:
            return  # somebody else has started it

    def notify(self, command: tuple[str, ...], job: str) -> None:
        """There are no programs on an emulated machine: what would have run is kept."""
        self.notified.append((command, job))

    def process(self) -> str:
        return "emulated"

    def lives(self, process: str) -> bool:
        """A machine in memory ends with the process that has it."""
        return True

    def user(self) -> str:
        return f"{self.machine.name}\\{self.machine.environment.get('USERNAME', 'Administrator')}"

    def is_administrator(self) -> bool:
        return bool(self.machine.accounts.is_administrator(self.user()))


def _key(user: str) -> str:
    """`DOMAIN\\name` and `name` mean the same account."""
    return user.rpartition("\\")[2].partition("@")[0].lower()


class EmulatedService:
    """The service on a thread, which is there while there is work."""

    def __init__(self, machine: Any, minimum_interval: int) -> None:
        self.world = EmulatedWorld(machine)
        self.manager = Manager(MemoryQueue(), self.world, Seal(), wake=self._wake, minimum_interval=minimum_interval)
        self.service = Service(self.manager, poll=0.02, slice_seconds=1.0)
        self._token: CancelToken | None = None
        self._lock = threading.Lock()

    def _wake(self) -> None:
        with self._lock:
            if self._token is None and not self.service.is_idle:
                self._token = CancelToken()
                threading.Thread(target=self._work, args=(self._token,), name="bits-service", daemon=True).start()
        self.service.wake()

    def _work(self, token: CancelToken) -> None:
        self.service.run(token, IDLE_SECONDS, self._may_leave)
        with self._lock:
            if self._token is token:
                self._token = None

    def _may_leave(self) -> bool:
        with self._lock:
            if self.service.is_idle:
                self._token = None
                return True
        return False

    def stop(self) -> None:
        with self._lock:
            token, self._token = self._token, None
        if token is not None:
            token.cancel("the machine goes")


_SERVICES: weakref.WeakKeyDictionary[Any, EmulatedService] = weakref.WeakKeyDictionary()
_LOCK = threading.Lock()


def service_of(machine: Any, minimum_interval: int = MIN_RETRY_INTERVAL) -> EmulatedService:
    """The transfer service of a machine; made at first use."""
    with _LOCK:
        found = _SERVICES.get(machine)
        if found is None:
            found = _SERVICES[machine] = EmulatedService(machine, minimum_interval)
        return found
