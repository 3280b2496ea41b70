"""How the arguments of a program are written and taken apart."""

from __future__ import annotations

import sys

import pytest

from psbridge.engine import native
from psbridge.modules.shell import Runspace


@pytest.fixture
def words(tmp_path):
    """The words that a program gets for arguments written in a script, in a folder with three files."""
    for name in ("abc.txt", "bbb.txt", "b b.txt"):
        (tmp_path / name).touch()
    show = tmp_path / "show.py"
    show.write_text("import sys\nprint('|'.join(sys.argv[1:]))")

    def go(arguments: str, before: str = "") -> str:
        with Runspace(directory=str(tmp_path)) as runspace:
            [line] = runspace.invoke(f"{before}; & '{sys.executable}' show.py {arguments}")
        return str(line)

    return go


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("a,b,c", "a,b,c"),
        ("1, 2", "1,|2"),
        ("1 ,2", "1|,2"),
        ("1 , 2,3", "1|,|2,3"),
        ("x=1,2 -p:a,b", "x=1,2|-p:a,b"),
        ("$a 'x y'", "1|2|x y"),
        ("@a", "1|2"),
        ('\'a"b c"d\' a"b c"d', "ab cd|ab cd"),
        ("'a\\\"b c\\\"d'", 'a"b c"d'),
        ("'a \"b c\" d' '\"b c\"'", "a b|c d|b c"),
        ("'one two\\' next", "one two\\|next"),
        ("1kb 0x10 $null '' end", "1kb|0x10|end"),
        ("--% a,b 'c d' %NONE%", "a,b|'c|d'|%NONE%"),
    ],
)
def test_words(words, arguments, told):
    assert words(arguments, "$a = 1, 2") == told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("b*.txt", "b b.txt|bbb.txt"),
        ("$p a?c.*", "abc.txt|abc.txt"),
        ("$o.P $both[1]", "abc.txt|abc.txt"),
        ("$both", "abc.txt|abc.txt"),
        ('\'a*\' "a*" "$p"', "a*|a*|a*"),
        ("no*file env:p* [] -a*", "no*file|env:p*|[]|-a*"),
    ],
)
def test_wildcards_outside_of_quotes_are_names_of_files(words, arguments, told):
    assert words(arguments, "$p = 'a*'; $o = [pscustomobject] @{ P = 'a*' }; $both = 'a*', 'a*'") == told


def test_the_home(words):
    assert words("~ ~/x '~' a~").split("|")[2:] == ["~", "a~"]
    assert words("~/x").endswith("/x")
    assert not words("~/x").startswith("~")


def test_the_runtime_takes_a_line_apart():
    assert native.runtime_split('a "b c" d\\"e "f\\\\" ') == ["a", "b c", 'd"e', "f\\"]
