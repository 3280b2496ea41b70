import pytest

from psbridge.objects import NetError
from psbridge.objects.uris import check_host, is_absolute


@pytest.mark.parametrize(
    ("text", "expected"), [("http://a", True), ("a/b", False), ("/a", True), (" mailto:x", True), ("//?/x", False), ("", False)]
)
def test_is_absolute(text, expected):
    assert is_absolute(text) is expected


@pytest.mark.parametrize(
    "text", ["http://a", "https://u:p@h.test:8443/x?y#z", "http://[::1]:80/", "http://[::1]", "http://h:", "a b", "ftp://a b", "mailto:x y"]
)
def test_hosts_that_may_be(text):
    check_host(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http://a b", "Invalid URI: The hostname could not be parsed."),
        ("http://", "Invalid URI: The hostname could not be parsed."),
        ("https:///x", "Invalid URI: The hostname could not be parsed."),
        ("http://h:x/", "Invalid URI: Invalid port specified."),
        ("http://h:70000", "Invalid URI: Invalid port specified."),
    ],
)
def test_hosts_that_cannot_be(text, message):
    with pytest.raises(NetError, match=message):
        check_host(text)
