"""Text to DateTime and DateTimeOffset as DateTime.Parse reads it: ISO forms, the culture's order, names of months, times and zones.

Decides what the numbers and words of a text mean; patterns that are given (ParseExact) are `datetime_exact`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from psbridge.objects.culture import INVARIANT, CultureInfo
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.failure import format_error, null_argument
from psbridge.objects.scalars import LOCAL, TICKS_PER_SECOND, UNSPECIFIED, UTC, DateTime, DateTimeOffset, TimeSpan

# DateTimeStyles
LEADING_WHITE, TRAILING_WHITE, INNER_WHITE, NO_CURRENT_DATE = 1, 2, 4, 8
ADJUST_TO_UNIVERSAL, ASSUME_LOCAL, ASSUME_UNIVERSAL, ROUNDTRIP_KIND = 16, 32, 64, 128

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*([Zz]|[+-]\d{1,2}(?::?\d{2})?)?",
    re.ASCII,
)
_TOKEN = re.compile(r"(?P<number>\d+)|(?P<word>[^\W\d_]+\.?)|(?P<space>\s+)|(?P<mark>.)", re.DOTALL)


def bad_date(text: str) -> NetError:
    return format_error(f"String '{text}' was not recognized as a valid DateTime.")


@dataclass(slots=True)
class Parts:
    """What has been read so far; None: not said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int = 0
    minute: int = 0
    second: int = 0
    ticks: int = 0
    half: str = ""  # a or p
    zone: int | None = None  # minutes east of UTC
    zulu: bool = False
    weekday: int | None = None
    numbers: list[tuple[int, int]] = field(default_factory=list)  # value, count of digits
    has_time: bool = False


def parse_datetime(text: str | None, culture: CultureInfo, styles: int = 0) -> DateTime:
    """What DateTime.Parse gives; FormatException with its words otherwise."""
    return finish(_read(text, culture), text or "", styles)


def parse_offset(text: str | None, culture: CultureInfo, styles: int = 0) -> DateTimeOffset:
    """What DateTimeOffset.Parse gives; without a zone the local one holds (or UTC with AssumeUniversal)."""
    parts = _read(text, culture)
    clock = _clock(parts, text or "", styles)
    if parts.zone is not None:
        offset = TimeSpan.of(minutes=parts.zone)
    else:
        offset = TimeSpan(0) if styles & ASSUME_UNIVERSAL else DateTime(clock.ticks, LOCAL).utc_offset
    made = DateTimeOffset(clock, offset)
    if styles & ADJUST_TO_UNIVERSAL:
        return DateTimeOffset(DateTime(made.utc_ticks), TimeSpan(0))
    return made


def finish(parts: Parts, text: str, styles: int) -> DateTime:
    """The moment that the parts name, in the kind that zone and styles ask for."""
    clock = _clock(parts, text, styles)
    if parts.zone is None:
        if styles & ASSUME_UNIVERSAL:
            moment = DateTime(clock.ticks, UTC)
            return moment if styles & ADJUST_TO_UNIVERSAL else moment.to_local()
        if styles & ASSUME_LOCAL:
            moment = DateTime(clock.ticks, LOCAL)
            return moment.to_utc() if styles & ADJUST_TO_UNIVERSAL else moment
        return DateTime(clock.ticks, UNSPECIFIED)
    try:
        moment = DateTime(clock.ticks - parts.zone * 60 * TICKS_PER_SECOND, UTC)
    except ValueError as error:
        raise format_error(f"The UTC representation of the date '{text}' falls outside the year range 1-9999.") from error
    if styles & ADJUST_TO_UNIVERSAL or (styles & ROUNDTRIP_KIND and parts.zulu):
        return moment
    return moment.to_local()


def _clock(parts: Parts, text: str, styles: int) -> DateTime:
    hour = parts.hour
    if parts.half:
        if hour > 12:
            raise bad_date(text)
        hour = hour % 12 + (12 if parts.half == "p" else 0)
    if hour > 23 or parts.minute > 59 or parts.second > 59:
        raise bad_date(text)
    year, month, day = parts.year, parts.month, parts.day
    if year is None or month is None or day is None:
        if month is None and day is None and year is None and not styles & NO_CURRENT_DATE:
            today = DateTime.now().parts
            year, month, day = today.year, today.month, today.day
        else:
            default = 1 if styles & NO_CURRENT_DATE else DateTime.now().parts.year
            year, month, day = year or default, month or 1, day or 1
    try:
        made = DateTime.of(year, month, day, hour, parts.minute, parts.second, parts.ticks)
    except ValueError as error:
        raise bad_date(text) from error
    if parts.weekday is not None and made.parts.isoweekday() % 7 != parts.weekday:
        raise format_error(f"String '{text}' was not recognized as a valid DateTime because the day of week was incorrect.")
    return made


def fraction_ticks(digits: str) -> int:
    """The ticks of the digits behind a second, rounded to seven."""
    return int(digits.ljust(7, "0")) if len(digits) <= 7 else round(int(digits[:8]) / 10)


def zone_minutes(text: str) -> int | None:
    """Minutes east of UTC for Z, +2, +02:00, -0330; None when out of range."""
    if text in "Zz":
        return 0
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)


def _read(text: str | None, culture: CultureInfo) -> Parts:
    if text is None:
        raise null_argument("s")
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return _Reader(text, culture).read()
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    parts = Parts(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    parts.ticks = fraction_ticks(fraction) if fraction else 0
    if zone:
        parts.zone, parts.zulu = zone_minutes(zone), zone in "Zz"
        if parts.zone is None:
            raise bad_date(text)
    return parts


class _Reader:
    """One pass over numbers, words and marks; then the numbers that are no time are given their meaning."""

    def __init__(self, text: str, culture: CultureInfo) -> None:
        self.text = text
        self.culture = culture
        self.parts = Parts()
        self.tokens = list(_TOKEN.finditer(text))
        self.names = _names(culture)

    def read(self) -> Parts:
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if token["number"]:
                i = self._number(i)
            elif token["word"]:
                self._word(token)
                i += 1
            elif token["mark"] in ("+", "-") and self.parts.has_time and self._kind(i + 1) == "number":
                i = self._offset(i)
            elif token["space"] or token["mark"] in "/-.,:\0" or token["mark"] == self.culture.date.date_separator:
                i += 1
            else:
                raise bad_date(self.text)
        self._settle()
        return self.parts

    def _kind(self, i: int) -> str | None:
        return self.tokens[i].lastgroup if i < len(self.tokens) else None

    def _text(self, i: int) -> str:
        return self.tokens[i][0] if i < len(self.tokens) else ""

    def _number(self, i: int) -> int:
        """A number: the start of a time when a colon or AM/PM follows, otherwise a part of the date."""
        if self._text(i + 1) == ":" and self._kind(i + 2) == "number":
            return self._time(i)
        after = i + 2 if self._kind(i + 1) == "space" else i + 1
        if self._half(after) and not self.parts.has_time:
            self.parts.hour, self.parts.has_time = int(self._text(i)), True
            return after
        text = self._text(i)
        if len(text) > 4:
            raise bad_date(self.text)
        self.parts.numbers.append((int(text), len(text)))
        return i + 1

    def _time(self, i: int) -> int:
        parts = self.parts
        if parts.has_time:
            raise bad_date(self.text)
        parts.has_time = True
        parts.hour, parts.minute = int(self._text(i)), int(self._text(i + 2))
        i += 3
        if self._text(i) == ":" and self._kind(i + 1) == "number":
            parts.second = int(self._text(i + 1))
            i += 2
            if self._text(i) in (".", ",") and self._kind(i + 1) == "number":
                parts.ticks = fraction_ticks(self._text(i + 1))
                i += 2
        return i

    def _half(self, i: int) -> str:
        if self._kind(i) != "word":
            return ""
        date, word = self.culture.date, self._text(i).lower()
        for name, letter in ((date.am, "a"), (date.pm, "p"), ("am", "a"), ("pm", "p"), ("a", "a"), ("p", "p")):
            if name and word == name.lower():
                return letter
        return ""

    def _word(self, token: re.Match[str]) -> None:
        parts, word = self.parts, token[0].lower()
        position = self.tokens.index(token)
        half = self._half(position)
        if half and parts.has_time and not parts.half:
            parts.half = half
        elif word in ("z", "gmt") and (parts.has_time or parts.numbers):
            parts.zone, parts.zulu = 0, True
        elif word == "t" and parts.numbers:
            return
        else:
            self._name(word, token.start())

    def _name(self, word: str, start: int) -> None:
        found = self.names.get(word) or self.names.get(word.rstrip("."))
        if found is None:
            raise format_error(
                f"The string '{self.text}' was not recognized as a valid DateTime. There is an unknown word starting at index '{start}'."
            )
        kind, number = found
        if kind == "month" and self.parts.month is None:
            self.parts.month = number
            self.parts.numbers.append((-1, 0))
        elif kind == "day" and self.parts.weekday is None:
            self.parts.weekday = number
        else:
            raise bad_date(self.text)

    def _offset(self, i: int) -> int:
        sign, text = self._text(i), self._text(i + 1)
        i += 2
        if self._text(i) == ":" and self._kind(i + 1) == "number":
            text += ":" + self._text(i + 1)
            i += 2
        self.parts.zone = zone_minutes(sign + text)
        if self.parts.zone is None:
            raise bad_date(self.text)
        return i

    def _settle(self) -> None:
        """Give the numbers of the date their meaning."""
        parts = self.parts
        named = parts.month is not None
        numbers = [n for n in parts.numbers if n[0] >= 0]
        if len(numbers) > (2 if named else 3) or (len(numbers) == 1 and not named) or (named and not numbers):
            raise bad_date(self.text)
        if not numbers:
            if not parts.has_time or parts.weekday is not None:
                raise bad_date(self.text)
            return
        if named:
            self._with_month(numbers)
        else:
            self._only_numbers(numbers)

    def _with_month(self, numbers: list[tuple[int, int]]) -> None:
        parts = self.parts
        if len(numbers) == 1:
            value, digits = numbers[0]
            if digits > 2 or value > 31:
                parts.year, parts.day = _year(value, digits), 1
            else:
                parts.day = value
            return
        first, second = numbers
        if first[1] > 2:
            first, second = second, first
        parts.day, parts.year = first[0], _year(*second)

    def _only_numbers(self, numbers: list[tuple[int, int]]) -> None:
        parts, order = self.parts, _order(self.culture.date.short_date)
        if len(numbers) == 2:
            (a, a_digits), (b, b_digits) = numbers
            if a_digits > 2:
                parts.year, parts.month, parts.day = a, b, 1
            elif b_digits > 2:
                parts.year, parts.month, parts.day = b, a, 1
            else:
                parts.month, parts.day = (b, a) if order.index("d") < order.index("M") else (a, b)
            return
        if numbers[0][1] > 2:
            order = "yMd"
        elif order[0] == "y" and numbers[2][1] > 2:
            order = "Mdy"
        for letter, (value, digits) in zip(order, numbers, strict=True):
            if letter == "y":
                parts.year = _year(value, digits)
            elif letter == "M":
                parts.month = value
            else:
                parts.day = value


def _year(value: int, digits: int) -> int:
    """Two digits lie between 1930 and 2029."""
    return value if digits > 2 else value + (2000 if value < 30 else 1900)


def _order(pattern: str) -> str:
    """The order of year, month and day in a short date pattern."""
    return "".join(sorted("dMy", key=lambda letter: pattern.find(letter) % 99))


def _names(culture: CultureInfo) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for data in (INVARIANT.date, culture.date):
        for kind, first, lists in (
            ("month", 1, (data.months, data.short_months, data.genitive_months, data.short_genitive_months)),
            ("day", 0, (data.days, data.short_days)),
        ):
            for names in lists:
                for number, name in enumerate(names, first):
                    found[name.lower()] = (kind, number)
    return found
