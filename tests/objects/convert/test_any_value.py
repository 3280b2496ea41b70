"""Any value, any type, any format: an answer or a NetError, nothing else."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import (
    BigInteger,
    Byte,
    Char,
    DateTime,
    DateTimeOffset,
    Int64,
    NetError,
    PSObject,
    ScriptBlock,
    Single,
    TimeSpan,
    Version,
    find_type,
)
from psbridge.objects.convert import compare, convert, dotnet_text, equals, format_composite, format_value, to_text, truth
from psbridge.objects.culture import INVARIANT, culture_of
from psbridge.objects.formats.datetime_exact import parse_exact
from psbridge.objects.scalars import MAX_TICKS

TYPES = [
    find_type(f"System.{name}")
    for name in [
        "Int32",
        "Int64",
        "Byte",
        "Double",
        "Single",
        "Decimal",
        "Char",
        "Boolean",
        "String",
        "DateTime",
        "DateTimeOffset",
        "TimeSpan",
        "Guid",
        "Version",
        "Uri",
        "Type",
        "Array",
        "Void",
        "Numerics.BigInteger",
        "Collections.ArrayList",
        "Collections.Hashtable",
        "Globalization.CultureInfo",
        "Management.Automation.SwitchParameter",
        "Management.Automation.SemanticVersion",
    ]
]
_ticks = st.integers(0, MAX_TICKS)
_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.floats(),
    st.text(max_size=12),
    st.decimals(-(10**20), 10**20, places=6),
    st.uuids(),
    st.integers(-(2**63), 2**63 - 1).map(Int64),
    st.integers(0, 255).map(Byte),
    st.integers(-(10**40), 10**40).map(BigInteger),
    st.floats(width=32).map(Single),
    st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs",)).map(Char),
    _ticks.map(DateTime),
    st.integers(10**13, MAX_TICKS).map(lambda ticks: DateTimeOffset(DateTime(ticks), TimeSpan.of(hours=2))),
    st.integers(-(2**63), 2**63 - 1).map(TimeSpan),
    st.sampled_from([Version(1, 2), ScriptBlock("1"), PSObject.of(a=1), find_type("System.Int32"), [1, None], {}]),
)
_cultures = st.sampled_from([INVARIANT, *map(culture_of, ("en-US", "de-DE", "fr-FR", "ja-JP"))])
_specs = st.text("0#.,%‰Ee+-;'\"\\ abcdfghHmMsStTyzKFNPDXGRCnx:/[]{}12", max_size=7)


@given(_values, st.sampled_from(TYPES), _cultures)
def test_convert(value, net, culture):
    for target in (net, net.array()):
        with contextlib.suppress(NetError):
            convert(value, target, culture)


@given(_values, _values)
def test_compare_and_equal(a, b):
    assert isinstance(equals(a, b), bool)
    assert isinstance(truth(a), bool)
    with contextlib.suppress(NetError):
        assert isinstance(compare(a, b), int)


@given(_values, _cultures)
def test_text(value, culture):
    assert isinstance(to_text(value, culture), str)
    assert isinstance(dotnet_text(value, culture), str)


@given(_values, _specs, _cultures)
def test_format(value, spec, culture):
    with contextlib.suppress(NetError):
        assert isinstance(format_value(value, spec, culture), str)
    with contextlib.suppress(NetError):
        assert isinstance(format_composite(f"{{0:{spec}}}{spec}", [value], culture), str)


@given(st.text("0123456789-+:./, TZAPMJan", max_size=14), _specs, _cultures)
def test_exact_dates(text, spec, culture):
    try:
        assert isinstance(parse_exact(text, spec, culture), DateTime)
    except NetError as error:
        assert error.exception.is_a("System.FormatException")


@pytest.mark.parametrize("net", TYPES, ids=str)
def test_null(net):
    with contextlib.suppress(NetError):
        convert(None, net)
