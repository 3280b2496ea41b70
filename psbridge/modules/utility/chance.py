"""Get-Random, New-Guid, Get-SecureRandom."""

from __future__ import annotations

import random
import uuid
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.modules.utility.editions import refuse_newer
from psbridge.objects import INT32_MAX, Int64, find_type, unwrap
from psbridge.objects.convert import convert, to_text

_A = "System.Management.Automation."


class _Random(Cmdlet):
    """Numbers from a range, or a choice of objects."""

    maximum = parameter("Maximum", "object", sets=(In("RandomNumberParameterSet", position=0),))
    minimum = parameter("Minimum", "object", sets=("RandomNumberParameterSet",))
    input_object = parameter(
        "InputObject",
        "object[]",
        sets=(
            In("RandomListItemParameterSet", mandatory=True, position=0, pipeline=True),
            In("ShuffleParameterSet", position=0, pipeline=True),
        ),
        allow_empty=True,
        allow_null=True,
    )
    count = parameter(
        "Count", "int", sets=("RandomNumberParameterSet", "RandomListItemParameterSet"), default=1, validate=(ValidateRange(1, INT32_MAX),)
    )
    shuffle = parameter("Shuffle", "switch", sets=(In("ShuffleParameterSet", mandatory=True),))
    source: random.Random

    def begin(self) -> None:
        refuse_newer(self, Shuffle=(7, 1))
        self._kept: list[Any] = []
        self._seen = 0
        bounds = self.is_bound("Maximum") or self.is_bound("Minimum")
        self._numbers = self.set_name == "RandomNumberParameterSet" and (bounds or not self.input_is_expected)
        if self._numbers:
            for _ in range(self.count):
                self.write(self._number())

    def _number(self) -> Any:
        low, high = self._bound(self.minimum), self._bound(self.maximum)
        if isinstance(low, float) or isinstance(high, float):
            return self._double(0.0 if low is None else float(low), float(high) if high is not None else float("1.7976931348623157e308"))
        wide = isinstance(low, Int64) or isinstance(high, Int64)
        floor = 0 if low is None else int(low)
        ceiling = INT32_MAX if high is None else int(high)
        self._check(floor, ceiling)
        made = self.source.randrange(floor, ceiling)
        return Int64(made) if wide else made

    def _double(self, low: float, high: float) -> float:
        self._check(low, high)
        return low + (high - low) * self.source.random()

    def _bound(self, value: Any) -> Any:
        bare = unwrap(value)
        if isinstance(bare, str):
            bare = convert(bare, find_type("System.Double")) if any(c in bare for c in ".eE") else convert(bare, find_type("System.Int64"))
            if isinstance(bare, Int64) and -INT32_MAX - 1 <= bare <= INT32_MAX:
                return int(bare)
        return bare

    def _check(self, low: float, high: float) -> None:
        if low >= high:
            text = f"The Minimum value ({to_text(low)}) cannot be greater than or equal to the Maximum value ({to_text(high)})."
            record = self.error("System.ArgumentException", text, "MinGreaterThanOrEqualMax", "InvalidArgument")
            self.fail(record)

    def process(self) -> None:
        if self._numbers:
            return
        for item in self.input_object or ():
            self._seen += 1
            if self.shuffle or len(self._kept) < self.count:
                self._kept.append(item)
            else:
                place = self.source.randrange(self._seen)
                if place < self.count:
                    self._kept[place] = item

    def end(self) -> None:
        if not self._numbers:
            self.source.shuffle(self._kept)
            for item in self._kept:
                self.write(item)


@cmdlet("Get-Random", default_set="RandomNumberParameterSet", output=("System.Int32", "System.Int64", "System.Double"))
class GetRandom(_Random):
    """Gets a random number, or selects objects randomly from a collection."""

    set_seed = parameter("SetSeed", "int")

    def begin(self) -> None:
        store = self.runspace.extras.setdefault(__name__, {})
        if self.is_bound("SetSeed"):
            store["source"] = random.Random(self.set_seed)
        self.source = store.setdefault("source", random.Random())
        super().begin()


@cmdlet("Get-SecureRandom", default_set="RandomNumberParameterSet", output=("System.Int32", "System.Int64", "System.Double"))
class GetSecureRandom(_Random):
    """Gets a random number from the system's secure source."""

    def begin(self) -> None:
        self.source = random.SystemRandom()
        super().begin()


@cmdlet("New-Guid", default_set="Default", output=("System.Guid",))
class NewGuid(Cmdlet):
    """Creates a GUID."""

    empty = parameter("Empty", "switch", sets=("Empty",))

    def process(self) -> None:
        self.write(uuid.UUID(int=0) if self.empty else uuid.uuid4())
