"""Sessions that need no host."""

from __future__ import annotations

from psbridge.emulator.sessions import Session


def test_in_this_process() -> None:
    with Session.local() as session:
        assert session.invoke("1 + 1; $PID -gt 0").output == [2, True]


def test_on_an_emulated_host_of_its_own() -> None:
    with Session.emulated("web01") as session:
        assert session.invoke("$env:COMPUTERNAME").output == ["WEB01"]
        assert session.host.lower() == "web01"
