"""Get-Random, New-Guid, Get-SecureRandom."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, ValidateRange, cmdlet, parameter
from psbridge.modules.utility.editions import refuse_newer
from psbridge.objects import INT32_MAX, Int64, find_type, unwrap
from psbridge.objects.convert import convert, to_text
from psbridge.objects.formats.literal import scan_number
from psbridge.objects.pseudorandom import NetRandom


class _Source:
    """Numbers made of random bytes as the cmdlet makes them: a seed gives the numbers that it gives in PowerShell."""

    def __init__(self, data: Callable[[int], bytes]) -> None:
        self.data = data

    def _word(self) -> int:
        while (word := int.from_bytes(self.data(4), "little", signed=True)) == INT32_MAX:
            pass
        return word

    def fraction(self) -> float:
        """From 0.0 to below 1.0."""
        word = self._word()
        return (word + INT32_MAX if word < 0 else word) * (1.0 / INT32_MAX)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to below high."""
        extent = high - low
        if extent <= INT32_MAX:
            return int(self.fraction() * extent) + low
        if extent <= 2 * INT32_MAX + 1:
            return int((self._word() + INT32_MAX) * (1.0 / (2 * INT32_MAX)) * extent + low)
        mask = (1 << extent.bit_length()) - 1
        while (drawn := int.from_bytes(self.data(8), "little") & mask) >= extent:
            pass
        return int(float(low) + float(drawn))


class _Random(Cmdlet):
    """Numbers from a range, or a choice of objects."""

    maximum = parameter("Maximum", "object", sets=(In("RandomNumberParameterSet", position=0),))
    minimum = parameter("Minimum", "object", sets=("RandomNumberParameterSet",))
    input_object = parameter(
        "InputObject",
        "object[]",
        sets=(
            In("RandomListItemParameterSet", mandatory=True, position=0, pipeline=True),
            In("ShuffleParameterSet", mandatory=True, position=0, pipeline=True),
        ),
        allow_null=True,
    )
    count = parameter(
        "Count", "int", sets=("RandomNumberParameterSet", "RandomListItemParameterSet"), default=1, validate=(ValidateRange(1, INT32_MAX),)
    )
    shuffle = parameter("Shuffle", "switch", sets=(In("ShuffleParameterSet", mandatory=True),))
    source: _Source

    def begin(self) -> None:
        refuse_newer(self, Shuffle=(7, 1))
        self._kept: list[Any] = []
        self._seen = 0
        bounds = self.is_bound("Maximum") or self.is_bound("Minimum")
        self._numbers = self.set_name == "RandomNumberParameterSet" and (bounds or not self.input_is_expected)
        if self._numbers and isinstance(unwrap(self.maximum), list):
            self.input_object, self._numbers = unwrap(self.maximum), False
        if self._numbers:
            for _ in range(self.count):
                self.write(self._number())

    def _number(self) -> Any:
        low, high = self._bound(self.minimum), self._bound(self.maximum)
        if isinstance(low, float) or isinstance(high, float):
            return self._double(0.0 if low is None else float(low), float(high) if high is not None else float("1.7976931348623157e308"))
        wide = isinstance(low, Int64) or isinstance(high, Int64)
        floor = 0 if low is None else int(low)
        ceiling = ((1 << 63) - 1 if wide else INT32_MAX) if high is None else int(high)
        self._check(floor, ceiling)
        made = self.source.between(floor, ceiling)
        return Int64(made) if wide else made

    def _double(self, low: float, high: float) -> float:
        self._check(low, high)
        extent = high - low
        while True:
            drawn = self.source.fraction()
            made = low + drawn * extent if extent != float("inf") else low + drawn * high - drawn * low
            if made < high:
                return made
            extent *= drawn

    def _bound(self, value: Any) -> Any:
        bare = unwrap(value)
        if isinstance(bare, str):
            number = scan_number(bare)
            bare = convert(bare, find_type("System.Int32")) if number is None else number
        elif bare is not None and bare.__class__ not in (int, Int64, float):
            bare = convert(bare, find_type("System.Double"))
        return bare

    def _check(self, low: float, high: float) -> None:
        if low >= high:
            text = f"The Minimum value ({to_text(low)}) cannot be greater than or equal to the Maximum value ({to_text(high)})."
            record = self.error("System.ArgumentException", text, "MinGreaterThanOrEqualMax", "InvalidArgument")
            self.fail(record)

    def process(self) -> None:
        if self._numbers:
            return
        for item in (None,) if self.input_object is None else self.input_object:
            self._seen += 1
            if self.shuffle or len(self._kept) < self.count:
                self._kept.append(item)
            else:
                if self.source.between(0, self._seen) < self.count:
                    self._kept[self.source.between(0, len(self._kept))] = item

    def end(self) -> None:
        if self._numbers:
            return
        kept = self._kept
        for place in range(len(kept)):
            chosen = self.source.between(place, len(kept))
            self.write(kept[chosen])
            kept[chosen] = kept[place]


@cmdlet("Get-Random", default_set="RandomNumberParameterSet", output=("System.Int32", "System.Int64", "System.Double"))
class GetRandom(_Random):
    """Gets a random number, or selects objects randomly from a collection."""

    set_seed = parameter("SetSeed", "int", validate=(NotNull(),))

    def begin(self) -> None:
        store = self.runspace.extras.setdefault(__name__, {})
        if self.is_bound("SetSeed"):
            store["source"] = _Source(NetRandom(self.set_seed).data)
        self.source = store.setdefault("source", _Source(secrets.token_bytes))
        super().begin()


@cmdlet("Get-SecureRandom", default_set="RandomNumberParameterSet", output=("System.Int32", "System.Int64", "System.Double"))
class GetSecureRandom(_Random):
    """Gets a random number from the system's secure source."""

    def begin(self) -> None:
        self.source = _Source(secrets.token_bytes)
        super().begin()


@cmdlet("New-Guid", default_set="Default", output=("System.Guid",))
class NewGuid(Cmdlet):
    """Creates a GUID."""

    empty = parameter("Empty", "switch", sets=("Empty",))

    def process(self) -> None:
        self.write(uuid.UUID(int=0) if self.empty else uuid.uuid4())
