"""Numbers, conversions and identifiers, as scripts use them."""

from __future__ import annotations

import pytest

CASES = [
    ("$n = 7; [int]::TryParse('x', [ref]$n); $n", ["False", "0"]),
    ("[int]::Parse('12')", ["12"]),
    ("[math]::Round(2.5); [math]::Round(2.5, [MidpointRounding]::AwayFromZero)", ["2", "3"]),
    ("[math]::Abs(-5).GetType().Name", ["Int32"]),
    ("[math]::Floor(7 / 2).GetType().Name", ["Double"]),
    ("$r = 0; [math]::DivRem(7, 2, [ref]$r); $r", ["3", "1"]),
    ("[decimal]::Round(2.345d, 2)", ["2.34"]),
    (
        "[convert]::GetTypeCode(1); [convert]::GetTypeCode($null); [convert]::GetTypeCode([DayOfWeek]::Friday); [convert]::GetTypeCode(@{})",
        ["Int32", "Empty", "Int32", "Object"],
    ),
    ("$null -eq [convert]::ChangeType($null, [string])", ["True"]),
    (
        "try { [convert]::ChangeType($null, [int]) } catch { $_.Exception.InnerException.Message }",
        ["Null object cannot be converted to a value type."],
    ),
    ("try { [convert]::ChangeType(@{}, [int]) } catch { $_.Exception.InnerException.Message }", ["Object must implement IConvertible."]),
    ("[guid]::ParseExact('{11111111-2222-3333-4444-555555555555}', 'B')", ["11111111-2222-3333-4444-555555555555"]),
    ("try { [guid]::ParseExact('11111111222233334444555555555555', 'D') } catch { $_.FullyQualifiedErrorId }", ["FormatException"]),
    ("$g = [guid]::NewGuid(); [guid]::TryParseExact('x', 'N', [ref]$g); $g -eq [guid]::Empty", ["False", "True"]),
    ("[bigint]::Pow(2, 70)", ["1180591620717411303424"]),
    ("(255).ToString('X')", ["FF"]),
    ("(1234.5).ToString('N1', [cultureinfo]'de-DE')", ["1.234,5"]),
    ("[Convert]::ToInt32('11', 8); [Convert]::ToString(255, 16); [Convert]::ToInt32($true)", ["9", "ff", "1"]),
    ("[Convert]::ToBase64String([byte[]](1, 2, 3))", ["AQID"]),
    ("[BitConverter]::ToString([byte[]](1, 171))", ["01-AB"]),
    ("[BitConverter]::ToInt32([byte[]](1, 0, 0, 0), 0)", ["1"]),
    ("[double]::IsNaN([double]::NaN); [int]::MaxValue", ["True", "2147483647"]),
    (
        "[guid]::Empty; [guid]::Parse('11111111222233334444555555555555').ToString('B')",
        ["00000000-0000-0000-0000-000000000000", "{11111111-2222-3333-4444-555555555555}"],
    ),
    ("[version]::new(1, 2).CompareTo([version]'1.10')", ["-1"]),
    ("[semver]::new(1, 2, 3).ToString()", ["1.2.3"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected
