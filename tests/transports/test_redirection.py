"""Services that send their client elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.errors import RedirectRequested, WSManFault
from psbridge.transports.redirection import CODE, of_fault, redirected
from psbridge.transports.wsmanlink import Target


@pytest.fixture(scope="module")
def hosts() -> Iterator[tuple[Emulator, Emulator]]:
    with Emulator("old01", https_port=None, password="same") as first, Emulator("new01", https_port=None, password="same") as second:
        yield first, second


def _words(host: Emulator) -> dict[str, Any]:
    return {"port": host.port, "username": host.username, "password": "same", "auth": "ntlm", "no_proxy": True}


def test_a_redirection_is_followed_when_it_is_allowed(hosts: tuple[Emulator, Emulator]) -> None:
    old, new = hosts
    old.disturbances.add("redirect", "Create", location=new.url)
    with Session("127.0.0.1", max_redirections=1, **_words(old)) as session:
        assert session.invoke("$env:COMPUTERNAME").output == ["NEW01"]
        assert session.client.transport.redirections == [new.url]  # type: ignore[attr-defined]
    assert not old.sessions()


def test_it_is_not_followed_unasked_nor_more_often_than_allowed(hosts: tuple[Emulator, Emulator]) -> None:
    old, new = hosts
    old.disturbances.add("redirect", "Create", location=new.url)
    with pytest.raises(RedirectRequested, match="max_redirections") as caught:
        Session("127.0.0.1", **_words(old)).open()
    assert caught.value.location == new.url
    old.disturbances.add("redirect", "Create", times=-1, location=old.url)
    with pytest.raises(RedirectRequested):
        Session("127.0.0.1", max_redirections=3, **_words(old)).open()
    assert old.disturbances._active[0].hits == 4
    old.disturbances.clear()
    assert not new.sessions()


def test_lists_are_asked_for_where_they_are(hosts: tuple[Emulator, Emulator]) -> None:
    old, new = hosts
    with Session("127.0.0.1", **_words(new)) as session:
        old.disturbances.add("redirect", "Enumerate", location=new.url)
        assert [one.instance_id for one in Session.list("127.0.0.1", max_redirections=1, **_words(old))] == [session.instance_id]


def test_tls_is_never_left() -> None:
    target = Target("a", ssl=True, max_redirections=5)
    with pytest.raises(RedirectRequested):
        redirected(target, RedirectRequested("go", "http://b/wsman"))
    with pytest.raises(RedirectRequested):
        redirected(target, RedirectRequested("go", "ftp://b/wsman"))
    found = redirected(target, RedirectRequested("go", "https://b/powershell?x=1"))
    assert (found.url, found.max_redirections) == ("https://b:443/powershell?x=1", 4)


def test_a_fault_that_says_where() -> None:
    asked = of_fault(WSManFault(CODE, "Use the redirect information: https://b.corp:5986/wsman."))
    assert isinstance(asked, RedirectRequested)
    assert asked.location == "https://b.corp:5986/wsman"
    plain = WSManFault(5, "see http://x")
    assert of_fault(plain) is plain
    silent = WSManFault(CODE, "elsewhere")
    assert of_fault(silent) is silent
