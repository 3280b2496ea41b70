"""The service commands: they work on an emulated machine; on Linux PowerShell has none, and neither do we with `--strict`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.concurrency import Deadline, pause_heard
from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateSet, cmdlet, parameter
from psbridge.errors import InvalidTransition
from psbridge.jobs.declaring import methods
from psbridge.machine.services import Service, ServiceManager, ServiceRefusal
from psbridge.objects import AliasProperty, NetError, NetObject, PropertySet, define, define_enum, unwrap
from psbridge.objects.typetable import builtin
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterator

_S = "System.ServiceProcess."
_CONTROLLER = _S + "ServiceController"
_FILLED = (NotNullOrEmpty(),)
_FAILURE = "Microsoft.PowerShell.Commands.ServiceCommandException"
Status: Any = define_enum(_S + "ServiceControllerStatus", "Stopped=1 StartPending StopPending Running ContinuePending PausePending Paused")
StartMode: Any = define_enum(_S + "ServiceStartMode", "Boot System Automatic Manual Disabled")
ServiceType: Any = define_enum(
    _S + "ServiceType",
    "KernelDriver=1 FileSystemDriver=2 Adapter=4 RecognizerDriver=8 Win32OwnProcess=16 Win32ShareProcess=32 InteractiveProcess=256",
    flags=True,
)


class ServiceController(NetObject):
    """A service as Get-Service gives it: always what the service manager says now."""

    __slots__ = ("asked", "machine_name", "manager", "service")
    net_type = define(_CONTROLLER, "System.ComponentModel.Component")
    PROPERTIES = {
        "UserName": "user_name",
        "Description": "description",
        "DelayedAutoStart": "delayed",
        "BinaryPathName": "binary_path",
        "StartupType": "start_type",
        "CanPauseAndContinue": "can_pause",
        "CanShutdown": "can_shutdown",
        "CanStop": "can_stop",
        "DisplayName": "display_name",
        "DependentServices": "dependent_services",
        "MachineName": "machine_name",
        "ServiceName": "service_name",
        "ServicesDependedOn": "services_depended_on",
        "StartType": "start_type",
        "ServiceHandle": "nothing",
        "Status": "status",
        "ServiceType": "service_type",
        "Site": "nothing",
        "Container": "nothing",
    }
    METHODS = methods(
        f"""
        void Start(); void Start(string[] args) -> start
        void Stop() -> stop
        void Pause() -> pause
        void Continue() -> continue_service
        void Refresh() -> refresh
        void WaitForStatus({_S}ServiceControllerStatus desiredStatus); \
            void WaitForStatus({_S}ServiceControllerStatus desiredStatus, timespan timeout) -> wait_for_status
        void Close() -> refresh
        void Dispose() -> refresh
        """
    )
    nothing = None

    def __init__(self, service: Service, manager: ServiceManager, machine_name: str = ".") -> None:
        super().__init__()
        self.service, self.manager, self.machine_name = service, manager, machine_name
        self.asked = ""  # the name as it was asked for: what .NET shows of a service that was not found by a pattern

    service_name = property(lambda self: self.asked or self.service.name)
    display_name = property(lambda self: self.service.display_name)
    description = property(lambda self: self.service.description)
    user_name = property(lambda self: self.service.account)
    delayed = property(lambda self: self.service.delayed)
    binary_path = property(lambda self: self.service.binary_path)
    can_shutdown = property(lambda self: self.service.can_shutdown and self.service.status != "Stopped")
    can_pause = property(lambda self: self.service.can_pause and self.service.status != "Stopped")
    can_stop = property(lambda self: self.service.status != "Stopped")
    status = property(lambda self: Status.parse(self.service.status))
    start_type = property(lambda self: StartMode.parse(self.service.start_type))
    service_type = property(lambda self: ServiceType.parse(self.service.kind))
    dependent_services = property(lambda self: [self._of(one) for one in self.manager.dependents(self.service)])
    services_depended_on = property(lambda self: [self._of(one) for one in self.manager.required(self.service)])

    def _of(self, service: Service) -> ServiceController:
        return ServiceController(service, self.manager, self.machine_name)

    def start(self, *_: Any) -> None:
        self.manager.control(self.service, "start")

    def stop(self, *_: Any) -> None:
        self.manager.control(self.service, "stop")

    def pause(self) -> None:
        self.manager.control(self.service, "pause")

    def continue_service(self) -> None:
        self.manager.control(self.service, "continue")

    def refresh(self) -> None:
        """Nothing is kept."""

    def wait_for_status(self, status: Any, timeout: Any = None) -> None:
        """Until somebody has brought the service there; it is looked at as often as .NET does."""
        limit = Deadline.after(None if timeout is None else timeout.ticks / 10_000_000)
        while self.status != status:
            if limit.expired:
                text = "Time out has expired and the operation has not been completed."
                raise NetError.of(_S + "TimeoutException", text)
            pause_heard(limit.sooner(0.25).remaining())

    def __str__(self) -> str:
        return str(self.service_name)

    def __repr__(self) -> str:
        return f"<ServiceController {self.service.name} {self.service.status}>"


builtin(_CONTROLLER).add(
    PropertySet("DefaultDisplayPropertySet", ("Status", "Name", "DisplayName")),
    AliasProperty("Name", "ServiceName"),
    AliasProperty("RequiredServices", "ServicesDependedOn"),
)
builtin(_CONTROLLER).default_display_property_set = ("Status", "Name", "DisplayName")


class _Services(Cmdlet):
    """Finding services by name, display name or as objects; -Include and -Exclude."""

    @property
    def manager(self) -> ServiceManager:
        found: ServiceManager = self.machine.services
        return found

    def view(self, service: Service) -> ServiceController:
        return ServiceController(service, self.manager)

    def _named(self, service: Service) -> ServiceController:
        """The view of a service, under the name that was asked for."""
        made = self.view(service)
        words = getattr(self, "name", None)
        if isinstance(words, list):
            made.asked = next((word for word in words if word.lower() == service.name.lower()), "")
        return made

    def chosen(self) -> Iterator[ServiceController]:
        given = getattr(self, "input_object", None)
        if given is not None:
            yield from (unwrap(item) for item in given)
            return
        included = [compile_wildcard(p) for p in getattr(self, "include", None) or ()]
        excluded = [compile_wildcard(p) for p in getattr(self, "exclude", None) or ()]
        for one in self._by_words():
            if (not included or any(m(one.name) for m in included)) and not any(m(one.name) for m in excluded):
                yield self._named(one)

    def _by_words(self) -> Iterator[Service]:
        display = getattr(self, "display_name", None)
        words = display or getattr(self, "name", None) or ["*"]
        for word in words:
            matches = compile_wildcard(word)
            found = [one for one in self.manager.all() if matches(one.display_name if display else one.name)]
            if not found and not has_wildcards(word):
                self._none(word, bool(display))
            yield from found

    def _none(self, word: str, display: bool) -> None:
        what = "display name" if display else "service name"
        text = f"Cannot find any service with {what} '{word}'."
        error_id = "NoServiceFoundForGivenDisplayName" if display else "NoServiceFoundForGivenName"
        self.write_error(self.error(_FAILURE, text, error_id, "ObjectNotFound", word))

    def control(self, one: ServiceController, what: str, verb: str, error_id: str) -> bool:
        try:
            self.manager.control(one.service, what)
        except (ServiceRefusal, InvalidTransition) as problem:
            text = f"Service '{one.service.display_name} ({one.service.name})' cannot be {verb} due to the following error: {problem.what}."
            self.write_error(self.error(_FAILURE, text, error_id, "OpenError" if what == "start" else "CloseError", one))
            return False
        return True


@cmdlet("Get-Service", default_set="Default", aliases=("gsv",), output=(_CONTROLLER,))
class GetService(_Services):
    """Gets the services on the computer."""

    name = parameter(
        "Name",
        "string[]",
        sets=(In("Default", position=0, pipeline=True, by_property=True),),
        aliases=("ServiceName",),
        validate=_FILLED,
    )
    dependent_services = parameter("DependentServices", "switch", aliases=("DS",))
    required_services = parameter("RequiredServices", "switch", aliases=("SDO", "ServicesDependedOn"))
    display_name = parameter("DisplayName", "string[]", sets=(In("DisplayName", mandatory=True),))
    include = parameter("Include", "string[]", validate=_FILLED)
    exclude = parameter("Exclude", "string[]", validate=_FILLED)
    input_object = parameter("InputObject", f"{_CONTROLLER}[]", sets=(In("InputObject", pipeline=True),), validate=_FILLED)
    computer_name = parameter("ComputerName", "string[]", by_property=True, aliases=("Cn",), hidden=True)

    def process(self) -> None:
        found = sorted(self.chosen(), key=lambda one: one.service.name.lower())
        for one in found:
            if self.dependent_services:
                self.write_all(one.dependent_services)
            elif self.required_services:
                self.write_all(one.services_depended_on)
            else:
                self.write(one)


class _Control(_Services):
    """Commands that send a control to services."""

    control_word, verb, error_word, refused = "start", "started", "Start-Service", "CouldNotStartService"
    name = parameter(
        "Name", "string[]", sets=(In("Default", mandatory=True, position=0, pipeline=True, by_property=True),), aliases=("ServiceName",)
    )
    display_name = parameter("DisplayName", "string[]", sets=(In("DisplayName", mandatory=True),))
    input_object = parameter(
        "InputObject", f"{_CONTROLLER}[]", sets=(In("InputObject", mandatory=True, position=0, pipeline=True),), validate=_FILLED
    )
    include = parameter("Include", "string[]", validate=_FILLED)
    exclude = parameter("Exclude", "string[]", validate=_FILLED)
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        for one in list(self.chosen()):
            target = f"{one.service.display_name} ({one.service.name})"
            if self.should_process(target, self.DECLARATION.name) and self.apply(one) and self.pass_thru:
                self.write(one)

    def apply(self, one: ServiceController) -> bool:
        return self.control(one, self.control_word, self.verb, self.refused)


@cmdlet("Start-Service", default_set="InputObject", aliases=("sasv",), should_process=True, output=(_CONTROLLER,))
class StartService(_Control):
    """Starts one or more stopped services."""

    def apply(self, one: ServiceController) -> bool:
        return one.service.status == "Running" or super().apply(one)


class _Stopping(_Control):
    force = parameter("Force", "switch")

    def stop_with_dependents(self, one: ServiceController) -> bool:
        running = [d for d in self.manager.dependents(one.service) if d.status != "Stopped"]
        if running and not self.force:
            target = f"{one.service.display_name} ({one.service.name})"
            text = f"Cannot stop service '{target}' because it has dependent services. It can only be stopped if the Force flag is set."
            self.write_error(self.error(_FAILURE, text, "ServiceHasDependentServices", "InvalidOperation", one))
            return False
        for dependent in running:
            self.stop_with_dependents(self.view(dependent))
        return one.service.status == "Stopped" or self.control(one, "stop", "stopped", "CouldNotStopService")


@cmdlet("Stop-Service", default_set="InputObject", aliases=("spsv",), should_process=True, output=(_CONTROLLER,))
class StopService(_Stopping):
    """Stops one or more running services."""

    no_wait = parameter("NoWait", "switch")

    def apply(self, one: ServiceController) -> bool:
        return self.stop_with_dependents(one)


@cmdlet("Restart-Service", default_set="InputObject", should_process=True, output=(_CONTROLLER,))
class RestartService(_Stopping):
    """Stops and then starts one or more services."""

    def apply(self, one: ServiceController) -> bool:
        dependents = [d for d in self.manager.dependents(one.service) if d.status != "Stopped"]
        if not self.stop_with_dependents(one) or not self.control(one, "start", "started", "CouldNotStartService"):
            return False
        for dependent in dependents:
            self.control(self.view(dependent), "start", "started", "CouldNotStartService")
        return True


@cmdlet("Suspend-Service", default_set="InputObject", should_process=True, output=(_CONTROLLER,))
class SuspendService(_Control):
    """Suspends (pauses) one or more running services."""

    def apply(self, one: ServiceController) -> bool:
        if not one.service.can_pause:
            text = (
                f"Service '{one.service.display_name} ({one.service.name})' cannot be suspended because the service does not support "
                "being suspended or resumed."
            )
            self.write_error(self.error(_FAILURE, text, "CouldNotSuspendServiceNotSupported", "CloseError", one))
            return False
        return self.control(one, "pause", "suspended", "CouldNotSuspendService")


@cmdlet("Resume-Service", default_set="InputObject", should_process=True, output=(_CONTROLLER,))
class ResumeService(_Control):
    """Resumes one or more suspended (paused) services."""

    def apply(self, one: ServiceController) -> bool:
        return self.control(one, "continue", "resumed", "CouldNotResumeService")


_MODE = "System.ServiceProcess.ServiceStartMode"


@cmdlet("Set-Service", default_set="Name", should_process=True, output=(_CONTROLLER,))
class SetService(_Services):
    """Starts, stops, and suspends a service, and changes its properties."""

    name = parameter(
        "Name", "string", sets=(In("Name", mandatory=True, position=0, pipeline=True, by_property=True),), aliases=("ServiceName", "SN")
    )
    input_object = parameter("InputObject", _CONTROLLER, sets=(In("InputObject", mandatory=True, position=0, pipeline=True),))
    new_display_name = parameter("DisplayName", "string", aliases=("DN",), validate=_FILLED)
    description = parameter("Description", "string", validate=_FILLED)
    startup_type = parameter("StartupType", _MODE, aliases=("StartMode", "SM", "ST", "StartType"), validate=_FILLED)
    status = parameter("Status", "string", validate=(ValidateSet("Running", "Stopped", "Paused"),))
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")
    computer_name = parameter("ComputerName", "string[]", hidden=True)

    def process(self) -> None:
        if self.input_object is not None:
            one = unwrap(self.input_object)
        else:
            found = self.manager.find(self.name)
            if found is None:
                text = f"Service {self.name} was not found on computer '.'."
                self.write_error(self.error(_FAILURE, text, "NoServiceFoundForGivenName", "ObjectNotFound", self.name))
                return
            one = self.view(found)
        if self.should_process(f"{one.service.display_name} ({one.service.name})", "Set-Service"):
            self._change(one)

    def _change(self, one: ServiceController) -> None:
        service = one.service
        if self.new_display_name:
            service.display_name = self.new_display_name
        if self.description is not None:
            service.description = self.description
        if self.startup_type is not None:
            service.start_type = StartMode(self.startup_type).label
        wanted = (self.status or "").lower()
        control = {"running": "continue" if service.status == "Paused" else "start", "stopped": "stop", "paused": "pause"}.get(wanted)
        if control and service.status.lower() != wanted:
            self.control(
                one,
                control,
                wanted,
                {"start": "CouldNotStartService", "stop": "CouldNotStopService"}.get(control, "CouldNotSuspendService"),
            )
        if self.pass_thru:
            self.write(one)


@cmdlet("New-Service", should_process=True, output=(_CONTROLLER,))
class NewService(_Services):
    """Creates a new Windows service."""

    name = parameter("Name", "string", position=0, mandatory=True, aliases=("ServiceName",))
    binary_path = parameter("BinaryPathName", "string", position=1, mandatory=True, aliases=("Path",))
    new_display_name = parameter("DisplayName", "string")
    description = parameter("Description", "string")
    startup_type = parameter("StartupType", _MODE, default=2)
    credential = parameter("Credential", "pscredential")
    depends_on = parameter("DependsOn", "string[]")

    def process(self) -> None:
        if not self.should_process(self.name, "New-Service"):
            return
        mode = StartMode(self.startup_type).label
        made = Service(self.name, self.new_display_name or self.name, "Stopped", mode, tuple(self.depends_on or ()), self.description or "")
        made.binary_path, made.kind = self.binary_path, "Win32OwnProcess"
        try:
            self.write(self.view(self.manager.add(made)))
        except ServiceRefusal as problem:
            text = f"Service '{made.display_name} ({self.name})' cannot be created due to the following error: {problem.what}."
            self.write_error(self.error(_FAILURE, text, "CouldNotNewService", "PermissionDenied", self.name))


@cmdlet("Remove-Service", default_set="Name", should_process=True)
class RemoveService(_Services):
    """Removes a Windows service."""

    name = parameter(
        "Name", "string", sets=(In("Name", mandatory=True, position=0, pipeline=True, by_property=True),), aliases=("ServiceName", "SN")
    )
    input_object = parameter("InputObject", _CONTROLLER, sets=(In("InputObject", mandatory=True, position=0, pipeline=True),))

    def process(self) -> None:
        name = unwrap(self.input_object).service.name if self.input_object is not None else self.name
        if self.should_process(name, "Remove-Service"):
            try:
                self.manager.remove(name)
            except ServiceRefusal:
                text = f"Service {name} was not found on computer '.'."
                self.write_error(self.error(_FAILURE, text, "NoServiceFoundForGivenName", "ObjectNotFound", name))
