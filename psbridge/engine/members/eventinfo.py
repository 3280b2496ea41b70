"""Events of types as objects: EventInfo, and how handlers are added through it."""

from __future__ import annotations

from typing import Any

from psbridge.engine.invoke.accessors import find_accessor
from psbridge.engine.members.table import fill, register_types
from psbridge.engine.types.written import type_from_text
from psbridge.objects.adapted import Event, members_of
from psbridge.objects.containers import TypedArray
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject

_R = "System.Reflection."
register_types(f"{_R}EventInfo | {_R}MemberInfo")


class EventInfo(NetObject):
    """An event of a type."""

    __slots__ = ("event", "owner")
    net_type = define(_R + "RuntimeEventInfo", _R + "EventInfo")
    PROPERTIES = {
        "Name": "name",
        "DeclaringType": "declaring",
        "ReflectedType": "owner",
        "MemberType": "member_type",
        "EventHandlerType": "handler",
    }

    def __init__(self, owner: NetType, event: Event) -> None:
        super().__init__()
        self.owner, self.event = owner, event

    @property
    def name(self) -> str:
        return self.event.name

    @property
    def declaring(self) -> NetType:
        here = self.owner
        while here.base is not None and self.name.lower() in members_of(here.base).events:
            here = here.base
        return here

    @property
    def member_type(self) -> Any:
        return find_type(_R + "MemberTypes").python(2)  # type: ignore[misc]

    @property
    def handler(self) -> NetType | None:
        return type_from_text(f"System.EventHandler[{self.event.arguments}]")

    def change(self, side: str, target: Any, handler: Any) -> None:
        """`side`: add or remove."""
        method = find_accessor(self.owner, f"{side}_{self.event.name.lower()}")
        assert method is not None, "events have accessors"
        method.call(target, handler)

    def __str__(self) -> str:
        return f"System.EventHandler`1[{self.event.arguments}] {self.name}"


_HANDLER = "System.Object target, System.Delegate handler"
fill(
    _R + "EventInfo",
    f"void AddEventHandler({_HANDLER})\nvoid RemoveEventHandler({_HANDLER})",
    {
        "AddEventHandler": lambda event, target, handler: event.change("add", target, handler),
        "RemoveEventHandler": lambda event, target, handler: event.change("remove", target, handler),
    },
)


def get_events(net: NetType, *flags: Any) -> TypedArray:
    return TypedArray(find_type(_R + "EventInfo"), [EventInfo(net, one) for one in members_of(net).events.values()])


def get_event(net: NetType, name: str, *flags: Any) -> EventInfo | None:
    return next((one for one in get_events(net) if one.name == name), None)
