"""JSON: writing, reading, checking."""

from __future__ import annotations

import re

import pytest

from psbridge.modules.utility import jsonreading, jsonschema, jsonwriting


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("[ordered]@{a=1;b=@(1,2);c=$null;d=$true;e=1.5} | ConvertTo-Json -Compress", ['{"a":1,"b":[1,2],"c":null,"d":true,"e":1.5}']),
        ("[xml]'<a>1</a>' | ConvertTo-Json -Compress", ["[[[]]]"]),
        ("ConvertTo-Json @() -Compress; 1 | ConvertTo-Json -AsArray -Compress", ["[]", "[1]"]),
        ("[dayofweek]1 | ConvertTo-Json; [dayofweek]1 | ConvertTo-Json -EnumsAsStrings", ["1", '"Monday"']),
        (
            "@{a=@{b=@{c=@{d=1}}}} | ConvertTo-Json -Depth 1 -Compress -WarningAction SilentlyContinue",
            ['{"a":{"b":"System.Collections.Hashtable"}}'],
        ),
        ("@{w=[datetime]'2020-02-03T04:05:06'} | ConvertTo-Json -Compress", ['{"w":"2020-02-03T04:05:06"}']),
        ("'<&>' | ConvertTo-Json -EscapeHandling EscapeHtml", ['"\\u003c\\u0026\\u003e"']),
        ('(\'{"a":{"b":[1,2]}}\' | ConvertFrom-Json).a.b[1]', ["2"]),
        ("('{\"a\":1}' | ConvertFrom-Json -AsHashtable).GetType().Name", ["Hashtable"]),
        ("('[1]' | ConvertFrom-Json -NoEnumerate).GetType().Name", ["Object[]"]),
        ('(\'{"t":"2020-01-01T00:00:00Z"}\' | ConvertFrom-Json).t.Kind', ["Utc"]),
        ('(\'{"t":"/Date(1577836800000)/"}\' | ConvertFrom-Json).t.ToString("s")', ["2020-01-01T00:00:00"]),
        ("@('' | ConvertFrom-Json).Count; @('{', '}' | ConvertFrom-Json).Count; @('1', '2' | ConvertFrom-Json).Count", ["1", "1", "2"]),
        (
            "enum Far : long { A = 1 }; [Far]::A | ConvertTo-Json; [datetimeoffset]'2020-01-01T00:00:00+02:00' | ConvertTo-Json",
            ['"A"', '"2020-01-01T00:00:00+02:00"'],
        ),
        ("Test-Json '{\"a\":1}'", ["True"]),
        ("[NullString]::Value, [DBNull]::Value, $null | ConvertTo-Json -Compress", ["[null,null,null]"]),
        ("[decimal]5, [decimal]2.5 | ConvertTo-Json -Compress", ["[5.0,2.5]"]),
        ("class P { [int]$X = 1; hidden [int]$H = 9 }; [P]::new() | ConvertTo-Json -Compress", ['{"X":1,"H":9}']),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    "table", ["@{1='a'}", "[ordered]@{1='a'}", "@{a=@{[char]'x'=1}}", "[Collections.Generic.Dictionary[int,int]]@{}|%{$_[1]=2;$_}"]
)
def test_keys_must_be_texts(session, table):
    assert session.fails(f"{table} | ConvertTo-Json") == ["NonStringKeyInDictionary"]


def test_errors(session):
    assert session.fails("'{bad' | ConvertFrom-Json") == ["System.ArgumentException"]
    assert session.fails("1 | ConvertTo-Json -Depth 101") == ["ReachedMaximumDepthAllowed"]


def test_depth_is_warned_of(session):
    session.run("@{a=@{b=@{c=1}}} | ConvertTo-Json -Depth 1")
    assert [r.message for r in session.streams.warnings] == [
        "Resulting JSON is truncated as serialization has exceeded the set depth of 1."
    ]


def test_parts():
    assert jsonreading.parse_json("[1, 2]") == [1, 2]
    with pytest.raises(jsonreading.JsonProblem):
        jsonreading.parse_json("[1")
    assert jsonwriting.JsonWriter(2, True, False, 0, None, None).dumps([1, None]) == "[1,null]"
    assert jsonschema.__doc__


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a":', "Unexpected end when deserializing object. Path 'a', line 1, position 5."),
        ("[1,2", "Unexpected end of content while loading JArray. Path '[1]', line 1, position 4."),
        ('{"a":[1', "Unexpected end when reading token. Path 'a'."),
        ("{bad json}", "Invalid character after parsing property name. Expected ':' but got: j. Path '', line 1, position 5."),
        ('{"a":\n}', "Unexpected character encountered while parsing value: }. Path 'a', line 2, position 0."),
        ("[1 2]", "After parsing a value an unexpected character was encountered: 2. Path '[0]', line 1, position 3."),
        ('{"a":1} x', "Additional text encountered after finished reading JSON content: x. Path '', line 1, position 8."),
        ('"abc', "Unterminated string. Expected delimiter: \". Path '', line 1, position 4."),
    ],
    ids=["no-value", "open-array", "open-inner", "bare-name", "no-value-line", "no-comma", "more", "open-text"],
)
def test_what_is_wrong_and_where(text, reason):
    with pytest.raises(jsonreading.JsonProblem, match=re.escape(reason)):
        jsonreading.parse_json(text)


def test_what_is_read_beyond_the_standard():
    read = jsonreading.parse_json("{'a':1, /* one */ b:0x10, // two\n 'c':[NaN, .5,], }", as_hashtable=True)
    assert (read["a"], read["b"], read["c"][1]) == (1, 16, 0.5)
    assert read["c"][0] != read["c"][0]
