"""Text, characters, builders, encodings and regular expressions, as scripts use them."""

from __future__ import annotations

import pytest

CASES = [
    ("'abc'.Substring(1)", ["bc"]),
    ("'abc'.Substring(1, 1)", ["b"]),
    ("'a,b;c'.Split(',;'.ToCharArray()) -join '|'", ["a|b|c"]),
    ("'a--b'.Split('--') -join '|'", ["a|b"]),
    ("'a b  c'.Split(' ', [StringSplitOptions]::RemoveEmptyEntries) -join '|'", ["a|b|c"]),
    ("'a,b,c'.Split(',', 2) -join '|'", ["a|b,c"]),
    ("'abc'.PadLeft(5, '*')", ["**abc"]),
    ("'hello'.IndexOf('l'); 'hello'.LastIndexOf('l')", ["2", "3"]),
    ("'abc'.IndexOf($null)", ["-1"]),
    ("'abc'.LastIndexOf(''); ''.LastIndexOf(''); 'abc'.LastIndexOf('', 1)", ["2", "0", "1"]),
    ("$c = [char[]]::new(3); 'abc'.CopyTo(1, $c, 1, 2); $c.Count; $c[2]", ["3", "c"]),
    (
        "$c = [char[]]::new(2); try { 'abc'.CopyTo(0, $c, 0, 3) } catch { $_.FullyQualifiedErrorId }; $c.Count",
        ["ArgumentOutOfRangeException", "2"],
    ),
    ("'Hello'.StartsWith('he', 'OrdinalIgnoreCase')", ["True"]),
    ("'abc'.Replace('b', $null)", ["ac"]),
    ("[string]::Join(',', 1, 2, 3)", ["1,2,3"]),
    ("[string]::Join('-', @('a', 'b'))", ["a-b"]),
    ("[string]::new('x', 3)", ["xxx"]),
    ("[string]::Format('{0:N2} {1}', 3.14159, 'x')", ["3.14 x"]),
    ("[string]::Compare('a', 'B')", ["-1"]),
    ('[string]::IsNullOrWhiteSpace(" `t")', ["True"]),
    ("'abc'.Chars(1)", ["b"]),
    ("'  x '.Trim(); 'xxaxx'.Trim('x')", ["x", "a"]),
    ("[char]::IsDigit('5'); [char]::ToUpper('a'); [int][char]::MaxValue", ["True", "A", "65535"]),
    (
        "$sb = [Text.StringBuilder]::new('a'); $null = $sb.Append('b').Append(1).AppendLine().AppendFormat('{0}-{1}', 1, 2); $sb.ToString().Replace(\"`n\", '/'); $sb.Length",
        ["ab1/1-2", "7"],
    ),
    ("[Text.Encoding]::UTF8.GetBytes('é') -join ','; [Text.Encoding]::Unicode.GetString([byte[]](65, 0))", ["195,169", "A"]),
    ("[regex]::Replace('abc', 'b', { param($m) $m.Value.ToUpper() })", ["aBc"]),
    ("[regex]::Matches('a1b22', '\\d+').Value -join ','", ["1,22"]),
    ("([regex]'(?<x>\\d)').Match('a5').Groups['x'].Value", ["5"]),
    ("[regex]::Escape('1+1'); [regex]::Unescape('\\.')", ["1\\+1", "."]),
    ("[regex]::Split('a, b;c', '[,;]\\s*') -join '|'", ["a|b|c"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected
