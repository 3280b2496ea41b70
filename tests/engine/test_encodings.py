"""Encodings by the names that -Encoding takes."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from psbridge.engine import encodings
from psbridge.objects import NetError


@pytest.mark.parametrize(
    ("name", "desktop", "data"),
    [
        ("utf8", False, b"\xc3\xa9"),
        ("utf8", True, b"\xef\xbb\xbf\xc3\xa9"),
        ("utf8BOM", False, b"\xef\xbb\xbf\xc3\xa9"),
        ("unicode", False, b"\xff\xfe\xe9\0"),
        ("bigendianunicode", False, b"\xfe\xff\0\xe9"),
        ("ascii", False, b"?"),
        ("default", True, b"\xe9"),
        (1252, False, b"\xe9"),
        ("latin1", False, b"\xe9"),
        (None, False, b"\xc3\xa9"),
    ],
)
def test_names(name, desktop, data):
    found = encodings.encoding_of(name, desktop=desktop)
    assert found.preamble + found.encode("é") == data


def test_marks_decide():
    assert encodings.text_of(b"\xff\xfea\0") == "a"
    assert encodings.text_of(b"\xfe\xff\0a") == "a"
    assert encodings.text_of(b"\xe9", encodings.encoding_of("latin1")) == "é"
    assert encodings.marked(b"abc") is None


def test_unknown_names():
    with pytest.raises(NetError, match="not a supported encoding name"):
        encodings.encoding_of("bogus")


@pytest.mark.parametrize(
    ("use", "core", "desktop"),
    [
        ("Content", (b"", 65001), (b"", 1252)),
        ("Source", (b"", 65001), (b"", 1252)),
        ("Redirection", (b"", 65001), (b"\xff\xfe", 1200)),
        ("Export-Csv", (b"", 65001), (b"", 20127)),
        ("Start-Transcript", (b"", 65001), (b"\xef\xbb\xbf", 65001)),
        ("Export-Alias", (b"\xff\xfe", 1200), (b"\xff\xfe", 1200)),
        ("what nobody wrote down", (b"", 65001), (b"", 65001)),
    ],
)
def test_where_nothing_is_told(use, core, desktop):
    class Session:
        extras: ClassVar[dict[str, Any]] = {}

    for version, expected in (("7.0.13", core), ("5.1.20348.1", desktop)):
        Session.version = version
        found = encodings.default_for(Session, use)
        assert (found.preamble, found.code_page) == expected


def test_oem_is_a_code_page_of_windows_only():
    assert encodings.encoding_of("oem").code_page == 65001
    assert encodings.encoding_of("oem", windows=True).code_page == encodings.encoding_of("oem", desktop=True).code_page == 437
