"""ForEach and Where of every value."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$n = 0; $null = (1..3).ForEach({ $n++ }); $n; $null = (1..3).Where({ $n++ }); $n", [3, 6]),
        ('(1..2).ForEach({ begin { \'b\' } process { "p$_" } end { "e$_" } })', ["b", "p1", "p2", "e2"]),
        ("(1..2).ForEach({ begin { 'b' } end { $_ } })", ["b", 1, 2]),
        ("(1..2).ForEach({ \"$_ $args\" }, 'X', 'Y')", ["1 X Y", "2 X Y"]),
        ("('1', '2').ForEach([int]).GetType().Name; ('1', '2').ForEach([int[]]).GetType().Name", ["Collection`1", "Int32[]"]),
        ("(@{ a = 1 }, @{ a = 2 }).ForEach('a'); $h = @{ b = 0 }; $h.ForEach('b', 5); $h.b", [1, 2, 5]),
        ("@(('a', 'b').ForEach('nope')).Count", [2]),
        ("(1..5).Where($null, 'First', 2); (1..5).Where($null, 'Last', 2); (1..5).Where($null, 'SkipUntil', 3)", [1, 2, 4, 5, 4, 5]),
        ("(1..5).Where($null, 'Split', 2)[1]", [3, 4, 5]),
    ],
)
def test_results(ps, script, expected):
    assert ps(script) == expected


@pytest.mark.parametrize(
    ("script", "error_id", "message"),
    [
        (
            "('a', 'b').ForEach([int])",
            "MethodArgumentConversionInvalidCastArgument",
            'Cannot convert argument "item", with value: "a", for "Add"',
        ),
        (
            "(1, 2).ForEach([System.Collections.Generic.Dictionary[string,int]])",
            "ForEachBadGenericConversionTypeSpecified",
            "The generic collection type [System.Collections.Generic.Dictionary`2[System.String,System.Int32]] passed to ForEach() has too many",
        ),
        (
            "(1, 2).ForEach([hashtable])",
            "ForEachTypeConversionFailed",
            "Unable to convert input to the target type [System.Collections.Hashtable]",
        ),
        ("(1, 2).ForEach('nope', 1)", "ForEachNonexistentMemberReference", "The ForEach() operator could not find a member 'nope'"),
        ("(1, 2).ForEach($null)", "ArgumentNullException", "Value cannot be null. (Parameter 'expression')"),
        ("(1, 2).Where('x')", "ConvertToFinalInvalidCastException", 'Cannot convert the "x" value of type "System.String"'),
        ("(1, 2).Where($null)", "InvalidOperationException", "If the expression passed to the Where() operator is null"),
        ("(1, 2).Where({ 1 }, 'First', -1)", "ArgumentOutOfRangeException", "The 'numberToReturn' value provided to the third argument"),
        ("(1, 2).Where()", "MethodCountCouldNotFindBest", 'Cannot find an overload for "Where" and the argument count: "0".'),
    ],
)
def test_errors(ps, script, error_id, message):
    found = ps(f"try {{ {script} }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Message }}")
    assert found[0].removeprefix("System.") == error_id
    assert found[1].startswith(message)
