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
    ran = ps.run(script)
    assert ran.terminating.fully_qualified_error_id == error_id
    assert ran.terminating.exception.extra["Errors"][0].message.startswith(message)


@pytest.mark.parametrize(
    ("script", "ids"),
    [
        ("'a'; function f { class A { [NoSuch]$x; [int]$y; [OtherOne()]$z } }", ["TypeNotFound", "CustomAttributeTypeNotFound"]),
        ("using module NoSuchModule", ["ModuleNotFoundDuringParse"]),
        ("using module No*", ["WildCardModuleNameError"]),
        ("using module @{ Foo = 1 }", ["RequiresModuleInvalid"]),
        ("using module @{ ModuleName = 1 }", ["RequiresModuleInvalid"]),
        ("using module @{ ModuleName = 1; RequiredVersion = 2. }", ["RequiresModuleInvalid"]),
        ("using module @{ ModuleName = $name; RequiredVersion = 1.0 }", ["RequiresArgumentMustBeConstant"]),
        ("using module @{ ModuleName = 'No*'; RequiredVersion = '1.0' }", ["WildCardModuleNameError"]),
        ("using assembly nope.dll\nusing assembly http://x/y.dll", ["ErrorLoadingAssembly", "CannotLoadAssemblyWithUriSchema"]),
        ("class A { [A]$a; [E]$e }; enum E { x }", []),
    ],
)
def test_whoever_parses_is_told_as_well(ps, script, ids):
    text = script.replace("'", "''")
    ps(f"$text = '{text}'; $found = $null")
    assert ps("$null = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $found); $found.ErrorId") == ids
    told = ps("try { $null = [scriptblock]::Create($text) } catch { $_.FullyQualifiedErrorId; $_.Exception.InnerException.Errors.ErrorId }")
    assert told == (["ParseException", *ids] if ids else [])


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
