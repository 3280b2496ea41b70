"""[NullString]::Value is null where a text is wanted."""

from __future__ import annotations

import pytest

from psbridge.engine.members.nullstring import NullString
from psbridge.objects.convert import convert
from psbridge.objects.nettypes import find_type


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("& { [string]$a = [NullString]::Value; $null -eq $a; [string]$b = $null; $null -eq $b }", ["True", "False"]),
        ("[NullString]::Value.GetType().Name; \"<$([NullString]::Value)>\"; [NullString]::Value -eq $null", ["NullString", "<>", "True"]),
        ("'abc'.Replace('b', [NullString]::Value); [string]::IsNullOrEmpty([NullString]::Value)", ["ac", "True"]),
        ("try { [IO.Path]::Combine('a', [NullString]::Value) } catch { $_.FullyQualifiedErrorId }", ["ArgumentNullException"]),
    ],
)  # fmt: skip
def test_null_strings(evaluate, script, expected):
    assert evaluate(script) == expected


def test_only_texts_become_null():
    assert convert(NullString(), find_type("System.String")) is None
    assert isinstance(convert(NullString(), find_type("System.Object")), NullString)
