"""Binding an object that comes down the pipeline: by value, then by property name, each first without and then with conversion.

`InputBinder` is made once for a command in a pipeline; `bind` gives the values of one object, so that the command can take back what the
previous object bound.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.binder.coerce import prepare
from psbridge.engine.binder.commandline import Binder
from psbridge.engine.errors import ScriptError
from psbridge.engine.parameters import OBJECT, Parameter
from psbridge.engine.scopes import UNSET
from psbridge.objects.access import get_property
from psbridge.objects.convert import to_text

BY_VALUE, BY_NAME = "pipeline", "by_property"
_STATES = ((BY_VALUE, False), (BY_NAME, False), (BY_VALUE, True), (BY_NAME, True))


class InputBinder:
    """The part of a binding that repeats for each object.

    ``steady``: the one parameter that takes any object but null as it is, if that is all; ``simple``: the same, null included, and its set
    is known already.
    """

    __slots__ = ("_known", "binder", "candidates", "simple", "steady", "valid")

    def __init__(self, binder: Binder) -> None:
        self.binder = binder
        self.valid = binder.valid
        self._known: dict[tuple[int, str], tuple[Parameter, ...]] = {}
        meta = binder.meta
        unbound, valid = binder.unbound, self.valid
        self.candidates = [
            one for one in meta.takers if (meta.takes(one, valid, BY_VALUE) or meta.takes(one, valid, BY_NAME)) and one in unbound
        ]
        self.steady = self._only()
        one = self.steady
        known = one is not None and self.valid.bit_count() == 1 and (one.allow_null or not one.is_mandatory)
        self.simple = one if known else None

    def _only(self) -> Parameter | None:
        """Object by value, nothing else to look at: the case of ForEach-Object, Where-Object, most filters."""
        if len(self.candidates) != 1 or self.binder.delayed:
            return None
        one = self.candidates[0]
        uses = self.binder.meta.use_in(one, self.valid)
        plain = one.net is OBJECT or one.net.full_name == "System.Management.Automation.PSObject"
        checked = one.validators or one.transforms or one.ps_type_name
        return one if plain and not checked and all(use.pipeline for use in uses) else None

    def bind(self, value: Any) -> dict[str, Any]:
        """The values that `value` brings; raises ScriptError when it brings none, or not all that is mandatory."""
        binder = self.binder
        binder.valid = self.valid
        unbound, before = list(binder.unbound), dict(binder.values)
        try:
            found = self._delayed(value)
            waiting = list(self.candidates)
            for how, coerce in _STATES:
                if not waiting:
                    break
                if self._state(value, how, coerce, waiting, found):
                    self._narrow()
            if not found and (self.candidates or not self.binder.delayed):
                raise self._refused("InputObjectNotBound", value)
            self._settle(found, value)
            return found
        finally:
            binder.unbound, binder.values = unbound, before

    def _state(self, value: Any, how: str, coerce: bool, waiting: list[Parameter], found: dict[str, Any]) -> bool:
        """One of the four ways, the default set before the others."""
        binder, any_bound = self.binder, False
        meta, valid = binder.meta, binder.valid
        default = meta.default_bit & valid
        for bits in (default, valid) if default and default != valid else (valid,):
            for one in self._takers(bits, how):
                if one not in waiting or (binder.valid != valid and not meta.takes(one, bits & binder.valid, how)):
                    continue
                ready = self._try(one, value, how, coerce)
                if ready is not UNSET:
                    found[one.name.lower()] = ready
                    binder.values[one.name.lower()] = ready
                    waiting.remove(one)
                    binder.take(one)
                    any_bound = True
        return any_bound

    def _takers(self, bits: int, how: str) -> tuple[Parameter, ...]:
        """The candidates that take input in this way in some of the sets."""
        known = self._known.get((bits, how))
        if known is None:
            known = self._known[bits, how] = tuple(one for one in self.candidates if self.binder.meta.takes(one, bits, how))
        return known

    def _try(self, one: Parameter, value: Any, how: str, coerce: bool) -> Any:
        if how == BY_NAME:
            value = self._property(one, value)
            if value is UNSET:
                return UNSET
        binder = self.binder
        try:
            return prepare(one, value, binder.blame, coerce=coerce, script=binder.manner, evaluate=binder.evaluate)
        except ScriptError as error:
            if error.record.error_id in _CONVERSIONS:
                return UNSET
            raise

    @staticmethod
    def _property(one: Parameter, value: Any) -> Any:
        if value is None:
            return UNSET
        for name in (one.name, *one.aliases):
            found = get_property(value, name, UNSET)
            if found is not UNSET:
                return found
        return UNSET

    def _delayed(self, value: Any) -> dict[str, Any]:
        """Evaluate the script blocks that were given instead of values, with $_ set."""
        found: dict[str, Any] = {}
        binder = self.binder
        for key, (one, block, arg) in binder.delayed.items():
            results = binder.evaluate(block, value, True)
            if not results:
                raise binder.blame.failure("ScriptBlockArgumentNoOutput", one.name, at=arg.extent if arg else None)
            single = results[0] if len(results) == 1 else results
            found[key] = prepare(one, single, binder.blame, script=binder.manner, evaluate=binder.evaluate)
        return found

    def _narrow(self) -> None:
        binder = self.binder
        if binder.valid.bit_count() > 1 and not binder.valid & binder.meta.default_bit:
            return
        binder.check_sets(before_input=True, settle=False)

    def _settle(self, found: dict[str, Any], value: Any) -> None:
        binder = self.binder
        if binder.valid.bit_count() > 1:
            binder.check_sets(before_input=False, settle=True)
        missing = binder._missing(binder.valid, False)
        if missing:
            raise self._refused("InputObjectMissingMandatory", value, ", ".join(one.name for one in missing))

    def _refused(self, error_id: str, value: Any, *words: Any) -> ScriptError:
        made = self.binder.blame.failure(error_id, *words, target=value, parameter="")
        made.record.category_info.target_name = "" if value is None else to_text(value)
        return made


_CONVERSIONS = frozenset({"CannotConvertArgumentNoMessage", "CannotConvertArgument", "ParameterArgumentTransformationError"})
