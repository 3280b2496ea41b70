"""Bindings that are known: how arguments of the same names and classes landed the last time.

Decides when the outcome of a binding depends on nothing but the names and the classes of the arguments, and repeats it then.  Values are
still converted and validated one by one; a value that no longer fits where it did sends the call to the whole binder.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from psbridge.engine.binder.arguments import Arg
from psbridge.engine.binder.coerce import BOOLEAN, fits, prepare
from psbridge.engine.binder.commandline import Binder
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parameters import OBJECT, SWITCH, Parameter
from psbridge.engine.scopes import UNSET
from psbridge.objects.containers import Hashtable, OrderedDictionary
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import PSObject
from psbridge.objects.scalars import DateTime, SwitchParameter, TimeSpan
from psbridge.objects.scriptblock import ScriptBlock

_PSOBJECT = find_type("System.Management.Automation.PSObject")
_STABLE: frozenset[type] = frozenset(
    {str, int, float, bool, Decimal, Int64, DateTime, TimeSpan, SwitchParameter, Hashtable, OrderedDictionary, UNSET.__class__}
)
"""Classes whose values fit the same parameters, whatever the value; values of others are bound anew each time unless they are named."""
_LIMIT = 64  # recipes of one command

Key = tuple[Any, ...]
# index of the value among the arguments (-1: a switch that is just named), index of the argument, parameter, key, coerce, how it goes in
Step = tuple[int, int, Parameter, str, bool, int]
_CONVERTED, _AS_IT_IS, _GATHERED = 0, 1, 2


class Recipe:
    """The steps of a binding, and the state of the binder behind them."""

    __slots__ = ("before_input", "steps", "unbound", "valid")

    def __init__(self, steps: list[Step], binder: Binder) -> None:
        self.steps = steps
        self.valid, self.before_input, self.unbound = binder.valid, binder.before_input, tuple(binder.unbound)

    def replay(self, binder: Binder, args: list[Arg]) -> bool:
        """Bind these arguments; False (and nothing has happened) when a value does not fit."""
        values: dict[str, Any] = {}
        for at, index, one, key, coerce, how in self.steps:
            value = args[at].value if at >= 0 else SwitchParameter(True)
            if how != _AS_IT_IS or (value.__class__ is str and not value):
                value = [value] if how == _GATHERED else value
                extent = args[index].extent
                value = prepare(one, value, binder.blame, coerce=coerce, script=binder.manner, evaluate=binder.evaluate, at=extent)
                if value is UNSET:
                    return False
            values[key] = value
        binder.values.update(values)
        binder.unbound = list(self.unbound)
        binder.valid, binder.before_input = self.valid, self.before_input
        return True


def key_of(args: list[Arg], expecting: bool) -> Key | None:
    """What a binding depends on; None when it depends on more than classes."""
    key: list[Any] = [expecting]
    for arg in args:
        kind = arg.value.__class__
        if kind is None.__class__:
            return None
        key += (arg.name, kind)
    return tuple(key)


def bind(binder: Binder, args: list[Arg], recipes: dict[Key, Recipe]) -> None:
    """Bind as before if these arguments were seen before, else with the whole binder.  For commands without dynamic parameters and
    defaults of the session."""
    key = key_of(args, binder.expecting)
    if key is None:
        binder.bind(args)
        return
    known = recipes.get(key)
    if known is not None and known.replay(binder, args):
        return
    binder.bind(args)
    steps = _steps(binder, args, key)
    if steps is not None and len(recipes) < _LIMIT:
        recipes[key] = Recipe(steps, binder)


def _steps(binder: Binder, args: list[Arg], key: Key) -> list[Step] | None:
    """What `binder` did, None when it must think anew each time."""
    if binder.irregular or binder.delayed or len(binder.values) != len(binder.steps):
        return None
    steps: list[Step] = []
    used = 0
    for one, arg, coerce in binder.steps:
        index = next((i for i, other in enumerate(args) if other is arg), None)
        if index is None or (arg.name is None and (not _is_stable(arg.value.__class__) or _gives_up(binder.meta, one))):
            return None
        at = index
        if key[2 + 2 * index] is UNSET.__class__:
            at = -1 if one.is_switch else index + 1
        used += 2 if at > index else 1
        how = _GATHERED if arg is binder.gathered else _AS_IT_IS if at < 0 or _goes_in(one, args[at].value, coerce) else _CONVERTED
        steps.append((at, index, one, one.name.lower(), coerce, how))
    return steps if used == len(args) else None


def _is_stable(kind: type) -> bool:
    return kind in _STABLE or issubclass(kind, ScriptBlock)


def _goes_in(one: Parameter, value: Any, coerce: bool) -> bool:
    """Whether values of that class go into a parameter as they are (a text that is not empty, which a mandatory parameter may refuse)."""
    if one.transforms or one.validators or one.ps_type_name:
        return False
    net = one.net
    if not _is_stable(value.__class__):
        return value.__class__ is PSObject and (net is OBJECT or net is _PSOBJECT)
    if net is OBJECT or net is _PSOBJECT or net.python is value.__class__:
        return True
    return net.kind != "array" and net is not SWITCH and net is not BOOLEAN and (not coerce or fits(value, net))


def _gives_up(meta: CommandMetadata, one: Parameter) -> bool:
    """Whether a positional parameter leaves values that its validation refuses to another one."""
    if one.validators:
        return True
    places = [place for _, place in meta.positional if len(place) > 1 and any(other is one for other, *_ in place)]
    return any(other.validators for place in places for other, *_ in place)
