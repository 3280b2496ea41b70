"""The decimal digits of a number, and rounding them, as .NET's number buffer does.

Decides which digits a value has for a given precision: floats are rounded from their exact binary value (ties to even), everything else
half away from zero on its decimal digits.
"""

from __future__ import annotations

import decimal
import math
from dataclasses import dataclass
from typing import Any

from psbridge.objects.numbers import Single

DOUBLE_DIGITS, SINGLE_DIGITS = 15, 7


@dataclass(slots=True)
class Digits:
    """The value 0.DIGITS times ten to the `scale`; no trailing zeros but those that a Decimal carries."""

    text: str
    scale: int
    negative: bool
    floating: bool = False

    def round(self, places: int) -> None:
        """Keep `places` digits, half away from zero, and drop zeros at the end."""
        kept = self.text[: max(places, 0)]
        if 0 <= places < len(self.text) and self.text[places] >= "5":
            grown = str(int(kept or "0") + 1)
            if len(grown) > len(kept):
                self.scale += 1
            kept = grown.rjust(len(kept), "0")
        self.text = kept.rstrip("0")
        if not self.text:
            self.scale = 0
            if not self.floating:
                self.negative = False

    def __bool__(self) -> bool:
        return bool(self.text)


def of_integer(value: int) -> Digits:
    text = int.__repr__(abs(value))
    return Digits(text.rstrip("0"), len(text) if value else 0, value < 0)


def of_decimal(value: decimal.Decimal) -> Digits:
    sign, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, figures)).lstrip("0")
    return Digits(text, len(text) + exponent if text else 0, bool(sign) and bool(text))


def of_float(value: float, mode: str) -> Digits:
    """`mode` is a Python format such as ``.3f`` or ``.14e``; "" gives the shortest digits that read back the same."""
    text = shortest(value) if not mode else format(float(value), mode)
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, part = mantissa.partition(".")
    figures = (whole + part).lstrip("0")
    scale = len(figures) - len(part) + int(exponent or 0)
    figures = figures.rstrip("0")
    return Digits(figures, scale if figures else 0, math.copysign(1.0, value) < 0, True)


def shortest(value: float) -> str:
    """The shortest decimal text that reads back as the same Double or Single."""
    number = float(value)
    if value.__class__ is not Single:
        return repr(number)
    for places in range(6, 9):
        text = format(number, f".{places}e")
        if Single(float(text)) == number:
            return _shorter(number, places) or text
    return repr(number)


def _shorter(number: float, places: int) -> str | None:
    for fewer in range(places):
        text = format(number, f".{fewer}e")
        if Single(float(text)) == number:
            return text
    return None


def of(value: Any) -> Digits:
    """The digits of a number for custom patterns: floats to the precision that they surely have."""
    if isinstance(value, float):
        return of_float(value, f".{(SINGLE_DIGITS if isinstance(value, Single) else DOUBLE_DIGITS) - 1}e")
    if isinstance(value, decimal.Decimal):
        found = of_decimal(value)
        found.text = found.text.rstrip("0")
        return found
    return of_integer(value)
