"""String.Format."""

from __future__ import annotations

import pytest

from psbridge.objects import DateTime, NetError, PSObject, TimeSpan, define_enum
from psbridge.objects.convert import format_composite, format_value
from psbridge.objects.convert.composite import parse_composite
from psbridge.objects.culture import EN_US, culture_of

Color = define_enum("Tests.Composite.Color", "Red Green", register=False)


@pytest.mark.parametrize(
    ("fmt", "args", "text"),
    [
        ("{0} is {1}", ["sky", "blue"], "sky is blue"),
        ("{{{0}}}", ["x"], "{x}"),
        ("[{0}]", [None], "[]"),
        ("[{0,6}]", ["ab"], "[    ab]"),
        ("[{0,-6}]", ["ab"], "[ab    ]"),
        ("[{0,2}]", ["abcdef"], "[abcdef]"),
        ("[{0,8:F1}]", [3.14159], "[     3.1]"),
        ("[{0,-8:X2}]", [10], "[0A      ]"),
        ("{0:N2}", ["12"], "12"),
        ("{0:#,##0.00;(#,##0.00)}", [-1234.5], "(1,234.50)"),
        ("{0:000.0}", [7.25], "007.3"),
        ("{0:0%}", [0.333], "33%"),
        ("{0:yyyy-MM-dd HH:mm}", [DateTime.of(2020, 7, 8, 9, 10)], "2020-07-08 09:10"),
        ("{0:hh\\:mm}", [TimeSpan.of(hours=3, minutes=4)], "03:04"),
        ("{0} {0:d}", [Color(1)], "Green 1"),
        ("{0}", [[1, 2]], "System.Object[]"),
        ("{0}", [1 / 3], "0.3333333333333333"),
        ("{0}", [True], "True"),
        ("{0} {1}", [PSObject(5), PSObject.of(a=1)], "5 @{a=1}"),
        ("{ 0}", ["x"], None),
        ("{0", ["x"], None),
        ("0}", ["x"], None),
        ("{x}", ["x"], None),
        ("{0,x}", ["x"], None),
        ("{0:{{", ["x"], None),
        ("{}", ["x"], None),
    ],
)
def test_format(fmt, args, text):
    if text is None:
        with pytest.raises(NetError, match=r"Input string was not in a correct format\."):
            format_composite(fmt, args, EN_US)
    else:
        assert format_composite(fmt, args, EN_US) == text


def test_missing_argument():
    with pytest.raises(NetError, match="Index \\(zero based\\) must be greater than or equal to zero"):
        format_composite("{0} {1}", ["only"], EN_US)


def test_culture_and_default():
    assert format_composite("{0:N1}", [1234.5], culture_of("de-DE")) == "1.234,5"
    assert format_composite("{0:N1}", [1234.5]) == "1,234.5"


def test_values():
    assert format_value("text", "N2", EN_US) == "text"
    assert format_value(PSObject(5), "D3", EN_US) == "005"


def test_holes_are_read_once():
    assert parse_composite("a{0,-3:x}b") == ("a", (0, -3, "x"), "b")
