"""Delegates: .NET callables, most often made of script blocks.

Decides how a script block answers as Action, Func, Predicate or Comparison: its arguments are $args (and param()), its result is
converted to what the delegate type returns.  Two arguments, the second an object, are taken for sender and event: $this and $_.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.invoke.signatures import Signature, parse
from psbridge.engine.objectmethod import PSMethod
from psbridge.engine.running import running
from psbridge.objects import AutomationNull, NetType, ScriptBlock, find_type
from psbridge.objects import convert as conversion
from psbridge.objects.convert import is_value_type
from psbridge.objects.psobject import NetObject, PSObject

VOID = find_type("System.Void")
_MATCH_EVALUATOR = "System.Text.RegularExpressions.MatchEvaluator"
_RESULTS: dict[str, str] = {
    "System.Predicate`1": "System.Boolean",
    "System.Comparison`1": "System.Int32",
    _MATCH_EVALUATOR: "System.String",
}


class Delegate(NetObject):
    """A callable of a delegate type; ``block`` is the script block behind it, if it is one."""

    __slots__ = ("block", "call", "kind")
    net_type = find_type("System.Delegate")

    def __init__(self, kind: NetType, call: Callable[..., Any], block: ScriptBlock | None = None) -> None:
        super().__init__()
        self.kind, self.call, self.block = kind, call, block

    def __call__(self, *args: Any) -> Any:
        return self.call(*args)


Delegate.net_type = property(lambda self: self.kind)  # type: ignore[assignment]


def result_type(kind: NetType) -> NetType | None:
    """What a delegate type returns; None: nothing, or unknown."""
    definition = kind.generic_definition
    fixed = _RESULTS.get((definition or kind).full_name)
    if fixed is not None:
        return find_type(fixed)
    if definition is None:
        return None
    return kind.generic_arguments[-1] if definition.full_name.startswith(("System.Func`", "System.Converter`")) else None


def to_delegate(ctx: Any, value: Any, kind: NetType) -> Any:
    """`value` as a delegate of that type: a Delegate stays, a script block is put into one."""
    if value is None or isinstance(value, Delegate):
        return value
    if isinstance(value, ScriptBlock):
        return Delegate(kind, _caller(ctx, value, kind), value)
    if isinstance(value, PSMethod) and has_overload(value, kind):
        return Delegate(kind, lambda *args: value.run(ctx if ctx is not None else running_context(), list(args)))
    return conversion.convert(value, kind)


def has_overload(method: PSMethod, kind: NetType) -> bool:
    """Whether an overload of a method can stand for a delegate of that type."""
    return any(_fits(one if isinstance(one, Signature) else parse(str(one)), kind) for one in method.overloads)


def running_context() -> Any:
    """A frame of the session that the thread runs; None where it runs none."""
    runspace = running()
    return None if runspace is None else runspace.context()


def _fits(signature: Signature, kind: NetType) -> bool:
    """Whether a method can stand for a delegate of that type: values as they are, objects where they go."""
    *given, wanted = shape_of(kind)
    return (
        len(given) == len(signature.parameters)
        and all(_goes(one, parameter.net) for one, parameter in zip(given, signature.parameters, strict=True))
        and (wanted is signature.returns if wanted is VOID or is_value_type(signature.returns) else _goes(signature.returns, wanted))
    )


def shape_of(kind: NetType) -> tuple[NetType, ...]:
    """The types of a delegate's arguments, and of its result at the end."""
    definition = kind.generic_definition or kind
    arguments = tuple(kind.generic_arguments or ())
    if definition.full_name.startswith(("System.Func`", "System.Converter`")):
        return arguments
    if definition.full_name == "System.Comparison`1":
        arguments *= 2
    if definition.full_name == _MATCH_EVALUATOR:
        arguments = (find_type("System.Text.RegularExpressions.Match"),)
    return (*arguments, result_type(kind) or VOID)


def _goes(one: NetType, other: NetType | None) -> bool:
    return one is other or (other is not None and not is_value_type(one) and one.is_subtype_of(other))


def _caller(ctx: Any, block: Any, kind: NetType) -> Callable[..., Any]:
    wanted = result_type(kind)
    where = ctx if ctx is not None else getattr(block, "home", None)

    def call(*args: Any) -> Any:
        event = {"this": args[0], "dollar_under": args[1]} if len(args) == 2 and isinstance(args[1], PSObject) else {}
        result = block.invoke_value(where, *args, **event)
        if result is AutomationNull or kind.full_name.startswith("System.Action"):
            return (
                AutomationNull
                if kind.full_name.startswith("System.Action")
                else None
                if wanted is None
                else conversion.convert(None, wanted)
            )
        return result if wanted is None else conversion.convert(result, wanted)

    return call
