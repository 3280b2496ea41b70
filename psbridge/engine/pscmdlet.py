"""$PSCmdlet: what an advanced function may ask of the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine import failures
from psbridge.engine.errors import ScriptError
from psbridge.engine.voids import void
from psbridge.objects import NetError
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject
from psbridge.objects.records import InformationRecord

_A = "System.Management.Automation."


PSCMDLET = define(_A + "PSCmdlet", define(_A + "Cmdlet", define(_A + "Internal.InternalCommand", assembly=SMA), assembly=SMA), assembly=SMA)


class PSCmdletObject(NetObject):
    """PSScriptCmdlet."""

    __slots__ = ("element", "runtime")
    net_type = define(_A + "PSScriptCmdlet", PSCMDLET, assembly=SMA)
    PROPERTIES = {
        "ParameterSetName": "parameter_set_name",
        "MyInvocation": "my_invocation",
        "PagingParameters": "paging",
        "InvokeCommand": "invoke_command",
        "Host": "host",
        "SessionState": "session_state",
        "Events": "events",
        "JobRepository": "job_repository",
        "JobManager": "job_manager",
        "InvokeProvider": "invoke_provider",
        "Stopping": "stopping",
        "CommandRuntime": "command_runtime",
        "CurrentPSTransaction": "nothing",
        "CommandOrigin": "origin",
    }
    METHODS = {
        "WriteObject": void("WriteObject", "write_object"),
        "WriteError": void("WriteError", "write_error"),
        "WriteWarning": void("WriteWarning", "write_warning"),
        "WriteVerbose": void("WriteVerbose", "write_verbose"),
        "WriteDebug": void("WriteDebug", "write_debug"),
        "WriteInformation": void("WriteInformation", "write_information"),
        "WriteProgress": void("WriteProgress", "write_progress"),
        "WriteCommandDetail": void("WriteCommandDetail", "write_detail"),
        "ThrowTerminatingError": void("ThrowTerminatingError", "throw_terminating_error"),
        "ShouldProcess": "should_process",
        "ShouldContinue": "should_continue",
        "GetVariableValue": "get_variable_value",
        "GetUnresolvedProviderPathFromPSPath": "unresolved_path",
        "GetResolvedProviderPathFromPSPath": "resolved_path",
        "CurrentProviderLocation": "provider_location",
        "TransactionAvailable": "no",
        "GetResourceString": "resource_string",
    }

    def __init__(self, element: Any, runtime: Any) -> None:
        super().__init__()
        self.element, self.runtime = element, runtime

    # -- properties

    @property
    def parameter_set_name(self) -> str:
        return str(self.element.binder.set_name)

    @property
    def my_invocation(self) -> Any:
        return self.element.frame_invocation()

    @property
    def paging(self) -> Any:
        from psbridge.engine.paging import PagingParameters

        if not self.element.shape.meta.paging:
            return None
        return PagingParameters(self.element.binder.values)

    @property
    def invoke_command(self) -> Any:
        return self.session_state.invoke_command

    @property
    def invoke_provider(self) -> Any:
        return self.session_state.invoke_provider

    @property
    def host(self) -> Any:
        return self.element.ctx.runspace.host

    @property
    def session_state(self) -> Any:
        """The session state of the caller, as it is for a cmdlet."""
        return self.element.caller.session_state

    @property
    def events(self) -> Any:
        return self.element.ctx.runspace.events

    @property
    def job_manager(self) -> Any:
        from psbridge.jobs.adapters import JobManager

        return JobManager.among(self.element.ctx.runspace.extras)

    @property
    def job_repository(self) -> Any:
        return self.job_manager.repository

    @property
    def nothing(self) -> None:
        return None

    @property
    def stopping(self) -> bool:
        return bool(self.element.ctx.stop.cancelled)

    @property
    def command_runtime(self) -> Any:
        return _CommandRuntimeObject(self.element, self.runtime)

    @property
    def origin(self) -> Any:
        from psbridge.objects.records import CommandOrigin

        return CommandOrigin(1)

    # -- methods

    def write_object(self, value: Any, enumerate_collection: bool = False) -> None:
        from psbridge.objects.convert import enumerate_value

        items = enumerate_value(value) if enumerate_collection else None
        write = self.element.out.write
        if items is None:
            write(value)
            return
        for item in items:
            write(item)

    def write_error(self, record: Any) -> None:
        """Where the preference is Stop, it ends the function past its own try and trap, as a terminating error does."""
        try:
            self.runtime.write_error(record)
        except ScriptError as failure:
            failure.frame = self.element.ctx
            raise

    def write_warning(self, text: str) -> None:
        self.runtime.write_warning(text)

    def write_verbose(self, text: str) -> None:
        self.runtime.write_verbose(text)

    def write_debug(self, text: str) -> None:
        self.runtime.write_debug(text)

    def write_information(self, data: Any, tags: Any = ()) -> None:
        record = data if isinstance(data, InformationRecord) else InformationRecord(data, self.runtime.name, list(tags or ()))
        self.runtime.write_information(record)

    def write_progress(self, record: Any) -> None:
        self.runtime.write_progress(record)

    def write_detail(self, text: str) -> None:
        """Pipeline execution details are not logged."""

    def throw_terminating_error(self, record: Any) -> None:
        runtime = self.runtime
        if not record.qualifier:
            record.qualifier = runtime.qualifier
        if record.invocation_info is None:
            record.invocation_info = runtime.invocation
        runtime.dress(record)
        failure = ScriptError(record)
        self.element.ends_with = failure
        failure.frame = self.element.ctx
        raise runtime.told(failure)

    def should_process(self, *words: Any) -> bool:
        """With a target, a target and an action, or description, query and caption."""
        if len(words) >= 3:
            description, query, caption = (str(one) for one in words[:3])
            return _asked("ShouldProcess", len(words), lambda: self.runtime.should_process_text(description, query, caption))
        target = str(words[0]) if words else ""
        action = str(words[1]) if len(words) > 1 else self.runtime.name
        return _asked("ShouldProcess", len(words), lambda: self.runtime.should_process(target, action))

    def should_continue(self, query: str, caption: str, *more: Any) -> bool:
        return _asked("ShouldContinue", 2 + len(more), lambda: self.runtime.should_continue(query, caption))

    def get_variable_value(self, name: str, default: Any = None) -> Any:
        return self.element.caller.get_variable(name, default)

    def unresolved_path(self, path: str) -> str:
        ctx = self.element.caller
        return str(ctx.runspace.paths(ctx).unresolved(path).path)

    def resolved_path(self, path: str, provider: Any = None) -> Any:
        ctx = self.element.caller
        return [found.path for found in ctx.runspace.paths(ctx).resolve(path)]

    def provider_location(self, name: str) -> Any:
        return self.element.ctx.runspace.drives.location_of(name)

    def no(self) -> bool:
        return False

    def resource_string(self, base: str, resource: str) -> str:
        return resource


def _asked(name: str, count: int, ask: Callable[[], bool]) -> bool:
    """A question; that the host cannot ask is a failure inside the method that the script calls."""
    try:
        return bool(ask())
    except ScriptError as error:
        raise failures.calling(name, count, NetError(error.record.exception)) from error


class _CommandRuntimeObject(PSCmdletObject):
    """$PSCmdlet.CommandRuntime: the streams of the running command by themselves."""

    __slots__ = ()
    net_type = define(_A + "MshCommandRuntime", assembly=SMA)
    PROPERTIES = {"Host": "host", "CurrentPSTransaction": "nothing"}
    METHODS = {name: how for name, how in PSCmdletObject.METHODS.items() if name.startswith(("Write", "Throw", "Should"))}
