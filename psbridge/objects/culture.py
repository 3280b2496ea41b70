"""Cultures: how numbers, dates and text are written in a language (System.Globalization.CultureInfo and what hangs on it).

Decides which culture a name stands for and which one a thread has; the figures stand in `culture_data`.
"""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any

from psbridge.objects.adapted import Method, Property, declare
from psbridge.objects.containers import TypedArray
from psbridge.objects.culture_data import NUMBERS, ROWS, CultureRow, DateData, NumberData
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject

_G = "System.Globalization."
_STRING = find_type("System.String")
_INT = find_type("System.Int32")

# .NET's property: field of NumberData
_NUMBER_FIELDS = {
    "NumberDecimalSeparator": "decimal_separator",
    "NumberGroupSeparator": "group_separator",
    "NumberGroupSizes": "group_sizes",
    "NumberDecimalDigits": "decimal_digits",
    "NumberNegativePattern": "negative_pattern",
    "NegativeSign": "negative_sign",
    "PositiveSign": "positive_sign",
    "PercentSymbol": "percent_symbol",
    "PerMilleSymbol": "per_mille_symbol",
    "PercentPositivePattern": "percent_positive",
    "PercentNegativePattern": "percent_negative",
    "PercentDecimalDigits": "percent_digits",
    "PercentDecimalSeparator": "decimal_separator",
    "PercentGroupSeparator": "group_separator",
    "CurrencySymbol": "currency_symbol",
    "CurrencyDecimalSeparator": "currency_decimal_separator",
    "CurrencyGroupSeparator": "currency_group_separator",
    "CurrencyGroupSizes": "group_sizes",
    "CurrencyPositivePattern": "currency_positive",
    "CurrencyNegativePattern": "currency_negative",
    "CurrencyDecimalDigits": "currency_digits",
    "NaNSymbol": "nan",
    "PositiveInfinitySymbol": "positive_infinity",
    "NegativeInfinitySymbol": "negative_infinity",
}
# .NET's property: field of DateData
_DATE_FIELDS = {
    "ShortDatePattern": "short_date",
    "LongDatePattern": "long_date",
    "ShortTimePattern": "short_time",
    "LongTimePattern": "long_time",
    "MonthDayPattern": "month_day",
    "YearMonthPattern": "year_month",
    "DateSeparator": "date_separator",
    "TimeSeparator": "time_separator",
    "AMDesignator": "am",
    "PMDesignator": "pm",
    "DayNames": "days",
    "AbbreviatedDayNames": "short_days",
    "MonthNames": "months",
    "AbbreviatedMonthNames": "short_months",
    "FirstDayOfWeek": "first_day",
}


def _refuse_shared(instance: Any) -> None:
    if instance.read_only:
        raise NetError.of("System.InvalidOperationException", "Instance is read-only.")


def _part_property(name: str, attribute: str, type_name: str) -> Property:
    """A part of a culture, which those that sessions share do not let anybody replace."""

    def put(instance: Any, value: Any) -> None:
        _refuse_shared(instance)
        setattr(instance, attribute, value)

    return Property(name, lambda instance: getattr(instance, attribute), put, type_name)


def _field_property(name: str, field: str) -> Property:
    """A property over one field of the frozen `data`; setting it replaces the data of this object only."""

    def get(instance: Any) -> Any:
        value = getattr(instance.data, field)
        if not isinstance(value, tuple):
            return value
        if field == "group_sizes":
            return TypedArray(_INT, value)
        return TypedArray(_STRING, (*value, "") if "months" in field else value)

    def put(instance: Any, value: Any) -> None:
        _refuse_shared(instance)
        kept = tuple(value) if isinstance(value, list) else value
        instance.data = replace(instance.data, **{field: kept})

    return Property(name, get, put)


class NumberFormatInfo(NetObject):
    """Number formats of a culture; a clone may be changed."""

    __slots__ = ("data", "read_only")
    net_type = define(_G + "NumberFormatInfo")
    PROPERTIES = {name: _field_property(name, field) for name, field in _NUMBER_FIELDS.items()} | {"IsReadOnly": "read_only"}
    METHODS = {"Clone": "clone"}

    def __init__(self, data: NumberData, read_only: bool = False) -> None:
        super().__init__()
        self.data, self.read_only = data, read_only

    def clone(self) -> NumberFormatInfo:
        return NumberFormatInfo(self.data)


class DateTimeFormatInfo(NetObject):
    """Date formats of a culture; a clone may be changed."""

    __slots__ = ("data", "read_only")
    net_type = define(_G + "DateTimeFormatInfo")
    PROPERTIES = {name: _field_property(name, field) for name, field in _DATE_FIELDS.items()} | {
        "FullDateTimePattern": "full_pattern",
        "SortableDateTimePattern": "sortable",
        "UniversalSortableDateTimePattern": "universal",
        "RFC1123Pattern": "rfc1123",
        "IsReadOnly": "read_only",
    }
    METHODS = {"Clone": "clone", "GetDayName": "day_name", "GetMonthName": "month_name", "GetAbbreviatedDayName": "short_day_name",
               "GetAbbreviatedMonthName": "short_month_name"}  # fmt: skip
    sortable = "yyyy'-'MM'-'dd'T'HH':'mm':'ss"
    universal = "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"
    rfc1123 = "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"

    def __init__(self, data: DateData, read_only: bool = False) -> None:
        super().__init__()
        self.data, self.read_only = data, read_only

    @property
    def full_pattern(self) -> str:
        return str(self.data.full)

    def clone(self) -> DateTimeFormatInfo:
        return DateTimeFormatInfo(self.data)

    def day_name(self, day: int) -> str:
        return str(self.data.days[day])

    def short_day_name(self, day: int) -> str:
        return str(self.data.short_days[day])

    def month_name(self, month: int) -> str:
        return "" if month == 13 else str(self.data.months[month - 1])

    def short_month_name(self, month: int) -> str:
        return "" if month == 13 else str(self.data.short_months[month - 1])


_DOTTED = frozenset(["tr", "az"])  # languages that keep the dot of an i


def to_upper(text: str, culture: str = "") -> str:
    """As a culture of that name writes it in capitals; no letter becomes two."""
    text = text.replace("i", "İ") if culture and culture.partition("-")[0] in _DOTTED else text
    made = text.upper()
    return made if len(made) == len(text) else "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def to_lower(text: str, culture: str = "") -> str:
    """As a culture of that name writes it in small letters."""
    return (text.replace("I", "ı").replace("İ", "i") if culture and culture.partition("-")[0] in _DOTTED else text).lower()


class TextInfo(NetObject):
    """How a culture changes the case of text and separates lists."""

    __slots__ = ("culture_name", "lcid", "list_separator", "read_only")
    net_type = define(_G + "TextInfo")
    PROPERTIES = {
        "ListSeparator": _part_property("ListSeparator", "list_separator", "System.String"),
        "CultureName": "culture_name",
        "LCID": "lcid",
        "ANSICodePage": "ansi",
        "IsReadOnly": "read_only",
    }
    METHODS = {"ToUpper": "upper", "ToLower": "lower", "ToTitleCase": "title"}
    ansi = 1252

    def __init__(self, row: CultureRow, read_only: bool = False) -> None:
        super().__init__()
        self.read_only = read_only
        self.list_separator, self.culture_name, self.lcid = row.list_separator, row.name, row.lcid

    def upper(self, text: str) -> str:
        return to_upper(text, self.culture_name)

    def lower(self, text: str) -> str:
        return to_lower(text, self.culture_name)

    def title(self, text: str) -> str:
        """First letter of each word large, the rest small; words all in capitals stay."""
        return re.sub(r"[^\W\d_][\w'’]*", lambda m: m[0] if m[0].isupper() and len(m[0]) > 1 else m[0][0].upper() + m[0][1:].lower(), text)

    def __str__(self) -> str:
        return f"TextInfo - {self.culture_name}"


class CultureInfo(NetObject):
    """A culture by its name; the invariant one has an empty name.  ``number`` and ``date`` are what formatters read."""

    __slots__ = ("_text_info", "date_format", "number_format", "of_session", "read_only", "row")
    net_type = find_type("System.Globalization.CultureInfo")
    PROPERTIES = {
        "LCID": "lcid",
        "Name": "name",
        "DisplayName": "display_name",
        "EnglishName": "display_name",
        "NativeName": "native_name",
        "Parent": "parent",
        "IetfLanguageTag": "name",
        "TwoLetterISOLanguageName": "iso2",
        "ThreeLetterISOLanguageName": "iso3",
        "ThreeLetterWindowsLanguageName": "windows3",
        "CompareInfo": "compare_info",
        "TextInfo": "text_info",
        "IsNeutralCulture": "is_neutral",
        "NumberFormat": _part_property("NumberFormat", "number_format", _G + "NumberFormatInfo"),
        "DateTimeFormat": _part_property("DateTimeFormat", "date_format", _G + "DateTimeFormatInfo"),
        "KeyboardLayoutId": "lcid",
        "IsReadOnly": "read_only",
    }
    METHODS = {"GetFormat": "get_format", "Clone": "clone"}

    def __init__(self, name: str = "", read_only: bool = False) -> None:
        super().__init__()
        self.row = _row(name)
        self.read_only = read_only
        self.of_session = False  # whether a session has it for itself: others do not meet it on their threads
        self.number_format = NumberFormatInfo(self.row.number, read_only)
        self.date_format = DateTimeFormatInfo(self.row.date, read_only)
        self._text_info: TextInfo | None = None

    @property
    def number(self) -> NumberData:
        return self.number_format.data

    @property
    def date(self) -> DateData:
        return self.date_format.data

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def lcid(self) -> int:
        return self.row.lcid

    @property
    def display_name(self) -> str:
        return self.row.english_name

    @property
    def native_name(self) -> str:
        return self.row.native_name

    @property
    def iso2(self) -> str:
        return self.row.iso2

    @property
    def iso3(self) -> str:
        return self.row.iso3

    @property
    def windows3(self) -> str:
        return self.row.windows3

    @property
    def is_neutral(self) -> bool:
        return bool(self.name) and "-" not in self.name

    @property
    def parent(self) -> CultureInfo:
        return culture_of(self.name.rpartition("-")[0])

    @property
    def text_info(self) -> TextInfo:
        if self._text_info is None:
            self._text_info = TextInfo(self.row, self.read_only)
        return self._text_info

    @property
    def compare_info(self) -> Any:
        from psbridge.objects.compareinfo import CompareInfo  # it needs what needs cultures

        return CompareInfo(self)

    def get_format(self, wanted: Any = None) -> Any:
        """What IFormatProvider asks for: the formats of a type by that type."""
        name = getattr(wanted, "name", "")
        return {"NumberFormatInfo": self.number_format, "DateTimeFormatInfo": self.date_format}.get(name)

    def clone(self) -> CultureInfo:
        made = CultureInfo(self.name)
        made.number_format, made.date_format = self.number_format.clone(), self.date_format.clone()
        made.text_info.list_separator = self.text_info.list_separator
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CultureInfo) and other.name == self.name

    def __hash__(self) -> int:
        return hash(("CultureInfo", self.name))

    def __str__(self) -> str:
        return self.name


_BY_NAME = {row.name.lower(): row for row in ROWS}
_PAIRS = NUMBERS.split()
_BY_NUMBER = {**{row.lcid: row.name for row in ROWS}, **{int(number): name for number, name in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}}
_NUMBER_OF = {name: number for number, name in _BY_NUMBER.items()}
_WELL_FORMED = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?", re.IGNORECASE)


def _row(name: str) -> CultureRow:
    """The row of a known culture; one with English data for another well-formed name."""
    found = _BY_NAME.get(name.lower())
    if found is not None:
        return found
    parts = _WELL_FORMED.fullmatch(name)
    if parts is None:
        raise NetError.of(
            "System.Globalization.CultureNotFoundException",
            f"Culture is not supported. (Parameter 'name')\n{name} is an invalid culture identifier.",
            ParamName="name",
        )
    language = parts[1].lower()
    tag = "-".join(filter(None, (language, (parts[2] or "").title(), (parts[3] or "").upper())))
    model = _BY_NAME.get(language, _BY_NAME["en-us"])
    number = _NUMBER_OF.get(tag, 4096)
    return replace(model, name=tag, lcid=number, english_name=tag, native_name=tag, iso2=language, iso3=language, windows3="ZZZ")


_CULTURES: dict[str, CultureInfo] = {}


def culture_of(name: str) -> CultureInfo:
    """The shared culture of that name (case apart), which nobody can change; CultureNotFoundException for a name that is none."""
    found = _CULTURES.get(name.lower())
    if found is None:
        found = _CULTURES[name.lower()] = CultureInfo(name, read_only=True)
    return found


INVARIANT = culture_of("")
EN_US = culture_of("en-US")
_thread = threading.local()


def current_culture() -> CultureInfo:
    """The culture of the running thread: en-US unless it was set."""
    return getattr(_thread, "culture", EN_US)


def set_current_culture(culture: CultureInfo) -> None:
    """Let the running thread write and read in `culture`."""
    _thread.culture = culture


def enter_session(culture: CultureInfo) -> None:
    """The running thread takes up a session of that culture: what another session had for itself is not its business."""
    here = current_culture()
    if (here.of_session and here is not culture) or (culture.of_session and here.read_only):
        set_current_culture(culture if culture.of_session else EN_US)


def provides_formats(value: Any) -> bool:
    """Whether a value may stand for an IFormatProvider: a culture, or its formats of numbers or of dates alone."""
    return isinstance(value, CultureInfo | NumberFormatInfo | DateTimeFormatInfo)


def culture_by(provider: Any) -> CultureInfo:
    """The culture that an IFormatProvider stands for: formats alone replace those of the running thread's culture."""
    if isinstance(provider, CultureInfo):
        return provider
    culture = current_culture()
    if isinstance(provider, NumberFormatInfo | DateTimeFormatInfo):
        made = culture.clone()
        if isinstance(provider, NumberFormatInfo):
            made.number_format = provider
        else:
            made.date_format = provider
        return made
    return culture


def culture_for(value: Any) -> CultureInfo:
    """A culture by its number or name."""
    if not isinstance(value, int):
        return culture_of(str(value))
    if value in _BY_NUMBER:
        return culture_of(_BY_NUMBER[value])
    raise NetError.of(
        "System.Globalization.CultureNotFoundException",
        f"Culture is not supported. (Parameter 'culture')\n{value} (0x{value:04x}) is an invalid culture identifier.",
        ParamName="culture",
    )


def _declare_statics() -> None:
    table = declare(CultureInfo.net_type)
    kind = "System.Globalization.CultureInfo"

    def current(net: Any) -> CultureInfo:
        return current_culture()

    def put(net: Any, culture: CultureInfo) -> None:
        set_current_culture(culture)

    for name, get, put_or_none in (
        ("InvariantCulture", lambda net: INVARIANT, None),
        ("CurrentCulture", current, put),
        ("CurrentUICulture", current, put),
        ("InstalledUICulture", lambda net: EN_US, None),
        ("DefaultThreadCurrentCulture", lambda net: None, None),
        ("DefaultThreadCurrentUICulture", lambda net: None, None),
    ):
        table.static_properties[name.lower()] = Property(name, get, put_or_none, kind)
    table.static_methods["getcultureinfo"] = Method(
        "GetCultureInfo",
        culture_for,
        ("static cultureinfo GetCultureInfo(int culture)", "static cultureinfo GetCultureInfo(string name)"),
    )
    table.static_methods["createspecificculture"] = Method(
        "CreateSpecificCulture", CultureInfo, ("static cultureinfo CreateSpecificCulture(string name)",)
    )
    table.static_methods["getcultures"] = Method(
        "GetCultures",
        lambda types: TypedArray(CultureInfo.net_type, sorted((culture_of(row.name) for row in ROWS), key=str)),
        ("static cultureinfo[] GetCultures(System.Globalization.CultureTypes types)",),
    )
    table.constructor = Method("CultureInfo", lambda which: CultureInfo(culture_for(which).name), ("new(string name)", "new(int culture)"))


define_enum(
    _G + "CultureTypes",
    "NeutralCultures=1 SpecificCultures=2 InstalledWin32Cultures=4 AllCultures=7 UserCustomCulture=8 ReplacementCultures=16",
    flags=True,
)
_declare_statics()
for _formats, _python in (("NumberFormatInfo", NumberFormatInfo), ("DateTimeFormatInfo", DateTimeFormatInfo)):
    _table = declare(_python.net_type)
    _key = "number_format" if _python is NumberFormatInfo else "date_format"
    _table.static_properties["invariantinfo"] = Property("InvariantInfo", lambda net, key=_key: getattr(INVARIANT, key))  # type: ignore[misc]
    _table.static_properties["currentinfo"] = Property("CurrentInfo", lambda net, key=_key: getattr(current_culture(), key))  # type: ignore[misc]
