"""Encodings by the names that -Encoding takes."""

from __future__ import annotations

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
