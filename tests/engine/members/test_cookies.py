"""Cookies and their container as .NET has them, and sessions of web requests."""

from __future__ import annotations

import pytest

from psbridge.engine.members import cookies, websession
from psbridge.objects import NetError, Uri

HOST = Uri("http://host.example/x")


def test_what_a_header_says_is_kept_by_host_and_path():
    container = cookies.CookieContainer()
    container.set_cookies(HOST, "a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Secure, b=2; HttpOnly, c=3; Path=/other")
    assert [str(one) for one in container.get_cookies(HOST)] == ["b=2"]
    assert container.get_cookies(Uri("https://host.example/x")).count == 2
    assert [one.name for one in container.get_cookies(Uri("http://host.example/other/y"))] == ["b", "c"]
    assert container.get_cookies(Uri("http://else.example/")).count == 0
    assert (container.count, container.header(HOST)) == (3, "b=2")
    assert container.get_cookies(HOST).item("B").http_only


def test_cookies_of_a_collection():
    container, collection = cookies.CookieContainer(), cookies.CookieCollection()
    collection.add(cookies.Cookie("a", "1"))
    container.add(HOST, collection)
    container.add(cookies.Cookie("b", "2", "/", ".host.example"))
    assert [one.name for one in container.get_cookies(HOST)] == ["a", "b"]
    with pytest.raises(NetError, match="out of the range"):
        collection.item(5)


@pytest.mark.parametrize("wrong", [("a=b",), ("a b",), ("$x",)])
def test_names_that_are_none(wrong):
    with pytest.raises(NetError, match="part of the cookie is invalid"):
        cookies.Cookie(*wrong)


def test_a_plain_session_needs_no_tls_context_of_its_own():
    session = websession.WebRequestSession()
    assert session.context(True, 0) is True
    assert session.context(False, 3072).minimum_version == session.context(True, 3072).maximum_version
