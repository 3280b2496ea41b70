"""The methods that are not listed: behind properties and events, .NET has get_Name() and set_Name(value), add_Name(handler) and
remove_Name(handler); and those of the .NET Framework only.

Decides that a handler is the same one again when its script block is, and that it runs only on the thread that runs its session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members.table import ContextMethod, ContextProperty, IndexedProperty
from psbridge.engine.running import running
from psbridge.objects.adapted import Event, Method, Property, members_of
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType
from psbridge.objects.psobject import unwrap

_PREFIXES = ("get_", "set_")
_WRONG_THREAD = (
    "There is no Runspace available to run scripts in this thread. You can provide one in the DefaultRunspace property of the "
    "System.Management.Automation.Runspaces.Runspace type. The script block you attempted to invoke was: {0}"
)


def find_accessor(net: NetType, key: str, *, static: bool = False) -> Method | None:
    """The accessor of that lower-case name; None when the type has no such property."""
    if not key.startswith(_PREFIXES):
        if key.endswith("accesscontrol"):
            from psbridge.engine.invoke.frameworkmethods import framework_method  # few scripts call them

            return framework_method(net, key, static)
        side, _, name = key.partition("_")
        event = members_of(net).events.get(name) if side in ("add", "remove") and not static else None
        return None if event is None else _of_event(event, side)
    members = members_of(net)
    own = (members.static_properties if static else members.properties).get(key[4:])
    if isinstance(own, Property):
        return _of_static(own, key[:3], net) if static else _of_property(own, key[:3])
    indexed = members.methods.get(key[4:])
    return _of_indexed(indexed, key[:3]) if isinstance(indexed, IndexedProperty) and not static else None


def _of_property(own: Property, side: str) -> Method | None:
    name = f"{side}_{own.name}"
    if side == "get":
        return Method(name, own.get, (f"{own.type_name} {name}()",))
    return None if own.set is None else Method(name, own.set, (f"void {name}({own.type_name} value)",))


def _of_static(own: Property, side: str, net: NetType) -> Method | None:
    name = f"{side}_{own.name}"
    if isinstance(own, ContextProperty):
        return _of_context(own, side, name, net)
    if side == "get":
        return Method(name, lambda: own.get(net), (f"static {own.type_name} {name}()",))
    put = own.set
    return None if put is None else Method(name, lambda value: put(net, value), (f"static void {name}({own.type_name} value)",))


def _of_context(own: ContextProperty, side: str, name: str, net: NetType) -> Method | None:
    get: Callable[..., Any] = own.get
    put: Callable[..., Any] | None = own.set
    if side == "get":
        return ContextMethod(name, lambda ctx: get(ctx, net), (f"static {own.type_name} {name}()",))
    if put is None:
        return None
    return ContextMethod(name, lambda ctx, value: put(ctx, net, value), (f"static void {name}({own.type_name} value)",))


def _of_indexed(own: IndexedProperty, side: str) -> Method | None:
    name = f"{side}_{own.name}"
    result, _, arguments = own.definitions[0].partition("(")
    kind = result.split()[0]
    arguments = arguments.partition(")")[0]
    if side == "get":
        return Method(name, own.call, (f"{kind} {name}({arguments})",))
    return None if own.assign is None else Method(name, own.assign, (f"void {name}({arguments}, {kind} value)",))


def _of_event(own: Event, side: str) -> Method:
    def act(instance: Any, value: Any) -> None:
        source = getattr(unwrap(instance), own.attribute)
        (source.add if side == "add" else source.remove)(Handler(value))

    name = f"{side}_{own.name}"
    return Method(name, act, (f"void {name}(System.EventHandler[{own.arguments}] value)",))


class Handler:
    """A delegate that listens to an event."""

    __slots__ = ("delegate", "session")

    def __init__(self, delegate: Any) -> None:
        self.delegate, self.session = delegate, running()

    def __call__(self, sender: Any, arguments: Any) -> None:
        if self.delegate.block is not None and running() is not self.session:
            text = _WRONG_THREAD.format(self.delegate.block)
            raise NetError.of("System.Management.Automation.PSInvalidOperationException", text)
        self.delegate.call(sender, arguments)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Handler):
            return NotImplemented
        mine, theirs = self.delegate, other.delegate
        return mine is theirs or (mine.block is not None and mine.block is theirs.block)

    __hash__ = None  # type: ignore[assignment]
