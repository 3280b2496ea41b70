"""ForEach-Object with a member's name and Where-Object with an operator: what they find, and what they say when they find nothing."""

from __future__ import annotations

import pytest

from psbridge.modules.core import eachmember

STRICT = "Set-StrictMode -Version 2; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("'abc' | ForEach-Object Substring 1, 1", ["b"]),
        ("('abc' | ForEach-Object Substring).OverloadDefinitions.Count", ["2"]),
        ("[pscustomobject]@{ a = 1, 2 } | ForEach-Object a | ForEach-Object { $_ * 2 }", ["2", "4"]),
        ("$h = @{ a = 1 }; $h | ForEach-Object Ad* z 5; $h.z; $h | ForEach-Object a; $h | ForEach-Object Count", ["5", "1", "2"]),
        ('$null | ForEach-Object Foo | ForEach-Object { "[$_]" }; \'a\' | ForEach-Object Foo | ForEach-Object { "[$_]" }', ["[]", "[]"]),
        (
            "@() | Where-Object Length 5; 'a', '' | Where-Object Length; [pscustomobject]@{ Al = 1 } | Where-Object A* -eq 1 | % Al",
            ["a", "1"],
        ),
        ("'ab', 'c' | Where-Object Length -in 2, 3; @{ n = 1 } | Where-Object n -ge 1 | ForEach-Object n", ["ab", "1"]),
    ],
)
def test_results(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error_id", "message"),
    [
        ("'abc' | ForEach-Object Nope 5", "MethodNotFound", 'Input name "Nope" cannot be resolved to a method.'),
        (
            "'abc' | ForEach-Object L*",
            "AmbiguousPropertyOrMethodName",
            eachmember.AMBIGUOUS.format(name="L*", what="members", names="Length LastIndexOf LastIndexOfAny"),
        ),
        (
            "'abc' | ForEach-Object Index* b",
            "AmbiguousMethodName",
            eachmember.AMBIGUOUS.format(name="Index*", what="methods", names="IndexOf IndexOfAny"),
        ),
        ("$null | ForEach-Object Foo 5", "InvokeMethodOnNull", "You cannot call a method on a null-valued expression."),
        (STRICT + "$null | ForEach-Object Foo", "InputObjectIsNull", eachmember.NULL_INPUT),
        (STRICT + "'a' | ForEach-Object Foo", "PropertyOrMethodNotFound", 'The input name "Foo" cannot be resolved to a member.'),
        (
            "1 | ForEach-Object { $_ } -WhatIf",
            "NoShouldProcessForScriptBlockSet",
            "The -WhatIf and -Confirm parameters are not supported for script blocks.",
        ),
        (STRICT + "'a' | Where-Object Foo -eq 1", "PropertyNotFound", 'The input name "Foo" cannot be resolved to a property.'),
        (STRICT + "$null | Where-Object Foo -eq 1", "InputObjectIsNull", eachmember.NULL_INPUT),
    ],
)
def test_errors(session, script, error_id, message):
    session.run(script)
    assert [(one.fully_qualified_error_id.partition(",")[0], one.message) for one in session.streams.errors] == [(error_id, message)]


def test_a_method_that_fails_ends_nothing(session):
    output = session.run("'abc', 'abcdef' | ForEach-Object Substring 5; 'abc' | Where-Object Length -gt x; 'on'")
    assert [str(one) for one in output] == ["f", "on"]
    assert [error.partition(",")[0] for error in session.errors] == ["MethodInvocationError", "OperatorFailed"]
    assert session.streams.errors[0].category_info.target_name == "abc"


def test_what_is_asked(session):
    session.run(
        "'abc' | ForEach-Object Length -Verbose; 'abc' | ForEach-Object Substring 1 -Verbose; @{ k = 1 } | ForEach-Object k -Verbose"
    )
    assert [record.message for record in session.streams.verbose_records] == [
        'Performing the operation "Retrieve the value for property \'Length\'" on target "InputObject: abc".',
        'Performing the operation "Invoke method \'Substring\' with arguments: 1" on target "InputObject: abc".',
        'Performing the operation "Retrieve the value for key \'k\'" on target "InputObject: System.Collections.Hashtable".',
    ]
