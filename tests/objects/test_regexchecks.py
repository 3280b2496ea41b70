"""What .NET refuses of regular expressions, at which offset and in which words."""

from __future__ import annotations

import pytest

from psbridge.objects.exceptions import NetError
from psbridge.objects.regex import compile_pattern
from psbridge.objects.regexchecks import check_pattern

NOTHING, BAD_NAME = "Quantifier {x,y} following nothing.", "Invalid group name: Group names must begin with a word character."
REFUSED = [
    ("*", 1, NOTHING),
    ("a|*", 3, NOTHING),
    ("(*)", 2, NOTHING),
    ("a**", 3, "Nested quantifier *."),
    ("a++", 3, "Nested quantifier +."),
    ("a{1}{2}", 5, "Nested quantifier {."),
    ("a{2,1}", 6, "Illegal {x,y} with x > y."),
    ("[z-a]", 4, "[x-y] range in reverse order."),
    ("[a-\\d]", 5, "Cannot include class \\d in character range."),
    ("[a-z-[b]c]", 8, "A subtraction must be the last element in a character class."),
    ("[a", 2, "Unterminated [] set."),
    ("[\\q]", 3, "Unrecognized escape sequence \\q."),
    ("\\", 1, "Illegal \\ at end of pattern."),
    ("\\c", 2, "Missing control character."),
    ("\\c1", 3, "Unrecognized control character."),
    ("\\x1", 2, "Insufficient hexadecimal digits."),
    ("\\p{Foo}", 7, "Unknown property 'Foo'."),
    ("\\pL", 2, "Incomplete \\p{X} character escape."),
    ("\\pLu}", 3, "Malformed \\p{X} character escape."),
    ("\\1", 2, "Reference to undefined group number 1."),
    ("\\k<n>", 5, "Reference to undefined group name n."),
    ("\\kn", 3, "Malformed \\k<...> named back reference."),
    ("(", 1, "Not enough )'s."),
    ("a)", 2, "Too many )'s."),
    ("(?z)", 3, "Unrecognized grouping construct."),
    ("(?<n", 4, "Unrecognized grouping construct."),
    ("(?<>b)", 3, BAD_NAME),
    ("(?<1a>b)", 4, BAD_NAME),
    ("(?<0>b)", 4, "Capture number cannot be zero."),
    ("(?<-x>a)", 5, "Reference to undefined group name x."),
    ("(?<a-7>a)", 6, "Reference to undefined group number 7."),
    ("(?(1)a|b)", 5, "(?(1) ) reference to undefined group."),
    ("(?(1a)", 5, "(?(1) ) malformed."),
    ("(?(?#x)a|b)", 2, "Alternation conditions cannot be comments."),
    ("(?(?<n>x)a|b)", 2, "Alternation conditions do not capture and cannot be named."),
    ("(?(b)c|d|e)", 11, "Too many | in (?()|)."),
    ("(?#c", 4, "Unterminated (?#...) comment."),
]
TAKEN = [
    *("a", "(a)(b)\\1", "(?<n>a)(b)\\2\\k<n>", "[a-z-[b]]", "[]a]", "[^]a]", "[\\d-z]", "[a-]", "[[:x:]]", "a{,2}", "a{2,3}?", "x{1,"),
    *("(?i)a(?-i)b", "(?i:a)", "(?>a)", "(?=a)(?!b)(?<=c)(?<!d)", "(a)?(?(1)b|c)", "(?<x>a)?(?(x)b|c)", "\\p{L}[\\P{Lu}]", "\\x41\\u0041"),
    *("(?#c)a", "a|b|", "()", "a(?#x)*", "(?x) a + b # c*", "(?'q'a)", "\\b\\B\\A\\z\\Z", "(a|b)*", "(a(b(c)))\\3", "\\07\\ca", "\\-\\/"),
]


@pytest.mark.parametrize(("pattern", "offset", "what"), REFUSED, ids=[one[0] for one in REFUSED])
def test_refused(pattern, offset, what):
    with pytest.raises(NetError) as caught:
        compile_pattern(pattern)
    assert caught.value.exception.message == f"Invalid pattern '{pattern}' at offset {offset}. {what}"
    assert caught.value.exception.kind.full_name.endswith("RegexParseException")


@pytest.mark.parametrize("pattern", TAKEN)
def test_taken(pattern):
    assert compile_pattern(pattern).text == pattern


def test_blanks_count_unless_told():
    with pytest.raises(NetError):
        check_pattern("a #(", 0, frozenset())
    check_pattern("a #(", 32, frozenset())
