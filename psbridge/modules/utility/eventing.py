"""Commands about events of the session."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.objects.exceptions import NetError
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
_JOB = _A + "PSEventJob"
_ARGUMENT = "System.ArgumentException"


class _Registering(Cmdlet):
    """What the commands that subscribe have in common."""

    def subscribe(self, source: Any, event_name: str | None) -> None:
        import uuid

        identifier = self.source_identifier or str(uuid.uuid4())  # type: ignore[attr-defined]
        try:
            made = self.runspace.events.subscribe(
                source,
                event_name,
                identifier,
                self.message_data,  # type: ignore[attr-defined]
                self.action,  # type: ignore[attr-defined]
                support=self.support_event,  # type: ignore[attr-defined]
                forward=self.forward,  # type: ignore[attr-defined]
                max_triggers=self.max_trigger_count,  # type: ignore[attr-defined]
            )
        except NetError as error:
            record = self.error(_ARGUMENT, error.exception.message, error.exception.extra["error_id"], "InvalidArgument", source)
            self.write_error(record)
            return
        if made.action is not None and not made.support_event:
            from psbridge.modules.core.jobs.finding import manager_of

            manager_of(self.runspace).add(made.action)
            self.write(made.action)


@cmdlet("Register-EngineEvent", output=(_JOB,), net_class="Microsoft.PowerShell.Commands.RegisterEngineEventCommand")
class RegisterEngineEvent(_Registering):
    """Subscribes to events of the engine and of New-Event."""

    source_identifier = parameter("SourceIdentifier", "string", position=100, mandatory=True)
    action = parameter("Action", "scriptblock", position=101)
    message_data = parameter("MessageData", "psobject")
    support_event = parameter("SupportEvent", "switch")
    forward = parameter("Forward", "switch")
    max_trigger_count = parameter("MaxTriggerCount", "int", default=0)

    def end(self) -> None:
        if self.action is None and not self.forward:
            text = "Action must be specified for non-forwarded events."
            self.write_error(self.error(_ARGUMENT, text, "ACTION_MANDATORY_FOR_LOCAL", "InvalidArgument"))
            return
        self.subscribe(None, None)


@cmdlet("Register-ObjectEvent", output=(_JOB,), net_class="Microsoft.PowerShell.Commands.RegisterObjectEventCommand")
class RegisterObjectEvent(_Registering):
    """Subscribes to events of an object."""

    input_object = parameter("InputObject", "psobject", position=0, mandatory=True)
    event_name = parameter("EventName", "string", position=1, mandatory=True)
    source_identifier = parameter("SourceIdentifier", "string", position=100)
    action = parameter("Action", "scriptblock", position=101)
    message_data = parameter("MessageData", "psobject")
    support_event = parameter("SupportEvent", "switch")
    forward = parameter("Forward", "switch")
    max_trigger_count = parameter("MaxTriggerCount", "int", default=0)

    def end(self) -> None:
        self.subscribe(self.input_object, self.event_name)


@cmdlet("New-Event", output=(_A + "PSEventArgs",), net_class="Microsoft.PowerShell.Commands.NewEventCommand")
class NewEvent(Cmdlet):
    """Raises an event."""

    source_identifier = parameter("SourceIdentifier", "string", position=0, mandatory=True)
    sender = parameter("Sender", "psobject", position=1)
    event_arguments = parameter("EventArguments", "psobject[]", position=2)
    message_data = parameter("MessageData", "psobject", position=3)

    def end(self) -> None:
        events = self.runspace.events
        made = events.generate(self.source_identifier, self.sender, self.event_arguments or [], self.message_data)
        events.run_actions(self.ctx)
        self.write(made)


class _Choosing(Cmdlet):
    """What the commands that choose events by source or number have in common."""

    def chosen(self, events: list[Any], name: str) -> list[Any]:
        """The events that were asked for; none by a plain name or a number is an error."""
        if self.is_bound("EventIdentifier"):
            wanted = self.event_identifier  # type: ignore[attr-defined]
            found = [event for event in events if event.event_identifier == wanted]
            if not found:
                text = f"Event with identifier '{wanted}' does not exist."
                self.write_error(self.error(_ARGUMENT, text, "INVALID_EVENT_IDENTIFIER", "InvalidArgument"))
            return found
        source = self.source_identifier  # type: ignore[attr-defined]
        if source is None:
            return list(events)
        test = compile_wildcard(source)
        found = [event for event in events if test(event.source_identifier)]
        if not found and not any(char in source for char in "*?["):
            text = f"Event with source identifier '{source}' does not exist."
            self.write_error(self.error(_ARGUMENT, text, "INVALID_SOURCE_IDENTIFIER", "InvalidArgument"))
        return found


@cmdlet("Get-Event", default_set="BySource", output=(_A + "PSEventArgs",), net_class="Microsoft.PowerShell.Commands.GetEventCommand")
class GetEvent(_Choosing):
    """Gives the events in the queue."""

    source_identifier = parameter(
        "SourceIdentifier", "string", position=0, by_property=True, sets=("BySource",), validate=(NotNullOrEmpty(),)
    )
    event_identifier = parameter(
        "EventIdentifier", "int", by_property=True, aliases=("Id",), sets=(In("ById", mandatory=True, position=0),)
    )

    def end(self) -> None:
        self.write_all(self.chosen(self.runspace.events.received_list, "Event"))


@cmdlet("Remove-Event", default_set="BySource", should_process=True, net_class="Microsoft.PowerShell.Commands.RemoveEventCommand")
class RemoveEvent(_Choosing):
    """Deletes events from the queue."""

    source_identifier = parameter("SourceIdentifier", "string", by_property=True, sets=(In("BySource", mandatory=True, position=0),))
    event_identifier = parameter("EventIdentifier", "int", by_property=True, sets=(In("ByIdentifier", mandatory=True, position=0),))

    def process(self) -> None:
        events = self.runspace.events
        for event in self.chosen(events.received_list, "Event"):
            if self.should_process(f"Event '{event.source_identifier}'", "Remove"):
                events.take(event)


@cmdlet("Wait-Event", default_set="ByName", output=(_A + "PSEventArgs",), net_class="Microsoft.PowerShell.Commands.WaitEventCommand")
class WaitEvent(Cmdlet):
    """Waits for an event to be queued."""

    source_identifier = parameter("SourceIdentifier", "string", position=0, by_property=True, validate=(NotNullOrEmpty(),))
    timeout = parameter("Timeout", "int", aliases=("TimeoutSec",), default=-1, validate=(ValidateRange(-1, 2147483647),))

    def process(self) -> None:
        events = self.runspace.events
        test = None if self.source_identifier is None else compile_wildcard(self.source_identifier)

        def first() -> Any:
            return next((event for event in events.received_list if test is None or test(event.source_identifier)), None)

        found = events.wait(self.ctx, None if self.timeout < 0 else float(self.timeout), first)
        if found is not None:
            self.write(found)


@cmdlet(
    "Get-EventSubscriber",
    default_set="BySource",
    output=(_A + "PSEventSubscriber",),
    net_class="Microsoft.PowerShell.Commands.GetEventSubscriberCommand",
)
class GetEventSubscriber(Cmdlet):
    """Gives the subscriptions."""

    source_identifier = parameter(
        "SourceIdentifier", "string", position=0, by_property=True, sets=("BySource",), validate=(NotNullOrEmpty(),)
    )
    subscription_id = parameter("SubscriptionId", "int", by_property=True, aliases=("Id",), sets=(In("ById", mandatory=True, position=0),))
    force = parameter("Force", "switch", position=1)

    def process(self) -> None:
        found = chosen_subscribers(self, self.source_identifier, self.subscription_id)
        for one in found:
            if self.force or not one.support_event:
                self.write(one)


def chosen_subscribers(command: Cmdlet, source: str | None, number: int | None) -> list[Any]:
    """The subscriptions of a name or a number; none is an error."""
    everything = command.runspace.events.all_subscribers
    if number is not None:
        found = [one for one in everything if one.subscription_id == number]
        if not found:
            text = f"Event subscription with identifier '{number}' does not exist."
            command.write_error(command.error(_ARGUMENT, text, "INVALID_SUBSCRIPTION_IDENTIFIER", "InvalidArgument"))
        return found
    if source is None:
        return everything  # type: ignore[no-any-return]
    test = compile_wildcard(source)
    found = [one for one in everything if test(one.source_identifier)]
    if not found and not any(char in source for char in "*?["):
        text = f"Event subscription with identifier '{source}' does not exist."
        command.write_error(command.error(_ARGUMENT, text, "INVALID_SOURCE_IDENTIFIER", "InvalidArgument"))
    return found


@cmdlet("Unregister-Event", default_set="BySource", should_process=True, net_class="Microsoft.PowerShell.Commands.UnregisterEventCommand")
class UnregisterEvent(Cmdlet):
    """Ends subscriptions."""

    source_identifier = parameter(
        "SourceIdentifier", "string", by_property=True, sets=(In("BySource", mandatory=True, position=0),)
    )
    subscription_id = parameter("SubscriptionId", "int", by_property=True, sets=(In("ById", mandatory=True, position=0),))
    force = parameter("Force", "switch")

    def process(self) -> None:
        events = self.runspace.events
        for one in chosen_subscribers(self, self.source_identifier, self.subscription_id):
            if (self.force or not one.support_event) and self.should_process(
                f"Event subscription '{one.source_identifier}'", "Unsubscribe"
            ):
                events.unsubscribe(one)
