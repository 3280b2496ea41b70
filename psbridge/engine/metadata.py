"""The parameters of a command together: own and common ones, their names, and the sets as numbers, so that a set of sets is an int."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from psbridge.engine.commonparameters import COMMON, PAGING, SHOULD_PROCESS
from psbridge.engine.parameters import ALL_SETS, Parameter, SetUse


class CommandMetadata:
    """The parameters of a command together.  Sets are numbered bits; a parameter in all sets has every bit."""

    def __init__(
        self,
        name: str,
        parameters: Iterable[Parameter],
        default_set: str | None = None,
        *,
        positional_binding: bool = True,
        should_process: bool = False,
        impact: str = "Medium",
        paging: bool = False,
        transactions: bool = False,
        has_common: bool = True,
    ) -> None:
        self.name = name
        self.own = tuple(parameters)
        self.default_set = default_set
        self.positional_binding = positional_binding
        self.should_process = should_process
        self.impact = impact
        self._takes: dict[tuple[Parameter, int, str], bool] = {}
        self.recipes: dict[tuple[object, ...], Any] = {}  # bindings that are known, see binder.recipes
        self.paging = paging
        self.has_common = has_common

    @cached_property
    def all(self) -> tuple[Parameter, ...]:
        """Own parameters, then the common ones."""
        extra: tuple[Parameter, ...] = ()
        if self.has_common:
            extra += COMMON
        if self.should_process:
            extra += SHOULD_PROCESS
        if self.paging:
            extra += PAGING
        return self.own + extra

    @cached_property
    def names(self) -> dict[str, Parameter]:
        """Lower-case name or alias -> parameter."""
        table: dict[str, Parameter] = {}
        for one in self.all:
            table[one.name.lower()] = one
        for one in self.all:
            for alias in one.aliases:
                table.setdefault(alias.lower(), one)
        return table

    @cached_property
    def set_names(self) -> tuple[str, ...]:
        """The named sets in order of appearance (the default set first where no parameter names it)."""
        found: dict[str, str] = {}
        for one in self.all:
            for use in one.uses:
                if use.name != ALL_SETS:
                    found.setdefault(use.name.lower(), use.name)
        if self.default_set and self.default_set.lower() not in found and self.default_set != ALL_SETS:
            found[self.default_set.lower()] = self.default_set
        return tuple(found.values())

    @cached_property
    def bits(self) -> dict[str, int]:
        """Lower-case set name -> its bit."""
        return {name.lower(): 1 << i for i, name in enumerate(self.set_names)}

    @cached_property
    def every(self) -> int:
        """All bits; 1 when there is only the unnamed set."""
        return (1 << len(self.set_names)) - 1 if self.set_names else 1

    @cached_property
    def default_bit(self) -> int:
        return self.bits.get((self.default_set or "").lower(), 0)

    @cached_property
    def masks(self) -> dict[int, int]:
        """id of a parameter -> bits of the sets that it belongs to."""
        return {id(one): self._mask(one) for one in self.all}

    def _mask(self, one: Parameter) -> int:
        mask = 0
        for use in one.uses:
            mask |= self.every if use.name == ALL_SETS else self.bits[use.name.lower()]
        return mask

    def use_in(self, one: Parameter, valid: int) -> list[SetUse]:
        """The uses of a parameter that lie in the sets `valid`."""
        return [use for use in one.uses if use.name == ALL_SETS or self.bits[use.name.lower()] & valid]

    @cached_property
    def takers(self) -> tuple[Parameter, ...]:
        """The parameters that take input in some set."""
        return tuple(one for one in self.all if any(use.pipeline or use.by_property for use in one.uses))

    def takes(self, one: Parameter, valid: int, how: str) -> bool:
        """Whether a parameter takes input in one of the sets `valid`; `how`: "pipeline" or "by_property"."""
        key = (one, valid, how)
        known = self._takes.get(key)
        if known is None:
            known = self._takes[key] = bool(self.masks[id(one)] & valid) and any(getattr(use, how) for use in self.use_in(one, valid))
        return known

    def bit_of(self, use: SetUse) -> int:
        return self.every if use.name == ALL_SETS else self.bits[use.name.lower()]

    def name_of(self, bits: int) -> str:
        """The name of the first set in `bits`."""
        for name in self.set_names:
            if self.bits[name.lower()] & bits:
                return name
        return ALL_SETS

    @cached_property
    def positional(self) -> tuple[tuple[int, tuple[tuple[Parameter, SetUse, int, str], ...]], ...]:
        """For each position in order: the parameters that stand there, with their use, its sets and their key."""
        places: dict[int, list[tuple[Parameter, SetUse, int, str]]] = {}
        for one in self.all:
            for use in one.uses:
                if use.position is not None and not use.remaining:
                    places.setdefault(use.position, []).append((one, use, self.bit_of(use), one.name.lower()))
        return tuple((position, tuple(places[position])) for position in sorted(places))

    @cached_property
    def clashing(self) -> tuple[tuple[tuple[Parameter, int, str], ...], ...]:
        """The places that several parameters of one set claim: parameter, bits of its sets and key of each."""
        return tuple(
            tuple((one, 0 if use.name == ALL_SETS else bit, key) for one, use, bit, key in places)
            for _, places in self.positional
            if len({(one.name, bit) for one, _, bit, _ in places}) > len({bit for _, _, bit, _ in places})
        )

    @cached_property
    def mandatory(self) -> tuple[tuple[Parameter, str, tuple[tuple[SetUse, int], ...]], ...]:
        """The parameters that some set demands, with their key and all their uses."""
        return tuple(
            (one, one.name.lower(), tuple((use, self.bit_of(use)) for use in one.uses))
            for one in self.all
            if any(use.mandatory for use in one.uses)
        )

    @cached_property
    def by_key(self) -> dict[str, Parameter]:
        """Own parameters by lower-case name."""
        return {one.name.lower(): one for one in self.own}

    @cached_property
    def takes_pipeline(self) -> bool:
        return any(use.pipeline or use.by_property for one in self.own for use in one.uses)
