"""Cultures."""

from __future__ import annotations

import threading

import pytest

from psbridge.objects import NetError, TypedArray, members_of
from psbridge.objects.access import get_property, set_property
from psbridge.objects.culture import (
    EN_US,
    INVARIANT,
    CultureInfo,
    NumberFormatInfo,
    culture_for,
    culture_of,
    current_culture,
    enter_session,
    set_current_culture,
)
from psbridge.objects.culture_data import ROWS
from psbridge.objects.formats.datetime_text import STANDARD, format_datetime
from psbridge.objects.scalars import DateTime


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name or "invariant")
def test_rows_are_whole(row):
    date = row.date
    assert (len(date.days), len(date.short_days), len(date.months), len(date.short_months)) == (7, 7, 12, 12)
    assert all(len(names) in (0, 12) for names in (date.genitive_months, date.short_genitive_months))
    for letter in STANDARD:
        assert format_datetime(DateTime.of(2020, 1, 2, 3, 4, 5), letter, culture_of(row.name))


def test_cultures_are_shared_and_equal_by_name():
    assert culture_of("DE-de") is culture_of("de-DE")
    assert CultureInfo("de-DE") == culture_of("de-DE")
    assert culture_of("de-DE") != EN_US
    assert len({CultureInfo("de-DE"), culture_of("de-DE")}) == 1
    assert str(EN_US) == "en-US"


def test_properties():
    german = culture_of("de-DE")
    assert get_property(german, "DisplayName") == "German (Germany)"
    assert get_property(german, "NativeName") == "Deutsch (Deutschland)"
    assert get_property(german, "LCID") == 1031
    assert get_property(german, "ThreeLetterISOLanguageName") == "deu"
    assert get_property(german, "TwoLetterISOLanguageName") == "de"
    assert get_property(german, "ThreeLetterWindowsLanguageName") == "DEU"
    assert get_property(german, "Parent").name == "de"
    assert get_property(german, "IsNeutralCulture") is False
    assert get_property(german.parent, "IsNeutralCulture") is True
    assert german.parent.parent is INVARIANT
    assert get_property(get_property(german, "NumberFormat"), "NumberDecimalSeparator") == ","
    assert get_property(get_property(german, "TextInfo"), "ListSeparator") == ";"
    assert get_property(get_property(german, "DateTimeFormat"), "FullDateTimePattern") == "dddd, d. MMMM yyyy HH:mm:ss"
    months = get_property(german.date_format, "MonthNames")
    assert isinstance(months, TypedArray)
    assert (len(months), months[2]) == (13, "März")
    assert list(get_property(german.number_format, "NumberGroupSizes")) == [3]


def test_a_clone_may_be_changed():
    clone = EN_US.number_format.clone()
    set_property(clone, "NumberGroupSeparator", " ")
    assert clone.data.group_separator == " "
    assert EN_US.number.group_separator == ","
    clone.read_only = True
    with pytest.raises(NetError, match="read-only"):
        set_property(clone, "NumberGroupSeparator", "_")
    dates = EN_US.date_format.clone()
    set_property(dates, "MonthNames", list("abcdefghijkl"))
    assert dates.month_name(2) == "b"
    assert EN_US.clone().name == "en-US"


def test_nobody_changes_what_sessions_share():
    shared = culture_of("de-DE")
    assert get_property(shared, "IsReadOnly") is True
    for part, name, value in (
        (shared, "NumberFormat", EN_US.number_format),
        (shared.number_format, "CurrencySymbol", "x"),
        (shared.date_format, "DateSeparator", "x"),
        (shared.text_info, "ListSeparator", "x"),
    ):
        with pytest.raises(NetError, match="read-only"):
            set_property(part, name, value)
    own = shared.clone()
    set_property(own.text_info, "ListSeparator", "|")
    set_property(own, "NumberFormat", EN_US.number_format)
    assert (own.text_info.list_separator, own.clone().text_info.list_separator, shared.text_info.list_separator) == ("|", "|", ";")
    assert own.number is EN_US.number


def test_names_of_days_and_months():
    dates = EN_US.date_format
    assert (dates.day_name(0), dates.short_day_name(1), dates.month_name(13), dates.short_month_name(12)) == ("Sunday", "Mon", "", "Dec")
    assert dates.short_month_name(13) == ""


def test_text_of_a_culture():
    text = EN_US.text_info
    assert text.title("hello wORLD it's NASA") == "Hello World It's NASA"
    assert (text.upper("é"), text.lower("É")) == ("É", "é")
    assert str(text) == "TextInfo - en-US"


def test_format_providers():
    class Wanted:
        name = "NumberFormatInfo"

    assert EN_US.get_format(Wanted()) is EN_US.number_format
    assert EN_US.get_format(None) is None


def test_other_names():
    dutch = culture_of("nl-NL")
    assert (dutch.name, dutch.iso2) == ("nl-NL", "nl")
    assert culture_of("de-at").date.months[0] == "Januar"
    assert culture_of("zh-hans-cn").name == "zh-Hans-CN"
    with pytest.raises(NetError, match="is an invalid culture identifier"):
        culture_of("not a culture")


def test_the_culture_of_a_thread_is_its_own():
    seen, before = [], current_culture()

    def work():
        set_current_culture(culture_of("fr-FR"))
        seen.append(current_culture().name)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert seen == ["fr-FR"]
    assert current_culture() is before


def test_what_a_session_has_for_itself_is_not_met_by_others():
    mine, yours = EN_US.clone(), EN_US.clone()
    mine.of_session = yours.of_session = True
    met = []

    def work():
        for culture in (EN_US, mine, mine, yours, EN_US):
            enter_session(culture)
            met.append(current_culture())
        set_current_culture(culture_of("fr-FR"))
        enter_session(EN_US)
        met.append(current_culture())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert [id(one) for one in met] == [id(one) for one in (EN_US, mine, mine, yours, EN_US, culture_of("fr-FR"))]


def test_statics():
    assert {"invariantculture", "currentculture", "currentuiculture"} <= members_of(CultureInfo.net_type).static_properties.keys()
    assert members_of(CultureInfo.net_type).static_properties["invariantculture"].get(CultureInfo.net_type) is INVARIANT
    assert members_of(NumberFormatInfo.net_type).static_properties["invariantinfo"].get(None) is INVARIANT.number_format


def test_cultures_by_number():
    assert culture_for("fr-FR") is culture_of("fr-FR")
    assert culture_for(1031).name == "de-DE"
    with pytest.raises(NetError, match="is an invalid culture identifier"):
        culture_for(99)
