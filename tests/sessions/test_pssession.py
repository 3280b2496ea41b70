"""Numbers and names of sessions."""

from __future__ import annotations

from psbridge.sessions.connection import Connection
from psbridge.sessions.pssession import PSSession, SessionTable


def test_a_wsman_session_has_one_number_and_an_ssh_session_takes_two() -> None:
    wsman, ssh = SessionTable(), SessionTable()
    assert wsman.identify(2, [], False) == [(1, "Runspace1"), (2, "Runspace2")]
    assert ssh.identify(1, [], True) == [(2, "Runspace1")]
    assert ssh.identify(2, [], True) == [(5, "Runspace3"), (6, "Runspace4")]
    assert ssh.identify(1, ["foo"], True) == [(8, "foo")]


def test_what_a_session_shows_before_it_is_open() -> None:
    session = PSSession(1, "s", Connection.of("h", "ssh"), None)
    assert (str(session), session.transport, session.idle_timeout, session.buffering, session.availability_name) == (
        "[PSSession]s",
        "SSH",
        -1,
        None,
        "None",
    )
