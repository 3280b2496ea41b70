"""Types that nobody knows, in definitions of classes."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("script", "error_id", "message"),
    [
        ("class A : NoSuch { }", "TypeNotFound", "Unable to find type [NoSuch]."),
        ("class A { [NoSuch[]]$x }", "TypeNotFound", "Unable to find type [NoSuch]."),
        ("class A { f([List[NoSuch]]$x) { } }", "TypeNotFound", "Unable to find type [List]."),
        ("class A { f() { [NoSuch]::new() } }", "TypeNotFound", "Unable to find type [NoSuch]."),
        ("class A { [No.Such]f() { return 1 } }", "TypeNotFound", "Unable to find type [No.Such]."),
        ("class A { [NoSuch()]$x }", "CustomAttributeTypeNotFound", "Cannot find the type for custom attribute 'NoSuch'."),
    ],
)
def test_unknown_types_are_syntax_errors(ps, script, error_id, message):
    found = ps(f"try {{ & ([scriptblock]::Create('{script}')) }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Errors[0].Message }}")
    assert found[0] == error_id
    assert found[1].startswith(message)


@pytest.mark.parametrize(
    "script",
    [
        "class A { [B]$b; [A]f() { return $this } }; class B { [E]$e }; enum E { a }",
        "class A { [Obsolete()]f() { [System.Net.Sockets.UdpClient]::new(); [Lazy[int]]::new() } }",
        "class A { [System.Collections.Generic.List[A]]$l; [ValidateSet('a')]$v }",
        "class A { [hashtable]$h = [ordered]@{} }",
    ],
)
def test_what_is_known_or_may_be(ps, script):
    assert ps(script + "; 'defined'") == ["defined"]


def test_types_of_the_session_are_known(ps):
    assert ps("class A { $x = 1 }; & ([scriptblock]::Create('class B : A { [A]$y }; [B]::new().x'))") == [1]
