"""Measure-Object and Measure-Command."""

from __future__ import annotations

import math
import re
import time
from typing import Any, ClassVar

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.modules.utility.argumentkeys import EXPRESSION
from psbridge.modules.utility.expressions import Entry, evaluate, parse_entries
from psbridge.objects import AutomationNull, ErrorDetails, NetError, NetObject, Property, TimeSpan, define, find_type, type_of, unwrap
from psbridge.objects.convert import compare, convert, to_text
from psbridge.objects.culture import current_culture
from psbridge.objects.wildcard import has_wildcards

_M = "Microsoft.PowerShell.Commands."
_DOUBLE = find_type("System.Double")
_NO_PROPERTY = (
    'Cannot process argument because the value of argument "Property" is not valid. Change the value of the "Property" argument and run '
    "the operation again."
)


class MeasureInfo(NetObject):
    """Base of what Measure-Object gives."""

    __slots__ = ("property",)
    net_type = define(_M + "MeasureInfo")
    PROPERTIES: ClassVar[dict[str, str | Property]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.property: str | None = None


class GenericMeasureInfo(MeasureInfo):
    """Statistics of numbers."""

    __slots__ = ("average", "count", "maximum", "minimum", "standard_deviation", "sum")
    net_type = define(_M + "GenericMeasureInfo", _M + "MeasureInfo")
    PROPERTIES: ClassVar[dict[str, str | Property]] = {
        "Count": "count",
        "Average": "average",
        "Sum": "sum",
        "Maximum": "maximum",
        "Minimum": "minimum",
        "StandardDeviation": "standard_deviation",
        "Property": "property",
    }

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.average: float | None = None
        self.sum: float | None = None
        self.maximum: Any = None
        self.minimum: Any = None
        self.standard_deviation: float | None = None


class GenericObjectMeasureInfo(GenericMeasureInfo):
    """Minimum and maximum of things that are no numbers."""

    __slots__ = ()
    net_type = define(_M + "GenericObjectMeasureInfo", _M + "MeasureInfo")
    PROPERTIES: ClassVar[dict[str, str | Property]] = GenericMeasureInfo.PROPERTIES


class TextMeasureInfo(MeasureInfo):
    """Lines, words and characters."""

    __slots__ = ("characters", "lines", "words")
    net_type = define(_M + "TextMeasureInfo", _M + "MeasureInfo")
    PROPERTIES: ClassVar[dict[str, str | Property]] = {
        "Lines": "lines",
        "Words": "words",
        "Characters": "characters",
        "Property": "property",
    }

    def __init__(self) -> None:
        super().__init__()
        self.lines: int | None = None
        self.words: int | None = None
        self.characters: int | None = None


class _Statistics:
    """What has been seen of one property."""

    def __init__(self) -> None:
        self.count = self.lines = self.words = self.characters = 0
        self.sum = self.mean = self.spread = 0.0
        self.numbers = 0
        self.maximum: Any = None
        self.minimum: Any = None

    def add_number(self, number: float) -> None:
        self.numbers += 1
        self.sum += number
        gap = number - self.mean
        self.mean += gap / self.numbers
        self.spread += gap * (number - self.mean)

    @property
    def deviation(self) -> float | None:
        return math.sqrt(self.spread / (self.numbers - 1)) if self.numbers > 1 else math.nan


@cmdlet("Measure-Object", default_set="GenericMeasure", aliases=("measure",), output=(_M + "GenericMeasureInfo", _M + "TextMeasureInfo"))
class MeasureObject(Cmdlet):
    """Calculates numeric properties of objects, and lines, words and characters of text."""

    input_object = parameter("InputObject", "psobject", pipeline=True)
    property = parameter("Property", "object[]", position=0, validate=(NotNullOrEmpty(),))
    standard_deviation = parameter("StandardDeviation", "switch", sets=("GenericMeasure",))
    sum = parameter("Sum", "switch", sets=("GenericMeasure",))
    all_stats = parameter("AllStats", "switch", sets=("GenericMeasure",))
    average = parameter("Average", "switch", sets=("GenericMeasure",))
    maximum = parameter("Maximum", "switch", sets=("GenericMeasure",))
    minimum = parameter("Minimum", "switch", sets=("GenericMeasure",))
    line = parameter("Line", "switch", sets=(In("TextMeasure"),))
    word = parameter("Word", "switch", sets=(In("TextMeasure"),))
    character = parameter("Character", "switch", sets=(In("TextMeasure"),))
    ignore_white_space = parameter("IgnoreWhiteSpace", "switch", sets=(In("TextMeasure"),))

    def begin(self) -> None:
        self._entries = parse_entries(self, self.property, (EXPRESSION,))
        self._seen: dict[str, _Statistics] = {}
        self._numeric = True
        everything = bool(self.all_stats)
        self._want = {n: everything or bool(getattr(self, n)) for n in ("sum", "average", "maximum", "minimum", "standard_deviation")}

    def process(self) -> None:
        value = self.input_object
        if value is None or value is AutomationNull:
            return
        if not self._entries:
            self._measure("", value)
            return
        for entry in self._entries:
            self._measure_entry(entry, value)

    def _measure_entry(self, entry: Entry, value: Any) -> None:
        values = evaluate(self, entry, value)
        if not values and not entry.is_block and not has_wildcards(entry.source):
            self._seen.setdefault(entry.source, _Statistics())  # a property that no object has is reported at the end
        for found in values:
            if found.failure is None:
                self._measure(entry.label or found.name, found.value)

    def _measure(self, name: str, value: Any) -> None:
        if value is None:
            return
        statistics = self._seen.setdefault(name, _Statistics())
        statistics.count += 1
        if self.set_name == "TextMeasure":
            self._measure_text(statistics, to_text(value, current_culture()))
        else:
            self._measure_value(statistics, value)

    def _measure_text(self, statistics: _Statistics, text: str) -> None:
        statistics.lines += text.count("\n") + (not text.endswith("\n")) if text else 0
        statistics.words += len(text.split())
        statistics.characters += len(re.sub(r"\s", "", text)) if self.ignore_white_space else len(text)

    def _measure_value(self, statistics: _Statistics, value: Any) -> None:
        want = self._want
        number = None
        if want["sum"] or want["average"] or want["standard_deviation"]:
            number = self._number(value)
            if number is None:
                self._numeric = False
                text = f'Input object "{to_text(value)}" is not numeric.'
                kind = "System.Management.Automation.PSInvalidOperationException"
                self.write_error(self.error(kind, text, "NonNumericInputObject", "InvalidType", value))
                return
            statistics.add_number(number)
        if want["maximum"] and (statistics.maximum is None or self._order(value, statistics.maximum) > 0):
            statistics.maximum = value
        if want["minimum"] and (statistics.minimum is None or self._order(value, statistics.minimum) < 0):
            statistics.minimum = value

    def _order(self, left: Any, right: Any) -> int:
        """As numbers what can be a number; things of two kinds as texts, whose case counts."""
        first, second = (value if (number := self._number(value)) is None else number for value in (left, right))
        if type_of(unwrap(first)) is not type_of(unwrap(second)):
            first, second = to_text(first), to_text(second)
        return compare(first, second, ignore_case=False)

    def _number(self, value: Any) -> float | None:
        try:
            return float(convert(value, _DOUBLE))
        except NetError:
            return None

    def end(self) -> None:
        if not self._entries:
            self._write_one(None, self._seen.get("") or _Statistics())
            return
        for name, statistics in self._seen.items():
            if statistics.count:
                self._write_one(name, statistics)
            else:
                self._not_found()

    def _not_found(self) -> None:
        """No object had the property.  The details are there and empty, as PowerShell has them."""
        record = self.error("System.Management.Automation.PSArgumentException", _NO_PROPERTY, self._missing_id(), "InvalidArgument")
        record.error_details = ErrorDetails("")
        self.write_error(record)

    def _missing_id(self) -> str:
        return "TextMeasurePropertyNotFound" if self.set_name == "TextMeasure" else "GenericMeasurePropertyNotFound"

    def _write_one(self, name: str | None, statistics: _Statistics) -> None:
        made = self._text_info(statistics) if self.set_name == "TextMeasure" else self._generic_info(statistics)
        made.property = name
        self.write(made)

    def _text_info(self, statistics: _Statistics) -> TextMeasureInfo:
        made = TextMeasureInfo()
        made.lines = statistics.lines if self.line else None
        made.words = statistics.words if self.word else None
        made.characters = statistics.characters if self.character else None
        return made

    def _generic_info(self, statistics: _Statistics) -> GenericMeasureInfo:
        want = self._want
        extremes = [value for value in (statistics.maximum, statistics.minimum) if value is not None]
        made = (
            GenericObjectMeasureInfo(statistics.count)
            if any(self._number(v) is None for v in extremes)
            else GenericMeasureInfo(statistics.count)
        )
        usable = self._numeric
        made.sum = statistics.sum if want["sum"] and usable else None
        made.average = statistics.sum / statistics.numbers if want["average"] and usable and statistics.numbers else None
        made.standard_deviation = statistics.deviation if want["standard_deviation"] and usable and statistics.numbers else None
        made.maximum, made.minimum = (self._extreme(value) for value in (statistics.maximum, statistics.minimum))
        return made

    def _extreme(self, value: Any) -> Any:
        number = None if value is None else self._number(value)
        return value if number is None else number


@cmdlet("Measure-Command", output=("System.TimeSpan",))
class MeasureCommand(Cmdlet):
    """Measures how long script blocks and cmdlets take to run."""

    input_object = parameter("InputObject", "psobject", pipeline=True)
    expression = parameter("Expression", "scriptblock", position=0, mandatory=True)

    def begin(self) -> None:
        self._nanoseconds = 0

    def process(self) -> None:
        started = time.perf_counter_ns()
        under = self.input_object if self.is_bound("InputObject") else None
        self.invoke_block(self.expression, dollar_under=under, out=_Nowhere())
        self._nanoseconds += time.perf_counter_ns() - started

    def end(self) -> None:
        self.write(TimeSpan(self._nanoseconds // 100))


class _Nowhere:
    """Takes output and forgets it."""

    @staticmethod
    def write(value: Any) -> None:
        """Nothing is kept."""
