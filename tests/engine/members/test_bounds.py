"""What .NET says of bad indexes, lengths and names, word for word."""

from __future__ import annotations

from typing import Any

import pytest

_INDEX = "Index was out of range. Must be non-negative and less than the size of the collection."
_PART = (
    "Offset and length were out of bounds for the array or count is greater than the number of elements "
    "from index to the end of the source collection."
)
_BUILDER = "[Text.StringBuilder]"

CASES = [
    ("[BitConverter]::ToInt32([byte[]](1, 2), 0)", "(Parameter 'value')"),
    ("[Convert]::FromBase64String('abc')", "The input is not a valid Base-64 string"),
    ("[array]::CreateInstance([int], -1)", "Non-negative number required. (Parameter 'length')"),
    ("[array]::CreateInstance([int], 1, -1)", "(Parameter 'length2')"),
    ("[array]::CreateInstance([int], [int[]](-1, 2))", "(Parameter 'lengths[0]')"),
    ("[array]::Reverse($null)", "Value cannot be null. (Parameter 'array')"),
    ("[array]::Reverse((1..3), -1, 1)", "Non-negative number required. (Parameter 'index')"),
    ("[array]::Reverse((1..3), 1, 9)", _PART),
    ("[array]::Sort((1..3), 1, 9)", _PART),
    ("[array]::IndexOf((1..3), 2, 5)", f"{_INDEX} (Parameter 'startIndex')"),
    ("[array]::IndexOf((1..3), 2, 1, 5)", "(Parameter 'count')"),
    ("[array]::Clear((1..3), 1, 5)", "Index was outside the bounds of the array."),
    ("'abc'.ToCharArray(2, 5)", f"{_INDEX} (Parameter 'startIndex')"),
    ("'abc'.ToCharArray(2, -1)", f"{_INDEX} (Parameter 'length')"),
    ("[string]::new('a', -1)", "Count cannot be less than zero. (Parameter 'count')"),
    ("[string]::new([char[]]'abc', 1, -1)", "Length cannot be less than zero. (Parameter 'length')"),
    ("[string]::new([char[]]'abc', 1, 5)", f"{_INDEX} (Parameter 'startIndex')"),
    (f"{_BUILDER}::new(-1)", "'capacity' must be greater than zero. (Parameter 'capacity')"),
    (f"{_BUILDER}::new(5, 2)", "Capacity exceeds maximum capacity. (Parameter 'capacity')"),
    (f"{_BUILDER}::new(0, 0)", "MaxCapacity must be one or greater. (Parameter 'maxCapacity')"),
    (f"{_BUILDER}::new().EnsureCapacity(-1)", "Capacity must be positive. (Parameter 'capacity')"),
    (f"{_BUILDER}::new('abc').Remove(1, 5)", f"{_INDEX} (Parameter 'length')"),
    (f"{_BUILDER}::new('abc').Remove(-1, 1)", "StartIndex cannot be less than zero. (Parameter 'startIndex')"),
    (f"{_BUILDER}::new('abc').Insert(9, 'x')", f"{_INDEX} (Parameter 'index')"),
    (f"{_BUILDER}::new('abc').Append([char]'x', -1)", "Count cannot be less than zero. (Parameter 'repeatCount')"),
    ("[decimal]::Round(1.5, 40)", "Decimal can only round to between 0 and 28 digits of precision. (Parameter 'decimals')"),
    ("([Collections.Generic.List[int]] (1, 2)).Find($null)", "Value cannot be null. (Parameter 'match')"),
    ("[Collections.Generic.HashSet[int]]::new().UnionWith($null)", "Value cannot be null. (Parameter 'other')"),
    ("[BitConverter]::ToString($null)", "Value cannot be null. (Parameter 'value')"),
    ("[Collections.ArrayList]::new().Insert(9, 1)", f"{_INDEX} (Parameter 'index')"),
    ("[Collections.Generic.List[int]]::new().Insert(9, 1)", "Index must be within the bounds of the List. (Parameter 'index')"),
    ("[IO.Path]::GetFullPath('')", "The path is empty. (Parameter 'path')"),
    ("[IO.File]::ReadAllText('')", "Empty path name is not legal. (Parameter 'path')"),
    ("[IO.File]::Copy('x', '')", "Empty file name is not legal. (Parameter 'destFileName')"),
    ("[IO.File]::Delete('')", "The path is empty. (Parameter 'path')"),
    ("[IO.Directory]::CreateDirectory('')", "Path cannot be the empty string or all whitespace. (Parameter 'path')"),
]


@pytest.mark.parametrize(("script", "said"), CASES)
def test_bad_bounds_are_told_in_nets_words(script: str, said: str, evaluate: Any) -> None:
    (told,) = evaluate(f"try {{ {script} }} catch {{ $_.Exception.InnerException.Message }}")
    assert said in told


def test_a_place_that_an_ordered_dictionary_does_not_have(evaluate: Any) -> None:
    (told,) = evaluate("$o = [ordered]@{ a = 1 }; try { $o[9] = 1 } catch { $_.Exception.Message }")
    assert told == "Specified argument was out of the range of valid values. (Parameter 'index')"
