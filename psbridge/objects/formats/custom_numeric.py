"""Numbers to text with a custom pattern: 0 # , . % ‰ E+0, quoted text and the three sections.

Decides what a pattern asks for (`Plan`), then writes the digits into it.
"""

from __future__ import annotations

from dataclasses import dataclass

from psbridge.objects.culture_data import NumberData
from psbridge.objects.formats.digits import Digits

_QUOTES = "'\""


@dataclass(slots=True)
class Plan:
    """What the first walk over a section finds out."""

    digit_count: int = 0
    decimal_position: int = -1
    first_zero: int = 0x7FFF_FFFF
    last_zero: int = 0
    thousands: bool = False
    thousand_position: int = -1
    thousand_count: int = 0
    scale_adjust: int = 0
    scientific: bool = False

    def comma(self) -> None:
        if self.digit_count == 0 or self.decimal_position >= 0:
            return
        if self.thousand_position == self.digit_count:
            self.thousand_count += 1
            return
        if self.thousand_position >= 0:
            self.thousands = True
        self.thousand_position, self.thousand_count = self.digit_count, 1

    def close(self) -> None:
        if self.decimal_position < 0:
            self.decimal_position = self.digit_count
        if self.thousand_position == self.decimal_position:
            self.scale_adjust -= self.thousand_count * 3
        elif self.thousand_position >= 0:
            self.thousands = True


def sections(pattern: str) -> list[str]:
    """The pattern cut at semicolons that stand neither in quotes nor behind a backslash."""
    found, start, i = [], 0, 0
    while i < len(pattern):
        c = pattern[i]
        if c in _QUOTES:
            end = pattern.find(c, i + 1)
            i = len(pattern) if end < 0 else end
        elif c == "\\":
            i += 1
        elif c == ";":
            found.append(pattern[start:i])
            start = i + 1
        i += 1
    return [*found, pattern[start:]]


def format_custom(number: Digits, pattern: str, data: NumberData) -> str:
    """`number` by a custom pattern."""
    parts = sections(pattern)
    chosen = _choose(parts, 2 if not number else 1 if number.negative else 0)
    while True:
        plan = _scan(parts[chosen])
        if not number:
            if not number.floating:
                number.negative = False
            number.scale = 0
            break
        tried = Digits(number.text, number.scale + plan.scale_adjust, number.negative, number.floating)
        tried.round(plan.digit_count if plan.scientific else tried.scale + plan.digit_count - plan.decimal_position)
        if tried or _choose(parts, 2) == chosen:
            number = tried
            break
        chosen, number = _choose(parts, 2), tried
    sign = data.negative_sign if number.negative and chosen == 0 and (number or number.floating) else ""
    return sign + _Writer(number, plan, data).write(parts[chosen])


def _choose(parts: list[str], wanted: int) -> int:
    """An empty or missing section falls back to the first."""
    return wanted if wanted < len(parts) and parts[wanted] else 0


def _scan(section: str) -> Plan:
    plan, i = Plan(), 0
    while i < len(section):
        c = section[i]
        i += 1
        if c == "#":
            plan.digit_count += 1
        elif c == "0":
            plan.first_zero = min(plan.first_zero, plan.digit_count)
            plan.digit_count += 1
            plan.last_zero = plan.digit_count
        elif c == ".":
            if plan.decimal_position < 0:
                plan.decimal_position = plan.digit_count
        elif c == ",":
            plan.comma()
        elif c in "%‰":
            plan.scale_adjust += 2 if c == "%" else 3
        elif c in _QUOTES:
            end = section.find(c, i)
            i = len(section) if end < 0 else end + 1
        elif c == "\\":
            i += 1
        elif c in "eE" and _exponent(section, i):
            plan.scientific = True
            i += len(_exponent(section, i))
    plan.close()
    return plan


def _exponent(section: str, i: int) -> str:
    """The ``+00`` behind an E, or nothing when it is no exponent."""
    end = i + 1 if section[i : i + 1] in ("+", "-") else i
    zeros = end
    while section[zeros : zeros + 1] == "0":
        zeros += 1
    return section[i:zeros] if zeros > end else ""


class _Writer:
    """The second walk: digits into the places of the section."""

    def __init__(self, number: Digits, plan: Plan, data: NumberData) -> None:
        self.number, self.plan, self.data = number, plan, data
        self.out: list[str] = []
        self.rest = number.text
        point = plan.decimal_position
        self.first = max(point - plan.first_zero, 0) if plan.first_zero < point else 0
        self.last = point - plan.last_zero if plan.last_zero > point else 0
        if plan.scientific:
            self.place, self.adjust = point, 0
        else:
            self.place, self.adjust = max(number.scale, point), number.scale - point
        self.separators = self._separators()
        self.point_written = False
        self.exponent_open = plan.scientific

    def _separators(self) -> set[int]:
        """Places in front of which (counted from the point) a group separator stands."""
        if not self.plan.thousands or not self.data.group_separator:
            return set()
        sizes, places, total, i = self.data.group_sizes, set(), 0, 0
        while sizes:
            size = sizes[min(i, len(sizes) - 1)]
            total += size
            if size == 0 or total >= max(self.place, self.first):
                break
            places.add(total)
            i += 1
        return places

    def write(self, section: str) -> str:
        i = 0
        while i < len(section):
            c = section[i]
            i += 1
            if c in "#0.":
                self._surplus()
                self._point() if c == "." else self._digit()
            elif c == "%":
                self.out.append(self.data.percent_symbol)
            elif c == "‰":
                self.out.append(self.data.per_mille_symbol)
            elif c in _QUOTES:
                end = section.find(c, i)
                end = len(section) if end < 0 else end
                self.out.append(section[i:end])
                i = end + 1
            elif c == "\\":
                self.out.append(section[i : i + 1])
                i += 1
            elif c in "eE" and _exponent(section, i):
                text = _exponent(section, i)
                self.out.append(c + (self._power(text) if self.exponent_open else text))
                self.exponent_open = False
                i += len(text)
            elif c != ",":
                self.out.append(c)
        return "".join(self.out)

    def _surplus(self) -> None:
        """Digits in front of the first place of the pattern."""
        while self.adjust > 0:
            self._put(self._next() or "0")
            self.adjust -= 1

    def _next(self) -> str:
        figure, self.rest = self.rest[:1], self.rest[1:]
        return figure

    def _digit(self) -> None:
        if self.adjust < 0:
            self.adjust += 1
            figure = "0" if self.place <= self.first else ""
        else:
            figure = self._next() or ("0" if self.place > self.last else "")
        if figure:
            self._put(figure)
        else:
            self.place -= 1

    def _put(self, figure: str) -> None:
        self.out.append(figure)
        self.place -= 1
        if self.place in self.separators:
            self.out.append(self.data.group_separator)

    def _point(self) -> None:
        if self.place != 0 or self.point_written:
            return
        if self.last < 0 or (self.plan.decimal_position < self.plan.digit_count and self.rest):
            self.out.append(self.data.decimal_separator)
            self.point_written = True

    def _power(self, text: str) -> str:
        exponent = self.number.scale - self.plan.decimal_position if self.number else 0
        sign = self.data.negative_sign if exponent < 0 else self.data.positive_sign if text[0] == "+" else ""
        return sign + str(abs(exponent)).rjust(min(text.count("0"), 10), "0")
