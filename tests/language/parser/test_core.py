import sys

import pytest

from psbridge.language import PowerShellParseError, parse, parse_or_raise


@pytest.fixture(autouse=True)
def usual_limit():
    """What Python starts with; an engine that another test opened has raised it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "{" * 10_000,
        "@(" * 10_000 + ")" * 10_000,
        "[" * 10_000,
        "-" * 20_001,
        '"$(' * 5_000,
        "$" * 5_000,
        "(;" * 5_000,
        "@{a=" * 3_000,
    ],
)
def test_nothing_brings_the_parser_down(text):
    limit = sys.getrecursionlimit()
    assert parse(text).errors
    assert sys.getrecursionlimit() == limit


def test_deep_but_complete_nesting_parses():
    assert not parse("(" * 1_000 + "1" + ")" * 1_000).errors


def test_too_deep_says_so():
    assert [error.error_id for error in parse("(" * 50_000).errors] == ["ScriptTooComplicated"]


def test_comments_are_listed_in_order():
    found = parse("# a\n1 <# b #> + 2 # c\n'# no'").comments
    assert [comment.text for comment in found] == ["# a", "<# b #>", "# c"]


def test_comments_inside_of_strings_are_none_of_the_script():
    assert parse('"$(1 # c\n)"').comments == ()


def test_raise():
    with pytest.raises(PowerShellParseError) as complete:
        parse_or_raise("1 2\n3 4")
    assert str(complete.value).startswith("At line:1 char:3\n+ 1 2\n+   ~\nUnexpected token '2'")
    assert complete.value.error_id == "UnexpectedToken"
    assert len(complete.value.errors) == 2
    with pytest.raises(PowerShellParseError) as incomplete:
        parse_or_raise("1 +")
    assert incomplete.value.incomplete
    assert str(incomplete.value) == "You must provide a value expression following the '+' operator."
    assert "At line:1 char:4" in incomplete.value.positioned_message
    assert parse_or_raise("1 + 2").end_block is not None


def test_an_error_is_said_once(errors):
    assert errors("1 +").count("ExpectedValueExpression") == 1


@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0", "\u2003", " `\n", " `\r\n", " <# x #>", " ` "])
def test_gaps(shape, gap):
    assert shape(f"echo{gap}a") == "(Command [echo a])"


def test_a_backtick_in_a_word_takes_the_newline_into_the_word(shape):
    assert shape("echo`\na") == "(Command [echo\na])"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines(newline):
    tree = parse(f"a{newline}b # c{newline}{newline}c").ast
    assert [statement.extent.start_line for statement in tree.end_block.statements] == [1, 2, 4]


def test_unclosed_comment(errors):
    assert errors("1 <# x") == ["MissingTerminatorMultiLineComment"]


def test_a_deep_tree_has_a_short_text():
    assert len(repr(parse("(" * 1_000 + "1" + ")" * 1_000))) < 300
