import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Flags()]class A { }", ["AttributeNotAllowedOnDeclaration"]),
        ("[Flags()]enum A { a }", []),
        ("class A { [Flags()]$x }", ["AttributeNotAllowedOnDeclaration"]),
        ("class A { [System.ObsoleteAttribute()]$x; [Obsolete('n')]f() { } }", []),
        ("class A { [ValidateSet('a')][string]$x; [Parameter()]$y }", []),
        ("class A { f([ValidateSet('a')][string]$x) { } }", ["AttributeNotAllowedOnDeclaration"]),
        ("class A { A([Parameter()]$x) { } }", ["AttributeNotAllowedOnDeclaration"]),
        ("class A { f([int]$x) { } [Own()]$y }", []),
    ],
)
def test_check_attributes(errors, text, expected):
    assert errors(text) == expected
