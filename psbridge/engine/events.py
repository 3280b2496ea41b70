"""Events of a session: subscriptions, the queue of events that nobody took, actions.

An event may be raised on any thread.  Without an action it is queued; with one, the action runs in the session: between the statements of a
running pipeline, while something waits (`wait`), or at once when nothing runs.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.context import Collector
from psbridge.engine.errors import PipelineStopped, ScriptError
from psbridge.engine.eventjobs import PSEventJob
from psbridge.objects.eventsource import EventSource
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import DateTime

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_A = "System.Management.Automation."
define(_A + "PSEventManager", assembly=SMA)


class PSEventArgs(NetObject):
    """One event."""

    __slots__ = ("computer_name", "event_identifier", "event_source_args", "event_time", "message_data", "runspace_id", "sender",
        "source_args",
                 "source_identifier")  # fmt: skip
    net_type = define(_A + "PSEventArgs", "System.EventArgs", assembly=SMA)
    PROPERTIES = {
        "ComputerName": "computer_name",
        "RunspaceId": "runspace_id",
        "EventIdentifier": "event_identifier",
        "Sender": "sender",
        "SourceEventArgs": "event_source_args",
        "SourceArgs": "source_args",
        "SourceIdentifier": "source_identifier",
        "TimeGenerated": "event_time",
        "MessageData": "message_data",
    }

    def __init__(self, identifier: int, source: str, sender: Any, args: list[Any], data: Any, runspace_id: Any) -> None:
        super().__init__()
        self.computer_name: str | None = None
        self.runspace_id = runspace_id
        self.event_identifier = identifier
        self.sender, self.source_args, self.source_identifier, self.message_data = sender, args, source, data
        self.event_source_args = args[1] if len(args) > 1 and type(args[1]).__name__.endswith("EventArgs") else None
        self.event_time = DateTime.now()


class PSEventSubscriber(NetObject):
    """One subscription."""

    __slots__ = ("action", "event_name", "forward_event", "max_trigger_count", "message_data", "source_identifier", "source_object",
                 "subscription_id", "support_event", "triggers", "unhook")  # fmt: skip
    net_type = define(_A + "PSEventSubscriber", assembly=SMA)
    PROPERTIES = {
        "SubscriptionId": "subscription_id",
        "SourceObject": "source_object",
        "EventName": "event_name",
        "SourceIdentifier": "source_identifier",
        "Action": "action",
        "HandlerDelegate": "nothing",
        "SupportEvent": "support_event",
        "ForwardEvent": "forward_event",
    }
    nothing = None

    def __init__(self, number: int, source: Any, event_name: str | None, identifier: str, data: Any, action: PSEventJob | None) -> None:
        super().__init__()
        self.subscription_id = number
        self.source_object, self.event_name, self.source_identifier = source, event_name, identifier
        self.message_data, self.action = data, action
        self.support_event = self.forward_event = False
        self.max_trigger_count = self.triggers = 0
        self.unhook: Callable[[], None] | None = None

    def is_used_up(self) -> bool:
        """Whether it was told of as many events as -MaxTriggerCount allows."""
        return 0 < self.max_trigger_count <= self.triggers


def event_source(value: Any, name: str) -> EventSource | None:
    """The event of an object under its .NET name."""
    snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")
    for attribute in (snake, name.lower()):
        found = getattr(value, attribute, None)
        if isinstance(found, EventSource):
            return found
    return None


class EventManager(NetObject):
    """PSEventManager of one runspace."""

    __slots__ = ("actions", "changed", "numbers", "received", "runspace", "subscribers")
    net_type = define(_A + "PSLocalEventManager", _A + "PSEventManager", assembly=SMA)
    PROPERTIES = {"Subscribers": "all_subscribers", "ReceivedEvents": "received_list"}
    METHODS = {
        "GenerateEvent": "generate",
        "GetEventSubscribers": "matching",
        "UnsubscribeEvent": "unsubscribe",
    }

    def __init__(self, runspace: Any) -> None:
        super().__init__()
        self.runspace = runspace
        self.subscribers: list[PSEventSubscriber] = []
        self.received: list[PSEventArgs] = []
        self.actions: deque[tuple[PSEventSubscriber, PSEventArgs]] = deque()
        self.changed = threading.Condition()
        self.numbers = {"event": 0, "subscription": 0}

    def _next(self, kind: str) -> int:
        with self.changed:
            self.numbers[kind] += 1
            return self.numbers[kind]

    @property
    def all_subscribers(self) -> list[PSEventSubscriber]:
        return list(self.subscribers)

    @property
    def received_list(self) -> list[PSEventArgs]:
        return list(self.received)

    # -- subscribing

    def subscribe(
        self,
        source: Any,
        event_name: str | None,
        identifier: str,
        data: Any = None,
        action: Any = None,
        *,
        support: bool = False,
        forward: bool = False,
        max_triggers: int = 0,
    ) -> PSEventSubscriber:
        """Listen to an event of an object, or (source None) to engine events of a name."""
        if any(one.source_identifier.lower() == identifier.lower() for one in self.subscribers if identifier):
            text = f"Cannot subscribe to the specified event. A subscriber with the source identifier '{identifier}' already exists."
            raise NetError.of("System.ArgumentException", text, error_id="SUBSCRIBER_EXISTS")
        bare = unwrap(source)
        found = None if source is None else event_source(bare, str(event_name))
        if source is not None and found is None:
            text = f"Cannot register for the specified event. An event with the name '{event_name}' does not exist."
            raise NetError.of("System.ArgumentException", text + " (Parameter 'eventName')", error_id="INVALID_EVENT")
        job = None if action is None else PSEventJob(self, identifier, action)
        made = PSEventSubscriber(self._next("subscription"), source, event_name, identifier, data, job)
        made.support_event, made.forward_event, made.max_trigger_count = support, forward, max_triggers
        self.subscribers.append(made)
        if found is not None:
            self._hook(made, found)
        return made

    def _hook(self, subscriber: PSEventSubscriber, source: EventSource) -> None:
        def handler(sender: Any, arguments: Any) -> None:
            self._deliver(subscriber, sender, [sender, arguments], subscriber.message_data)

        source.add(handler)
        subscriber.unhook = lambda: source.remove(handler)

    def unsubscribe(self, subscriber: PSEventSubscriber) -> None:
        if subscriber.unhook is not None:
            subscriber.unhook()
        if subscriber in self.subscribers:
            self.subscribers.remove(subscriber)
        if subscriber.action is not None:
            subscriber.action.stop_job()

    def matching(self, identifier: str) -> list[PSEventSubscriber]:
        return [one for one in self.subscribers if one.source_identifier.lower() == identifier.lower()]

    # -- raising

    def generate(self, identifier: str, sender: Any = None, args: Any = (), data: Any = None, *_: Any) -> PSEventArgs:
        """Raise an engine event; those who listen to its name hear of it."""
        listeners = [one for one in self.matching(identifier) if one.source_object is None]
        made = self._make(identifier, sender, list(args or ()), data)
        if not listeners:
            self._queue(made)
        for one in listeners:
            self._hand_over(one, made)
        return made

    def _make(self, identifier: str, sender: Any, args: list[Any], data: Any) -> PSEventArgs:
        return PSEventArgs(self._next("event"), identifier, sender, args, data, self.runspace.instance_id)

    def _deliver(self, subscriber: PSEventSubscriber, sender: Any, args: list[Any], data: Any) -> None:
        self._hand_over(subscriber, self._make(subscriber.source_identifier, sender, args, data))

    def _hand_over(self, subscriber: PSEventSubscriber, event: PSEventArgs) -> None:
        if subscriber.is_used_up():
            return  # its last action waits for its turn
        subscriber.triggers += 1
        if subscriber.is_used_up() and subscriber.action is None:
            self.unsubscribe(subscriber)
        forward = self.runspace.extras.get("forward_event") if subscriber.forward_event else None
        if forward is not None:
            forward(event)
            return
        if subscriber.action is None:
            self._queue(event)
            return
        with self.changed:
            self.actions.append((subscriber, event))
            self.runspace.pending = self
            self.changed.notify_all()
        if self.runspace.pipelines == 0:
            self.run_actions()

    def _queue(self, event: PSEventArgs) -> None:
        with self.changed:
            self.received.append(event)
            self.changed.notify_all()

    # -- actions

    def run_actions(self, ctx: Context | None = None) -> None:
        """Run what is due, one action after the other."""
        while True:
            with self.changed:
                if not self.actions:
                    self.runspace.pending = None
                    return
                subscriber, event = self.actions.popleft()
                self.runspace.pending = None
            self._run(subscriber, event, ctx)

    def _run(self, subscriber: PSEventSubscriber, event: PSEventArgs, ctx: Context | None) -> None:
        job = subscriber.action
        assert job is not None
        sink, frame = Collector(), self.runspace.context(job.records(), None if ctx is None else ctx.stop)
        variables = {
            "Event": event,
            "EventSubscriber": subscriber,
            "Sender": event.sender,
            "EventArgs": event.event_source_args,
            "SourceEventArgs": event.event_source_args,
            "SourceArgs": event.source_args,
        }
        job.started()
        try:
            job.block.run(frame, sink, tuple(event.source_args), variables=variables)
        except ScriptError as error:
            job.failed(error.record)
        for value in sink.items:
            job.stream("output").add(value)
        if subscriber.is_used_up():
            self.unsubscribe(subscriber)

    # -- waiting

    def wait(self, ctx: Context, seconds: float | None, test: Callable[[], Any]) -> Any:
        """Wait until `test` gives something, actions running meanwhile; None when the time is over."""
        deadline = None if seconds is None else time.monotonic() + seconds
        unhook = ctx.stop.on_cancel(self._wake)
        try:
            while True:
                self.run_actions(ctx)
                if ctx.stop.cancelled:
                    raise PipelineStopped
                found = test()
                if found is not None:
                    return found
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return None
                with self.changed:
                    if not self.actions and test() is None:
                        self.changed.wait(left)
        finally:
            unhook()

    def _wake(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def take(self, event: PSEventArgs) -> None:
        """Remove an event from the queue."""
        with self.changed:
            if event in self.received:
                self.received.remove(event)

    def close(self) -> None:
        for one in list(self.subscribers):
            self.unsubscribe(one)
