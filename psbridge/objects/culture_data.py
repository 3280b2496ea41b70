"""What cultures say about numbers and dates: a table, as ICU gives it to .NET Core 3.1 on Linux.

Pure data.  `NumberData` and `DateData` are what the formatters read; a culture's name, identifier and display name stand in `CultureRow`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class NumberData:
    """System.Globalization.NumberFormatInfo; patterns are .NET's numbers."""

    decimal_separator: str = "."
    group_separator: str = ","
    group_sizes: tuple[int, ...] = (3,)
    decimal_digits: int = 3
    negative_sign: str = "-"
    positive_sign: str = "+"
    negative_pattern: int = 1
    percent_symbol: str = "%"
    per_mille_symbol: str = "‰"
    percent_positive: int = 1
    percent_negative: int = 1
    percent_digits: int = 3
    currency_symbol: str = "$"
    currency_decimal_separator: str = "."
    currency_group_separator: str = ","
    currency_positive: int = 0
    currency_negative: int = 1
    currency_digits: int = 2
    nan: str = "NaN"
    positive_infinity: str = "∞"
    negative_infinity: str = "-∞"


@dataclass(frozen=True, slots=True)
class DateData:
    """System.Globalization.DateTimeFormatInfo."""

    short_date: str
    long_date: str
    short_time: str
    long_time: str
    month_day: str
    year_month: str
    date_separator: str
    time_separator: str
    am: str
    pm: str
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    first_day: int = 0
    genitive_months: tuple[str, ...] = ()
    short_genitive_months: tuple[str, ...] = ()
    era: str = "AD"

    @property
    def full(self) -> str:
        return f"{self.long_date} {self.long_time}"


@dataclass(frozen=True, slots=True)
class CultureRow:
    """One culture: names, identifier, and its data."""

    name: str
    lcid: int
    english_name: str
    native_name: str
    iso2: str
    iso3: str
    windows3: str
    number: NumberData
    date: DateData
    list_separator: str = ","
    metric: bool = True


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_EN_DAYS = _words("Sunday Monday Tuesday Wednesday Thursday Friday Saturday")
_EN_SHORT_DAYS = _words("Sun Mon Tue Wed Thu Fri Sat")
_EN_MONTHS = _words("January February March April May June July August September October November December")
_EN_SHORT_MONTHS = _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")

_INVARIANT_NUMBER = NumberData(
    decimal_digits=2,
    percent_positive=0,
    percent_negative=0,
    percent_digits=2,
    currency_symbol="¤",
    currency_negative=0,
    positive_infinity="Infinity",
    negative_infinity="-Infinity",
)
_INVARIANT_DATE = DateData(
    "MM/dd/yyyy",
    "dddd, dd MMMM yyyy",
    "HH:mm",
    "HH:mm:ss",
    "MMMM dd",
    "yyyy MMMM",
    "/",
    ":",
    "AM",
    "PM",
    _EN_DAYS,
    _EN_SHORT_DAYS,
    _EN_MONTHS,
    _EN_SHORT_MONTHS,
    era="A.D.",
)
_US_DATE = replace(
    _INVARIANT_DATE,
    short_date="M/d/yyyy",
    long_date="dddd, MMMM d, yyyy",
    short_time="h:mm tt",
    long_time="h:mm:ss tt",
    month_day="MMMM d",
    year_month="MMMM yyyy",
    era="AD",
)
_GB_DATE = replace(
    _US_DATE,
    short_date="dd/MM/yyyy",
    long_date="dddd, d MMMM yyyy",
    short_time="HH:mm",
    long_time="HH:mm:ss",
    month_day="d MMMM",
    am="am",
    pm="pm",
    first_day=1,
)
_DE_DATE = DateData(
    "dd.MM.yyyy",
    "dddd, d. MMMM yyyy",
    "HH:mm",
    "HH:mm:ss",
    "d. MMMM",
    "MMMM yyyy",
    ".",
    ":",
    "AM",
    "PM",
    _words("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"),
    _words("So Mo Di Mi Do Fr Sa"),
    _words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    _words("Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
    1,
    (),
    _words("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."),
    "n. Chr.",
)
_FR_DATE = DateData(
    "dd/MM/yyyy",
    "dddd d MMMM yyyy",
    "HH:mm",
    "HH:mm:ss",
    "d MMMM",
    "MMMM yyyy",
    "/",
    ":",
    "AM",
    "PM",
    _words("dimanche lundi mardi mercredi jeudi vendredi samedi"),
    _words("dim. lun. mar. mer. jeu. ven. sam."),
    _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    _words("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
    1,
    era="ap. J.-C.",
)
_ES_DATE = replace(
    _FR_DATE,
    short_date="d/M/yyyy",
    long_date="dddd, d 'de' MMMM 'de' yyyy",
    short_time="H:mm",
    long_time="H:mm:ss",
    month_day="d 'de' MMMM",
    year_month="MMMM 'de' yyyy",
    am="a. m.",
    pm="p. m.",
    days=_words("domingo lunes martes miércoles jueves viernes sábado"),
    short_days=_words("dom. lun. mar. mié. jue. vie. sáb."),
    months=_words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    short_months=_words("ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic."),
    era="d. C.",
)
_IT_DATE = replace(
    _FR_DATE,
    days=_words("domenica lunedì martedì mercoledì giovedì venerdì sabato"),
    short_days=_words("dom lun mar mer gio ven sab"),
    months=_words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    short_months=_words("gen feb mar apr mag giu lug ago set ott nov dic"),
    era="d.C.",
)
_JA_MONTHS = tuple(f"{i}月" for i in range(1, 13))
_JA_DATE = DateData(
    "yyyy/MM/dd",
    "yyyy年M月d日dddd",
    "H:mm",
    "H:mm:ss",
    "M月d日",
    "yyyy年M月",
    "/",
    ":",
    "午前",
    "午後",
    tuple(f"{d}曜日" for d in "日月火水木金土"),
    tuple("日月火水木金土"),
    _JA_MONTHS,
    _JA_MONTHS,
    0,
    era="西暦",
)
_US_NUMBER = NumberData()
_EURO = NumberData(
    decimal_separator=",",
    group_separator=".",
    currency_decimal_separator=",",
    currency_group_separator=".",
    currency_symbol="€",
    currency_positive=3,
    currency_negative=8,
    percent_positive=0,
    percent_negative=0,
)
_FR_NUMBER = replace(_EURO, group_separator="\u202f", currency_group_separator="\u202f")
_IT_NUMBER = replace(_EURO, percent_positive=1, percent_negative=1)

ROWS: tuple[CultureRow, ...] = (
    CultureRow(
        "", 127, "Invariant Language (Invariant Country)", "Invariant Language (Invariant Country)", "iv", "ivl", "IVL",
        _INVARIANT_NUMBER, _INVARIANT_DATE,
    ),
    CultureRow("en-US", 1033, "English (United States)", "English (United States)", "en", "eng", "ENU", _US_NUMBER, _US_DATE, metric=False),
    CultureRow(
        "en-GB", 2057, "English (United Kingdom)", "English (United Kingdom)", "en", "eng", "ENG",
        replace(_US_NUMBER, currency_symbol="£"), _GB_DATE,
    ),
    CultureRow("de-DE", 1031, "German (Germany)", "Deutsch (Deutschland)", "de", "deu", "DEU", _EURO, _DE_DATE, ";"),
    CultureRow("fr-FR", 1036, "French (France)", "français (France)", "fr", "fra", "FRA", _FR_NUMBER, _FR_DATE, ";"),
    CultureRow("es-ES", 3082, "Spanish (Spain)", "español (España)", "es", "spa", "ESN", _EURO, _ES_DATE, ";"),
    CultureRow("it-IT", 1040, "Italian (Italy)", "italiano (Italia)", "it", "ita", "ITA", _IT_NUMBER, _IT_DATE, ";"),
    CultureRow(
        "ja-JP", 1041, "Japanese (Japan)", "日本語 (日本)", "ja", "jpn", "JPN",
        replace(_US_NUMBER, currency_symbol="￥", currency_digits=0), _JA_DATE,
    ),
    CultureRow("en", 9, "English", "English", "en", "eng", "ENU", _US_NUMBER, _US_DATE, metric=False),
    CultureRow("de", 7, "German", "Deutsch", "de", "deu", "DEU", _EURO, _DE_DATE, ";"),
    CultureRow("fr", 12, "French", "français", "fr", "fra", "FRA", _FR_NUMBER, _FR_DATE, ";"),
    CultureRow("es", 10, "Spanish", "español", "es", "spa", "ESP", _EURO, _ES_DATE, ";"),
    CultureRow("it", 16, "Italian", "italiano", "it", "ita", "ITA", _IT_NUMBER, _IT_DATE, ";"),
    CultureRow(
        "ja", 17, "Japanese", "日本語", "ja", "jpn", "JPN", replace(_US_NUMBER, currency_symbol="￥", currency_digits=0), _JA_DATE
    ),
)  # fmt: skip

# the numbers that Windows gives cultures without a row here
NUMBERS = """1025 ar-SA 1028 zh-TW 1029 cs-CZ 1030 da-DK 1032 el-GR 1035 fi-FI 1037 he-IL 1038 hu-HU 1039 is-IS 1042 ko-KR 1043 nl-NL 1044 nb-NO
1045 pl-PL 1046 pt-BR 1048 ro-RO 1049 ru-RU 1050 hr-HR 1051 sk-SK 1053 sv-SE 1054 th-TH 1055 tr-TR 1057 id-ID 1058 uk-UA 1060 sl-SI 1061 et-EE
1062 lv-LV 1063 lt-LT 1066 vi-VN 1081 hi-IN 2052 zh-CN 2055 de-CH 2058 es-MX 2060 fr-BE 2064 it-CH 2067 nl-BE 2068 nn-NO 2070 pt-PT 3076 zh-HK
3079 de-AT 3081 en-AU 3084 fr-CA 4100 zh-SG 4105 en-CA 4108 fr-CH 5129 en-NZ 6153 en-IE 11274 es-AR"""
