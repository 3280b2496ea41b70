"""-match, -replace, -split, -join, -f."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("'abc' -match 'B'; $Matches[0]", [True, "b"]),
        ("$null = 'John Smith' -match '(?<first>\\w+)\\s(\\w+)'; $Matches.first; $Matches[1]", ["John", "Smith"]),
        ("'a1', 'b', 'c3' -match '\\d'", ["a1", "c3"]),
        ("'abc' -cmatch 'B'", [False]),
        ("'hello' -replace 'L', 'x'; 'hello' -creplace 'L', 'x'", ["hexxo", "hello"]),
        ("'abc' -replace '(b)', '[$1$&$$]'", ["a[bb$]c"]),
        ("'a1b' -replace '\\d', { [int] $_.Value + 1 }", ["a2b"]),
        ("'cat', 'dog' -replace 'at', 'ot'", ["cot", "dog"]),
        ("'a-b-c-d' -split '-', 2", ["a", "b-c-d"]),
        ("'a1b2c' -split '(\\d)'", ["a", "1", "b", "2", "c"]),
        ("'a.b' -split '.', 0, 'SimpleMatch'", ["a", "b"]),
        ("'a1b' -split { $_ -eq '1' }", ["a", "b"]),
        ("'a-b-c' -split '-', -2", ["a-b", "c"]),
        ("-split ' a  b '", ["a", "b"]),
        ("1, $null, 'x' -join '|'", ["1||x"]),
        ("-join ('a', 'b')", ["ab"]),
        ("'{0:D2}|{1}' -f 3, 'x'", ["03|x"]),
        ("(10, 21 -like '1*')[0].GetType().Name; (10, 21 -match '1')[0].GetType().Name", ["String", "Int32"]),
        ("'aBc' -csplit 'b', 0, 'SimpleMatch,IgnoreCase'", ["a", "c"]),
        ("'aBc' -csplit 'b', 0, 'SimpleMatch'; 'aBc' -csplit 'b', 0, 'IgnoreCase'", ["aBc", "a", "c"]),
        ("'aBc' -split 'b', 0, ''; 'aBc' -split 'b', 0, $null", ["aBc", "a", "c"]),
        ("'a1b' -replace '\\d', ({ '<' + $args[0].Value + '>' } -as [Text.RegularExpressions.MatchEvaluator])", ["a<1>b"]),
        (
            "class R { static [string] Twice([Text.RegularExpressions.Match] $m) { return $m.Value * 2 } }; 'a1' -replace '\\d', [R]::Twice",
            ["a11"],
        ),
        ("'a1' -replace '\\d', 'x'.Trim", ["astring Trim(), string Trim(char trimChar), string Trim(Params char[] trimChars)"]),
    ],
)
def test_texts(ps, script, expected):
    assert ps(script) == expected


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("'abc' -replace 'a', 'b', 'c'", "BadReplaceArgument"),
        ("'{0' -f 1", "FormatError"),
        ("'abc' -split @()", "BadOperatorArgument"),
        ("'abc' -match '('", "System.Text.RegularExpressions.RegexParseException"),
    ],
)
def test_refuses(ps, script, error_id):
    assert ps.run(script).ids == [error_id]


@pytest.mark.parametrize(
    ("script", "part"),
    [
        ("'abc' -split 'b', 0, 'bogus'", "Unable to match the identifier name bogus"),
        ("'abc' -split 'b', 'x'", 'Cannot convert value "x" to type "System.Int32"'),
    ],
)
def test_operands_of_split_that_cannot_be(ps, script, part):
    ran = ps.run(script)
    assert ran.ids == ["RuntimeException"]
    assert part in ran.errors[0].exception.message


def test_replace_says_that_a_pattern_is_none(ps):
    told = ps("try { 'abc' -replace '(', 'x' } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }")
    assert told == ["InvalidRegularExpression", "The regular expression pattern ( is not valid."]


def test_split_with_a_block_counts_from_the_right(ps):
    assert ps("'a,b,c' -split { $_ -eq ',' }, -2; 'a,b' -split { $_ -eq ',' }, -1; 'a,b,c' -split { $_ -eq ',' }, -9") == [
        *("a,b", "c"), "a,b", *("a", "b", "c"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("operand", "error_id"),
    [
        ("{ $_ }, 0, 'SimpleMatch'", "InvalidSplitOptionWithPredicate"),
        ("',', 0, 'SimpleMatch, Multiline'", "InvalidSplitOptionCombination"),
    ],
)
def test_options_that_do_not_go_together(ps, operand, error_id):
    assert ps(f"try {{ 'a' -split {operand} }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.GetType().Name }}") == [
        error_id,
        "ParseException",
    ]
