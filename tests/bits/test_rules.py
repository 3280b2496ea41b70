"""Names, ways, limits and codes: what is decided without touching anything."""

from __future__ import annotations

import errno
import uuid

import pytest

from psbridge.bits.codes import BY_NUMBER, CODES, BitsError, Context, http_code, of_os_error
from psbridge.bits.places import Kind, bypasses, file_name, host_of, is_wild, kind_of, split, temporary_name
from psbridge.bits.routes import Proxy, proxy_of, routes
from psbridge.bits.settings import Settings, check
from psbridge.bits.throttle import Throttle
from psbridge.concurrency import CancelToken


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://a/b", Kind.HTTP),
        ("HTTP://a", Kind.HTTP),
        ("\\\\s\\d\\f", Kind.UNC),
        ("C:\\a", Kind.LOCAL),
        ("/a", Kind.LOCAL),
        ("a", Kind.LOCAL),
    ],
)
def test_kinds_of_places(text, kind):
    assert kind_of(text) is kind


@pytest.mark.parametrize(("text", "code"), [("ftp://a/b", "UNRECOGNIZED_SCHEME"), ("http:///b", "INVALID_URL")])
def test_places_that_are_none(text, code):
    with pytest.raises(BitsError) as caught:
        kind_of(text)
    assert caught.value.code is CODES[code]


def test_names():
    assert [file_name(text) for text in ("https://a/b/c%20d.txt?x=1", "C:\\a\\b.txt", "/a/b", "\\\\s\\d\\f", "http://a/")] == [
        "c d.txt",
        "b.txt",
        "b",
        "f",
        "",
    ]
    assert (split("C:\\a\\b", "\\"), split("/a/b", "/")) == (("C:\\a\\", "b"), ("/a/", "b"))
    assert (is_wild("a*"), is_wild("a[1]"), is_wild("a")) == (True, True, False)
    job = uuid.UUID(int=5)
    one = temporary_name(job, 0, "/x/a", "/")
    assert one.startswith("/x/BIT")
    assert one.endswith(".tmp")
    assert one == temporary_name(job, 0, "/x/other", "/")
    assert one != temporary_name(job, 1, "/x/a", "/")
    assert host_of("https://User@Host:8/x") == "host"


@pytest.mark.parametrize(
    ("host", "rules", "expected"),
    [
        ("a.example.com", ("*.example.com",), True),
        ("a", ("<local>",), True),
        ("a.b", ("<local>",), False),
        ("x", ("http://x:80",), True),
        ("y", ("x",), False),
    ],
)
def test_bypassing(host, rules, expected):
    assert bypasses(host, rules) is expected


def test_proxies():
    assert proxy_of("https://proxy1") == Proxy("proxy1", 443, True)
    assert proxy_of("123.24.21.23") == Proxy("123.24.21.23", 80)
    assert proxy_of("http://u:p%40@h:8080") == Proxy("h", 8080, False, "u", "p@")
    with pytest.raises(BitsError):
        proxy_of("ftp://x")
    with pytest.raises(BitsError):
        proxy_of("h:port")


def test_ways():
    told = Settings(proxy_usage="Override", proxy_list=("p1", "p2"), proxy_bypass=("near",))
    assert [one.host for one in routes(told, "http", "far", {}) if one] == ["p1", "p2"]
    assert routes(told, "http", "near", {}) == [None]
    environment = {"https_proxy": "http://p:3128", "no_proxy": "localhost,.inside", "HTTP_PROXY": "http://evil"}
    assert routes(Settings(), "https", "far", environment) == [Proxy("p", 3128)]
    assert routes(Settings(), "https", "a.inside", environment) == [None]
    assert routes(Settings(), "http", "far", environment) == [None]
    assert routes(Settings(proxy_usage="NoProxy"), "https", "far", environment) == [None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"description": "x" * 1025},
        {"retry_interval": 59},
        {"retry_timeout": -1},
        {"max_download_time": -1},
        {"proxy_list": ("p",)},
        {"proxy_usage": "Override"},
        {"use_stored_credential": "Server"},
        {"notify_flags": 0},
        {"notify_flags": 5},
        {"transfer_type": "Sideways"},
        {"authentication": "Passport"},
        {"custom_headers": ("no colon",)},
        {"custom_headers": ("a: b\r\nc: d",)},
    ],
)
def test_settings_that_cannot_be(wrong):
    assert check(Settings()) == Settings()
    with pytest.raises(BitsError):
        check(Settings(**wrong))


def test_settings_are_stored_as_what_differs():
    told = Settings(description="x", proxy_usage="Override", proxy_list=("a", "b"))
    assert Settings.of(told.stored()) == told
    assert set(told.stored()) == {"description", "proxy_usage", "proxy_list"}
    assert Settings().stored() == {}


def test_codes_are_unique_and_http_statuses_have_theirs():
    assert len(BY_NUMBER) == len(CODES)
    assert (http_code(404).number, http_code(404).transient, http_code(503).transient) == (0x80190194, False, True)
    assert BitsError("EMPTY").hresult == 0x80200003 - (1 << 32)
    assert "0x80200003" in str(BitsError("EMPTY"))


@pytest.mark.parametrize(("number", "name"), [(errno.ENOSPC, "DISK_FULL"), (errno.EACCES, "ACCESS_DENIED"), (errno.EIO, "IO_DEVICE")])
def test_failures_of_the_file_system(number, name):
    problem = of_os_error(OSError(number, "x", "/f"))
    assert (problem.code.name, problem.context, problem.transient) == (name, Context.LocalFile, False)


def test_a_throttle_gives_its_rate(clock):
    limit = Throttle(1000, clock)
    assert limit.delay(100) == pytest.approx(0.1, abs=1e-9)
    assert limit.delay(500) == pytest.approx(0.6, abs=1e-9)
    clock.advance(10)
    assert limit.delay(100) == pytest.approx(0.0, abs=1e-9)
    assert (limit.piece(1 << 20), Throttle(0).piece(5), Throttle(0).delay(1 << 30)) == (1024, 5, 0.0)
    Throttle(0).take(5, CancelToken())
