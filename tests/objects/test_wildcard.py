"""Wildcard patterns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import NetError
from psbridge.objects.wildcard import compile_wildcard, escape, has_wildcards, like, unescape, wildcard_to_regex


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("abc", "abc", True),
        ("abc", "ABC", True),
        ("abc", "a*", True),
        ("abc", "*c", True),
        ("abc", "*b*", True),
        ("abc", "*", True),
        ("", "*", True),
        ("", "", True),
        ("abc", "", False),
        ("abc", "ab", False),
        ("abc", "a?c", True),
        ("abc", "a??c", False),
        ("abc", "[a-c]bc", True),
        ("dbc", "[a-c]bc", False),
        ("]x", "[]]x", True),
        ("a*c", "a`*c", True),
        ("abc", "a`*c", False),
        ("a-c", "a[-]c", True),
        ("a\nb", "a*b", True),
        ("a.c", "a.c", True),
        ("axc", "a.c", False),
        ("É", "é", True),
        ("a^b", "a[^]b", True),
        ("b", "[^a]", False),
    ],
)
def test_like(text, pattern, expected):
    assert like(text, pattern) is expected


def test_case():
    assert not like("ABC", "abc", ignore_case=False)
    assert not like("ABC", "a*", ignore_case=False)
    assert not like("ABC", "*c", ignore_case=False)
    assert not like("ABC", "*b*", ignore_case=False)
    assert like("ABC", "A*", ignore_case=False)


@pytest.mark.parametrize("pattern", ["[", "[a", "a[b-a]", "[]"])
def test_bad_patterns(pattern):
    with pytest.raises(NetError, match="wildcard character pattern is not valid") as caught:
        compile_wildcard(pattern)
    assert caught.value.exception.is_a("System.Management.Automation.WildcardPatternException")


def test_what_has_wildcards():
    assert has_wildcards("a*")
    assert has_wildcards("a?")
    assert has_wildcards("a[")
    assert not has_wildcards("a`*")
    assert not has_wildcards("abc]")


def test_escaping():
    assert escape("a*[b]?") == "a`*`[b`]`?"
    assert unescape("a`*`[b`]`?") == "a*[b]?"
    assert unescape("a`b`") == "a`b`"


def test_regex():
    assert wildcard_to_regex("a.*?[b-d]") == r"a\..*.[b-d]"


@given(st.text("ab*?[]`", max_size=8).filter(lambda text: "`" not in text))
def test_an_escaped_text_matches_itself_only(text):
    assert like(text, escape(text))
    assert unescape(escape(text)) == text
    assert not like(text + "x", escape(text))


@given(st.text("abAB", max_size=6), st.text("ab*?", max_size=6))
def test_string_tests_agree_with_the_regular_expression(text, pattern):
    import re

    expected = re.fullmatch(wildcard_to_regex(pattern), text, re.IGNORECASE | re.DOTALL) is not None
    assert like(text, pattern) is expected
