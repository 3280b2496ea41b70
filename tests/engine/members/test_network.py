"""Names and addresses, as scripts use them."""

from __future__ import annotations

import pytest

CASES = [
    (
        "[Security.SecurityElement]::Escape('<a b=\"c\">&''x'); [Security.SecurityElement]::IsValidTag('a b')",
        ["&lt;a b=&quot;c&quot;&gt;&amp;&apos;x", "False"],
    ),
    (
        "'IsValidText', 'IsValidAttributeName', 'IsValidAttributeValue' | & { process { [Security.SecurityElement]::$_('a b\"') } }",
        ["True", "False", "False"],
    ),
    ("[Net.WebUtility]::UrlEncode('a b'); [uri]::EscapeDataString('a b/c')", ["a+b", "a%20b%2Fc"]),
    ("([uri]'http://h:81/p/x.txt?q=1#f').Port; ([uri]'http://h/p/x.txt').Segments[-1]", ["81", "x.txt"]),
    ("[uri]::new([uri]'http://h.test/a/b', 'c').AbsoluteUri", ["http://h.test/a/c"]),
    ("[Net.IPAddress]::Parse('10.0.0.1').GetAddressBytes() -join '.'", ["10.0.0.1"]),
    ("$a = [ipaddress]'1.2.3.4'; $a.Address.GetType().Name; $null -eq $a.ScopeId", ["Int64", "True"]),
    ("[System.Management.Automation.PSSerializer]::Serialize([ipaddress]'1.2.3.4') -match 'ScopeId'", ["False"]),
    ("([mailaddress]'a@b.c').Host", ["b.c"]),
    ("([UriBuilder]'http://x.test:8080/a').Uri.Port", ["8080"]),
    ("try { [Net.WebClient]::new() } catch { $_.Exception.InnerException.GetType().Name }", ["NotSupportedException"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize(
    ("text", "address"), [("1.2.3", "1.2.0.3"), ("5", "0.0.0.5"), ("1.256", "1.0.1.0"), ("010.1.1.1", "8.1.1.1"), ("0x10.1", "16.0.0.1")]
)
def test_addresses_may_be_short(evaluate, text, address):
    assert evaluate(f"\"$([ipaddress]'{text}')\"") == [address]


@pytest.mark.parametrize("text", ["1.2.3.256", "1.2.3.4.5", "", "1..2", "08.1"])
def test_what_is_no_address(evaluate, text):
    assert evaluate(f"try {{ [ipaddress]'{text}' }} catch {{ $_.FullyQualifiedErrorId }}") == ["InvalidCastParseTargetInvocation"]


def test_dictionaries_are_no_numbers(evaluate):
    assert evaluate("try { [int]@{} } catch { $_.FullyQualifiedErrorId }; [bool]@{}") == ["ConvertToFinalInvalidCastException", "True"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("200", "200.0.0.0"),
        ("[char]'A'", "65.0.0.0"),
        ("[byte[]](1, 2, 3, 4)", "1.2.3.4"),
        ("-5", "InvalidCastConstructorException"),
        ("5000000000", "InvalidCastConstructorException"),
        ("[byte[]](1, 2, 3)", "InvalidCastConstructorException"),
    ],
)
def test_addresses_of_other_values(evaluate, value, told):
    assert evaluate(f'try {{ "$([ipaddress]({value}))" }} catch {{ $_.FullyQualifiedErrorId }}') == [told]


def test_a_pointer_has_eight_bytes(evaluate):
    assert evaluate("[intptr]5; try { [intptr][uint64]::MaxValue } catch { $_.FullyQualifiedErrorId }") == [
        "5",
        "ConvertToFinalInvalidCastException",
    ]
