"""What the types of the engine offer to conversions: Parse, constructors, cast operators, delegates from script blocks.

Decides which overload counts as a conversion; the order in which the ways are tried is objects.convert's.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.instances import ScriptClass
from psbridge.engine.invoke import construct, to_delegate
from psbridge.engine.invoke.plans import Plan, plan_of
from psbridge.engine.invoke.ranks import NUMERIC_IMPLICIT, rank
from psbridge.objects import NetError, NetType, ScriptBlock, find_type, members_of, type_of
from psbridge.objects.convert import NO_CONVERSION, set_type_layer
from psbridge.objects.culture import CultureInfo

DELEGATE, STRING = find_type("System.Delegate"), find_type("System.String")


def _home(net: NetType) -> Any:
    """The context for constructors of script classes; types of .NET need none."""
    return net.tag.home if isinstance(net.tag, ScriptClass) else None


def _inner(error: NetError) -> NetError:
    """The exception inside a MethodInvocationException."""
    cause = error.exception.inner
    return NetError(cause) if cause is not None else error


class EngineTypes:
    """The TypeLayer of objects.convert over the tables of the engine."""

    def parse(self, net: NetType, text: str, culture: CultureInfo) -> Any:
        method = members_of(net).static_methods.get("parse")
        if method is None:
            return NO_CONVERSION
        plan = plan_of(method, net, static=True)
        args: list[Any] = [text, culture] if self.parse_takes_culture(net) else [text]
        if plan.signatures and not any(one.accepts(len(args)) for one in plan.signatures):
            return NO_CONVERSION
        try:
            return plan.invoke(_home(net), net, args)
        except NetError as error:
            raise _inner(error) from error

    def parse_takes_culture(self, net: NetType) -> bool:
        method = members_of(net).static_methods.get("parse")
        if method is None:
            return False
        signatures = plan_of(method, net, static=True).signatures
        return any(_takes_provider(one.parameters) for one in signatures)

    def construct(self, net: NetType, value: Any) -> Any:
        """A constructor whose only parameter the value fits as it is."""
        found = members_of(net).constructor
        if found is None or value is None or net.kind in ("array", "interface"):
            return NO_CONVERSION
        if not _accepts(plan_of(found, net, static=True, shown="new"), value):
            return NO_CONVERSION
        try:
            return construct(_home(net), net, [value])
        except NetError as error:
            raise _inner(error) from error

    def sequence(self, net: NetType, items: list[Any]) -> Any:
        if members_of(net).constructor is None:
            return NO_CONVERSION
        return construct(_home(net), net, [items])

    def cast(self, net: NetType, value: Any) -> Any:
        if isinstance(value, ScriptBlock) and net.is_subtype_of(DELEGATE):
            return to_delegate(None, value, net)
        for owner in (type_of(value), net):
            for name in ("op_implicit", "op_explicit"):
                method = members_of(owner).static_methods.get(name)
                if method is not None:
                    plan = plan_of(method, owner, static=True)
                    if any(_fits(one, value, net) for one in plan.signatures):
                        return plan.invoke(None, owner, [value])
        return NO_CONVERSION

    def create(self, net: NetType) -> Any:
        if members_of(net).constructor is None or net.kind in ("array", "interface", "enum"):
            return NO_CONVERSION
        plan = plan_of(members_of(net).constructor, net, static=True, shown="new")  # type: ignore[arg-type]
        if plan.signatures and not any(one.required == 0 for one in plan.signatures):
            return NO_CONVERSION
        try:
            return construct(_home(net), net, [])
        except NetError as error:
            raise _inner(error) from error


def _takes_provider(parameters: Any) -> bool:
    return len(parameters) == 2 and parameters[1].net is not None and parameters[1].net.full_name == "System.IFormatProvider"


def _accepts(plan: Plan, value: Any) -> bool:
    for one in plan.signatures:
        if len(one.parameters) == 1 and not one.variadic and one.parameters[0].net is not None:
            if rank(value, one.parameters[0].net) >= NUMERIC_IMPLICIT:
                return True
    return False


def _fits(signature: Any, value: Any, net: NetType) -> bool:
    parameters = signature.parameters
    if len(parameters) != 1 or parameters[0].net is None or signature.returns is not net:
        return False
    return rank(value, parameters[0].net) >= NUMERIC_IMPLICIT


def install() -> None:
    """Let conversions know the types of the engine."""
    set_type_layer(EngineTypes())


install()
