"""Regular expressions of .NET on Python's."""

from __future__ import annotations

import pytest

from psbridge.objects import NetError
from psbridge.objects.regex import (
    EXPLICIT,
    IGNORE_CASE,
    IGNORE_WHITESPACE,
    MULTILINE,
    SINGLELINE,
    compile_pattern,
    escape,
    expand,
    replace,
    unescape,
)


def found(pattern, text, options=0):
    match = compile_pattern(pattern, options).program.search(text)
    return None if match is None else match.group()


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a+", "caat", "aa"),
        (r"\d{2}", "x12", "12"),
        ("(?<n>a)b", "ab", "ab"),
        ("(?'n'a)b", "ab", "ab"),
        (r"(?<n>a)\k<n>", "aa", "aa"),
        (r"(a)\1", "aa", "aa"),
        ("a$", "a\n", "a"),
        (r"a\z", "a\n", None),
        (r"a\Z", "a\n", "a"),
        ("(?i)ABC", "abc", "abc"),
        ("a(?i:B)c", "aBc", "aBc"),
        ("a(?i:B)c", "abC", None),
        (r"\p{Lu}", "aB", "B"),
        (r"\P{L}", "a1", "1"),
        ("[a-z-[aeiou]]+", "aebcd", "bcd"),
        ("a(?#comment)b", "ab", "ab"),
        (r"\e", "\x1b", "\x1b"),
        ("a{,2}", "a{,2}", "a{,2}"),
        (r"(?<=a)b", "ab", "b"),
        (r"(?>a+)b", "aab", "aab"),
        ("[^]a]", "]b", "b"),
        (r"\bfoo\b", "a foo b", "foo"),
        (r"(?x) a b # c", "ab", "ab"),
        ("(?x) a # (not a group\n b", "ab", "ab"),
        ("a#b", "a#b", "a#b"),
        ("a(?i)b|c", "xc", "c"),
        ("a(?i)b|c", "xC", "C"),
        ("x(a(?i)b|c)C", "xCC", "xCC"),
        ("x(a(?i)b|c)C", "xCc", None),
    ],
)
def test_matches(pattern, text, expected):
    assert found(pattern, text) == expected


def test_options():
    assert found("ABC", "abc", IGNORE_CASE) == "abc"
    assert found("^b$", "a\nb\nc", MULTILINE) == "b"
    assert found("a.b", "a\nb", SINGLELINE) == "a\nb"
    assert found("a b", "ab", IGNORE_WHITESPACE) == "ab"
    assert [group.name for group in compile_pattern("(a)(?<n>b)", EXPLICIT).groups] == ["0", "n"]


def test_named_groups_come_after_the_others():
    pattern = compile_pattern("(?<x>a)(b)(?<y>c)(d)")
    assert [group.name for group in pattern.groups] == ["0", "1", "2", "x", "y"]
    match = pattern.program.search("abcd")
    assert match is not None
    assert [match.group(group.index) for group in pattern.groups] == ["abcd", "b", "d", "a", "c"]
    assert pattern.index_of("1") == 2
    assert pattern.index_of("nope") is None


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("(", "Invalid pattern '(' at offset 1. Not enough )'s."), (")", "Too many )'s."),
     ("[z-a]", "[x-y] range in reverse order."), ("[a", "Unterminated [] set.")],
)  # fmt: skip
def test_bad_patterns(pattern, message):
    with pytest.raises(NetError) as caught:
        compile_pattern(pattern)
    assert message in caught.value.exception.message
    assert caught.value.exception.is_a("System.ArgumentException")


@pytest.mark.parametrize(
    ("pattern", "text", "replacement", "expected"),
    [
        ("b", "abc", "X", "aXc"),
        ("(a)(b)", "ab", "$2$1", "ba"),
        ("(?<n>a)", "ab", "<${n}>", "<a>b"),
        ("b", "abc", "[$&]", "a[b]c"),
        ("b", "abc", "$`|$'", "aa|cc"),
        ("b", "abc", "$$", "a$c"),
        ("b", "abc", "$9", "a$9c"),
        ("b", "abc", r"\1", r"a\1c"),
        ("b", "abc", "$_", "aabcc"),
        ("(a)|b", "ab", "<$1>", "<a><>"),
        ("(a)(b)?", "ab", "$+", "b"),
    ],
)
def test_replacing(pattern, text, replacement, expected):
    assert replace(compile_pattern(pattern), text, replacement) == expected


def test_replacing_some():
    assert replace(compile_pattern("a"), "aaa", "b", 2) == "bba"


def test_expanding():
    pattern = compile_pattern("(a)(b)")
    match = pattern.program.search("ab")
    assert match is not None
    assert expand("plain", match, pattern) == "plain"


def test_escaping():
    assert escape("a.b*c d\n#") == r"a\.b\*c\ d\n\#"
    assert found(escape("(x) [y]{1}"), "(x) [y]{1}") == "(x) [y]{1}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [(r"a\x41\101\cA\.\n", "aAA\x01.\n"), ("end" + "\\", "end"), (r"\u00e9\\", "\u00e9" + "\\"), ("plain", "plain")],
)
def test_unescaping(text, meant):
    assert unescape(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [(r"a\q", "at offset 3. Unrecognized"), (r"\x4", "Insufficient hexadecimal"), (r"\c1", "control character")],
)
def test_unescaping_refuses(text, why):
    with pytest.raises(NetError, match=why):
        unescape(text)
