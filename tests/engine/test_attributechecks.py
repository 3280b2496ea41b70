"""Attributes that cannot be made as they are written: psbridge.engine.attributechecks."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("attribute", "error_id", "part"),
    [
        ("ValidateLength(1)", "MethodCountCouldNotFindBest", 'overload for ".ctor" and the argument count: "1"'),
        ("AllowNull(1)", "MethodCountCouldNotFindBest", "1"),
        ("ValidateNotNull(1, 2)", "MethodCountCouldNotFindBest", '"2"'),
        ("Parameter(1)", "MethodCountCouldNotFindBest", '"1"'),
        ("Parameter(Foo = 1)", "PropertyNotFoundForType", "Property 'Foo'"),
        ("ValidateSet('a', Foo = 1)", "PropertyNotFoundForType", "CmdletBindingAttribute"),
        ("ValidatePattern('a', Foo = 1)", "PropertyNotFoundForType", "ValidatePatternAttribute"),
        ("ValidateCount('a', 2)", "ExceptionConstructingAttribute", 'constructing the attribute "ValidateCount": "Cannot convert'),
        ("ValidateCount(-1, 2)", "ExceptionConstructingAttribute", "minLength"),
        ("ValidateRange('none')", "ExceptionConstructingAttribute", "Positive, NonNegative"),
        ("ValidateRange(2, 1)", "MaxRangeSmallerThanMinRange", "less than the specified minimum"),
        ("ValidateSet()", "ArgumentOutOfRange", "validValues"),
        ("ValidateScript('x')", "ExceptionConstructingAttribute", "ScriptBlock"),
    ],
)
def test_refused(ps, attribute, error_id, part):
    told = ps(f"function f {{ param([{attribute}]$a) 'ran' }}; try {{ f a }} catch {{ $_.FullyQualifiedErrorId; \"$_\" }}")
    assert told[0] == error_id
    assert part in told[1]


def test_attributes_of_the_whole_function(ps):
    told = ps(
        "function f { [CmdletBinding(Foo = 1)] param() 'ran' }; try { f } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.TargetName }"
    )
    assert told == ["PropertyNotFoundForType", "Foo = 1"]


@pytest.mark.parametrize(
    "attribute", ["ValidateLength(1, 3)", "Parameter(Mandatory, Position = 0)", "ValidateRange('a', 'c')", "Alias('q')", "Obsolete('old')"]
)
def test_accepted(ps, attribute):
    assert ps(f"function f {{ param([{attribute}]$a) $a }}; f b") == ["b"]
