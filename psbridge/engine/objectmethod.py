"""PSMethod: a method read without a call, with its overloads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.objects.nettypes import CORE, SMA, NetType, define, find_type
from psbridge.objects.psobject import NetObject

_A = "System.Management.Automation."
_BASE = find_type(_A + "PSMethod")
for _arity in (1, 2, 4, 8, 16, 32):
    define(f"{_A}MethodGroup`{_arity}", kind="generic", assembly=SMA)
define(_A + "PSMethod`1", _BASE, kind="generic", assembly=SMA)


class PSMethod(NetObject):
    """A method of one object.  ``run(ctx, args)`` calls it."""

    __slots__ = ("group", "name", "overloads", "owner", "run")
    net_type = _BASE
    PROPERTIES = {
        "MemberType": "member_type",
        "OverloadDefinitions": "definitions",
        "TypeNameOfValue": "type_name_of_value",
        "Value": "itself",
        "Name": "name",
        "IsInstance": "is_instance",
    }

    def __init__(self, owner: Any, name: str, overloads: tuple[Any, ...], run: Callable[[Any, list[Any]], Any]) -> None:
        """`overloads`: signatures, or texts."""
        super().__init__()
        self.owner, self.name, self.overloads, self.run = owner, name, overloads, run
        self.group: NetType | None = None

    @property
    def definitions(self) -> list[str]:
        from psbridge.objects.containers import GenericList

        texts = [getattr(o, "text", o) for o in self.overloads]
        return GenericList(find_type("System.String"), texts, "System.Collections.ObjectModel.Collection`1")

    @property
    def member_type(self) -> Any:
        from psbridge.objects.nettypes import lookup_type

        net = lookup_type(_A + "PSMemberTypes")
        return net.python(64) if net is not None and net.python is not None else "Method"

    @property
    def type_name_of_value(self) -> str:
        return _BASE.full_name

    @property
    def itself(self) -> PSMethod:
        return self

    @property
    def is_instance(self) -> bool:
        return True

    def invoke(self, ctx: Any, args: list[Any]) -> Any:
        return self.run(ctx, args)

    @property
    def type_names(self) -> tuple[str, ...] | list[str]:
        if self.custom_type_names is not None:
            return self.custom_type_names
        if self.group is None:
            self.group = closed_type(self.overloads)
        return self.group.type_names

    def __str__(self) -> str:
        return ", ".join(self.definitions)

    def __repr__(self) -> str:
        return f"<PSMethod {self.name}>"


def closed_type(overloads: tuple[Any, ...]) -> NetType:
    """The closed PSMethod type over the delegates that the overloads amount to."""
    kinds = [_delegate(o) for o in overloads if hasattr(o, "parameters")]
    if not kinds:
        return _BASE
    return find_type(_A + "PSMethod`1").close(_group(kinds))


def _group(kinds: list[NetType]) -> NetType:
    for size in (1, 2, 4, 8, 16, 32):
        if len(kinds) == size:
            return find_type(f"{_A}MethodGroup`{size}").close(*kinds)
        if len(kinds) < size * 2 and size > 1:
            return find_type(f"{_A}MethodGroup`{size}").close(*kinds[: size - 1], _group(kinds[size - 1 :]))
    return _group(kinds[:32])


def _delegate(signature: Any) -> NetType:
    plain = find_type("System.Object")
    arguments = tuple(p.net or plain for p in signature.parameters)
    if signature.returns.full_name == "System.Void":
        if not arguments:
            return define("System.Action", "System.Delegate", assembly=CORE)
        return _open("Action", len(arguments)).close(*arguments)
    return _open("Func", len(arguments) + 1).close(*arguments, signature.returns)


def _open(name: str, arity: int) -> NetType:
    return define(f"System.{name}`{arity}", "System.Delegate", kind="generic")
