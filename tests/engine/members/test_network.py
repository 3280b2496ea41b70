"""Names and addresses, as scripts use them."""

from __future__ import annotations

import pytest

CASES = [
    ("[Net.WebUtility]::UrlEncode('a b'); [uri]::EscapeDataString('a b/c')", ["a+b", "a%20b%2Fc"]),
    ("([uri]'http://h:81/p/x.txt?q=1#f').Port; ([uri]'http://h/p/x.txt').Segments[-1]", ["81", "x.txt"]),
    ("[uri]::new([uri]'http://h.test/a/b', 'c').AbsoluteUri", ["http://h.test/a/c"]),
    ("[Net.IPAddress]::Parse('10.0.0.1').GetAddressBytes() -join '.'", ["10.0.0.1"]),
    ("([mailaddress]'a@b.c').Host", ["b.c"]),
    ("([UriBuilder]'http://x.test:8080/a').Uri.Port", ["8080"]),
    ("try { [Net.WebClient]::new() } catch { $_.Exception.InnerException.GetType().Name }", ["NotSupportedException"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected
