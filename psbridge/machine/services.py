"""Services of an emulated machine: their states, what moves them, and what depends on what."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from psbridge.errors import InvalidTransition, PsBridgeError

# (state, control) -> state
TRANSITIONS = {
    ("Stopped", "start"): "Running",
    ("Running", "stop"): "Stopped",
    ("Paused", "stop"): "Stopped",
    ("Running", "pause"): "Paused",
    ("Paused", "continue"): "Running",
}


class ServiceRefusal(PsBridgeError):
    """A control that the service manager refuses; ``code`` is the Win32 error."""

    def __init__(self, what: str, code: int) -> None:
        super().__init__(what)
        self.code = code


@dataclass(slots=True)
class Service:
    """One service."""

    name: str
    display_name: str
    status: str = "Stopped"
    start_type: str = "Manual"  # Boot, System, Automatic, Manual, Disabled
    depends_on: tuple[str, ...] = ()
    description: str = ""
    account: str = "LocalSystem"
    binary_path: str = ""
    kind: str = "Win32ShareProcess"
    can_pause: bool = False
    can_shutdown: bool = True
    delayed: bool = False


class ServiceManager:
    """The services by name, case apart."""

    def __init__(self, services: tuple[Service, ...] = ()) -> None:
        self._services = {service.name.lower(): service for service in services}
        self._lock = threading.RLock()

    def all(self) -> list[Service]:
        return sorted(self._services.values(), key=lambda one: one.name.lower())

    def find(self, name: str) -> Service | None:
        """By name, else by display name."""
        found = self._services.get(name.lower())
        if found is not None:
            return found
        return next((one for one in self._services.values() if one.display_name.lower() == name.lower()), None)

    def add(self, service: Service) -> Service:
        with self._lock:
            if service.name.lower() in self._services:
                raise ServiceRefusal("The specified service already exists", 1073)
            self._services[service.name.lower()] = service
        return service

    def remove(self, name: str) -> None:
        with self._lock:
            if self._services.pop(name.lower(), None) is None:
                raise ServiceRefusal("The specified service does not exist as an installed service", 1060)

    def dependents(self, service: Service) -> list[Service]:
        """Services that need this one."""
        return [one for one in self.all() if service.name.lower() in (name.lower() for name in one.depends_on)]

    def required(self, service: Service) -> list[Service]:
        """Services that this one needs."""
        return [found for name in service.depends_on if (found := self.find(name)) is not None]

    def control(self, service: Service, what: str) -> None:
        """start, stop, pause or continue; services that it needs are started first."""
        with self._lock:
            if what == "start":
                self._check_start(service)
            elif what == "pause" and not service.can_pause:
                raise ServiceRefusal("The requested control is not valid for this service", 1052)
            elif what == "stop" and any(one.status != "Stopped" for one in self.dependents(service)):
                raise ServiceRefusal("A stop control has been sent to a service that other running services are dependent on", 1051)
            after = TRANSITIONS.get((service.status, what))
            if after is None:
                allowed = [control for state, control in TRANSITIONS if state == service.status]
                raise InvalidTransition("service", service.status, what, allowed)
            service.status = after

    def _check_start(self, service: Service) -> None:
        if service.start_type == "Disabled":
            text = "The service cannot be started, either because it is disabled or because it has no enabled devices associated with it"
            raise ServiceRefusal(text, 1058)
        for needed in self.required(service):
            if needed.status == "Stopped":
                self.control(needed, "start")
